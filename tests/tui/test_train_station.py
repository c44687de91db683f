"""The Train station: the form, a run found again, its curve, its samples and its end."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gan.music import Score
from gan.music.midi import midi_bytes
from gan.training.config import TrainingConfig
from gan.training.events import EventWriter
from gan.training.run import Run
from tests.tui.piloting import composer, dialog, notices_of, press, screen_of, text_of, until
from tui.widgets.choice import Choice
from tui.widgets.train_form import Field

pytestmark = pytest.mark.usefixtures("desk")


@contextmanager
def at_work(run: Run) -> Iterator[None]:
    """The run's lock as its worker holds it, with the process id of this test."""
    with (run.path / "lock").open("w+") as lock:
        lock.write("4242")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def made_run(home: Path, *, steps: int = 1000) -> tuple[Run, EventWriter]:
    run = Run.create(home / "runs", TrainingConfig(genres=("chorale",), steps=steps))
    return run, EventWriter(run.events_path)


def write_steps(events: EventWriter, first: int, last: int) -> None:
    for step in range(first, last + 1, 5):
        events.write(
            "StepDone",
            step,
            generator_loss=0.7 + step / 1000,
            discriminator_loss=0.7 - step / 2000,
            reconstruction_loss=2 - step / 1000,
            steps_per_second=2.0,
        )


async def test_without_a_run_it_explains_the_two_networks() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "3")
        text = screen_of(app)
        assert "no run yet" in text and "orchestra" in text and "conductor" in text
        await press(pilot, "p", "x")
        assert app.is_running


async def test_a_genre_without_built_in_music_asks_for_a_folder() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "3", "right", "t")
        assert "Symphony needs a data folder" in screen_of(app)
        assert "Name a folder of MIDI files" in notices_of(app)
        await press(pilot, "t", "t")
        assert len(app._notifications) == 1, "said again, not piled up"
        assert app.stations.train_station.state == ""


async def test_music_that_was_added_is_offered_and_a_folder_without_music_starts_nothing(desk: Path) -> None:
    from gan.data.stretches import save_stretches, stretches_of
    from tests.data.test_adding import tune

    (desk / "datasets").mkdir()
    save_stretches(tuple(stretches_of(tune(1), 1)), desk / "datasets" / "pop.stretches.npz")
    (desk / "empty").mkdir()
    async with composer() as (app, pilot):
        form = app.stations.train_station.form
        await press(pilot, "3")
        assert "built-in chorales" in screen_of(app)
        await until(pilot, lambda: form._music, "the music being found")
        form.query_one("#form-genre", Choice).choose("pop")
        await pilot.pause()
        assert "your music" in screen_of(app)
        assert form.config().data == str((desk / "datasets").resolve())
        form.query_one("#form-data", Field).value = str(desk / "empty")
        await press(pilot, "t")
        await until(pilot, lambda: "no MIDI, MusicXML or ABC file" in notices_of(app), "the refusal")
        assert not list((desk / "runs").glob("*"))


async def test_the_form_stands_as_for_the_last_run_but_not_as_for_one_of_the_tour(desk: Path) -> None:
    Run.create(desk / "runs", TrainingConfig(("pop",), steps=70, batch=4, seed=3, preset="tiny", data=str(desk)))
    async with composer() as (app, pilot):
        form = app.stations.train_station.form
        await until(pilot, lambda: form.query_one("#form-steps", Field).value == "70", "the last run's form")
        config = form.config()
        assert (config.genres, config.batch, config.seed, config.preset) == (("pop",), 4, 3, "tiny")
        assert config.data == str(desk.resolve())
        form.recall(TrainingConfig(("rock",), steps=500))
        assert form.config().steps == 70, "what stands there is not written over"
        form.offer({"genre": "chorale", "preset": "small", "steps": "2000", "batch": "16", "seed": "0", "data": ""})
        form.recall(TrainingConfig(("chorale",), steps=100, batch=8, event_every=1))
        assert form.config().steps == 2000


