"""Dividing a space among the tracks of a score: which rows each gets, and how its pitches lie in them.

Rule of this file: every track is seen, whatever the height; a space too low for all shows what fits from the top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gan.music.note import Note
from gan.music.role import Role
from gan.music.score import Score, Track
from tui import theme
from tui.widgets.roll_paint import Levels, Window, blank_levels, fit_pitches, paint

_DRUM_ORDER = ((49, 51, 52, 53, 55, 57, 59), (42, 44, 46), (41, 43, 45, 47, 48, 50), (37, 38, 39, 40), (35, 36))
"""General MIDI drums from the top of their band downwards: cymbals, hats, toms, snares, bass drums."""
_DRUM_ROWS = 3
_DOTS_TO_A_BAR = 8
_MUTED = (theme.GRID_BRIGHT, theme.GRID)


@dataclass(frozen=True)
class Band:
    """Some rows of the screen, and the tracks in them, by index."""

    rows: int
    tracks: tuple[int, ...]
    drums: bool = False


def lanes_of(score: Score, rows: int) -> list[Band]:
    """A band to each track, the higher the wider its range, in the order of the tracks."""
    count = len(score.tracks)
    if not count:
        return []
    if rows < count:
        return [Band(1, (index,), track.is_drums) for index, track in enumerate(score.tracks[:rows])]
    wants = [_want(track) for track in score.tracks]
    heights = [1] * count
    # One row at a time to whoever is furthest from what it wants.
    for _ in range(rows - count):
        index = min(range(count), key=lambda i: (heights[i] / wants[i], i))
        if heights[index] >= wants[index] and all(h >= w for h, w in zip(heights, wants)):
            break
        heights[index] += 1
    return [Band(height, (index,), track.is_drums) for index, (height, track) in enumerate(zip(heights, score.tracks))]


def together_of(score: Score, rows: int) -> list[Band]:
    """One band for all pitched tracks, the melody painted last, and one for the drums."""
    pitched = [index for index, track in enumerate(score.tracks) if not track.is_drums]
    drums = tuple(index for index, track in enumerate(score.tracks) if track.is_drums)
    pitched.sort(key=lambda index: score.tracks[index].role is Role.MELODY)
    drum_rows = min(_DRUM_ROWS, rows - 1) if drums else 0
    bands = [Band(rows - drum_rows, tuple(pitched))] if pitched else []
    return bands + ([Band(drum_rows, drums, drums=True)] if drum_rows > 0 else [])


def paint_band(
    band: Band,
    score: Score,
    left: int,
    ticks_per_column: int,
    columns: int,
    silent: frozenset[int],
    chosen: Note | None = None,
) -> tuple[Window, Levels]:
    """The band's window and levels; tracks in `silent` are drawn in grey, a chosen note stands out."""
    if band.drums:
        window = Window(left, ticks_per_column, columns, band.rows * 2 - 1, band.rows)
        levels = blank_levels(window)
        for index in band.tracks:
            first, _ = _MUTED if index in silent else theme.ROLE_COLOURS[Role.DRUMS]
            notes = [_drum_note(note, band.rows * 2) for note in score.tracks[index].notes]
            paint(levels, window, notes, first, first)
        if chosen is not None:
            paint(levels, window, [_drum_note(chosen, band.rows * 2)], theme.BRIGHT, theme.BRIGHT)
        return window, levels
    pitches = [note.pitch for index in band.tracks for note in score.tracks[index].notes]
    low, high = (min(pitches), max(pitches)) if pitches else (60, 60)
    semitones, top = fit_pitches(low, high, band.rows)
    window = Window(left, ticks_per_column, columns, top, band.rows, semitones)
    levels = blank_levels(window)
    for index in band.tracks:
        track = score.tracks[index]
        colours = _MUTED if index in silent else theme.ROLE_COLOURS[track.role]
        paint(levels, window, track.notes, *colours)
    if chosen is not None:
        paint(levels, window, [chosen], theme.BRIGHT, theme.BRIGHT)
    return window, levels


def thumbnail_dots(score: Score, columns: int) -> tuple[Sequence[int], ...]:
    """For each of 4 dot rows from the top, in which of `columns * 2` dot columns a note begins; without the drums.

    Pitches are spread over the rows by rank, so that each row is worth looking at. Of a long score the first bars are
    shown, at no less than 8 dots to a bar.
    """
    notes = [note for track in score.tracks if not track.is_drums for note in track.notes]
    rows: tuple[list[int], ...] = tuple([0] * (columns * 2) for _ in range(4))
    if not notes or not columns:
        return rows
    pitches = sorted(note.pitch for note in notes)
    edges = [pitches[len(pitches) * k // 4] for k in (1, 2, 3)]
    length = min(score.length, max(1, columns * 2 // _DOTS_TO_A_BAR) * score.metre.bar_ticks)
    for note in notes:
        if note.start < length:
            rows[3 - sum(note.pitch >= edge for edge in edges)][note.start * columns * 2 // length] = 1
    return rows


def _want(track: Track) -> float:
    if track.is_drums:
        return _DRUM_ROWS
    pitches = [note.pitch for note in track.notes]
    return max(3, max(pitches) - min(pitches) + 2) if pitches else 2


def _drum_note(note: Note, levels: int) -> Note:
    """A hit as a note whose pitch says its level, the lowest 0."""
    place = next((i for i, drums in enumerate(_DRUM_ORDER) if note.pitch in drums), 2)
    level = place * levels // len(_DRUM_ORDER)
    return Note(note.start, levels - 1 - level, 1, note.velocity)
