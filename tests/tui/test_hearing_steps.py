"""Hearing a run as it was: the cursor on its curve, its ladder, what is kept of it, and other runs beside it."""

from __future__ import annotations

import fcntl
import shutil
from pathlib import Path

import pytest

from gan.exported import DESCRIPTION, GRAPH, SHIPPED
from gan.music import Score
from gan.music.demos import DEMOS
from gan.music.midi import midi_bytes
from gan.training.config import TrainingConfig
from gan.training.events import EventWriter
from gan.training.run import Run
from tests.tui.piloting import composer, notices_of, press, screen_of, text_of, until
from tui.widgets.choice import Choice

pytestmark = pytest.mark.usefixtures("desk")

SHORT = "brother"
"""A demo of eight bars."""


def made_run(home: Path, rungs: tuple[int, ...] = (), *, steps: int = 400, preset: str = "base") -> Run:
    """A run that came to its end, with the shipped weights as its rungs."""
    run = Run.create(home / "runs", TrainingConfig(genres=("chorale",), steps=steps, preset=preset))
    events = EventWriter(run.events_path)
    for step in range(5, steps + 1, 5):
        events.write(
            "StepDone",
            step,
            generator_loss=0.7 + step / 1000,
            discriminator_loss=0.7 - step / 2000,
            reconstruction_loss=2 - step / 1000,
            generator_gradient=step / 100,
            discriminator_gradient=step / 200,
            steps_per_second=2.0,
        )
    for step in rungs:
        folder = run.ladder_path / f"step-{step:08d}"
        folder.mkdir(parents=True)
        for name in (GRAPH, DESCRIPTION):
            shutil.copyfile(SHIPPED / name, folder / name)
    events.write("RungKept", steps, steps=list(rungs))
    events.write("HeldOut", 200, reconstruction_loss=1.5, best_step=200, takes={"in_key": 0.8}, real={"in_key": 0.9})
    events.write("HeldOut", 400, reconstruction_loss=1.25, best_step=400, takes={"in_key": 0.9}, real={"in_key": 0.9})
    events.write("RunFinished", steps)
    events.close()
    return run


async def test_the_cursor_tells_the_numbers_of_its_step_beside_those_of_now(desk: Path) -> None:
    made_run(desk, (0, 100))
    async with composer(140, 30) as (app, pilot):
        station = app.stations.train_station
        await until(pilot, lambda: station.view.ended, "the replay")
        await press(pilot, "3", "left")
        assert station.chart.has_focus and station.chart.cursor == 395
        station.chart.move_to(250)
        await pilot.pause()
        text = screen_of(app)
        assert "at step 250 (now)" in text and "gen 0.95 (1.10)" in text and "disc 0.57 (0.50)" in text
        assert "missed 1.75 (1.60)" in text and "gradients 2.50 (4.00)  1.25 (2.00)" in text
        assert "measured at 200" in text and "unheard music 1.50 (1.25)" in text and "in key 80% (90%)" in text
        assert "enter: hear it as it was at step 100" in text
        await press(pilot, "ctrl+left")
        assert station.chart.cursor == 100
        await press(pilot, "ctrl+left", "left", "left")
        assert station.chart.cursor == 0 and "what it began with" in screen_of(app)
        await press(pilot, "shift+right", "shift+right")
        cursor = station.chart.cursor
        assert cursor and cursor > 30
        await press(pilot, "home")
        assert station.chart.cursor == 0
        await press(pilot, "end")
        assert station.chart.cursor is None and "step 400 of 400" in screen_of(app)


