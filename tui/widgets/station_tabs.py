"""The line of station names where one station is seen at a time."""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui import theme
from tui.widgets.roll_paint import style

STATIONS = ("compose", "audition", "train", "library")
"""The ids of the stations, in the order of their keys."""
TOUR = "tour"
"""What leads to the tour; it is no station."""


class StationTabs(Widget):
    """The stations by name and key, and the tour; a click goes there."""

    class Asked(Message):
        """A station, or the tour, was clicked."""

        def __init__(self, station: str) -> None:
            super().__init__()
            self.station = station

    DEFAULT_CSS = "StationTabs { height: 1; }"

    current: reactive[str] = reactive(STATIONS[0])
    news: reactive[frozenset[str]] = reactive(frozenset())
    """Stations where something happened that was not seen yet; they get a dot."""

    def on_click(self, event: events.Click) -> None:
        left = 0
        for name, label in self._labels():
            left += len(label)
            if event.x < left:
                self.post_message(self.Asked(name))
                return

    def _labels(self) -> list[tuple[str, str]]:
        dots = {name: "•" if name in self.news else " " for name in STATIONS}
        stations = [(name, f"  {number} {name.title()}{dots[name]} ") for number, name in enumerate(STATIONS, 1)]
        return [*stations, (TOUR, f"  {len(STATIONS) + 1} Tour ")]

    def render_line(self, y: int) -> Strip:
        segments = []
        for name, label in self._labels():
            here = name == self.current
            back = theme.PANEL if here else theme.BACKGROUND
            segments.append(Segment(label, style(theme.ACCENT if here else theme.DIM, back, here)))
        return Strip(segments).adjust_cell_length(self.size.width, style(theme.DIM, theme.BACKGROUND))
