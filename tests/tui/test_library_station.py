"""The Library station: found again, opened, renamed, deleted, brought back."""

from __future__ import annotations

import shutil
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gan.errors import SoundError
from gan.exported import DESCRIPTION, GRAPH, SHIPPED
from gan.measures.facts import facts_of
from gan.music import Melody, Score
from gan.music.demos import DEMOS
from gan.music.importing import load_melody
from gan.take import Take
from gan.training.config import TrainingConfig
from gan.training.events import EventWriter
from gan.training.run import Run, take_lock
from soundfonts.builtin import builtin_soundfont
from tests.tui.piloting import composer, dialog, give_takes, notices_of, press, screen_of, until
from tui.app import ComposerApp
from tui.heard import Heard
from tui.library.choices import Choices, load_choices, save_choices
from tui.library.entry import Entry
from tui.library.library import Library
from tui.library.melodies import save_melody
from tui.library.places import melodies_dir, shelf_dir
from tui.library.shelf import Kept

pytestmark = pytest.mark.usefixtures("desk", "few_passes")


def keep(score: Score, *labels: str) -> None:
    """Takes on the shelf, the last one the newest."""
    for number, label in enumerate(labels, 1):
        take = Take(score, "pop", 5, number, "0123456789ab")
        Library().shelf.keep(Kept(Heard(take, facts_of(score), made=1000.0 + number, label=label)))


def a_run(desk: Path, genre: str = "chorale") -> Run:
    run = Run.create(desk / "runs", TrainingConfig(genres=(genre,), steps=400))
    events = EventWriter(run.events_path)
    events.write("RunStarted", 0, device="CPU: 2 cores", steps=400)
    losses = {"generator_loss": 0.8, "discriminator_loss": 0.6, "reconstruction_loss": 0.9}
    events.write("StepDone", 400, steps_per_second=2.0, **losses)
    events.write("RunFinished", 400)
    return run


def weights_in(run: Run, step: int = 400) -> Path:
    """The shipped weights as a checkpoint of a run."""
    folder = run.checkpoints_path / f"step-{step:08d}"
    folder.mkdir()
    for name in (GRAPH, DESCRIPTION):
        shutil.copy(SHIPPED / name, folder / name)
    return folder


def names(app: ComposerApp) -> list[str]:
    return [entry.name for entry in app.stations.library_station.list.entries]


async def test_takes_are_found_by_typing_and_opened(score: Score) -> None:
    keep(score, "morning", "evening", "night")
    async with composer() as (app, pilot):
        await press(pilot, "4")
        await until(pilot, lambda: names(app) == ["night", "evening", "morning"], "the takes, the newest first")
        await press(pilot, "slash", *"ening")
        assert names(app) == ["evening"], "each letter narrows the list"
        await press(pilot, "enter", "enter")
        station = app.stations.audition_station
        await until(pilot, lambda: app.stations.current == "audition", "the Audition station")
        assert station.selected is not None and station.selected.name == "evening"
        await press(pilot, "4", "escape")
        assert len(names(app)) == 3


async def test_a_search_that_finds_nothing_says_so(score: Score) -> None:
    keep(score, "morning")
    async with composer() as (app, pilot):
        await press(pilot, "4")
        await until(pilot, lambda: names(app), "the takes")
        await press(pilot, "slash", *"q4?", "enter")
        assert "Nothing has 'q4?' in it" in screen_of(app) and app.stations.current == "library"


async def test_a_take_that_is_renamed_is_called_so_everywhere_and_undo_gives_the_name_back(score: Score) -> None:
    async with composer() as (app, pilot):
        give_takes(app, score)
        await press(pilot, "4")
        await until(pilot, lambda: names(app) == ["pop-s5-1"], "the take")
        await dialog(pilot, "r")
        await press(pilot, *"For: Anna", "enter")
        await until(pilot, lambda: names(app) == ["For Anna"], "the name, without what no file name may have")
        (heard,) = app.stations.audition_station.list.takes
        assert heard.name == "For Anna"
        assert [entry.name for entry in Library().entries("takes", Choices())] == ["For Anna"]
        await press(pilot, "u")
        await until(pilot, lambda: names(app) == ["pop-s5-1"], "the old name")


