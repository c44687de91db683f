"""Step entry: what the next typed note will be, and which key of the computer plays which pitch.

Rule of this file: lengths are whole ticks. A length that does not come out whole (a dotted thirty-second)
is not offered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

BASE_LENGTHS = {"1/1": 96, "1/2": 48, "1/4": 24, "1/8": 12, "1/16": 6, "1/32": 3}
"""Note values by name, in ticks, longest first."""

KEY_SEMITONES: dict[str, int] = {
    "a": 0,
    "w": 1,
    "s": 2,
    "e": 3,
    "d": 4,
    "f": 5,
    "t": 6,
    "g": 7,
    "y": 8,
    "h": 9,
    "u": 10,
    "j": 11,
    "k": 12,
    "o": 13,
    "l": 14,
    "p": 15,
    ";": 16,
    "'": 17,
}
"""Semitones above the C of the octave, by the character typed."""

BLACK_KEYS = frozenset({1, 3, 6, 8, 10})
"""The pitch classes of a piano's black keys."""
LOWEST_OCTAVE, HIGHEST_OCTAVE = 0, 8
STEP_VELOCITY = 90
"""Velocity of typed notes, until another one is chosen."""
VELOCITY_CHANGE = 10
"""What a key press adds to a velocity, or takes from it."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a typed note will be."""

    octave: int = 4
    """The octave of the key `a`: 4 begins at middle C."""
    base: str = "1/4"
    """A name of `BASE_LENGTHS`."""
    dotted: bool = False
    triplet: bool = False
    velocity: int = STEP_VELOCITY
    """1 to 127."""

    @property
    def nudge(self) -> int:
        """The ticks that notes are moved and stretched by: a sixteenth, or less where the step is finer."""
        return min(self.length, 8 if self.triplet else 6)

    @property
    def length(self) -> int:
        """Ticks."""
        ticks = BASE_LENGTHS[self.base]
        if self.dotted:
            return ticks * 3 // 2
        return ticks * 2 // 3 if self.triplet else ticks

    @property
    def label(self) -> str:
        """The length in words, such as `1/8.` or `1/8 triplet`."""
        return self.base + ("." if self.dotted else " triplet" if self.triplet else "")

    def pitch_of(self, character: str) -> int | None:
        """The MIDI pitch a character plays, or None where it is no piano key or out of range."""
        semitones = KEY_SEMITONES.get(character)
        if semitones is None:
            return None
        pitch = 12 * (self.octave + 1) + semitones
        return pitch if pitch <= 127 else None

    def longer(self) -> Step:
        return self._based(-1)

    def shorter(self) -> Step:
        return self._based(1)

    def _based(self, by: int) -> Step:
        names = list(BASE_LENGTHS)
        base = names[min(max(names.index(self.base) + by, 0), len(names) - 1)]
        dotted = self.dotted and BASE_LENGTHS[base] % 2 == 0
        return replace(self, base=base, dotted=dotted)

    def toggle_dot(self) -> Step:
        if BASE_LENGTHS[self.base] % 2:
            return self
        return replace(self, dotted=not self.dotted, triplet=False)

    def toggle_triplet(self) -> Step:
        return replace(self, triplet=not self.triplet, dotted=False)

    def velocity_by(self, by: int) -> Step:
        return replace(self, velocity=min(max(self.velocity + by, 1), 127))

    def octave_by(self, by: int) -> Step:
        return replace(self, octave=min(max(self.octave + by, LOWEST_OCTAVE), HIGHEST_OCTAVE))
