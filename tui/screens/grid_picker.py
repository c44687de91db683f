"""The dialog that asks for the grid that notes are quantised to."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui import theme
from tui.screens.dialog import Dialog

_WORDS = {
    "1/4": "quarters",
    "1/8": "eighths",
    "1/16": "sixteenths",
    "1/32": "thirty-seconds",
    "1/4t": "triplets of quarters",
    "1/8t": "triplets of eighths",
    "1/16t": "triplets of sixteenths",
}


class GridPicker(Dialog[str]):
    """Gives the name of a grid, or None."""

    def __init__(self, notes: str) -> None:
        super().__init__()
        self._notes = notes

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = f"Quantise {self._notes} to"
            box.border_subtitle = "enter takes it · esc closes"
            yield OptionList(*(Option(_label(name), id=name) for name in _WORDS), compact=True)

    def on_mount(self) -> None:
        self.query_one(OptionList).highlighted = list(_WORDS).index("1/16")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option.id)


def _label(name: str) -> Text:
    return Text(f"{name.rstrip('t'):<6}", style=theme.BRIGHT).append(_WORDS[name], style=theme.DIM)
