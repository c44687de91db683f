"""The screens as plain text, against tests/golden.

After a change that is meant, look at the screens and write them anew:

    COMPOSER_TUI_GOLDEN=write python -m pytest tests/tui/test_golden_screens.py
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gan.measures.facts import facts_of
from gan.music import Score
from gan.take import Take
from gan.training.config import TrainingConfig
from gan.training.events import EventWriter
from gan.training.run import Run
from tests.tui.piloting import composer, dialog, give_takes, press, screen_of, until
from tui.heard import Heard
from tui.library.library import Library
from tui.library.shelf import Kept
from tui.links.engine_link import EngineLink
from tui.links.player_link import PlayerLink

FOLDER = Path(__file__).parent.parent / "golden"
WRITE = os.environ.get("COMPOSER_TUI_GOLDEN") == "write"


@pytest.fixture(autouse=True)
def same_everywhere(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What differs between machines says the same words."""
    monkeypatch.setattr("soundfonts.discovery.soundfont_folders", list)
    monkeypatch.setattr(PlayerLink, "output", "speaker (alsa)")
    monkeypatch.setattr(EngineLink, "start", lambda self: setattr(self, "state", "engine ready"))


def compare(name: str, screen: str) -> None:
    path = FOLDER / f"{name}.txt"
    if WRITE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(screen + "\n", encoding="utf-8")
    assert screen + "\n" == path.read_text(encoding="utf-8"), f"{path} differs; the module says how to write it anew"


SIZES = [(80, 24), (200, 60)]


@pytest.mark.parametrize("width,height", SIZES)
async def test_compose(width: int, height: int) -> None:
    async with composer(width, height) as (app, pilot):
        await until(pilot, lambda: "engine ready" in screen_of(app), "the engine")
        compare(f"compose-{width}x{height}", screen_of(app))


@pytest.mark.parametrize("width,height", SIZES)
async def test_compose_while_editing(width: int, height: int) -> None:
    async with composer(width, height) as (app, pilot):
        await until(pilot, lambda: "engine ready" in screen_of(app), "the engine")
        await press(pilot, "n", "a", "s", "d", "minus", "f", "g", "comma", "k", "escape", "left", "left", "up")
        app.stations.compose_station._piano.lit = None
        await pilot.pause()
        compare(f"edit-{width}x{height}", screen_of(app))


@pytest.mark.parametrize("width,height", SIZES)
async def test_audition(width: int, height: int, score: Score) -> None:
    async with composer(width, height) as (app, pilot):
        await until(pilot, lambda: "engine ready" in screen_of(app), "the engine")
        give_takes(app, score, score)
        await until(pilot, lambda: len(app.stations.audition_station.list.takes) == 2, "two takes")
        await until(pilot, lambda: app.transport.playing, "playing")
        await press(pilot, "space", "m", "3")
        await until(pilot, lambda: app.stations.audition_station.playhead is None, "silence")
        app.refresh_status()
        await pilot.pause()
        compare(f"audition-{width}x{height}", screen_of(app))


