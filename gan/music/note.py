"""A note, and the one place that says how fine the time grid is."""

from __future__ import annotations

from dataclasses import dataclass

TICKS_PER_QUARTER = 24
"""Ticks to a quarter note, everywhere in the product."""

PITCH_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")


@dataclass(frozen=True, order=True, slots=True)
class Note:
    """One sounding note. Notes sort by start, then pitch."""

    start: int
    """First tick, 0 or later."""
    pitch: int
    """MIDI number, 0 to 127."""
    length: int
    """Ticks, 1 or more."""
    velocity: int = 80
    """Loudness, 1 to 127."""

    def __post_init__(self) -> None:
        if self.start < 0:
            raise ValueError(f"a note cannot start at tick {self.start}")
        if not 0 <= self.pitch <= 127:
            raise ValueError(f"pitch {self.pitch} is not within 0..127")
        if self.length < 1:
            raise ValueError(f"a note cannot last {self.length} ticks")
        if not 1 <= self.velocity <= 127:
            raise ValueError(f"velocity {self.velocity} is not within 1..127")

    @property
    def end(self) -> int:
        """The first tick after the note."""
        return self.start + self.length


def pitch_name(pitch: int) -> str:
    """The name of a MIDI pitch with its octave: 60 is `C4`."""
    return f"{PITCH_NAMES[pitch % 12]}{pitch // 12 - 1}"
