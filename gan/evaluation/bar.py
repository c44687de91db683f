"""The measures of an evaluation, what each asks for, and how far a value is from real music.

Three columns of demands stand beside most measures: what published models reach, what is near real music, and what
cannot be told from it. Many of them are relative to `c`, the *ceiling*: real music measured against other real music.
A column that asks nothing of a measure is neither reached nor missed by it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

COLUMNS = ("better than published", "near real", "indistinguishable")
NONE = "none"
"""The verdict of a measure that reaches no column."""

Demands = tuple[bool | None, bool | None, bool | None]
"""Whether the demand of each column is met; None where a column has none."""
Distance = Callable[[float, float], float]
"""(value, ceiling) → how far the value is from what real music should have, 0 or more."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of an evaluation."""

    id: str
    """Its name in JSON."""
    title: str
    """Its name for people."""
    distance: Distance | None = None
    """For ranking; None where music without understanding has it right for free (copies are none, say)."""
    demands: Callable[[float, float, float], Demands] | None = None
    """(value, ceiling, p of the MMD test) → Demands; None where nothing is asked."""
    digits: int = 3
    parts_only: bool = False
    """True where it does not hear the melody, so that real parts have it right whatever they stand under."""

    def asks(self, value: float | None, ceiling: float | None, mmd_p: float | None) -> Demands:
        """Which demands are met; none are made of what could not be measured."""
        if self.demands is None or value is None or ceiling is None:
            return None, None, None
        return self.demands(value, ceiling, 1.0 if mmd_p is None else mmd_p)

    def shown(self, value: float | None) -> str:
        """The value for people, a dash where there is none."""
        return "–" if value is None else f"{value:.{self.digits}f}"


def reached(*demands: Demands) -> int:
    """The last column that is reached with all before it by all measures, 0 (none) to 3."""
    for column in range(len(COLUMNS)):
        if any(one[column] is False for one in demands):
            return column
    return len(COLUMNS)


def verdict(demands: Demands) -> str:
    """The column that one measure reaches, in words; empty where nothing is asked of it."""
    if all(met is None for met in demands):
        return ""
    column = reached(demands)
    while column and demands[column - 1] is None:  # to be asked nothing is no merit
        column -= 1
    return COLUMNS[column - 1] if column else NONE


def _high(value: float, ceiling: float) -> float:
    return max(0.0, 1 - value)


def _low(value: float, ceiling: float) -> float:
    return value


def _half(value: float, ceiling: float) -> float:
    return max(0.0, value - 0.5)  # what is told worse than by a coin is not told at all


def _like(value: float, ceiling: float) -> float:
    return abs(value - ceiling)


def _one(value: float, ceiling: float) -> float:
    return abs(math.log(max(value, 1e-3)))


def _share(first: float | None, second: float, third: float) -> Callable[[float, float, float], Demands]:
    """Demands of at least these shares of the ceiling."""

    def demands(value: float, ceiling: float, _: float) -> Demands:
        return None if first is None else value >= first * ceiling, value >= second * ceiling, value >= third * ceiling

    return demands


def _most(first: float, second: float, third: float) -> Callable[[float, float, float], Demands]:
    """Demands of at most these values."""
    return lambda value, _ceiling, _p: (value <= first, value <= second, value <= third)


def _c2st(value: float, c: float, _: float) -> Demands:
    # Of small sets that are alike the AUC falls below a half by chance.
    return value <= 0.95, value <= 0.77, value <= max(0.5, c) + 0.10


def _pairing(value: float, c: float, _: float) -> Demands:
    near, close, same = (value >= 0.5 + share * (c - 0.5) for share in (0.8, 0.9, 0.95))
    return near, close, same


def _same(met: bool) -> Demands:
    return met, met, met


MEASURES = {
    measure.id: measure
    for measure in (
        Measure("c2st", "C2ST AUC", _half, _c2st),
        Measure("pairing", "pairing AUC", _high, _pairing),
        Measure("relational_overlap", "relational OA", _high, _share(0.76, 0.90, 0.95)),
        Measure("direct_overlap", "direct OA, mean", _high, _share(0.87, 0.95, 0.98), parts_only=True),
        Measure("direct_overlap_worst", "direct OA, worst", _high, _share(None, 0.75, 0.85), parts_only=True),
        Measure("yang_lerch", "Yang-Lerch OA", _high, _share(0.95, 0.98, 0.99), parts_only=True),
        Measure(
            "pitch_classes",
            "UPC against real",
            _one,
            lambda v, c, p: (abs(v - 1) <= 0.15, abs(v - 1) <= 0.07, abs(v - 1) <= 0.03),
            parts_only=True,
        ),
        Measure("qualified_notes", "QN against real", None, lambda v, c, p: (v >= 0.95, v >= 0.98, abs(v - 1) <= 0.03)),
        Measure("clash", "clash", _like),
        Measure("chorale_grade", "chorale grade", _low, _most(12.8, 6.5, 4.5), digits=1),
        Measure("parallels", "parallels per 1,000 notes", None, _most(8, 4, 2), digits=1),
        Measure("copied_windows", "copied windows", None, lambda v, c, p: _same(v <= 0.02)),
        Measure("ngram_copies", "8-gram copies", None, lambda v, c, p: _same(v <= c + 0.15)),
        Measure(
            "spread",
            "spread against real",
            None,
            lambda v, c, p: (0.8 <= v <= 1.2, 0.85 <= v <= 1.15, 0.85 <= v <= 1.15),
        ),
        Measure("unique_bars", "unique bars against real", None, lambda v, c, p: (v >= 0.8, v >= 0.9, v >= 0.9)),
        Measure("mmd_p", "MMD p", None, lambda v, c, p: (None, None, p >= 0.05)),
        Measure("genre_accuracy", "genre accuracy", None, _share(0.8, 0.9, 0.95)),
    )
}
"""Every measure, in the order it is shown."""
