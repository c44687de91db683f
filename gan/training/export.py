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

from gan.data.arrangement import arrangements_of
from gan.data.dataset import Dataset
from gan.data.spec import FRAME_FEATURES, NOISE
from gan.exported import DESCRIPTION, FORMAT, GRAPH
from gan.training.config import PRESETS, TrainingConfig

WEIGHTS = "composer.weights.h5"
CONDUCTOR = "conductor.weights.h5"
ARRANGEMENTS_KEPT = 64
"""Arrangements of each genre that travel with the weights."""


Arrangements = dict[str, list[np.ndarray]]
"""By genre."""


def export_networks(
    generator: keras.Model,
    discriminator: keras.Model,
    config: TrainingConfig,
    step: int,
    arrangements: Arrangements,
    folder: Path,
) -> None:
    """Write GRAPH, DESCRIPTION, WEIGHTS and CONDUCTOR into a folder.

    Args:
        generator: from `build_generator`.
        discriminator: from `build_discriminator`; it travels along so that training can go on from here.
        config: of its run.
        step: steps taken.
        arrangements: from `kept_arrangements`.
        folder: exists.
    """
    generator.save_weights(folder / WEIGHTS)
    discriminator.save_weights(folder / CONDUCTOR)
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
        # Folders of this machine are nobody else's business.
        "config": {k: v for k, v in config.to_json().items() if k not in ("data", "start", "tensorboard")},
        "graph_sha256": hashlib.sha256((folder / GRAPH).read_bytes()).hexdigest(),
        "weights_sha256": hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest(),
        "arrangements": {g: [np.round(a, 2).tolist() for a in own] for g, own in arrangements.items()},
    }
    (folder / DESCRIPTION).write_text(json.dumps(description), encoding="utf-8")


def write_graph(generator: keras.Model, path: Path) -> None:
    """The generator as an ONNX graph over any number of patches (Keras's own export, through tf2onnx)."""
    for name in ("tf2onnx", "absl", "tensorflow"):
        logging.getLogger(name).setLevel(logging.ERROR)
    patches = 32
    generator(
        [np.zeros((1, patches, *i.shape[2:]), np.float32) for i in generator.inputs]
    )  # the export wants a called model
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        generator.export(path, format="onnx", verbose=False)


def kept_arrangements(dataset: Dataset) -> Arrangements:
    """Arrangements of each genre's training music."""
    return {genre: arrangements_of(dataset.parts[genre]["train"], ARRANGEMENTS_KEPT) for genre in dataset.genres}
