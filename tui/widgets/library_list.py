"""The list of the Library station: an entry a line, with what it is, what is special about it and how old it is."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import set_cell_size
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from gan.music.plain import plain
from tui import theme
from tui.hints import Hints
from tui.library.entry import Entry, age
from tui.widgets.roll_paint import style

_OPENS = {"weights": "use", "soundfonts": "use", "trash": "bring back"}
_OWN = ("takes", "melodies", "runs", "weights")
_PLAYED = ("takes", "melodies")
_MARK_WIDTH, _AGE_WIDTH = 9, 11


class LibraryList(Widget, can_focus=True):
    """Entries to choose from; moving in it chooses."""

    class Moved(Message):
        """Another entry is chosen."""

    class Asked(Message):
        """Something is to be done with the chosen entry: `open`, `hear`, `rename` or `delete`."""

        def __init__(self, deed: str) -> None:
            super().__init__()
            self.deed = deed

    DEFAULT_CSS = "LibraryList { height: 1fr; background: $background; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Entry before", id="library.up"),
        Binding("down", "step(1)", "Next entry", id="library.down"),
        Binding("pageup", "page(-1)", "Page up", id="library.page_up"),
        Binding("pagedown", "page(1)", "Page down", id="library.page_down"),
        Binding("home", "step(-99999)", "First entry", id="library.first"),
        Binding("end", "step(99999)", "Last entry", id="library.last"),
        Binding("enter", "ask('open')", "Open", id="library.open"),
        Binding("space", "ask('hear')", "Hear it", id="library.hear"),
        Binding("r", "ask('rename')", "Rename", id="library.rename"),
        Binding("delete,backspace", "ask('delete')", "Delete", id="library.delete"),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.entries: list[Entry] = []
        self.section = "takes"
        self.index = 0
        self.empty = ""
        """What is said where there is nothing."""
        self._top = 0

    def hints(self) -> Hints:
        keys = [("←→", "section"), ("/", "find")]
        if self.entries:
            keys.insert(0, ("enter", _OPENS.get(self.section, "open")))
        entry = self.selected
        if entry is not None and not entry.fixed and self.section in _OWN:
            keys[1:1] = [("r", "rename")] * (self.section != "weights") + [("del", "delete")]
        if self.entries and self.section in _PLAYED:
            keys.insert(1, ("space", "play"))
        return Hints("LIBRARY", [*keys, ("u", "undo"), ("q", "quit")])

    @property
    def selected(self) -> Entry | None:
        return self.entries[self.index] if self.entries else None

    def show(self, section: str, entries: list[Entry], empty: str) -> None:
        """Other entries. The chosen one stays so where it is still there, else the one in its place is."""
        chosen = self.selected if section == self.section else None
        again = (section, entries, empty) == (self.section, self.entries, self.empty)
        if again:
            return
        ids = [entry.id for entry in entries]
        if section != self.section:
            self.index = self._top = 0
        elif chosen is not None and chosen.id in ids:
            self.index = ids.index(chosen.id)
        self.section, self.entries, self.empty = section, entries, empty
        self.index = max(0, min(self.index, len(entries) - 1))
        self._scroll()
        self.refresh()
        self.post_message(self.Moved())

    def choose(self, id: str) -> None:
        """Choose an entry by its id, where it is there."""
        for index, entry in enumerate(self.entries):
            if entry.id == id:
                self.action_step(index - self.index)

    def action_step(self, by: int) -> None:
        index = max(0, min(self.index + by, len(self.entries) - 1))
        if index != self.index:
            self.index = index
            self._scroll()
            self.refresh()
            self.post_message(self.Moved())

    def action_page(self, by: int) -> None:
        self.action_step(by * max(1, self.size.height - 2))

    def action_ask(self, deed: str) -> None:
        if self.selected is not None:
            self.post_message(self.Asked(deed))
        elif deed == "hear":  # nothing here: space does what it does elsewhere
            self.app.call_later(self.app.run_action, "play")

    def on_click(self, event: events.Click) -> None:
        index = self._top + event.y - 1
        if event.y > 0 and index < len(self.entries):
            if index == self.index and event.chain > 1:
                self.action_ask("open")
            else:
                self.action_step(index - self.index)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._top = max(0, min(self._top + 1, len(self.entries) - self._room))
        self.refresh()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._top = max(0, self._top - 1)
        self.refresh()

    def on_resize(self) -> None:
        self._scroll()
        self.refresh()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    @property
    def _room(self) -> int:
        return max(1, self.size.height - 1)

    def _scroll(self) -> None:
        top = min(max(self._top, self.index - self._room + 1), self.index)
        self._top = max(0, min(top, len(self.entries) - self._room))

    def render_line(self, y: int) -> Strip:
        width, back = self.size.width, theme.BACKGROUND
        if y == 0:
            name, about, mark = self._columns(width)
            text = f"   {'NAME':<{name}} {'':<{about}} {'':>{mark}} {'MADE':>{_AGE_WIDTH}} "
            return Strip([Segment(text[:width], style(theme.DIM, back))]).adjust_cell_length(width)
        if not self.entries:
            text = f"   {self.empty}" if y == 1 else ""
            return Strip([Segment(text, style(theme.TEXT, back))]).adjust_cell_length(width, style(theme.TEXT, back))
        index = self._top + y - 1
        if index >= len(self.entries):
            return Strip.blank(width, style(theme.DIM, back))
        return self._entry_line(self.entries[index], index == self.index, width)

    def _columns(self, width: int) -> tuple[int, int, int]:
        """The widths of name, description and mark."""
        room = max(10, width - 7 - _AGE_WIDTH)
        mark = _MARK_WIDTH if room > 40 else 0
        name = max(10, min(30, (room - mark) // 2))
        return name, max(0, room - mark - name), mark

    def _entry_line(self, entry: Entry, here: bool, width: int) -> Strip:
        name, about, mark = self._columns(width)
        back = (theme.CURSOR if self.has_focus else theme.RAISED) if here else theme.BACKGROUND
        mark_colour = theme.BAD if entry.mark == "failed" else theme.GOOD
        if entry.mark in ("built in", "loaded", "stopped", "new"):
            mark_colour = theme.DIM
        elif entry.mark.startswith("★"):
            mark_colour = theme.ACCENT
        dim = style(theme.TEXT if here else theme.DIM, back)
        return Strip(
            [
                Segment(" ● " if here else "   ", style(theme.ACCENT, back, here)),
                Segment(_cut(entry.name, name) + " ", style(theme.ACCENT if here else theme.TEXT, back, here)),
                Segment(_cut(entry.about, about) + " ", dim),
                Segment(f"{entry.mark[:mark]:>{mark}} ", style(mark_colour, back)),
                Segment(f"{age(entry.at):>{_AGE_WIDTH}} ", dim),
            ]
        ).adjust_cell_length(width, dim)


def _cut(text: str, cells: int) -> str:
    """The text in exactly so many cells."""
    clean = plain(text, 200)
    fitted = set_cell_size(clean, cells)
    if cells > 1 and fitted.rstrip() != clean.rstrip():
        fitted = set_cell_size(clean, cells - 1) + "…"
    return fitted
