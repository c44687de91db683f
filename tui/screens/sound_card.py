"""The card of the ways sound can take. What plays goes on behind it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui import theme
from tui.folders import shortened
from tui.screens.dialog import Dialog
from tui.sounding import next_file, pulse_line, tunnel_line

if TYPE_CHECKING:
    from tui.app import ComposerApp
    from tui.sounding import Sounding

_LOOKS_PER_SECOND = 4
_PATIENCE_SECONDS = 10.0
_KEYS = {"b": "browser", "p": "pulse", "s": "speaker", "f": "file", "n": "silent"}
_FIRST_PORT = 8765
"""The port that is shown before the page has one."""


class SoundCard(Dialog[None]):
    """Chooses at once; stays open so that what comes of it is seen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"choose('{name}')", name.title(), id=f"sound.{name}") for key, name in _KEYS.items()),
        Binding("c", "copy_line", "Copy the ssh line", id="sound.copy_line"),
        Binding("u", "copy_address", "Copy the address", id="sound.copy_address"),
        Binding("space", "play", "Play or stop", id="sound.play", priority=True),
        Binding("ctrl+u,q", "close", "Close", id="sound.close"),
    ]

    def __init__(self, sounding: Sounding) -> None:
        super().__init__()
        self._sounding = sounding
        self._shown: dict[str, Text] = {}
        self._opening = ""
        """The way that was chosen last; until `_patience` it is shown as being opened."""
        self._patience = 0.0

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = "Where the sound goes"
            box.border_subtitle = "c copies the ssh line · u the address · space plays · esc closes"
            yield Static("", classes="note", markup=False)
            self._shown = self._rows()
            yield OptionList(*(Option(text, id=name) for name, text in self._shown.items()), compact=True)

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        options.highlighted = next((n for n, name in enumerate(self._shown) if name == self._sounding.report.name), 0)
        self._look()
        self.set_interval(1 / _LOOKS_PER_SECOND, self._look)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option.id:
            self.action_choose(event.option.id)

    def action_choose(self, name: str) -> None:
        self._sounding.choose(name)
        self._opening, self._patience = name, time.monotonic() + _PATIENCE_SECONDS
        self.query_one(OptionList).highlighted = list(self._shown).index(name)
        if name == "browser" and _remote():
            self.action_copy_line()
        elif name == "silent":
            self.dismiss(None)

    def action_copy_line(self) -> None:
        self._sounding.copy(tunnel_line(self._port(), os.environ), "The ssh line")

    def action_copy_address(self) -> None:
        if self._sounding.report.url:
            self._sounding.copy(self._sounding.report.url, "The address")
        else:
            self.app.bell()

    def action_play(self) -> None:
        app: ComposerApp = self.app  # type: ignore[assignment]
        app.action_play()

    def _look(self) -> None:
        """Draw again what has changed."""
        head = "Pick a way; what plays goes on, and you can keep working."
        if _remote():
            head = "Over SSH a loudspeaker here is not yours: pick a way. Work goes on."
        note = self.query_one(Static)
        if str(note.content) != head:
            note.update(head)
        options = self.query_one(OptionList)
        for number, (name, text) in enumerate(self._rows().items()):
            if text != self._shown[name] or text.spans != self._shown[name].spans:
                self._shown[name] = text
                options.replace_option_prompt_at_index(number, text)

    def _sign(self, name: str) -> str:
        if name == self._sounding.report.name:
            return "●"
        return "…" if name == self._opening and time.monotonic() < self._patience else " "

    def _port(self) -> int:
        return self._sounding.report.port or _FIRST_PORT

    def _rows(self) -> dict[str, Text]:
        """What each way says of itself: its key, and how it is come by."""
        report = self._sounding.report
        rows = {name: _head(key, name, self._sign(name)) for key, name in _KEYS.items()}
        rows["browser"].append("a page on your own machine, with keys and MIDI", theme.TEXT)
        if report.url or _remote():
            step = 1
            if _remote():
                rows["browser"].append("\n      1 there run  ", theme.DIM)
                rows["browser"].append(tunnel_line(self._port(), os.environ), f"bold {theme.BRIGHT}")
                step = 2
            if report.url:
                rows["browser"].append(f"\n      {step} open  " if step == 2 else "\n      open  ", theme.DIM)
                link = Style.parse(f"bold {theme.BRIGHT}") + Style(link=report.url)
                rows["browser"].append(report.url, link)
                heard = (
                    f"✓ {_heard(report.listeners, report.latency)}" if report.listeners else "waiting for a listener …"
                )
                rows["browser"].append(f"\n      {heard}", theme.GOOD if report.listeners else theme.WARN)
            else:
                rows["browser"].append("\n      2 press b here, then open the address that appears", theme.DIM)
        rows["pulse"].append("the PulseAudio or PipeWire of your own machine", theme.TEXT)
        if _remote():
            rows["pulse"].append(f"\n      by    {pulse_line(os.environ)}", theme.DIM)
            rows["pulse"].append("\n      then  PULSE_SERVER=tcp:127.0.0.1:24713 composer-tui", theme.DIM)
        rows["speaker"].append("the loudspeaker of this machine", theme.TEXT)
        rows["file"].append("what plays goes to", theme.TEXT)
        path = Path(report.path) if report.path else next_file(made=False)
        rows["file"].append(f" {shortened(path, 36)}", theme.DIM)
        rows["silent"].append("the roll moves all the same", theme.TEXT)
        return rows


def _head(key: str, name: str, sign: str) -> Text:
    text = Text(f"{sign} ", style=theme.GOOD).append(f"{key} ", f"bold {theme.ACCENT}")
    return text.append(f"{name.title():<9}", f"bold {theme.BRIGHT}")


def _heard(listeners: int, latency: float | None) -> str:
    many = f"{listeners} listener{'' if listeners == 1 else 's'}"
    return f"{many}, heard after {latency:.0f} ms" if latency is not None else f"{many}: press Listen on the page"


def _remote() -> bool:
    from soundfonts.drivers import over_ssh

    return over_ssh(os.environ)
