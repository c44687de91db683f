"""The Library station: everything that was made, found again; one list, a section at a time."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message
from textual.widgets import Input

from gan.music.plain import plain
from tui import theme
from tui.hints import Hints, HintsChanged
from tui.library.entry import TITLES, Entry, found_by
from tui.widgets.library_list import LibraryList
from tui.widgets.line import Line, Part
from tui.widgets.section_bar import SectionBar

_EMPTY = {
    "takes": "No takes yet. Press g to have some composed; all are kept here.",
    "melodies": "No melodies.",
    "runs": "No training run yet. Start one in Train (3, then t).",
    "weights": "No weights.",
    "soundfonts": "No SoundFonts.",
    "trash": "The trash is empty.",
}
_DETAIL_LINES = 3


class SearchField(Input):
    """What is searched for; the list follows each letter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave(True)", "Show all", id="search.clear"),
        Binding("down", "step(1)", "Next entry", id="search.down"),
        Binding("up", "step(-1)", "Entry before", id="search.up"),
    ]

    def __init__(self) -> None:
        super().__init__(placeholder="words of a name, a title, a genre …", compact=True, id="library-search")

    def hints(self) -> Hints:
        return Hints("SEARCH", [("enter", "to the list"), ("↑↓", "entry"), ("esc", "all again")])

    def action_leave(self, clear: bool) -> None:
        if clear:
            self.value = ""
        self.post_message(self.Submitted(self, self.value))

    def action_step(self, by: int) -> None:
        self.screen.query_one(LibraryList).action_step(by)


class LibraryStation(Container):
    """Sections, a list, a search and details."""

    class Wanted(Message):
        """A section is to be read."""

        def __init__(self, section: str) -> None:
            super().__init__()
            self.section = section

    class Asked(Message):
        """Something is to be done with an entry: `open`, `hear`, `rename` or `delete`."""

        def __init__(self, deed: str, entry: Entry) -> None:
            super().__init__()
            self.deed, self.entry = deed, entry

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "section(-1)", "Section before", id="library.section_before"),
        Binding("right", "section(1)", "Next section", id="library.section_next"),
        Binding("slash", "search", "Search", id="library.search"),
        Binding("escape", "show_all", "Show all again", id="library.show_all"),
        Binding("u,ctrl+z", "app.library_undo", "Undo", id="library.undo"),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, classes="station")
        self.border_title = "4 Library"
        self.section = next(iter(TITLES))
        self.bar = SectionBar()
        self.list = LibraryList(id="library-list")
        self.search = SearchField()
        self._details = Line(id="library-details")
        self._read: dict[str, list[Entry]] = {}

    def compose(self) -> ComposeResult:
        yield self.bar
        yield self.list
        yield self.search
        yield self._details

    def on_mount(self) -> None:
        self._show()

    # From outside

    def go(self, section: str) -> None:
        """Show a section; what was read of it before is shown until it is read again."""
        if section != self.section:
            self.search.value = ""
        self.section = self.bar.current = section
        self._show()
        self.post_message(self.Wanted(section))

    def show(self, section: str, entries: list[Entry]) -> None:
        """A section was read."""
        self._read[section] = entries
        self.bar.counts = tuple((name, len(found)) for name, found in self._read.items())
        if section == self.section:
            self._show()

    # Keys

    def action_section(self, by: int) -> None:
        sections = list(TITLES)
        self.go(sections[(sections.index(self.section) + by) % len(sections)])

    def on_show(self) -> None:
        for section in TITLES:
            if section not in self._read:
                self.post_message(self.Wanted(section))

    def action_search(self) -> None:
        self.add_class("-searching")
        self.screen.set_focus(self.search)

    def action_show_all(self) -> None:
        self.search.value = ""
        self._end_search()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._show()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._end_search()

    # Messages of the parts

    def on_section_bar_asked(self, event: SectionBar.Asked) -> None:
        event.stop()
        self.screen.set_focus(self.list)
        self.go(event.section)

    def on_library_list_moved(self, event: LibraryList.Moved) -> None:
        event.stop()
        self._describe()

    def on_library_list_asked(self, event: LibraryList.Asked) -> None:
        event.stop()
        if self.list.selected is not None:
            self.post_message(self.Asked(event.deed, self.list.selected))

    def _end_search(self) -> None:
        self.set_class(bool(self.search.value.strip()), "-searching")
        self.screen.set_focus(self.list)

    def _show(self) -> None:
        words = self.search.value
        entries = self._read.get(self.section)
        if entries is None:
            self.list.show(self.section, [], "reading …")
            return
        found = found_by(entries, words)
        nothing = f"Nothing has {plain(words.strip(), 40)!r} in it. esc shows all." if words.strip() else None
        self.list.show(self.section, found, nothing or _EMPTY[self.section])
        self._describe()

    def _describe(self) -> None:
        entry = self.list.selected
        if entry is None:
            self._details.show(*[()] * _DETAIL_LINES)
        else:
            place = plain(str(entry.path), 300) if entry.path is not None else ""
            rows: list[tuple[Part, ...]] = [((f" {plain(line, 300)}", theme.TEXT),) for line in entry.details]
            rows.append(((f" {place}", theme.DIM),))
            self._details.show(*[*rows, (), (), ()][:_DETAIL_LINES])
        self.post_message(HintsChanged())