async def test_a_deleted_take_leaves_the_list_and_comes_back(score: Score) -> None:
    async with composer() as (app, pilot):
        give_takes(app, score, score)
        takes = app.stations.audition_station.list.takes
        await press(pilot, "4")
        await until(pilot, lambda: len(names(app)) == 2, "the takes")
        await press(pilot, "down", "delete")
        await until(pilot, lambda: names(app) == ["pop-s5-2"], "the take being gone")
        await until(pilot, lambda: [heard.name for heard in takes] == ["pop-s5-2"], "its leaving Audition")
        app.keep_all()
        assert len(list(shelf_dir().glob("*.json"))) == 1, "and it is not written again"
        await press(pilot, "u")
        await until(pilot, lambda: len(names(app)) == 2 and len(takes) == 2, "its coming back")


async def test_the_trash_gives_back_what_was_deleted_in_an_earlier_visit(score: Score) -> None:
    keep(score, "morning")
    library = Library()
    (entry,) = library.entries("takes", Choices())
    library.delete(entry)
    async with composer() as (app, pilot):
        await press(pilot, "4", "left")
        await until(pilot, lambda: names(app) == ["morning"], "the trash")
        assert "from Takes" in screen_of(app)
        await press(pilot, "enter")
        await until(pilot, lambda: "The trash is empty" in screen_of(app), "its leaving the trash")
        assert [entry.name for entry in library.entries("takes", Choices())] == ["morning"]


async def test_the_melody_is_saved_found_and_loaded_again() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "n", "a", "s", "d")
        written = app.stations.compose_station.editor.melody
        await dialog(pilot, "ctrl+s")
        await press(pilot, *"My Song", "enter")
        path = melodies_dir() / "My Song.mid"
        await until(pilot, lambda: "Saved as My Song.mid" in notices_of(app), "its being saved")
        assert load_melody(path).notes == written.notes and load_melody(path).title == "My Song"
        await press(pilot, "escape", "4", "right")
        await until(pilot, lambda: "My Song" in names(app), "the melody")
        await press(pilot, "enter")
        await until(pilot, lambda: app.session.melody.title == "My Song", "its being loaded")
        assert app.stations.current == "compose"


def test_saving_over_a_melody_puts_the_old_one_into_the_trash(melody: Melody) -> None:
    library = Library()
    save_melody(melodies_dir(), "song", melody, library.trash)
    save_melody(melodies_dir(), "song", melody, library.trash)
    assert library.trash.all() == [], "the same once more is no loss"
    save_melody(melodies_dir(), "song", replace(melody, tempo=90), library.trash)
    (old,) = library.trash.all()
    assert load_melody(old.thing).tempo == melody.tempo
    assert round(load_melody(melodies_dir() / "song.mid").tempo) == 90


async def test_a_loaded_file_is_listed_and_can_be_forgotten_without_being_touched(
    tmp_path: Path, melody: Melody
) -> None:
    path = save_melody(tmp_path / "elsewhere", "folk song", melody, Library().trash)
    async with composer() as (app, pilot):
        app.dialogs.load_file(path)
        await until(pilot, lambda: app.session.melody.title == "folk song", "its being loaded")
        await press(pilot, "4", "right")
        await until(pilot, lambda: "folk song" in names(app), "the file")
        assert "in elsewhere" in screen_of(app)
        await press(pilot, "delete")
        await until(pilot, lambda: "folk song" not in names(app), "its being forgotten")
        assert path.exists()
        await press(pilot, "u")
        await until(pilot, lambda: "folk song" in names(app), "its being listed again")


