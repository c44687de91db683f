"""The panel of the tour: a few lines under the stations, which stay to be seen and used."""

from __future__ import annotations

import textwrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message

from tui import theme
from tui.hints import Hints, HintsChanged
from tui.learning.lessons import Deed, Lesson
from tui.widgets.line import Line, Part

_ROWS, _NARROW_ROWS, _NARROW = 5, 6, 78
"""Rows of a panel, those of a narrow one, and the columns under which it is one."""


class LessonPanel(Container, can_focus=True):
    """A lesson: its title, what is said, what Enter does."""

    class Asked(Message):
        """Something is asked of the tour: `on`, `again`, `next`, `back` or `close`."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "ask('on')", "Do it, then go on", id="learn.on"),
        Binding("r", "ask('again')", "Hear it again", id="learn.again"),
        Binding("right", "ask('next')", "Next lesson", id="learn.next"),
        Binding("left", "ask('back')", "Lesson before", id="learn.back"),
        Binding("escape", "ask('close')", "Close the tour", id="learn.close"),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._line = Line(id="lesson")
        self._shown: tuple[int, int, Lesson, str, str] | None = None

    def compose(self) -> ComposeResult:
        yield self._line

    def hints(self) -> Hints:
        keys = [("enter", self._deed()), ("← →", "lessons"), ("space", "play"), ("esc", "close"), ("1 2 3", "stations")]
        if self._shown is not None and self._shown[3] == "after" and "hear" in self._shown[2].deed.value:
            keys.insert(1, ("r", "again"))
        return Hints("LEARN", keys)

    def show(self, number: int, count: int, lesson: Lesson, stage: str, words: str) -> None:
        """Show a lesson at a stage."""
        before = self._shown
        self._shown = (number, count, lesson, stage, words)
        self._draw()
        if before is None or before[2:4] != (lesson, stage):
            self.post_message(HintsChanged())

    def on_resize(self) -> None:
        self._draw()

    def on_click(self) -> None:
        self.focus()

    def action_ask(self, what: str) -> None:
        self.post_message(self.Asked(what))

    def _deed(self) -> str:
        if self._shown is None:
            return "go on"
        number, count, lesson, stage, _ = self._shown
        if stage == "during":
            return "it is at work …"
        if stage == "after" or lesson.deed is Deed.NONE:
            return "next lesson" if number < count else "close"
        return lesson.deed.value

    def _draw(self) -> None:
        if self._shown is None:
            return
        number, count, lesson, _, words = self._shown
        width = max(20, self._line.size.width or self.app.size.width)
        head: tuple[Part, ...] = (
            (f" LEARN {number}/{count} ", theme.ACCENT),
            (f" {lesson.title} ", theme.BRIGHT),
            (f"  Enter: {self._deed()}", theme.DISCRIMINATOR),
        )
        room = _NARROW_ROWS if width < _NARROW else _ROWS
        self.styles.height, self._line.styles.height = room + 1, room
        rows = textwrap.wrap(words, width - 2, max_lines=room - 1, placeholder=" …")
        self._line.show(head, *(((f" {row}", theme.TEXT),) for row in rows))
