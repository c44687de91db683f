"""The bar that the keys of a take's roll are at, and the bars that are selected from there.

Rule of this file: bars count from 0 here, and a pickup is bar 0; `bars` gives them as people and `Revision` count.
"""

from __future__ import annotations

from gan.music.score import Score


class BarChoice:
    """A bar, and a selection of bars that ends at it."""

    def __init__(self) -> None:
        self.bar = 0
        self.selecting = False
        """True while every move selects."""
        self._anchor: int | None = None

    @property
    def bars(self) -> tuple[int, int] | None:
        """The first and the last selected bar, counted from 1; None where none is."""
        if self._anchor is None:
            return None
        return min(self._anchor, self.bar) + 1, max(self._anchor, self.bar) + 1

    def clear(self) -> None:
        """Select nothing."""
        self._anchor, self.selecting = None, False

    def toggle(self) -> None:
        """Begin a selection here, or let it be."""
        self.selecting = self._anchor is None
        self._anchor = self.bar if self.selecting else None

    def fit(self, score: Score | None) -> None:
        """Stay within another score."""
        last = max(0, (score.bars if score else 1) - 1)
        self.bar = min(self.bar, last)
        if self._anchor is not None:
            self._anchor = min(self._anchor, last)

    def move(self, score: Score, by: int, select: bool) -> None:
        """Go to another bar; with `select` the bars on the way are selected."""
        if select and self._anchor is None:
            self._anchor = self.bar
        elif not select and not self.selecting:
            self._anchor = None
        self.bar = min(max(self.bar + by, 0), max(0, score.bars - 1))

    def come_into_sight(self, score: Score, left: int, right: int) -> None:
        """Where the bar is not between two ticks, because the music went on, it is the first one that is."""
        if self._anchor is None and not left <= self.ticks(score)[0] < right:
            length = score.metre.bar_ticks
            self.bar = max(0, -(-(left - score.pickup) // length)) + bool(score.pickup and left)
            self.fit(score)

    def left_to_see(self, score: Score, left: int, seen: int) -> int:
        """The first tick of a window of `seen` ticks in which the bar is seen, moved as little as can be."""
        start, end = self.ticks(score)
        if start < left or end - start > seen:
            return start if not left <= start < left + seen else left
        if end <= left + seen:
            return left
        length, pickup = score.metre.bar_ticks, score.pickup
        return pickup + -(-max(0, end - seen - pickup) // length) * length

    def ticks(self, score: Score) -> tuple[int, int]:
        """Where the bar begins and ends."""
        return bar_ticks(score, self.bar)

    def chosen_ticks(self, score: Score) -> tuple[int, int] | None:
        """Where the selected bars begin and end."""
        bars = self.bars
        return (bar_ticks(score, bars[0] - 1)[0], bar_ticks(score, bars[1] - 1)[1]) if bars else None


def bar_ticks(score: Score, bar: int) -> tuple[int, int]:
    """Where a bar begins and ends, the first one being 0, a pickup too."""
    length = score.metre.bar_ticks
    first = score.pickup + (bar - bool(score.pickup)) * length
    return max(0, first), first + length
