"""Drawing loss curves into braille: pure functions from curves to dots.

Rule of this file: what is drawn is the data. A point between two others lies on the straight line between them, and
the band shows the least and greatest of what was merged.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tui.curve import Point
from tui.widgets.braille import BrailleCanvas


@dataclass(frozen=True)
class Scale:
    """The range of the vertical axis."""

    low: float
    high: float
    log: bool = False

    def share(self, value: float) -> float:
        """Where a value lies, 0 at the bottom to 1 at the top; may lie outside."""
        if self.log:
            if value <= 0:
                return -1.0
            return (math.log(value) - math.log(self.low)) / (math.log(self.high) - math.log(self.low))
        return (value - self.low) / (self.high - self.low)

    def value(self, share: float) -> float:
        """The value at a share of the height."""
        if self.log:
            return math.exp(math.log(self.low) + share * (math.log(self.high) - math.log(self.low)))
        return self.low + share * (self.high - self.low)


def scale_for(lines: Sequence[Sequence[float]], log: bool) -> Scale:
    """A scale that holds some lines with a little air. On a logarithmic one only values above 0 count."""
    values = [value for line in lines for value in line if value > 0 or not log]
    if not values:
        return Scale(0.1, 1.0, log) if log else Scale(0.0, 1.0)
    low, high = min(values), max(values)
    if log:
        if high / low < 1.2:
            low, high = low / 1.1, high * 1.1
        return Scale(low / 1.05, high * 1.05, log=True)
    air = (high - low) * 0.06 or max(abs(high), 1.0) * 0.1
    bottom = low - air
    return Scale(0.0 if low >= 0 > bottom or 0 <= low < (high - low) * 0.5 else bottom, high + air)


def draw_line(
    canvas: BrailleCanvas,
    points: Sequence[Point],
    values: Sequence[float],
    scale: Scale,
    bounds: tuple[int, int],
    layer: int,
) -> None:
    """Draw a value per point, joined; the bounds are the steps at the left and the right edge."""
    before: tuple[int, int] | None = None
    for point, value in zip(points, values):
        x, y = _x(canvas, (point.first + point.last) / 2, bounds), _y(canvas, scale, value)
        if before is None:
            canvas.dot(x, y, layer)
        else:
            _join(canvas, before, (x, y), layer)
        before = x, y


def draw_band(
    canvas: BrailleCanvas, points: Sequence[Point], scale: Scale, bounds: tuple[int, int], layer: int
) -> None:
    """Draw from the least to the greatest value of each dot column."""
    ranges: dict[int, tuple[float, float]] = {}
    for point in points:
        x = _x(canvas, (point.first + point.last) / 2, bounds)
        low, high = ranges.get(x, (point.low, point.high))
        ranges[x] = min(low, point.low), max(high, point.high)
    for x, (low, high) in ranges.items():
        canvas.column(x, _y(canvas, scale, low), _y(canvas, scale, high), layer)


def step_labels(bounds: tuple[int, int], room: int) -> str:
    """Steps along the axis as text of `room` columns, none over another: round numbers about every 14 columns."""
    first, last = bounds
    line = [" "] * room
    span = max(1, last - first)
    every = _round_up(span * 14 / max(1, room))
    ends = [(first, 0), (last, room)] if room >= 24 else [(last, room)]
    inner = range((first // every + 1) * every, last, every)
    for step, at in [*ends, *((step, -1) for step in inner)]:
        text = f"{step:,}"
        column = round((step - first) / span * (room - 1)) if at < 0 else at
        begin = min(max(0, column - len(text) // 2), room - len(text))
        if begin >= 0 and not "".join(line[max(0, begin - 2) : begin + len(text) + 2]).strip():
            line[begin : begin + len(text)] = text
    return "".join(line)


def _round_up(value: float) -> int:
    """The least of 1, 2, 5, 10, 20, 50 … that is not less."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if digit * power >= value:
                return digit * power
        power *= 10


def axis_label(value: float, fine: bool = False) -> str:
    """A number for the axis, at most six characters; `fine` with three decimals."""
    if fine and abs(value) < 10:
        return f"{value:.3f}"
    return f"{value:.2f}" if abs(value) < 100 else f"{value:.0f}"


def _x(canvas: BrailleCanvas, step: float, bounds: tuple[int, int]) -> int:
    first, last = bounds
    return round((step - first) / max(1, last - first) * (canvas.width - 1))


def _y(canvas: BrailleCanvas, scale: Scale, value: float) -> int:
    share = min(max(scale.share(value), 0.0), 1.0)
    return round((1 - share) * (canvas.height - 1))


def _join(canvas: BrailleCanvas, a: tuple[int, int], b: tuple[int, int], layer: int) -> None:
    (x0, y0), (x1, y1) = a, b
    if x1 == x0:
        canvas.column(x0, y0, y1, layer)
        return
    left = max(x0 + 1, 0)  # a point left of the canvas may be far away
    previous = round(y0 + (y1 - y0) * (left - 1 - x0) / (x1 - x0))
    for x in range(left, min(x1, canvas.width - 1) + 1):
        y = round(y0 + (y1 - y0) * (x - x0) / (x1 - x0))
        # Between two columns the line steps half by half, so that it has no holes.
        if abs(y - previous) > 1:
            canvas.column(x, previous + (1 if y > previous else -1), y, layer)
        else:
            canvas.dot(x, y, layer)
        previous = y
