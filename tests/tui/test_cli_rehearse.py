import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import json
from pathlib import Path

import numpy as np
import pytest

from gan.data.arrangement import SPAN_FEATURES
from gan.data.habits import gates_of
from gan.data.planes import CELL, CONTEXT_PLANES
from gan.data.spec import FRAME_FEATURES, style_length
from gan.data.voices import OCTAVES
from gan.exported import ExportedGenerator
from gan.nets.discriminator import build_discriminator
from gan.nets.generator import build_generator
from gan.training.config import TrainingConfig
from gan.training.export import export_networks
from tests.tables import write_table
from tui.cli import main


def rehearse(*words: object) -> int:
    return main(["rehearse", *map(str, words)])


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights of chance: parts that play everywhere, and jump at will."""
    folder = tmp_path_factory.mktemp("weights")
    busy = np.ones((4, SPAN_FEATURES), np.float32)
    config = TrainingConfig(("pop",), preset="tiny")
    networks = build_generator(1, 16, 2), build_discriminator(1, 16, 64)
    export_networks(*networks, config, 1, {"pop": [busy]}, folder)
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_table(tmp_path / "segments" / "pop.npz", pieces=20, segments=2)
    return tmp_path / "segments"


@pytest.mark.usefixtures("home")
def test_it_writes_weights_that_differ_in_their_priors_alone(
    weights: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new" / "weights"
    assert rehearse(weights, "--data", data, "--rounds", 1, "--songs", 1, "-o", folder) == 0
    out, err = capsys.readouterr()
    assert out.strip() == str(folder) and "rehearsing: 1 of 1" in err
    changed = {p.name for p in folder.iterdir() if p.read_bytes() != (weights / p.name).read_bytes()}
    assert changed == {"composer.json"} and len(list(folder.iterdir())) == len(list(weights.iterdir()))
    old, new = ExportedGenerator(weights), ExportedGenerator(folder)
    assert (old.priors == 0).all() and (new.priors != 0).any() and old.hash != new.hash
    # What is heard is what the graph says and the priors, those of its genre.
    slots = np.zeros((1, 8, style_length(1)), np.float32)
    slots[..., 0] = 1
    inputs = np.zeros((1, 8, OCTAVES, CELL * CONTEXT_PLANES), np.float32), np.zeros((1, 8, FRAME_FEATURES), np.float32)
    moved = [b - a for a, b in zip(old(*inputs, slots), new(*inputs, slots))]
    *others, motion, gates, stays, sonority = moved
    for own, wanted in zip((motion, sonority), gates_of(new.priors[0])):
        assert np.allclose(own, wanted, atol=1e-5)
    assert all((other == 0).all() for other in (*others, gates, stays))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nowhere", "-o", "new"], 1, "there are no composing weights in nowhere"),
        (["weights"], 2, "-o/--output"),
        (["weights", "-o", "new"], 1, "Name a folder of music with --data"),
        (["weights", "-o", "new", "--data", "nowhere"], 2, "there is no folder nowhere"),
        (["weights", "-o", "new", "--rounds", "0"], 2, "'0' is not a whole number from 1"),
    ],
)
def test_what_cannot_be_rehearsed_ends_in_one_sentence(
    words: list[str],
    code: int,
    said: str,
    weights: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(home)
    (home / "weights").symlink_to(weights)
    assert rehearse(*words) == code
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    assert err.startswith("composer-tui: ") and said in err
    assert [path.name for path in home.iterdir()] == ["weights"]


def test_a_checkpoint_is_not_written_over(weights: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "manifest.json").write_text("{}")
    assert rehearse(weights, "-o", home) == 2
    assert "is a checkpoint of a run" in capsys.readouterr().err
    assert [path.name for path in home.iterdir()] == ["manifest.json"]


def test_weights_of_another_version_are_refused(weights: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("composer.json", "composer.onnx"):
        (home / name).write_bytes((weights / name).read_bytes())
    description = json.loads((home / "composer.json").read_text()) | {"format": 1}
    (home / "composer.json").write_text(json.dumps(description))
    assert rehearse(home, "-o", home / "new") == 1
    assert "format 1" in capsys.readouterr().err