@pytest.mark.parametrize(
    "field,value,words",
    [
        ("steps", "0", "steps is 0"),
        ("steps", "many", "steps must be a whole number"),
        ("steps", "", "whole number"),
        ("batch", "1", "batch is 1"),
        ("batch", "99999", "batch is 99999"),
        ("data", "/nowhere/at/all", "not there"),
        ("data", "~nobody-of-that-name/music", "not there"),
        ("data", "x" * 300, "not there"),
        ("steps", "9" * 30, "whole number"),
        ("steps", "٣", "whole number"),
        ("seed", "-1", "whole number"),
        ("seed", "99999999999", "seed is 99999999999"),
    ],
)
async def test_a_wrong_value_is_told_as_it_is_typed_and_starts_nothing(
    desk: Path, field: str, value: str, words: str
) -> None:
    async with composer(100, 30) as (app, pilot):
        await press(pilot, "3")
        app.stations.train_station.form.query_one(f"#form-{field}", Field).value = value
        await pilot.pause()
        app.stations.train_station.action_start()
        await pilot.pause()
        assert words in notices_of(app)
        assert not (desk / "runs").exists()


async def test_the_form_is_walked_with_the_arrow_keys_and_left_with_escape() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "3", "down", "down", "backspace", "5")
        form = app.stations.train_station.form
        assert form.query_one("#form-steps", Field).value == "2005"
        assert form.config().steps == 2005
        await press(pilot, "escape", "2")
        assert app.stations.current == "audition"


async def test_a_live_run_is_found_and_its_whole_curve_is_drawn(desk: Path) -> None:
    run, events = made_run(desk)
    events.write("RunStarted", 0, device="CPU: 2 cores", steps=1000, windows=2858, parameters={"generator": 1_500_000})
    write_steps(events, 5, 500)
    with at_work(run):
        async with composer(120, 36) as (app, pilot):
            station = app.stations.train_station
            await until(pilot, lambda: station.view.step == 500, "the replay")
            assert len(station.view.generator) == 100
            assert "run step 500" in screen_of(app).splitlines()[0]
            await press(pilot, "3")
            text = screen_of(app)
            assert "running" in text and "TRAINS ON 2 CORES" in text and "step 500 of 1,000" in text
            assert "left 04:10" in text and "2.0 steps/s" in text
            assert any("\N{BRAILLE PATTERN BLANK}" < mark <= "\u28ff" for mark in text), "the curve"
            write_steps(events, 505, 600)
            await until(pilot, lambda: station.view.step == 600, "the curve going on")
            await press(pilot, "t")
            assert "at work already" in notices_of(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (140, 40)])
@pytest.mark.parametrize("theme", ["dark", "colour-blind", "no-colour"])
async def test_what_a_run_computes_with_stands_in_large_letters_and_leaves_the_curve_its_room(
    size: tuple[int, int], theme: str, desk: Path
) -> None:
    run, events = made_run(desk)
    events.write("RunStarted", 0, device="GPU: NVIDIA H200", gpu_unused=False, steps=1000, windows=1, parameters={})
    write_steps(events, 5, 95)
    events.write("StepDone", 100, generator_loss=0.8, gpu_percent=87.0)
    with at_work(run):
        async with composer(*size, attached=run) as (app, pilot):
            station = app.stations.train_station
            app.adapting.wear(theme)
            await until(pilot, lambda: station.view.step == 100, "the replay")
            first, second, third = text_of(app, station._head_shown).splitlines()
            assert first.startswith(" █▀▀ █▀█ █ █  87 % AT WORK · NVIDIA H200") and "running" in second
            assert second.startswith(" █ █ █▀▀ █ █") and third.startswith(" ▀▀▀ ▀   ▀▀▀")
            assert station.chart.size.height >= 9
            events.write("RunStarted", 100, device="CPU: 2 cores", gpu_unused=True, steps=1000)
            await until(pilot, lambda: "▲ GPU HERE, NOT USED" in screen_of(app), "the warning")
            assert text_of(app, station._head_shown).splitlines()[1].startswith(" █   █▀▀ █ █"), "CPU"


async def test_on_a_small_screen_what_it_computes_with_stands_before_all_else(desk: Path) -> None:
    run, events = made_run(desk)
    events.write("RunStarted", 0, device="CPU: 2 cores", gpu_unused=True, steps=1000, windows=1, parameters={})
    write_steps(events, 5, 100)
    async with composer(60, 18, attached=run) as (app, pilot):
        await until(pilot, lambda: "█ ▲ CPU █ run 0001" in screen_of(app), "the run")


