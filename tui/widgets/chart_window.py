"""Which steps of a curve are seen: all of them, or a part that was zoomed into.

Rule of this file: a view whose right edge is the newest step stays there while more steps come.
"""

from __future__ import annotations

from dataclasses import dataclass

LEAST_SPAN = 20
"""Steps between the edges, at the closest."""


@dataclass
class ChartWindow:
    """The steps at the edges of a chart."""

    end: int = 1
    """The newest step there is, 1 or more."""
    span: int | None = None
    """Steps between the edges; None for all."""
    right: int | None = None
    """The step at the right edge; None for the newest."""

    @property
    def bounds(self) -> tuple[int, int]:
        """The steps at the left and the right edge."""
        if self.span is None:
            return 0, self.end
        last = self.end if self.right is None else min(self.right, self.end)
        first = max(0, last - self.span)
        return first, min(self.end, first + self.span)

    def zoom(self, factor: float, around: int | None) -> None:
        """See `factor` times as many steps, with a step staying where it is; None: the right edge stays."""
        first, last = self.bounds
        span = max(LEAST_SPAN, round((last - first) * factor))
        if span >= self.end:
            self.whole()
            return
        if around is not None:
            around = min(max(around, first), last)
            last = round(around + (last - around) * span / max(1, last - first))
            self.right = last if last < self.end else None
        self.span = span
        self._keep_inside()

    def pan(self, share: float) -> None:
        """Move by a share of what is seen, to the right where positive."""
        if self.span is not None:
            _, last = self.bounds
            last += round(self.span * share)
            self.right = last if last < self.end else None
            self._keep_inside()

    def whole(self) -> None:
        """See all steps."""
        self.span = self.right = None

    def show(self, step: int) -> None:
        """Move as little as needed for a step to be seen."""
        first, last = self.bounds
        if step < first:
            self.right = step + (last - first)
        elif step > last:
            self.right = step if step < self.end else None

    def _keep_inside(self) -> None:
        if self.span is not None and self.right is not None:
            self.right = max(self.right, self.span)
            if self.right >= self.end:
                self.right = None
