"""A field with a few values, stepped through with the arrow keys, clicks, or the letter that a value begins with."""

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
from tui.widgets.roll_paint import style


class Choice(Widget, can_focus=True):
    """One of some values; `value` is its key, shown is its title."""

    class Changed(Message):
        """Another value was chosen."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

        @property
        def control(self) -> Choice:
            return self.choice

    DEFAULT_CSS = "Choice { height: 1; width: 1fr; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Value before", id="choice.before"),
        Binding("right", "step(1)", "Next value", id="choice.next"),
    ]

    def __init__(self, titles: dict[str, str], value: str, *, id: str, by_letter: bool = False) -> None:
        """`by_letter`: a letter goes on to the next value whose title begins with it."""
        super().__init__(id=id)
        self.by_letter = by_letter
        self._titles = titles
        self.value = value

    def hints(self) -> Hints:
        return Hints(
            "FORM", [("←→", "choose"), ("↑↓", "field"), ("t", "start training"), ("space", "play"), ("tab", "next")]
        )

    def offer(self, titles: dict[str, str]) -> None:
        """Offer other values. The one chosen stays, if it is among them; else it is the first."""
        self._titles = titles
        if self.value not in titles:
            self.value = next(iter(titles))
            self.post_message(self.Changed(self))
        self.refresh()

    def choose(self, value: str) -> None:
        """Choose one of the values."""
        if value in self._titles and value != self.value:
            self.value = value
            self.refresh()
            self.post_message(self.Changed(self))

    def action_step(self, by: int) -> None:
        keys = list(self._titles)
        self.choose(keys[(keys.index(self.value) + by) % len(keys)])

    def on_key(self, event: events.Key) -> None:
        letter = (event.character or "").lower()
        keys = list(self._titles)
        here = keys.index(self.value)
        ways = [key for key in keys[here + 1 :] + keys[:here] if self._titles[key].lower().startswith(letter)]
        if self.by_letter and letter.isalpha() and ways:
            event.stop()
            event.prevent_default()
            self.choose(ways[0])

    def on_click(self, event: events.Click) -> None:
        self.action_step(-1 if event.x < 2 else 1)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def render_line(self, y: int) -> Strip:
        back = theme.CURSOR if self.has_focus else theme.RAISED
        arrows = style(theme.ACCENT if self.has_focus else theme.DIM, back, self.has_focus)
        text = style(theme.BRIGHT, back)
        width = self.size.width
        title = self._titles[self.value][: max(0, width - 4)]
        return Strip(
            [Segment("‹ ", arrows), Segment(f"{title:<{max(0, width - 4)}}", text), Segment(" ›", arrows)]
        ).adjust_cell_length(width)
