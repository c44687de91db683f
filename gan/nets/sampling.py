"""Logits → music, so that gradients pass: hard choices going forward, soft ones going back (straight-through).

Bengio et al. (2013) for the estimator, Jang et al. (2017) for the Gumbel noise in a categorical choice.

These tensors are the largest of all. What is taken apart here is split or unstacked, not sliced: the gradient of a
slice is a whole tensor of zeros around it, and slices were a quarter of a training step.
"""

from __future__ import annotations

import numpy as np
from keras import ops

from gan.data.grid import SLOTS_PER_PATCH
from gan.data.planes import HEARD_PLANES, Tensor, fold, heard_chroma, sounding, unfold
from gan.data.voices import VOICES, VOICES_OF
from gan.music.role import Role

PITCHED_ROLES = (Role.MELODY, Role.CHORDS, Role.BASS, Role.PAD)
_ROLE_OF_VOICE = np.array([[voice in VOICES_OF[role] for role in PITCHED_ROLES] for voice in range(VOICES)], np.float32)


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
    states, voices = logits.shape[2:]
    patches = logits.shape[1] // SLOTS_PER_PATCH
    disturbed = ops.reshape(logits + gumbel, (-1, patches, SLOTS_PER_PATCH, states, voices))
    first, *others = ops.unstack(disturbed, SLOTS_PER_PATCH, axis=2)
    _, *wishes = ops.unstack(ops.reshape(holds, (-1, patches, SLOTS_PER_PATCH, 1, voices)), SLOTS_PER_PATCH, axis=2)
    chosen = [choose_state(first)]
    for slot, wish in zip(others, wishes):
        chosen.append(choose_state(slot + wish * chosen[-1]))
    return ops.reshape(ops.stack(chosen, axis=2), (-1, patches * SLOTS_PER_PATCH, states, voices))


def choose_state(disturbed: Tensor) -> Tensor:
    """One state per slot and voice as a one-hot, float32 [b, slots, STATES, voices], like its logits with noise."""
    most = ops.stop_gradient(ops.max(disturbed, axis=2, keepdims=True))
    odds = ops.exp(disturbed - most)  # a softmax; the library's would turn the tensor round and back
    soft = odds / ops.sum(odds, axis=2, keepdims=True)
    hard = ops.cast(ops.equal(disturbed, most), "float32")
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


def choose_onsets(sound: Tensor, repeats: Tensor, logistic: Tensor) -> Tensor:
    """Where notes begin: wherever a voice comes to another pitch, and on the same pitch by choice.

    Args:
        sound: float32 [b, slots, PITCHES, voices], 1 where a voice sounds a pitch.
        repeats: float32 [b, slots, voices], logits of striking the same pitch again.
        logistic: noise of that choice, the same shape.

    Returns:
        float32 [b, slots, voices] of 0 and 1.
    """
    same = same_pitch(sound)
    return ops.sum(sound, axis=2) * (1.0 - same + same * choose_binary(repeats, logistic))


def same_pitch(sound: Tensor) -> Tensor:
    """1 where a voice sounds the pitch of the slot before, float32 [b, slots, voices].

    Sound: float32 [b, slots, PITCHES, voices]. The first slot counts as having one before it that is the same.
    """
    first, after = ops.split(sound, [1], axis=1)
    before, _ = ops.split(sound, [sound.shape[1] - 1], axis=1)
    return ops.concatenate([ops.sum(first, axis=2), ops.sum(after * before, axis=2)], axis=1)


def one_hot_states(state: Tensor) -> Tensor:
    """uint8 [b, voices, slots] → float32 [b, slots, STATES, voices]."""
    planes = sounding(state, ops)
    return ops.concatenate([1.0 - ops.sum(planes, axis=2, keepdims=True), planes], axis=2)


def heard_notes(sound: Tensor, onset: Tensor) -> tuple[Tensor, Tensor]:
    """What the discriminator hears of the voices, those of a role added up.

    Returns:
        Folded planes, float32 [b, patches, OCTAVES, CELL * HEARD_PLANES], and chroma [b, patches, HEARD_CHROMA].

    Args:
        sound: float32 [b, slots, PITCHES, VOICES].
        onset: float32 [b, slots, VOICES].
    """
    slots, pitches = sound.shape[1:3]
    planes = []
    for cells in (sound, sound * ops.expand_dims(onset, 2)):
        by_role = ops.matmul(ops.reshape(cells, (-1, VOICES)), _ROLE_OF_VOICE)
        planes.append(ops.reshape(by_role, (-1, slots, pitches, len(PITCHED_ROLES))))
    both = ops.reshape(ops.stack(planes, axis=4), (-1, slots, pitches, HEARD_PLANES))
    return fold(both, ops), heard_chroma(planes[0], ops)
