"""How the melody sounds against the parts, and the parts among each other.

A *part* is a pitched track other than the melody. The *chord* of a beat is the set of pitch classes that the parts
sound in it, for however short a time. Real music has dissonance: match its values, never maximise.

After Yeh et al. (2021, "Automatic melody harmonization with triad chords"), with the chord of each beat in the place
of their chord labels:

- CTnCTR, 0..1: (chord tones + proper non-chord tones) / (chord tones + non-chord tones), each melody note once,
  against the chord of the beat in which it begins. A non-chord tone is proper where the melody's next note is at most
  two semitones away. Notes over no chord do not count.
- PCS, -1..1: the mean consonance of the melody with the notes of the chord: 1 for unisons, thirds, fifths and sixths,
  0 for fourths, -1 for the rest, counted upwards from the chord's note and reduced to an octave; the mean over the
  chord's notes, then over the time in which the melody sounds over a chord.
- MCTD, 0 or more: the mean over the same time of the tonal distance between the melody's note and the chord.

*Tonal distance* (Harte et al. 2006): the Euclidean distance of the tonal centroids, which place pitch classes
(`pitch % 12`), weighted by their share, on a circle of fifths, one of minor thirds (both of radius 1) and one of
major thirds (radius 1/2). Between tracks, as in Dong et al. (2018): the mean over all beats in which both sound, each
pitch class weighted by its sounding time; then the mean over the pairs of pitched tracks.

*Clash*, 0..1: of all pairs of a melody note and a note of a part that sound together, weighted by the time they do,
the share that is a semitone apart in any octave. A pair is *on the beat* where its second note begins on a beat, and
off the beat otherwise; clash is the mean of the two, weighted by their time. Clash of parts: the same of all pairs of
notes of parts, those of one part too.

In key, 0..1: the share of the parts' note length on pitch classes of the key. The key is the score's own; where it
has none, the one that fits the melody best. Minor counts both seventh degrees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from gan.measures.rolls import beat_time, in_key_share, note_columns, pitched_parts, sounding
from gan.music.key import find_key
from gan.music.note import Note
from gan.music.role import Role
from gan.music.score import Score

CONSONANCE = np.array([1, -1, -1, 1, 1, 0, -1, 1, 1, 1, -1, -1], dtype=np.int64)
"""Consonance of the upper note 0 to 11 semitones above the lower, octaves taken out (Yeh et al. 2021), int64 [12]."""

PROPER_STEP = 2
"""Semitones within which a proper non-chord tone is followed."""

# Of a chord's note (row) with a melody note (column).
_CONSONANCE_OF = CONSONANCE[(np.arange(12)[None, :] - np.arange(12)[:, None]) % 12]

_CLASHES = np.isin(np.arange(12), (1, 11))


def _centroids() -> np.ndarray:
    """The tonal centroid of each single pitch class, float64 [12, 6]."""
    angles = np.arange(12)[:, None] * np.array([7 / 6, 3 / 2, 2 / 3]) * np.pi
    radii = np.array([1, 1, 0.5])
    return np.concatenate([radii * np.sin(angles), radii * np.cos(angles)], axis=1)


_CENTROIDS = _centroids()


@dataclass(frozen=True, slots=True)
class HarmonyMeasures:
    """The measures of one score as the module's docstring defines them; None where there is nothing to measure."""

    ctnctr: float | None
    pcs: float | None
    mctd: float | None
    tonal_distance: float | None
    clash: float | None
    clash_on_beat: float | None
    clash_off_beat: float | None
    parts_clash: float | None
    in_key: float | None


def measure_harmony(score: Score) -> HarmonyMeasures:
    """Measures what the module's docstring defines. Any score will do, an empty one too."""
    melody = score.track(Role.MELODY)
    parts = pitched_parts(score, melody)
    melody_notes = melody.notes if melody else ()
    part_notes = [note for part in parts for note in part.notes]
    length = score.length
    # What each pitched track sounds in each beat, melody first, int64 [beats, 12].
    tracks = [
        beat_time(sounding(notes, length), score.metre, score.pickup)
        for notes in (melody_notes, *(part.notes for part in parts))
    ]
    chords = np.any(tracks[1:], axis=0) if parts else np.zeros_like(tracks[0], dtype=bool)
    pcs, mctd = _over_chords(tracks[0], chords)
    clash, on_beat, off_beat = _clash(melody_notes, part_notes, score)
    key = score.key or find_key(melody_notes or part_notes)
    return HarmonyMeasures(
        ctnctr=_chord_tones(melody_notes, chords, score),
        pcs=pcs,
        mctd=mctd,
        tonal_distance=_between_tracks(tracks),
        clash=clash,
        clash_on_beat=on_beat,
        clash_off_beat=off_beat,
        parts_clash=_own_clash(part_notes),
        in_key=in_key_share(part_notes, key),
    )


