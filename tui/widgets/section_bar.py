"""The sections of the library side by side, with how much is in each."""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui import theme
from tui.library.entry import TITLES
from tui.widgets.roll_paint import style


class SectionBar(Widget):
    """The sections by name; a click goes there."""

    class Asked(Message):
        """A section was clicked."""

        def __init__(self, section: str) -> None:
            super().__init__()
            self.section = section

    DEFAULT_CSS = "SectionBar { height: 1; }"

    current: reactive[str] = reactive(next(iter(TITLES)))
    counts: reactive[tuple[tuple[str, int], ...]] = reactive(())
    """How much is in the sections that were read."""

    def on_click(self, event: events.Click) -> None:
        left = 0
        for section, title, count in self._labels():
            left += len(title) + len(count)
            if event.x < left:
                self.post_message(self.Asked(section))
                return

    def _labels(self) -> list[tuple[str, str, str]]:
        counts = dict(self.counts)
        return [(section, f" {title} ", f"{counts.get(section, '')} ") for section, title in TITLES.items()]

    def render_line(self, y: int) -> Strip:
        segments = []
        for section, title, count in self._labels():
            here = section == self.current
            back = theme.RAISED if here else theme.BACKGROUND
            segments.append(Segment(title, style(theme.ACCENT if here else theme.TEXT, back, here)))
            segments.append(Segment(count, style(theme.DIM, back)))
        return Strip(segments).adjust_cell_length(self.size.width, style(theme.DIM, theme.BACKGROUND))
