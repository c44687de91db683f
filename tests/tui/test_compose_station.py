"""The Compose station, with the real player and the real engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual import events

from gan.compose import compose
from gan.music import GENRES, Melody, Note, Role, Score, Track
from gan.music.demos import DEMOS
from gan.music.midi import midi_bytes
from gan.wishes import Manner, Wishes
from tests.tui.conftest import PASSES
from tests.tui.piloting import composer, notices_of, press, screen_of, until
from tui.app import ComposerApp
from tui.session import FILE_NAME, Session, save_session
from tui.widgets.genre_list import GenreList
from tui.widgets.piano_keys import PianoKeys

FIRST_DEMO = next(iter(DEMOS.values()))
pytestmark = pytest.mark.usefixtures("desk", "few_passes")


async def test_it_opens_with_a_demo_and_says_what_can_be_done() -> None:
    async with composer() as (app, _):
        screen = screen_of(app)
        assert FIRST_DEMO.title[:20] in screen
        assert "▀▀" in screen or "▄▄" in screen, "the melody is on the roll"
        assert screen.splitlines()[-1].startswith(" GENRE ") and "space play" in screen.splitlines()[-1]


async def test_space_plays_from_the_beginning_and_stops() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "space")
        roll = app.stations.compose_station.roll
        await until(pilot, lambda: roll.playhead, "the playhead moving on")
        assert app.transport.plays("melody")
        await until(pilot, lambda: "▶" in screen_of(app).splitlines()[0], "the sign of playing")
        await press(pilot, "space")
        await until(pilot, lambda: roll.playhead is None, "the playhead going away")
        assert not app.transport.playing


async def test_genres_are_chosen_with_keys_and_with_the_mouse() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "down", "down")
        assert app.session.genre == "chamber" and "Chamber" in screen_of(app).splitlines()[0]
        await pilot.click(GenreList, offset=(4, 6))
        await pilot.pause()
        assert app.session.genre == list(GENRES)[5]


async def test_the_home_row_writes_a_melody_and_undo_takes_it_back() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "n", "a", "minus", "s", "comma", "d", "slash", "full_stop", "w", "x", "a", "r", "g")
        notes = [(note.start, note.pitch, note.length) for note in app.session.melody.notes]
        assert notes == [(0, 60, 24), (24, 62, 12), (48, 64, 24), (72, 61, 18), (90, 72, 18), (108, 79, 8)]
        await press(pilot, *["ctrl+z"] * 9)
        assert app.session.melody == FIRST_DEMO
        await press(pilot, "ctrl+y", "ctrl+y")
        assert [note.pitch for note in app.session.melody.notes] == [60]


async def test_backspace_takes_the_last_note_back() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "n", "a", "s", "d", "backspace")
        assert [note.pitch for note in app.session.melody.notes] == [60, 62]
        assert app.stations.compose_station.editor.cursor == 48


async def test_a_slip_of_the_finger_does_not_leave_the_piano() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "tab", "q", "i", "b", "v", "n")
        assert app.is_running and app.session.melody == FIRST_DEMO
        assert "PIANO" in screen_of(app).splitlines()[-1]


async def test_the_edit_layer_adds_moves_sizes_and_removes() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "n", "escape")
        assert "EDIT" in screen_of(app).splitlines()[-1]
        pitch = app.stations.compose_station.editor.pitch
        await press(pilot, "up", "enter", "left", "equals_sign", "shift+up")
        assert [(n.start, n.pitch, n.length) for n in app.session.melody.notes] == [(0, pitch + 2, 30)]
        await press(pilot, "delete")
        assert app.session.melody.notes == ()


async def test_the_edit_cursor_stands_on_the_note_that_the_keys_are_about() -> None:
    async with composer() as (app, pilot):
        editor = app.stations.compose_station.editor
        await press(pilot, "n", "a", "h", "s", "left", "left", "escape")
        assert (editor.cursor, editor.pitch) == (24, 69)
        await press(pilot, "left")
        assert (editor.cursor, editor.pitch) == (0, 60)
        await press(pilot, "shift+up", "end", "up")
        assert editor.melody.notes[0].pitch == 61 and editor.pitch == 62, "where no note is it stays at its height"


async def test_clicking_the_piano_enters_the_note_of_the_key() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "n")
        await pilot.click(PianoKeys, offset=(1, 3))
        await pilot.click(PianoKeys, offset=(3, 0))
        await pilot.pause()
        assert [note.pitch for note in app.session.melody.notes] == [60, 61]


async def test_clicking_the_ruler_plays_from_there() -> None:
    async with composer() as (app, pilot):
        roll = app.stations.compose_station.roll
        await pilot.click("#melody-roll", offset=(40, 0))
        await until(pilot, lambda: (roll.playhead or 0) > 100, "playing from the middle")


async def test_tempo_and_metre_are_changed_and_shown() -> None:
    async with composer() as (app, pilot):
        tempo = round(app.session.melody.tempo)
        await press(pilot, "greater_than_sign", "m")
        assert f"♩{tempo + 4} 3/4" in screen_of(app).splitlines()[0]


async def test_g_composes_four_takes_goes_to_them_and_plays_the_first() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "down", "g")
        audition = app.stations.audition_station
        await until(pilot, lambda: len(audition.list.takes) == 4 and not app.composing.busy, "four takes")
        assert app.stations.current == "audition" and app.transport.plays("take")
        assert [heard.take.name for heard in audition.list.takes] == [f"symphony-s0-{n}" for n in range(1, 5)]
        await press(pilot, "g")
        await until(pilot, lambda: len(audition.list.takes) == 8, "four more")
        assert audition.selected and audition.selected.take.name == "symphony-s1-1"
        assert "engine ready" in screen_of(app).splitlines()[0]


async def test_a_take_here_is_byte_for_byte_the_one_of_the_headless_composer() -> None:
    wishes = Wishes(Manner(PASSES))
    takes = compose(FIRST_DEMO, GENRES["chorale"], seed=0, takes=4, wishes=wishes)
    headless = [midi_bytes(take.score) for take in takes]
    async with composer() as (app, pilot):
        await press(pilot, "g")
        takes = app.stations.audition_station.list.takes
        await until(pilot, lambda: len(takes) == 4, "four takes")
        assert [midi_bytes(heard.take.score) for heard in takes] == headless


async def test_keys_that_come_all_at_once_over_a_slow_line_are_all_done() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "n")
        for key, character in [*zip("asdf", "asdf"), ("ctrl+g", "\x07")]:
            app.post_message(events.Key(key, character))
        await until(pilot, lambda: app.stations.audition_station.list.takes, "a take")
        assert len(app.stations.audition_station.list.takes[0].take.score.tracks[0].notes) == 4
        assert "no notes yet" not in notices_of(app)


async def test_an_empty_melody_is_not_composed_for_and_not_played() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "n", "ctrl+g", "space")
        assert "no notes yet" in notices_of(app) and "no notes to play" in notices_of(app)
        assert not app.composing.busy and not app.transport.playing


async def test_a_midi_file_is_loaded_and_says_which_track_was_taken(tmp_path: Path) -> None:
    bass = Track(Role.BASS, (Note(0, 40, 96),), 33)
    tune = Track(Role.MELODY, (Note(0, 74, 48), Note(48, 76, 48)), 73, "flute")
    path = tmp_path / "tune.mid"
    path.write_bytes(midi_bytes(Score((bass, tune), tempo=90)))
    async with composer() as (app, pilot):
        app.dialogs.load_file(path)
        await until(pilot, lambda: len(app.session.melody.notes) == 2, "the melody loading")
        assert [note.pitch for note in app.session.melody.notes] == [74, 76]
        assert round(app.session.melody.tempo) == 90
        assert app.session.melody.title == "tune", "a file without a title is called as it is"
        await press(pilot, "tab", "ctrl+z")
        assert app.session.melody == FIRST_DEMO, "loading can be undone"


@pytest.mark.parametrize("content,name", [(b"%PDF-1.7 not music", "song.mid"), (b"", "empty.abc"), (b"<xml", "x.xml")])
async def test_a_file_that_is_no_music_is_told_in_words(tmp_path: Path, content: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(content)
    async with composer() as (app, pilot):
        app.dialogs.load_file(tmp_path / name)
        await until(pilot, lambda: any(n.severity == "error" for n in app._notifications), "an answer")
        assert "Traceback" not in notices_of(app) and "should not" not in notices_of(app)
        assert app.session.melody == FIRST_DEMO


async def test_the_next_start_takes_up_where_this_one_ended(desk: Path) -> None:
    async with composer() as (app, pilot):
        await press(pilot, "down", "n", "a", "s", "ctrl+q")
    async with composer() as (app, _):
        assert app.session.genre == "symphony"
        assert [note.pitch for note in app.session.melody.notes] == [60, 62]


async def test_work_is_kept_without_leaving_too(desk: Path) -> None:
    async with composer() as (_, pilot):
        await press(pilot, "n", "a")
        await until(pilot, (desk / "data" / FILE_NAME).exists, "the session being kept")
        kept = json.loads((desk / "data" / FILE_NAME).read_text())
        assert kept["melody"]["notes"] == [[0, 60, 24, 90]]


async def test_a_broken_session_is_set_aside_with_a_notice(desk: Path) -> None:
    (desk / "data").mkdir()
    (desk / "data" / FILE_NAME).write_text("{")
    async with composer() as (app, _):
        assert "set aside" in notices_of(app) and app.session.melody == FIRST_DEMO


async def test_a_long_melody_can_be_walked_through(desk: Path) -> None:
    long = Melody(tuple(Note(96 * bar, 30 + bar % 60, 96) for bar in range(128)))
    save_session(desk / "data", Session(long, "jazz"))
    async with composer() as (app, pilot):
        await press(pilot, "tab", "escape", "end", "home", "ctrl+right")
        await press(pilot, "left_square_bracket", "left_square_bracket", "end")
        assert "128 bars" in screen_of(app)


async def test_what_a_key_cannot_do_to_the_melody_rings_the_bell(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[None] = []
    monkeypatch.setattr(ComposerApp, "bell", lambda self: rung.append(None))
    async with composer() as (app, pilot):
        before = app.stations.compose_station.editor.melody
        await press(pilot, "right_curly_bracket", "ctrl+z")
        assert rung == []
        for key, melody in (("right_curly_bracket", Melody((Note(0, 127, 24),))), ("less_than_sign", Melody((), 20))):
            app.stations.compose_station.load(melody)
            await press(pilot, key)
            assert app.stations.compose_station.editor.melody == melody != before
        assert len(rung) == 2


async def test_a_terminal_that_is_too_small_for_a_moment_takes_the_focus_away_only_for_that_moment() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "tab")
        roll = app.stations.compose_station.roll
        assert app.focused is roll
        await pilot.resize_terminal(50, 10)
        await until(pilot, lambda: "needs 60" in screen_of(app), "the notice")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: app.focused is roll, "the focus coming back")
        await press(pilot, "escape", "n", "escape", "s")
        assert app.stations.compose_station.editor.melody.notes[0].pitch == 62
