"""The keyboard on the screen: which computer key plays what, and keys to click."""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from gan.music.note import pitch_name
from tui import theme
from tui.step_entry import BLACK_KEYS, KEY_SEMITONES
from tui.widgets.roll_paint import style

_WHITES = [(key, semitones) for key, semitones in KEY_SEMITONES.items() if semitones % 12 not in BLACK_KEYS]
_KEY_WIDTH = 3
_LIT_SECONDS = 0.3


class PianoKeys(Widget):
    """Eleven white keys and their black ones, from the C of the octave."""

    class Struck(Message):
        """A key was clicked."""

        def __init__(self, pitch: int) -> None:
            super().__init__()
            self.pitch = pitch

    DEFAULT_CSS = "PianoKeys { width: 34; height: 4; background: $background; }"

    octave: reactive[int] = reactive(4)
    lit: reactive[int | None] = reactive(None)
    """The pitch of the key that is shown as played."""
    active: reactive[bool] = reactive(False)
    """True while the computer's keys play it: their letters are then shown bright."""

    def light(self, pitch: int) -> None:
        """Show a key as played for a moment."""
        self.lit = pitch
        self.set_timer(_LIT_SECONDS, lambda: self._fade(pitch))

    def _fade(self, pitch: int) -> None:
        if self.lit == pitch:
            self.lit = None

    def on_click(self, event: events.Click) -> None:
        semitones = _key_at(event.x, event.y)
        pitch = 12 * (self.octave + 1) + semitones if semitones is not None else 128
        if pitch <= 127:
            self.post_message(self.Struck(pitch))

    def render_line(self, y: int) -> Strip:
        segments = []
        for x in range(min(self.size.width, len(_WHITES) * _KEY_WIDTH + 1)):
            segments.append(self._cell(x, y))
        return Strip(list(Segment.simplify(segments))).adjust_cell_length(
            self.size.width, style(theme.DIM, theme.BACKGROUND)
        )

    def _cell(self, x: int, y: int) -> Segment:
        semitones = _key_at(x, y)
        lit = self.lit - 12 * (self.octave + 1) if self.lit is not None else None
        if semitones is not None and semitones % 12 in BLACK_KEYS:
            body = theme.ACCENT if semitones == lit else theme.EBONY
            if x % _KEY_WIDTH:
                # Half a column of ivory on either side keeps neighbouring black keys apart.
                return Segment("▐" if x % _KEY_WIDTH == _KEY_WIDTH - 1 else "▌", style(body, theme.IVORY))
            front = theme.BACKGROUND if semitones == lit else theme.EBONY_TEXT if self.active else theme.EBONY_DIM
            return Segment(_key_name(semitones) if y == 1 else " ", style(front, body))
        edge = x % _KEY_WIDTH == 0
        back = theme.ACCENT if semitones is not None and semitones == lit and not edge else theme.IVORY
        if edge:
            return Segment("│" if 0 < x < len(_WHITES) * _KEY_WIDTH else " ", style(theme.IVORY_EDGE, theme.IVORY))
        if y == 3 and x % _KEY_WIDTH == 1 and semitones is not None:
            ink = theme.INK if self.active else theme.IVORY_TEXT
            return Segment(_key_name(semitones), style(_on(back, ink), back, True))
        if y == 2 and semitones is not None and semitones % 12 == 0:
            name = pitch_name(min(127, 12 * (self.octave + 1) + semitones))
            return Segment(name[x % _KEY_WIDTH - 1], style(_on(back, theme.IVORY_TEXT), back))
        return Segment(" ", style(theme.INK, back))


def _on(back: str, ink: str) -> str:
    """What is written on a key: another ink on one that is lit."""
    return ink if back is theme.IVORY else theme.BACKGROUND


def _key_at(x: int, y: int) -> int | None:
    """Semitones above the octave's C of the key drawn at a cell, or None outside the keys."""
    if not 0 <= x < len(_WHITES) * _KEY_WIDTH + 1:
        return None
    if y < 2:
        # A black key covers the border between two white ones and a column to either side.
        border = (x + 1) // _KEY_WIDTH
        if abs(x - border * _KEY_WIDTH) <= 1 and 1 <= border < len(_WHITES):
            below = _WHITES[border - 1][1]
            if (below + 1) % 12 in BLACK_KEYS:
                return below + 1
        if border == len(_WHITES) and x >= border * _KEY_WIDTH - 1:
            last = _WHITES[-1][1]
            return last if (last + 1) % 12 not in BLACK_KEYS else None
    return _WHITES[min(x // _KEY_WIDTH, len(_WHITES) - 1)][1]


def _key_name(semitones: int) -> str:
    return next(key for key, value in KEY_SEMITONES.items() if value == semitones)
