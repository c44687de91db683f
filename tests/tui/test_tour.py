"""The guided tour: each lesson is a deed, done on real runs with real weights, and nothing is skipped unseen."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gan.exported import DESCRIPTION, GRAPH, SHIPPED
from gan.training.events import EventWriter
from gan.training.run import Run, runs_in
from tests.tui.piloting import composer, notices_of, press, screen_of, until
from tests.tui.test_train_station import made_run
from tui.learning.lessons import LESSONS, SILLY_RATE, STEPS, Deed
from tui.run_view import RunView

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are made as always, but their worker does not start: the test writes what it would."""
    monkeypatch.setattr(Run, "start", lambda self: None)


def tell(run: Run, steps: int, end: str = "") -> None:
    """A run's words up to a step, with a rung of the shipped weights at its first and last."""
    events = EventWriter(run.events_path)
    for step in range(1, steps + 1):
        events.write("StepDone", step, generator_loss=0.8, discriminator_loss=0.6, reconstruction_loss=3 - step / 50)
    for step in (0, steps):
        rung = run.ladder_path / f"step-{step:08d}"
        rung.mkdir(parents=True, exist_ok=True)
        for name in (GRAPH, DESCRIPTION):
            shutil.copy(SHIPPED / name, rung / name)
    if end:
        (run.checkpoints_path / f"step-{steps:08d}").mkdir(parents=True, exist_ok=True)
        events.write(end, steps)


async def test_the_tour_is_walked_from_chance_to_a_broken_run(desk: Path, begun: None) -> None:
    async with composer() as (app, pilot):
        await press(pilot, "5")
        assert "LEARN 1/8" in screen_of(app) and "orchestra" in screen_of(app)
        await press(pilot, "enter")
        await until(pilot, lambda: app.transport.plays("melody"), "the melody")
        await press(pilot, "enter", "enter")
        assert "LEARN 2/8" in screen_of(app) and app.stations.current == "train"
        await until(pilot, lambda: len(runs_in(desk / "runs")) == 1, "the run")
        (run,) = runs_in(desk / "runs")
        assert run.config.steps == STEPS and run.config.generator_rate < SILLY_RATE
        tell(run, 40)
        await until(pilot, lambda: f"Step 40 of {STEPS}" in screen_of(app), "the steps")
        await press(pilot, "enter")
        assert "LEARN 2/8" in screen_of(app), "it waits for the run"
        tell(run, STEPS, "RunFinished")
        await until(pilot, lambda: f"{STEPS} steps done" in screen_of(app), "the end of the run")
        await press(pilot, "enter", "enter")
        assert "LEARN 3/8" in screen_of(app)
        await until(pilot, lambda: app.transport.plays("sample"), "the untrained network")
        await until(pilot, lambda: app.tour.stage == "after", "the end of composing")
        await press(pilot, "enter", "enter")
        await until(pilot, lambda: app.tour.stage == "after", "the trained network")
        await press(pilot, "enter", "enter")
        assert "LEARN 5/8" in screen_of(app)
        await until(pilot, lambda: len(runs_in(desk / "runs")) == 2, "the second run")
        broken = next(found for found in runs_in(desk / "runs") if found.id != run.id)
        assert broken.config.generator_rate == SILLY_RATE
        assert broken.config.start == str(run.checkpoints_path / f"step-{STEPS:08d}")


async def test_what_comes_later_waits_for_what_comes_first(desk: Path, begun: None) -> None:
    async with composer() as (app, pilot):
        await press(pilot, "5", "right", "right", "enter")
        assert "go back" in notices_of(app)
        await press(pilot, "right", "right", "enter")
        assert "lesson 2" in notices_of(app) and not runs_in(desk / "runs")
        await press(pilot, *["right"] * 9)
        assert "LEARN 8/8" in screen_of(app)
        await press(pilot, "enter")
        assert "LEARN" not in screen_of(app) and not app.tour.open


async def test_the_tour_is_left_and_taken_up_where_it_was_while_the_studio_works_on(desk: Path) -> None:
    run, _ = made_run(desk)
    tell(run, 20)
    async with composer(140, 44) as (app, pilot):
        await press(pilot, "5", "right", "1")
        assert "LEARN 2/8" in screen_of(app) and app.stations.current == "compose"
        app.stations.set_focus(app.stations.lesson_panel)
        await press(pilot, "escape")
        assert "LEARN" not in screen_of(app)
        await press(pilot, "5")
        assert "LEARN 2/8" in screen_of(app)
    async with composer(60, 18) as (app, pilot):
        await press(pilot, "5")
        assert "LEARN 1/8" in screen_of(app)


def test_every_lesson_speaks_of_the_numbers_of_its_run() -> None:
    view = RunView(steps=STEPS)
    assert all(lesson.words(stage, view) for lesson in LESSONS for stage in ("before", "during", "after"))
    view.take(
        [
            {"kind": "StepDone", "step": 1, "generator_loss": 0.7, "discriminator_loss": 0.7, "reconstruction_loss": 5},
            {"kind": "StepDone", "step": 2, "generator_loss": 9, "discriminator_loss": 0.1, "reconstruction_loss": 41},
            {"kind": "RunFailed", "step": 2, "what": "the loss is no number"},
        ],
        Path(),
    )
    beginning = next(lesson for lesson in LESSONS if lesson.deed is Deed.BEGIN)
    view.step, view.working = STEPS, ("listening", 2, 3)
    assert "Before the run ends it is listening (2 of 3)" in beginning.words("during", view), "it is no silent wait"
    (breaking,) = (lesson for lesson in LESSONS if lesson.deed is Deed.BREAK)
    assert "orchestra 9.00, conductor 0.10" in breaking.words("during", view)
    after = breaking.words("after", view)
    assert "the loss is no number" in after and "from 5.00 to 41.00" in after


@pytest.mark.parametrize("width,height", [(60, 18), (80, 24)])
async def test_what_a_lesson_says_fits_under_the_stations(desk: Path, width: int, height: int) -> None:
    async with composer(width, height) as (app, pilot):
        await press(pilot, "5")
        for lesson in LESSONS:
            screen = screen_of(app)
            assert lesson.title in screen and lesson.before.split()[-1] in screen
            assert " ".join(lesson.before.split()) in " ".join(screen.split())
            await press(pilot, "right")


async def test_on_a_terminal_that_is_too_small_nothing_of_the_tour_is_seen(desk: Path) -> None:
    async with composer(50, 12) as (app, pilot):
        app.action_learn()
        await pilot.pause()
        assert "LEARN" not in screen_of(app) and "needs 60" in screen_of(app)
        await pilot.resize_terminal(60, 18)
        await until(pilot, lambda: "LEARN 1/8" in screen_of(app), "the tour")
