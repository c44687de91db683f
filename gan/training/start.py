"""Starting a run from weights that exist: fine-tuning, on other music or other genres."""

from __future__ import annotations

from pathlib import Path

import h5py
import keras
import numpy as np

from gan.errors import UsageError, WeightsError
from gan.exported import DESCRIPTION
from gan.jsontext import parse_json
from gan.nets.discriminator import build_discriminator
from gan.nets.generator import build_generator
from gan.training.config import PRESETS
from gan.training.export import CONDUCTOR, WEIGHTS
from gan.training.trainer import Trainer

_MOST_GENRES = 256
_MOST_BYTES = 2**32
_DEEPEST = 32
_BY_GENRE = ("style_in", "view")
"""Layers whose first rows stand for the genres."""


def start_from(trainer: Trainer, folder: Path) -> None:
    """Give a fresh trainer the weights in a folder, the discriminator's too where they are there.

    A genre that the weights do not know begins as the mean of those they know; blocks they do not have stay fresh.

    Raises:
        WeightsError: no weights in the folder, or not readable. UsageError: networks of another size.
    """
    try:
        description = parse_json((folder / DESCRIPTION).read_text(encoding="utf-8"))
        genres, width, blocks = description["genres"], int(description["width"]), int(description["blocks"])
        if not isinstance(genres, list) or not 1 <= len(genres) <= _MOST_GENRES or blocks < 1:
            raise ValueError("it describes no networks of ours")
    except (OSError, ValueError, KeyError, TypeError, OverflowError) as error:
        raise WeightsError(f"there are no weights to start from in {folder}", str(error)) from None
    preset = PRESETS[trainer.config.preset]
    if width != preset.width or blocks > preset.blocks:
        fitting = [name for name, p in PRESETS.items() if p.width == width and p.blocks >= blocks]
        raise UsageError(
            f"the weights in {folder} are of another size than the preset {trainer.config.preset!r}",
            "",
            f"Use the preset {fitting[0]!r}" if fitting else "Start from other weights",
        )
    rows = [genres.index(g) if g in genres else None for g in trainer.config.genres]
    generator = load_network(build_generator(len(genres), width, blocks), folder / WEIGHTS)
    for network in (trainer.generator, trainer.averaged):
        _copy(generator, network, len(genres), rows)
    if (folder / CONDUCTOR).is_file():
        conductor = build_discriminator(len(genres), preset.critic_width, trainer.patches)
        _copy(load_network(conductor, folder / CONDUCTOR), trainer.discriminator, len(genres), rows)


def load_network(network: keras.Model, path: Path) -> keras.Model:
    """The network with the weights in a file. Raises WeightsError; the file leads to no other and is never run."""
    try:
        _check_file(path)
        network.load_weights(path)
    except (OSError, ValueError, KeyError, RuntimeError, TypeError) as error:
        raise WeightsError(f"{path.name} in {path.parent} cannot be read", str(error)[:200]) from None
    return network


def _check_file(path: Path) -> None:
    """Raise ValueError or OSError where an HDF5 file leads outside of itself, or unpacks to more than it should."""
    total = 0

    def look(name: str, group: h5py.Group, depth: int) -> None:
        nonlocal total
        for key in group:
            link = group.get(key, getlink=True)
            if not isinstance(link, h5py.HardLink) or depth > _DEEPEST:
                raise ValueError(f"{name}/{key} leads elsewhere")
            thing = group[key]
            if isinstance(thing, h5py.Group):
                look(f"{name}/{key}", thing, depth + 1)
            elif isinstance(thing, h5py.Dataset):
                if thing.external or thing.is_virtual:
                    raise ValueError(f"{name}/{key} lies in another file")
                total += thing.size * thing.dtype.itemsize
                if total > _MOST_BYTES:
                    raise ValueError("it unpacks to more than weights can be")

    with h5py.File(path, "r") as file:
        look("", file, 0)


def _copy(source: keras.Model, into: keras.Model, known: int, rows: list[int | None]) -> None:
    named = {layer.name: layer for layer in into.layers}
    for layer in source.layers:
        weights = layer.get_weights()
        if layer.name in _BY_GENRE:
            kernel = weights[0]
            own = [kernel[:known].mean(axis=0) if row is None else kernel[row] for row in rows]
            weights[0] = np.concatenate([np.stack(own), kernel[known:]])
        named[layer.name].set_weights(weights)
