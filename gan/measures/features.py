"""A window as one vector for classifiers: its histograms as shares, and numbers that no histogram holds.

Every function here takes a window in its home key (see `gan.measures.windows`). The numbers (*scalars*) are counts of
repetition between bars, of lonely and strange pitch classes, and of how the parts stand to each other, with the
measures of `gan.measures.bars` and `gan.measures.harmony`. A scalar with nothing to measure is 0 in the vector, and
the feature of the same name with `?` is 0 instead of 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from itertools import combinations, pairwise

import numpy as np

from gan.measures.bars import TrackMeasures, measure_track
from gan.measures.harmony import HarmonyMeasures, measure_harmony
from gan.measures.histograms import direct, direct_of, relational, relational_of
from gan.measures.windows import PARTS, PITCHED, Line, Window, window_of
from gan.music.note import Note
from gan.music.role import Role
from gan.music.score import Score, Track

__all__ = ["FEATURES", "FEATURE_NAMES", "MELODY_FEATURES", "direct", "relational", "vector", "vectors"]

Scalars = dict[str, float | None]

_BAR_MEASURES = [field.name for field in fields(TrackMeasures)]
_HARMONY_MEASURES = [field.name for field in fields(HarmonyMeasures)]
_PERFECT = np.isin(np.arange(12), (0, 5, 7))  # a fifth may stand upside down
_SEMITONE = np.isin(np.arange(12), (1, 11))
_HOME = np.isin(np.arange(12), (0, 2, 4, 5, 7, 9, 11))


def vector(score: Score) -> np.ndarray:
    """The features of a window, float32 [FEATURES], all finite, named by FEATURE_NAMES."""
    return _vector(score)


def vectors(windows: Sequence[Score] | np.ndarray) -> np.ndarray:
    """One row for each window, float32 [n, FEATURES]; rows that are there already are given back."""
    if isinstance(windows, np.ndarray):
        return windows
    return np.stack([vector(window) for window in windows]) if windows else np.zeros((0, FEATURES), np.float32)


def _vector(score: Score) -> np.ndarray:
    window = window_of(score)
    shares = [_shares(counts) for counts in (direct_of(window) | relational_of(window)).values()]
    found = list(_scalars(score, window).values())
    known = [value is not None and bool(np.isfinite(value)) for value in found]
    numbers = [value if there and value is not None else 0.0 for value, there in zip(found, known)]
    return np.concatenate([*shares, numbers, known]).astype(np.float32)


def _shares(counts: np.ndarray) -> np.ndarray:
    total = counts.sum()
    return counts / total if total else counts


def _scalars(score: Score, window: Window) -> Scalars:
    found: Scalars = {}
    lines = window.lines
    for role in PARTS:
        line = lines[role]
        keys = _Keys(line.start // window.bar_ticks, line.start % window.bar_ticks, line.pitch)
        found |= {f"{role}.{name}": value for name, value in _repetition(keys, window.bars).items()}
        found |= {f"{role}.{name}": value for name, value in _habits(line, window).items()}
    drums = _Keys(window.drum_start // window.bar_ticks, window.drum_start % window.bar_ticks, window.drum_kind)
    found |= {f"drums.{name}": value for name, value in _repetition(drums, window.bars).items()}
    found["drums.hits per bar"] = len(window.drum_start) / window.bars
    found |= _strangers(window)
    for role in (*PARTS, Role.DRUMS):
        measures = measure_track(score.track(role) or Track(role, ()), score)
        found |= {f"{role}.{name}": getattr(measures, name) for name in _BAR_MEASURES}
    harmony = measure_harmony(score)
    found |= {f"melody.{name}": getattr(harmony, name) for name in _HARMONY_MEASURES}
    for one, other in combinations(PITCHED, 2):
        found |= {f"{one}-{other}.{name}": value for name, value in _standing(lines[one], lines[other], window).items()}
    return found


class _Keys:
    """The notes of a role by bar: sets of place, of place and pitch, and of place and height above the bar's first."""

    def __init__(self, bar: np.ndarray, place: np.ndarray, pitch: np.ndarray) -> None:
        self.notes: dict[int, set[tuple[int, int]]] = {}
        for b, at, p in zip(bar.tolist(), place.tolist(), pitch.tolist()):
            self.notes.setdefault(b, set()).add((at, p))
        self.places = {b: {at for at, _ in notes} for b, notes in self.notes.items()}
        self.shapes = {b: {(at, p - min(notes)[1]) for at, p in notes} for b, notes in self.notes.items()}


def _repetition(keys: _Keys, bars: int) -> Scalars:
    """How much of a bar (Jaccard index, 0..1) comes back one or two bars later, or at best in any; means over bars."""
    found: Scalars = {}
    for name, by_bar in (("notes", keys.notes), ("places", keys.places), ("shape", keys.shapes)):
        for distance in (1, 2):
            found[f"{name} kept {distance}"] = _mean(
                [_jaccard(by_bar[b], by_bar[b - distance]) for b in by_bar if b - distance in by_bar]
            )
        best = [max((_jaccard(by_bar[a], by_bar[b]) for a in by_bar if a != b), default=None) for b in by_bar]
        found[f"{name} kept at best"] = _mean([value for value in best if value is not None])
    found["sounding bars"] = len(keys.notes) / bars
    found["downbeats"] = sum(0 in places for places in keys.places.values()) / bars
    return found


