"""What stands around the curves: the legends, and the row of what can be heard.

Rule of this file: pure functions from values to rows of coloured characters.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.strip import Strip

from tui import theme
from tui.run_view import RunView
from tui.widgets.roll_paint import style

GUTTER = 8
"""Columns left of the curves."""
_BACK = theme.PANEL


def legend(width: int, view: RunView, modes: str, focused: bool) -> Strip:
    """The two losses as they are now, and how they are drawn."""
    parts = []
    for name, role, curve, colour in (
        ("generator", "orchestra", view.generator, theme.GENERATOR),
        ("discriminator", "conductor", view.discriminator, theme.DISCRIMINATOR),
    ):
        parts += [
            Segment(" ╍╍ " if theme.SIGNS and curve is view.discriminator else " ━━ ", style(colour, _BACK, True)),
            Segment(name, style(colour, _BACK)),
            Segment(f" {role} " if width > 76 else " ", style(theme.DIM, _BACK)),
            Segment(f"{_value(curve.latest)} ", style(theme.BRIGHT, _BACK, True)),
        ]
    if width > 60:
        parts.append(Segment(f"  {modes}", style(theme.ACCENT if focused else theme.DIM, _BACK)))
    if width > 96:
        parts.append(Segment("   ┄ 0.69 = guessing", style(theme.DIM, _BACK)))
    return Strip(parts).adjust_cell_length(width, style(theme.DIM, _BACK))


def other_legend(width: int, other: RunView, name: str) -> Strip:
    """The losses of the run that this one is compared with."""
    parts = [Segment(" beside ", style(theme.DIM, _BACK)), Segment(name, style(theme.TEXT, _BACK))]
    for curve, colour in (
        (other.generator, theme.GENERATOR_BAND),
        (other.discriminator, theme.DISCRIMINATOR_BAND),
    ):
        parts += [Segment("  ━━ ", style(colour, _BACK)), Segment(_value(curve.latest), style(theme.TEXT, _BACK))]
    parts.append(Segment(f"  at step {other.step:,}", style(theme.DIM, _BACK)))
    return Strip(parts).adjust_cell_length(width, style(theme.DIM, _BACK))


def marks(width: int, kept: Sequence[tuple[int, int | None]], cursor: int | None, cursor_column: int | None) -> Strip:
    """Where there are weights to be heard, those bright that are heard at the cursor, and the cursor.

    Args:
        width: of the row, with the gutter.
        kept: steps in order, and their columns; None where they are not seen.
        cursor, cursor_column: the cursor's step and column, None where there is none.
    """
    found = {column: ("♪", theme.DIM) for _, column in kept if column is not None}
    heard = [column for step, column in kept if cursor is not None and step <= cursor][-1:]
    if cursor_column is not None:
        found[cursor_column] = "▲", theme.BRIGHT
    if heard and heard[0] is not None:
        found[heard[0]] = "♪", theme.ACCENT
    segments = [Segment(f"{'hear':>{GUTTER - 2}}  " if found else " " * GUTTER, style(theme.DIM, _BACK))]
    at = 0
    for column, (text, colour) in sorted(found.items()):
        segments += [Segment(" " * (column - at), style(theme.DIM, _BACK)), Segment(text, style(colour, _BACK, True))]
        at = column + 1
    return Strip(segments).adjust_cell_length(width, style(theme.DIM, _BACK))


def _value(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
