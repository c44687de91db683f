"""A curve of any length in bounded memory, drawn at any width without walking over all of it.

Its values stand in levels: the first has them as they came, each further one half as many, in which two neighbours
are one point that keeps their mean, least and greatest. A drawing takes the coarsest level that is fine enough. Once
there are too many, the first level goes.

Rule of this file: nothing is dropped, so that a spike is still seen after a million steps; and adding a value
changes at most the ends of the levels.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

MOST_POINTS = 16384
"""Points in the first level."""


@dataclass(slots=True)
class Point:
    """Some neighbouring values as one."""

    first: int
    """The first step in it."""
    last: int
    """The last step in it."""
    mean: float
    low: float
    high: float
    count: int = 1

    def merge(self, other: Point) -> None:
        """Take a later point into this one."""
        total = self.count + other.count
        self.mean += (other.mean - self.mean) * other.count / total
        self.low, self.high = min(self.low, other.low), max(self.high, other.high)
        self.last, self.count = other.last, total


class _Level:
    """Points as columns of numbers: a tenth of the memory of objects."""

    def __init__(self) -> None:
        self.first, self.last, self.count = array("q"), array("q"), array("q")
        self.mean, self.low, self.high = array("d"), array("d"), array("d")

    def __len__(self) -> int:
        return len(self.first)

    def __getitem__(self, place: int) -> Point:
        return Point(
            self.first[place], self.last[place], self.mean[place], self.low[place], self.high[place], self.count[place]
        )

    def __setitem__(self, place: int, point: Point) -> None:
        self.first[place], self.last[place], self.count[place] = point.first, point.last, point.count
        self.mean[place], self.low[place], self.high[place] = point.mean, point.low, point.high

    def append(self, point: Point) -> None:
        self.first.append(point.first)
        self.last.append(point.last)
        self.count.append(point.count)
        self.mean.append(point.mean)
        self.low.append(point.low)
        self.high.append(point.high)

    def cut(self, length: int) -> None:
        """Keep only so many."""
        for steps in (self.first, self.last, self.count):
            del steps[length:]
        for values in (self.mean, self.low, self.high):
            del values[length:]


class Curve:
    """Values over steps."""

    def __init__(self) -> None:
        self._levels = [_Level()]
        self._per_point = 1

    def __len__(self) -> int:
        return len(self._levels[0])

    @property
    def points(self) -> list[Point]:
        """The points of the first level."""
        return [self._levels[0][place] for place in range(len(self))]

    @property
    def latest(self) -> float | None:
        """The mean of the last point."""
        return self._levels[0].mean[-1] if len(self) else None

    @property
    def first_step(self) -> int:
        """The first step with a value; 0 where there is none."""
        return self._levels[0].first[0] if len(self) else 0

    @property
    def last_step(self) -> int:
        """The last step with a value; 0 where there is none."""
        return self._levels[0].last[-1] if len(self) else 0

    def add(self, step: int, value: float | None) -> None:
        """A value at a step. Nothing finite is no value; a step that is not later than the last one begins
        the curve anew from there (a run that went on from an older checkpoint)."""
        if value is None or not math.isfinite(value):
            return
        finest = self._levels[0]
        if len(finest) and finest.last[-1] >= step:
            self._rewind(step)
        point = Point(step, step, value, value, value)
        if len(finest) and finest.count[-1] < self._per_point:
            last = finest[-1]
            last.merge(point)
            finest[len(finest) - 1] = last
        else:
            finest.append(point)
        self._pair()
        if len(finest) > MOST_POINTS:
            self._coarsen()

    def at(self, step: int) -> float | None:
        """The value at a step: of the last point that begins at or before it, or None before the first."""
        finest = self._levels[0]
        place = bisect_right(finest.first, step) - 1
        return finest.mean[place] if place >= 0 else None

    def next_step(self, step: int, by: int) -> int:
        """The step of the value `by` places after (or before, where negative) the one that `at(step)` gives."""
        finest = self._levels[0]
        if not len(finest):
            return 0
        place = min(max(bisect_right(finest.first, step) - 1 + by, 0), len(finest) - 1)
        return finest.last[place]

    def window(self, first: int, last: int, wanted: int) -> list[Point]:
        """The points from one step to another, at most about twice as many as wanted, in order.

        A point that lies in part within is among them.
        """
        finest = self._levels[0]
        inside = bisect_right(finest.first, last) - bisect_left(finest.last, first)
        number = 0
        while inside > 2 * wanted and number + 1 < len(self._levels):
            inside, number = inside // 2, number + 1
        found: list[Point] = []
        begin = bisect_left(self._levels[number].last, first)
        for level in range(number, -1, -1):  # what is not yet paired stands at the ends of the finer levels
            own = self._levels[level]
            if level < number:
                begin = max(2 * len(self._levels[level + 1]), bisect_left(own.last, first))
            found += [own[place] for place in range(begin, bisect_right(own.first, last))]
        return found

    def mean_between(self, first: int, last: int) -> float | None:
        """The mean of the values from one step to another, or None where there are none."""
        inside = self.window(first, last, 256)
        count = sum(point.count for point in inside)
        return sum(point.mean * point.count for point in inside) / count if count else None

    def _whole(self) -> int:
        """How many points of the first level take no more values."""
        finest = self._levels[0]
        return len(finest) - bool(len(finest) and finest.count[-1] < self._per_point)

    def _pair(self) -> None:
        """Two whole points of a level that have none yet become one of the next."""
        whole, number = self._whole(), 0
        while whole >= 2:
            if number + 1 == len(self._levels):
                self._levels.append(_Level())
            finer, coarser = self._levels[number], self._levels[number + 1]
            if len(coarser) == whole // 2:
                return
            for place in range(2 * len(coarser), whole - 1, 2):
                pair = finer[place]
                pair.merge(finer[place + 1])
                coarser.append(pair)
            whole, number = len(coarser), number + 1

    def _coarsen(self) -> None:
        finest = self._levels.pop(0)
        self._per_point *= 2
        for place in range(2 * len(self._levels[0]), len(finest)):
            self._levels[0].append(finest[place])

    def _rewind(self, step: int) -> None:
        """Take away what was at a step and later."""
        finest = self._levels[0]
        finest.cut(bisect_left(finest.first, step))
        if len(finest) and finest.last[-1] >= step:
            finest.last[-1] = step - 1
        length = max(0, len(finest) - 1)  # the last one may take more values
        for level in self._levels[1:]:
            length //= 2
            level.cut(min(len(level), length))


def smoothed(points: list[Point], span: float) -> list[float]:
    """A running mean for each point, over about `span` points, fair at the beginning."""
    keep = 1 - 1 / max(1.0, span)
    total, weight, out = 0.0, 0.0, []
    for point in points:
        total = keep * total + (1 - keep) * point.mean
        weight = keep * weight + (1 - keep)
        out.append(total / weight)
    return out
