"""Recording live, with the real player; keys arrive at ticks of its clock."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from gan.music import Melody, Note, Score
from tests.tui.piloting import composer, dialog, give_takes, notices_of, press, screen_of, until
from tests.tui.test_terminal import LEAVE_SCREEN, terminal
from tui.app import ComposerApp
from tui.key_release import KeyReleased
from tui.messages import MelodyLoaded
from tui.session import Session, load_session, save_session
from tui.sounding import PageAsked
from tui.widgets.melody_view import GUTTER

pytestmark = pytest.mark.usefixtures("desk")

Played = tuple[int, int, int]


async def count_in(app: ComposerApp, pilot: Pilot[int]) -> None:
    """Begin a recording and wait until its clock is known."""
    await press(pilot, "enter")
    assert app.recording.active
    await until(pilot, lambda: app.transport.link.clock, "the clock")


async def at(app: ComposerApp, pilot: Pilot[int], *keys: tuple[str, float]) -> None:
    """Keys that arrive at ticks; one that begins with a minus is let go."""
    clock = app.transport.link.clock
    assert clock is not None
    for key, tick in keys:
        name = key.removeprefix("-")
        event = KeyReleased(name, name) if key != name else events.Key(name, name if len(name) == 1 else None)
        event.time = clock.moment(tick)
        event.set_sender(app)
        app.post_message(event)
        await pilot.pause()


def notes_of(app: ComposerApp) -> Sequence[Played]:
    return [(note.start, note.pitch, note.length) for note in app.session.melody.notes]


async def test_what_is_played_is_recorded_in_its_time_and_is_one_step_of_undo() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "n")
        await count_in(app, pilot)
        await at(app, pilot, ("a", 1), ("s", 23), ("d", 50), ("enter", 97))
        assert not app.recording.active and not app.transport.playing
        assert notes_of(app) == [(0, 60, 24), (24, 62, 24), (48, 64, 24)]
        assert app.stations.compose_station.editor.cursor == 72
        assert "Recorded 3 notes" in notices_of(app)
        await press(pilot, "ctrl+z")
        assert notes_of(app) == []


async def test_it_says_that_it_records_and_where_with_a_beat_that_is_seen() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "n", "enter")
        status = app.stations.status
        await until(pilot, lambda: "● REC −" in screen_of(app).splitlines()[0], "the count-in")
        assert screen_of(app).splitlines()[-1].startswith(" REC ")
        await until(pilot, lambda: status.flash == 2, "the flash on the bar")
        await until(pilot, lambda: status.flash == 1, "the flash on a beat")
        await until(pilot, lambda: "● REC 1:" in screen_of(app).splitlines()[0], "the first bar")
        await press(pilot, "escape")
        assert "REC" not in screen_of(app) and "PIANO" in screen_of(app).splitlines()[-1]
        assert "Nothing was played" in notices_of(app)


async def test_the_assist_is_chosen_and_shown_before_and_while_recording() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "n")
        assert "record to 1/16" in screen_of(app)
        await press(pilot, "q")
        assert "record to triplet" in screen_of(app)
        await count_in(app, pilot)
        await at(app, pilot, ("a", 9), ("q", 10))
        assert "record to off" in screen_of(app)
        await at(app, pilot, ("q", 11))
        assert "record to 1/8" in screen_of(app)
        await at(app, pilot, ("enter", 30))
        assert notes_of(app) == [(12, 60, 24)]


async def test_keys_that_are_let_go_end_their_notes_where_the_terminal_tells() -> None:
    async with composer() as (app, pilot):
        assert app._driver is not None
        app._driver.tells_releases = True  # type: ignore[attr-defined]
        await press(pilot, "n")
        await count_in(app, pilot)
        await at(app, pilot, ("a", 0), ("a", 30), ("a", 32), ("-a", 60), ("s", 66), ("-s", 71), ("z", 72))
        await at(app, pilot, ("d", 72), ("x", 80), ("-d", 96), ("enter", 96))
        assert notes_of(app) == [(0, 60, 60), (66, 62, 6), (72, 52, 24)], "repeats are no notes, an octave is no matter"


async def test_a_terminal_that_goes_out_of_sight_lets_all_keys_go() -> None:
    async with composer() as (app, pilot):
        assert app._driver is not None
        app._driver.tells_releases = True  # type: ignore[attr-defined]
        await press(pilot, "n")
        await count_in(app, pilot)
        await at(app, pilot, ("a", 0))
        assert app.recording._down == {"a": 60}
        app.post_message(events.AppBlur())
        await pilot.pause()
        assert app.recording._down == {}
        await press(pilot, "escape")


async def test_a_release_is_never_a_press_and_nothing_where_nothing_is_recorded() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "n", "a")
        app.post_message(KeyReleased("a", "a"))
        app.post_message(KeyReleased("s", "s"))
        await pilot.pause()
        assert notes_of(app) == [(0, 60, 24)]


async def test_it_replaces_only_what_lay_in_the_recorded_span(desk: Path) -> None:
    save_session(desk / "data", Session(Melody(tuple(Note(24 * beat, 70, 24) for beat in range(16))), "pop"))
    async with composer() as (app, pilot):
        await press(pilot, "tab", "ctrl+right")
        await count_in(app, pilot)
        await at(app, pilot, ("a", 97), ("space", 150))
        assert [(n.start, n.pitch) for n in app.session.melody.notes if 72 <= n.start < 192] == [
            (72, 70), (96, 60), (168, 70),
        ]  # fmt: skip
        assert len(app.session.melody.notes) == 16 - 3 + 1


async def test_the_old_notes_go_as_the_recording_passes_and_the_new_ones_show(desk: Path) -> None:
    save_session(desk / "data", Session(Melody((Note(0, 50, 6), Note(96 * 60, 50, 24)), tempo=280), "pop"))
    async with composer() as (app, pilot):
        await press(pilot, "tab")
        await count_in(app, pilot)
        await at(app, pilot, ("k", 0))
        editor = app.stations.compose_station.editor
        await until(
            pilot, lambda: [n.pitch for n in editor.melody.notes] == [72, 50], "the new note in the old one's place"
        )
        assert [n.pitch for n in app.session.melody.notes] == [50, 50], "until it is kept the session is as it was"


async def test_other_keys_do_nothing_while_it_records() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "n")
        await count_in(app, pilot)
        await press(pilot, "2", "tab", "ctrl+o", "ctrl+z", "n", "greater_than_sign", "delete", "i", "left", "f1")
        assert app.recording.active and app.stations.current == "compose" and app.screen is app.stations
        await press(pilot, "escape")


async def test_whatever_takes_the_keys_away_ends_it_and_keeps_what_was_played() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "n")
        await count_in(app, pilot)
        await at(app, pilot, ("a", 0))
        app.action_go("audition")
        await until(pilot, lambda: not app.recording.active, "the end of the recording")
        assert [pitch for _, pitch, _ in notes_of(app)] == [60]


async def test_takes_that_arrive_do_not_talk_into_it(score: Score) -> None:
    async with composer() as (app, pilot):
        await press(pilot, "n")
        await count_in(app, pilot)
        give_takes(app, score)
        await until(pilot, lambda: app.stations.audition_station.list.takes, "the take")
        assert app.recording.active and app.stations.current == "compose"
        await at(app, pilot, ("a", 0), ("enter", 30))
        assert notes_of(app) == [(0, 60, 24)]


async def test_leaving_keeps_what_was_played(desk: Path) -> None:
    async with composer() as (app, pilot):
        await press(pilot, "n")
        await count_in(app, pilot)
        await at(app, pilot, ("a", 0))
        await press(pilot, "ctrl+q")
    session, _ = load_session(desk / "data")
    assert session is not None and [note.pitch for note in session.melody.notes] == [60]


async def test_a_click_on_the_pianos_keys_is_recorded_too() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "n")
        await count_in(app, pilot)
        assert app._driver is not None
        app._driver.tells_releases = True  # type: ignore[attr-defined]
        await until(pilot, lambda: not app.transport.link.counting, "the first bar")
        await pilot.click("#piano", offset=(1, 3))
        await pilot.click("#piano", offset=(1, 3))
        await pilot.click("#melody-roll", offset=(40, 0))
        await pilot.pause()
        assert app.recording.active
        await press(pilot, "q", "q", "enter")
        assert [pitch for _, pitch, _ in notes_of(app)] == [60, 60]


async def test_the_metronome_and_the_loop_are_switched_while_it_plays(desk: Path) -> None:
    save_session(desk / "data", Session(Melody((Note(0, 60, 24),), tempo=280), "pop"))
    async with composer() as (app, pilot):
        await press(pilot, "ctrl+l", "ctrl+e")
        assert "metronome is on" in notices_of(app)
        await press(pilot, "space")
        await until(
            pilot, lambda: app.stations.status.beat == "1:3", "a beat behind the only note: it goes to the bar line"
        )
        await until(pilot, lambda: app.stations.status.beat == "1:1", "the second time round")
        assert "◆ 1:" in screen_of(app).splitlines()[0]
        await press(pilot, "ctrl+e")
        await until(pilot, lambda: "◆" not in screen_of(app), "the beat going away")
        await press(pilot, "ctrl+l")
        await until(pilot, lambda: not app.transport.playing, "the end")


async def test_what_is_selected_goes_round(desk: Path) -> None:
    save_session(desk / "data", Session(Melody(tuple(Note(24 * n, 60, 24) for n in range(16)), tempo=280), "pop"))
    async with composer() as (app, pilot):
        await press(pilot, "tab", "escape", "ctrl+right", "shift+right", "shift+right", "ctrl+l", "space")
        heard: set[int] = set()

        def whole_region_was_heard() -> bool:
            heard.update({} if app.transport.link.position is None else {app.transport.link.position // 24})
            return heard >= {4, 5}

        await until(pilot, whole_region_was_heard, "both beats")
        heard.clear()
        await until(pilot, whole_region_was_heard, "both beats again")
        assert heard == {4, 5}


async def test_the_tempo_changes_while_it_plays() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "space")
        await until(pilot, lambda: app.transport.link.clock, "playing")
        before = app.transport.link.clock
        await press(pilot, "greater_than_sign", "greater_than_sign")
        await until(pilot, lambda: (now := app.transport.link.clock) and before and now.rate > before.rate, "faster")
        assert app.transport.plays("melody")


async def test_an_edit_is_heard_while_it_plays_and_another_tune_ends_it() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "tab", "space")
        await until(pilot, lambda: app.transport.link.clock, "playing")
        await press(pilot, "a")
        assert app.transport.plays("melody") and app.transport.score is not None
        assert app.transport.score.tracks[0].notes == app.session.melody.notes
        await press(pilot, "ctrl+n")
        await until(pilot, lambda: not app.transport.playing, "silence")


async def test_the_usual_assist_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPOSER_TUI_ASSIST", "triplet")
    async with composer() as (app, pilot):
        await until(pilot, lambda: "record to triplet" in screen_of(app), "the setting")


async def test_it_can_be_begun_by_name() -> None:
    async with composer() as (app, pilot):
        await dialog(pilot, "ctrl+p")
        await press(pilot, *"record", "enter")
        await until(pilot, lambda: app.recording.active, "the recording")
        assert app.stations.focused is app.stations.compose_station.roll


async def test_at_the_end_of_the_longest_melody_there_is_no_room(desk: Path) -> None:
    save_session(desk / "data", Session(Melody((Note(128 * 96 - 24, 60, 24),)), "pop"))
    async with composer() as (app, pilot):
        await press(pilot, "tab", "end", "enter")
        assert not app.recording.active and "at most 128 bars" in notices_of(app)


ASKED = b"\x1b[=2;2u\x1b[?u"


@pytest.mark.parametrize("tells", [True, False])
def test_in_a_real_terminal_a_held_key_is_as_long_as_it_is_held_where_the_terminal_tells(
    desk: Path, tells: bool
) -> None:
    save_session(desk / "data", Session(Melody((), title="Mine"), "pop"))
    with terminal(desk) as t:
        t.until("seed 0")
        assert ASKED in t.seen
        if tells:
            t.type("\x1b[?27u")
        t.type("\x1b[9u")
        t.until("PIANO")
        t.type("\x1b[13u")
        if tells:
            t.type("\x1b[13;1:3u")
        t.until("REC 1:1")
        t.type("\x1b[97;;97u")
        begun, end = len(t.seen), time.monotonic() + 1.5
        while time.monotonic() < end or len(t.seen) == begun:
            t.read()
        if tells:
            t.type("\x1b[97;1:3u")
        t.type("\x1b[13u")
        t.until("Recorded one note")
        t.type("\x1b[113;5u")
        assert t.code() == 0
        assert b"\x1b[<u" in t.seen and LEAVE_SCREEN in t.seen
    session, _ = load_session(desk / "data")
    assert session is not None
    (note,) = session.melody.notes
    assert note.pitch == 60 and (note.length >= 60 if tells else note.length == 24)


async def test_keys_of_the_page_are_recorded_too_with_their_velocity() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "n")
        await count_in(app, pilot)
        clock = app.transport.link.clock
        assert clock is not None
        for pitch, velocity, tick in ((60, 100, 1), (60, 0, 23), (64, 70, 25), (64, 0, 70)):
            event = {"do": "key", "pitch": pitch, "velocity": velocity, "at": clock.moment(tick)}
            app.post_message(PageAsked(event))
            await pilot.pause()
        await at(app, pilot, ("enter", 97))
        assert notes_of(app) == [(0, 60, 24), (24, 64, 48)]
        assert [note.velocity for note in app.session.melody.notes] == [100, 70]
        app.post_message(PageAsked({"do": "key", "pitch": 62, "velocity": 90, "at": 0.0}))
        await pilot.pause()
        assert len(notes_of(app)) == 2, "without a recording a key only sounds"


async def test_a_melody_that_comes_while_recording_is_not_recorded_into() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "n")
        await count_in(app, pilot)
        await at(app, pilot, ("a", 1), ("s", 23))
        loaded = Melody((Note(0, 72, 96), Note(96, 74, 96)), title="Loaded")
        app.post_message(MelodyLoaded(loaded))
        await until(pilot, lambda: app.session.melody == loaded, "the melody")
        assert not app.recording.active and app.stations.compose_station.editor.melody == loaded
        await press(pilot, "ctrl+z")
        assert [pitch for _, pitch, _ in notes_of(app)] == [60, 62], "what was played is kept, a step before"


async def test_a_drag_that_is_not_let_go_does_not_undo_what_comes_meanwhile() -> None:
    async with composer() as (app, pilot):
        before = app.session.melody
        await press(pilot, "tab")
        roll = app.stations.compose_station.roll
        note = before.notes[0]
        row = roll._window.levels_of(note.pitch)[0] // 2 + 1
        column = GUTTER + roll._window.column(note.start)
        await pilot.mouse_down("#melody-roll", offset=(column, row))
        await pilot.hover("#melody-roll", offset=(column + 8, row))
        assert roll.editor.melody != before, "it is carried"
        loaded = Melody((Note(0, 72, 96), Note(96, 74, 96)), title="Loaded")
        app.take_melody(loaded)
        await pilot.hover("#melody-roll", offset=(column + 9, row))
        await pilot.mouse_up("#melody-roll", offset=(column + 9, row))
        await pilot.pause()
        assert roll.editor.melody == app.session.melody == loaded
