"""Named histograms of a window: what tells real music from other music.

- *direct* histograms look at the parts alone: where, how long, how high, how often, in which steps and chords.
- *relational* ones hold the parts against the melody.

They are chosen to show what gives bad music away: wrong notes (odd steps, leads, sets and lonely pitch classes), notes
held where they should be repeated and the reverse, fragments (lengths, gaps), drum patterns, and bars that do
not repeat or vary as they should. Positions are counted in the slots of `gan.data.grid`, six to a quarter.
"""

from __future__ import annotations

import numpy as np

from gan.data.grid import SLOTS_PER_QUARTER, slot_of
from gan.measures.verticals import CHORDS, SET_KINDS, best_triad, set_kind
from gan.measures.windows import DRUM_KINDS, PARTS, Line, Window, window_of
from gan.music.role import Role
from gan.music.score import Score

SLOTS = 6 * SLOTS_PER_QUARTER
"""Positions in a bar of up to six quarters; longer bars wrap."""
_LENGTHS = np.array([3, 6, 8, 12, 18, 24, 36, 48, 72, 96])  # ticks: the upper ends of the classes, one more beyond
_GAPS = np.array([-1, 0, 6, 12, 24])
_DENSITY = np.array([0, 1, 2, 3, 4, 6, 8, 12, 16])
_LOW = 24
_REGISTERS = 28  # thirds from C1
_WIDEST = 13  # semitones: larger steps are one class
_LEAD = 4
_DISTANCES = 22  # thirds from two octaves below

Histograms = dict[str, np.ndarray]


def direct(score: Score) -> Histograms:
    """What the parts do by themselves: counts or ticks, float64 [bins] by name; all zeros where nothing is counted."""
    return direct_of(window_of(score))


def relational(score: Score) -> Histograms:
    """What the parts do against the melody: counts or ticks, float64 [bins] by name."""
    return relational_of(window_of(score))


def direct_of(window: Window) -> Histograms:
    """`direct` of a window that is already in arrays."""
    found: Histograms = {}
    for role in PARTS:
        for name, counts in _line(window.lines[role], window).items():
            found[f"{role}.{name}"] = counts
    found |= _drums(window)
    lines = window.lines
    for one, other in ((Role.BASS, Role.CHORDS), (Role.BASS, Role.PAD), (Role.CHORDS, Role.PAD)):
        found[f"{one}-{other}.interval"] = _intervals(lines[one], lines[other], window.ticks)
        found[f"{one}-{other}.together"] = _together(lines[one].begins, lines[other].begins)
    chroma = np.stack([lines[role].pitch_classes for role in PARTS])
    parts = np.asarray(chroma.any(axis=0))
    found["parts.set"] = _count(set_kind(parts), len(SET_KINDS), window.ticks)
    found["parts.doubling"] = _count(chroma.sum(axis=0).max(axis=1), 4, window.ticks)
    return found | _harmony(window, parts)


