"""The dialogs that pick a melody: files and old tunes, with what each holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from gan.music import Metre, Note, Role, Score, Track
from gan.music.demos import DEMOS
from gan.music.midi import midi_bytes
from tests.tui.piloting import composer, dialog, notices_of, press, screen_of, until
from tui.app import ComposerApp
from tui.library.melodies import MOST_FOLDERS, Recent
from tui.screens.demos import MOST_ROWS
from tui.widgets.look_panel import LookPanel

pytestmark = pytest.mark.usefixtures("desk")

TUNE = tuple(Note(24 * n, 72 + n % 5, 24) for n in range(24))
LOW = tuple(Note(72 * n, 40 + n, 72) for n in range(8))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a song in two tracks, a lone tune, a broken file, a hidden one and a folder, as the current one."""
    place = tmp_path / "music"
    (place / "albums").mkdir(parents=True)
    tracks = (Track(Role.CHORDS, TUNE, 73, "flute"), Track(Role.BASS, LOW, 33, "bassoon"))
    song = Score(tracks, tempo=90, metre=Metre(3, 4), title="A Song")
    (place / "song.mid").write_bytes(midi_bytes(song))
    (place / "tune.abc").write_text("X:1\nT:A Lone Tune\nM:2/4\nL:1/8\nK:D\nDEFG|ABcd|\n")
    (place / "albums" / "broken.mid").write_bytes(b"MThd and then nothing of use")
    (place / ".hidden.mid").write_bytes(midi_bytes(song))
    monkeypatch.chdir(place)
    yield place


def panel(app: ComposerApp) -> str:
    return app.screen.query_one(LookPanel).text


async def test_what_is_under_the_cursor_is_told_and_drawn(folder: Path) -> None:
    async with composer() as (app, pilot):
        await dialog(pilot, "l")
        assert ".hidden" not in screen_of(app) and "albums/" in screen_of(app)
        await until(pilot, lambda: "A Song" in panel(app), "the first file being read")
        told = panel(app)
        assert "8 bars of 3/4" in told and "♩90 · 2 tracks" in told
        assert "▸ 1 flute" in told and " 2 bassoon" in told and "E2–B2" in told
        assert any(mark in told for mark in "▀▄█"), "a small roll"
        await press(pilot, "down")
        await until(pilot, lambda: "A Lone Tune" in panel(app), "the next file being read")
        assert "2 bars of 2/4" in panel(app) and "1 track" in panel(app) and "▸" not in panel(app)


async def test_another_track_is_chosen_heard_and_loaded(folder: Path) -> None:
    async with composer() as (app, pilot):
        await dialog(pilot, "l")
        await until(pilot, lambda: "A Song" in panel(app), "the file being read")
        await press(pilot, "space")
        assert app.transport.plays("preview") and app.transport.score is not None
        assert app.transport.score.tracks[0].notes[0].pitch == 72
        await press(pilot, "right")
        await until(pilot, lambda: "▸ 2 bassoon" in panel(app), "the other track")
        assert "as you chose" in panel(app).replace("\n", " ")
        assert app.transport.plays("preview") and app.transport.score.tracks[0].notes[0].pitch == 40
        await press(pilot, "space")
        assert not app.transport.playing
        await press(pilot, "right")
        await until(pilot, lambda: "▸ 1 flute" in panel(app), "the first track again")
        await press(pilot, "left")
        await until(pilot, lambda: "▸ 2 bassoon" in panel(app), "the other track again")
        await press(pilot, "space", "enter")
        await until(pilot, lambda: app.session.melody.notes[0].pitch == 40, "the melody being taken")
        assert not app.transport.playing and "as you chose" in notices_of(app)


async def test_leaving_ends_the_preview_and_changes_nothing(folder: Path) -> None:
    async with composer() as (app, pilot):
        await dialog(pilot, "l")
        await until(pilot, lambda: "A Song" in panel(app), "the file being read")
        await press(pilot, "space", "escape")
        await until(pilot, lambda: not app.transport.playing, "silence")
        assert len(app.screen_stack) == 1 and app.session.melody == next(iter(DEMOS.values()))


