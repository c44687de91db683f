"""The live chart of the two losses, with a cursor along the steps.

Rule of this file: it draws only when told of something new, and then at most a few times a second; the cursor moves
over what is drawn.
"""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui import theme
from tui.coach import GUESSING
from tui.curve import Curve, Point, smoothed
from tui.hints import Hints, HintsChanged
from tui.run_view import RunView
from tui.widgets.braille import BrailleCanvas
from tui.widgets.chart_frame import GUTTER, legend, marks, other_legend
from tui.widgets.chart_paint import Scale, axis_label, draw_band, draw_line, scale_for, step_labels
from tui.widgets.chart_window import ChartWindow
from tui.widgets.roll_paint import style

SMOOTHINGS = {"raw": 0.0, "smooth": 1 / 30, "smoother": 1 / 8}
"""Names, and the share of what is seen that a running mean goes over."""
_GUIDE, _BAND_G, _BAND_D, _OTHER_G, _OTHER_D, _LINE_G, _LINE_D = range(1, 8)
_COLOURS = {
    0: theme.DIM,
    _GUIDE: theme.GRID_BRIGHT,
    _BAND_G: theme.GENERATOR_BAND,
    _BAND_D: theme.DISCRIMINATOR_BAND,
    _OTHER_G: theme.GENERATOR_BAND,
    _OTHER_D: theme.DISCRIMINATOR_BAND,
    _LINE_G: theme.GENERATOR,
    _LINE_D: theme.DISCRIMINATOR,
}


