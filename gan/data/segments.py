"""Segments: training windows of one genre, as arrays, kept in one .npz file."""

from __future__ import annotations

import os
import tempfile
import zipfile
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from gan.errors import DataError

BARS = 4
SLOTS = BARS * 4 * 6
"""Slots in a segment: four bars of 4/4."""
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Segments:
    """`n` windows of SLOTS slots, aligned to bar lines (see `gan.data.voices` for the arrays)."""

    state: np.ndarray
    """uint8 [n, VOICES, SLOTS]."""
    onset: np.ndarray
    """uint8 [n, VOICES, SLOTS]."""
    drums: np.ndarray
    """uint8 [n, SLOTS, DRUMS]."""
    source: np.ndarray
    """int32 [n]: the piece each was cut from; training and held-out music share none."""
    start: np.ndarray
    """int32 [n]: the tick in the piece."""

    def __len__(self) -> int:
        return len(self.source)

    def taken(self, index: np.ndarray) -> Segments:
        """Those at `index` (int or bool array)."""
        return Segments(*(getattr(self, f.name)[index] for f in fields(self)))


def save_segments(segments: Segments, path: Path) -> None:
    """Write atomically: a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            arrays = {f.name: getattr(segments, f.name) for f in fields(segments)}
            np.savez_compressed(file, format=np.int32(FORMAT), **arrays)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def load_segments(path: Path) -> Segments:
    """The segments of a file written by `save_segments`. Raises DataError where it is not one."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            if int(archive["format"]) != FORMAT:
                raise DataError(f"{path.name} is of another version", "", "Remove it; it is made again")
            return Segments(*(archive[f.name] for f in fields(Segments)))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise DataError(f"{path.name} does not hold segments", str(error), "Remove it; it is made again") from None
