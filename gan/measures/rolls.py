"""Which notes sound when, as arrays: what several measures count in.

A *roll* has a row for each tick and a column for each pitch class. A bar is a bar of the score's metre, a pickup is a
bar of its own. A *beat* is the felt beat of the metre (`Metre.pulse_ticks`), counted from the first bar line.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gan.music.key import Key
from gan.music.metre import Metre
from gan.music.note import Note
from gan.music.score import Score, Track


def pitched_parts(score: Score, melody: Track | None) -> list[Track]:
    """The pitched tracks other than the melody, in the order of the score."""
    return [track for track in score.tracks if track is not melody and not track.is_drums]


def note_columns(notes: Sequence[Note]) -> np.ndarray:
    """Start, end and pitch of notes, int64 [3, notes]."""
    return np.array([(note.start, note.end, note.pitch) for note in notes], dtype=np.int64).reshape(-1, 3).T


def sounding(notes: Sequence[Note], length: int) -> np.ndarray:
    """How many notes of each pitch class sound in each of the first `length` ticks, int64 [length, 12]."""
    changes = np.zeros((length + 1, 12), dtype=np.int64)
    start, end, pitch = note_columns(notes)
    np.add.at(changes, (np.minimum(start, length), pitch % 12), 1)
    np.add.at(changes, (np.minimum(end, length), pitch % 12), -1)
    return changes.cumsum(axis=0)[:length]


def bar_edges(score: Score, bars: int | None = None) -> list[int]:
    """The ticks between which the bars lie, one more than there are bars; as many bars as the score has by default."""
    bars = score.bars if bars is None else bars
    if not bars:
        return [0]
    first = [0] if score.pickup else []
    return [*first, *(score.pickup + bar * score.metre.bar_ticks for bar in range(bars + 1 - len(first)))]


def bar_pitch_classes(notes: Sequence[Note], edges: Sequence[int]) -> np.ndarray:
    """Which pitch classes sound in which bar, bool [bars, 12]; `edges` are those of `bar_edges`."""
    if len(edges) < 2:
        return np.zeros((0, 12), dtype=bool)
    return np.logical_or.reduceat(sounding(notes, edges[-1]) > 0, edges[:-1], axis=0)


def beat_time(roll: np.ndarray, metre: Metre, pickup: int = 0) -> np.ndarray:
    """The ticks for which each pitch class sounds in each beat, int64 [beats, 12], of a roll [ticks, 12].

    A beat is cut short at either end of the roll. Two notes of one pitch class count twice.
    """
    if not len(roll):
        return np.zeros((0, 12), dtype=np.int64)
    pulse = metre.pulse_ticks
    first = pickup % pulse
    return np.add.reduceat(roll, [*([0] if first else []), *range(first, len(roll), pulse)], axis=0)


def in_key_share(notes: Sequence[Note], key: Key) -> float | None:
    """The share of note length on pitch classes of the key, 0..1; None without notes."""
    total = sum(note.length for note in notes)
    scale = key.pitch_classes
    inside = sum(note.length for note in notes if note.pitch % 12 in scale)
    return inside / total if total else None