async def test_a_run_at_work_is_not_deleted_and_one_that_rests_goes_and_comes(desk: Path) -> None:
    run = a_run(desk)
    other = a_run(desk, "pop")
    async with composer() as (app, pilot):
        await until(pilot, lambda: app.stations.train_station.run_id == other.id, "the newest run in Train")
        await press(pilot, "4", "right", "right")
        await until(pilot, lambda: names(app) == [other.id, run.id], "the runs")
        with take_lock(other):
            await press(pilot, "delete")
            await until(pilot, lambda: "it is training" in notices_of(app), "the refusal")
        assert other.path.exists()
        await press(pilot, "delete")
        await until(pilot, lambda: names(app) == [run.id], "the run being gone")
        await until(pilot, lambda: app.stations.train_station.run_id == run.id, "Train showing the other one")
        await press(pilot, "u")
        await until(pilot, lambda: names(app) == [other.id, run.id], "the run being back")
        await press(pilot, "home")
        await dialog(pilot, "r")
        await press(pilot, *"good", "enter")
        await until(pilot, lambda: "0002-good" in names(app), "the run's new name")
        await press(pilot, "enter")
        await until(pilot, lambda: app.stations.train_station.run_id == "0002-good", "the run in Train")


async def test_weights_of_a_run_compose_and_are_remembered(desk: Path) -> None:
    folder = weights_in(a_run(desk))
    async with composer() as (app, pilot):
        await press(pilot, "4", "right", "right", "right")
        await until(pilot, lambda: names(app) == ["shipped", "0001-chorale 400"], "the weights")
        await press(pilot, "down", "enter")
        await until(pilot, lambda: load_choices().weights == str(folder), "their being remembered")
        await until(pilot, lambda: app.stations.library_station.list.entries[1].mark == "in use", "their being in use")
        await press(pilot, "g")
        await until(pilot, lambda: app.stations.audition_station.list.takes, "a take")
    app = ComposerApp()
    assert app.chooser.choices.weights == str(folder)
    shutil.rmtree(folder)
    async with composer() as (app, pilot):
        await until(pilot, lambda: "there are no composing weights" in notices_of(app), "the sentence")
        assert app.chooser.choices.weights == "", "the shipped ones compose"


async def test_other_weights_wait_for_the_takes_that_are_being_written_and_the_last_choice_counts(desk: Path) -> None:
    run = a_run(desk)
    first, second = weights_in(run), weights_in(run, 500)
    async with composer() as (app, pilot):
        app.action_generate()
        assert app.composing.busy
        engine = app.composing.engine
        app.chooser.use_weights(str(first))
        app.chooser.use_weights(str(second))
        await pilot.pause(0.3)
        assert not app.composing.busy or app.composing.engine is engine, "what composes is left at work"
        await until(pilot, lambda: load_choices().weights == str(second), "the second ones being used")
        assert len(app.stations.audition_station.list.takes) == app.session.takes and "stopped" not in notices_of(app)


