"""The features of Yang & Lerch (2018, "On the evaluation of generative models in music"), for each part by itself.

Differs from the paper: taken for each role by itself; what the paper takes per bar is averaged over sounding bars
(histograms stay as they are); a polyphonic part's steps are those of its highest notes; lengths have eleven classes;
the relational histograms of `gan.measures.histograms` join them, because the paper's features are of one voice.
"""

from __future__ import annotations

import numpy as np

from gan.measures.histograms import relational_of
from gan.measures.windows import PARTS, window_of
from gan.music.score import Score

_LENGTHS = np.array([3, 6, 8, 12, 18, 24, 36, 48, 72, 96])
_CLASSES = len(_LENGTHS) + 1
_SIZES = {
    "pitch count": 1,
    "pitch count per bar": 1,
    "pitch class histogram": 12,
    "pitch class transitions": 144,
    "pitch range": 1,
    "mean step": 1,
    "note count": 1,
    "note count per bar": 1,
    "mean time between notes": 1,
    "length histogram": _CLASSES,
    "length transitions": _CLASSES**2,
}
_DRUM_SIZES = {"note count": 1, "note count per bar": 1, "mean time between notes": 1, "kinds": 6}


def yang_lerch_features(score: Score) -> dict[str, np.ndarray]:
    """Each feature of each part as `role.feature`, then the relational histograms as shares, float64 [size].

    NaN where the part does not play or the histogram is empty.
    """
    window = window_of(score)
    found: dict[str, np.ndarray] = {}
    for role in PARTS:
        line = window.lines[role]
        empty = {name: np.full(size, np.nan) for name, size in _SIZES.items()}
        values = _pitched(line.start, line.pitch, line.length, window.bar_ticks) if len(line) else empty
        found |= {f"{role}.{name}": value for name, value in values.items()}
    hits = {name: np.full(size, np.nan) for name, size in _DRUM_SIZES.items()}
    if len(window.drum_start):
        hits = _counts(window.drum_start, window.bar_ticks)
        kinds = np.bincount(window.drum_kind, minlength=_DRUM_SIZES["kinds"])
        hits["kinds"] = kinds / kinds.sum()
    found |= {f"drums.{name}": value for name, value in hits.items()}
    return found | {name: _shares(counts, np.nan) for name, counts in relational_of(window).items()}


def _pitched(start: np.ndarray, pitch: np.ndarray, length: np.ndarray, bar: int) -> dict[str, np.ndarray]:
    first = np.unique(start, return_index=True)[1]
    top = pitch[np.append(first[1:], len(start)) - 1]
    steps = np.abs(np.diff(top))
    pitch_class, kind = pitch % 12, np.searchsorted(_LENGTHS, length)
    in_bars = np.unique(np.stack([start // bar, pitch]), axis=1)[0]
    return {
        "pitch count": _one(len(np.unique(pitch))),
        "pitch count per bar": _one(len(in_bars) / len(np.unique(in_bars))),
        "pitch class histogram": _shares(np.bincount(pitch_class, minlength=12)),
        "pitch class transitions": _shares(np.bincount(top[:-1] % 12 * 12 + top[1:] % 12, minlength=144)),
        "pitch range": _one(np.ptp(pitch)),
        "mean step": _one(steps.mean() if len(steps) else np.nan),
        **_counts(start, bar),
        "length histogram": _shares(np.bincount(kind, minlength=_CLASSES)),
        "length transitions": _shares(np.bincount(kind[:-1] * _CLASSES + kind[1:], minlength=_CLASSES**2)),
    }


def _counts(start: np.ndarray, bar: int) -> dict[str, np.ndarray]:
    """Number of notes, the same per sounding bar, and the mean time between different starts in ticks."""
    between = np.diff(np.unique(start))
    return {
        "note count": _one(len(start)),
        "note count per bar": _one(len(start) / len(np.unique(start // bar))),
        "mean time between notes": _one(between.mean() if len(between) else np.nan),
    }


def _one(value: float) -> np.ndarray:
    return np.array([value], float)


def _shares(counts: np.ndarray, otherwise: float = 0.0) -> np.ndarray:
    """The counts over their sum, or `otherwise` in every place where there are none."""
    total = counts.sum()
    return np.asarray(counts / total) if total else np.full(len(counts), otherwise)
