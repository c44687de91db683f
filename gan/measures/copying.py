"""Originality: how much of what was composed stands in the training music. Numpy only.

Windows are compared in their home keys, bar line on bar line, as they are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gan.music.role import Role
from gan.music.score import Score

_ROLES = list(Role)
_PITCHES = 128
_LONGEST = 1 << 12  # ticks that a key has room for: 42 bars of 4/4
_PERCENTILE = 99


def ngram_copies(takes: Sequence[Score], training: Sequence[Score], n: int = 8) -> float:
    """Share of the takes' runs of `n` notes that some training window has in the same role, 0..1; NaN without runs.

    A run is the steps in pitch and in time from note to note and the length of every note, for each pitched part, its
    notes sorted by start and pitch; so a transposed or shifted copy counts. Real music repeats itself too: compare
    with real held-out music.

    Raises:
        ValueError: n is less than 2.
    """
    if n < 2:
        raise ValueError(f"a run of {n} notes has no step")
    runs = _runs(takes, n)
    return float(np.isin(runs, _runs(training, n)).mean()) if len(runs) else float("nan")


def copied_windows(takes: Sequence[Score], training: Sequence[Score], real: Sequence[Score]) -> float:
    """Share of takes that are nearer to a training window than 99 of 100 real held-out windows are, 0..1.

    How near is `nearest`. Without takes NaN; without real windows every take that shares a note counts.
    """
    if not takes:
        return float("nan")
    index = _Index(training)
    limit = np.percentile(index.nearest(real), _PERCENTILE) if real else 0.0
    return float((index.nearest(takes) > limit).mean())


def nearest(windows: Sequence[Score], training: Sequence[Score]) -> np.ndarray:
    """The best F1 of each window's part notes (role, start, pitch) with a training window's, float64 [n], 0..1."""
    return _Index(training).nearest(windows)


class _Index:
    """Which training windows have a note: found once, asked for many windows."""

    def __init__(self, training: Sequence[Score]) -> None:
        keys = [_keys(window) for window in training]
        self.sizes = np.array([len(key) for key in keys], np.int64)
        every = np.concatenate(keys) if keys else np.zeros(0, np.int64)
        order = every.argsort(kind="stable")
        self.keys = every[order]
        self.window = np.repeat(np.arange(len(keys)), self.sizes)[order]

    def nearest(self, windows: Sequence[Score]) -> np.ndarray:
        best = np.zeros(len(windows))
        for i, window in enumerate(windows):
            own = _keys(window)
            first, last = np.searchsorted(self.keys, own, "left"), np.searchsorted(self.keys, own, "right")
            having = [self.window[a:b] for a, b in zip(first, last)]
            if having:
                shared = np.bincount(np.concatenate(having), minlength=len(self.sizes))
                best[i] = (2 * shared / np.maximum(1, self.sizes + len(own))).max(initial=0)
        return best


def _keys(window: Score) -> np.ndarray:
    """The notes of the parts, each a number of role, start and pitch, int64 [notes], each once."""
    found = {
        (_ROLES.index(track.role) * _LONGEST + note.start) * _PITCHES + note.pitch
        for track in window.tracks
        if track.role is not Role.MELODY
        for note in track.notes
    }
    return np.array(sorted(found), np.int64)


def _runs(windows: Sequence[Score], n: int) -> np.ndarray:
    """A hash of each run of n notes in a pitched part, uint64 [runs]. Two runs meet by chance once in 2^64 pairs."""
    factors = np.random.default_rng(n).integers(0, 2**63, (n, 3), np.uint64) * np.uint64(2) + np.uint64(1)
    found = [np.zeros(0, np.uint64)]
    for window in windows:
        for track in window.tracks:
            if track.role in (Role.MELODY, Role.DRUMS) or len(track.notes) < n:
                continue
            notes = np.array([(note.start, note.pitch, note.length) for note in track.notes], np.int64)
            notes[1:, :2] -= notes[:-1, :2].copy()
            words = notes.astype(np.uint64)  # negative steps wrap, which keeps them apart
            starts = np.arange(len(notes) - n + 1)
            # Of the first note only the length counts; the role takes the place of its step.
            run = (
                words[starts, 2] * factors[0, 2]
                + np.full(len(starts), _ROLES.index(track.role), np.uint64) * factors[0, 0]
            )
            for i in range(1, n):
                run += (words[starts + i] * factors[i]).sum(axis=1, dtype=np.uint64)
            found.append(_mixed(run))
    return np.concatenate(found)


def _mixed(words: np.ndarray) -> np.ndarray:
    """The finaliser of SplitMix64 (Steele, Lea & Flood 2014): spreads the sums over all bits."""
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))
