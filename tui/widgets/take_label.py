"""What stands before a track of a take: its name, the lock, mute and solo; its instrument, volume and place.

Rule of this file: the words fit into `GUTTER` cells, and `button_at` knows where each button was drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.segment import Segment

from gan.music.mix import Mix
from gan.music.role import Role
from gan.music.score import Track
from tui import theme
from tui.desk import instrument_words, pan_of, pan_words, volume_of
from tui.widgets.roll_paint import style

GUTTER = 20
_BUTTONS = {"lock": (GUTTER - 8, GUTTER - 6), "mute": (GUTTER - 6, GUTTER - 4), "solo": (GUTTER - 4, GUTTER - 1)}


@dataclass(frozen=True)
class Label:
    """A track with what a person did with it."""

    number: int
    """From 1."""
    track: Track
    mix: Mix
    locked: bool
    chosen: bool
    """True while it is the one that the keys are about."""

    def first(self, base: str) -> list[Segment]:
        """The row of the name. The melody has no lock: it always stays."""
        role, back = self.track.role, theme.CURSOR if self.chosen else base
        colour = theme.ROLE_COLOURS[role][0] if self.mix.audible(role) else theme.DIM
        name = f" {self.number} {role.value}"
        lock = "" if role is Role.MELODY else "K" if self.locked else "k"
        return [
            Segment(f"{name:<{GUTTER - 8}}"[: GUTTER - 8], style(colour, back, True)),
            self._button(lock, self.locked, theme.DISCRIMINATOR, back),
            self._button("M" if role in self.mix.muted else "m", role in self.mix.muted, theme.BAD, back),
            self._button("S" if role in self.mix.soloed else "s", role in self.mix.soloed, theme.ACCENT, back),
            Segment(" ", style(theme.DIM, back)),
            edge(base),
        ]

    def second(self, base: str) -> list[Segment]:
        """The row of instrument, volume and place, where there is but one for them; what was changed is bright."""
        return self._row(base, (self._instrument(8), *self._level()))

    def spread(self, row: int, base: str) -> list[Segment]:
        """The same on two rows, 1 and 2: the instrument by its whole name, then volume and place."""
        if row == 1:
            return self._row(base, (self._instrument(GUTTER - 5),))
        return self._row(base, (("   volume ", theme.DIM), *self._level()))

    def _instrument(self, most: int) -> tuple[str, str]:
        own = self.mix.channel(self.track.role).program is not None
        return f"   {instrument_words(self.mix, self.track)[:most]:<{most}} ", theme.ACCENT if own else theme.DIM

    def _level(self) -> tuple[tuple[str, str], ...]:
        own, volume = self.mix.channel(self.track.role), volume_of(self.mix, self.track)
        return (
            (f"{volume:>3}", theme.ACCENT if own.volume is not None else theme.DIM),
            (f"{pan_words(pan_of(self.mix, self.track)):>4}", theme.ACCENT if own.pan is not None else theme.DIM),
        )

    def _row(self, base: str, parts: tuple[tuple[str, str], ...]) -> list[Segment]:
        room, segments = GUTTER - 1, []
        for text, colour in parts:
            segments.append(Segment(text[:room], style(colour, base)))
            room -= len(text[:room])
        return [*segments, Segment(" " * room, style(theme.DIM, base)), edge(base)]

    @staticmethod
    def _button(text: str, on: bool, colour: str, back: str) -> Segment:
        return Segment(f"{text:>2}", style(colour if on else theme.DIM, back, on))


def edge(base: str) -> Segment:
    """The line between names and notes."""
    return Segment("│", style(theme.GRID_BRIGHT, base))


def button_at(column: int) -> str:
    """The button of a label's first row at a column: `lock`, `mute`, `solo` or none."""
    return next((what for what, (first, end) in _BUTTONS.items() if first <= column < end), "")