async def test_all_numbers_of_a_step_are_opened_with_what_they_mean_and_follow_the_run(desk: Path) -> None:
    run, events = made_run(desk)
    numbers = {"penalty": 0.0123, "generator_rate": 9.7e-4, "discriminator_rate": 3.9e-4, "memory_mb": 1210}
    events.write("StepDone", 5, generator_loss=0.8, **numbers)
    with at_work(run):
        async with composer(100, 60, attached=run) as (app, pilot):
            await until(pilot, lambda: app.stations.train_station.view.step == 5, "the replay")
            assert "penalty 0.0123   rates 0.00097 0.00039   memory 1,210 MB" in screen_of(app)
            await dialog(pilot, "n")
            text = " ".join(screen_of(app).split())
            assert "numbers of step 5" in text and "0.00097" in text and "(the learning rate)" in text
            assert "1,210 MB" in text and "What the run's process holds." in text
            events.write("StepDone", 10, generator_loss=0.9, penalty=0.5)
            await until(pilot, lambda: "numbers of step 10" in screen_of(app), "the next step")
            assert "0.900" in screen_of(app) and "1,210 MB" not in screen_of(app)
            await press(pilot, "escape")
            assert len(app.screen_stack) == 1


async def test_attached_to_a_run_it_opens_on_that_one(desk: Path) -> None:
    older, events = made_run(desk)
    write_steps(events, 5, 300)
    made_run(desk)
    async with composer(attached=older) as (app, pilot):
        await until(pilot, lambda: app.stations.train_station.view.step == 300, "the replay")
        assert app.stations.current == "train" and older.id in screen_of(app)
        assert app.stations.train_station.chart.has_focus, "the keys are those of its curve"


async def test_held_out_music_and_what_goes_wrong_are_told(desk: Path) -> None:
    _, events = made_run(desk)
    write_steps(events, 5, 500)
    measures = {"takes": {"clash": 0.051, "pitch_classes": 2.5}, "real": {"clash": 0.02, "pitch_classes": 3.0}}
    events.write("HeldOut", 500, reconstruction_loss=1.25, best_step=400, **measures)
    events.write("Warned", 500, what="its takes are all the same", why="they differ in 1 %", mend="Go on")
    async with composer() as (app, pilot):
        await until(pilot, lambda: app.stations.train_station.view.step == 500, "the replay")
        await press(pilot, "3")
        text = " ".join(screen_of(app).split())
        assert "unheard music 1.25 (best at 400)" in text
        assert "takes (real) clash 5% (2%) pitch classes/bar 2.5 (3.0)" in text
        coach = [row[-1][0] for row in app.stations.train_station._coach_shown.parts]
        assert len(coach) <= 4 and coach[-1].endswith("."), "the coach is not cut short in a sentence"
        assert "Beware, its takes are all the same: they differ in 1 %. Go on." in text


async def test_pause_resume_and_stop_reach_the_run(desk: Path) -> None:
    run, events = made_run(desk)
    write_steps(events, 5, 100)
    with at_work(run):
        async with composer() as (app, pilot):
            station = app.stations.train_station
            await until(pilot, lambda: station.state == "running", "the run being found")
            await press(pilot, "3", "p")
            await until(pilot, (run.path / "control" / "pause").exists, "the request to pause")
            assert "pausing" in screen_of(app)
            events.write("RunPaused", 100)
            await until(pilot, lambda: station.state == "paused", "the pause")
            assert "run paused at 100" in screen_of(app).splitlines()[0] and "Paused" in screen_of(app)
            await press(pilot, "p")
            await until(pilot, (run.path / "control" / "resume").exists, "the request to go on")
            await press(pilot, "x")
            await until(pilot, (run.path / "control" / "stop").exists, "the request to stop")


async def test_a_run_that_was_paused_and_then_stopped_is_taken_up_again_not_resumed(desk: Path) -> None:
    _, events = made_run(desk)
    write_steps(events, 5, 100)
    events.write("RunPaused", 100)
    events.write("RunStopped", 100)
    async with composer() as (app, pilot):
        station = app.stations.train_station
        asked: list[str] = []
        await until(pilot, lambda: station.state == "stopped", "the run being found")
        app.schooling.ask = asked.append  # type: ignore[method-assign]
        await press(pilot, "3", "p")
        assert asked == ["start"]
        assert "Stopped at step 100" in screen_of(app)


