"""Painting: half blocks, rulers, lanes, braille."""

from __future__ import annotations

import pytest

from gan.music import Melody, Metre, Note, Role, Score, Track
from tui import theme
from tui.widgets.bands import lanes_of, paint_band, thumbnail_dots, together_of
from tui.widgets.braille import BrailleCanvas
from tui.widgets.roll_paint import Window, blank_levels, fit_pitches, paint, row_segments
from tui.widgets.ruler import bar_marks, ruler_segments


def painted(notes: list[Note], window: Window) -> list[str]:
    levels = blank_levels(window)
    paint(levels, window, notes, "#000001", "#000002")
    marks = {None: ".", "#000001": "O", "#000002": "-"}
    return ["".join(marks[cell] for cell in level) for level in levels]


def test_a_repeated_note_differs_from_a_held_one() -> None:
    window = Window(0, 6, 8, 60, 1)
    assert painted([Note(0, 60, 48)], window)[0] == "O-------"
    assert painted([Note(0, 60, 24), Note(24, 60, 24)], window)[0] == "O---O---"


def test_two_semitones_share_a_row_as_half_blocks() -> None:
    window = Window(0, 6, 2, 61, 1)
    levels = blank_levels(window)
    paint(levels, window, [Note(0, 61, 6), Note(6, 60, 6)], "#ff0000", "#ff0000")
    text = "".join(segment.text for segment in row_segments(*levels, "  ", ["#111111"] * 2, ["#000000"] * 2))
    assert text == "▀▄"


def test_the_shortest_note_is_still_a_column() -> None:
    assert painted([Note(7, 60, 1)], Window(0, 24, 3, 60, 1))[0] == "O.."


def test_what_lies_outside_the_window_is_not_drawn_and_what_reaches_in_is() -> None:
    window = Window(48, 6, 4, 60, 1)
    assert painted([Note(0, 60, 24), Note(72, 60, 24)], window)[0] == "...."
    assert painted([Note(0, 60, 60)], window)[0] == "--..", "the beginning of the note is not in sight"
    assert painted([Note(48, 80, 24), Note(48, 20, 24)], window) == ["....", "...."]


@pytest.mark.parametrize(
    "low,high,rows", [(60, 60, 1), (60, 72, 13), (60, 72, 7), (21, 108, 10), (0, 127, 1), (60, 64, 40)]
)
def test_all_pitches_fit_the_rows_they_are_given(low: int, high: int, rows: int) -> None:
    semitones, top = fit_pitches(low, high, rows)
    window = Window(0, 6, 1, top, rows, semitones)
    for pitch in (low, high):
        first, end = window.levels_of(pitch)
        assert 0 <= first < end <= rows * 2


def test_bar_lines_stand_where_bars_begin_after_a_pickup() -> None:
    melody = Melody((Note(0, 60, 24 + 2 * 72),), metre=Metre(3, 4), pickup=24)
    window = Window(0, 6, 40, 60, 1)
    marks, _ = bar_marks(window, melody)
    assert [column for column, mark in enumerate(marks) if mark == "│"] == [4, 16]
    assert marks[28] == "║", "the end of the music"
    text = "".join(segment.text for segment in ruler_segments(window, melody, 5, None, 0))
    assert text[5 + 4] == "1" and text[5 + 16] == "2" and text[5] == "▾"


def score_of(*tracks: Track) -> Score:
    return Score(tracks)


LOUD = score_of(
    Track(Role.MELODY, (Note(0, 72, 24), Note(24, 84, 24))),
    Track(Role.CHORDS, (Note(0, 48, 48), Note(0, 52, 48), Note(0, 55, 48))),
    Track(Role.BASS, ()),
    Track(Role.DRUMS, (Note(0, 36, 6), Note(24, 38, 6), Note(0, 42, 6))),
)


@pytest.mark.parametrize("rows", range(1, 60))
def test_lanes_never_take_more_rows_than_there_are_and_all_tracks_are_seen(rows: int) -> None:
    bands = lanes_of(LOUD, rows)
    assert sum(band.rows for band in bands) <= rows
    assert all(band.rows >= 1 for band in bands)
    if rows >= 4:
        assert [band.tracks for band in bands] == [(0,), (1,), (2,), (3,)]


def test_a_score_without_tracks_has_no_lanes() -> None:
    assert lanes_of(score_of(), 10) == []


@pytest.mark.parametrize("rows", [1, 2, 5, 30])
def test_together_paints_the_melody_last_and_the_drums_below(rows: int) -> None:
    bands = together_of(LOUD, rows)
    assert bands[0].tracks[-1] == 0
    assert sum(band.rows for band in bands) <= rows
    for band in bands:
        paint_band(band, LOUD, 0, 6, 8, frozenset())


def test_a_muted_track_is_grey() -> None:
    band = lanes_of(LOUD, 20)[0]
    for silent, colour in ((frozenset({0}), theme.GRID_BRIGHT), (frozenset[int](), theme.ROLE_COLOURS[Role.MELODY][0])):
        _, levels = paint_band(band, LOUD, 0, 6, 8, silent)
        assert colour in {cell for level in levels for cell in level}


def test_a_kick_lies_below_a_hat() -> None:
    band = lanes_of(LOUD, 20)[3]
    _, levels = paint_band(band, LOUD, 0, 6, 8, frozenset())
    struck = [row for row, level in enumerate(levels) if level[0]]
    assert len(struck) == 2 and struck[-1] == len(levels) - 1


def test_a_thumbnail_shows_high_above_low() -> None:
    rows = thumbnail_dots(score_of(Track(Role.MELODY, tuple(Note(24 * i, 60 + i, 24) for i in range(8)))), 8)
    assert rows[3][0] and rows[0][-2]
    assert thumbnail_dots(score_of(), 3) == ([0] * 6,) * 4


def test_braille_dots_lie_where_they_were_set() -> None:
    canvas = BrailleCanvas(2, 1)
    canvas.dot(0, 0)
    canvas.dot(3, 3, layer=5)
    canvas.dot(99, 99)
    canvas.dot(-1, 0)
    assert canvas.text(0) == "⠁⢀"
    assert canvas.cell(1, 0) == ("⢀", 5)
    assert BrailleCanvas(1, 1).cell(0, 0) == (" ", 0)
