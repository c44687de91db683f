"""Everything a composer needs, written beside each checkpoint: graph, description, Keras weights."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import logging
import warnings
from pathlib import Path

import keras
import numpy as np

from gan.data.dataset import Dataset, home_shift, transposed
from gan.data.spec import FRAME_FEATURES, NOISE
from gan.data.texture import ACTIVE_COLUMNS, REGISTER_COLUMNS, TEXTURE, textures_of
from gan.data.voices import LOWEST
from gan.exported import DESCRIPTION, FORMAT, GRAPH
from gan.music.genre import genre_named
from gan.music.role import Role
from gan.training.config import PRESETS, TrainingConfig

WEIGHTS = "composer.weights.h5"
TEXTURES_KEPT = 64
"""Textures of each genre that travel with the weights."""


def export_generator(
    generator: keras.Model, config: TrainingConfig, step: int, textures: dict[str, np.ndarray], folder: Path
) -> None:
    """Write GRAPH, DESCRIPTION and WEIGHTS of a generator into a folder.

    Args:
        generator: from `build_generator`.
        config: of its run.
        step: steps taken.
        textures: from `texture_banks`.
        folder: exists.
    """
    generator.save_weights(folder / WEIGHTS)
    write_graph(generator, folder / GRAPH)
    preset = PRESETS[config.preset]
    description = {
        "format": FORMAT,
        "genres": list(config.genres),
        "width": preset.width,
        "blocks": preset.blocks,
        "frame_features": FRAME_FEATURES,
        "noise": NOISE,
        "steps": step,
        "config": {k: v for k, v in config.to_json().items() if k != "data"},  # a folder is nobody else's business
        "graph_sha256": hashlib.sha256((folder / GRAPH).read_bytes()).hexdigest(),
        "weights_sha256": hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest(),
        "textures": {g: np.round(rows, 3).tolist() for g, rows in textures.items()},
    }
    (folder / DESCRIPTION).write_text(json.dumps(description), encoding="utf-8")


def write_graph(generator: keras.Model, path: Path) -> None:
    """The generator as an ONNX graph over any number of patches (Keras's own export, through tf2onnx)."""
    for name in ("tf2onnx", "absl", "tensorflow"):
        logging.getLogger(name).setLevel(logging.ERROR)
    patches = 32
    generator(
        [
            np.zeros((1, patches, *i.shape[2:]), np.float32)
            if len(i.shape) > 2
            else np.zeros((1, *i.shape[1:]), np.float32)
            for i in generator.inputs
        ]
    )  # the export wants a called model
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        generator.export(path, format="onnx", verbose=False)


def texture_banks(dataset: Dataset) -> dict[str, np.ndarray]:
    """Real textures of each genre with the measures of their melodies, float32 [n, TEXTURE + 2], n <= TEXTURES_KEPT.

    Windows in which all roles of the genre play come first, then those that miss the fewest; of equals, an even spread
    over the corpus.
    """
    banks = {}
    for genre in dataset.genres:
        own = dataset.parts[genre]["train"]
        shifts = home_shift(own.state[:, 0])
        rows = np.zeros((len(own), TEXTURE + 2), np.float32)
        rows[:, :TEXTURE] = textures_of(own.state, own.onset, own.drums)
        for column in REGISTER_COLUMNS:
            rows[:, column] += shifts / 12 * (rows[:, column - 2] > 0)
        for i, shift in enumerate(shifts):
            melody = transposed(own.state[i, 0], int(shift)).astype(float)
            sounds = melody > 0
            rows[i, TEXTURE] = (melody[sounds].mean() + LOWEST - 1 - 60) / 12
            last = np.flatnonzero(sounds)[-1] + 1
            rows[i, TEXTURE + 1] = np.log1p(own.onset[i, 0].sum() / (last / 6))
        roles = genre_named(genre).roles
        wanted = [c for c, role in zip(ACTIVE_COLUMNS, (Role.CHORDS, Role.BASS, Role.PAD, Role.DRUMS)) if role in roles]
        missing = (rows[:, wanted] == 0).sum(axis=1)
        ranked = np.argsort(missing, kind="stable")
        pool = ranked[: max(TEXTURES_KEPT, int((missing == 0).sum()))]
        spread = np.linspace(0, len(pool) - 1, min(TEXTURES_KEPT, len(pool))).astype(int)
        banks[genre] = rows[pool[spread]]
    return banks
