"""Painting notes as half blocks: pure functions from notes to rows of coloured characters.

Conventions: a *level* is half a row of the terminal. Level 0 is the upper half of the first row. A column is
`ticks_per_column` ticks. Colours are `#rrggbb`. The first column of a note has a colour of its own, so that a
repeated note differs from a held one; where there are no colours it is half a column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style

from gan.music.note import Note
from tui import theme

Levels = list[list[str | None]]
"""Colours per level and column; None where nothing sounds."""


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of time and pitch is seen."""

    left: int
    """Tick of the first column."""
    ticks_per_column: int
    columns: int
    top: int
    """The highest pitch seen."""
    rows: int
    semitones: int = 1
    """Semitones to a level, 1 or more; 0 means a whole row (two levels) to a semitone."""

    @property
    def right(self) -> int:
        """The first tick behind the last column."""
        return self.left + self.columns * self.ticks_per_column

    @property
    def pitches(self) -> int:
        """How many semitones are seen."""
        return self.rows if self.semitones == 0 else self.rows * 2 * self.semitones

    def column(self, tick: int) -> int:
        return (tick - self.left) // self.ticks_per_column

    def columns_of(self, note: Note) -> range:
        """The columns a note is drawn in, one at least; they may lie outside the window."""
        start = self.column(note.start)
        end = max(start + 1, -(-(note.end - self.left) // self.ticks_per_column))
        # A note that ends inside a column leaves it to the note that begins there.
        if end - start > 1 and (note.end - self.left) % self.ticks_per_column:
            end -= (note.end - self.left) % self.ticks_per_column * 2 < self.ticks_per_column
        return range(start, end)

    def levels_of(self, pitch: int) -> tuple[int, int]:
        """First level of a pitch and the one after its last; may lie outside the window."""
        if self.semitones == 0:
            return 2 * (self.top - pitch), 2 * (self.top - pitch) + 2
        level = (self.top - pitch) // self.semitones
        return level, level + 1

    def pitch_at(self, row: int) -> int:
        """The highest pitch of a row."""
        return self.top - row if self.semitones == 0 else self.top - row * 2 * self.semitones


def blank_levels(window: Window) -> Levels:
    return [[None] * window.columns for _ in range(window.rows * 2)]


def paint(levels: Levels, window: Window, notes: Iterable[Note], first: str, body: str) -> None:
    """Paint notes into levels, over what is there."""
    for note in notes:
        if note.end <= window.left or note.start >= window.right:
            continue
        columns = window.columns_of(note)
        start, end = columns.start, columns.stop
        level, stop = window.levels_of(note.pitch)
        for index in range(max(level, 0), min(stop, len(levels))):
            row = levels[index]
            for column in range(max(start, 0), min(end, window.columns)):
                row[column] = body
            if start >= 0:
                row[start] = first


_HALVES = {(0, 1): "▗", (0, 2): "▄", (1, 0): "▝", (1, 1): "▐", (1, 2): "▟", (2, 0): "▀", (2, 1): "▜", (2, 2): "█"}
"""What an upper and a lower half look like without colours: 0 silence, 1 a note's first column, 2 the rest of it."""


def style(fg: str, bg: str, bold: bool = False) -> Style:
    """The style of two colours in the theme that is worn; a cached one."""
    # Without colours the ground of what is chosen cannot be seen; it is turned about instead.
    turned = theme.COLOURLESS and theme.meaning(bg) in ("CURSOR", "SELECTED")
    return _style(theme.now(fg), theme.now(bg), bold, turned)


@lru_cache(maxsize=4096)
def _style(fg: str, bg: str, bold: bool, turned: bool) -> Style:
    return Style(color=fg, bgcolor=bg, bold=bold or None, reverse=turned or None)


def row_segments(
    upper: Sequence[str | None],
    lower: Sequence[str | None],
    empty: str,
    empty_fg: Sequence[str],
    bg: Sequence[str],
    signs: Mapping[str, str] | None = None,
) -> list[Segment]:
    """One row of the terminal from two levels.

    `empty` has the character, `empty_fg` its colour and `bg` the background of each column where nothing sounds.
    `signs` has a character for what a colour stands for, written where a note of it begins.
    """
    out: list[Segment] = []
    run, run_style = "", None
    for column, (top, bottom) in enumerate(zip(upper, lower)):
        if top is None and bottom is None:
            character = empty[column]
            # The colour of a blank does not matter; one for all makes longer runs.
            here = style(empty_fg[column] if character != " " else empty_fg[0], bg[column])
        elif signs and (sign := _sign(top, signs) or _sign(bottom, signs)):
            character, here = sign, style(top or bottom or "", bg[column], True)
        elif theme.COLOURLESS:
            character, here = _HALVES[_part(top), _part(bottom)], style(top or bottom or "", bg[column])
        elif top == bottom:
            character, here = "█", style(top or "", bg[column])
        elif bottom is None:
            character, here = "▀", style(top or "", bg[column])
        elif top is None:
            character, here = "▄", style(bottom, bg[column])
        else:
            character, here = "▀", style(top, bottom)
        if here is run_style:
            run += character
        else:
            if run:
                out.append(Segment(run, run_style))
            run, run_style = character, here
    if run:
        out.append(Segment(run, run_style))
    return out


def _sign(colour: str | None, signs: Mapping[str, str]) -> str:
    return signs.get(theme.meaning(colour), "") if colour is not None else ""


def _part(colour: str | None) -> int:
    """Which part of a note a half shows; see `_HALVES`."""
    return 0 if colour is None else 1 if theme.meaning(colour).lower().endswith("first") else 2


def fit_pitches(low: int, high: int, rows: int) -> tuple[int, int]:
    """Semitones to a level (see `Window`) and top pitch that show `low` to `high`, centred, in some rows.

    A row to a semitone where there is room, else half a row, else more than one semitone to a level.
    """
    span = high - low + 1
    if span <= rows:
        return 0, high + (rows - span) // 2
    semitones = -(-span // (rows * 2))
    return semitones, high + (rows * 2 * semitones - span) // 2
