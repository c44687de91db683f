"""The ports themselves, through rtmidi2; as a program it lists them: `python -m soundfonts.midi.ports`.

Rule of this file: every call of the library is wrapped, because it raises what it likes; a port that is gone is told
once, and what is sent to it then is lost in silence.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from gan.errors import MissingDependency, SoundError
from soundfonts.child import guard_stdout
from soundfonts.mixing import DRUM_BANK

CLIENT = "composer-tui"
INSTALL = "pip install 'composer-tui[midi]'"
_NOTE_OFF, _NOTE_ON, _CONTROL, _PROGRAM = 0x80, 0x90, 0xB0, 0xC0
_ALL_OFF = 123
_DRUM_CHANNEL = 9
_CLICK, _ACCENT = 77, 76
"""Low and high wood block of the drum kit."""


def note_of(message: list[int]) -> tuple[int, int] | None:
    """(pitch, velocity) of a message that presses a key, velocity 0 where it lets it go; None for any other."""
    if len(message) != 3 or message[0] & 0xF0 not in (_NOTE_ON, _NOTE_OFF):
        return None
    velocity = message[2] if message[0] & 0xF0 == _NOTE_ON else 0
    return message[1] & 0x7F, velocity & 0x7F


def named(wanted: str, names: list[str], what: str) -> int:
    """The number of the port that is called so, or begins so, or has it in its name, whatever the case.

    Raises SoundError where none is.
    """
    folded = [name.casefold() for name in names]
    word = wanted.casefold()
    for fits in (str.__eq__, str.startswith, str.__contains__):
        for number, name in enumerate(folded):
            if fits(name, word):
                return number
    there = f"there are: {', '.join(names)}" if names else "there is none"
    raise SoundError(f"there is no MIDI {what} {wanted!r}", there, "composer-tui midi lists the ports")


class MidiIn:
    """An open input. `on_note` is told pitch and velocity (0 lets go), on a thread of the library's.

    Raises MissingDependency, or SoundError where it does not open.
    """

    def __init__(self, wanted: str, on_note: Callable[[int, int], object]) -> None:
        self._port = _opened("MidiIn")
        self.name = _connect(self._port, wanted, "input")

        def take(message: list[int], seconds: float) -> None:
            if (note := note_of(message)) is not None:
                on_note(*note)

        self._port.callback = take

    def close(self) -> None:
        _quietly(lambda: setattr(self._port, "callback", None))
        _quietly(self._port.close_port)


class MidiOut:
    """An open output, as a `Band` for the transport: each track on its channel, drums on the tenth.

    Raises MissingDependency, or SoundError where it does not open.
    """

    def __init__(self, wanted: str, on_trouble: Callable[[SoundError], object]) -> None:
        self._port = _opened("MidiOut")
        self.name = _connect(self._port, wanted, "output")
        self._on_trouble = on_trouble
        self._channels: list[int] = []
        self.gone = False
        """True once the port takes nothing any more."""

    def seat(self, strips: list[dict[str, Any]]) -> None:
        """Give every track its channel: program, volume, place, room."""
        self._channels = [strip["channel"] % 16 for strip in strips]
        for strip, channel in zip(strips, self._channels):
            if strip["bank"] != DRUM_BANK:
                self._send(_PROGRAM | channel, strip["program"])
            for controller, value in ((7, "volume"), (10, "pan"), (91, "reverb"), (93, "chorus")):
                self._send(_CONTROL | channel, controller, strip[value])

    def note_on(self, track: int, pitch: int, velocity: int) -> None:
        self._send(_NOTE_ON | self._channels[track], pitch, velocity)

    def note_off(self, track: int, pitch: int) -> None:
        self._send(_NOTE_OFF | self._channels[track], pitch, 0)

    def click(self, accent: bool) -> None:
        pitch = _ACCENT if accent else _CLICK
        self._send(_NOTE_ON | _DRUM_CHANNEL, pitch, 120 if accent else 90)
        self._send(_NOTE_OFF | _DRUM_CHANNEL, pitch, 0)

    def release_all(self) -> None:
        for channel in sorted(set(self._channels)):
            self._send(_CONTROL | channel, _ALL_OFF, 0)

    def close(self) -> None:
        self.release_all()
        _quietly(self._port.close_port)

    def _send(self, *message: int) -> None:
        if self.gone:
            return
        try:
            self._port.send_raw(*message)
        except Exception as problem:  # whatever the library raises
            self.gone = True
            self._on_trouble(SoundError(f"the MIDI output {self.name} is gone", str(problem), "Choose it again"))


def port_names() -> tuple[list[str], list[str]]:
    """The names of the inputs and of the outputs. Raises MissingDependency, or SoundError where there is no MIDI."""
    names, problems = [], []
    for kind in ("MidiIn", "MidiOut"):
        try:
            names.append(_names(_opened(kind)))
        except SoundError as problem:
            names.append([])
            problems.append(problem)
    if len(problems) == len(names):
        raise problems[0]
    return names[0], names[1]


def _opened(kind: str) -> Any:
    """A client of the machine's MIDI: of what RtMidi takes first, else of a JACK server that has ports."""
    try:
        import rtmidi2
    except ImportError as problem:
        raise MissingDependency("MIDI ports need rtmidi2", str(problem), INSTALL) from problem
    make = getattr(rtmidi2, kind)
    try:
        return make(CLIENT)
    except Exception as problem:  # without ALSA's sequencer RtMidi looks no further
        try:
            client = make(CLIENT, api=rtmidi2.API_UNIX_JACK)
            if client.ports:
                return client
        except Exception:
            pass
        raise _no_midi(problem) from problem


def _names(client: Any) -> list[str]:
    try:
        return list(client.ports)
    except Exception as problem:
        raise _no_midi(problem) from problem


def _no_midi(problem: Exception) -> SoundError:
    why = str(problem).strip() or type(problem).__name__
    if "ALSA" in why:
        why = "it has no ALSA sequencer and no JACK server"
    return SoundError(
        "this machine has no MIDI", why, "Over SSH: the page in a browser takes MIDI keyboards (ctrl+u b)"
    )


def _connect(port: Any, wanted: str, what: str) -> str:
    """Open the port that is wanted; gives its whole name."""
    names = _names(port)
    number = named(wanted, names, what)
    try:
        port.open_port(number)
    except Exception as problem:
        raise SoundError(f"the MIDI {what} {names[number]} does not open", str(problem)) from problem
    return names[number]


def _quietly(call: Callable[[], object]) -> None:
    try:
        call()
    except Exception:  # it goes with the process
        pass


def main() -> int:
    """Print the ports as JSON: `{"ins": […], "outs": […]}`, or `{"error": …}`."""
    from gan.errors import ComposerError
    from soundfonts.child import error_to_json

    answer = guard_stdout()
    try:
        ins, outs = port_names()
        value: dict[str, Any] = {"ins": ins, "outs": outs}
    except ComposerError as error:
        value = {"error": error_to_json(error)}
    answer.write(json.dumps(value).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
