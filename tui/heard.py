"""A take as the Audition station holds it: the music and what was counted in it."""

from __future__ import annotations

from dataclasses import dataclass

from gan.measures.facts import Facts
from gan.take import Take


@dataclass(frozen=True)
class Heard:
    """A take with its facts."""

    take: Take
    facts: Facts

    @property
    def in_key(self) -> float | None:
        """Share of note length in the key, 0..1."""
        return self.facts.in_key

    @property
    def empty(self) -> float | None:
        """Mean share of empty bars of the tracks the generator wrote, 0..1."""
        shares = [t.empty_bars for t in self.facts.tracks if t.role != "melody" and t.empty_bars is not None]
        return sum(shares) / len(shares) if shares else None

    @property
    def clash(self) -> float | None:
        """Share of sounding pairs a semitone apart, 0..1."""
        return self.facts.clash


def percent(share: float | None) -> str:
    """A share in whole per cent, or a dash where there is nothing to measure."""
    return "–" if share is None else f"{100 * share:.0f}%"