async def test_a_broken_file_is_told_in_the_panel_and_cannot_be_heard(folder: Path) -> None:
    async with composer() as (app, pilot):
        app.dialogs._melody_folder = folder / "albums"
        await dialog(pilot, "l")
        await until(pilot, lambda: "broken.mid" in panel(app) and "reading" not in panel(app), "the answer")
        assert "Traceback" not in panel(app)
        await press(pilot, "space", "right")
        assert not app.transport.playing and len(app.screen_stack) == 2


async def test_moving_on_gives_up_what_was_being_read(folder: Path) -> None:
    async with composer() as (app, pilot):
        await dialog(pilot, "l")
        await press(pilot, "down")
        looker = app.screen._looker  # type: ignore[attr-defined]
        await until(pilot, lambda: looker._reading is not None, "the reading of the ABC file")
        reading = looker._reading
        await press(pilot, "up")
        assert reading.stopped
        await until(pilot, lambda: "A Song" in panel(app), "the other file being shown")
        await press(pilot, "down")
        await until(pilot, lambda: "A Lone Tune" in panel(app), "reading it again")


async def test_typing_filters_anywhere_in_the_name_and_enter_takes_the_first(folder: Path) -> None:
    async with composer() as (app, pilot):
        await dialog(pilot, "l")
        await press(pilot, "u", "n", "e")
        assert "1 music file" in screen_of(app) and "song.mid" not in screen_of(app)
        await until(pilot, lambda: "A Lone Tune" in panel(app), "the file being read")
        await press(pilot, "enter")
        await until(pilot, lambda: app.session.melody.title == "A Lone Tune", "the melody being taken")


async def test_the_dialog_completes_lists_and_opens(folder: Path) -> None:
    (folder / "albums" / "broken.mid").write_bytes((folder / "song.mid").read_bytes())
    async with composer() as (app, pilot):
        await dialog(pilot, "l")
        await press(pilot, "a", "tab")
        await until(pilot, lambda: "1 music file" in screen_of(app), "a look into the folder")
        await press(pilot, "tab", "enter")
        await until(pilot, lambda: len(app.session.melody.notes) == len(TUNE), "the melody loading")


async def test_folders_of_late_are_offered_at_the_next_start(folder: Path, desk: Path) -> None:
    async with composer() as (app, pilot):
        app.dialogs.load_file(folder / "song.mid")
        await until(pilot, lambda: app.session.melody.title == "A Song", "the melody loading")
    async with composer() as (app, pilot):
        app.dialogs._melody_folder = folder / "albums"
        await dialog(pilot, "l")
        late = next(line for line in screen_of(app).splitlines() if "↺" in line)
        assert str(folder)[-12:] in late
        await press(pilot, "end", "enter")
        await until(pilot, lambda: "song.mid" in screen_of(app), "that folder being listed")


def test_late_folders_are_few_there_and_never_an_error(tmp_path: Path) -> None:
    path = tmp_path / "recent.json"
    recent = Recent(path)
    assert recent.folders() == []
    folders = [tmp_path / str(number) for number in range(MOST_FOLDERS + 2)]
    for folder in folders:
        folder.mkdir()
        recent.add(folder / "song.mid")
    recent.add(folders[3] / "other.mid")
    assert recent.folders() == [folders[3], *[f for f in folders[:1:-1] if f != folders[3]]]
    folders[3].rmdir()
    assert recent.folders()[0] == folders[-1]
    for damaged in (b"", b"{", b"[1]", b'{"form": 1, "files": 3}', b'{"form": "x"}'):
        path.write_bytes(damaged)
        assert recent.folders() == []
    newer = json.dumps({"form": 99, "files": [[str(folders[0] / "song.mid"), 1]]}).encode()
    path.write_bytes(newer)
    recent.add(folders[1] / "song.mid")
    assert recent.folders() == [] and path.read_bytes() == newer


@pytest.mark.parametrize("typed", ["x" * 300, "/" + "y" * 300 + "/"])
async def test_a_path_that_cannot_be_is_told_and_nothing_else_happens(folder: Path, typed: str) -> None:
    async with composer() as (app, pilot):
        before = app.session.melody
        await dialog(pilot, "l")
        app.screen.query_one(Input).value = typed
        app.screen.set_focus(app.screen.query_one(Input))
        await press(pilot, "enter")
        await until(pilot, lambda: "cannot" in notices_of(app) or "no music file" in screen_of(app), "the sentence")
        assert app.is_running and app.session.melody == before


