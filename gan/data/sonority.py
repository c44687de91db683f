"""Sonority: what each pitch class would make of the chord that sounds, as far as the other voices are settled.

Whether a note completes a triad, doubles what is there or leaves a bare fifth depends on all voices at once: sums of
features say it badly, and takes had several times as many bare fifths as music has. So it is found beforehand, and the
generator says how much it wants each kind; it learns from music when.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gan.data.grid import SLOTS_PER_PATCH
from gan.data.voices import ACCOMPANYING, STATES

Tensor = Any
CLASSES = 12
_OCTAVES = (STATES - 1) // CLASSES
KINDS = 6
"""The pitch class is there already; it is, and no third one; it completes a major or minor triad; it adds a seventh to
one; it is a semitone from one that is there; it leaves a bare fifth."""
SONORITY_GATES = SLOTS_PER_PATCH * KINDS * ACCOMPANYING
"""Numbers per patch that say how much each kind is wanted in each slot and voice."""
_FIFTH = ((0, 7),)
_TRIADS = (0, 4, 7), (0, 3, 7)
_SEVENTHS = (0, 4, 7, 10), (0, 4, 7, 11), (0, 3, 7, 10), (0, 3, 6, 10)


def _are(shapes: tuple[tuple[int, ...], ...]) -> np.ndarray:
    """Which sets of pitch classes, a bit each, are of one of these shapes on some root, bool [2 ** CLASSES]."""
    found = np.zeros(1 << CLASSES, bool)
    for shape in shapes:
        for root in range(CLASSES):
            found[sum(1 << (root + step) % CLASSES for step in shape)] = True
    return found


def _kinds() -> np.ndarray:
    """Of each set of pitch classes and one more, bool [2 ** CLASSES, KINDS, CLASSES]."""
    sets, added = np.arange(1 << CLASSES)[:, None], 1 << np.arange(CLASSES)
    chord, there = sets | added, (sets & added) > 0
    few = np.bitwise_count(sets) < 3
    close = (sets & (np.roll(added, 1) | np.roll(added, -1))) > 0
    triad, seventh, fifth = _are(_TRIADS)[chord], _are(_SEVENTHS)[chord], _are(_FIFTH)[chord]
    kinds = there, there & few, triad & ~there, seventh & ~there, close, fifth
    return np.stack(kinds, axis=1) & (sets > 0)[:, None]


_TABLE = _kinds()


def sonorities_of(state: np.ndarray, settled: np.ndarray) -> np.ndarray:
    """What each pitch class would make, where a patch begins, bool [b, patches, KINDS, CLASSES, ACCOMPANYING].

    Pitch classes are counted from that of the lowest pitch.

    Args:
        state: uint8 [b, VOICES, slots]. Only settled cells are read, never the voice's own.
        settled: bool [b, slots, COLUMNS], as in `gan.data.echoes.echoes_of`.
    """
    here = state[:, :, ::SLOTS_PER_PATCH].transpose(0, 2, 1).astype(np.int64)  # [b, patches, VOICES]
    known = np.concatenate([np.ones((*here.shape[:2], 1), bool), settled[:, ::SLOTS_PER_PATCH, :ACCOMPANYING]], axis=2)
    bits = np.where(known & (here > 0), 1 << ((here - 1) % CLASSES), 0)
    others = np.zeros((*here.shape[:2], ACCOMPANYING), np.int64)
    for voice in range(ACCOMPANYING):
        others[:, :, voice] = np.bitwise_or.reduce(np.delete(bits, voice + 1, axis=2), axis=2)
    return np.asarray(np.moveaxis(_TABLE[others], 2, -1))


def with_sonorities(logits: Tensor, gates: Tensor, sonorities: Tensor, ops: Any = np) -> Tensor:
    """The logits with each kind of sonority as far as it is wanted.

    Args:
        logits: of states, float32 [b, slots, STATES, ACCOMPANYING].
        gates: float32 [b, patches, SONORITY_GATES], as the generator gives them.
        sonorities: from `sonorities_of`, as float32.
        ops: a module with numpy's names: `numpy` when composing, `keras.ops` when training.
    """
    slots = logits.shape[1]
    by_kind = ops.reshape(gates, (-1, slots // SLOTS_PER_PATCH, SLOTS_PER_PATCH, KINDS, ACCOMPANYING))
    # Products of small matrices, one for each patch and voice: [CLASSES, KINDS] by [KINDS, SLOTS_PER_PATCH].
    wanted = ops.matmul(ops.transpose(sonorities, (0, 1, 4, 3, 2)), ops.transpose(by_kind, (0, 1, 4, 3, 2)))
    wanted = ops.reshape(ops.transpose(wanted, (0, 1, 4, 3, 2)), (-1, slots, CLASSES, ACCOMPANYING))
    return logits + ops.concatenate([ops.zeros_like(wanted[:, :, :1]), ops.tile(wanted, (1, 1, _OCTAVES, 1))], axis=2)
