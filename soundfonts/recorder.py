"""A WAV file that grows while music plays. What is silence between two pieces is left out.

The file is made when the first sound comes, and its header is set right every second: whenever the process ends, the
file can be played. Into a FIFO the header is written once, with an open length.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from gan.errors import SoundError
from soundfonts.pump import SAMPLE_RATE
from soundfonts.wav import OPEN_LENGTH, wav_header

_HEADER_BYTES = 44
_HEADER_EVERY = SAMPLE_RATE * 4
"""Bytes of sound after which the header is written anew."""
_MOST_BYTES = OPEN_LENGTH - _HEADER_BYTES


class Recorder:
    """Writes blocks of sound into a WAV file, 44100 frames a second, 16 bits, stereo.

    A block raises OSError where the disk is full or the reader of a FIFO has gone.
    """

    def __init__(self, path: Path) -> None:
        """Raises SoundError where the place cannot be written."""
        self.path = path
        self._descriptor: int | None = None
        self._bytes = 0
        self._told = 0
        self._seekable = True
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise SoundError(f"{path} cannot be written", "", "Choose another place")

    def __call__(self, samples: bytes, *, begins: bool, rests: bool) -> None:
        if self._descriptor is None:
            self._descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
            self._seekable = stat.S_ISREG(os.fstat(self._descriptor).st_mode)
            self._write(wav_header(0 if self._seekable else None, SAMPLE_RATE))
        if self._bytes + len(samples) > _MOST_BYTES:
            raise OSError(0, "a WAV file can be no longer")
        self._write(samples)
        self._bytes += len(samples)
        if rests or self._bytes - self._told >= _HEADER_EVERY:
            self._tell()

    def close(self) -> None:
        """Set the header right and close the file."""
        if self._descriptor is not None:
            try:
                self._tell()
            finally:
                os.close(self._descriptor)
                self._descriptor = None

    def _tell(self) -> None:
        if self._seekable and self._descriptor is not None:
            os.pwrite(self._descriptor, wav_header(self._bytes, SAMPLE_RATE), 0)
            self._told = self._bytes

    def _write(self, data: bytes) -> None:
        assert self._descriptor is not None
        view = memoryview(data)
        while view:
            view = view[os.write(self._descriptor, view) :]
