"""The help over the stations: the keys of the one in front."""

from __future__ import annotations

import textwrap
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
_WIDTH, _AROUND = 92, 8
"""Columns of the box, and those in it that are not text: border, padding, scroll bar."""


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
        self._about = station, layer, panes, keymap

    def compose(self) -> ComposeResult:
        width = min(_WIDTH, self.app.size.width * 96 // 100) - _AROUND
        with VerticalScroll(id="box") as box:
            box.border_title = f"Help · {self._station.title()}"
            box.border_subtitle = "↑ ↓ scroll · esc closes"
            yield Static(help_text(*self._about, width))

    def on_mount(self) -> None:
        self.set_focus(self.query_one("#box"))


def help_text(station: str, layer: str, panes: Sequence[type[DOMNode]], keymap: dict[str, str], width: int) -> Text:
    """The help of a station as text of so many columns, the section of a layer first."""
    about, sections = STATIONS[station]
    here = [section for section in sections if layer and section[0].upper().startswith(layer.upper())]
    others = [section for section in sections if section not in here]
    text = Text(about + "\n", style=theme.TEXT)
    for title, keys in (*here, *others, EVERYWHERE):
        text.append(f"\n{title}\n", style=f"bold {theme.ACCENT}")
        for key, does in keys:
            key = shown(key, panes, keymap)
            rows = textwrap.wrap(does, max(20, width - _KEYS_WIDTH - 1))
            does = f"\n{'':{_KEYS_WIDTH + 1}}".join(rows)
            text.append(f" {key:<{_KEYS_WIDTH}}", style=f"bold {theme.BRIGHT}").append(f"{does}\n", style=theme.TEXT)
    text.rstrip()
    return text