async def test_a_section_that_is_asked_for_while_it_is_read_is_read_once_more(
    melody: Melody, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save_melody(melodies_dir(), "song", melody, Library().trash)
    async with composer() as (app, pilot):
        whole, begun, go_on = app.librarian.library.entries, threading.Event(), threading.Event()

        def slowly(*arguments: Any) -> list[Entry]:
            found = whole(*arguments)
            begun.set()
            go_on.wait(60)
            return found

        monkeypatch.setattr(app.librarian.library, "entries", slowly)
        app.action_go("library")
        app.stations.library_station.go("melodies")
        await until(pilot, begun.is_set, "the reading")
        path.unlink()
        app.librarian.read("melodies")
        go_on.set()
        await until(pilot, lambda: names(app) and "song" not in names(app), "the list as it is now")


async def test_a_section_that_cannot_be_read_is_told_of_once_and_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise SoundError("the built-in SoundFont cannot be made", "the disk is full")

    async with composer() as (app, pilot):
        monkeypatch.setattr("tui.library.fonts.find_soundfonts", broken)
        await press(pilot, "4", *["right"] * 4)
        await until(pilot, lambda: "No SoundFonts" in screen_of(app), "the empty list")
        await press(pilot, "left", "right")
        await until(pilot, lambda: not app.librarian._reading, "another reading")
        assert notices_of(app).count("the disk is full") == 1


async def test_a_soundfont_chosen_by_hand_counts_before_the_one_of_the_settings(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPOSER_TUI_SOUNDFONT", str(builtin_soundfont().path))
    async with composer() as (app, pilot):
        assert app.chooser.soundfont == ""
        app.chooser._use_font("built-in")
        await until(pilot, lambda: "your settings name plays again" in notices_of(app), "the sentence")
        assert app.chooser.soundfont == "built-in", "what is exported sounds as what plays"


async def test_a_soundfont_is_chosen_and_remembered(desk: Path) -> None:
    async with composer() as (app, pilot):
        await press(pilot, "4", *["right"] * 4)
        await until(pilot, lambda: "composer-tui (built in)" in names(app), "the SoundFonts")
        await press(pilot, "end", "enter")
        await until(pilot, lambda: load_choices().soundfont == "built-in", "its being remembered")
        await until(pilot, lambda: "composer-tui plays from now on" in notices_of(app), "the sentence")
        await press(pilot, "delete")
        await until(pilot, lambda: "cannot be deleted" in notices_of(app), "the refusal")


async def test_a_soundfont_that_went_away_is_told_of_and_the_rest_works() -> None:
    save_choices(Choices(soundfont="/nowhere/font.sf2"))
    async with composer() as (app, pilot):
        await until(pilot, lambda: "there is no such file" in notices_of(app), "the sentence")
        await press(pilot, "space")
        await until(pilot, lambda: app.transport.playing, "playing all the same")


async def test_the_hints_name_only_what_can_be_done_with_what_is_chosen(melody: Melody, desk: Path) -> None:
    save_melody(melodies_dir(), "song", melody, Library().trash)
    weights_in(a_run(desk))
    async with composer(100, 30) as (app, pilot):
        await press(pilot, "4", "right")
        await until(pilot, lambda: "song" in names(app), "the melodies")
        assert "r rename" in screen_of(app) and "del delete" in screen_of(app)
        await press(pilot, "down")
        assert "rename" not in screen_of(app) and "delete" not in screen_of(app)
        await press(pilot, "right", "right")
        await until(pilot, lambda: len(names(app)) == 2, "the weights")
        assert "rename" not in screen_of(app) and "delete" not in screen_of(app)
        await press(pilot, "down")
        assert "rename" not in screen_of(app) and "del delete" in screen_of(app)


async def test_space_stops_what_plays_in_an_empty_section_too() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "space")
        await until(pilot, lambda: app.transport.playing, "the melody playing")
        await press(pilot, "4", "left")
        await until(pilot, lambda: "The trash is empty" in screen_of(app), "the trash")
        await press(pilot, "space")
        await until(pilot, lambda: not app.transport.playing, "its end")


async def test_a_take_and_a_melody_are_heard_without_being_opened(score: Score) -> None:
    keep(score, "morning")
    async with composer() as (app, pilot):
        await press(pilot, "4")
        await until(pilot, lambda: names(app), "the takes")
        await press(pilot, "space")
        await until(pilot, lambda: app.transport.plays("library"), "the take playing")
        await press(pilot, "space", "right")
        await until(pilot, lambda: DEMOS["ode"].title in names(app), "the melodies")
        assert not app.transport.playing
        await press(pilot, "space")
        await until(pilot, lambda: app.transport.plays("library"), "the melody playing")
        assert app.stations.current == "library"


async def test_in_a_wide_terminal_the_library_takes_the_place_of_audition(score: Score) -> None:
    keep(score, "morning")
    async with composer(160, 44) as (app, pilot):
        await press(pilot, "4")
        await until(pilot, lambda: names(app), "the takes")
        text = screen_of(app)
        assert "4 Library" in text and "1 Compose" in text and "3 Train" in text and "2 Audition" not in text
        await press(pilot, "2")
        text = screen_of(app)
        assert "2 Audition" in text and "4 Library" not in text
