"""The help over the stations: the keys of the one in front."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui import theme
from tui.help_text import EVERYWHERE, STATIONS
from tui.screens.dialog import Dialog

_KEYS_WIDTH = 23


class Help(Dialog[None]):
    """Keys and what they do; scrolls where they do not fit."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,q,f1,space,enter", "close", "Close", id="help.close"),
    ]

    def __init__(self, station: str) -> None:
        super().__init__()
        self._station = station

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box") as box:
            box.border_title = f"Help · {self._station.title()}"
            box.border_subtitle = "↑ ↓ scroll · esc closes"
            yield Static(help_text(self._station))

    def on_mount(self) -> None:
        self.set_focus(self.query_one("#box"))


def help_text(station: str) -> Text:
    """The help of a station as text."""
    about, sections = STATIONS[station]
    text = Text(about + "\n", style=theme.TEXT)
    for title, keys in (*sections, EVERYWHERE):
        text.append(f"\n{title}\n", style=f"bold {theme.ACCENT}")
        for key, does in keys:
            text.append(f" {key:<{_KEYS_WIDTH}}", style=f"bold {theme.BRIGHT}").append(f"{does}\n", style=theme.TEXT)
    text.rstrip()
    return text
