"""The same run on TensorFlow, on JAX, and on JAX in two processes: the same losses from the same weights."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from gan.errors import UsageError
from gan.training.config import TrainingConfig
from tests.tables import write_table

CONFIG = {"genres": ["rock"], "batch": 4, "quarters": 8, "preset": "tiny", "penalty_every": 2, "steps": 100}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("backends")
    write_table(folder / "rock.npz")
    return folder


def started(folder: Path, *words: str, **changes) -> subprocess.Popen[str]:
    config = json.dumps({**CONFIG, "data": str(folder), **changes})
    command = [sys.executable, "-m", "tests.training.steps_of", config, str(folder / "state.npz"), *words]
    quiet = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=quiet)


def result(process: subprocess.Popen[str]) -> dict:
    out, err = process.communicate(timeout=250)
    assert process.returncode == 0, err[-3000:]
    return json.loads(out.splitlines()[-1])


@pytest.fixture(scope="module")
def tensorflow(folder: Path) -> dict:
    return result(started(folder))


@pytest.fixture(scope="module")
def jax(folder: Path, tensorflow: dict) -> dict:
    pytest.importorskip("jax")
    return result(started(folder, backend="jax"))


@pytest.mark.stress
def test_jax_gives_the_losses_and_the_weights_that_tensorflow_gives(tensorflow: dict, jax: dict):
    # Hard choices can fall otherwise where two logits are nearly the same: what hangs on them is compared more loosely.
    ours, theirs = np.array(jax["metrics"]), np.array(tensorflow["metrics"])
    assert (ours[:, 6] > 0).tolist() == [True, False, True, False], "a penalty every second step"
    assert np.allclose(ours[:, 2:6], theirs[:, 2:6], rtol=1e-3), "reconstruction"
    assert np.allclose(ours, theirs, rtol=2e-2, atol=2e-3)
    assert jax["held_out"] == pytest.approx(tensorflow["held_out"], rel=1e-3)
    assert jax["mean"] == pytest.approx(tensorflow["mean"], rel=1e-4)


@pytest.mark.parametrize("backend", ["tensorflow", pytest.param("jax", marks=pytest.mark.stress)])
def test_what_processes_make_for_a_gpu_is_learned_from_alike(
    backend: str, folder: Path, tensorflow: dict, request: pytest.FixtureRequest
):
    near = tensorflow if backend == "tensorflow" else request.getfixturevalue("jax")
    far = result(started(folder, backend=backend, far=True))
    # Of the lots, which the device makes itself, only the discriminator hears in the first step.
    assert np.allclose(far["metrics"][0][2:6], near["metrics"][0][2:6], rtol=1e-5)
    assert np.allclose(np.array(far["metrics"])[:, 2:6], np.array(near["metrics"])[:, 2:6], rtol=0.05)
    assert far["metrics"] != near["metrics"]


@pytest.mark.stress
def test_two_processes_give_the_losses_that_one_gives(folder: Path, jax: dict):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    both = [started(folder, address, number, backend="jax") for number in "01"]
    first, second = map(result, both)
    assert first["metrics"] == second["metrics"]
    assert np.allclose(first["metrics"], jax["metrics"], rtol=2e-2, atol=2e-3)
    assert np.allclose(np.array(first["metrics"])[:, 2:6], np.array(jax["metrics"])[:, 2:6], rtol=1e-3)
    assert first["mean"] == pytest.approx(jax["mean"], rel=1e-4)


def test_in_bfloat16_it_learns_the_same_within_its_precision(folder: Path, tensorflow: dict):
    half = result(started(folder, precision="mixed_bfloat16"))
    assert np.allclose(np.array(half["metrics"])[:, 2], np.array(tensorflow["metrics"])[:, 2], rtol=0.05)
    assert half["held_out"] == pytest.approx(tensorflow["held_out"], rel=0.05)
    assert half["metrics"] != tensorflow["metrics"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"backend": "torch"}, "no backend 'torch'"),
        ({"precision": "float8"}, "no precision 'float8'"),
        ({"machines": 2}, "--backend jax"),
        ({"machines": 2, "backend": "jax"}, "--listen"),
    ],
)
def test_what_cannot_be_is_told(change: dict, said: str):
    with pytest.raises(UsageError) as refused:
        TrainingConfig(**{"genres": ("rock",), **change})
    assert said in str(refused.value)