async def test_a_failed_run_says_what_and_what_mends_it(desk: Path) -> None:
    _, events = made_run(desk)
    write_steps(events, 5, 50)
    events.write("RunFailed", 50, what="the disk is full", why="no space left", mend="Free some and press p")
    async with composer(120, 36) as (app, pilot):
        await until(pilot, lambda: app.stations.train_station.run_id, "the run being found")
        await press(pilot, "3")
        text = screen_of(app)
        assert "failed" in text and "the disk is full: no space left." in text and "Free some and press p" in text
        assert "run " not in screen_of(app).splitlines()[0]


async def test_a_sample_is_heard(desk: Path, score: Score) -> None:
    run, events = made_run(desk)
    write_steps(events, 5, 50)
    (run.path / "samples" / "a.mid").write_bytes(midi_bytes(score))
    events.write("SampleReady", 50, path="samples/a.mid", genre="chorale")
    async with composer() as (app, pilot):
        await until(pilot, lambda: app.stations.train_station.sample, "the sample")
        await press(pilot, "3")
        assert "step 50 chorale" in screen_of(app)
        app.stations.set_focus(app.stations.train_station.samples)
        await press(pilot, "enter")
        await until(pilot, lambda: app.transport.plays("sample"), "the sample playing")


async def test_a_sample_that_is_gone_is_told(desk: Path) -> None:
    _, events = made_run(desk)
    events.write("SampleReady", 50, path="samples/gone.mid", genre="chorale")
    async with composer() as (app, pilot):
        await until(pilot, lambda: app.stations.train_station.sample, "the sample")
        app.stations.train_station.play_sample()
        await until(pilot, lambda: any(n.severity == "error" for n in app._notifications), "a notice")
        assert "should not" not in notices_of(app)


async def test_the_chart_is_toggled_between_its_views(desk: Path) -> None:
    _, events = made_run(desk)
    write_steps(events, 5, 400)
    async with composer(100, 30) as (app, pilot):
        await until(pilot, lambda: app.stations.train_station.view.step, "the curve")
        await press(pilot, "3", "l")
        assert "log · smooth" in screen_of(app)
        await press(pilot, "s", "b")
        assert "log · smoother" in screen_of(app)
        await press(pilot, "s")
        assert "log · raw" in screen_of(app)


async def test_a_broken_run_folder_and_broken_events_leave_the_composer_alone(desk: Path) -> None:
    run, events = made_run(desk)
    write_steps(events, 5, 20)
    with run.events_path.open("a") as file:
        file.write("not json\n[]\n" + json.dumps({"kind": "StepDone", "step": 25, "time": 0}) + '\n{"kind": "StepD')
    (desk / "runs" / "0002-broken").mkdir()
    async with composer() as (app, pilot):
        await until(pilot, lambda: app.stations.train_station.view.step == 25, "what can be read being read")
        assert not notices_of(app)


async def test_hostile_words_in_events_reach_no_terminal(desk: Path) -> None:
    _, events = made_run(desk)
    events.write("RunStarted", 0, device="\x1b]0;owned\x07[@click=app.leave]cpu[/]", steps=10, windows=1, parameters={})
    write_steps(events, 5, 10)
    async with composer(120, 36) as (app, pilot):
        await until(pilot, lambda: app.stations.train_station.view.step, "the curve")
        await press(pilot, "3")
        assert "\x1b" not in screen_of(app) and "[@click=app.leave]cpu[/]" in screen_of(app)


@pytest.mark.parametrize("sizes", [10, pytest.param(60, marks=pytest.mark.stress)])
async def test_sizes_one_after_the_other_while_the_curve_grows_leave_the_plot_in_order(desk: Path, sizes: int) -> None:
    run, events = made_run(desk)
    with at_work(run):
        async with composer(80, 24) as (app, pilot):
            await press(pilot, "3")
            for number in range(sizes):
                write_steps(events, 5 * number, 5 * number)
                await pilot.resize_terminal(1 + number * 37 % 220, 1 + number * 13 % 70)
            await pilot.resize_terminal(100, 30)
            await until(
                pilot, lambda: app.stations.train_station.view.step == 5 * (sizes - 1), "the last step being told"
            )
            assert f"step {5 * (sizes - 1)}" in screen_of(app) and any("⠀" < sign <= "⣿" for sign in screen_of(app))
