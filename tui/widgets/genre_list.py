"""The genre picker: all genres, the chosen one marked, and how it sounds in a line or two."""

from __future__ import annotations

import textwrap
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from gan.music.genre import GENRES
from tui import theme
from tui.hints import Hints
from tui.widgets.roll_paint import style


class GenreList(Widget, can_focus=True):
    """A list to choose a genre from; moving in it chooses."""

    class Chosen(Message):
        """Another genre was chosen."""

        def __init__(self, genre: str) -> None:
            super().__init__()
            self.genre = genre

    DEFAULT_CSS = "GenreList { width: 21; height: 1fr; background: $background; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Genre before", id="genres.up"),
        Binding("down", "step(1)", "Next genre", id="genres.down"),
        Binding("home", "step(-99)", "First genre", id="genres.first"),
        Binding("end", "step(99)", "Last genre", id="genres.last"),
        Binding("enter", "leave", "Write notes", id="genres.leave"),
    ]

    genre: reactive[str] = reactive(next(iter(GENRES)))

    def __init__(self, genre: str, *, id: str) -> None:
        super().__init__(id=id)
        self.set_reactive(GenreList.genre, genre)

    def hints(self) -> Hints:
        keys = [
            ("↑↓", "genre"),
            ("space", "play"),
            ("g", "compose"),
            ("tab", "write notes"),
            ("l", "load"),
            ("d", "demos"),
            ("q", "quit"),
            ("5", "tour"),
        ]
        return Hints("GENRE", keys)

    def action_step(self, by: int) -> None:
        ids = list(GENRES)
        self._choose(min(max(ids.index(self.genre) + by, 0), len(ids) - 1))

    def action_leave(self) -> None:
        self.screen.focus_next()

    def on_click(self, event: events.Click) -> None:
        if 0 <= event.y - 1 < len(GENRES):
            self._choose(event.y - 1)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def _choose(self, index: int) -> None:
        genre = list(GENRES)[index]
        if genre != self.genre:
            self.genre = genre
            self.post_message(self.Chosen(genre))

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        text, colour, back, bold = self._line(y, width)
        return Strip([Segment(f"{text:<{width}}"[:width], style(colour, back, bold))], width)

    def _line(self, y: int, width: int) -> tuple[str, str, str, bool]:
        focused = self.has_focus
        if y == 0:
            return " GENRE", theme.ACCENT if focused else theme.DIM, theme.BACKGROUND, focused
        genres = list(GENRES.values())
        if y <= len(genres):
            genre = genres[y - 1]
            if genre.id == self.genre:
                back = theme.CURSOR if focused else theme.RAISED
                return f" ● {genre.title}", theme.ACCENT if focused else theme.BRIGHT, back, True
            return f"   {genre.title}", theme.TEXT, theme.BACKGROUND, False
        lines = self._about(width - 2)
        index = y - len(genres) - 2
        if 0 <= index < len(lines):
            return f" {lines[index]}", theme.DIM, theme.BACKGROUND, False
        return "", theme.DIM, theme.BACKGROUND, False

    def _about(self, width: int) -> list[str]:
        genre = GENRES[self.genre]
        tempo = f"♩ {genre.tempo:g} for a melody without a tempo"
        return [*textwrap.wrap(genre.blurb, width), "", *textwrap.wrap(tempo, width)]
