from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gan.music.demos import DEMOS
from gan.training.checkpoint import save_checkpoint
from gan.training.config import TrainingConfig
from gan.training.events import EventWriter, read_events
from gan.training.run import Run, take_lock
from tui.cli import main
from tui.commands.follow import words

PROGRAM = [sys.executable, "-m", "tui.cli"]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(home: Path) -> Run:
    """A run that nobody started."""
    return Run.create(home / "runs", TrainingConfig(("chorale",), steps=40, preset="tiny"))


def write(run: Run, *events: tuple[str, int, dict[str, Any]]) -> None:
    writer = EventWriter(run.events_path)
    for kind, step, fields in events:
        writer.write(kind, step, **fields)
    writer.close()


STARTED = (
    "RunStarted",
    0,
    {
        "device": "CPU: 2 cores",
        "genres": ["chorale"],
        "steps": 40,
        "windows": 1234,
        "parameters": {"generator": 28856, "discriminator": 22194},
    },
)
STEP = (
    "StepDone",
    20,
    {"generator_loss": 0.71, "discriminator_loss": 0.69, "reconstruction_loss": 3.5, "steps_per_second": 10.0},
)


def test_a_finished_run_is_told_in_words(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    sample = ("SampleReady", 40, {"path": "samples/a.mid", "genre": "chorale"})
    write(run, STARTED, STEP, ("CheckpointSaved", 40, {"path": "checkpoints/step-40"}), sample, ("RunFinished", 40, {}))
    assert main(["watch"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "TRAINS ON: CPU (2 cores)",
        "step 0 of 40: chorale, 1 234 windows; generator 28 856 parameters, discriminator 22 194 parameters",
        "step 20 of 40  generator 0.710  discriminator 0.690  reconstruction 3.500  10.0 steps/s  left 0:02",
        "step 40: saved",
        f"step 40: a piece to hear (chorale): {run.path / 'samples/a.mid'}",
        "step 40: finished and saved",
    ]


def test_a_step_is_told_with_all_its_numbers(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    numbers = {"penalty": 0.0123, "generator_gradient": 1.5, "discriminator_gradient": 0.25, "memory_mb": 1210}
    rates = {"generator_rate": 9.7e-4, "discriminator_rate": 3.9e-4, "examples_per_second": 160.0}
    write(run, ("StepDone", 20, {**STEP[2], **numbers, **rates}), ("RunFinished", 40, {}))
    assert main(["watch"]) == 0
    assert (
        capsys.readouterr()
        .err.splitlines()[0]
        .endswith(
            "left 0:02  penalty 0.0123  gradients 1.5 0.25  rates 0.00097 0.00039  160 examples/s  memory 1,210 MB"
        )
    )


def test_what_was_measured_on_held_out_music_and_what_goes_wrong_are_told(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    heard = {
        "reconstruction_loss": 1.25,
        "best_step": 10,
        "takes": {"clash": 0.051, "in_key": 0.97},
        "real": {"clash": 0.02, "in_key": 0.95},
    }
    wrong = {"what": "it learns the music by heart", "why": "it loses 1.250, and lost 1.100 before", "mend": "Stop"}
    write(run, ("HeldOut", 20, heard), ("Warned", 20, wrong), ("RunFinished", 40, {}))
    assert main(["watch"]) == 0
    first, second, _ = capsys.readouterr().err.splitlines()
    assert first.startswith("step 20: on music it does not learn from: missed notes 1.250, best at step 10")
    assert first.endswith("takes clash 0.05 (real 0.02), in key 0.97 (real 0.95)")
    assert second == "step 20: beware, it learns the music by heart: it loses 1.250, and lost 1.100 before. Stop"


def test_every_event_is_a_line_of_json_on_stdout(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    steps = [("StepDone", step, {"generator_loss": 1.0}) for step in range(1, 30)]
    write(run, STARTED, *steps, ("RunFinished", 40, {}))
    assert main(["watch", "--jsonl"]) == 0
    out, err = capsys.readouterr()
    assert [json.loads(line)["step"] for line in out.splitlines()] == [0, *range(1, 30), 40]
    assert err == ""


def test_of_losses_that_come_fast_some_and_the_last_are_told(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    write(run, *(("StepDone", step, {"generator_loss": 1.0}) for step in range(1, 1000)), ("RunFinished", 40, {}))
    assert main(["watch"]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) < 20
    assert lines[0].startswith("step 1 ") and lines[-2].startswith("step 999 ")


def test_a_run_that_diverged_ends_in_code_5_with_its_reason(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    why = "generator_loss is not a number"
    failed = {"what": "the training diverged at step 20", "why": why, "mend": "Start again"}
    write(run, STARTED, ("StepDone", 20, {"generator_loss": float("nan")}), ("RunFailed", 20, failed))
    assert main(["watch"]) == 5
    err = capsys.readouterr().err
    assert "generator –" in err
    last = "composer-tui: the training diverged at step 20: generator_loss is not a number. Start again"
    assert err.splitlines()[-1] == last


def test_a_failure_that_was_mended_is_past(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    failed = {"what": "no disk", "why": "", "mend": ""}
    write(run, STARTED, ("RunFailed", 3, failed), STARTED, ("RunFinished", 40, {}))
    assert main(["watch"]) == 0
    assert "step 3: failed" in capsys.readouterr().err


def test_a_worker_that_went_without_a_word_is_a_failure_that_names_the_log(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    write(run, STARTED, STEP)
    run.events_path.open("ab").write(b'{"kind": "StepDo')
    assert main(["watch"]) == 1
    err = capsys.readouterr().err
    assert "ended without saying why" in err and str(run.log_path) in err


def test_watching_once_tells_what_there_is_and_leaves(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    write(run, STARTED, STEP)
    assert main(["watch", "--once"]) == 0
    assert "step 20 of 40" in capsys.readouterr().err


def test_control_characters_in_an_event_do_not_reach_the_terminal(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    failed = {"what": "\x1b[2Jgone", "why": "a\nb", "mend": ""}
    write(run, ("Preparing", 0, {"what": "\x1b]0;title\x07", "done": 1, "total": 2}), ("RunFailed", 3, failed))
    assert main(["watch"]) == 1
    err = capsys.readouterr().err
    assert "\x1b" not in err and "\x07" not in err and err.count("\n") == 3


@pytest.mark.parametrize(
    "kind", ["RunStarted", "Preparing", "StepDone", "SampleReady", "HeldOut", "Warned", "RunFailed", "Unknown"]
)
def test_an_event_without_its_fields_is_told_without_them(kind: str) -> None:
    assert "\n" not in words({"kind": kind, "step": 1}, 10, Path("run"))


def test_the_runs_are_listed_newest_first(run: Run, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    newer = Run.create(home / "runs", TrainingConfig(("pop", "rock"), steps=7))
    write(run, STARTED, ("RunFinished", 40, {}))
    assert main(["runs"]) == 0
    rows = [line.split()[:4] for line in capsys.readouterr().out.splitlines()]
    assert rows[1:] == [[newer.id, "new", "0", "7"], [run.id, "finished", "40", "40"]]
    assert main(["runs", "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert [(one["id"], one["state"], one["config"]["steps"]) for one in value] == [
        (newer.id, "new", 7),
        (run.id, "finished", 40),
    ]


def test_a_run_is_listed_with_its_losses_and_when_it_last_spoke(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    write(run, STARTED, STEP)
    assert main(["runs", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["generator_loss"], told["discriminator_loss"], told["reconstruction_loss"]) == (0.71, 0.69, 3.5)
    assert (told["genres"], told["step"], told["steps"], told["pid"]) == (["chorale"], 20, 40, None)
    assert 0 <= told["age_seconds"] < 60
    assert told["state"] == "stopped" and told["steps_per_second"] is told["seconds_left"] is None
    assert main(["runs"]) == 0
    assert "0.710" in (line := capsys.readouterr().out.splitlines()[1]) and "s ago" in line


def test_what_a_run_computes_with_is_told_first_and_listed(
    run: Run, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh = Run.create(home / "runs", TrainingConfig(("pop",)))
    on_gpus = {**STARTED[2], "device": "GPU: NVIDIA H200, NVIDIA H200", "gpu_unused": False}
    unused = {**STARTED[2], "gpu_unused": True}
    far_behind = [("StepDone", step, {"generator_loss": 0.7}) for step in range(1, 2000)]
    write(run, ("RunStarted", 0, on_gpus), *far_behind, ("RunStarted", 1999, unused), *far_behind)
    assert run.events_path.stat().st_size > 2 * 65536, "more than the end of the file tells"
    assert main(["runs", "--json"]) == 0
    none, told = json.loads(capsys.readouterr().out)
    assert (told["device"], told["gpu_unused"], told["gpu_percent"]) == ("CPU: 2 cores", True, None)
    assert (none["id"], none["device"]) == (fresh.id, None)
    assert main(["runs"]) == 0
    assert "CPU (2 cores) ▲ GPU UNUSED" in capsys.readouterr().out
    assert main(["watch", "--once", run.id]) == 0
    lines = [line for line in capsys.readouterr().err.splitlines() if "TRAINS" in line]
    assert lines == [
        "TRAINS ON: GPU (2 × NVIDIA H200)",
        "TRAINS ON: CPU (2 cores), THE GPU OF THIS MACHINE IS NOT USED",
    ]


def test_the_load_of_a_gpu_is_listed_while_a_run_is_at_work(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    write(run, ("RunStarted", 0, {"device": "GPU: NVIDIA H200"}), ("StepDone", 20, {"gpu_percent": 87.0}))
    with take_lock(run):
        assert main(["runs"]) == 0
    assert "GPU (NVIDIA H200) 87 %" in capsys.readouterr().out


def test_two_runs_stand_side_by_side(run: Run, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = Run.create(home / "runs", TrainingConfig(("chorale",), steps=40, preset="small", ema=0.99))
    write(run, STARTED, STEP, ("HeldOut", 20, {"reconstruction_loss": 1.25, "takes": {"clash": 0.05}, "real": {}}))
    assert main(["runs", "--compare", run.id, other.id]) == 0
    rows = {line[:20].strip(): line.split()[-2:] for line in capsys.readouterr().out.splitlines()}
    assert rows[""] == [run.id, other.id] and rows["preset"] == ["tiny", "small"] and rows["ema"] == ["0.999", "0.99"]
    assert rows["held out loss"] == ["1.25", "–"] and rows["takes clash"] == ["0.05", "–"] and "penalty" not in rows
    assert main(["runs", "--compare", run.id, other.id, "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["id"], first["generator_loss"], second["generator_loss"]) == (run.id, 0.71, None)
    assert main(["runs", "--compare", run.id, "0009"]) == 2
    assert "there is no run '0009'" in capsys.readouterr().err


def test_attaching_needs_a_terminal_and_names_what_does_without(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["attach"]) == 2
    assert f"composer-tui watch {run.id}" in capsys.readouterr().err


def test_without_any_run_it_says_how_to_start_one(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["runs"]) == 0
    out, err = capsys.readouterr()
    assert out == "" and "composer-tui train" in err


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (["train"], 2, "no genre is given"),
        (["train", "--genre", "choral"], 2, "Did you mean 'chorale'?"),
        (["train", "--genre", "chorale", "--preset", "smal"], 2, "Did you mean 'small'?"),
        (["train", "--genre", "chorale", "--steps", "0"], 2, "'0' is not a whole number from 1"),
        (["train", "--genre", "chorale", "--batch", "1"], 2, "'1' is not a whole number from 2"),
        (["train", "--genre", "chorale", "--data", "nowhere"], 2, "there is no folder nowhere"),
        (["train", "--genre", "chorale", "--quarters", "7"], 2, "'7' is not a whole number from 8 to 128"),
        (["train", "--genre", "chorale", "--quarters", "33"], 2, "an even number"),
        (["train", "--genre", "chorale", "--rate", "1.5"], 2, "'1.5' is not a number from 0 to 1"),
        (["train", "--genre", "chorale", "--critic-rate", "nan"], 2, "'nan' is not a number from 0 to 1"),
        (["train", "--genre", "chorale", "--adversarial", "-1"], 2, "'-1' is not a number from 0 to 1000"),
        (["train", "--genre", "chorale", "--compile", "--backend", "jax"], 2, "JAX always compiles"),
        (["train", "--genre", "chorale", "--from", "nowhere"], 1, "no weights to start from in nowhere"),
        (["train", "--genre", "chorale", "--from", "damaged"], 1, "the weights in damaged cannot be read"),
        (["train", "--genre", "chorale", "--from", "foreign"], 1, "the weights in foreign are of no preset's size"),
        (["train", "--genre", "pop"], 1, "--data"),
        (["train", "--genre", "pop", "--data", "."], 1, "no pop music in ."),
        (["watch"], 2, "there is no training run yet"),
        (["resume"], 2, "composer-tui train --genre chorale"),
        (["stop", "0001"], 2, "there is no training run yet"),
    ],
)
def test_what_cannot_be_trained_ends_in_one_sentence_and_leaves_no_run(
    line: list[str],
    code: int,
    said: str,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(home)
    for name, text in (("damaged", "{"), ("foreign", '{"width": 7, "blocks": 1}')):
        Path(name).mkdir()
        Path(name, "composer.json").write_text(text)
    assert main(line) == code
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1 and said in err
    assert not list(home.glob("runs/*"))


def test_what_is_asked_is_in_the_run_and_weights_to_start_from_decide_its_size(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Run, "start", lambda run: None)
    weights = home / "weights"
    weights.mkdir()
    (weights / "composer.json").write_text('{"width": 16, "blocks": 2, "genres": ["chorale"]}')
    monkeypatch.chdir(home)
    line = ["train", "--genre", "chorale", "--detach"]
    assert main([*line, "--from", "weights", "--quarters", "64"]) == 0
    assert main([*line, "--from", "weights", "--preset", "base"]) == 0
    assert main(line) == 0
    configs = [Run.open(path).config for path in sorted((home / "runs").iterdir())]
    assert [(one.preset, one.start, one.quarters) for one in configs] == [
        ("tiny", str(weights), 64),
        ("base", str(weights), 32),
        ("small", "", 32),
    ]


def test_how_fast_it_learns_is_asked_for_and_else_as_every_run(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Run, "start", lambda run: None)
    line = ["train", "--genre", "chorale", "--detach"]
    asked = ["--rate", "0.0005", "--critic-rate", "0.0002", "--adversarial", "0.05", "--checkpoint-every", "100"]
    assert main(line) == main([*line, *asked]) == 0
    usual, other = (Run.open(path).config for path in sorted((home / "runs").iterdir()))
    assert usual == TrainingConfig(("chorale",)), "what the form of the Train station starts too"
    assert (other.generator_rate, other.discriminator_rate) == (0.0005, 0.0002)
    assert (other.adversarial_weight, other.checkpoint_every) == (0.05, 100)


def test_a_run_is_named_by_the_beginning_of_its_id(run: Run, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(9):
        last = Run.create(home / "runs", TrainingConfig(("pop",)))
    write(run, ("RunFinished", 40, {}))
    assert last.id == "0010-pop"
    assert main(["watch", "0001"]) == 0
    assert main(["watch", run.id]) == 0
    capsys.readouterr()
    assert main(["watch", "000"]) == 2
    assert "'000' begins 9 runs" in capsys.readouterr().err
    assert main(["watch", "0001-choral3"]) == 2
    assert f"Did you mean {run.id!r}?" in capsys.readouterr().err


def test_a_run_that_is_not_at_work_is_not_paused(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pause"]) == main(["pause", run.id]) == 1
    assert f"run {run.id} is not active" in capsys.readouterr().err


def test_what_is_over_is_neither_stopped_nor_resumed(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    write(run, STARTED, ("RunFinished", 40, {}))
    assert main(["stop"]) == 1
    assert f"no run is active: {run.id} is finished" in capsys.readouterr().err
    assert main(["resume"]) == 1
    assert "has finished its 40 steps" in capsys.readouterr().err


def test_a_killed_run_is_said_to_go_on_from_its_newest_whole_checkpoint(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Run, "start", lambda run: None)
    write(run, STARTED, STEP)
    assert main(["resume", "--detach"]) == 0
    assert "goes on from step 0 of 40" in capsys.readouterr().err
    for step in (10, 15):
        last = save_checkpoint(run.checkpoints_path, step, {}, lambda folder: (folder / "state").touch(), 3)
    (last / "state").unlink()
    assert main(["resume", "--detach"]) == 0
    assert "goes on from step 10 of 40" in capsys.readouterr().err


def table(path: Path) -> None:
    """A segment table of made-up four-bar pieces: a demo's bars over their roots, in twelve keys."""
    notes, meta = [], []
    for piece in range(60):
        melody = list(DEMOS.values())[piece % 3]
        start = 96 * (piece // 3 % 8)
        for note in melody.notes:
            if start <= note.start and note.end <= start + 384:
                notes.append((piece, 0, note.start - start, note.length, note.pitch + piece % 12, 80, 0))
        for bar in range(4):
            root = 48 + piece % 12 + (0, 5, 7, 0)[bar]
            notes += [(piece, 1, 96 * bar, 96, root + 4, 80, 0), (piece, 2, 96 * bar, 48, root - 12, 80, 0)]
        meta.append((piece, 0))
    np.savez(path, notes=np.array(notes, np.int32), meta=np.array(meta, np.int32))


@pytest.mark.stress
@pytest.mark.timeout(900)  # TensorFlow starts three times
def test_training_is_followed_interrupted_resumed_and_paused(
    home: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    table(tmp_path / "chorale.npz")
    request.addfinalizer(lambda: told("stop", fails=True))  # where it fails no run goes on
    line = ["train", "--genre", "chorale", "--preset", "tiny", "--steps", "100000"]
    line += ["--quarters", "16", "--data", str(tmp_path), "--jsonl"]
    events, code = until_a_step(line, signal.SIGINT)
    assert code == 130
    assert [event["kind"] for event in events][-1] == "RunStopped"
    stopped_at = events[-1]["step"]
    assert stopped_at > 0

    events, code = until_a_step(["resume", "--jsonl"], signal.SIGTERM)
    assert code == 143
    assert next(event["step"] for event in events if event["kind"] == "RunStarted") == stopped_at

    told("stop", fails=True)  # waits where it still saves
    assert only_run()["state"] == "stopped" and only_run()["step"] > stopped_at

    events, code = until_a_step(["resume", "--jsonl"], signal.SIGKILL)
    assert code == -signal.SIGKILL
    left_at = only_run()["step"]
    while only_run()["step"] <= left_at + 5:  # who looked on was killed; the run goes on
        assert only_run()["state"] == "running" and only_run()["pid"]
        time.sleep(0.5)
    told_of, _ = read_events(next((home / "runs").iterdir()) / "events.jsonl")
    steps = [event["step"] for event in told_of if event["kind"] == "StepDone"]
    assert steps[0] == 1 and set(np.diff(steps)) <= {1, 2, 3, 4, 5}, "a whole curve"
    assert "paused at step" in told("pause").stderr
    waiting = only_run()
    assert waiting["state"] == "paused" and waiting["pid"]
    told("resume", "--detach")
    while only_run()["step"] == waiting["step"]:
        time.sleep(0.5)
    assert only_run()["pid"] == waiting["pid"], "it goes on where it waited, not from a checkpoint"
    assert "stopped at step" in told("stop").stderr


def told(*line: str, fails: bool = False) -> subprocess.CompletedProcess[str]:
    """What the program says to a command."""
    return subprocess.run([*PROGRAM, *line], cwd=ROOT, capture_output=True, text=True, check=not fails)


def only_run() -> dict[str, Any]:
    (run,) = json.loads(told("runs", "--json").stdout)
    return dict(run)


def until_a_step(line: list[str], number: signal.Signals) -> tuple[list[dict[str, Any]], int]:
    """Starts the program, signals it after the first step it tells of, and returns all it told and its exit code."""
    process = subprocess.Popen(
        [*PROGRAM, *line], cwd=ROOT, env=dict(os.environ), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    events: list[dict[str, Any]] = []
    for text in process.stdout:
        events.append(json.loads(text))
        if events[-1]["kind"] == "StepDone":
            process.send_signal(number)
            break
    rest, err = process.communicate()
    assert "Traceback" not in err, err
    return events + [json.loads(text) for text in rest.splitlines()], process.returncode