class LossChart(Widget, can_focus=True):
    """Generator and discriminator loss over the steps."""

    class Moved(Message):
        """The cursor moved, or went."""

    class HearWanted(Message):
        """The model is to be heard as it was at a step; None: as it is now."""

        def __init__(self, step: int | None) -> None:
            super().__init__()
            self.step = step

    DEFAULT_CSS = "LossChart { height: 1fr; background: $surface; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "scrub(-1)", "Earlier", id="chart.left"),
        Binding("right", "scrub(1)", "Later", id="chart.right"),
        Binding("shift+left", "scrub(-10)", "Much earlier", id="chart.far_left"),
        Binding("shift+right", "scrub(10)", "Much later", id="chart.far_right"),
        Binding("ctrl+left", "rung(-1)", "Weights kept before", id="chart.rung_before"),
        Binding("ctrl+right", "rung(1)", "Next weights kept", id="chart.rung_next"),
        Binding("home", "edge(-1)", "The first step", id="chart.home"),
        Binding("end", "edge(1)", "Now", id="chart.end"),
        Binding("escape", "edge(1)", "Leave the step", id="chart.leave", show=False),
        Binding("enter", "hear", "Hear it as it was", id="chart.hear"),
        Binding("plus,equals_sign", "zoom(0.5)", "See closer", id="chart.closer"),
        Binding("minus", "zoom(2)", "See more", id="chart.wider"),
        Binding("less_than_sign", "pan(-0.5)", "Move to the left", id="chart.pan_left"),
        Binding("greater_than_sign", "pan(0.5)", "Move to the right", id="chart.pan_right"),
        Binding("0", "whole", "See all", id="chart.whole"),
        Binding("l", "log", "Logarithmic scale", id="chart.log"),
        Binding("s", "smooth", "Smoothing", id="chart.smooth"),
        Binding("b", "band", "Least to greatest", id="chart.band"),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.view = RunView()
        self.other: RunView | None = None
        """Another run, to compare with."""
        self.other_name = ""
        self.cursor: int | None = None
        """The step the cursor is at; None: now."""
        self.logarithmic = False
        self.smoothing = "smooth"
        self.band = True
        self.window = ChartWindow()
        self._canvas = BrailleCanvas(1, 1)
        self._scale = Scale(0, 1)

    def hints(self) -> Hints:
        if self.cursor is not None:
            keys = [("←→", "step"), ("enter", "hear it"), ("space", "play"), ("^←→", "kept"), ("end", "now")]
        else:
            keys = [("t", "start"), ("p", "pause"), ("x", "stop"), ("←→", "scrub"), ("space", "play")]
        keys += [
            ("+ -", "zoom"),
            ("h", "hear it learn"),
            ("n", "numbers"),
            ("l", "linear" if self.logarithmic else "log"),
            ("s", "smoothing"),
            ("b", "band"),
        ]
        return Hints("CURVE", [*keys, ("o", "compare"), ("tab", "next")])

    # From outside

    def show(self, view: RunView) -> None:
        """Draw what a run told."""
        if view is not self.view:
            self.cursor = None
            self.window.whole()
        self.view = view
        self.redraw()

    def compare(self, other: RunView | None, name: str = "") -> None:
        """Draw another run's curves too, or none."""
        self.other, self.other_name = other, name
        self._changed()

    def redraw(self) -> None:
        self._draw()
        self.refresh()

    # Keys

    def action_log(self) -> None:
        self.logarithmic = not self.logarithmic
        self._changed()

    def action_smooth(self) -> None:
        names = list(SMOOTHINGS)
        self.smoothing = names[(names.index(self.smoothing) + 1) % len(names)]
        self._changed()

    def action_band(self) -> None:
        self.band = not self.band
        self._changed()

    def action_scrub(self, by: int) -> None:
        """Move by columns, and by one value at least."""
        curve = self.view.generator
        if not len(curve):
            return
        first, last = self.window.bounds
        here = curve.last_step if self.cursor is None else self.cursor
        step = here + round(by * (last - first) / max(1, self._canvas.columns))
        if by < 0 and here <= curve.first_step:
            return
        if by < 0:
            step = min(step, curve.next_step(here, -1))
        else:
            step = max(step, curve.next_step(here, 1))
        self.move_to(step)

    def action_rung(self, by: int) -> None:
        """Move to weights that were kept before, or after."""
        here = self.view.step if self.cursor is None else self.cursor
        kept = self.view.heard_steps
        steps = [step for step in kept if step < here][-1:] if by < 0 else [step for step in kept if step > here][:1]
        if steps:
            self.move_to(steps[0], exact=True)
        elif by > 0:
            self.action_edge(1)

    def action_edge(self, side: int) -> None:
        if side > 0:
            elsewhere, self.window.right = self.window.right is not None, None
            self._put(None)
            if elsewhere:
                self._changed()
        else:
            self.move_to(0, exact=0 in self.view.heard_steps)

    def action_zoom(self, factor: float) -> None:
        self.window.zoom(factor, self.cursor)
        self._changed()

    def action_pan(self, share: float) -> None:
        self.window.pan(share)
        self._changed()

    def action_whole(self) -> None:
        self.window.whole()
        self._changed()

    def action_hear(self) -> None:
        self.post_message(self.HearWanted(self.cursor))

    def move_to(self, step: int, exact: bool = False) -> None:
        """Put the cursor on the value at a step, or on the step itself."""
        curve = self.view.generator
        if not len(curve):
            return
        if not exact:
            if step >= curve.last_step:
                self.action_edge(1)
                return
            step = curve.next_step(max(step, curve.first_step), 0)
        self._put(step)

    def _put(self, step: int | None) -> None:
        if step == self.cursor:
            return
        before, bounds = self._cursor_column(), self.window.bounds
        self.cursor = step
        if step is not None:
            self.window.show(step)
        if self.window.bounds != bounds:
            self.redraw()
        else:
            for column in (before, self._cursor_column()):
                if column is not None:
                    self.refresh(Region(GUTTER + column, 0, 1, self.size.height))
            self.refresh(Region(0, self.size.height - 1, self.size.width, 1))
        self.post_message(HintsChanged())
        self.post_message(self.Moved())

    def _changed(self) -> None:
        self.redraw()
        self.post_message(HintsChanged())

    # Mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self.capture_mouse()
        self._point_at(event.x)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if event.button and self.app.mouse_captured is self:
            self._point_at(event.x)

    def on_mouse_up(self) -> None:
        self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        if event.chain == 2:
            self.action_hear()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_zoom(0.5)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_zoom(2)

    def _point_at(self, x: int) -> None:
        first, last = self.window.bounds
        share = (x - GUTTER) / max(1, self._canvas.columns - 1)
        self.move_to(round(first + min(max(share, 0.0), 1.0) * (last - first)))

    def on_resize(self) -> None:
        self.redraw()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    # Drawing

    @property
    def _top(self) -> int:
        """Rows over the canvas."""
        return 2 if self.other is not None else 1

    def _draw(self) -> None:
        columns, rows = max(1, self.size.width - GUTTER), max(1, self.size.height - self._top - 2)
        view, other = self.view, self.other
        dashed = frozenset({_LINE_D, _OTHER_D}) if theme.SIGNS else frozenset[int]()
        canvas = self._canvas = BrailleCanvas(columns, rows, dashed)
        self.window.end = max(view.step, other.step if other else 0, 1)
        bounds = self.window.bounds
        drawn = []
        if other is not None:
            drawn += [(other.generator, 0, _OTHER_G), (other.discriminator, 0, _OTHER_D)]
        drawn += [(view.generator, _BAND_G, _LINE_G), (view.discriminator, _BAND_D, _LINE_D)]
        lines = [(*self._line(curve, bounds), band, line) for curve, band, line in drawn]
        scale = self._scale = scale_for([values for _, values, _, _ in lines], self.logarithmic)
        if any(values for _, values, _, _ in lines) and 0 <= (share := scale.share(GUESSING)) <= 1:
            guide = round((1 - share) * (canvas.height - 1))
            for x in range(0, canvas.width, 4):
                canvas.dot(x, guide, _GUIDE)
        for points, values, band, line in lines:
            if self.band and band and other is None:  # of two runs the bands would hide the lines
                draw_band(canvas, points, scale, bounds, band)
            draw_line(canvas, points, values, scale, bounds, line)

    def _line(self, curve: Curve, bounds: tuple[int, int]) -> tuple[list[Point], list[float]]:
        """The points that are seen, with one beyond each edge, and what is drawn of each."""
        first, last = bounds
        share = SMOOTHINGS[self.smoothing]
        before = round((last - first) * share * 3)  # so that the mean has settled where the view begins
        start = min(first - before, curve.next_step(first, -1))
        points = curve.window(start, curve.next_step(last, 1), self._canvas.columns)
        seen = max(1, sum(1 for point in points if point.last >= first))
        values = smoothed(points, max(2.0, seen * share)) if share else [point.mean for point in points]
        skipped = max(0, len(points) - seen - 1)
        return points[skipped:], values[skipped:]

    def _column(self, step: int) -> int | None:
        first, last = self.window.bounds
        if not first <= step <= last:
            return None
        return round((step - first) / max(1, last - first) * (self._canvas.width - 1)) // 2

    def _cursor_column(self) -> int | None:
        return None if self.cursor is None else self._column(self.cursor)

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        back = theme.PANEL
        if y == 0:
            return legend(width, self.view, self._modes, self.has_focus)
        if self.other is not None and y == 1:
            return other_legend(width, self.other, self.other_name)
        if y == height - 1:
            return self._steps(width)
        if not len(self.view.generator) and self.other is None:
            text = "the losses will be drawn here, step by step" if y == height // 2 and width > 50 else ""
            return Strip([Segment(text.center(width), style(theme.DIM, back))]).adjust_cell_length(width)
        row = y - self._top
        if row >= self._canvas.rows:
            return self._marks(width)
        strip = Strip(
            [
                Segment(self._label(row), style(theme.DIM, back)),
                Segment("┤", style(theme.GRID_BRIGHT, back)),
                *(Segment(text, style(_COLOURS[layer], back)) for text, layer in self._canvas.runs(row)),
            ]
        )
        column = self._cursor_column()
        if column is not None:
            text, layer = self._canvas.cell(column, row)
            at = GUTTER + column
            cell = Segment(text, style(_COLOURS[layer], theme.CURSOR))
            strip = Strip([*strip.crop(0, at), cell, *strip.crop(at + 1)])
        return strip.adjust_cell_length(width, style(theme.DIM, back))

    def _label(self, row: int) -> str:
        rows = self._canvas.rows
        every = max(2, rows // 4)
        lowest = row == rows - 1
        if not lowest and (row % every or rows - 1 - row < every):
            return " " * (GUTTER - 1)
        share = 1 - (row * 4 + 1.5) / max(1, rows * 4 - 1)
        return f"{axis_label(self._scale.value(share), fine=self._scale.high - self._scale.low < 0.2):>{GUTTER - 2}} "

    @property
    def _modes(self) -> str:
        modes = f"{'log' if self.logarithmic else 'linear'} · {self.smoothing}"
        return modes + (" · zoomed (0: all)" if self.window.span is not None else "")

    def _marks(self, width: int) -> Strip:
        kept = [(step, self._column(step)) for step in self.view.heard_steps]
        return marks(width, kept, self.cursor, self._cursor_column())

    def _steps(self, width: int) -> Strip:
        if not len(self.view.generator) and self.other is None:
            return Strip.blank(width, style(theme.DIM, theme.PANEL))
        text = f"{'step':>{GUTTER - 2}}  " + step_labels(self.window.bounds, max(1, width - GUTTER))
        return Strip([Segment(text, style(theme.DIM, theme.PANEL))]).adjust_cell_length(width)
