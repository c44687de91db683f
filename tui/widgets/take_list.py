"""The takes, a line each: name, a thumbnail of the music, and three facts."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from gan.music.plain import plain
from tui import theme
from tui.heard import Heard, percent
from tui.hints import Hints
from tui.widgets.bands import thumbnail_dots
from tui.widgets.braille import BrailleCanvas
from tui.widgets.roll_paint import style

_FACT_WIDTH = 7


class TakeList(Widget, can_focus=True):
    """A list to choose a take from; moving in it chooses."""

    class Chosen(Message):
        """Another take was chosen."""

    DEFAULT_CSS = "TakeList { height: auto; background: $background; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Take before", id="takes.up"),
        Binding("down", "step(1)", "Next take", id="takes.down"),
        Binding("home", "step(-9999)", "First take", id="takes.first"),
        Binding("end", "step(9999)", "Last take", id="takes.last"),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.takes: list[Heard] = []
        self.index = 0
        self.composing = ""
        """What is being written, in words; empty while nothing is."""
        self.asking = ""
        """`mute` or `solo` while the number of a track is awaited."""
        self.together = False
        """True while all parts are seen together below; the hint names what the key would do."""
        self._top = 0
        self._restored = 0
        self._thumbnails: dict[tuple[int, int], str] = {}

    def hints(self) -> Hints:
        if self.asking and self.takes:
            tracks = self.takes[self.index].take.score.tracks
            keys = [(str(number), track.role.value) for number, track in enumerate(tracks, 1)]
            return Hints(f"{self.asking.upper()} WHICH?", [*keys, ("0", "none"), ("esc", "leave")], modal=True)
        if not self.takes:
            return Hints("TAKES", [("g", "compose takes"), ("1", "back to the melody"), ("q", "quit")])
        view = "lanes" if self.together else "together"
        keys = [
            ("↑↓", "take"),
            ("space", "play"),
            ("m", "mute"),
            ("s", "solo"),
            ("o", view),
            ("e", "export"),
            ("g", "more"),
            ("tab", "tracks"),
        ]
        return Hints("TAKES", keys)

    @property
    def selected(self) -> Heard | None:
        return self.takes[self.index] if self.takes else None

    def add(self, heard: Heard, select: bool) -> None:
        """Another take at the end of the list."""
        self.takes.append(heard)
        if select:
            self.index = len(self.takes) - 1
        self._scroll()
        self.refresh(layout=True)

    def restore(self, takes: list[Heard]) -> None:
        """Takes of an earlier time, behind those restored before. A person's choice stays, else it is the newest."""
        only_old = len(self.takes) == self._restored
        at_end = self.index >= len(self.takes) - 1
        if self.index >= self._restored:
            self.index += len(takes)
        self.takes[self._restored : self._restored] = takes
        self._restored += len(takes)
        if only_old and at_end:
            self.index = max(0, len(self.takes) - 1)
        self._thumbnails.clear()
        self._scroll()
        self.refresh(layout=True)

    def get_content_height(self, *_: object) -> int:
        return max(1, len(self.takes)) + 1

    def action_step(self, by: int) -> None:
        self._choose(self.index + by)

    def on_click(self, event: events.Click) -> None:
        if event.y > 0 and self._top + event.y - 1 < len(self.takes):
            self._choose(self._top + event.y - 1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._top = max(0, min(self._top + 1, len(self.takes) - (self.size.height - 1)))
        event.stop()
        self.refresh()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._top = max(0, self._top - 1)
        event.stop()
        self.refresh()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_resize(self) -> None:
        self._scroll()
        self.refresh()

    def _choose(self, index: int) -> None:
        index = min(max(index, 0), len(self.takes) - 1)
        if self.takes and index != self.index:
            self.index = index
            self._scroll()
            self.refresh()
            self.post_message(self.Chosen())

    def _scroll(self) -> None:
        room = max(1, self.size.height - 1)
        if self.index < self._top:
            self._top = self.index
        elif self.index >= self._top + room:
            self._top = self.index - room + 1
        self._top = max(0, min(self._top, len(self.takes) - room))

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y == 0:
            colour = theme.ACCENT if self.has_focus else theme.DIM
            left = " TAKES" + (f"  {self.index + 1} of {len(self.takes)}" if self.takes else "")
            left += f"   {self.composing}" if self.composing and self.takes else ""
            right = f"{'in key':>{_FACT_WIDTH}}{'empty':>{_FACT_WIDTH}}{'clash':>{_FACT_WIDTH}} " if self.takes else ""
            gap = " " * max(0, width - len(left) - len(right))
            back = theme.BACKGROUND
            title = Segment(left + gap, style(colour, back, self.has_focus))
            return Strip([title, Segment(right, style(theme.DIM, back))]).adjust_cell_length(width)
        index = self._top + y - 1
        if not self.takes:
            text = f"   {self.composing or 'No takes yet. Press g: the GAN writes four takes on your melody.'}"
            return Strip([Segment(text, style(theme.TEXT, theme.BACKGROUND))]).adjust_cell_length(
                width, style(theme.TEXT, theme.BACKGROUND)
            )
        if index >= len(self.takes):
            return Strip.blank(width, style(theme.DIM, theme.BACKGROUND))
        return self._take_line(index, width)

    def _take_line(self, index: int, width: int) -> Strip:
        heard = self.takes[index]
        here = index == self.index
        back = (theme.CURSOR if self.has_focus else theme.RAISED) if here else theme.BACKGROUND
        name = f" {'●' if here else ' '} {plain(heard.take.name, 18):<18} "
        facts = "".join(f"{percent(value):>{_FACT_WIDTH}}" for value in (heard.in_key, heard.empty, heard.clash)) + " "
        room = max(0, width - len(name) - len(facts) - 1)
        return Strip(
            [
                Segment(name, style(theme.ACCENT if here else theme.TEXT, back, here)),
                Segment(self._thumbnail(index, room), style(theme.DISCRIMINATOR if here else theme.DIM, back)),
                Segment(" ", style(theme.DIM, back)),
                Segment(facts, style(theme.BRIGHT if here else theme.DIM, back)),
            ]
        ).adjust_cell_length(width, style(theme.DIM, back))

    def _thumbnail(self, index: int, columns: int) -> str:
        key = index, columns
        if key not in self._thumbnails:
            canvas = BrailleCanvas(columns, 1)
            for y, row in enumerate(thumbnail_dots(self.takes[index].take.score, columns)):
                for x, sounds in enumerate(row):
                    if sounds:
                        canvas.dot(x, y)
            self._thumbnails[key] = canvas.text(0)
        return self._thumbnails[key]
