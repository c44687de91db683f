"""What a run survives: being killed while it saves, a full disk, too little memory."""

import contextlib
import errno
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from gan.data.dataset import Dataset
from gan.errors import WeightsError
from gan.exported import ExportedGenerator
from gan.training import graph, keeping, trainer, watch, worker
from gan.training.checkpoint import checkpoints_in, newest_whole, verify
from gan.training.config import TrainingConfig
from gan.training.events import read_events
from gan.training.graph import Graphs
from gan.training.run import Run
from tests.processes import gone
from tests.tables import write_table
from tui.coach import coach
from tui.commands.follow import words
from tui.run_view import RunView

SAVER = """
import os, sys, time
from pathlib import Path
from gan.training.checkpoint import newest_whole, save_checkpoint
root = Path(sys.argv[1])
found = newest_whole(root, sys.exit)
step = found[1] if found else 0
while True:
    step += 1
    def write(folder):
        for name in ("a", "b"):
            (folder / name).write_bytes(step.to_bytes(4, "big") + os.urandom(400_000))
    save_checkpoint(root, step, {}, write, keep=2)
    print(step, flush=True)
"""


@pytest.mark.parametrize("kills", [5, pytest.param(100, marks=pytest.mark.stress)])
def test_killed_while_it_saves_the_newest_or_the_one_before_is_whole(kills, tmp_path):
    chance = random.Random(1)
    safe = 0
    for _ in range(kills):
        saver = subprocess.Popen([sys.executable, "-c", SAVER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert saver.stdout
        assert int(saver.stdout.readline()) == safe + 1, "it goes on from the newest"
        time.sleep(chance.uniform(0, 0.05))
        saver.kill()
        told = [int(line) for line in saver.stdout]
        saver.wait()
        path, safe_now = newest_whole(tmp_path, pytest.fail)
        assert safe_now - max([safe + 1, *told]) in (0, 1), "what was told to be saved is there"
        assert verify(path) is None
        safe = safe_now
    assert len(checkpoints_in(tmp_path)) <= 3


def config(table: Path, **changes) -> TrainingConfig:
    values = {"steps": 5, "batch": 2, "quarters": 8, "preset": "tiny", "event_every": 1, "checkpoint_every": 2}
    return TrainingConfig(("rock",), data=str(table), **{**values, **changes})


@pytest.fixture(scope="module")
def table(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    write_table(folder / "rock.npz")
    return folder


def worked(run: Run) -> int:
    """What the worker ends with in this process, where its parts can be broken."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    try:
        return worker.main([str(run.path)])
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no way to find the process that makes the graph")
def test_a_signal_to_the_whole_group_on_a_machines_first_run_keeps_what_was_learned(table, tmp_path, home):
    run = Run.create(tmp_path, config(table, steps=100_000, checkpoint_every=100_000))
    process = working(run, start_new_session=True)
    try:
        until(lambda: run.status().step >= 2, process)
        converter = until(lambda: converter_of(process.pid), process)
        os.killpg(process.pid, signal.SIGTERM)
        assert process.wait(60) == 128 + signal.SIGTERM
    finally:
        process.kill()
        process.wait()
    (kept,) = checkpoints_in(run.checkpoints_path)
    assert verify(kept) is None and not (kept / "composer.onnx").exists(), "it does not wait for the graph"
    assert run.status().state == "stopped" and saved_in(run) == run.status().step
    with pytest.raises(WeightsError, match="composer-tui resume"):
        ExportedGenerator(kept)
    until(lambda: gone(converter), seconds=100)
    assert list((home / "cache" / "graphs").glob("*.onnx")), "the converter finished what the next run needs"


def test_without_a_graph_what_was_learned_is_saved_and_a_later_start_adds_it(table, tmp_path, monkeypatch):
    tries = []

    def killed(*_):
        tries.append(1)
        return [sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"]

    run = Run.create(tmp_path, config(table, steps=4, checkpoints_kept=1))
    with monkeypatch.context() as broken:
        broken.setenv("COMPOSER_TUI_HOME", str(tmp_path / "home"))  # a machine where none was ever made
        broken.setattr(graph, "module_command", killed)
        assert worked(run) == 0
    assert len(tries) >= 4, "twice for each checkpoint"
    told = read_events(run.events_path)[0]
    (warned,) = [event for event in told if event["kind"] == "Warned"]
    assert "cannot compose yet" in warned["what"] and "signal 9" in warned["why"] and warned["step"] == 2
    assert [event["takes"] for event in told if event["kind"] == "HeldOut"] == [{}, {}]
    kept = checkpoints_in(run.checkpoints_path)[0]
    assert verify(kept) is None and not (kept / "composer.onnx").exists()
    assert worked(run) == 0
    assert verify(kept) is None and ExportedGenerator(kept).genres == ("rock",)
    (heard,) = [e for e in read_events(run.events_path)[0][len(told) :] if e["kind"] == "HeldOut"]
    assert set(heard["takes"])


@pytest.fixture
def no_graphs(monkeypatch):
    """Nothing is composed, which takes longer than what the test looks at."""
    monkeypatch.setattr(Graphs, "wait", lambda *_: False)
    monkeypatch.setattr(Graphs, "ready", False)
    monkeypatch.setattr(Graphs, "prepare", lambda _: None)


def test_a_damaged_checkpoint_that_is_passed_over_is_told_to_whoever_watches(table, tmp_path, no_graphs):
    run = Run.create(tmp_path, config(table, steps=3))
    assert worked(run) == 0
    newest, _ = checkpoints_in(run.checkpoints_path)
    (newest / "state.npz").write_bytes(b"")
    assert worked(run) == 0
    (warned,) = [event for event in read_events(run.events_path)[0] if event["kind"] == "Warned"]
    said = words(warned, 3, run.path)
    assert said == "step 2: beware, checkpoint step-00000003 is passed over: state.npz is damaged. " + warned["mend"]
    assert warned["mend"] == "The run goes on from step 2"


def converter_of(pid: int) -> int:
    """The process that makes the graph for a worker, or 0."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if status.read_text().rsplit(")", 1)[1].split()[1] == str(pid):
                if b"gan.training.graph" in (status.parent / "cmdline").read_bytes():
                    return int(status.parent.name)
    return 0


def test_too_little_memory_ends_the_run_in_a_sentence_and_leaves_the_checkpoint(
    table, tmp_path, monkeypatch, no_graphs
):
    import tensorflow as tf

    from gan.training.tensorflow_cycle import TensorFlowCycle

    begin, taken = TensorFlowCycle.__init__, []

    def exhausted_at_step_3(self, trainer):
        begin(self, trainer)
        step, self._judge = self._run, exhausted

        def run(*arguments):
            taken.append(1)
            return exhausted() if len(taken) == 3 else step(*arguments)

        self._run = run

    def exhausted(*_):
        raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor with shape[9,9]")

    monkeypatch.setattr(TensorFlowCycle, "__init__", exhausted_at_step_3)
    run = Run.create(tmp_path, config(table, batch=4))
    assert worked(run) == 1
    told = read_events(run.events_path)[0]
    (warned,) = [event for event in told if event["kind"] == "Warned"]
    assert warned["step"] == 2 and "not memory enough to listen" in warned["what"] and "OOM" in warned["why"]
    last = told[-1]
    assert last["kind"] == "RunFailed" and last["what"] == "there is not memory enough for a batch of 4"
    (kept,) = checkpoints_in(run.checkpoints_path)
    assert "by step 3" in last["why"] and "step-00000002 is safe" in last["why"]
    assert f"--from {kept} and --batch 2" in last["mend"]
    assert verify(kept) is None and run.status().state == "failed"

    monkeypatch.setattr(trainer, "build_generator", exhausted)
    other = Run.create(tmp_path, config(table, batch=2))
    for one, mend in ((run, "--batch 2"), (other, "Start again with shorter windows")):
        assert worked(one) == 1
        last = read_events(one.events_path)[0][-1]
        assert "not memory enough" in last["what"] and mend in last["mend"]


def test_without_held_out_music_takes_are_measured_and_told_when_they_are_all_the_same(table, tmp_path, monkeypatch):
    import tensorflow as tf

    monkeypatch.setattr(watch, "SAME_TAKES", 2.0)  # whatever they are like
    monkeypatch.setattr(Dataset, "held_out", lambda _: None)  # as where its pieces are shorter than a window
    run = Run.create(tmp_path, config(table, steps=1, tensorboard=str(tmp_path / "board")))
    assert worked(run) == 0
    told = read_events(run.events_path)[0]
    (heard,) = [event for event in told if event["kind"] == "HeldOut"]
    assert heard["reconstruction_loss"] is None and heard["difference"] > 0
    assert [event["what"] for event in told if event["kind"] == "Warned"] == ["its takes are all the same"]
    (file,) = (tmp_path / "board" / run.id).glob("events*")
    points = [v.tag for e in tf.compat.v1.train.summary_iterator(str(file)) for v in e.summary.value]
    assert set(heard["takes"]) == {tag.removeprefix("held_out/") for tag in points if tag.startswith("held_out/")}


@pytest.mark.stress
def test_a_quota_that_is_used_up_makes_a_run_wait_and_it_goes_on_when_there_is_room(table, tmp_path, monkeypatch):
    save, refusals = keeping.save_checkpoint, [OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))]

    def save_within_quota(*arguments):
        if refusals:
            raise refusals.pop()
        return save(*arguments)

    monkeypatch.setattr(keeping, "save_checkpoint", save_within_quota)
    run = Run.create(tmp_path, config(table, steps=3))
    assert worked(run) == 0
    told = read_events(run.events_path)[0]
    (paused,) = [event for event in told if event["kind"] == "RunPaused"]
    assert paused["why"] == "your quota is used up; no checkpoint was saved before" and paused["step"] == 2
    assert "RunResumed" in [event["kind"] for event in told]
    assert [event["step"] for event in told if event["kind"] == "CheckpointSaved"] == [2, 3]
    assert run.status().state == "finished"


