"""How time becomes ticks.

The sound process and the composer read the same steady clock of the machine (`time.monotonic`), so a `Clock` that one
tells the other holds in both, to the microsecond, whatever time its message took.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """Ticks against seconds, until a loop, a tempo or a seek changes it."""

    since: float
    """The moment of tick 0 of the music, in seconds of the steady clock; it may lie in the future."""
    rate: float
    """Ticks per second."""

    def tick(self, moment: float) -> float:
        """The tick at a moment; below 0 before the music."""
        return (moment - self.since) * self.rate

    def moment(self, tick: float) -> float:
        """When a tick is due."""
        return self.since + tick / self.rate

    @staticmethod
    def at(tick: float, moment: float, rate: float) -> Clock:
        """The clock that shows a tick at a moment."""
        return Clock(moment - tick / rate, rate)
