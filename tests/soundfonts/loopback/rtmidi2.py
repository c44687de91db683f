"""Stands in for rtmidi2 where a machine has no MIDI: two inputs fed from a FIFO, two outputs that write to a file.

`MIDI_KEYS` names the FIFO, `MIDI_HEARD` the file; lines of numbers are messages.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

API_UNIX_JACK = 2


class MidiIn:
    def __init__(self, clientname: str = "", api: int = 0) -> None:
        self.ports = ["Loop keys", "Other keys"]
        self.callback: Callable[[list[int], float], object] | None = None
        self._open = False

    def open_port(self, port: int) -> None:
        if self.ports[port].startswith("Other"):
            raise RuntimeError("it is taken by another program")
        self._open = True
        threading.Thread(target=self._read, daemon=True).start()

    def close_port(self) -> None:
        self._open = False

    def _read(self) -> None:
        with open(os.environ["MIDI_KEYS"], "rb", buffering=0) as keys:
            while line := keys.readline():
                if self._open and self.callback is not None:
                    self.callback([int(word) for word in line.split()], 0.0)


class MidiOut:
    def __init__(self, clientname: str = "", api: int = 0) -> None:
        self.ports = ["Loop synth", "Gone synth"]
        self._name = ""

    def open_port(self, port: int) -> None:
        self._name = self.ports[port]

    def close_port(self) -> None:
        self._name = ""

    def send_raw(self, *message: int) -> None:
        if self._name.startswith("Gone"):
            raise RuntimeError("it was unplugged")
        if self._name:
            with open(os.environ["MIDI_HEARD"], "a") as heard:
                heard.write(" ".join(map(str, message)) + "\n")