def test_a_run_that_waits_for_room_and_is_told_to_go_says_what_is_lost(table, tmp_path, monkeypatch, no_graphs):
    save = keeping.save_checkpoint

    def save_while_there_is_room(root, step, *rest):
        if step == 2:
            return save(root, step, *rest)
        os.kill(os.getpid(), signal.SIGTERM)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(keeping, "save_checkpoint", save_while_there_is_room)
    run = Run.create(tmp_path, config(table, steps=3))
    assert worked(run) == 128 + signal.SIGTERM
    paused, warned, stopped = read_events(run.events_path)[0][-3:]
    assert paused["kind"] == "RunPaused" and paused["why"] == "the disk is full; the checkpoint of step 2 is safe"
    assert warned["what"] == "step 3 was not saved" and warned["why"] == paused["why"]
    assert words(stopped, 3, run.path) == "step 3: stopped, and not saved" and run.status().state == "stopped"


def may_mount() -> bool:
    trial = ["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return bool(shutil.which("unshare")) and subprocess.run(trial, capture_output=True).returncode == 0


@pytest.mark.skipif(not may_mount(), reason="no disk can be made here to be filled")
def test_a_full_disk_makes_a_run_wait_and_it_goes_on_when_there_is_room(table, tmp_path):
    """The run's own disk, of 12 MB in a namespace of its own, is filled, and is looked at through /proc."""
    disk = tmp_path / "disk"
    disk.mkdir()
    run = Run.create(tmp_path / "made", config(table, steps=4, checkpoint_every=100))
    inside = disk / run.id
    script = (
        f"mount -t tmpfs -o size=12m tmpfs {disk} && cp -r {run.path} {inside} && "
        f"head -c 11500000 /dev/zero > {disk}/filler && exec {sys.executable} -m gan.training.worker {inside}"
    )
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    seen = Path(f"/proc/{process.pid}/root") / inside.relative_to("/")

    def kinds() -> list[str]:
        return [event["kind"] for event in read_events(seen / "events.jsonl")[0]]

    try:
        until(lambda: "RunPaused" in kinds(), process)
        told = read_events(seen / "events.jsonl")[0]
        paused = told[-1]
        assert paused["why"] == "the disk is full; no checkpoint was saved before"
        why, mend = paused["why"], f"Make room for {inside}, and the run goes on by itself"
        assert words(paused, 4, inside) == f"step 4: paused, {why}. {mend}"
        view = RunView()
        view.take(told, inside)
        assert coach(view, "paused")[0] == f"Paused, {why}. {mend}."
        assert Run(seen, run.config).status().waits == (why, mend)
        (seen / "control" / "pause").touch()
        (seen / "control" / "resume").touch()
        assert checkpoints_in(seen / "checkpoints") == [] and process.poll() is None
        with contextlib.suppress(OSError):  # to the last byte
            (seen.parent / "more").write_bytes(bytes(12 << 20))
        time.sleep(6)  # it looks again, and has no room to say so
        assert sorted(os.listdir(seen / "control")) == ["pause", "resume"], "they are for when it goes on"
        for name in ("filler", "more"):
            (seen.parent / name).unlink()
        until(lambda: "CheckpointSaved" in kinds(), process)
        assert verify(checkpoints_in(seen / "checkpoints")[0]) is None
        said = read_events(seen / "events.jsonl")[0]
        assert [event["step"] for event in said if event["kind"] == "StepDone"] == [1, 2, 3, 4]
        standing = [event["kind"] for event in said if event["kind"] in ("RunPaused", "RunResumed", "CheckpointSaved")]
        assert standing == ["RunPaused", "RunResumed", "CheckpointSaved"], "each is told once"
        assert process.wait(100) == 0
    finally:
        process.kill()
        process.wait()


def until(what, process: subprocess.Popen | None = None, seconds: float = 200):
    """What came about, while the process lives."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not come about"
        assert process is None or process.poll() is None, process.stdout.read() if process.stdout else ""
        time.sleep(0.1)
    return found


@pytest.mark.stress
@pytest.mark.timeout(3600)
def test_a_worker_killed_25_times_goes_on_each_time_from_the_newest_step_or_the_one_before(table, tmp_path):
    """The real worker, with a checkpoint at every step, so that most kills fall within a save."""
    kills, chance = int(os.environ.get("COMPOSER_TUI_KILLS", "25")), random.Random(2)
    run = Run.create(tmp_path, config(table, steps=100_000, checkpoint_every=1, event_every=1))
    told = 0
    for _ in range(kills):
        process = working(run)
        try:
            until(lambda told=told: saved_in(run) > told, process, seconds=900)
            time.sleep(chance.uniform(0, 3))
        finally:
            process.kill()
            process.wait()
        assert "Traceback" not in run.log_path.read_text()
        assert run.worker_pid() is None, "the lock is free"
        _, safe = newest_whole(run.checkpoints_path, print)
        told = saved_in(run)
        assert safe - told in (0, 1), "what was told to be saved is there"
        started = [event["step"] for event in read_events(run.events_path)[0] if event["kind"] == "RunStarted"]
        assert started == sorted(started)
    print(f"killed {kills} times, at step {safe} in the end")


@pytest.mark.stress
@pytest.mark.timeout(1200)
def test_one_of_two_that_train_together_is_killed_and_the_other_ends_in_a_sentence(table, tmp_path):
    pytest.importorskip("jax")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    together = config(table, steps=100_000, backend="jax", machines=2, listen=address)
    run = Run.create(tmp_path, together)
    command = [sys.executable, "-m", "gan.training.peer", address, "1", "2"]
    for killed in ("peer", "worker"):
        before = saved_in(run)
        both = {"worker": working(run)}
        both["peer"] = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        try:
            until(lambda before=before: saved_in(run) > before, both["worker"], seconds=500)
            both[killed].kill()
            both[killed].wait()
            left = both["worker" if killed == "peer" else "peer"]
            assert left.wait(60) == 1
            told = run.log_path.read_text() if killed == "peer" else left.stderr.read()
        finally:
            for process in both.values():
                process.kill()
                process.wait()
            both["peer"].stderr.close()
        assert "Traceback" not in told and "is gone" in told
        newest = checkpoints_in(run.checkpoints_path)[0]
        assert verify(newest) is None
        if killed == "peer":
            last = read_events(run.events_path)[0][-1]
            assert last["kind"] == "RunFailed" and last["what"] == "a machine that trained along is gone"
            assert f"{newest.name} is safe" in last["why"] and f"composer-tui resume {run.id}" in last["mend"]


def working(run: Run, **how) -> subprocess.Popen[bytes]:
    """The real worker of a run, which this process has to end."""
    with run.log_path.open("ab") as log:
        command = [sys.executable, "-m", "gan.training.worker", str(run.path)]
        return subprocess.Popen(command, stdout=log, stderr=log, **how)


def saved_in(run: Run) -> int:
    """The newest step that the run told to be saved."""
    events, _ = read_events(run.events_path)
    return max((event["step"] for event in events if event["kind"] == "CheckpointSaved"), default=0)


@pytest.mark.stress
@pytest.mark.timeout(1800)
def test_thirty_steps_and_thirty_more_are_sixty_to_the_bit(table, tmp_path):
    def trained(*stops: int) -> tuple[list, dict]:
        run = Run.create(tmp_path, config(table, steps=60, checkpoint_every=30))
        for stop in stops:
            process = working(run)
            try:
                if stop < 60:
                    until(lambda stop=stop: saved_in(run) >= stop, process, seconds=900)
                else:
                    process.wait(900)
            finally:
                process.kill()
                process.wait()
        names = ("generator_loss", "discriminator_loss", "reconstruction_loss")
        steps = {e["step"]: [e[n] for n in names] for e in read_events(run.events_path)[0] if e["kind"] == "StepDone"}
        path, step = newest_whole(run.checkpoints_path, pytest.fail)
        assert step == 60 and sorted(steps) == list(range(1, 61))
        with np.load(path / "state.npz") as archive:
            return [steps[step] for step in range(1, 61)], dict(archive)

    losses, weights = trained(60)
    other_losses, other_weights = trained(30, 60)
    assert losses == other_losses
    assert all((value == other_weights[name]).all() for name, value in weights.items())
