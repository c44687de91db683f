"""Bars and beats above and inside a roll: which column begins a bar, and what stands there."""

from __future__ import annotations

from rich.segment import Segment

from gan.music.melody import Melody
from gan.music.score import Score
from tui import theme
from tui.widgets.roll_paint import Window, style


def bar_marks(window: Window, music: Melody | Score) -> tuple[list[str], list[str]]:
    """For each column the character where nothing sounds, and its colour: bar lines and beats."""
    marks, colours = [" "] * window.columns, [theme.GRID] * window.columns
    pulse = music.metre.pulse_ticks
    first = music.pickup - -(-music.pickup // pulse) * pulse
    end = _end_of(music)
    # Beats and bars closer than this would be a fog.
    beats = pulse // window.ticks_per_column >= 2
    group = music.metre.bar_ticks * (1 if music.metre.bar_ticks // window.ticks_per_column >= 2 else 4)
    tick = first + max(0, (window.left - first) // pulse) * pulse
    while tick < window.right:
        column = window.column(tick)
        if 0 <= column < window.columns:
            if (tick - music.pickup) % music.metre.bar_ticks == 0:
                if tick == end:
                    marks[column], colours[column] = "║", theme.GRID_BRIGHT
                elif (tick - music.pickup) % group == 0:
                    marks[column] = "│" if tick < end else "┊"
            elif beats and tick < end:
                marks[column], colours[column] = "·", theme.GRID_BRIGHT
        tick += pulse
    return marks, colours


def ruler_segments(
    window: Window,
    music: Melody | Score,
    gutter: int,
    playhead: int | None,
    cursor: int | None,
    chosen: tuple[int, int] | None = None,
) -> list[Segment]:
    """The line of bar numbers, with a mark for the playhead (▼) and one for the cursor (▾).

    What lies between the ticks of `chosen`, where given, stands out.
    """
    line = [" "] * window.columns
    bar = music.metre.bar_ticks
    end = _end_of(music)
    number = max(0, (window.left - music.pickup) // bar)
    every = next((n for n in (1, 4, 8, 16) if bar * n // window.ticks_per_column > len(str(number + n))), 32)
    while (tick := music.pickup + number * bar) < window.right:
        column = window.column(tick)
        text = str(number + 1)
        if column >= 0 and tick <= max(end, 0) and number % every == 0:
            line[column : column + len(text)] = text
        number += 1
    line = line[: window.columns]
    colours = [theme.DIM] * window.columns
    for tick_at, mark, colour in ((cursor, "▾", theme.ACCENT), (playhead, "▼", theme.BAD)):
        if tick_at is not None and 0 <= (column := window.column(tick_at)) < window.columns:
            line[column], colours[column] = mark, colour
    name = "bar"[: max(0, gutter - 1)]
    segments = [Segment(f"{name:>{gutter - 1}} ", style(theme.DIM, theme.RAISED))]
    for column, (mark, colour) in enumerate(zip(line, colours)):
        tick = window.left + column * window.ticks_per_column
        inside = chosen is not None and chosen[0] <= tick < chosen[1]
        mark = "━" if inside and mark == " " else mark
        colour = theme.BRIGHT if inside and colour == theme.DIM else colour
        segments.append(Segment(mark, style(colour, theme.CURSOR if inside else theme.RAISED)))
    return list(Segment.simplify(segments))


def _end_of(music: Melody | Score) -> int:
    """The tick of the bar line that closes the music."""
    bar = music.metre.bar_ticks
    return music.pickup + -(-max(0, music.length - music.pickup) // bar) * bar
