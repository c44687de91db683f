"""What the pickers of files and of tunes share: a field to type in, a list, and a panel that shows what is under the
cursor.

Rule of this file: the list has the focus first, so arrows move at once; whatever is typed goes to the field and
filters; what the panel shows is what enter takes and what space plays.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import ClassVar, Protocol

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Input, OptionList

from gan.errors import ComposerError
from gan.music.look import Look, look_at
from gan.music.melody import Melody
from gan.music.readers import Reading, ReadyReader
from tui.looking import Looked, Looker
from tui.screens.dialog import Dialog, Result
from tui.widgets.look_panel import LookPanel

_SLIM = 72
"""Columns below which the panel stands under the list."""


class Stage(Protocol):
    """Where a picker lets melodies be heard."""

    def hear(self, melody: Melody) -> None: ...

    def hush(self) -> None: ...

    @property
    def sounding(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Subject:
    """What can be looked at: a key of its own, how it is read, and what is said of it."""

    key: Hashable
    title: str
    read: Callable[[Reading], Look]
    note: str = ""


class BrowseList(OptionList):
    """A list whose keys say what can be done with the music under the cursor. What is typed goes to the field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "screen.hear", "Hear it", id="browse.hear"),
        Binding("left", "screen.other_track(-1)", "Track before", id="browse.track_before"),
        Binding("right", "screen.other_track(1)", "Next track", id="browse.track_next"),
    ]

    def action_cursor_up(self) -> None:
        if self.highlighted:
            super().action_cursor_up()

    def action_cursor_down(self) -> None:
        if self.highlighted is None or self.highlighted < self.option_count - 1:
            super().action_cursor_down()

    def on_key(self, event: events.Key) -> None:
        field = self.screen.query_one(Input)
        if event.key == "backspace" or (event.is_printable and event.character and event.key != "space"):
            event.stop()
            event.prevent_default()
            self.screen.set_focus(field)
            if event.key == "backspace":
                field.action_delete_left()
            else:
                field.insert_text_at_cursor(event.character or "")


class Browser(Dialog[Result]):
    """A picker. What derives from it fills the list and says with `examine` what is under the cursor."""

    def __init__(self, stage: Stage, ready: ReadyReader | None = None) -> None:
        super().__init__()
        self._stage = stage
        self._looker = Looker(self, ready)
        self._subject: Subject | None = None
        self._wanted: Hashable = None
        """The key of the look that is shown or awaited: the subject's, or that with the number of another track."""
        self._look: Look | None = None
        self._track = 0
        """The number of the melody's track that is shown or awaited, from 1."""

    @property
    def melody(self) -> Melody | None:
        """The melody that is shown, or None where none is."""
        return self._look.melody if self._look else None

    def melody_of(self, key: Hashable) -> Melody | None:
        """The melody of a subject, or None where something else is shown still, or another track is awaited."""
        shown = self._subject is not None and self._subject.key == key and self.awaited_track is None
        return self.melody if shown else None

    @property
    def awaited_track(self) -> int | None:
        """The number of a track that was asked for and is not shown yet."""
        return self._track if self._look is not None and self._look.track != self._track else None

    def examine(self, subject: Subject | None, look: Look | None = None) -> None:
        """The cursor is on something else; a look that is there already is shown at once."""
        if subject is not None and self._subject is not None and subject.key == self._subject.key:
            return
        self._stage.hush()
        self._looker.stop()
        self._subject, self._look = subject, look
        self._wanted = subject.key if subject is not None else None
        panel = self.query_one(LookPanel)
        if subject is None:
            panel.show(None)
        elif look is not None:
            self._show(subject, look)
        else:
            panel.show(None, subject.title, ["reading …", *filter(None, [subject.note])])
            self._looker.look(subject.key, subject.read)

    def on_looked(self, message: Looked) -> None:
        message.stop()
        self._looker.keep(message)
        if self._subject is None or message.key != self._wanted:
            return
        if isinstance(message.answer, ComposerError):
            notes = [note for note in (str(message.answer), self._subject.note) if note]
            self.query_one(LookPanel).show(None, self._subject.title, notes)
            return
        self._look = message.answer
        self._show(self._subject, message.answer)
        if self._stage.sounding:
            self._stage.hush()
            self.action_hear()
        self.read()

    def read(self) -> None:
        """What is under the cursor has been read now."""

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < _SLIM, "-slim")

    def action_hear(self) -> None:
        """Play the melody under the cursor, or stop."""
        field = self.query_one(Input)
        if self.focused is field:  # keys that were typed faster than the focus went to the field
            field.insert_text_at_cursor(" ")
        elif self._stage.sounding:
            self._stage.hush()
        elif self.melody is not None and self.melody.notes:
            self._stage.hear(self.melody)
        else:
            self.app.bell()

    def action_other_track(self, by: int) -> None:
        """Take another track of the music under the cursor as its melody."""
        look, subject = self._look, self._subject
        if look is None or subject is None or len(look.choices) < 2:
            self.app.bell()
            return
        numbers = [choice.number for choice in look.choices]
        track = self._track = numbers[(numbers.index(self._track) + by) % len(numbers)]
        self._wanted = subject.key, track
        # Weighing the tracks of a symphony takes a moment.
        self._looker.look(self._wanted, lambda reading: look_at(look.score, track), rest=False)

    def into_list(self) -> None:
        """From the field to the row below the one under the cursor."""
        options = self.query_one(BrowseList)
        if options.option_count and self.focused is not options:
            self.set_focus(options)
            options.action_cursor_down()

    def on_unmount(self) -> None:
        self._looker.close()
        self._stage.hush()

    def _show(self, subject: Subject, look: Look) -> None:
        self._track = look.track
        trouble = str(look.trouble) if look.trouble else ""
        notes = [note for note in (trouble, subject.note) if note]
        self.query_one(LookPanel).show(look, subject.title, notes)
