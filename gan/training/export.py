"""Everything a composer needs, written beside each checkpoint: graph, description, Keras weights."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import h5py
import keras
import numpy as np

from gan.data.arrangement import arrangements_of
from gan.data.dataset import Dataset
from gan.data.spec import FRAME_FEATURES, NOISE
from gan.exported import DESCRIPTION, FORMAT, GRAPH
from gan.training.config import PRESETS, TrainingConfig
from gan.training.graph import Graphs

WEIGHTS = "composer.weights.h5"
CONDUCTOR = "conductor.weights.h5"
ARRANGEMENTS_KEPT = 128
"""Arrangements of each genre that travel with the weights."""
_WORTH_PACKING = 256
"""Numbers in a variable, from which on it is compressed."""

Arrangements = dict[str, list[np.ndarray]]
"""By genre."""


def export_networks(
    generator: keras.Model,
    discriminator: keras.Model,
    config: TrainingConfig,
    step: int,
    arrangements: Arrangements,
    folder: Path,
    priors: Mapping[str, list[list[float]]] = MappingProxyType({}),
    graphs: Graphs | None = None,
    composes: bool = True,
) -> None:
    """Write GRAPH, DESCRIPTION, WEIGHTS and CONDUCTOR into a folder. Raises RunError where no graph can be made.

    Args:
        generator: from `build_generator`.
        discriminator: from `build_discriminator`; it travels along so that training can go on from here.
        config: of its run.
        step: steps taken.
        arrangements: from `kept_arrangements`.
        folder: exists.
        priors: by genre, those that the weights came with (see `gan.rehearsal`).
        graphs: from `graphs_of`, where it is at hand.
        composes: False leaves GRAPH out: what is written can be trained on from, and does not compose.
    """
    with _rounded(generator), _rounded(discriminator):
        generator.save_weights(folder / WEIGHTS)
        discriminator.save_weights(folder / CONDUCTOR)
        if composes:
            (graphs or graphs_of(config)).write(generator.get_weights(), folder / GRAPH)
    for name in (WEIGHTS, CONDUCTOR):
        _pack(folder / name)
    _describe(config, step, arrangements, folder, priors)


def export_rung(
    weights: Sequence[np.ndarray],
    config: TrainingConfig,
    step: int,
    arrangements: Arrangements,
    folder: Path,
    priors: Mapping[str, list[list[float]]],
    graphs: Graphs,
) -> None:
    """Write GRAPH and DESCRIPTION alone: what composing needs (see `gan.training.ladder`).

    Args:
        weights: of the generator, in Keras's order.
        config, step, arrangements, folder, priors, graphs: as of `export_networks`.
    """
    graphs.write([round_bits(array) for array in weights], folder / GRAPH)
    _describe(config, step, arrangements, folder, priors)


def _describe(
    config: TrainingConfig,
    step: int,
    arrangements: Arrangements,
    folder: Path,
    priors: Mapping[str, list[list[float]]],
) -> None:
    """Write the DESCRIPTION of the weights that lie in a folder."""
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
        "config": {k: v for k, v in config.to_json().items() if k not in ("data", "start", "tensorboard", "listen")},
        **{
            f"{word}_sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest()
            for word, name in (("graph", GRAPH), ("weights", WEIGHTS))
            if (folder / name).is_file()
        },
        "arrangements": {g: [np.round(a.astype(float), 2).tolist() for a in own] for g, own in arrangements.items()},
        "priors": {genre: priors[genre] for genre in config.genres if genre in priors},
    }
    (folder / DESCRIPTION).write_text(json.dumps(description, separators=(",", ":")), encoding="utf-8")


def graphs_of(config: TrainingConfig) -> Graphs:
    """What writes the generators of a run as graphs."""
    preset = PRESETS[config.preset]
    return Graphs(len(config.genres), preset.width, preset.blocks)


@contextlib.contextmanager
def _rounded(network: keras.Model) -> Iterator[None]:
    """While it lasts the weights are rounded to 12 significant bits, one part in 4,096 away at most.

    Nothing can be heard of it, and what travels is a third smaller once it is packed.
    """
    exact = network.get_weights()
    network.set_weights([round_bits(array) for array in exact])
    try:
        yield
    finally:
        network.set_weights(exact)


def round_bits(array: np.ndarray) -> np.ndarray:
    """float32 rounded to 12 significant bits, halves away from zero."""
    bits = np.ascontiguousarray(array, np.float32).view(np.uint32)
    return ((bits + np.uint32(0x800)) & np.uint32(0xFFFFF000)).view(np.float32)


def _pack(path: Path) -> None:
    """Rewrite an HDF5 file compressed, without loss."""
    packed = path.with_suffix(".packed")

    def copy(name: str, item: h5py.Group | h5py.Dataset) -> None:
        if isinstance(item, h5py.Dataset):
            options = {"compression": "gzip", "shuffle": True} if item.size >= _WORTH_PACKING else {}
            new = target.create_dataset(name, data=item[()], **options)
        else:
            new = target.require_group(name)
        new.attrs.update(item.attrs)

    with h5py.File(path) as source, h5py.File(packed, "w") as target:
        target.attrs.update(source.attrs)
        source.visititems(copy)
    packed.replace(path)


def kept_arrangements(dataset: Dataset) -> Arrangements:
    """Arrangements of each genre's training music."""
    return {genre: arrangements_of(dataset.parts[genre]["train"], ARRANGEMENTS_KEPT) for genre in dataset.genres}
