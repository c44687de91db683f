"""MIDI ports that lead back to the test: `looped` puts the stand-in library before any real one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

LOOPBACK = Path(__file__).parent / "loopback"


class Loop:
    """The other end of the ports."""

    def __init__(self, folder: Path) -> None:
        self.keys = folder / "keys"
        self.heard = folder / "heard"
        os.mkfifo(self.keys)
        self._keeper = os.open(self.keys, os.O_RDWR)  # so that nobody waits for the other side to open

    def press(self, *message: int) -> None:
        """Send a message from the keyboard."""
        os.write(self._keeper, (" ".join(map(str, message)) + "\n").encode())

    def messages(self) -> list[tuple[int, ...]]:
        """What the instrument heard so far."""
        text = self.heard.read_text() if self.heard.exists() else ""
        return [tuple(map(int, line.split())) for line in text.splitlines()]

    def close(self) -> None:
        os.close(self._keeper)


@contextmanager
def looped(folder: Path) -> Iterator[Loop]:
    loop = Loop(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(LOOPBACK))
        patch.syspath_prepend(str(LOOPBACK))
        patch.setenv("MIDI_KEYS", str(loop.keys))
        patch.setenv("MIDI_HEARD", str(loop.heard))
        yield loop
    loop.close()
