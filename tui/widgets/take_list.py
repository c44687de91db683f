"""The takes, a line each: name, a thumbnail of the music, stars, and three facts."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from gan.music.plain import plain
from gan.music.score import Score
from tui import theme
from tui.heard import Heard, percent
from tui.hints import Hints
from tui.takes import ORDERS, Takes
from tui.widgets.bands import thumbnail_dots
from tui.widgets.braille import BrailleCanvas
from tui.widgets.roll_paint import style

_FACT_WIDTH = 7
_NAME_WIDTH = 18
_STARS_WIDTH = 6


class TakeList(Widget, can_focus=True):
    """A list to choose a take from; moving in it chooses."""

    class Chosen(Message):
        """Another take was chosen."""

    class Delete(Message):
        """The chosen one is to go."""

    DEFAULT_CSS = "TakeList { height: auto; background: $background; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Take before", id="takes.up"),
        Binding("down", "step(1)", "Next take", id="takes.down"),
        Binding("home", "step(-9999)", "First take", id="takes.first"),
        Binding("end", "step(9999)", "Last take", id="takes.last"),
        Binding("delete,backspace", "delete", "Delete the take", id="takes.delete"),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.model = Takes()
        self.composing = ""
        """What is being written, in words; empty while nothing is."""
        self.asking = ""
        """`mute` or `solo` while the number of a track is awaited."""
        self.together = False
        """True while all parts are seen together below; the hint names what the key would do."""
        self.wishes = ""
        """What the next takes are asked for besides the usual, in words."""
        self._top = 0
        self._thumbnails: dict[int, tuple[Score, int, str]] = {}

    def hints(self) -> Hints:
        if self.asking and self.takes:
            tracks = self.takes[self.index].take.score.tracks
            keys = [(str(number), track.role.value) for number, track in enumerate(tracks, 1)]
            return Hints(f"{self.asking.upper()} WHICH?", [*keys, ("0", "none"), ("esc", "leave")], modal=True)
        if not self.takes:
            keys = [("g", "compose takes"), ("w", "wishes"), ("1", "back to the melody"), ("q", "quit")]
            return Hints("TAKES", keys)
        flip = [("f", "A or B")] if len(self.model.marks) == 2 else []
        keys = [
            ("↑↓", "take"),
            ("space", "play"),
            ("r", "vary"),
            *flip,
            ("*", "rate"),
            ("g", "more"),
            ("w", "wishes"),
            ("e", "export"),
            ("tab", "tracks"),
            ("m", "mute"),
            ("s", "solo"),
            ("o", "lanes" if self.together else "together"),
            ("i", "details"),
            ("del", "delete"),
            ("a b", "mark to compare"),
            ("z", "order"),
        ]
        return Hints("TAKES", keys)

    @property
    def takes(self) -> list[Heard]:
        """The takes as they are seen."""
        return self.model.shown

    @property
    def index(self) -> int:
        """The place of the chosen one among them."""
        return self.model.index

    @property
    def selected(self) -> Heard | None:
        return self.model.selected

    def renew(self) -> None:
        """The takes, or their order, have changed: draw all anew."""
        self._scroll()
        self.refresh(layout=True)

    def get_content_height(self, *_: object) -> int:
        return max(1, len(self.takes)) + 1

    def action_step(self, by: int) -> None:
        self._choose(self.index + by)

    def action_delete(self) -> None:
        self.post_message(self.Delete())

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
        self.asking = ""  # a number typed elsewhere is no track
        self.refresh()

    def on_resize(self) -> None:
        self._scroll()
        self.refresh()

    def _choose(self, index: int) -> None:
        index = min(max(index, 0), len(self.takes) - 1)
        if self.takes and self.model.choose(self.takes[index].id):
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
            left += f" {ORDERS[self.model.order]}" if self.takes and self.model.order != "made" else ""
            left += f"   {self.composing or self.wishes}" if self.takes else ""
            right = f"{'in key':>{_FACT_WIDTH}}{'empty':>{_FACT_WIDTH}}{'clash':>{_FACT_WIDTH}} " if self.takes else ""
            room = max(0, width - len(right))
            left = left if len(left) < room else f"{left[: max(0, room - 2)]}… "
            gap = " " * max(0, room - len(left))
            back = theme.BACKGROUND
            title = Segment(left + gap, style(colour, back, self.has_focus))
            return Strip([title, Segment(right, style(theme.DIM, back))]).adjust_cell_length(width)
        index = self._top + y - 1
        if not self.takes:
            text = f"   {self.composing or 'No takes yet. Press g: the GAN writes takes on your melody.'}"
            text += f"  {self.wishes}" if self.wishes and not self.composing else ""
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
        mark = self.model.mark_of(heard)
        name = (
            f"{'●' if here else ' '} {_shortened(plain(heard.name, 200)):<{_NAME_WIDTH}}{'✎' if heard.edited else ' '}"
        )
        stars = f"{'★' * heard.stars:<{_STARS_WIDTH}}"
        facts = "".join(f"{percent(value):>{_FACT_WIDTH}}" for value in (heard.in_key, heard.empty, heard.clash)) + " "
        room = max(0, width - 2 - len(name) - len(stars) - len(facts) - 1)
        return Strip(
            [
                Segment(f"{mark:<2}"[:2] if mark else "  ", style(theme.GOOD, back, True)),
                Segment(name, style(theme.ACCENT if here else theme.TEXT, back, here)),
                Segment(
                    self._thumbnail(heard.take.score, room), style(theme.DISCRIMINATOR if here else theme.DIM, back)
                ),
                Segment(" ", style(theme.DIM, back)),
                Segment(stars, style(theme.ACCENT, back)),
                Segment(facts, style(theme.BRIGHT if here else theme.DIM, back)),
            ]
        ).adjust_cell_length(width, style(theme.DIM, back))

    def _thumbnail(self, score: Score, columns: int) -> str:
        known = self._thumbnails.get(id(score))  # held with the score, so that no other one gets its number
        if known is not None and known[1] == columns:
            return known[2]
        canvas = BrailleCanvas(columns, 1)
        for y, row in enumerate(thumbnail_dots(score, columns)):
            for x, sounds in enumerate(row):
                if sounds:
                    canvas.dot(x, y)
        if len(self._thumbnails) > 2 * len(self.model.all) + 50:  # those of notes that were since changed
            self._thumbnails.clear()
        self._thumbnails[id(score)] = score, columns, canvas.text(0)
        return canvas.text(0)


def _shortened(name: str) -> str:
    """A name with its middle left out where it is too long: its end tells rewritings apart."""
    if len(name) <= _NAME_WIDTH:
        return name
    return f"{name[: _NAME_WIDTH - 10]}…{name[-9:]}"