def _habits(line: Line, window: Window) -> Scalars:
    """Numbers on one part alone."""
    if not len(line):
        return dict.fromkeys(("repeated", "held", "legato", "lonely", "foreign", "slip"))
    groups: dict[int, list[int]] = {}
    for start, pitch in zip(line.start.tolist(), line.pitch.tolist()):
        groups.setdefault(start, []).append(pitch)
    chords = list(groups.values())
    pitch_class = line.pitch % 12
    often = np.bincount(pitch_class, minlength=12)
    sounding = window.on_pulse & (line.voices > 0)
    steps = np.diff([chord[-1] for chord in chords])
    # A note that leaves the line by a semitone or so and comes straight back to where it was.
    slips = (np.abs(steps[:-1]) <= 3) & (steps[:-1] != 0) & (steps[1:] == -steps[:-1])
    return {
        "repeated": _mean([a == b for a, b in pairwise(chords)]),
        "held": float((sounding & ~line.begins).sum() / sounding.sum()) if sounding.any() else None,
        "legato": float(line.length.mean() * len(chords) / (window.bars * window.bar_ticks)),
        "lonely": float((often == 1).sum()),
        "foreign": float(often[~_HOME].sum()),
        "slip": float(slips.sum()),
    }


def _strangers(window: Window) -> Scalars:
    """Notes of the parts whose pitch class nothing near shares, and semitones that sound at once or in one pulse."""
    bar = window.bar_ticks
    every = [window.lines[role] for role in PITCHED]
    start = np.concatenate([line.start for line in every])
    pitch_class = np.concatenate([line.pitch % 12 for line in every])
    part = np.concatenate([np.full(len(line), i > 0) for i, line in enumerate(every)])
    if not part.any():
        return dict.fromkeys(_STRANGERS)
    same = pitch_class[:, None] == pitch_class[None, :]
    semitone = _SEMITONE[(pitch_class[:, None] - pitch_class[None, :]) % 12]
    near = np.abs(start[:, None] - start[None, :])
    in_bar = start[:, None] // bar == start[None, :] // bar
    itself = np.eye(len(start), dtype=bool)
    lonely_bar = ~(same & in_bar & ~itself).any(axis=1)
    lonely = ~(same & ~itself).any(axis=1)
    foreign = ~_HOME[pitch_class]
    at_once = (semitone & (near == 0)).any(axis=1)
    close = (semitone & (near < window.pulse_ticks)).sum(axis=1)
    both = np.stack([line.pitch_classes for line in every]).any(axis=0)
    clusters = (both & np.roll(both, 1, axis=1)).sum(axis=1)
    values = (
        (lonely & part).sum(),
        (lonely_bar & part).mean(),
        (lonely_bar & foreign & part).sum(),
        (lonely & foreign & part).sum(),
        (foreign & part).sum(),
        (at_once & part).sum(),
        (at_once & part).mean(),
        close[part].mean(),
        (close[part] > 1).sum(),
        (clusters * window.ticks).sum() / window.ticks.sum(),
        clusters[window.on_pulse].mean(),
        clusters.max(),
        (clusters[window.on_pulse] > 0).sum(),
    )
    return {name: float(value) for name, value in zip(_STRANGERS, values)}


_STRANGERS = (
    "lonely notes",
    "lonely in bar share",
    "lonely in bar and foreign",
    "lonely and foreign",
    "foreign notes",
    "struck semitones",
    "struck semitones share",
    "near semitones",
    "notes with near semitones",
    "semitones",
    "semitones on pulse",
    "most semitones",
    "pulses with semitones",
)


def _standing(high: Line, low: Line, window: Window) -> Scalars:
    """One role against another: how far apart, how often crossed, and how often in parallel fifths and octaves."""
    both = (high.top >= 0) & (low.top >= 0)
    if not both.any():
        return dict.fromkeys(("apart", "apart varies", "crossed", "unison", "parallels"))
    ticks = window.ticks[both]
    apart = (high.top - low.top)[both]
    mean = np.average(apart, weights=ticks)
    struck = both & (high.begins | low.begins)
    parallels = 0
    above = high.top[struck]
    for below in (low.top[struck], low.bottom[struck]):
        gap = (above - below) % 12
        kept = (np.diff(above) == np.diff(below)) & (np.diff(above) != 0)
        parallels += int((kept & _PERFECT[gap[1:]]).sum())
    return {
        "apart": float(mean),
        "apart varies": float(np.sqrt(np.average((apart - mean) ** 2, weights=ticks))),
        "crossed": float(np.average(apart < 0, weights=ticks)),
        "unison": float(np.average(apart == 0, weights=ticks)),
        "parallels": float(parallels),
    }


def _jaccard(one: set[tuple[int, int]] | set[int], other: set[tuple[int, int]] | set[int]) -> float:
    return len(one & other) / len(one | other)


def _mean(values: Sequence[float]) -> float | None:
    return float(sum(values) / len(values)) if values else None


@cache
def _names() -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """The features' names, and which of them look at the melody, found from a window with a note of every role."""
    model = Score(tuple(Track(role, (Note(0, 40 + 5 * i, 24),)) for i, role in enumerate(Role)))
    window = window_of(model)
    alone, against = direct_of(window), relational_of(window)
    scalars = _scalars(model, window)
    names = [f"{name}[{i}]" for name, counts in (alone | against).items() for i in range(len(counts))]
    names += [*scalars, *(f"{name}?" for name in scalars)]
    melodic = [False] * sum(map(len, alone.values())) + [True] * sum(map(len, against.values()))
    melodic += 2 * [name.startswith("melody") or "." not in name for name in scalars]
    return tuple(names), tuple(melodic)


FEATURE_NAMES: tuple[str, ...] = _names()[0]
"""Histogram bins as `role.histogram[bin]`, then the scalars, then the scalars with `?`."""
FEATURES = len(FEATURE_NAMES)
MELODY_FEATURES: np.ndarray = np.array(_names()[1])
"""bool [FEATURES]: which features hold the parts against the melody."""
