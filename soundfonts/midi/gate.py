"""The sound process's MIDI ports: opened on a thread of its own, told of, and changed while something plays.

Rule of this file: what does not open leaves what is open as it is.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any

from gan.errors import ComposerError
from soundfonts.child import error_to_json
from soundfonts.midi.ports import MidiIn, MidiOut


class Together:
    """Several bands that play the same."""

    def __init__(self, *bands: Any) -> None:
        self._bands = bands

    def seat(self, strips: list[dict[str, Any]]) -> None:
        for band in self._bands:
            band.seat(strips)

    def note_on(self, track: int, pitch: int, velocity: int) -> None:
        for band in self._bands:
            band.note_on(track, pitch, velocity)

    def note_off(self, track: int, pitch: int) -> None:
        for band in self._bands:
            band.note_off(track, pitch)

    def click(self, accent: bool) -> None:
        for band in self._bands:
            band.click(accent)

    def release_all(self) -> None:
        for band in self._bands:
            band.release_all()


class Gate:
    """At most one input and one output.

    Args:
        inbox: takes `{"do": "page", "event": {"do": "key", "from": "midi", …}}` for each key of the input, and
            `{"do": "midi_out", "band": MidiOut or None, "retire": callable}` when the output is another.
        say: tells the parent: `midi={"in": name, "out": name}`, empty where none is open, and `trouble`.
    """

    def __init__(self, inbox: queue.Queue[Any], say: Callable[..., object]) -> None:
        self._inbox = inbox
        self._say = say
        self._in: MidiIn | None = None
        self._out: MidiOut | None = None
        self._asked = ["", ""]
        """The names by which what is open was asked for."""
        self._wishes: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def choose(self, source: str, target: str) -> None:
        """Open the input and the output of these names, each closed where its name is empty."""
        self._wishes.put((source, target))
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="midi", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            source, target = self._wishes.get()
            while not self._wishes.empty():
                source, target = self._wishes.get()
            for side, change, wanted in ((0, self._change_in, source), (1, self._change_out, target)):
                if wanted == self._asked[side] and not (side and self._out is not None and self._out.gone):
                    continue
                try:
                    change(wanted)
                    self._asked[side] = wanted
                except ComposerError as error:
                    self._say(trouble=error_to_json(error))
            self._say(midi={"in": self._in.name if self._in else "", "out": self._out.name if self._out else ""})

    def _change_in(self, wanted: str) -> None:
        opened = MidiIn(wanted, self._heard) if wanted else None
        before, self._in = self._in, opened
        if before is not None:
            before.close()

    def _change_out(self, wanted: str) -> None:
        opened = MidiOut(wanted, lambda error: self._say(trouble=error_to_json(error))) if wanted else None
        before, self._out = self._out, opened
        if opened is not before:
            self._inbox.put({"do": "midi_out", "band": opened, "retire": before.close if before else lambda: None})

    def _heard(self, pitch: int, velocity: int) -> None:
        event = {"do": "key", "from": "midi", "pitch": pitch, "velocity": velocity}
        self._inbox.put({"do": "page", "event": event})
