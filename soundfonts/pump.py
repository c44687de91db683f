"""Sound without a device: samples are taken from the synthesizer at the pace of the clock and handed on in blocks.

The pace is counted from one beginning, so it never drifts; a late block is followed by the next at once. While
nothing sounds nothing is rendered nor handed on, and the machine rests.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

import numpy as np

SAMPLE_RATE = 44100
BLOCK = 441
"""Frames in a block: ten milliseconds."""
_BLOCK_SECONDS = BLOCK / SAMPLE_RATE
_QUIET = 1e-4
_QUIET_BLOCKS = 60
"""How many blocks below -80 dBFS, with no voice left, end a sound."""
_HOPELESS_SECONDS = 0.5
"""Later than this the clock begins anew, rather than pour out what nobody can hear in time."""


class Source(Protocol):
    """What is rendered: FluidSynth's `Orchestra`, or a stand-in."""

    def frames(self, count: int) -> np.ndarray: ...

    def voices(self) -> int: ...


class Sink(Protocol):
    """What takes blocks. It returns at once, or the pace suffers."""

    def __call__(self, samples: bytes, *, begins: bool, rests: bool) -> None: ...


class Pump:
    """Takes blocks on a thread of its own until it is closed.

    Args:
        source: what to render.
        sink: given signed 16-bit little-endian frames, left and right in turn; `begins` on the first block after a
            rest, `rests` on the last one before it.
        on_failure: called once, on the pump's thread, if the sink raises OSError; the pump has ended then.
    """

    def __init__(self, source: Source, sink: Sink, on_failure: Callable[[OSError], object]) -> None:
        self._source = source
        self._sink = sink
        self._on_failure = on_failure
        self._ended = threading.Event()
        self.late = 0
        """How often the clock had to begin anew."""
        self._thread = threading.Thread(target=self._run, name="pump", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take no further block. Returns when the last one is handed on."""
        self._ended.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(2)

    def _run(self) -> None:
        try:
            while not self._ended.is_set():
                if self._source.voices():
                    self._sound()
                self._ended.wait(_BLOCK_SECONDS)
        except OSError as problem:
            self._on_failure(problem)

    def _sound(self) -> None:
        """Hand on blocks until there is quiet."""
        due = time.monotonic()
        begins, quiet = True, 0
        while not self._ended.is_set():
            block = self._source.frames(BLOCK)
            if np.abs(block).max() < _QUIET and not self._source.voices():
                quiet += 1
            else:
                quiet = 0
            samples = np.rint(np.clip(block, -1, 1) * 32767).astype("<i2").tobytes()
            rests = quiet >= _QUIET_BLOCKS
            self._sink(samples, begins=begins, rests=rests)
            if rests:
                return
            begins = False
            due += _BLOCK_SECONDS
            ahead = due - time.monotonic()
            if ahead > 0:
                time.sleep(ahead)
            elif ahead < -_HOPELESS_SECONDS:
                due = time.monotonic()
                self.late += 1
