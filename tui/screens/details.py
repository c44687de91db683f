"""The dialog that tells all about a take: where it comes from, and the command that writes it again."""

from __future__ import annotations

import time
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from gan.music.genre import GENRES
from gan.music.plain import plain
from tui import theme
from tui.desk import instrument_words, pan_of, pan_words, volume_of
from tui.heard import MOST_STARS, Heard
from tui.provenance import recipe_of, revision_in_words, wishes_in_words
from tui.screens.dialog import Dialog

_NAMES_WIDTH = 12


class Details(Dialog[bool]):
    """Gives True where the command is to be copied."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i,q,enter", "close", "Close", id="details.close"),
        Binding("c", "copy", "Copy the command", id="details.copy"),
    ]

    def __init__(self, heard: Heard, source: Path) -> None:
        super().__init__()
        self._heard, self._source = heard, source

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box") as box:
            box.border_title = f"Take {plain(self._heard.file_name, 60)}"
            box.border_subtitle = "c copies the command, with its file · esc closes"
            yield Static(details_text(self._heard, self._source))

    def on_mount(self) -> None:
        self.set_focus(self.query_one("#box"))

    def action_copy(self) -> None:
        self.dismiss(True)


def details_text(heard: Heard, source: Path) -> Text:
    """All about a take, for people."""
    take, origin, facts = heard.take, heard.origin, heard.facts
    rows = [
        ("genre", GENRES[take.genre].title),
        ("seed", f"{take.seed}, take {take.number} of it"),
        ("wishes", wishes_in_words(origin.wishes) or "none"),
        ("weights", plain(f"{take.weights}  {origin.folder}".strip(), 200)),
    ]
    if origin.revision is not None:
        rows.insert(0, ("rewritten", f"{revision_in_words(origin.revision, take.genre)} of {origin.parent_name}"))
    if heard.edited:
        rows.append(("by hand", f"{heard.edits} change{'s' if heard.edits > 1 else ''} since it was composed"))
    if heard.made:
        rows.append(("made", time.strftime("%Y-%m-%d %H:%M", time.localtime(heard.made))))
    rows.append(("stars", "★" * heard.stars + "·" * (MOST_STARS - heard.stars)))
    rows += [("mix" if not number else "", row) for number, row in enumerate(_mix_rows(heard))]
    length, _, counted = facts.lines()[0].partition(": ")
    rows += [("length", length), ("facts", counted)]
    text = Text()
    for name, words in rows:
        text.append(f"{name:<{_NAMES_WIDTH}}", style=theme.DIM).append(f"{words}\n", style=theme.TEXT)
    recipe = recipe_of(heard)
    again = "\nThe same notes again" + (", before they were changed by hand:" if heard.edited else ":")
    if not recipe.exact:
        again = "\nThe command leaves out the empty bars before the melody, so its notes may differ:"
    text.append(f"{again}\n", style=f"bold {theme.ACCENT}")
    text.append(plain(recipe.line(str(source)), 1000), style=theme.BRIGHT)
    last = f"\n…of which number {take.number} is it." if take.number > 1 else ""
    return text.append(last, style=theme.DIM)


def _mix_rows(heard: Heard) -> list[str]:
    """A line for each track of which something is changed."""
    return [
        f"{track.role.value}: {instrument_words(heard.mix, track)}, volume {volume_of(heard.mix, track)}, "
        f"{pan_words(pan_of(heard.mix, track))}"
        for track in heard.take.score.tracks
        if track.role in heard.mix.channels
    ]
