"""Weights and checkpoints of a stranger: nothing in them is run, nothing outside them is read."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest

from gan.data.arrays import opened_arrays
from gan.errors import WeightsError
from gan.exported import DESCRIPTION, GRAPH, SHIPPED, ExportedGenerator
from gan.nets.generator import build_generator
from gan.training.export import WEIGHTS
from gan.training.start import load_network
from tests.hostile.hostile_files import HOSTILE_ARRAYS


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    return tmp_path / "executed"


@pytest.fixture
def poisoned(tmp_path: Path, marker: Path) -> Path:
    """A .keras file whose Lambda layer leaves a marker where Keras loads it in its unsafe way."""
    path = str(marker)
    layer = keras.layers.Lambda(lambda x: (open(path, "w").close(), x)[1], output_shape=(1,))
    model = keras.Sequential([keras.Input((1,)), layer])
    model.save(tmp_path / "model.keras")
    marker.unlink(missing_ok=True)
    keras.models.load_model(tmp_path / "model.keras", safe_mode=False)(np.zeros((1, 1)))
    assert marker.exists(), "the poison works"
    marker.unlink()
    return tmp_path / "model.keras"


def test_a_keras_file_with_code_in_it_is_refused_and_not_run(poisoned: Path, marker: Path, tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    folder.mkdir()
    shutil.copy(poisoned, folder / "model.keras")
    with pytest.raises(WeightsError, match="no composing weights"):
        ExportedGenerator(folder)
    value = json.loads((SHIPPED / DESCRIPTION).read_bytes())
    value["graph_sha256"] = hashlib.sha256(poisoned.read_bytes()).hexdigest()
    (folder / DESCRIPTION).write_text(json.dumps(value))
    shutil.copy(poisoned, folder / GRAPH)
    with pytest.raises(WeightsError, match="no graph that can be run"):
        ExportedGenerator(folder)
    shutil.copy(poisoned, folder / WEIGHTS)
    with pytest.raises(WeightsError, match=WEIGHTS):
        load_network(build_generator(1, 16, 2), folder / WEIGHTS)
    assert not marker.exists()


@pytest.mark.parametrize("kind", ["external storage", "an external link", "a virtual dataset"])
def test_weights_that_lead_to_other_files_are_refused(kind: str, tmp_path: Path) -> None:
    network = build_generator(1, 16, 2)
    path = tmp_path / WEIGHTS
    network.save_weights(path)
    before = network.get_weights()
    load_network(network, path)  # the good sister
    outside = tmp_path / "outside"
    outside.write_bytes(bytes(1 << 20))
    with h5py.File(tmp_path / "outside.h5", "w") as other:
        other["x"] = np.zeros((3, 16, 16), np.float32)
    with h5py.File(path, "r+") as file:
        names: list[str] = []
        file.visititems(lambda name, thing: names.append(name) if isinstance(thing, h5py.Dataset) else None)
        name = names[0]
        shape = file[name].shape
        del file[name]
        if kind == "external storage":
            file.create_dataset(name, shape, np.float32, external=[(str(outside), 0, h5py.h5f.UNLIMITED)])
        elif kind == "an external link":
            file[name] = h5py.ExternalLink(str(tmp_path / "outside.h5"), "x")
        else:
            layout = h5py.VirtualLayout(shape, np.float32)
            layout[...] = h5py.VirtualSource(str(tmp_path / "outside.h5"), "x", shape)
            file.create_virtual_dataset(name, layout)
    with pytest.raises(WeightsError, match=WEIGHTS):
        load_network(network, path)
    assert all((now == then).all() for now, then in zip(network.get_weights(), before, strict=True))


def test_weights_that_unpack_to_terabytes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / WEIGHTS
    network = build_generator(1, 16, 2)
    network.save_weights(path)
    with h5py.File(path, "r+") as file:
        file.create_dataset("more", (1 << 40,), np.float32, chunks=(1 << 20,), compression="gzip")
    with pytest.raises(WeightsError, match=WEIGHTS):
        load_network(network, path)


@pytest.mark.parametrize("name", ["four tebibytes", "fewer numbers than it says", "objects, which are pickled"])
def test_a_state_that_asks_for_terabytes_or_pickles_is_refused_before_room_is_made(name: str, tmp_path: Path) -> None:
    path = tmp_path / "state.npz"
    path.write_bytes(HOSTILE_ARRAYS[name])
    with pytest.raises(ValueError, match="notes"), opened_arrays(path) as arrays:
        arrays.numbers("notes", None, "iufb")
