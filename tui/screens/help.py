"""The help over the stations: the keys of the one in front."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.dom import DOMNode
from textual.widgets import Static

from tui import theme
from tui.help_text import EVERYWHERE, STATIONS
from tui.keymap import shown
from tui.screens.dialog import Dialog

_KEYS_WIDTH = 23


class Help(Dialog[None]):
    """Keys and what they do; scrolls where they do not fit."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,q,f1,space,enter", "close", "Close", id="help.close"),
    ]

    def __init__(self, station: str, layer: str, panes: list[type[DOMNode]], keymap: dict[str, str]) -> None:
        """The help.

        Args:
            station: the one in front.
            layer: the name of the keys in force, as the hint bar says it; their section comes first.
            panes: who is asked for a key, the one in focus first.
            keymap: keys that the person changed, by the binding's id.
        """
        super().__init__()
        self._station = station
        self._text = help_text(station, layer, panes, keymap)

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box") as box:
            box.border_title = f"Help · {self._station.title()}"
            box.border_subtitle = "↑ ↓ scroll · esc closes"
            yield Static(self._text)

    def on_mount(self) -> None:
        self.set_focus(self.query_one("#box"))


def help_text(station: str, layer: str, panes: Sequence[type[DOMNode]], keymap: dict[str, str]) -> Text:
    """The help of a station as text, the section of a layer first."""
    about, sections = STATIONS[station]
    here = [section for section in sections if layer and section[0].upper().startswith(layer.upper())]
    others = [section for section in sections if section not in here]
    text = Text(about + "\n", style=theme.TEXT)
    for title, keys in (*here, *others, EVERYWHERE):
        text.append(f"\n{title}\n", style=f"bold {theme.ACCENT}")
        for key, does in keys:
            key = shown(key, panes, keymap)
            text.append(f" {key:<{_KEYS_WIDTH}}", style=f"bold {theme.BRIGHT}").append(f"{does}\n", style=theme.TEXT)
    text.rstrip()
    return text
