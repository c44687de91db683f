"""A time signature."""

from __future__ import annotations

from dataclasses import dataclass

from gan.music.note import TICKS_PER_QUARTER

_DENOMINATORS = (1, 2, 4, 8, 16, 32)


@dataclass(frozen=True, slots=True)
class Metre:
    """Beats to a bar, and what note value is a beat: 6/8 is `Metre(6, 8)`."""

    beats: int = 4
    """1 to 32."""
    unit: int = 4
    """1, 2, 4, 8, 16 or 32."""

    def __post_init__(self) -> None:
        if not 1 <= self.beats <= 32 or self.unit not in _DENOMINATORS:
            raise ValueError(f"{self.beats}/{self.unit} is not a metre this product knows")

    @property
    def bar_ticks(self) -> int:
        """Ticks in a bar."""
        return self.beats * 4 * TICKS_PER_QUARTER // self.unit

    @property
    def is_compound(self) -> bool:
        """True where three units make a felt beat: 6/8, 9/8, 12/8."""
        return self.unit >= 8 and self.beats % 3 == 0 and self.beats > 3

    @property
    def pulse_ticks(self) -> int:
        """Ticks in a felt beat: a dotted quarter in 6/8, a quarter in 4/4."""
        unit = 4 * TICKS_PER_QUARTER // self.unit
        return unit * 3 if self.is_compound else unit

    def __str__(self) -> str:
        return f"{self.beats}/{self.unit}"

    @staticmethod
    def parse(text: str) -> Metre:
        """The metre written as `3/4`. Raises ValueError on anything else."""
        beats, _, unit = text.partition("/")
        return Metre(int(beats), int(unit))
