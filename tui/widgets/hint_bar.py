"""The bottom line: the layer the keys are in, and what they do."""

from __future__ import annotations

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui import theme
from tui.hints import Hints
from tui.widgets.roll_paint import style

_LAYER_COLOURS = {"PIANO": theme.ACCENT, "EDIT": theme.DISCRIMINATOR, "REC": theme.BAD}


class HintBar(Widget):
    """A layer's name, and as many of its keys as fit, the first ones first; help is always there."""

    DEFAULT_CSS = "HintBar { height: 1; background: $panel; }"

    hints: reactive[Hints] = reactive(Hints(""), always_update=False)
    help_key: reactive[str] = reactive("?")

    def render_line(self, y: int) -> Strip:
        width, back = self.size.width, theme.RAISED
        colour = _LAYER_COLOURS.get(self.hints.layer, theme.TEXT)
        layer = f" {self.hints.layer} " if self.hints.layer else ""
        segments = [Segment(layer, style(theme.BACKGROUND, colour, True)), Segment(" ", style(theme.DIM, back))]
        used = sum(segment.cell_length for segment in segments)
        always = [] if self.hints.modal else self._pair(self.help_key, "help") + self._pair("^p", "all")
        room = width - sum(segment.cell_length for segment in always)
        for key, does in self.hints.keys:
            pair = self._pair(key, does)
            needed = sum(segment.cell_length for segment in pair)
            if used + needed > room:
                break
            segments += pair
            used += needed
        segments.append(Segment(" " * max(0, room - used), style(theme.DIM, back)))
        return Strip([*segments, *always]).adjust_cell_length(width, style(theme.DIM, back))

    def _pair(self, key: str, does: str) -> list[Segment]:
        back = theme.RAISED
        return [Segment(f" {key}", style(theme.ACCENT, back, True)), Segment(f" {does} ", style(theme.TEXT, back))]