async def test_the_mouse_puts_the_cursor_and_the_wheel_zooms(desk: Path) -> None:
    made_run(desk)
    async with composer(100, 30) as (app, pilot):
        chart = app.stations.train_station.chart
        await until(pilot, lambda: app.stations.train_station.view.ended, "the replay")
        await press(pilot, "3")
        await pilot.click(chart, offset=(8 + chart._canvas.columns // 2, 5))
        await pilot.pause()
        assert chart.cursor is not None and abs(chart.cursor - 200) <= 5
        await press(pilot, "plus", "plus")
        first, last = chart.window.bounds
        assert last - first == 100 and first <= chart.cursor <= last and "zoomed" in screen_of(app)
        await press(pilot, *["left"] * 60)
        assert chart.cursor < first and chart.window.bounds[0] <= chart.cursor
        await press(pilot, "less_than_sign", "less_than_sign")
        assert chart.window.bounds[0] < first
        await press(pilot, "minus", "minus", "minus")
        assert chart.window.bounds == (0, 400)
        await press(pilot, "plus", "0")
        assert chart.window.bounds == (0, 400) and "zoomed" not in screen_of(app)


async def test_end_shows_the_newest_steps_wherever_one_had_moved(desk: Path) -> None:
    made_run(desk)
    async with composer(100, 30) as (app, pilot):
        chart = app.stations.train_station.chart
        await until(pilot, lambda: app.stations.train_station.view.ended, "the replay")
        await press(pilot, "3")
        app.stations.set_focus(chart)
        for keys in (["plus", "plus", "less_than_sign", "end"], ["home", "end"]):
            await press(pilot, *keys)
            drawn = text_of(app, chart)
            chart.redraw()
            await pilot.pause()
            assert chart.window.bounds == (300, 400) and drawn == text_of(app, chart)


async def test_without_a_run_the_keys_of_the_curve_do_nothing() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "3")
        app.stations.set_focus(app.stations.train_station.chart)
        await press(
            pilot, "left", "shift+right", "ctrl+left", "home", "end", "enter", "h", "k", "c", "d", "plus", "minus"
        )
        assert app.is_running and not notices_of(app) and app.stations.train_station.chart.cursor is None


async def test_enter_composes_the_persons_melody_with_the_weights_of_that_step_and_it_can_be_kept(desk: Path) -> None:
    run = made_run(desk, (0, 100))
    async with composer(100, 30) as (app, pilot):
        station = app.stations.train_station
        app.take_demo(SHORT)
        await until(pilot, lambda: station.view.ended, "the replay")
        await press(pilot, "3")
        station.chart.move_to(250)
        await press(pilot, "enter")
        await until(pilot, lambda: app.transport.source == "sample", "the take being played")
        sample = station.sample
        assert sample is not None and sample.heard is not None
        assert (sample.step, sample.melody, sample.genre) == (100, "yours", "chorale")
        assert app.transport.score is sample.heard.take.score
        assert sample.heard.take.score.tracks[0].notes == DEMOS[SHORT].notes
        assert sample.heard.origin.folder == str(run.ladder_path / "step-00000100")
        assert "step 100 chorale yours" in screen_of(app)
        await press(pilot, "k")
        await until(pilot, lambda: "Kept among the takes" in notices_of(app), "the notice")
        (kept,) = app.stations.audition_station.list.takes
        assert kept.id == sample.heard.id
        await press(pilot, "k")
        assert len(app.stations.audition_station.list.takes) == 1


async def test_a_new_run_in_the_place_of_a_deleted_one_is_heard_with_its_own_weights(desk: Path) -> None:
    async with composer(100, 30) as (app, pilot):
        heard, melody = [], DEMOS[SHORT]
        for _ in range(2):
            run = made_run(desk, (0,))
            app.schooling.hearing.hear(run, 0, melody)
            await until(pilot, lambda: app.transport.source == "sample", "the take being played")
            heard.append(app.transport.score)
            app.schooling.hearing.hear(run, 0, melody)
            await until(pilot, lambda: not app.schooling.hearing.words, "the take again")
            assert app.transport.score is heard[-1], "what was composed once is kept"
            app.transport.source = ""
            shutil.rmtree(run.path)
        assert heard[0] is not heard[1]


async def test_a_row_of_steps_is_composed_and_played_from_the_earliest_on(desk: Path) -> None:
    made_run(desk, (0, 100, 250))
    async with composer(100, 30) as (app, pilot):
        station = app.stations.train_station
        await until(pilot, lambda: station.view.ended, "the replay")
        assert app.session.melody.bars == 16
        await press(pilot, "3", "h")
        await until(pilot, lambda: app.transport.source == "sample", "the first one being played")
        assert app.transport.score is not None and app.transport.score.bars == 8, "the opening of a long melody"
        assert app.transport.score.key == app.session.melody.sounding_key
        assert station.sample is not None and station.sample.step == 0 and station.chart.cursor == 0
        await until(
            pilot, lambda: len(station._composed) == 1 and not app.schooling.hearing.words, "all being composed"
        )
        first = app.transport.score
        app.transport.link.stop()  # as at its end
        await until(pilot, lambda: app.transport.score is not first, "the next one")
        assert station.sample.step == 100
        app.stations.set_focus(station.samples)
        await press(pilot, "space")
        await pilot.pause(1)
        assert not app.transport.playing and station.sample.step == 100, "stopped by a person it stays so"


async def test_another_sample_goes_on_in_the_place_of_the_one_that_plays(desk: Path, score: Score) -> None:
    run = made_run(desk)
    events = EventWriter(run.events_path)
    for step in (100, 200):
        path = run.samples_path / f"step-{step:08d}-chorale-1.mid"
        path.write_bytes(midi_bytes(score))
        events.write("SampleReady", step, path=f"samples/{path.name}", genre="chorale")
    async with composer(100, 30) as (app, pilot):
        station = app.stations.train_station
        await until(pilot, lambda: len(station.view.samples) == 2, "the samples")
        await press(pilot, "3")
        app.stations.set_focus(station.samples)
        await press(pilot, "down", "up")
        assert app.transport.source != "sample", "where nothing plays nothing begins"
        await press(pilot, "enter")
        await until(pilot, lambda: app.transport.plays("sample"), "the sample")
        first = app.transport.score
        await press(pilot, "down")
        await until(pilot, lambda: app.transport.score is not first, "the other one")


async def test_what_cannot_be_heard_is_told_in_words(desk: Path) -> None:
    run = made_run(desk, (0,))
    async with composer(100, 30) as (app, pilot):
        station = app.stations.train_station
        await until(pilot, lambda: station.view.ended, "the replay")
        await press(pilot, "3", "y", "enter")
        await until(pilot, lambda: "no melody of its own yet" in notices_of(app), "the notice")
        await press(pilot, "y")
        (run.ladder_path / "step-00000000" / GRAPH).unlink()
        await press(pilot, "enter")
        await until(pilot, lambda: "kept no weights yet" in notices_of(app), "the notice")
        assert app.schooling.hearing.words == ""


async def test_whoever_builds_on_it_waits_for_a_step(desk: Path) -> None:
    run = made_run(desk)
    (desk / "runs" / run.id / "events.jsonl").unlink()
    events = EventWriter(run.events_path)
    events.write("StepDone", 5, generator_loss=0.7, discriminator_loss=0.7)
    came: list[str] = []
    with (run.path / "lock").open("w+") as lock:
        lock.write("4242")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        async with composer() as (app, pilot):
            await until(pilot, lambda: app.schooling.view.step == 5, "the first step")
            app.schooling.when(5, lambda: came.append("now"))
            app.schooling.when(10, lambda: came.append("ten"))
            app.schooling.when(99, lambda: came.append("end"))
            assert came == ["now"]
            events.write("StepDone", 10, generator_loss=0.7, discriminator_loss=0.7)
            await until(pilot, lambda: came == ["now", "ten"], "the step")
            events.write("RunStopped", 12)
            await until(pilot, lambda: came == ["now", "ten", "end"], "the end")


async def test_saving_now_and_what_the_worker_does_about_it_are_told(desk: Path) -> None:
    run = made_run(desk)
    run.events_path.unlink()
    events = EventWriter(run.events_path)
    events.write("StepDone", 5, generator_loss=0.7, discriminator_loss=0.7)
    with (run.path / "lock").open("w+") as lock:
        lock.write("4242")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        async with composer(120, 30) as (app, pilot):
            station = app.stations.train_station
            await until(pilot, lambda: station.state == "running", "the run")
            await press(pilot, "3", "c")
            await until(pilot, (run.path / "control" / "checkpoint").exists, "the request")
            assert "saving at the next step" in screen_of(app)
            events.write("Working", 6, what="composing samples", done=1, total=4)
            await until(pilot, lambda: "composing samples 1/4" in screen_of(app), "the word of the worker")
            assert "saving at" not in screen_of(app)
            events.write("StepDone", 10, generator_loss=0.7, discriminator_loss=0.7)
            await until(pilot, lambda: "composing samples" not in screen_of(app), "the end of it")
            await press(pilot, "d")
            await until(pilot, lambda: app.return_code == 0, "leaving")
            assert f"watch {run.id}" in app.last_words and f"attach {run.id}" in app.last_words


async def test_another_run_is_drawn_beside_and_both_stand_in_a_table(desk: Path) -> None:
    other = made_run(desk, steps=200, preset="tiny")
    run = made_run(desk)
    async with composer(120, 40) as (app, pilot):
        station = app.stations.train_station
        await until(pilot, lambda: station.view.ended and station.run_id == run.id, "the replay")
        await press(pilot, "3", "o")
        await until(pilot, lambda: "held out loss" in screen_of(app), "the table")
        text = " ".join(screen_of(app).split())
        assert "preset base tiny" in text and "steps 400 200" in text and "generator loss 1.1 0.9" in text
        await press(pilot, "enter")
        await until(pilot, lambda: station.chart.other is not None, "the other run")
        await until(pilot, lambda: f"beside {other.id}" in screen_of(app), "the legend")
        await press(pilot, "o")
        await until(pilot, lambda: len(app.screen_stack) > 1, "the dialog")
        await press(pilot, "o")
        await until(pilot, lambda: station.chart.other is None, "the other run going")


async def test_the_form_offers_weights_to_start_from_and_says_how_long_it_will_take(desk: Path) -> None:
    made_run(desk)
    async with composer(120, 36) as (app, pilot):
        form = app.stations.train_station.form
        choice = form.query_one("#form-from", Choice)
        await until(pilot, lambda: str(SHIPPED) in choice._titles, "the shipped weights")
        await until(pilot, lambda: form.query_one("#form-preset", Choice).value == "base", "the last run's form")
        form.offer({"preset": "small", "steps": "2000", "batch": "16", "seed": "0"})
        await press(pilot, "3")
        assert "about" not in screen_of(app), "no run of this size was there"
        choice.choose(str(SHIPPED))
        await until(pilot, lambda: form.query_one("#form-preset", Choice).value == "base", "their size")
        assert form.config().start == str(SHIPPED)
        assert "about 17 min" in screen_of(app)
        form.query_one("#form-preset", Choice).choose("tiny")
        await until(pilot, lambda: "weights of size base" in screen_of(app), "the sentence")
        assert form.query_one("#label-from").has_class("-wrong") and not form.query_one("#label-steps").has_class(
            "-wrong"
        )
