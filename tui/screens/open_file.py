"""The dialog that asks for a melody file: a path with completion, and what lies in its folder."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from gan.music.plain import plain
from tui import theme
from tui.folders import Entry, complete, matching, shortened, split_typed
from tui.screens.dialog import Dialog


class PathInput(Input):
    """A path; Tab completes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete", priority=True, id="path.complete"),
        Binding("down", "screen.into_list", "To the list", id="path.down"),
    ]

    def __init__(self, base: Path) -> None:
        super().__init__(placeholder="path of a MIDI, MusicXML or ABC file", compact=True, select_on_focus=False)
        self.base = base

    def action_complete(self) -> None:
        self.value = complete(self.value, self.base)
        self.cursor_position = len(self.value)


class OpenFile(Dialog[Path]):
    """Gives the path of a file, or None."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._base = folder
        self._entries: list[Entry] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = "Load a melody"
            box.border_subtitle = "tab completes · ↓ list · enter opens · esc closes"
            yield PathInput(self._base)
            yield Static("", id="where", classes="note", markup=False)
            yield OptionList(compact=True)
            yield Static("Of several tracks the one named as melody is taken, else the best candidate.", classes="note")

    def on_mount(self) -> None:
        self._list()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._list()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        folder, start = split_typed(text, self._base)
        path = folder / start
        if not text and self._entries:
            self.action_into_list()
        elif path.is_dir():
            self._go(text.rstrip("/") + "/")
        elif len(self._entries) == 1 and not path.exists():
            self._take(self._entries[0])
        else:
            self.dismiss(path)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_index == 0 and event.option.id == "up":
            folder, _ = split_typed(self.query_one(PathInput).value, self._base)
            self._go(str(folder.resolve().parent).rstrip("/") + "/")
        else:
            offset = 1 if self.query_one(OptionList).get_option_at_index(0).id == "up" else 0
            self._take(self._entries[event.option_index - offset])

    def action_into_list(self) -> None:
        options = self.query_one(OptionList)
        if options.option_count:
            self.set_focus(options)
            options.highlighted = 1 if options.option_count > 1 and options.get_option_at_index(0).id == "up" else 0

    def _take(self, entry: Entry) -> None:
        if entry.is_folder:
            self._go(f"{entry.path}/")
        else:
            self.dismiss(entry.path)

    def _go(self, text: str) -> None:
        field = self.query_one(PathInput)
        field.value = text
        field.cursor_position = len(text)

    def _list(self) -> None:
        text = self.query_one(PathInput).value
        folder, start = split_typed(text, self._base)
        self._entries = matching(text, self._base)
        options = self.query_one(OptionList)
        options.clear_options()
        if not start and folder.resolve().parent != folder.resolve():
            options.add_option(Option(Text("↑ folder above", style=theme.DIM), id="up"))
        options.add_options([Option(_label(entry)) for entry in self._entries])
        count = sum(not entry.is_folder for entry in self._entries)
        words = {0: "no music file here", 1: "1 music file"}.get(count, f"{count} music files")
        self.query_one("#where", Static).update(f"{shortened(folder, 48)} · {words}")


def _label(entry: Entry) -> Text:
    name = plain(entry.name, 66)
    return Text(f"{name}/", style=theme.DISCRIMINATOR) if entry.is_folder else Text(f"♪ {name}", style=theme.TEXT)