async def test_a_hostile_file_name_is_shown_and_does_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "music"
    folder.mkdir()
    evil = folder / "[@click=app.leave]song\x1b[2J.mid"
    evil.write_bytes(b"nothing")
    async with composer() as (app, pilot):
        app.dialogs._melody_folder = folder
        await dialog(pilot, "l")
        assert "[@click=app.leave]song\N{REPLACEMENT CHARACTER}[2J.mid" in screen_of(app)
        await press(pilot, "down", "enter")
        await until(pilot, lambda: any(n.severity == "error" for n in app._notifications), "a notice")
        assert "\x1b" not in screen_of(app) and app.is_running


async def test_a_demo_is_picked_from_the_list() -> None:
    async with composer() as (app, pilot):
        await dialog(pilot, "d")
        await press(pilot, "down", "enter")
        await until(pilot, lambda: app.session.melody == list(DEMOS.values())[1], "the second tune being taken")


async def test_an_old_tune_is_searched_heard_and_taken() -> None:
    async with composer() as (app, pilot):
        await dialog(pilot, "d")
        await until(pilot, lambda: "old tunes, the first" in screen_of(app), "the library")
        assert app.screen.query_one(OptionList).option_count == len(DEMOS) + MOST_ROWS
        assert "Ode to Joy" in panel(app) and "built in" in panel(app)
        await press(pilot, *"7th", "space", *"regiment")
        assert app.screen.query_one(Input).value == "7th regiment"
        await until(pilot, lambda: "bars of" in panel(app), "the tune being read")
        assert "7th Regiment" in panel(app) and "Ryan's Mammoth Collection" in panel(app)
        await press(pilot, "down", "space")
        assert app.transport.plays("preview")
        await press(pilot, "enter")
        await until(pilot, lambda: "7th Regiment" in app.session.melody.title, "the tune being taken")


async def test_a_tune_can_be_taken_before_it_has_been_read() -> None:
    async with composer() as (app, pilot):
        await dialog(pilot, "d")
        await until(pilot, lambda: "old tunes" in screen_of(app) and "12" in screen_of(app), "the library")
        await press(pilot, *"rocky", "space", *"dublin", "enter")
        await until(pilot, lambda: "ublin" in app.session.melody.title, "the tune being taken once it is read")


async def test_keys_that_come_faster_than_the_list_never_take_what_was_shown_before() -> None:
    async with composer() as (app, pilot):
        await dialog(pilot, "d")
        await until(pilot, lambda: "12," in screen_of(app), "the library")
        picker = app.screen
        picker.query_one(Input).value = "7th regiment"
        await pilot.pause()
        row = next(row for row in picker._rows if not isinstance(row, str))  # type: ignore[attr-defined]
        other = next(name for name in DEMOS)
        assert picker.melody_of(other) is None  # type: ignore[attr-defined]
        picker._take(row)  # type: ignore[attr-defined]
        await until(pilot, lambda: "7th Regiment" in app.session.melody.title, "the tune being taken")
        assert app.session.melody.notes != DEMOS[other].notes


async def test_without_the_library_the_demos_are_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("gan.music.tunes.COLLECTIONS", {})
    async with composer() as (app, pilot):
        await dialog(pilot, "d")
        await until(pilot, lambda: "There is no library of tunes" in screen_of(app), "the reason")
        await press(pilot, *"green", "enter")
        await until(pilot, lambda: app.session.melody == DEMOS["greensleeves"], "the demo being taken")
        await dialog(pilot, "d")
        await press(pilot, *"xyzzy", "enter", "down", "space", "escape")
        assert app.is_running and len(app.screen_stack) == 1


@pytest.mark.parametrize("size", [(60, 18), (71, 20), (80, 24), (200, 60)])
async def test_the_pickers_fit_every_size(size: tuple[int, int], folder: Path) -> None:
    async with composer(*size) as (app, pilot):
        await dialog(pilot, "l")
        await until(pilot, lambda: "A Song" in panel(app), "the file being read")
        screen = screen_of(app)
        assert "song.mid" in screen and "8 bars of 3/4" in screen and any(mark in screen for mark in "▀▄█")
        await press(pilot, "escape")
        await dialog(pilot, "d")
        assert "16 bars of 4/4" in screen_of(app) and "Amazing Grace" in screen_of(app)
