import fcntl
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from gan.errors import RunError, UsageError
from gan.exported import ExportedGenerator
from gan.training.checkpoint import checkpoints_in, newest_whole
from gan.training.config import TrainingConfig
from gan.training.events import EventWriter, read_events
from gan.training.ladder import heard_at, rungs_in
from gan.training.run import Run, _children, runs_in, take_lock
from gan.training.trainer import METRICS, Trainer
from gan.training.worker import Worker
from tests.tables import write_table


@pytest.fixture(scope="module")
def table(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    write_table(folder / "rock.npz")
    return folder


def config(table: Path, **changes) -> TrainingConfig:
    values = {
        "genres": ("rock",),
        "steps": 6,
        "batch": 2,
        "preset": "tiny",
        "data": str(table),
        "event_every": 1,
        "checkpoint_every": 3,
        "penalty_every": 2,
    }
    return TrainingConfig(**{**values, **changes})


def until(what, seconds: float = 150):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return
        time.sleep(0.1)
    pytest.fail("it did not come about")


def worker(run: Run) -> subprocess.CompletedProcess[str]:
    """A worker in the foreground."""
    command = [sys.executable, "-m", "gan.training.worker", str(run.path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def losses(run: Run) -> list[tuple]:
    events = read_events(run.events_path)[0]
    return [
        (e["step"], e["generator_loss"], e["discriminator_loss"], e["reconstruction_loss"])
        for e in events
        if e["kind"] == "StepDone"
    ]


def state(run: Run) -> dict[str, np.ndarray]:
    path, _ = newest_whole(run.checkpoints_path, pytest.fail)
    with np.load(path / "state.npz") as archive:
        return dict(archive)


def test_a_run_trains_composes_and_stopped_goes_on_bit_for_bit(table, tmp_path):
    whole = Run.create(tmp_path, config(table))
    whole.start()
    with pytest.raises(RunError, match="already training"):
        until(lambda: whole.worker_pid())
        whole.start()
    until(lambda: whole.status().state == "finished")
    kinds = [e["kind"] for e in read_events(whole.events_path)[0]]
    assert kinds.count("StepDone") == 6 and kinds[-1] == "RunFinished"
    assert {"Preparing", "RunStarted", "CheckpointSaved", "SampleReady", "HeldOut"} <= set(kinds)
    told = read_events(whole.events_path)[0]
    step = [event for event in told if event["kind"] == "StepDone"][-1]
    assert 0 < step["discriminator_rate"] < step["generator_rate"] and step["memory_mb"] > 100
    assert step["examples_per_second"] > step["steps_per_second"]
    assert step["seconds_left"] == 0 < told[[e["kind"] for e in told].index("StepDone")]["seconds_left"]
    started = next(event for event in told if event["kind"] == "RunStarted")
    assert started["device"].startswith(("CPU: ", "GPU: ")) and started["gpu_unused"] in (True, False)
    penalties = {event["step"]: event["penalty"] for event in told if "penalty" in event}
    assert sorted(penalties) == [1, 3, 5] and all(penalty > 0 for penalty in penalties.values())
    heard = [event for event in told if event["kind"] == "HeldOut"]
    assert [event["step"] for event in heard] == [3, 6]
    losses_there = [event["reconstruction_loss"] for event in heard]
    assert all(0 < loss < 20 for loss in losses_there)
    assert heard[1]["best_step"] == (3 if losses_there[0] <= losses_there[1] else 6)
    assert set(heard[0]["takes"]) and set(heard[0]["takes"]) <= set(heard[0]["real"]) == set(heard[1]["real"])
    assert heard[0]["real"] == heard[1]["real"], "the melodies are the same at each checkpoint"
    assert len(list(whole.samples_path.glob("*.mid"))) == 2 * len(list(whole.samples_path.glob("step-00000003-*.mid")))
    checkpoint = checkpoints_in(whole.checkpoints_path)[0]
    assert ExportedGenerator(checkpoint).genres == ("rock",)
    assert [event["steps"] for event in told if event["kind"] == "RungKept"] == [[0]]
    assert [event["kept"] for event in told if event["kind"] == "CheckpointSaved"] == [[3], [3, 6]]
    untrained, trained = (
        ExportedGenerator(rung.path) for rung in (*rungs_in(whole.ladder_path), heard_at(whole.path)[-1])
    )
    assert untrained.hash != trained.hash and set(untrained.arrangements) == {"rock"}
    said = [event["what"] for event in told if event["kind"] == "Working" and event["step"] == 3]
    order = ("does not learn from", "saving", "composing samples", "real music")
    assert [next(i for i, words in enumerate(order) if words in what) for what in dict.fromkeys(said)] == [0, 1, 2, 3]

    halves = Run.create(tmp_path, config(table))
    halves.start()
    until(lambda: halves.status().step >= 2)
    halves.ask("stop")
    until(lambda: halves.status().state == "stopped")
    assert halves.status().step < 6 and halves.worker_pid() is None
    halves.start()
    until(lambda: halves.status().state == "finished")
    assert losses(halves) == losses(whole)
    theirs = state(whole)
    assert all((value == theirs[name]).all() for name, value in state(halves).items())
    assert [r.id for r in runs_in(tmp_path)] == [halves.id, whole.id]


def spoil(checkpoint: Path) -> None:
    """Put a number that is none into the generator, under a manifest that agrees."""
    with np.load(checkpoint / "state.npz") as archive:
        arrays = dict(archive)
    arrays["generator/0"][:] = np.nan
    np.savez(checkpoint / "state.npz", **arrays)
    manifest = json.loads((checkpoint / "manifest.json").read_text())
    manifest["files"]["state.npz"] = hashlib.sha256((checkpoint / "state.npz").read_bytes()).hexdigest()
    (checkpoint / "manifest.json").write_text(json.dumps(manifest))


def test_the_later_of_pausing_and_going_on_counts_before_the_worker_looks(table, tmp_path):
    run = Run.create(tmp_path, config(table))
    lock = take_lock(run)
    for requests, left in ((("pause", "resume"), {"resume"}), (("pause",), {"pause"}), (("stop",), {"pause", "stop"})):
        for request in requests:
            run.ask(request)
        assert set(os.listdir(run.path / "control")) == left
    lock.close()


def test_whoever_looks_at_a_run_does_not_keep_its_worker_from_starting(table, tmp_path):
    run = Run.create(tmp_path, config(table))
    take_lock(run).close()  # an ended worker left its number there
    with (run.path / "lock").open("rb") as looking:
        fcntl.flock(looking, fcntl.LOCK_SH)
        with ThreadPoolExecutor() as threads:
            taken = threads.submit(take_lock, run)
            time.sleep(0.2)
            fcntl.flock(looking, fcntl.LOCK_UN)
            lock = taken.result()
    assert run.worker_pid() == os.getpid()
    lock.close()


def test_a_second_worker_is_refused_sigterm_saves_and_lost_numbers_end_the_run(table, tmp_path):
    run = Run.create(tmp_path, config(table, steps=100_000, checkpoint_every=100_000))
    run.start()
    until(lambda: run.status().step >= 1)
    second = worker(run)
    assert second.returncode == 1 and str(run.worker_pid()) in second.stderr
    run.ask("pause")
    until(lambda: run.status().state == "paused")
    run.ask("resume")
    until(lambda: run.status().state == "running")
    _, said = read_events(run.events_path)
    run.ask("checkpoint")
    until(lambda: any(event["kind"] == "HeldOut" for event in read_events(run.events_path, said)[0]))
    told = [event["kind"] for event in read_events(run.events_path, said)[0]]
    assert told.index("Working") < told.index("CheckpointSaved") < told.index("HeldOut")
    assert run.status().state == "running", "it goes on"
    pid = run.worker_pid()
    os.kill(pid, signal.SIGTERM)
    until(lambda: run.worker_pid() is None)
    process, _ = _children[run.path]
    assert process.wait(10) == 128 + signal.SIGTERM
    assert run.status().state == "stopped"
    checkpoint = checkpoints_in(run.checkpoints_path)[0]
    assert int(checkpoint.name.removeprefix("step-")) == run.status().step

    spoil(checkpoint)
    assert worker(run).returncode == 5
    last = read_events(run.events_path)[0][-1]
    assert last["kind"] == "RunFailed" and "diverged" in last["what"] and run.status().state == "failed"


def test_a_point_of_the_curve_tells_the_penalty_of_the_steps_that_had_one(tmp_path, monkeypatch):
    one = Worker(Run.create(tmp_path, config(tmp_path)), EventWriter(tmp_path / "events.jsonl"))
    taught = object.__new__(Trainer)
    taught.config, taught.done = config(tmp_path, penalty_every=4), 0
    monkeypatch.setattr(Trainer, "read", lambda _, metrics: metrics)
    monkeypatch.setattr(Trainer, "rates", lambda _: (0.0, 0.0))
    one.trainer, one.metrics, one.summaries, one._since = taught, METRICS, None, 0.0
    for last, steps in ((5, range(1, 6)), (8, range(6, 9)), (10, range(9, 11))):
        one._gathered = [np.where(np.array(METRICS) == "penalty", taught.penalised(s) * s, s) for s in steps]
        taught.done = one._step = last
        one._tell_gathered()
    told = read_events(tmp_path / "events.jsonl")[0]
    assert [event.get("penalty") for event in told] == [3.0, None, 9.0], "of steps 1 and 5, of none, of 9"
    assert [event["generator_loss"] for event in told] == [3.0, 7.0, 9.5]


def test_a_second_request_to_stop_leaves_out_what_takes_long(tmp_path):
    run = Run.create(tmp_path, config(tmp_path))
    one = Worker(run, EventWriter(run.events_path))
    stop = run.path / "control" / "stop"
    stop.touch()
    assert not one._hurried() and stop.exists(), "while it does not stop, a request to is for later"
    one._stopping = True
    assert one._hurried() and not stop.exists()
    assert one._hurried(), "it stays in a hurry"


def test_missing_music_fails_in_words(tmp_path):
    run = Run.create(tmp_path, config(tmp_path / "nowhere"))
    (run.checkpoints_path / "step-00000030").mkdir()
    run.start()
    until(lambda: run.status().state == "failed")
    last = read_events(run.events_path)[0][-1]
    assert last["step"] == 30, "where it would go on"
    assert "no rock music" in last["what"] and "Traceback" not in run.log_path.read_text()


def test_the_step_of_a_run_that_was_killed_is_the_one_it_goes_on_from(tmp_path):
    run = Run.create(tmp_path, config(tmp_path))
    events = EventWriter(run.events_path)
    events.write("StepDone", 740)
    assert run.status().step == 740
    events.write("RunStarted", 500)
    assert run.status().step == 500
    events.write("StepDone", 505)
    assert run.status().step == 505


def test_what_is_no_run_is_told(tmp_path):
    (tmp_path / "0001-x").mkdir()
    with pytest.raises(RunError, match="is not a run"):
        Run.open(tmp_path / "0001-x")
    assert runs_in(tmp_path) == [] and runs_in(tmp_path / "nowhere") == []
    run = Run.create(tmp_path, config(tmp_path))
    assert run.status().state == "new"
    with pytest.raises(RunError, match="is not training"):
        run.ask("stop")


@pytest.mark.parametrize(
    "change", [{"steps": 0}, {"batch": 1}, {"preset": "huge"}, {"genres": ()}, {"genres": ("polka",)}, {"ema": 2}]
)
def test_a_wrong_configuration_is_refused(change):
    with pytest.raises(UsageError):
        TrainingConfig(**{"genres": ("rock",), **change})


def test_a_configuration_survives_json():
    made = TrainingConfig(("rock", "jazz"), steps=7, data="x")
    assert TrainingConfig.from_json(made.to_json()) == made
    with pytest.raises(UsageError, match="no field"):
        TrainingConfig.from_json({"genres": ["rock"], "stepps": 1})
