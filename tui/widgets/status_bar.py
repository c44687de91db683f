"""The top line: genre, take, tempo, metre, the beat, sound output, engine and run."""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui import theme
from tui.widgets.roll_paint import style


class StatusBar(Widget):
    """One line that is always true. What does not fit is left out from the least important on.

    A click on where the sound goes asks where else it can go.
    """

    class SoundAsked(Message):
        """Where the sound goes was clicked."""

    DEFAULT_CSS = "StatusBar { height: 1; background: $panel; }"

    genre: reactive[str] = reactive("")
    take: reactive[str] = reactive("")
    tempo: reactive[str] = reactive("")
    output: reactive[str] = reactive("sound starting")
    engine: reactive[str] = reactive("engine starting")
    run_state: reactive[str] = reactive("")
    playing: reactive[bool] = reactive(False)
    beat: reactive[str] = reactive("")
    """Bar and beat while the metronome is on; empty otherwise."""
    flash: reactive[int] = reactive(0)
    """1 on a beat, 2 on a bar, 0 between."""
    recording: reactive[bool] = reactive(False)
    looping: reactive[bool] = reactive(False)
    """True where what plays begins again at its end."""

    def __init__(self) -> None:
        super().__init__()
        self._sound_columns = range(0)

    def on_click(self, event: events.Click) -> None:
        if event.x in self._sound_columns:
            self.post_message(self.SoundAsked())

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        left = [
            (" ♫ composer-tui ", theme.ACCENT, True),
            (f" {self.genre} ", theme.BRIGHT, True),
            (f" {self.take} ", theme.TEXT, False),
            (f" {self.tempo} ", theme.TEXT, False),
        ]
        if self.recording or self.beat:
            left.append((f"{' ● REC' if self.recording else ' ◆'} {self.beat:<5}", theme.BAD, True))
        engine_colour = theme.BAD if "stopped" in self.engine or "no " in self.engine else theme.DIM
        engine_colour = theme.ACCENT if "composing" in self.engine else engine_colour
        run_colour = theme.GOOD if "step" in self.run_state else theme.DIM
        sign = ("⟳" if self.looping else "▶") if self.playing else "♪"
        right = [
            (f" {sign} {self.output} ", theme.GOOD if self.playing else theme.DIM, False),
            (f" {self.engine} ", engine_colour, False),
            (f" {self.run_state} " if self.run_state else "", run_colour, False),
        ]
        # The run, then the name of the product, then the end of the sound's words give way.
        if _width(left) + _width(right) > width:
            left[0] = (" ♫ ", theme.ACCENT, True)
        if (over := _width(left) + _width(right) - width) > 0:
            text, colour, bold = right[0]
            right[0] = (text[: max(8, len(text) - over - 2)].rstrip() + "… ", colour, bold)
        if _width(left) + _width(right) > width:
            right[0] = ("", theme.DIM, False)
        gap = max(0, width - _width(left) - _width(right))
        self._sound_columns = range(_width(left) + gap, _width(left) + gap + len(right[0][0]))
        back = theme.RAISED
        segments = [Segment(text, style(colour, back, bold)) for text, colour, bold in left]
        if self.flash and (self.recording or self.beat):
            light = theme.BAD if self.flash == 2 else theme.ACCENT
            segments[-1] = Segment(left[-1][0], style(theme.BACKGROUND, light, True))
        segments.append(Segment(" " * gap, style(theme.DIM, back)))
        segments += [Segment(text, style(colour, back, bold)) for text, colour, bold in right]
        return Strip(segments).adjust_cell_length(width, style(theme.DIM, back))


def _width(parts: list[tuple[str, str, bool]]) -> int:
    return sum(len(text) for text, _, _ in parts)
