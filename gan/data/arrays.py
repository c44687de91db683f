"""Arrays of numbers from an .npz file that somebody else may have written.

The rules this file owns:

- nothing is allocated for an array before its header is known to agree with the bytes that are there;
- nothing is unpickled, and only kinds of numbers that were asked for come out.
"""

from __future__ import annotations

import tokenize
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.lib import format as npy

MOST_BYTES = 2**32
"""Of one array, unpacked."""
_FAULTS = (ValueError, KeyError, IndexError, TypeError, EOFError, OverflowError, MemoryError, RuntimeError, SyntaxError)


@contextmanager
def opened_arrays(path: Path) -> Iterator[Arrays]:
    """The arrays of a file.

    Raises FileNotFoundError, OSError, or ValueError for whatever is wrong with what is in the file, also where that
    shows in the block.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            yield Arrays(archive)
    except (*_FAULTS, tokenize.TokenError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(str(error)[:200] or type(error).__name__) from error


class Arrays:
    """An open file of arrays; see `opened_arrays`."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def numbers(self, name: str, dimensions: int | None, kinds: str = "iu") -> np.ndarray:
        """One array.

        Args:
            name: what it is called.
            dimensions: how many it must have; any number where None.
            kinds: numpy's letters for the kinds of numbers that are taken: i and u whole ones, f others, b truth.

        Raises KeyError where there is none, ValueError where it is another one or not whole.
        """
        info = self._archive.getinfo(f"{name}.npy")
        with self._archive.open(info) as member:
            version = npy.read_magic(member)
            read_header = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}.get(version)
            if read_header is None:
                raise ValueError(f"{name} is of an unknown form")
            shape, by_columns, dtype = read_header(member)
            if dtype.kind not in kinds or dimensions not in (None, len(shape)):
                raise ValueError(f"{name} is of {len(shape)} dimensions and the kind {dtype}")
            count = 1
            for length in shape:
                count *= length
            if min(shape, default=0) < 0 or not 0 <= count * dtype.itemsize <= min(MOST_BYTES, info.file_size):
                raise ValueError(f"{name} says it has {shape} numbers, and has not")
            data = member.read(count * dtype.itemsize + 1)
        if len(data) != count * dtype.itemsize:
            raise ValueError(f"{name} is not whole")
        flat = np.frombuffer(data, dtype).copy()
        return flat.reshape(shape[::-1]).T if by_columns else flat.reshape(shape)
