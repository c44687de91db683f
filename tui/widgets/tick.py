"""A box to tick. Told by its sign as well as by its colour, so that it reads without colours."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui import theme
from tui.widgets.roll_paint import style


class Tick(Widget, can_focus=True):
    """On or off."""

    class Changed(Message):
        """It was ticked or unticked."""

    DEFAULT_CSS = "Tick { height: 1; width: 1fr; background: $surface; }"

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "toggle_tick", "Tick", id="tick.toggle")]

    on: reactive[bool] = reactive(False)

    def __init__(self, label: str, on: bool, *, id: str) -> None:
        super().__init__(id=id)
        self._label = label
        self.set_reactive(Tick.on, on)

    def action_toggle_tick(self) -> None:
        self.on = not self.on
        self.post_message(self.Changed())

    def on_click(self) -> None:
        self.action_toggle_tick()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def render_line(self, y: int) -> Strip:
        back = theme.CURSOR if self.has_focus else theme.PANEL
        sign = style(theme.ACCENT if self.on else theme.DIM, back, True)
        text = style(theme.BRIGHT if self.on else theme.DIM, back)
        parts = [Segment("[x] " if self.on else "[ ] ", sign), Segment(f"{self._label} ", text)]
        return Strip(parts).adjust_cell_length(self.size.width, style(theme.DIM, theme.PANEL))
