"""The ladder without a screen: one melody at a row of steps; and a checkpoint on request."""

from __future__ import annotations

import fcntl
import json
import threading
import time
from pathlib import Path

import pytest

from gan.exported import DESCRIPTION, GRAPH, SHIPPED
from gan.music import Score
from gan.music.midi import midi_bytes, read_midi
from gan.training.config import TrainingConfig
from gan.training.events import EventWriter
from gan.training.run import Run
from tui.cli import main


@pytest.fixture
def run(home: Path) -> Run:
    """A run that nobody started, with the shipped weights as its rungs."""
    run = Run.create(home / "runs", TrainingConfig(("rock", "jazz"), steps=900))
    for place, step in (("ladder", 0), ("ladder", 100), ("checkpoints", 500)):
        folder = run.path / place / f"step-{step:08d}"
        folder.mkdir(parents=True)
        for name in (GRAPH, DESCRIPTION):
            (folder / name).symlink_to(SHIPPED / name)
    return run


def ladder(*words: object) -> int:
    return main(["ladder", *map(str, words), "--no-audio"])


def test_one_melody_is_composed_at_every_rung(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "heard"
    assert ladder("--demo=brother", "--passes", 1, "--json", "-o", out) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["run"], told["steps"]) == (run.id, [0, 100, 500])
    names = [f"step-{step:08d}-rock-s0-1.mid" for step in (0, 100, 500)]
    assert sorted(path.name for path in out.iterdir()) == names
    scores = [read_midi((out / name).read_bytes()) for name in names]
    assert all(score.tracks == scores[0].tracks for score in scores), "the same weights compose the same"
    assert scores[0].tracks[1].notes


def test_without_a_melody_it_takes_one_that_the_run_does_not_learn_from(
    run: Run, score: Score, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ladder("-o", tmp_path / "a") == 2
    assert "no melody of its own yet" in capsys.readouterr().err
    (run.samples_path / "step-00000500-jazz-1.mid").write_bytes(midi_bytes(score))
    assert ladder(run.id, "--genre", "jazz", "--at", 250, "--passes", 1, "-o", tmp_path / "b") == 0
    (path,) = (tmp_path / "b").iterdir()
    assert path.name == "step-00000100-jazz-s0-1.mid"
    assert read_midi(path.read_bytes()).tracks[0].notes == score.tracks[0].notes


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (["--demo", "--genre", "pop"], 2, "does not learn pop"),
        (["--demo", "--genre", "roc"], 2, "Did you mean 'rock'?"),
        (["--demo", "--melody", "x.mid"], 2, "give one melody"),
        (["--melody", "/nowhere.mid"], 1, "nowhere.mid"),
        (["--demo", "--at", "-1"], 2, "not a whole number"),
        (["--demo", "--passes", "0"], 2, "not a whole number"),
        (["0009"], 2, "there is no run '0009'"),
    ],
)
def test_what_cannot_be_heard_ends_in_one_sentence(
    run: Run, line: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ladder(*line) == code
    out, err = capsys.readouterr()
    assert out == "" and said in err and err.count("\n") == 1


def test_a_run_without_weights_says_what_to_wait_for(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Run.create(home / "runs", TrainingConfig(("rock",)))
    assert ladder("--demo") == 2
    assert "has kept no weights yet" in capsys.readouterr().err


def test_damaged_weights_are_named(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    graph = run.ladder_path / "step-00000100" / GRAPH
    graph.unlink()
    graph.write_bytes(b"no graph")
    assert ladder("--demo=brother", "--at", 100, "-o", tmp_path) == 1
    assert "are damaged" in capsys.readouterr().err


def test_a_run_at_work_saves_when_it_is_asked(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["checkpoint"]) == 1
    assert "no run is at work" in capsys.readouterr().err
    events = EventWriter(run.events_path)
    events.write("StepDone", 40, generator_loss=0.7)
    events.write("CheckpointSaved", 20, path="checkpoints/step-00000020")

    def answer() -> None:
        asked = run.path / "control" / "checkpoint"
        while not asked.exists():
            time.sleep(0.05)
        asked.unlink()
        events.write("Working", 41, what="saving", done=0, total=1)
        events.write("CheckpointSaved", 41, path="checkpoints/step-00000041")

    with (run.path / "lock").open("w+") as lock:
        lock.write("4242")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        worker = threading.Thread(target=answer, daemon=True)
        worker.start()
        assert main(["checkpoint"]) == 0
        worker.join(10)
    assert f"run {run.id} saved at step 41" in capsys.readouterr().err


def test_what_a_run_does_between_its_steps_is_told(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    events = EventWriter(run.events_path)
    events.write("Working", 500, what="composing samples", done=1, total=4)
    events.write("CheckpointSaved", 500, path="x")
    events.write("Working", 500, what="comparing", done=0, total=1)
    events.write("RungKept", 500, steps=[0, 500])
    events.write("RunFinished", 500)
    assert main(["watch", "--once"]) == 0
    told = capsys.readouterr().err.splitlines()
    assert told == [
        "step 500: composing samples: 1 of 4",
        "step 500: saved",
        "step 500: comparing …",
        "step 500: finished and saved",
    ]
