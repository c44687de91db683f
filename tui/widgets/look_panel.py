"""The side panel of the pickers: what a piece of music is, a small roll of its melody, and its tracks.

Rule of this file: it shows what it is told and asks for nothing; what does not fit is left out from below, the roll
last of all.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from gan.music.look import Look
from gan.music.melody import Melody
from gan.music.note import pitch_name
from gan.music.plain import plain
from gan.music.role import Role
from tui import theme
from tui.widgets.line import Part
from tui.widgets.roll_paint import Window, blank_levels, fit_pitches, paint, row_segments, style

ROLL_ROWS = 6


class LookPanel(Widget):
    """Facts, roll, tracks."""

    DEFAULT_CSS = "LookPanel { width: 1fr; height: 1fr; background: $surface; }"

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._strips: list[Strip] = []
        self._told: tuple[Look | None, str, tuple[str, ...]] = (None, "", ())

    def show(self, look: Look | None, title: str = "", notes: Sequence[str] = ()) -> None:
        """Show a look, under a title where the music has none; with None only the title.

        Args:
            notes: sentences to go below: why there is nothing, where it comes from.
        """
        told = (look, title, tuple(notes))
        if told != self._told:
            self._told = told
            self._draw()

    @property
    def text(self) -> str:
        """What is shown, as plain text."""
        return "\n".join(strip.text.rstrip() for strip in self._strips)

    def on_resize(self) -> None:
        self._draw()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        blank = style(theme.DIM, theme.PANEL)
        return self._strips[y] if y < len(self._strips) else Strip.blank(width, blank)

    def _draw(self) -> None:
        width, height = self.size
        if not width or not height:
            return
        look, title, notes = self._told
        head: list[tuple[Part, ...]] = []
        if title or look:
            head.append((((look.score.title if look else "") or title or "untitled", theme.BRIGHT),))
        below: list[tuple[Part, ...]] = []
        roll: list[Strip] = []
        if look is not None:
            head += _facts(look)
            below += _tracks(look, max(0, height - len(head) - ROLL_ROWS - 4))
            if look.melody is not None and look.melody.notes:
                rows = max(2, min(ROLL_ROWS, height - len(head)))
                roll = _roll(look.melody, width, rows)
            if look.melody is not None and look.melody.found:
                below += [((line, theme.DIM),) for line in _wrapped(look.melody.found, width)]
        for note in notes:
            below += [(), *[((line, theme.DIM),) for line in _wrapped(note, width)]]
        if below and not below[0]:
            del below[0]
        strips = [_strip(line, width) for line in head] + roll + [_strip(line, width) for line in below]
        self._strips = strips[:height]
        self.refresh()


def _facts(look: Look) -> list[tuple[Part, ...]]:
    music = look.melody or look.score
    pickup = " with a pickup" if music.pickup else ""
    return [
        ((f"{music.bars} bars of {music.metre}{pickup}", theme.TEXT),),
        ((f"{look.key} · ♩{music.tempo:.0f} · {_count(look)}", theme.TEXT),),
    ]


def _count(look: Look) -> str:
    count = len(look.score.tracks)
    return "1 track" if count == 1 else f"{count} tracks"


def _tracks(look: Look, room: int) -> list[tuple[Part, ...]]:
    """The tracks that could be the melody, the chosen one in gold; those around it where not all fit."""
    if len(look.choices) < 2 or room < 1:
        return []
    numbers = [choice.number for choice in look.choices]
    here = numbers.index(look.track) if look.track in numbers else 0
    first = max(0, min(here - room // 2, len(numbers) - room))
    lines: list[tuple[Part, ...]] = []
    for choice in look.choices[first : first + room]:
        chosen = choice.number == look.track
        colour = theme.ACCENT if chosen else theme.TEXT
        span = f"{pitch_name(choice.low)}–{pitch_name(choice.high)}"
        mark = "▸" if chosen else " "
        lines.append(((f"{mark}{choice.number:>2} {plain(choice.name, 14):<14} ", colour), (span, theme.DIM)))
    return lines


def _roll(melody: Melody, width: int, rows: int) -> list[Strip]:
    """The whole melody in the width, or its beginning where that would be a smear."""
    pitches = [note.pitch for note in melody.notes]
    semitones, top = fit_pitches(min(pitches), max(pitches), rows)
    bars = max(1, min(melody.bars, max(4, width // 3)))
    ticks = max(1, -(-min(melody.length, melody.pickup + bars * melody.metre.bar_ticks) // width))
    window = Window(0, ticks, width, top, rows, semitones)
    levels = blank_levels(window)
    paint(levels, window, melody.notes, *theme.ROLE_COLOURS[Role.MELODY])
    empty, colours, back = " " * width, [theme.GRID] * width, [theme.BACKGROUND] * width
    return [Strip(row_segments(levels[2 * row], levels[2 * row + 1], empty, colours, back)) for row in range(rows)]


def _strip(parts: tuple[Part, ...], width: int) -> Strip:
    strip = Strip([Segment(text, style(colour, theme.PANEL)) for text, colour in parts])
    if strip.cell_length > width > 1:
        strip = Strip([*strip.crop(0, width - 1), Segment("…", style(theme.DIM, theme.PANEL))])
    return strip.adjust_cell_length(width, style(theme.DIM, theme.PANEL))


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in plain(text, 600).split():
        if lines[-1] and cell_len(f"{lines[-1]} {word}") > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
