"""MIDI keyboards and instruments at this machine: which there are, which are open, and what a keyboard types.

Rules this file owns: without the extra nothing is said of MIDI; a keyboard is recorded as the page's keys are, and
while notes are typed it types them too, each with the velocity of its stroke; it sounds by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import SystemCommand

from gan.errors import ComposerError
from gan.music.plain import plain
from tui.background import in_background
from tui.config import user_file
from tui.editor import Layer
from tui.messages import Follows

if TYPE_CHECKING:
    from soundfonts.midi.listing import Ports
    from tui.app import ComposerApp


class MidiDesk:
    """The ports of one composer."""

    def __init__(self, app: ComposerApp) -> None:
        from soundfonts.midi.listing import Ports, midi_installed

        self._app = app
        self._installed = midi_installed()
        self._ports = Ports()
        self.wanted = (app.adapting.config["studio.midi_in"], app.adapting.config["studio.midi_out"])
        """The input and the output that were asked for, by name or a part of it; empty for none."""

    def start(self) -> None:
        """Open what the settings name, and look which ports there are."""
        if any(self.wanted):
            self._app.transport.link.connect_midi(*self.wanted)
        if self._installed:
            self._look(aloud=False)

    def commands(self) -> Iterator[SystemCommand]:
        """What the palette offers: every port, none, and to look for ports anew; nothing without the extra."""
        if not self._installed:
            return
        opened = self._app.transport.link.midi
        for place, side, names, about in (
            (0, "in", self._ports.ins, "Play and record with it"),
            (1, "out", self._ports.outs, "What plays goes there too"),
        ):
            for name in names:
                now = " (open)" if name == opened[place] else ""
                yield SystemCommand(f"MIDI {side}: {name}", about + now, lambda p=place, n=name: self.choose(p, n))
            if names or self.wanted[place]:
                yield SystemCommand(f"MIDI {side}: none", "Close the port", lambda p=place: self.choose(p, ""))
        yield SystemCommand("MIDI: look for ports", "After something was plugged in", lambda: self._look(aloud=True))

    def choose(self, place: int, name: str) -> None:
        """Open another input (place 0) or output (1), or none."""
        self.wanted = (name, self.wanted[1]) if place == 0 else (self.wanted[0], name)
        self._app.transport.link.connect_midi(*self.wanted)
        side = ("in", "out")[place]
        if name:
            keep = f'To keep it: midi_{side} = "{plain(name, 100)}" under [studio] in {user_file()}'
            self._app.tell(keep, title=f"MIDI {side}: {plain(name, 100)}")
        else:
            self._app.tell(f"No MIDI {side}put any more.", seconds=3)

    def typed(self, pitch: int, velocity: int) -> None:
        """A key of the keyboard was pressed: it types a note where a key of the typed piano would."""
        app = self._app
        roll = app.stations.compose_station.roll
        typing = app.screen is app.stations and app.stations.focused is roll and roll.editor.layer is Layer.PIANO
        if not typing or app.recording.active:
            return
        step = roll.editor.step
        roll.editor.step = replace(step, velocity=velocity)
        try:
            roll.try_edit(lambda: roll.editor.type_note(pitch))
        finally:
            roll.editor.step = replace(roll.editor.step, velocity=step.velocity)

    def _look(self, aloud: bool) -> None:
        from soundfonts.midi.listing import midi_ports

        app = self._app

        def look() -> None:
            try:
                found = midi_ports()
            except ComposerError:
                if aloud:
                    raise
                return
            app.post_message(Follows(lambda: self._found(found, aloud)))

        in_background(app, look)

    def _found(self, ports: Ports, aloud: bool) -> None:
        self._ports = ports
        if aloud:
            names = ", ".join((*ports.ins, *ports.outs))
            self._app.tell(f"MIDI ports: {names}. The palette opens them." if names else "There is no MIDI port.")
