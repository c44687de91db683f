"""Starting from weights that exist: what is taken over, and where the genres come to stand."""

from __future__ import annotations

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import shutil
from pathlib import Path

import numpy as np
import pytest

from gan.errors import UsageError, WeightsError
from gan.training.config import TrainingConfig
from gan.training.export import export_networks
from gan.training.music import music_of
from gan.training.start import start_from
from gan.training.trainer import Trainer
from tests.tables import write_table

BY_GENRE = "style_in", "view"
"""Layers with a row for each genre."""


@pytest.fixture(scope="module")
def tables(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    for seed, genre in enumerate(("rock", "pop", "jazz")):
        write_table(folder / f"{genre}.npz", seed=seed)
    return folder


def trainer(tables: Path, *genres: str, seed: int = 0, preset: str = "tiny") -> Trainer:
    config = TrainingConfig(genres, batch=2, quarters=8, preset=preset, data=str(tables), seed=seed)
    return Trainer(config, music_of(config, lambda *_: None))


@pytest.fixture(scope="module")
def old(tables: Path) -> Trainer:
    """Knows rock and jazz, and no weight of it is what a fresh one has."""
    made = trainer(tables, "rock", "jazz", seed=1)
    rng = np.random.default_rng(0)
    for network in (made.generator, made.averaged, made.discriminator):
        network.set_weights([rng.normal(size=weights.shape, scale=0.1) for weights in network.get_weights()])
    return made


@pytest.fixture(scope="module")
def weights(old: Trainer, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("weights")
    export_networks(old.averaged, old.discriminator, old.config, 7, {}, folder, composes=False)
    return folder


def test_a_known_genre_keeps_its_weights_and_a_new_one_is_the_mean_of_those_known(old, weights, tables):
    new = trainer(tables, "jazz", "pop", "rock")
    start_from(new, weights)
    for ours, theirs in (
        (new.generator, old.averaged),
        (new.averaged, old.averaged),
        (new.discriminator, old.discriminator),
    ):
        known = {layer.name: layer.get_weights() for layer in theirs.layers}
        for layer in ours.layers:
            wanted = known[layer.name]
            if layer.name in BY_GENRE:
                (rock, jazz), rest = wanted[0][:2], wanted[0][2:]
                wanted = [np.concatenate([[jazz, (rock + jazz) / 2, rock], rest]), *wanted[1:]]
            for own, array in zip(layer.get_weights(), wanted, strict=True):
                np.testing.assert_allclose(own, array, rtol=1 / 2048, atol=1e-4, err_msg=layer.name)
    assert new.done == 0 and np.isfinite(new.read(new.step())).all(), "and it learns"


def test_weights_that_do_not_fit_are_refused(weights, tables, tmp_path):
    with pytest.raises(UsageError, match=r"another size than the preset 'small'\. Use the preset 'tiny'"):
        start_from(trainer(tables, "rock", preset="small"), weights)
    new = trainer(tables, "rock")
    with pytest.raises(WeightsError, match="there are no weights to start from"):
        start_from(new, tmp_path)
    shutil.copy(weights / "composer.json", tmp_path)
    (tmp_path / "composer.weights.h5").write_bytes((weights / "composer.weights.h5").read_bytes()[:999])
    with pytest.raises(WeightsError, match=r"composer.weights.h5 in .* cannot be read"):
        start_from(new, tmp_path)
