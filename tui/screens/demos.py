"""The dialog that offers the built-in tunes, and behind them the old tunes that come with music21."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from gan.errors import ComposerError
from gan.music.demos import DEMOS
from gan.music.look import Look, look_at
from gan.music.melody import Melody
from gan.music.readers import Reading, ReadyReader
from gan.music.sniffing import Format
from gan.music.tunes import Tune, TuneLibrary, folded, load_tune, tune_library
from tui import theme
from tui.background import in_background
from tui.screens.browser import BrowseList, Browser, Stage, Subject
from tui.widgets.look_panel import LookPanel

MOST_ROWS = 300
"""Tunes that are listed; whoever wants others types more."""


class LibraryFound(Message):
    """The library of tunes is there, or why it is not, or how far its reading is."""

    def __init__(self, library: TuneLibrary | None, words: str = "") -> None:
        super().__init__()
        self.library, self.words = library, words


class DemoPicker(Browser[Melody]):
    """Gives a melody, or None."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage, ReadyReader(Format.ABC))
        self._library: TuneLibrary | None = None
        self._words = "looking for old tunes …"
        self._rows: list[str | Tune] = []
        self._awaited: Tune | None = None
        """A tune that was taken before it was read."""

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = "Demo melodies and old tunes"
            box.border_subtitle = "space plays · type to search · enter takes it · esc closes"
            yield Input(placeholder="type to search: reel, jig, waltz, 9/8 …", compact=True, select_on_focus=False)
            yield Static("", id="where", classes="note", markup=False)
            with Horizontal(id="browse"):
                yield BrowseList(compact=True)
                yield LookPanel(id="look")

    def on_mount(self) -> None:
        self._list()
        self.set_focus(self.query_one(BrowseList))
        in_background(self.app, self._find_library)
        self._looker.prepare()

    def _find_library(self) -> None:
        def progress(done: int, total: int) -> None:
            if done % 25 == 0:
                self.post_message(LibraryFound(None, f"reading the old tunes, once … {100 * done // total} %"))

        try:
            library = tune_library(progress)
        except ComposerError as error:
            self.post_message(LibraryFound(None, str(error)))
        else:
            self.post_message(LibraryFound(library))

    def on_library_found(self, message: LibraryFound) -> None:
        message.stop()
        self._words = message.words
        if message.library is not None:
            self._library = message.library
            self._list(stay=True)
        else:
            self._say()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._list()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        row = self.query_one(BrowseList).highlighted
        if row is not None:
            self._take(self._rows[row])
        else:
            self.app.bell()

    def key_down(self) -> None:
        self.into_list()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(self._rows[event.option_index])

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if event.option_index >= len(self._rows):
            return
        row = self._rows[event.option_index]
        if isinstance(row, str):
            look = look_at(DEMOS[row].to_score())
            self.examine(Subject(row, DEMOS[row].title, lambda reading: look, "built in"), look)
        else:
            self.examine(Subject(row.id, row.title, partial(_read, row), row.source))

    def _take(self, row: str | Tune) -> None:
        if isinstance(row, str):
            self.dismiss(DEMOS[row])
        elif (melody := self.melody_of(row.id)) is not None:
            self.dismiss(replace(melody, title=row.title))
        else:
            self._awaited = row  # it is being read, or cannot be: the panel says which

    def read(self) -> None:
        if self._awaited is not None and self.melody_of(self._awaited.id) is not None:
            self._take(self._awaited)

    def _list(self, stay: bool = False) -> None:
        words = self.query_one(Input).value
        wanted = folded(words).split()
        demos = [name for name, melody in DEMOS.items() if all(word in folded(melody.title) for word in wanted)]
        tunes = self._library.find(words) if self._library else []
        self._rows = [*demos, *tunes[:MOST_ROWS]]
        options = self.query_one(BrowseList)
        place = options.highlighted if stay else None
        options.clear_options()
        options.add_options([Option(_label(DEMOS[n].title, str(DEMOS[n].metre), theme.BRIGHT)) for n in demos])
        options.add_options([Option(_label(t.title, t.metre, theme.TEXT)) for t in tunes[:MOST_ROWS]])
        options.highlighted = (place or 0) if self._rows else None
        if not self._rows:
            self.examine(None)
        if self._library:
            more = f", the first {MOST_ROWS} are listed" if len(tunes) > MOST_ROWS else ""
            self._words = f"{len(demos)} demos, {len(tunes):,} old tunes{more}"
        self._say()

    def _say(self) -> None:
        self.query_one("#where", Static).update(self._words)


def _read(tune: Tune, reading: Reading) -> Look:
    return look_at(load_tune(tune, reading))


def _label(title: str, metre: str, colour: str) -> Text:
    return Text(
        f"{metre:<5}",
        style=theme.DIM,
    ).append(title, style=colour)
