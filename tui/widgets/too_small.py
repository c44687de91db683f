"""The one line of a terminal that is too small."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui import theme
from tui.widgets.roll_paint import style


class TooSmall(Widget):
    """Says what is needed, in as few words as the room asks for."""

    DEFAULT_CSS = "TooSmall { width: 1fr; height: 1fr; }"

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self._needed = f"{width}×{height}"

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        here = self.app.size
        texts = (
            f"composer-tui needs {self._needed} characters; here are {here.width}×{here.height} · q quits",
            f"needs {self._needed} · q quits",
            self._needed,
        )
        text = next((text for text in texts if len(text) <= width), texts[-1][:width])
        if y != height // 2:
            text = ""
        return Strip([Segment(text.center(width), style(theme.WARN, theme.BACKGROUND))]).adjust_cell_length(width)
