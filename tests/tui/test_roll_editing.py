"""The EDIT keys and the mouse on the melody roll."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.events import MouseScrollDown
from textual.geometry import Region
from textual.pilot import Pilot

from gan.music import Key, Melody, Metre, Note
from tests.tui.piloting import composer, dialog, press, screen_of, until
from tui.app import ComposerApp
from tui.editor import Layer
from tui.session import Session, save_session
from tui.span_edit import Span
from tui.widgets.melody_view import GUTTER, ZOOMS
from tui.widgets.roll_paint import Levels, Window, paint

SCALE = Melody(tuple(Note(24 * i, 60 + i, 24, 80) for i in range(8)), key=Key(0, "major"), title="Scale")


@pytest.fixture(autouse=True)
def scale(desk: Path) -> None:
    save_session(desk / "data", Session(SCALE, "pop"))


async def edit(pilot: Pilot[int], *keys: str) -> None:
    """Go to the EDIT keys and press some."""
    await press(pilot, "tab", "escape", *keys)


def rows(app: ComposerApp) -> list[tuple[int, int, int]]:
    return [(note.start, note.pitch, note.length) for note in app.session.melody.notes]


def cell(app: ComposerApp, tick: int, pitch: int) -> tuple[int, int]:
    """Where on the roll a tick and a pitch are drawn."""
    window = app.stations.compose_station.roll._window
    return GUTTER + window.column(tick), window.levels_of(pitch)[0] // 2 + 1


async def drag(pilot: Pilot[int], begin: tuple[int, int], end: tuple[int, int], shift: bool = False) -> None:
    await pilot.mouse_down("#melody-roll", offset=begin, shift=shift)
    await pilot.hover("#melody-roll", offset=((begin[0] + end[0]) // 2, begin[1]))
    await pilot.hover("#melody-roll", offset=end)
    await pilot.mouse_up("#melody-roll", offset=end)
    await pilot.pause()


async def test_notes_are_selected_copied_and_pasted_with_keys() -> None:
    async with composer() as (app, pilot):
        await edit(pilot, "shift+right", "shift+right", "y", "end", "p", "p")
        assert rows(app)[8:] == [(192, 60, 24), (216, 61, 24), (240, 60, 24), (264, 61, 24)]
        assert "━" in screen_of(app).splitlines()[3] and "2 notes" in screen_of(app)
        await press(pilot, "ctrl+z", "ctrl+z")
        assert app.session.melody == SCALE


async def test_a_selection_is_cut_transposed_moved_stretched_and_made_louder() -> None:
    async with composer() as (app, pilot):
        await edit(pilot, "v", "right", "right", "v", "shift+up", "ctrl+shift+down")
        assert [pitch for _, pitch, _ in rows(app)][:3] == [49, 50, 62]
        await press(pilot, "equals_sign", "right_parenthesis", "F")
        assert rows(app)[:3] == [(6, 49, 48), (54, 50, 48), (120, 65, 24)]
        assert app.session.melody.notes[0].velocity == 90
        await press(pilot, "x")
        assert len(rows(app)) == 3
        for _ in range(6):
            await press(pilot, "ctrl+z")
        assert app.session.melody == SCALE


async def test_notes_move_by_a_step_or_by_a_little_and_give_back_what_they_pass() -> None:
    async with composer() as (app, pilot):
        await edit(pilot, "f", "f")
        assert rows(app)[:2] == [(24, 61, 24), (48, 60, 24)]
        await press(pilot, "alt+left", "B", "F", "b")
        assert app.session.melody == SCALE


async def test_escape_drops_the_selection_before_it_leaves_the_layer() -> None:
    async with composer() as (app, pilot):
        editor = app.stations.compose_station.editor
        await edit(pilot, "a")
        assert editor.selection == Span(0, 192)
        await press(pilot, "escape")
        assert editor.selection is None and editor.layer is Layer.EDIT
        await press(pilot, "escape")
        assert editor.layer is Layer.PIANO


async def test_notes_are_quantised_to_the_grid_that_is_picked_and_snapped_to_the_key() -> None:
    async with composer() as (app, pilot):
        await edit(pilot, "shift+right", "F", "s")
        assert rows(app)[0] == (6, 60, 24)
        await dialog(pilot, "t")
        assert "the selected notes" in screen_of(app)
        await press(pilot, "up", "up", "enter")
        await until(pilot, lambda: rows(app)[0] == (0, 60, 24), "quantising")
        await press(pilot, "escape", "s")
        assert all(pitch % 12 in Key(0).pitch_classes for _, pitch, _ in rows(app))


async def test_velocity_is_shown_and_used_by_what_is_typed() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "n", "v", "v", "a", "c", "s")
        assert [note.velocity for note in app.session.melody.notes] == [110, 100]
        assert "velocity 100" in screen_of(app)


async def test_title_tempo_key_and_metre_are_typed() -> None:
    async with composer() as (app, pilot):
        await dialog(pilot, "k")
        await press(pilot, *["backspace"] * 3, "9", "2", "full_stop", "5", "down", "e", "down")
        await press(pilot, *["backspace"] * 3, "7", "slash", "8", "down", "exclamation_mark", "enter")
        await until(pilot, lambda: len(app.screen_stack) == 1, "the dialog closing")
        melody = app.session.melody
        assert (round(melody.tempo, 2), melody.key, melody.metre) == (92.5, Key(3), Metre(7, 8))
        assert melody.title == "Scale!" and melody.notes == SCALE.notes
        await press(pilot, "ctrl+z")
        assert app.session.melody == SCALE, "all of it is one step"


async def test_the_key_can_be_left_to_the_notes() -> None:
    async with composer() as (app, pilot):
        await dialog(pilot, "k")
        await press(pilot, "down", "left", "enter")
        await until(pilot, lambda: app.session.melody.key is None, "the key being found")


async def test_what_cannot_be_set_is_said_at_once_and_not_set() -> None:
    async with composer() as (app, pilot):
        await dialog(pilot, "k")
        await press(pilot, "0")
        assert "the tempo '1200' is no number from 20 to 300" in screen_of(app)
        await press(pilot, "enter")
        assert len(app.screen_stack) == 2
        await press(pilot, "escape")
        assert app.session.melody == SCALE


async def test_a_note_is_dragged_in_pitch_and_time_and_it_is_one_step_of_undo() -> None:
    async with composer() as (app, pilot):
        await drag(pilot, cell(app, 0, 60), cell(app, 48, 64))
        assert rows(app)[:3] == [(24, 61, 24), (48, 64, 24), (72, 63, 24)]
        assert app.stations.compose_station.editor.cursor == 48
        await press(pilot, "tab", "ctrl+z")
        assert app.session.melody == SCALE


async def test_with_ctrl_a_row_is_a_semitone() -> None:
    wide = Melody((*SCALE.notes, Note(192, 80, 24)))
    async with composer() as (app, pilot):
        app.stations.compose_station.load(wide)
        x, y = cell(app, 0, 60)
        await pilot.mouse_down("#melody-roll", offset=(x, y))
        await pilot.mouse_up("#melody-roll", offset=(x, y - 1), control=True)  # moves there first
        await pilot.pause()
        assert app.stations.compose_station.roll._window.semitones == 1
        assert rows(app)[0] == (0, 61, 24)


async def test_the_end_of_a_note_is_dragged() -> None:
    async with composer() as (app, pilot):
        begin = cell(app, 186, 67)
        await drag(pilot, begin, (begin[0] + 4, begin[1]))
        assert rows(app)[-1] == (168, 67, 48)
        await drag(pilot, (begin[0] + 4, begin[1]), (begin[0] - 1, begin[1]))
        assert rows(app)[-1] == (168, 67, 18)


async def test_dragging_beside_notes_selects_and_the_selection_is_dragged_as_one() -> None:
    async with composer() as (app, pilot):
        await drag(pilot, cell(app, 24, 67), cell(app, 66, 67))
        editor = app.stations.compose_station.editor
        assert editor.selection == Span(24, 72) and editor.layer is Layer.EDIT
        await drag(pilot, cell(app, 24, 61), cell(app, 24, 63))
        assert [pitch for _, pitch, _ in rows(app)][:4] == [60, 63, 64, 63]
        assert editor.selection == Span(24, 72)


async def test_the_view_stays_where_it_is_while_notes_are_moved_in_it() -> None:
    async with composer() as (app, pilot):
        roll = app.stations.compose_station.roll
        await edit(pilot)
        before = roll._window
        await drag(pilot, cell(app, 24, 61), cell(app, 24, 66))
        await press(pilot, "shift+up", "shift+up", "down", "down")
        assert roll._window == before
        await press(pilot, *["ctrl+shift+up"] * 4)
        top, bottom = roll._window.top, roll._window.top - roll._window.pitches
        assert bottom < roll.editor.pitch <= top, "but what is worked on is always in sight"


async def test_escape_lets_a_drag_be() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "tab")
        await pilot.mouse_down("#melody-roll", offset=cell(app, 0, 60))
        await pilot.hover("#melody-roll", offset=cell(app, 48, 66))
        assert app.stations.compose_station.editor.melody != SCALE
        await press(pilot, "escape")
        await pilot.mouse_up("#melody-roll", offset=cell(app, 48, 66))
        assert app.stations.compose_station.editor.melody == SCALE


async def test_a_double_click_adds_and_removes() -> None:
    async with composer() as (app, pilot):
        await pilot.click("#melody-roll", offset=cell(app, 0, 60), times=2)
        await pilot.pause()
        assert len(rows(app)) == 7
        await pilot.click("#melody-roll", offset=cell(app, 0, 66), times=2)
        await pilot.pause()
        assert len(rows(app)) == 8 and rows(app)[0][::2] == (0, 24)


async def test_the_wheel_scrolls_pitches_bars_and_zooms() -> None:
    async with composer() as (app, pilot):
        roll = app.stations.compose_station.roll
        before = roll._window
        await pilot._post_mouse_events([MouseScrollDown], "#melody-roll", offset=(20, 5), button=0)
        assert roll._window.top == before.top - 2 and roll._window.left == before.left
        await pilot._post_mouse_events([MouseScrollDown], "#melody-roll", offset=(20, 5), button=0, shift=True)
        assert roll._window.left == 96
        await pilot._post_mouse_events([MouseScrollDown], "#melody-roll", offset=(20, 5), button=0, control=True)
        assert roll._window.ticks_per_column == 12


LONG = Melody(tuple(Note(24 * i, 40 + i * 7 % 48, 24) for i in range(128 * 4)))


async def test_the_view_follows_the_cursor_and_the_playhead_through_128_bars_at_every_zoom(desk: Path) -> None:
    save_session(desk / "data", Session(LONG, "pop"))
    async with composer() as (app, pilot):
        roll = app.stations.compose_station.roll
        await edit(pilot)
        for _ in ZOOMS:
            for key in ("home", "pagedown", "ctrl+right", "end", "pageup", "left"):
                await press(pilot, key)
                window, cursor = roll._window, roll.editor.cursor
                assert window.left <= cursor < window.right, (key, window, cursor)
            for tick in (0, 5000, 12287, 3):
                roll.playhead = tick
                assert roll._window.left <= tick < roll._window.right
            roll.playhead = None
            await press(pilot, "left_square_bracket")
        assert roll._window.ticks_per_column == ZOOMS[-1]
        await press(pilot, "home")
        numbers = screen_of(app).splitlines()[3].split("bar", 1)[1].split()
        assert numbers[-1].isdecimal() and len(set(numbers)) == len(numbers), "numbers of bars do not run together"


async def test_only_the_notes_in_sight_are_painted(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_session(desk / "data", Session(LONG, "pop"))
    painted = []

    def counting(levels: Levels, window: Window, notes: Iterable[Note], *colours: str) -> None:
        painted.append(listed := list(notes))
        paint(levels, window, listed, *colours)

    monkeypatch.setattr("tui.widgets.melody_view.paint", counting)
    async with composer() as (app, pilot):
        await edit(pilot, "right", "a")
        room = app.stations.compose_station.roll._window
        assert painted and max(map(len, painted)) <= room.columns * room.ticks_per_column // 24 + 2


async def test_only_rows_that_changed_are_drawn_again() -> None:
    async with composer() as (app, pilot):
        await edit(pilot)
        roll = app.stations.compose_station.roll
        await pilot.pause()
        drawn: list[Region] = []
        refresh = roll.refresh
        roll.refresh = lambda *regions, **how: drawn.extend(regions or [roll.region]) or refresh(*regions, **how)  # type: ignore[method-assign, assignment, func-returns-value]
        await press(pilot, "shift+up")
        assert drawn and all(region.height == 1 for region in drawn) and len(drawn) <= 3


async def test_where_somebody_works_the_view_stays_while_it_plays_on_elsewhere(desk: Path) -> None:
    save_session(desk / "data", Session(Melody(tuple(Note(24 * i, 60, 24) for i in range(512))), "pop"))
    async with composer() as (app, pilot):
        roll = app.stations.compose_station.roll
        await edit(pilot)
        app.play_melody(300 * 24)
        await until(pilot, lambda: roll.playhead is not None, "playing")
        assert roll._window.left > 100 * 24, "it turns the page with what plays"
        await press(pilot, "right", "shift+up")
        moved = roll.playhead
        await until(pilot, lambda: roll.playhead != moved, "the playhead moving")
        assert roll._window.left == 0, "the note that was changed is in sight"
        app.play_melody(300 * 24)
        await until(pilot, lambda: roll.playhead is not None and roll._window.left > 0, "following when it plays anew")


async def test_another_title_does_not_end_what_plays() -> None:
    async with composer() as (app, pilot):
        app.play_melody()
        await until(pilot, lambda: app.transport.link.position, "playing")
        app.stations.compose_station.change(replace(app.session.melody, title="Another"))
        await until(pilot, lambda: app.session.melody.title == "Another", "the title")
        assert app.transport.plays("melody")
