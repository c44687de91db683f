"""A curve of any length in bounded memory.

Rule of this file: nothing is dropped. Once there are too many points, neighbours are merged into one that keeps
their mean, least and greatest, so that a spike is still seen after a million steps.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

MOST_POINTS = 2048


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


class Curve:
    """Values over steps."""

    def __init__(self) -> None:
        self.points: list[Point] = []
        self._per_point = 1

    def __len__(self) -> int:
        return len(self.points)

    def add(self, step: int, value: float | None) -> None:
        """A value at a step. Nothing finite is no value; a step that is not later than the last one begins
        the curve anew from there (a run that went on from an older checkpoint)."""
        if value is None or not math.isfinite(value):
            return
        while self.points and self.points[-1].first >= step:
            self.points.pop()
        if self.points and self.points[-1].last >= step:
            self.points[-1].last = step - 1
        point = Point(step, step, value, value, value)
        if self.points and self.points[-1].count < self._per_point:
            self.points[-1].merge(point)
            return
        self.points.append(point)
        if len(self.points) > MOST_POINTS:
            self._per_point *= 2
            merged = []
            for index in range(0, len(self.points) - 1, 2):
                self.points[index].merge(self.points[index + 1])
                merged.append(self.points[index])
            if len(self.points) % 2:
                merged.append(self.points[-1])
            self.points = merged

    @property
    def latest(self) -> float | None:
        """The mean of the last point."""
        return self.points[-1].mean if self.points else None

    def smoothed(self) -> list[float]:
        """A running mean for each point, over about a thirtieth of the curve, fair at the beginning."""
        keep = 1 - 1 / max(2.0, len(self.points) / 30)
        total, weight, out = 0.0, 0.0, []
        for point in self.points:
            total = keep * total + (1 - keep) * point.mean
            weight = keep * weight + (1 - keep)
            out.append(total / weight)
        return out

    def mean_between(self, first: int, last: int) -> float | None:
        """The mean of the values from one step to another, or None where there are none."""
        inside = list(self._between(first, last))
        count = sum(point.count for point in inside)
        return sum(point.mean * point.count for point in inside) / count if count else None

    def _between(self, first: int, last: int) -> Iterator[Point]:
        return (point for point in self.points if point.last >= first and point.first <= last)
