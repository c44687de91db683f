"""What can be counted in one score: emptiness, key, and how the parts sound against the melody.

Definitions, with the range of each. Time is counted in ticks; a bar is a bar of the score's metre, and a pickup
is a bar of its own. A *part* is a pitched track other than the melody. The *sounding pairs* of a tick are all
pairs of a melody note and a note of a part that sound in it; each tick's pairs weigh the same.

- empty bars, per track, 0..1: the share of the score's bars in which the track does not sound
  (EB of Dong et al. 2018, "MuseGAN").
- pitch classes per bar (UPC, same source), per pitched track, 1..12: the mean number of different pitch classes
  in the bars where the track sounds.
- in key, 0..1: the share of note length, summed over pitched tracks, on pitch classes of the key. The key is the
  score's own; where it has none, the one that fits the melody best. Minor counts both seventh degrees.
- clash, 0..1: the share of sounding pairs that are a semitone apart in any octave.
- consonance, -1..1: the mean over sounding pairs of 1 for unisons, thirds, fifths and sixths, 0 for fourths and
  -1 for the rest, counted upwards from the part to the melody and reduced to an octave (PCS of Yeh et al. 2021,
  here against the notes that sound instead of a chord label).
- accompanied, 0..1: the share of the melody's sounding time in which a part sounds.

A measure with nothing to measure (no melody, no parts, silence) is None, never 0. Real music has dissonance:
these are for comparing with real music, not for maximising.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from gan.measures.harmony import CONSONANCE
from gan.measures.rolls import bar_edges, bar_pitch_classes, in_key_share, pitched_parts, sounding
from gan.music.key import Key, find_key
from gan.music.note import Note
from gan.music.role import Role
from gan.music.score import Score, Track


@dataclass(frozen=True, slots=True)
class TrackFacts:
    """What was counted in one track."""

    name: str
    role: str
    notes: int
    empty_bars: float | None
    """Share of bars without sound, 0..1; None for a score without bars."""
    in_key: float | None
    """Share of note length on pitch classes of the key, 0..1; None for drums and silence."""
    pitch_classes: float | None
    """Mean number of pitch classes in a sounding bar, 1..12; None for drums and silence."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What was counted in a score; the module's docstring defines each measure."""

    bars: int
    seconds: float
    key: str
    """The key measured against, in words."""
    melody_notes: int
    in_key: float | None
    clash: float | None
    consonance: float | None
    accompanied: float | None
    tracks: tuple[TrackFacts, ...]

    def lines(self) -> list[str]:
        """A few lines for people: what is true of the whole, then a table with a row per track."""
        whole = (
            f"{_plural(self.bars, 'bar')}, {self.seconds:.1f} s, {self.key}: in key {_percent(self.in_key)}"
            f", clash {_percent(self.clash)}, consonance {_signed(self.consonance)}"
            f", accompanied {_percent(self.accompanied)}"
        )
        rows = [("track", "notes", "empty bars", "in key", "pitch classes per bar")]
        for track in self.tracks:
            pitch_classes = "–" if track.pitch_classes is None else f"{track.pitch_classes:.1f}"
            rows.append(
                (track.name, str(track.notes), _percent(track.empty_bars), _percent(track.in_key), pitch_classes)
            )
        widths = [max(map(len, column)) for column in zip(*rows)]
        table = [
            "  ".join([row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))])
            for row in rows
        ]
        return [whole, *table]

    def to_json(self) -> dict[str, Any]:
        """The same as plain JSON values, under the names of the fields."""
        return asdict(self)


def facts_of(score: Score) -> Facts:
    """Counts what the module's docstring defines. Any score will do, an empty one too."""
    melody = score.track(Role.MELODY)
    key = score.key or find_key(melody.notes if melody else _pitched_notes(score))
    parts = pitched_parts(score, melody)
    against = _Harmony.of(melody, parts, score.length) if melody and parts else None
    return Facts(
        bars=score.bars,
        seconds=score.seconds,
        key=str(key),
        melody_notes=len(melody.notes) if melody else 0,
        in_key=in_key_share(_pitched_notes(score), key),
        clash=against.clash if against else None,
        consonance=against.consonance if against else None,
        accompanied=against.accompanied if against else None,
        tracks=tuple(_track_facts(track, score, key) for track in score.tracks),
    )


@dataclass(frozen=True, slots=True)
class _Harmony:
    """The melody against the parts."""

    clash: float | None
    consonance: float | None
    accompanied: float | None

    @staticmethod
    def of(melody: Track, parts: list[Track], length: int) -> _Harmony:
        above = sounding(melody.notes, length)
        below = sounding([note for part in parts for note in part.notes], length)
        # pairs[i] = sounding pairs of the whole score whose pitch classes are i semitones apart, upwards from the part.
        pairs = np.array([int((above * np.roll(below, interval, axis=1)).sum()) for interval in range(12)])
        total = int(pairs.sum())
        melody_sounds = above.any(axis=1)
        time = int(melody_sounds.sum())
        return _Harmony(
            clash=int(pairs[1] + pairs[11]) / total if total else None,
            consonance=int(pairs @ CONSONANCE) / total if total else None,
            accompanied=int((melody_sounds & below.any(axis=1)).sum()) / time if time else None,
        )


def _track_facts(track: Track, score: Score, key: Key) -> TrackFacts:
    bars = bar_pitch_classes(track.notes, bar_edges(score))
    sounding_bars = bars[bars.any(axis=1)]
    pitched = not track.is_drums
    return TrackFacts(
        name=track.name,
        role=track.role.value,
        notes=len(track.notes),
        empty_bars=1 - len(sounding_bars) / len(bars) if len(bars) else None,
        in_key=in_key_share(track.notes, key) if pitched else None,
        pitch_classes=float(sounding_bars.sum(axis=1).mean()) if pitched and len(sounding_bars) else None,
    )


def _pitched_notes(score: Score) -> list[Note]:
    return [note for track in score.tracks if not track.is_drums for note in track.notes]


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def _signed(value: float | None) -> str:
    return "–" if value is None else f"{value:+.2f}"
