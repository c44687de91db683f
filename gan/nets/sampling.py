"""Logits → music, so that gradients pass: hard choices going forward, soft ones going back (straight-through).

Bengio et al. (2013) for the estimator, Jang et al. (2017) for the Gumbel noise in a categorical choice.
"""

from __future__ import annotations

from keras import ops

from gan.data.planes import Tensor, sounding, unfold
from gan.data.voices import VOICES_OF
from gan.music.role import Role

PITCHED_ROLES = (Role.MELODY, Role.CHORDS, Role.BASS, Role.PAD)


def state_logits(pitches: Tensor, silences: Tensor, voices: int) -> Tensor:
    """The generator's two outputs as one: float32 [b, slots, STATES, voices], silence first."""
    slots = pitches.shape[1] * 3
    silent = ops.reshape(silences, (-1, slots, 1, voices))
    return ops.concatenate([silent, unfold(pitches, ops)], axis=2)


def choose_state(logits: Tensor, gumbel: Tensor) -> Tensor:
    """One state per slot and voice as a one-hot, float32 [b, slots, STATES, voices]; `gumbel` has that shape too."""
    disturbed = logits + gumbel
    soft = ops.softmax(disturbed, axis=2)
    hard = ops.cast(ops.equal(disturbed, ops.max(disturbed, axis=2, keepdims=True)), "float32")
    return soft + ops.stop_gradient(hard - soft)


def choose_binary(logits: Tensor, logistic: Tensor) -> Tensor:
    """Yes (1) or no (0) per cell, float32 like both arguments."""
    soft = ops.sigmoid(logits + logistic)
    hard = ops.cast(soft > 0.5, "float32")
    return soft + ops.stop_gradient(hard - soft)


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
