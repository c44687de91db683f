import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from gan.data.arrangement import SPAN_FEATURES
from gan.data.planes import CELL, CONTEXT_PLANES
from gan.data.spec import FRAME_FEATURES, style_length
from gan.data.voices import OCTAVES
from gan.errors import WeightsError
from gan.exported import ExportedGenerator
from gan.nets.discriminator import build_discriminator
from gan.nets.generator import build_generator
from gan.training import graph
from gan.training.config import TrainingConfig
from gan.training.export import export_networks


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("weights")
    generator = build_generator(1, 16, 2)
    bank = {"rock": [np.zeros((3, SPAN_FEATURES), np.float32)]}
    conductor = build_discriminator(1, 16, 32)
    config = TrainingConfig(
        ("rock",), preset="tiny", data="/home/me/music", start="/home/me/old", tensorboard="/home/me"
    )
    exact = generator.get_weights()
    export_networks(generator, conductor, config, 5, bank, folder)
    assert all((now == before).all() for now, before in zip(generator.get_weights(), exact)), "the run's own stay exact"
    written = build_generator(1, 16, 2)
    written.load_weights(folder / "composer.weights.h5")
    assert all(np.allclose(w, e, rtol=1 / 4096, atol=0) for w, e in zip(written.get_weights(), exact))
    return written, folder


@pytest.mark.parametrize("patches", [2, 32, 77])
def test_the_graph_gives_what_keras_gives(exported, patches):
    generator, folder = exported
    rng = np.random.default_rng(patches)
    inputs = [
        rng.random(s).astype(np.float32)
        for s in (
            (1, patches, OCTAVES, CELL * CONTEXT_PLANES),
            (1, patches, FRAME_FEATURES),
            (1, patches, style_length(1)),
        )
    ]
    for ours, theirs in zip(ExportedGenerator(folder)(*inputs), generator(inputs)):
        np.testing.assert_allclose(ours, theirs, atol=2e-5)


@pytest.mark.parametrize("package", ["nets", "data"])
def test_a_template_is_made_anew_when_the_networks_or_what_they_read_have_changed(package, tmp_path, monkeypatch):
    monkeypatch.setenv("COMPOSER_TUI_HOME", str(tmp_path))
    sources = Path(getattr(graph, package).__path__[0])
    changed = shutil.copytree(sources, tmp_path / package)
    before = graph.Graphs(1, 16, 2)._path
    monkeypatch.setattr(getattr(graph, package), "__path__", [str(changed)])
    assert graph.Graphs(1, 16, 2)._path == before, "of two copies one template"
    with (changed / "__init__.py").open("a") as file:
        file.write("LONGER = 1\n")
    assert graph.Graphs(1, 16, 2)._path != before


def test_a_damaged_graph_is_refused_before_it_is_loaded(exported, tmp_path):
    _, folder = exported
    for name in ("composer.onnx", "composer.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    data = bytearray((tmp_path / "composer.onnx").read_bytes())
    data[len(data) // 2] ^= 4
    (tmp_path / "composer.onnx").write_bytes(data)
    with pytest.raises(WeightsError, match="damaged"):
        ExportedGenerator(tmp_path)


def test_absent_or_foreign_weights_are_named(exported, tmp_path):
    _, folder = exported
    with pytest.raises(WeightsError, match="no composing weights"):
        ExportedGenerator(tmp_path)
    (tmp_path / "composer.onnx").write_bytes((folder / "composer.onnx").read_bytes())
    (tmp_path / "composer.json").write_text("[]")
    with pytest.raises(WeightsError, match="not a description"):
        ExportedGenerator(tmp_path)
    description = json.loads((folder / "composer.json").read_text())
    (tmp_path / "composer.json").write_text(json.dumps({**description, "format": 99}))
    with pytest.raises(WeightsError, match="format 99"):
        ExportedGenerator(tmp_path)


def test_the_description_holds_no_path_of_the_machine(exported):
    _, folder = exported
    assert "/home/me" not in (folder / "composer.json").read_text()