@pytest.mark.parametrize("width,height", SIZES)
async def test_train(width: int, height: int, desk: Path) -> None:
    run = Run.create(desk / "runs", TrainingConfig(genres=("chorale",), steps=400))
    events = EventWriter(run.events_path)
    parameters = {"generator": 1_480_000, "discriminator": 620_000}
    events.write("RunStarted", 0, device="CPU: 2 cores", steps=400, windows=2858, parameters=parameters)
    for step in range(5, 401, 5):
        wave = ((step // 5) % 7 - 3) / 30
        events.write(
            "StepDone",
            step,
            generator_loss=0.7 + step / 900 + wave,
            discriminator_loss=0.69 - step / 1500 - wave,
            reconstruction_loss=0.6 + 300 / (step + 200),
            steps_per_second=2.5,
        )
    events.write("RungKept", 250, steps=[0, 10, 25, 50, 100, 250])
    measured = {"in_key": 0.86, "clash": 0.13, "pitch_classes": 4.7, "notes_per_bar": 6.1}
    real = {"in_key": 0.95, "clash": 0.02, "pitch_classes": 3.2, "notes_per_bar": 4.1}
    events.write("CheckpointSaved", 400, path="checkpoints/step-00000400", kept=[400])
    events.write("HeldOut", 400, reconstruction_loss=1.21, best_step=400, takes=measured, real=real)
    events.write("SampleReady", 400, path="samples/step-00000400-chorale.mid", genre="chorale")
    events.write("RunFinished", 400)
    async with composer(width, height) as (app, pilot):
        await until(pilot, lambda: "engine ready" in screen_of(app), "the engine")
        await until(pilot, lambda: app.stations.train_station.view.ended == "finished", "the replay")
        await press(pilot, "3")
        await until(pilot, lambda: "about 3 min" in screen_of(app), "how long a run takes")
        compare(f"train-{width}x{height}", screen_of(app))
        await press(pilot, *["left"] * 9)
        compare(f"scrub-{width}x{height}", screen_of(app))


@pytest.mark.parametrize("width,height", SIZES)
async def test_library(width: int, height: int, score: Score, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.widgets.library_list.age", lambda at: "" if at is None else "3 h ago")
    shelf = Library().shelf
    for number, (stars, label) in enumerate(((0, ""), (3, "for Anna"), (1, "")), 1):
        take = Take(score, "jazz", 7, number, "0123456789ab")
        heard = Heard(take, facts_of(score), stars=stars, label=label, made=float(number))
        shelf.keep(Kept(heard, f"{number}.json"))
    async with composer(width, height) as (app, pilot):
        await until(pilot, lambda: "engine ready" in screen_of(app), "the engine")
        await press(pilot, "4")
        station = app.stations.library_station
        await until(pilot, lambda: len(station.bar.counts) == 6, "every section being counted")
        await until(pilot, lambda: "take jazz-s7-3" in screen_of(app), "the takes of the shelf")
        await press(pilot, "down")
        # Where the home of the test lies differs from machine to machine.
        station._details.show(*station._details.parts[:2], ((" …/2.json", "#ffffff"),))
        await pilot.pause()
        compare(f"library-{width}x{height}", screen_of(app))


@pytest.mark.parametrize("width,height", SIZES)
async def test_learn(width: int, height: int) -> None:
    async with composer(width, height) as (app, pilot):
        await until(pilot, lambda: "engine ready" in screen_of(app), "the engine")
        await press(pilot, "5")
        await until(pilot, lambda: "LEARN 1/8" in screen_of(app), "the first lesson")
        compare(f"learn-{width}x{height}", screen_of(app))


async def test_help() -> None:
    async with composer(80, 24) as (app, pilot):
        await until(pilot, lambda: "engine ready" in screen_of(app), "the engine")
        await dialog(pilot, "question_mark")
        await until(pilot, lambda: "Help · Compose" in screen_of(app), "the help")
        compare("help-80x24", screen_of(app))


async def test_a_terminal_that_is_too_small_says_what_is_needed_and_q_leaves() -> None:
    async with composer(59, 17) as (app, pilot):
        await pilot.pause()
        assert "needs 60×18" in screen_of(app) and "q quits" in screen_of(app)
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "1 Compose" in screen_of(app), "the stations coming back")
        await pilot.resize_terminal(5, 2)
        await pilot.pause()
        await press(pilot, "q")
        await until(pilot, lambda: app.return_code == 0, "leaving")


@pytest.mark.parametrize("sizes", [10, pytest.param(60, marks=pytest.mark.stress)])
async def test_sizes_one_after_the_other_while_music_plays(score: Score, sizes: int) -> None:
    async with composer(80, 24) as (app, pilot):
        give_takes(app, score)
        await until(pilot, lambda: app.transport.playing, "playing")
        for step in range(sizes):
            await pilot.resize_terminal(1 + step * 37 % 220, 1 + step * 13 % 70)
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "2 Audition" in screen_of(app), "the stations being there")


@pytest.mark.parametrize("width,height", [(60, 18), (79, 23), (139, 60), (140, 39), (140, 40), (300, 100)])
async def test_every_line_is_as_wide_as_the_screen(width: int, height: int, score: Score) -> None:
    async with composer(width, height) as (app, pilot):
        give_takes(app, score)
        await until(pilot, lambda: app.stations.audition_station.selected, "a take")
        for key in ("1", "2", "3", "4"):
            await press(pilot, key)
            strips = app.screen._compositor.render_strips()
            assert [strip.cell_length for strip in strips] == [width] * height
