"""The live chart of the two losses.

Rule of this file: it draws only when told of something new, and then at most a few times a second.
"""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from tui import theme
from tui.coach import GUESSING
from tui.hints import Hints, HintsChanged
from tui.run_view import RunView
from tui.widgets.braille import BrailleCanvas
from tui.widgets.chart_paint import Scale, axis_label, draw_band, draw_line, scale_for
from tui.widgets.roll_paint import style

GUTTER = 8
_GUIDE, _BAND_G, _BAND_D, _LINE_G, _LINE_D = 1, 2, 3, 4, 5
_COLOURS = {
    0: theme.DIM,
    _GUIDE: theme.GRID_BRIGHT,
    _BAND_G: theme.GENERATOR_BAND,
    _BAND_D: theme.DISCRIMINATOR_BAND,
    _LINE_G: theme.GENERATOR,
    _LINE_D: theme.DISCRIMINATOR,
}


class LossChart(Widget, can_focus=True):
    """Generator and discriminator loss over the steps."""

    DEFAULT_CSS = "LossChart { height: 1fr; background: $surface; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "log", "Logarithmic scale", id="chart.log"),
        Binding("s", "smooth", "Smoothing", id="chart.smooth"),
        Binding("b", "band", "Least to greatest", id="chart.band"),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.view = RunView()
        self.logarithmic = False
        self.smooth = True
        self.band = True
        self._canvas = BrailleCanvas(1, 1)
        self._scale = Scale(0, 1)

    def hints(self) -> Hints:
        keys = [
            ("t", "start"),
            ("p", "pause"),
            ("x", "stop"),
            ("l", "linear" if self.logarithmic else "log"),
            ("s", "raw" if self.smooth else "smooth"),
            ("b", "band"),
            ("tab", "next"),
        ]
        return Hints("CURVE", keys)

    def show(self, view: RunView) -> None:
        """Draw what a run told."""
        self.view = view
        self.redraw()

    def redraw(self) -> None:
        self._draw()
        self.refresh()

    def action_log(self) -> None:
        self.logarithmic = not self.logarithmic
        self._changed()

    def action_smooth(self) -> None:
        self.smooth = not self.smooth
        self._changed()

    def action_band(self) -> None:
        self.band = not self.band
        self._changed()

    def _changed(self) -> None:
        self.redraw()
        self.post_message(HintsChanged())

    def on_resize(self) -> None:
        self.redraw()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def _draw(self) -> None:
        columns, rows = max(1, self.size.width - GUTTER), max(1, self.size.height - 2)
        view = self.view
        canvas = self._canvas = BrailleCanvas(columns, rows)
        curves = (view.generator, view.discriminator)
        lines = [curve.smoothed() if self.smooth else [point.mean for point in curve.points] for curve in curves]
        scale = self._scale = scale_for(lines, self.logarithmic)
        last = max(view.step, 1)
        if any(lines):
            guide = round((1 - scale.share(GUESSING)) * (canvas.height - 1))
            for x in range(0, canvas.width, 4):
                canvas.dot(x, guide, _GUIDE)
        for curve, values, band, line in zip(curves, lines, (_BAND_G, _BAND_D), (_LINE_G, _LINE_D)):
            if self.band:
                draw_band(canvas, curve, scale, last, band)
            draw_line(canvas, curve, values, scale, last, line)

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        back = theme.PANEL
        if y == 0:
            return self._legend(width)
        if y == height - 1:
            return self._steps(width)
        row = y - 1
        if not len(self.view.generator):
            text = "the losses will be drawn here, step by step" if y == height // 2 and width > 50 else ""
            return Strip([Segment(text.center(width), style(theme.DIM, back))]).adjust_cell_length(width)
        if row >= self._canvas.rows:
            return Strip.blank(width, style(theme.DIM, back))
        segments = [Segment(self._label(row), style(theme.DIM, back)), Segment("┤", style(theme.GRID_BRIGHT, back))]
        for column in range(self._canvas.columns):
            text, layer = self._canvas.cell(column, row)
            segments.append(Segment(text, style(_COLOURS[layer], back)))
        return Strip(list(Segment.simplify(segments))).adjust_cell_length(width, style(theme.DIM, back))

    def _label(self, row: int) -> str:
        rows = self._canvas.rows
        every = max(2, rows // 4)
        lowest = row == rows - 1
        if not lowest and (row % every or rows - 1 - row < every):
            return " " * (GUTTER - 1)
        share = 1 - (row * 4 + 1.5) / max(1, rows * 4 - 1)
        return f"{axis_label(self._scale.value(share), fine=self._scale.high - self._scale.low < 0.2):>{GUTTER - 2}} "

    def _legend(self, width: int) -> Strip:
        back, view = theme.PANEL, self.view
        parts = []
        for name, role, curve, colour in (
            ("generator", "orchestra", view.generator, theme.GENERATOR),
            ("discriminator", "conductor", view.discriminator, theme.DISCRIMINATOR),
        ):
            value = "–" if curve.latest is None else f"{curve.latest:.3f}"
            parts += [
                Segment(" ━━ ", style(colour, back, True)),
                Segment(name, style(colour, back)),
                Segment(f" {role} " if width > 76 else " ", style(theme.DIM, back)),
                Segment(f"{value} ", style(theme.BRIGHT, back, True)),
            ]
        modes = f"{'log' if self.logarithmic else 'linear'} · {'smooth' if self.smooth else 'raw'}"
        if width > 60:
            parts.append(Segment(f"  {modes}", style(theme.ACCENT if self.has_focus else theme.DIM, back)))
        if width > 90:
            parts.append(Segment("   ┄ 0.69 = guessing", style(theme.DIM, back)))
        return Strip(parts).adjust_cell_length(width, style(theme.DIM, back))

    def _steps(self, width: int) -> Strip:
        last, room = max(self.view.step, 1), max(1, width - GUTTER)
        line = [" "] * room
        if len(self.view.generator):
            for share in (0.0, 0.25, 0.5, 0.75, 1.0):
                text = f"{round(last * share):,}"
                at = min(max(0, round(share * (room - 1)) - len(text) // 2), room - len(text))
                if at >= 0 and not "".join(line[max(0, at - 2) : at + len(text) + 1]).strip():
                    line[at : at + len(text)] = text
        if not len(self.view.generator):
            return Strip.blank(width, style(theme.DIM, theme.PANEL))
        text = f"{'step':>{GUTTER - 2}}  " + "".join(line)
        return Strip([Segment(text, style(theme.DIM, theme.PANEL))]).adjust_cell_length(width)