def centroid(time: np.ndarray) -> np.ndarray:
    """The tonal centroid of time, or any other weight, per pitch class: [..., 12] to float64 [..., 6].

    Silence gives the zero vector.
    """
    total = time.sum(axis=-1, keepdims=True)
    return np.asarray(time / np.where(total > 0, total, 1) @ _CENTROIDS)


def _chord_tones(melody: Sequence[Note], chords: np.ndarray, score: Score) -> float | None:
    """CTnCTR of the melody over the chord of each beat, bool [beats, 12]."""
    if not melody:
        return None
    starts = np.array([note.start for note in melody])
    pitches = np.array([note.pitch for note in melody])
    pulse = score.metre.pulse_ticks
    # A beat that a pickup cuts short is the first of the chords.
    beats = (starts + -score.pickup % pulse) // pulse
    harmonised = chords[beats].any(axis=1)
    chord_tone = chords[beats, pitches % 12]
    followed = np.append(np.abs(np.diff(pitches)) <= PROPER_STEP, False)
    total = int(harmonised.sum())
    return int((harmonised & (chord_tone | followed)).sum()) / total if total else None


def _over_chords(melody: np.ndarray, chords: np.ndarray) -> tuple[float | None, float | None]:
    """PCS and MCTD of the melody's time per beat, [beats, 12], over the chord of each beat, bool [beats, 12]."""
    sizes = chords.sum(axis=1)
    time = melody[sizes > 0]
    chords, sizes = chords[sizes > 0], sizes[sizes > 0]
    total = int(time.sum())
    if not total:
        return None, None
    consonance = chords @ _CONSONANCE_OF / sizes[:, None]
    distance = np.linalg.norm(centroid(chords)[:, None, :] - _CENTROIDS[None, :, :], axis=2)
    return float((time * consonance).sum()) / total, float((time * distance).sum()) / total


def _between_tracks(tracks: Sequence[np.ndarray]) -> float | None:
    """The mean tonal distance of the pairs of tracks, each its time per beat, [beats, 12]."""
    centroids = [centroid(time) for time in tracks]
    sounds = [time.any(axis=1) for time in tracks]
    means = []
    for one, other in combinations(range(len(tracks)), 2):
        both = sounds[one] & sounds[other]
        if both.any():
            means.append(float(np.linalg.norm((centroids[one] - centroids[other])[both], axis=1).mean()))
    return sum(means) / len(means) if means else None


def _clash(
    melody: Sequence[Note], parts: Sequence[Note], score: Score
) -> tuple[float | None, float | None, float | None]:
    """Clash of the melody with the parts: of all pairs, of those on the beat, of those off the beat."""
    time, clashes, since = _pairs(melody, parts)
    on_beat = (since - score.pickup) % score.metre.pulse_ticks == 0
    return _share(time, clashes), _share(time * on_beat, clashes), _share(time * ~on_beat, clashes)


def _own_clash(notes: Sequence[Note]) -> float | None:
    """Clash of some notes among themselves. A note never clashes with itself, but is no pair either."""
    time, clashes, _ = _pairs(notes, notes)
    return _share(np.triu(time, 1), clashes)


def _pairs(some: Sequence[Note], others: Sequence[Note]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each pair of notes: ticks in which both sound, whether they clash, the tick since which both sound."""
    start, end, pitch = note_columns(some)[:, :, None]
    start2, end2, pitch2 = note_columns(others)
    since = np.maximum(start, start2)
    time = np.maximum(np.minimum(end, end2) - since, 0)
    return time, _CLASHES[(pitch - pitch2) % 12], since


def _share(weights: np.ndarray, hits: np.ndarray) -> float | None:
    total = float(weights.sum())
    return float((weights * hits).sum()) / total if total else None
