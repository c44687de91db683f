"""The bottom line: the layer the keys are in, and what they do."""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui import theme
from tui.hint_keys import key_at
from tui.hints import Hints
from tui.widgets.roll_paint import style

_LAYER_COLOURS = {"PIANO": theme.ACCENT, "EDIT": theme.DISCRIMINATOR, "REC": theme.BAD}


class HintBar(Widget):
    """A layer's name, and as many of its keys as fit, the first ones first; help is always there.

    A click on one presses it.
    """

    DEFAULT_CSS = "HintBar { height: 1; background: $panel; }"

    hints: reactive[Hints] = reactive(Hints(""), always_update=False)
    help_key: reactive[str] = reactive("?")

    def __init__(self) -> None:
        super().__init__()
        self._places: list[tuple[int, int, str]] = []
        """Where each key was drawn: its columns, and how it is written."""

    def on_click(self, event: events.Click) -> None:
        for first, end, written in self._places:
            if first <= event.x < end and (key := key_at(written, event.x - first - 1)) is not None:
                self.app.post_message(key)

    def render_line(self, y: int) -> Strip:
        self._places = []
        width, back = self.size.width, theme.RAISED
        colour = _LAYER_COLOURS.get(self.hints.layer, theme.TEXT)
        layer = f" {self.hints.layer} " if self.hints.layer else ""
        segments = [Segment(layer, style(theme.BACKGROUND, colour, True)), Segment(" ", style(theme.DIM, back))]
        used = sum(segment.cell_length for segment in segments)
        general = [] if self.hints.modal else [(self.help_key, "help"), ("^p", "all")]
        always = [segment for key, does in general for segment in self._pair(key, does)]
        room = at = width - sum(segment.cell_length for segment in always)
        for key, does in general:
            at = self._place(at, key, does)
        for key, does in self.hints.keys:
            pair = self._pair(key, does)
            needed = sum(segment.cell_length for segment in pair)
            if used + needed > room:
                break
            segments += pair
            used = self._place(used, key, does)
        segments.append(Segment(" " * max(0, room - used), style(theme.DIM, back)))
        return Strip([*segments, *always]).adjust_cell_length(width, style(theme.DIM, back))

    def _place(self, at: int, key: str, does: str) -> int:
        """Remember where a key stands; where it ends."""
        end = at + sum(segment.cell_length for segment in self._pair(key, does))
        self._places.append((at, end, key))
        return end

    def _pair(self, key: str, does: str) -> list[Segment]:
        back = theme.RAISED
        return [Segment(f" {key}", style(theme.ACCENT, back, True)), Segment(f" {does} ", style(theme.TEXT, back))]
