"""The dialog that asks for a melody file: what lies in a folder, what each file holds, and a path with completion."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from gan.music.importing import load_score
from gan.music.look import Look, look_at
from gan.music.melody import Melody
from gan.music.plain import plain
from gan.music.readers import Reading
from tui import theme
from tui.folders import Entry, complete, filtered, shortened, split_typed
from tui.screens.browser import BrowseList, Browser, Stage, Subject
from tui.widgets.look_panel import LookPanel


@dataclass(frozen=True, slots=True)
class Opened:
    """The file that was chosen, and its melody where it was read already."""

    path: Path
    melody: Melody | None = None
    track: int | None = None
    """The track to take as the melody, where that is not read yet and another than the one found was chosen."""


class PathInput(Input):
    """A path; Tab completes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete", priority=True, id="path.complete"),
        Binding("down", "screen.into_list", "To the list", id="path.down"),
    ]

    def __init__(self, base: Path) -> None:
        super().__init__(placeholder="type to filter, or a path", compact=True, select_on_focus=False)
        self.base = base

    def action_complete(self) -> None:
        self.value = complete(self.value, self.base)
        self.cursor_position = len(self.value)


class OpenFile(Browser[Opened]):
    """Gives the path of a file, with its melody where that is known, or None."""

    def __init__(self, folder: Path, recent: list[Path], stage: Stage) -> None:
        super().__init__(stage)
        self._base = folder
        self._recent = [place for place in recent if place != folder]
        self._rows: list[Entry | None] = []
        """What the rows of the list stand for; None for the folder above."""

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = "Load a melody"
            box.border_subtitle = "space plays · ← → track · type to filter · enter opens · esc closes"
            yield PathInput(self._base)
            yield Static("", id="where", classes="note", markup=False)
            with Horizontal(id="browse"):
                yield BrowseList(compact=True)
                yield LookPanel(id="look")

    def on_mount(self) -> None:
        self._list()
        self.set_focus(self.query_one(BrowseList) if self._rows else self.query_one(PathInput))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._list()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        folder, start = split_typed(text, self._base)
        path = folder / start
        row = self.query_one(BrowseList).highlighted
        if not text and self._rows:
            self.set_focus(self.query_one(BrowseList))
        elif os.path.isdir(path):
            self._go(text.rstrip("/") + "/")
        elif row is not None and not os.path.exists(path):
            self._take(self._rows[row])
        else:
            self.dismiss(Opened(path))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(self._rows[event.option_index])

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        entry = self._rows[event.option_index] if event.option_index < len(self._rows) else None
        self.examine(None if entry is None or entry.is_folder else _subject(entry.path))

    def action_into_list(self) -> None:
        self.into_list()

    def _take(self, entry: Entry | None) -> None:
        if entry is None:
            folder, _ = split_typed(self.query_one(PathInput).value, self._base)
            self._go(os.path.dirname(os.path.realpath(folder)).rstrip("/") + "/")
        elif entry.is_folder:
            self._go(f"{entry.path}/")
        else:
            subject = _subject(entry.path)
            melody = self.melody_of(subject.key) if subject is not None else None
            self.dismiss(Opened(entry.path, melody, self.awaited_track))

    def _go(self, text: str) -> None:
        field = self.query_one(PathInput)
        field.value = text
        field.cursor_position = len(text)
        self.set_focus(self.query_one(BrowseList))

    def _list(self) -> None:
        text = self.query_one(PathInput).value
        folder, start = split_typed(text, self._base)
        found = filtered(text, self._base)
        above = [None] if not start and os.path.realpath(folder) != "/" else []
        recent = [Entry(place, True) for place in self._recent] if not text else []
        self._rows = [*above, *found, *recent]
        options = self.query_one(BrowseList)
        options.clear_options()
        options.add_options([Option(Text("↑ folder above", style=theme.DIM)) for _ in above])
        options.add_options([Option(_label(entry)) for entry in found])
        options.add_options([Option(Text(f"↺ {shortened(e.path, 30)}/", style=theme.DIM)) for e in recent])
        files = [index for index, entry in enumerate(self._rows) if entry is not None and not entry.is_folder]
        options.highlighted = files[0] if files else (0 if self._rows else None)
        if not files:
            self.examine(None)
        words = {0: "no music file here", 1: "1 music file"}.get(len(files), f"{len(files)} music files")
        self.query_one("#where", Static).update(f"{shortened(folder, 48)} · {words}")


def _subject(path: Path) -> Subject | None:
    try:
        facts = path.stat()
    except OSError:
        return None
    return Subject((str(path), facts.st_mtime_ns, facts.st_size), plain(path.name, 80), partial(_read, path))


def _read(path: Path, reading: Reading) -> Look:
    return look_at(load_score(path, reading))


def _label(entry: Entry) -> Text:
    name = plain(entry.name, 66)
    return Text(f"{name}/", style=theme.DISCRIMINATOR) if entry.is_folder else Text(f"♪ {name}", style=theme.TEXT)
