"""The dialog with every number of a run's last step, and what each means."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui import theme
from tui.run_view import RunView
from tui.screens.dialog import Dialog
from tui.step_numbers import told

_LOOK_SECONDS = 1.0
_WIDTH, _FRAME = 66, 12
_INDENT = " " * 4


class NumbersDialog(Dialog[None]):
    """Follows the run while it is open."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("n,q,enter", "close", "Close", id="numbers.close")]

    def __init__(self, view: Callable[[], RunView]) -> None:
        """`view` gives what the run shown has told."""
        super().__init__()
        self._view = view
        self._text = Static()

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box") as box:
            box.border_subtitle = "↑↓ more · esc closes"
            yield self._text

    def on_mount(self) -> None:
        self._tell()
        self.set_interval(_LOOK_SECONDS, self._tell)
        self.set_focus(self.query_one("#box"))

    def _tell(self) -> None:
        view = self._view()
        self.query_one("#box").border_title = f"The numbers of step {view.step:,}"
        self._text.update(numbers_text(view, min(_WIDTH, self.app.size.width - _FRAME)))


def numbers_text(view: RunView, width: int) -> Text:
    """Each number of the last step with its value and its meaning, in so many columns."""
    text = Text()
    for number, value in told(view.numbers):
        text.append(f"{number.name:<26}", style=theme.ACCENT).append(f"{value}\n", style=theme.BRIGHT)
        meaning = textwrap.fill(number.means, width, initial_indent=_INDENT, subsequent_indent=_INDENT)
        text.append(f"{meaning}\n", style=theme.DIM)
    return text if text else Text("No step was done yet.", style=theme.TEXT)