def relational_of(window: Window) -> Histograms:
    """`relational` of a window that is already in arrays."""
    lines, on = window.lines, window.on_pulse
    melody = lines[Role.MELODY]
    found: Histograms = {}
    for role in PARTS:
        part = lines[role]
        starts = melody.begins | part.begins
        both = (melody.top >= 0) & (part.top >= 0)
        found[f"melody-{role}.on"] = _intervals(part, melody, on & starts)
        found[f"melody-{role}.off"] = _intervals(part, melody, ~on & starts)
        found[f"melody-{role}.degrees"] = _pairs(part, melody, window.ticks)
        found[f"melody-{role}.together"] = _together(melody.begins, part.begins)
        found[f"melody-{role}.sounding"] = _count(2 * (melody.top >= 0) + (part.top >= 0), 4, window.ticks)
        for side, pitch in (("top", part.top), ("bottom", part.bottom)):
            apart = (melody.top - pitch)[both] // 3 + 8
            found[f"melody-{role}.{side}"] = _count(apart, _DISTANCES, window.ticks[both])
        found[f"melody-{role}.motion"] = _motion(melody.top, part.bottom, starts)
    parts = np.asarray(np.stack([lines[role].pitch_classes for role in PARTS]).any(axis=0))
    together = parts | melody.pitch_classes
    found["all.set"] = _count(set_kind(together), len(SET_KINDS), window.ticks)
    strikes = on & (melody.begins | np.any([lines[role].begins for role in PARTS], axis=0))
    found["all.set on"] = _count(set_kind(together), len(SET_KINDS), strikes)
    found["melody.fit"] = _fit(melody, parts, on, window.ticks)
    chords, _ = best_triad(_by_pulse(parts, window))
    for name, places in (("on", on), ("off", ~on)):
        degrees = _above_root(melody, chords[window.begin // window.pulse_ticks], places)
        found[f"melody.above root {name}"] = degrees
    starts = window.begin[melody.begins]
    for kind, drum in enumerate(DRUM_KINDS[:3]):
        hits = window.drum_start[window.drum_kind == kind]
        found[f"melody-{drum}.together"] = _shared(starts, hits)
    return found


def _line(line: Line, window: Window) -> Histograms:
    """The histograms of one pitched part."""
    begins, first = np.unique(line.start, return_index=True)
    sizes = np.diff([*first, len(line)])
    top = line.pitch[first + sizes - 1] if len(line) else line.pitch
    per_bar = np.bincount(line.start // window.bar_ticks, minlength=window.bars)
    ends = np.maximum.reduceat(line.start + line.length, first) if len(line) else begins
    bass = line.pitch[first] % 12
    return {
        "onset": _count(_slots(begins, window.bar_ticks), SLOTS),
        "length": _count(np.searchsorted(_LENGTHS, line.length), len(_LENGTHS) + 1),
        "register": _count((line.pitch - _LOW) // 3, _REGISTERS, line.length),
        "pitch class": _count(line.pitch % 12, 12, line.length),
        "step": _count(np.diff(top) + _WIDEST, 2 * _WIDEST + 1),
        "low step": _count(np.diff(line.pitch[first]) + _WIDEST, 2 * _WIDEST + 1),
        "lead": _leads(line, np.repeat(np.arange(len(first)), sizes)),
        "group": _count(sizes, 6),
        "spacing": _count(np.diff(line.pitch)[np.diff(line.start) == 0], _WIDEST + 1),
        "voices": _count(line.voices, 6, window.ticks),
        "gap": _count(np.searchsorted(_GAPS, begins[1:] - ends[:-1]), len(_GAPS) + 1),
        "density": _count(np.searchsorted(_DENSITY, per_bar), len(_DENSITY) + 1) * (len(line) > 0),
        "transition": _count(bass[:-1] * 12 + bass[1:], 144),
        "set": _count(set_kind(line.pitch_classes), len(SET_KINDS), window.ticks) * (len(line) > 0),
    }


def _drums(window: Window) -> Histograms:
    start, kind = window.drum_start, window.drum_kind
    slot = _slots(start, window.bar_ticks)
    per_bar = np.bincount(start // window.bar_ticks, minlength=window.bars)
    found = {
        "drums.kind": _count(kind, len(DRUM_KINDS)),
        "drums.density": _count(np.searchsorted(2 * _DENSITY, per_bar), len(_DENSITY) + 1) * (len(start) > 0),
        "drums.chord": _count(np.unique(start, return_counts=True)[1], 6),
    }
    for i, name in enumerate(DRUM_KINDS):
        found[f"drums.{name}"] = _count(slot[kind == i], SLOTS)
    return found


def _harmony(window: Window, parts: np.ndarray) -> Histograms:
    """The triads of the parts' pulses, how they follow each other, and which of their notes the bass has."""
    weights = _by_pulse(parts, window)
    chords, covered = best_triad(weights)
    sounding = chords[chords >= 0]
    roots = sounding % 12
    pulses = len(chords)
    bass = window.lines[Role.BASS].bottom[np.searchsorted(window.begin, np.arange(pulses) * window.pulse_ticks)]
    known = (chords >= 0) & (bass >= 0)
    changes = np.flatnonzero(np.diff(chords) != 0) + 1
    return {
        "harmony.chord": _count(sounding, CHORDS),
        "harmony.covered": _count(np.floor(covered[chords >= 0] * 7.99).astype(int), 8),
        "harmony.root step": _count(np.diff(roots) % 12, 12),
        "harmony.inversion": _count((bass - chords)[known] % 12, 12),
        "harmony.change": _count(changes * window.pulse_ticks % window.bar_ticks // window.pulse_ticks, 12),
        "harmony.pitch classes": _count((weights > 0).sum(axis=1), 10),
    }


def _by_pulse(pitch_classes: np.ndarray, window: Window) -> np.ndarray:
    """Ticks that each pitch class sounds in each pulse, float64 [pulses, 12], from bool [s, 12]."""
    first = np.flatnonzero(window.begin % window.pulse_ticks == 0)
    return np.add.reduceat(pitch_classes * window.ticks[:, None].astype(float), first, axis=0)


def _leads(line: Line, group: np.ndarray) -> np.ndarray:
    """How far each note is from the nearest note struck before it, semitones with their sign, counts [2 * LEAD + 1]."""
    if not len(line) or group[-1] == 0:
        return np.zeros(2 * _LEAD + 1)
    apart = line.pitch[:, None] - line.pitch[None, :]
    before = group[:, None] == group[None, :] + 1
    nearest = np.where(before, np.abs(apart), 999).argmin(axis=1)
    lead = apart[np.arange(len(line)), nearest][group > 0]
    return _count(lead + _LEAD, 2 * _LEAD + 1)


def _pairs(low: Line, high: Line, weight: np.ndarray) -> np.ndarray:
    """Weight in which each two pitch classes sound together, float64 [144], low's first."""
    joint = (low.pitch_classes * weight[:, None]).T.astype(float) @ high.pitch_classes.astype(float)
    return np.asarray(joint.ravel())


_UPWARDS = (np.arange(144) % 12 - np.arange(144) // 12) % 12


def _intervals(low: Line, high: Line, weight: np.ndarray) -> np.ndarray:
    """Weight of each interval upwards from low to high, octaves taken out, float64 [12]."""
    return np.bincount(_UPWARDS, _pairs(low, high, weight), 12)


def _together(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Stretches that begin with a note of both, of the first alone, of the second alone, float64 [3]."""
    return np.array([(one & other).sum(), (one & ~other).sum(), (other & ~one).sum()], float)


def _shared(starts: np.ndarray, hits: np.ndarray) -> np.ndarray:
    """The same for ticks; zeros without hits."""
    both = np.isin(starts, hits).sum()
    return np.array([both, len(starts) - both, len(hits) - both], float) * (len(hits) > 0)


def _motion(melody: np.ndarray, part: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Steps from one struck stretch to the next: parallel, similar, contrary, oblique twice; counts [5].

    Parallel keeps the interval; the first oblique is the melody's move over a still part. Both still is not counted.
    """
    struck = starts & (melody >= 0) & (part >= 0)
    up, down = np.diff(melody[struck]), np.diff(part[struck])
    same = np.sign(up) * np.sign(down)
    return np.array(
        [
            ((up == down) & (up != 0)).sum(),
            ((up != down) & (same > 0)).sum(),
            (same < 0).sum(),
            ((up != 0) & (down == 0)).sum(),
            ((up == 0) & (down != 0)).sum(),
        ],
        float,
    )


def _fit(melody: Line, parts: np.ndarray, on: np.ndarray, ticks: np.ndarray) -> np.ndarray:
    """Ticks of the melody on a sounding pitch class, a semitone or a whole tone from one, farther; on, then off."""
    sounding = (melody.top >= 0) & parts.any(axis=1)
    classes = np.full(len(parts), 3)
    for distance in (2, 1, 0):
        near = np.roll(parts, distance, axis=1) | np.roll(parts, -distance, axis=1)
        classes[(near & melody.pitch_classes).any(axis=1)] = distance
    return _count((classes + 4 * ~on)[sounding], 8, ticks[sounding])


def _above_root(melody: Line, chords: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Stretches at `places` by the melody's height above the root of the parts' triad, major and minor apart [24]."""
    known = (melody.top >= 0) & (chords >= 0) & places
    above = (melody.top - chords)[known] % 12
    return _count(above + 12 * (chords[known] >= 12), 24)


def _slots(ticks: np.ndarray, bar_ticks: int) -> np.ndarray:
    return np.asarray(slot_of(ticks % bar_ticks) % SLOTS)


def _count(values: np.ndarray, bins: int, weights: np.ndarray | None = None) -> np.ndarray:
    """How often each of 0 .. bins - 1 occurs, float64 [bins]; what lies outside counts for the end."""
    return np.bincount(np.minimum(np.maximum(values, 0), bins - 1), weights, bins).astype(float)
