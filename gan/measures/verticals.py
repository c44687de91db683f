"""What sounds together, named: the kind of a set of pitch classes, and the triad that fits a beat best."""

from __future__ import annotations

import numpy as np

_NAMED = {
    "major": (0, 4, 7),
    "minor": (0, 3, 7),
    "diminished": (0, 3, 6),
    "augmented": (0, 4, 8),
    "suspended": (0, 5, 7),
    "dominant seventh": (0, 4, 7, 10),
    "minor seventh": (0, 3, 7, 10),
    "major seventh": (0, 4, 7, 11),
    "half-diminished": (0, 3, 6, 10),
    "diminished seventh": (0, 3, 6, 9),
    "seventh without fifth": (0, 4, 10),
    "minor seventh without fifth": (0, 3, 10),
    "major seventh without fifth": (0, 4, 11),
    "added second": (0, 2, 4, 7),
}
SET_KINDS = (
    "silence",
    "one",
    *(f"two, {size} apart" for size in range(1, 7)),
    *_NAMED,
    "other three",
    "three with a semitone",
    "other four",
    "four with a semitone",
    "five",
    "six or more",
)
"""The kinds that `set_kind` tells apart; sets are compared up to transposition, so inversions are one kind."""

CHORDS = 36
"""Triads told apart by `best_triad`: twelve roots in major, then in minor, then diminished."""
_TRIADS = np.zeros((CHORDS, 12), np.float32)
for _kind, _shape in enumerate(((0, 4, 7), (0, 3, 7), (0, 3, 6))):
    for _root in range(12):
        _TRIADS[12 * _kind + _root, [(_root + step) % 12 for step in _shape]] = 1
_ROOT_BONUS = 0.1 * np.tile(np.eye(12, dtype=np.float32), (3, 1))  # a tie goes to the chord whose root sounds more


def _kind_table() -> np.ndarray:
    """The kind of each of the 4,096 sets, as a number with bit i for pitch class i; int64 [4096]."""
    masks = np.arange(4096)
    turned = np.stack([((masks << i) | (masks >> (12 - i))) & 4095 for i in range(12)])
    prime = turned.min(axis=0)  # one number for all transpositions of a set
    size = np.bitwise_count(masks).astype(int)
    semitone = masks & turned[1] > 0
    kinds = np.select(
        [size == 0, size == 1, size == 3, size == 4, size == 5],
        [
            np.full(4096, SET_KINDS.index("silence")),
            np.full(4096, SET_KINDS.index("one")),
            SET_KINDS.index("other three") + semitone,
            SET_KINDS.index("other four") + semitone,
            np.full(4096, SET_KINDS.index("five")),
        ],
        SET_KINDS.index("six or more"),
    )
    shapes = {f"two, {i} apart": (0, i) for i in range(1, 7)} | _NAMED
    for name, shape in shapes.items():
        kinds[prime == prime[sum(1 << step for step in shape)]] = SET_KINDS.index(name)
    return kinds


_KIND = _kind_table()
_BITS = 1 << np.arange(12)


def set_kind(pitch_classes: np.ndarray) -> np.ndarray:
    """The kind of each set, int64 [...], index into SET_KINDS. Pitch classes: bool [..., 12]."""
    return np.asarray(_KIND[pitch_classes @ _BITS])


def best_triad(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The triad that covers most of the time in each row: its number, int64 [n], and the share covered, 0..1.

    Weights: float [n, 12], time on each pitch class; rows of silence have the number -1 and the share 0.
    """
    total = weights.sum(axis=1)
    shares = weights / np.maximum(total, 1e-9)[:, None]
    covered = shares @ _TRIADS.T
    best = (covered + shares @ _ROOT_BONUS.T).argmax(axis=1)
    return np.where(total > 0, best, -1), covered[np.arange(len(best)), best]
