"""A line of coloured text, cut where the room ends."""

from __future__ import annotations

from rich.segment import Segment
from textual.geometry import Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui import theme
from tui.widgets.roll_paint import style

Part = tuple[str, str]
"""A text and its colour."""


class Line(Widget):
    """Lines of (text, colour) parts. The text is drawn as it is, never as markup."""

    DEFAULT_CSS = "Line { height: 1; }"

    parts: reactive[tuple[tuple[Part, ...], ...]] = reactive(())

    def __init__(self, *lines: tuple[Part, ...], id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(Line.parts, lines)

    def show(self, *lines: tuple[Part, ...]) -> None:
        """Show other lines."""
        if len(lines) != len(self.parts):
            self.refresh(layout=True)  # where the style asks for as many rows as there are lines
        self.parts = lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(self.parts))

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        back = self.background_colors[1].hex6
        blank = style(theme.DIM, back)
        if y >= len(self.parts):
            return Strip.blank(width, blank)
        strip = Strip([Segment(text, style(colour, back)) for text, colour in self.parts[y]])
        if strip.cell_length > width > 1:
            strip = Strip([*strip.crop(0, width - 1), Segment("…", blank)])
        return strip.adjust_cell_length(width, blank)
