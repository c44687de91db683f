"""Logits → music, so that gradients pass: hard choices going forward, soft ones going back (straight-through).

Bengio et al. (2013) for the estimator, Jang et al. (2017) for the Gumbel noise in a categorical choice.
"""

from __future__ import annotations

from keras import ops

from gan.data.grid import SLOTS_PER_PATCH
from gan.data.planes import Tensor, sounding, unfold
from gan.data.voices import VOICES_OF
from gan.music.role import Role

PITCHED_ROLES = (Role.MELODY, Role.CHORDS, Role.BASS, Role.PAD)


def state_logits(pitches: Tensor, silences: Tensor, voices: int) -> Tensor:
    """The generator's two outputs as one: float32 [b, slots, STATES, voices], silence first."""
    slots = pitches.shape[1] * SLOTS_PER_PATCH
    silent = ops.reshape(silences, (-1, slots, 1, voices))
    return ops.concatenate([silent, unfold(pitches, ops)], axis=2)


def held(logits: Tensor, holds: Tensor, state: Tensor) -> Tensor:
    """The logits with staying what a voice was a slot ago, within a patch, as likely as it is wanted.

    Args:
        logits: float32 [b, slots, STATES, voices].
        holds: float32 [b, slots, voices].
        state: float32 one-hot like logits, what the voices are.
    """
    by_patch = (-1, logits.shape[1] // SLOTS_PER_PATCH, SLOTS_PER_PATCH, *logits.shape[2:])
    was = ops.reshape(state, by_patch)[:, :, :-1]
    was = ops.reshape(ops.pad(was, ((0, 0), (0, 0), (1, 0), (0, 0), (0, 0))), (-1, *logits.shape[1:]))
    return logits + ops.expand_dims(holds, 2) * was


def choose_states(logits: Tensor, holds: Tensor, gumbel: Tensor) -> Tensor:
    """`choose_state` slot after slot of each patch, each slot hearing the one before; arguments as of `held`."""
    patches = logits.shape[1] // SLOTS_PER_PATCH
    logits, noise = (ops.reshape(x, (-1, patches, SLOTS_PER_PATCH, *x.shape[2:])) for x in (logits, gumbel))
    holds = ops.reshape(holds, (-1, patches, SLOTS_PER_PATCH, 1, holds.shape[2]))
    chosen = [choose_state(logits[:, :, 0], noise[:, :, 0])]
    for slot in range(1, SLOTS_PER_PATCH):
        chosen.append(choose_state(logits[:, :, slot] + holds[:, :, slot] * chosen[-1], noise[:, :, slot]))
    return ops.reshape(ops.stack(chosen, axis=2), (-1, patches * SLOTS_PER_PATCH, *logits.shape[3:]))


def choose_state(logits: Tensor, gumbel: Tensor) -> Tensor:
    """One state per slot and voice as a one-hot, float32 [b, slots, STATES, voices]; `gumbel` has that shape too."""
    disturbed = logits + gumbel
    soft = ops.softmax(disturbed, axis=2)
    hard = ops.cast(ops.equal(disturbed, ops.max(disturbed, axis=2, keepdims=True)), "float32")
    return soft + ops.stop_gradient(hard - soft)


def gumbel(lots: Tensor) -> Tensor:
    """Gumbel noise, float32 of the shape of `lots`: uint16, evenly distributed. It reaches from -2.5 to 11.8.

    A lot of 16 bits is a quarter of the work for the processor that draws them, and half of what is sent to a device.
    """
    return -ops.log(-ops.log((ops.cast(lots, "float32") + 0.5) / 65536))


def choose_binary(logits: Tensor, logistic: Tensor) -> Tensor:
    """Yes (1) or no (0) per cell, float32 like both arguments."""
    soft = ops.sigmoid(logits + logistic)
    hard = ops.cast(soft > 0.5, "float32")
    return soft + ops.stop_gradient(hard - soft)


def choose_onsets(state: Tensor, repeats: Tensor, logistic: Tensor) -> Tensor:
    """Where notes begin: wherever a voice comes to another pitch, and on the same pitch by choice.

    Args:
        state: float32 [b, slots, STATES, voices], one-hot.
        repeats: float32 [b, slots, voices], logits of striking the same pitch again.
        logistic: noise of that choice, the same shape.

    Returns:
        float32 [b, slots, voices] of 0 and 1.
    """
    same = same_pitch(state)
    return ops.sum(state[:, :, 1:], axis=2) * (1.0 - same + same * choose_binary(repeats, logistic))


def same_pitch(state: Tensor) -> Tensor:
    """1 where a voice sounds the pitch of the slot before, float32 [b, slots, voices].

    State: float32 one-hot [b, slots, STATES, voices]. The first slot counts as having one before it that is the same.
    """
    sounds = state[:, :, 1:]
    before = ops.concatenate([sounds[:, :1], sounds[:, :-1]], axis=1)
    return ops.sum(sounds * before, axis=2)


def one_hot_states(state: Tensor) -> Tensor:
    """uint8 [b, voices, slots] → float32 [b, slots, STATES, voices]."""
    planes = sounding(state, ops)
    return ops.concatenate([1.0 - ops.sum(planes, axis=2, keepdims=True), planes], axis=2)


def heard_planes(sound: Tensor, onset: Tensor) -> Tensor:
    """What the discriminator hears, float32 [b, slots, PITCHES, HEARD_PLANES]: voices of a role added up.

    Args:
        sound: float32 [b, slots, PITCHES, VOICES].
        onset: float32 [b, slots, VOICES].
    """
    attacks = sound * ops.expand_dims(onset, 2)
    planes = []
    for role in PITCHED_ROLES:
        own = VOICES_OF[role]
        first, last = own[0], own[-1] + 1
        planes.append(ops.sum(sound[..., first:last], axis=3))
        planes.append(ops.sum(attacks[..., first:last], axis=3))
    return ops.stack(planes, axis=3)
