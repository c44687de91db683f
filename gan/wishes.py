"""What a person may ask of the composer besides melody, genre and seed: the manner, wishes, what is written again.

Rule of this file: plain values only, so that a screen may hold them without the libraries that compose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gan.errors import UsageError
from gan.music.role import ACCOMPANIMENT, Role

_TEMPERATURE = 0.85
"""Of usual takes. Measured: nearer to real music than the plain odds (docs/experiments.md)."""
MAX_DENSITY = 4.0
MAX_ADVENTURE = 2.0
"""The most that is offered to people; the composer itself takes more."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a take is written."""

    passes: int = 64
    """Passes through the network, 1 or more: the more, the better the parts listen to each other."""
    adventure: float = 1.0
    """Chance in choosing, over what is usual: 0 always takes the likeliest, 2 is wild."""
    truncation: float = 0.0
    """A pitch less likely than this share of the likeliest one's odds is never chosen, 0 (all may be) to 1."""
    raw: bool = False
    """Leave out every rule beside the network: its plain odds are followed, without the temperature of usual takes and
    without truncation, without the priors that rehearsal set, and bars whose tune comes back share no chance."""

    @property
    def temperature(self) -> float:
        """What chance is multiplied by; 1 follows the network's odds."""
        return self.adventure if self.raw else _TEMPERATURE * self.adventure


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person may ask for besides melody, genre and seed. Raises UsageError for a value out of range."""

    manner: Manner = Manner()
    density: Mapping[Role, float] = field(default_factory=dict)
    """Attacks of a part, over those of the arrangement it would have: 0 (the part is silent) to MAX_DENSITY."""
    blend: tuple[str, float] | None = None
    """Another genre's id and its share in the style, 0 to 1."""

    def __post_init__(self) -> None:
        for role, factor in self.density.items():
            if role is Role.MELODY or not 0 <= factor <= MAX_DENSITY:
                why = "the melody is yours" if role is Role.MELODY else f"it must be 0 to {MAX_DENSITY:g}"
                raise UsageError(f"a density of {factor:g} for {role.value}", why)
        if self.blend and not 0 <= self.blend[1] <= 1:
            raise UsageError(f"a blend of {self.blend[1]:g}", "it must be 0 to 1")


@dataclass(frozen=True, slots=True)
class Revision:
    """Which part of a take is written again. Raises UsageError for a value out of range."""

    roles: frozenset[Role] = frozenset(ACCOMPANIMENT)
    """The parts written again; the others are kept, and heard."""
    bars: tuple[int, int] | None = None
    """First and last bar written again, counted from 1 (a pickup is bar 1); all where None."""
    amount: float = 1.0
    """Share of the bars of each voice that is written again, above 0 to 1: a little gives a variation."""

    def __post_init__(self) -> None:
        if self.bars and not 1 <= self.bars[0] <= self.bars[1]:
            raise UsageError(f"bars {self.bars[0]} to {self.bars[1]}", "bars are counted from 1, the first one first")
        if not 0 < self.amount <= 1:
            raise UsageError(f"an amount of {self.amount:g}", "it must be above 0, and 1 at most")
        if not self.roles or Role.MELODY in self.roles:
            raise UsageError("nothing to write again", "one part or more must be rewritten, and the melody never is")
