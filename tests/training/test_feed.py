"""What cycles read: the same whoever makes it, and nothing left behind."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from gan.errors import RunError
from gan.training.config import TrainingConfig
from gan.training.feed import ProcessFeed, ThreadFeed
from gan.training.inputs import Inputs, inputs_of, unpacked
from gan.training.music import music_of
from tests.processes import gone
from tests.tables import write_table

PACKED = "pitch_lots", "parallels", "sonorities"


@pytest.fixture
def config(tmp_path: Path) -> TrainingConfig:
    write_table(tmp_path / "rock.npz")
    return TrainingConfig(("rock",), batch=4, quarters=8, preset="tiny", data=str(tmp_path), seed=3)


def music(config: TrainingConfig):
    return music_of(config, lambda *_: None)


def test_steps_differ_and_a_step_is_always_the_same(config: TrainingConfig) -> None:
    own = music(config)
    feed = ThreadFeed(config, own)
    taken = [feed.take(step) for step in (0, 1, 2, 7, 7)]
    for step, inputs in zip((0, 1, 2, 7, 7), taken):
        for name, array in inputs._asdict().items():
            np.testing.assert_array_equal(array, getattr(inputs_of(config, own, step), name), err_msg=name)
    assert not np.array_equal(taken[0].state, taken[1].state)
    assert not np.array_equal(taken[0].pitch_lots, taken[1].pitch_lots)


def test_processes_make_what_a_thread_makes_in_fewer_bytes(config: TrainingConfig) -> None:
    own = music(config)
    feed = ProcessFeed(config)
    for step in (5, 6, 7):
        far, near = feed.take(step), inputs_of(config, own, step)
        for name in near._fields:
            if name not in PACKED:
                np.testing.assert_array_equal(getattr(far, name), getattr(near, name), err_msg=name)
        for name in ("parallels", "sonorities"):
            np.testing.assert_array_equal(getattr(unpacked(far), name).astype(bool), getattr(near, name))
        assert far.pitch_lots.tolist() == [3, step]
        size = sum(array.nbytes for array in far)
        assert size < sum(array.nbytes for array in near) / 4


@pytest.mark.parametrize("backend", ["tensorflow", "jax"])
def test_a_device_unpacks_what_processes_packed_and_draws_its_own_lots(config: TrainingConfig, backend: str) -> None:
    pytest.importorskip(backend)
    cycle = importlib.import_module(f"gan.training.{backend}_cycle")
    own = music(config)
    near, far = (inputs_of(config, own, 5, far=far) for far in (False, True))
    tensor = importlib.import_module("tensorflow").constant if backend == "tensorflow" else np.asarray
    there = cycle._with_lots(Inputs(*map(tensor, far)))
    for name in ("parallels", "sonorities"):
        assert getattr(near, name).any()
        np.testing.assert_array_equal(np.asarray(getattr(there, name)).astype(bool), getattr(near, name), err_msg=name)
    lots = np.asarray(there.pitch_lots)
    assert lots.dtype == near.pitch_lots.dtype and lots.shape == near.pitch_lots.shape
    assert abs(lots.mean() / 2**15 - 1) < 0.01 and len(np.unique(lots)) > 10_000, "evenly distributed"


def test_a_process_that_is_killed_is_told(config: TrainingConfig) -> None:
    feed = ProcessFeed(config)
    feed.take(0)
    for helper in feed._helpers:
        helper.process.kill()
    with pytest.raises(RunError) as told:
        for step in range(1, 100):
            feed.take(step)
    assert "has ended" in str(told.value) and "--batch" in str(told.value)


CHILD = """
import sys, time
from gan.training.config import TrainingConfig
from gan.training.feed import ProcessFeed
if __name__ == "__main__":
    feed = ProcessFeed(TrainingConfig(("rock",), batch=4, quarters=8, data=sys.argv[1]))
    feed.take(0)
    print(*(helper.process.pid for helper in feed._helpers), flush=True)
    time.sleep(float(sys.argv[2]))
"""


def test_processes_leave_with_a_run_that_ends_or_is_killed(config: TrainingConfig, tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(CHILD)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, script, config.data]
    subprocess.run([*command, "0"], env=environment, check=True, timeout=60)  # it ends by itself
    run = subprocess.Popen([*command, "60"], stdout=subprocess.PIPE, text=True, env=environment)
    assert run.stdout is not None
    pids = [int(pid) for pid in run.stdout.readline().split()]
    assert pids and all(Path(f"/proc/{pid}").exists() for pid in pids) == Path("/proc/self").exists()
    run.kill()
    run.wait()
    run.stdout.close()
    end = time.monotonic() + 20
    while not all(gone(pid) for pid in pids):
        assert time.monotonic() < end, "a process was left behind"
        time.sleep(0.1)
