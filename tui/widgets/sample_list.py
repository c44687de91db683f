"""The music a run wrote while it learned, newest first, to be heard."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui import theme
from tui.hints import Hints
from tui.run_view import Sample
from tui.widgets.roll_paint import style


class SampleList(Widget, can_focus=True):
    """Samples of a run."""

    class Asked(Message):
        """The selected sample is to be heard."""

    class Moved(Message):
        """A person selected another sample."""

    DEFAULT_CSS = "SampleList { height: 1fr; background: $background; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Newer", id="samples.up"),
        Binding("down", "step(1)", "Older", id="samples.down"),
        Binding("enter", "hear", "Hear it", id="samples.hear"),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.samples: list[Sample] = []
        self.index = 0
        self._top = 0

    def hints(self) -> Hints:
        if not self.samples:
            return Hints("SAMPLES", [("t", "start training"), ("space", "play"), ("tab", "next"), ("q", "quit")])
        return Hints(
            "SAMPLES", [("↑↓", "sample"), ("space", "play"), ("h", "hear it learn"), ("k", "keep"), ("t", "start")]
        )

    @property
    def selected(self) -> Sample | None:
        return self.samples[self.index] if self.samples else None

    def show(self, samples: list[Sample]) -> None:
        """Other samples, in the order they came; the newest stays selected if it was, else the same one."""
        chosen = self.selected if self.index else None
        self.samples = list(reversed(samples))
        self.index = self.samples.index(chosen) if chosen in self.samples else 0
        self._scroll()
        self.refresh()

    def select(self, sample: Sample) -> None:
        """Select one of the samples."""
        if sample in self.samples:
            self.index = self.samples.index(sample)
            self._scroll()
            self.refresh()

    def action_step(self, by: int) -> None:
        if self.samples:
            self.index = min(max(0, self.index + by), len(self.samples) - 1)
            self._scroll()
            self.refresh()
            self.post_message(self.Moved())

    def action_hear(self) -> None:
        if self.samples:
            self.post_message(self.Asked())

    def on_click(self, event: events.Click) -> None:
        index = self._top + event.y - 1
        if event.y > 0 and index < len(self.samples):
            again = index == self.index
            self.index = index
            self.refresh()
            if again:
                self.action_hear()

    def on_resize(self) -> None:
        self._scroll()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def _scroll(self) -> None:
        room = max(1, self.size.height - 1)
        self._top = min(max(self._top, self.index - room + 1), self.index)

    def render_line(self, y: int) -> Strip:
        width, back = self.size.width, theme.BACKGROUND
        if y == 0:
            title = "SAMPLES" + (f"  {len(self.samples)}" if self.samples else "")
            line = title, style(theme.ACCENT if self.has_focus else theme.DIM, back, self.has_focus)
        elif not self.samples:
            text = ("come while it learns,", "to be heard at once")
            line = (text[y - 1] if y <= 2 else ""), style(theme.DIM, back)
        elif (index := self._top + y - 1) < len(self.samples):
            sample, here = self.samples[index], index == self.index
            back = (theme.CURSOR if self.has_focus else theme.RAISED) if here else back
            line = (
                f"{'♪' if here else ' '} step {sample.step:,} {_which(sample)}",
                style(theme.ACCENT if here else theme.TEXT, back, here),
            )
        else:
            line = "", style(theme.DIM, back)
        return Strip([Segment(f"{line[0]:<{width}}"[:width], line[1])]).adjust_cell_length(width)


def _which(sample: Sample) -> str:
    """The genre, and which melody of the run's own, or whose."""
    number = sample.path.stem.rpartition("-")[2]
    return f"{sample.genre} {sample.melody or (number if number.isdecimal() and len(number) < 3 else '')}".rstrip()
