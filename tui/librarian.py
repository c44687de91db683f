"""What the Library station asks for, done beside the event loop: reading, opening, renaming, deleting, undo.

Rule of this file: what touches the shelf goes through the shelf's own thread, so that a take is never written again
behind its deletion.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gan.errors import ComposerError
from tui.background import in_background
from tui.library.entry import Entry
from tui.library.files import file_name
from tui.library.library import Library
from tui.library.shelf import Kept
from tui.library.trash import Discarded
from tui.messages import Follows, Told

if TYPE_CHECKING:
    from tui.app import ComposerApp

_LIVE_SECTIONS = ("takes", "runs")
"""What changes by itself and is read again while it is in sight."""
_LOOK_SECONDS = 2.0


class Librarian:
    """The library of this composer, and what was done in it that can be undone."""

    def __init__(self, app: ComposerApp) -> None:
        self._app = app
        self.library = Library()
        self._undo: list[tuple[str, Callable[[], None]]] = []
        self._reading: set[str] = set()

    def start(self) -> None:
        """Look after the section in sight."""
        self._app.set_interval(_LOOK_SECONDS, self._look)

    # Reading

    def read(self, section: str) -> None:
        """Read a section, for the station to show."""
        if section in self._reading:
            return
        self._reading.add(section)
        choices = self._app.chooser.choices

        def read() -> None:
            try:
                entries = self.library.entries(section, choices)
            finally:
                self._reading.discard(section)
            self._then(lambda: self._app.stations.library_station.show(section, entries))

        in_background(self._app, read)

    def read_again(self) -> None:
        """Read the section in sight, and count the trash."""
        section = self._app.stations.library_station.section
        self.read(section)
        if section != "trash":
            self.read("trash")

    def _look(self) -> None:
        stations = self._app.stations
        if stations.current == "library" and stations.library_station.section in _LIVE_SECTIONS:
            self.read(stations.library_station.section)

    # What is asked of an entry

    def do(self, deed: str, entry: Entry) -> None:
        """Do what is asked: `open`, `hear`, `rename` or `delete`."""
        {"open": self.open, "hear": self.hear, "rename": self.ask_for_name, "delete": self.delete}[deed](entry)

    def open(self, entry: Entry) -> None:
        """Take an entry to where it is worked on, or use it."""
        app = self._app
        path = entry.path
        if entry.section == "takes" and path is not None:
            self._on_shelf(lambda: self._open_take(self.library.take(path, entry.name)))
        elif entry.section == "melodies" and path is None:
            app.take_demo(entry.id)
        elif entry.section == "melodies" and path is not None:
            app.dialogs.load_file(path)
        elif entry.section == "runs" and path is not None:
            app.schooling.show(path)
            app.stations.go("train")
        elif entry.section == "trash":
            self._bring_back(next((one for one in self.library.trash.all() if one.id == entry.id), None))
        else:
            app.chooser.use(entry)

    def hear(self, entry: Entry) -> None:
        """Play an entry without opening it; stop what plays."""
        app = self._app
        if app.transport.playing:
            app.transport.stop()
        elif entry.section == "takes" and entry.path is not None:
            path = entry.path
            self._on_shelf(lambda: self._hear_take(self.library.take(path, entry.name)))
        elif entry.section == "melodies":
            from tui.transport import melody_score

            def hear() -> None:
                from gan.music.demos import DEMOS
                from gan.music.importing import load_melody

                melody = DEMOS[entry.id] if entry.path is None else load_melody(entry.path)
                self._then(lambda: app.transport.play("library", melody_score(melody, app.session.genre)))

            in_background(app, hear)
        else:
            app.bell()

    def ask_for_name(self, entry: Entry) -> None:
        """Ask what an entry is to be called, and call it that."""
        from tui.screens.name import NameDialog

        if entry.fixed:
            self._app.complain(ComposerError(f"{entry.name} cannot be renamed", entry.fixed))
            return
        name = entry.name[5:] if entry.section == "runs" else entry.name

        def chosen(words: str | None) -> None:
            if words and file_name(words) != name:
                self.rename(entry, words, told=True)

        self._app.push_screen(NameDialog(f"Rename {entry.name}", name, lambda text: f"→ {file_name(text)}"), chosen)

    def rename(self, entry: Entry, words: str, told: bool) -> None:
        """Call an entry something else; where told of it, that can be undone."""

        def rename() -> None:
            path = self.library.rename(entry, words)
            if entry.section == "takes":
                kept = self.library.take(path, words)
                self._then(lambda: self._app.shelving.changed(kept))
            if entry.section == "runs" and entry.path is not None:
                before = entry.path
                self._then(lambda: self._app.chooser.run_moved(before, path))
            if told:
                was = replace(entry, path=path, name=words)
                self._can_undo(f"{entry.name} has its name again.", lambda: self.rename(was, entry.name, told=False))
            self._then(self.read_again)

        self._beside(entry, rename)

    def delete(self, entry: Entry) -> None:
        """Move an entry to the trash."""

        def delete() -> None:
            discarded = self.library.delete(entry)
            if discarded is None:
                path = entry.path
                assert path is not None
                self._can_undo(f"{entry.name} is listed again.", lambda: self._remember_file(path))
                self._told(f"{entry.name} is off the list; its file stays. u undoes it.")
            else:
                self._can_undo("", lambda: self._bring_back(discarded))
                self._told(f"{entry.name} is in the trash. u brings it back.")
            if entry.section == "takes":
                self._then(lambda: self._app.shelving.gone(str(entry.facts["take"])))
            if entry.section == "runs" and entry.path is not None:
                run = entry.path
                self._then(lambda: self._app.chooser.run_moved(run, None))
            if entry.section == "weights" and entry.facts.get("in_use"):
                self._then(lambda: self._app.chooser.use_weights(""))
            self._then(self.read_again)

        self._beside(entry, delete)

    def undo(self) -> None:
        """Undo what was done last in the library."""
        if not self._undo:
            self._app.tell("Nothing was renamed or deleted here since the start. The trash keeps what was before.")
            return
        words, undo = self._undo.pop()
        undo()
        if words:
            self._app.tell(words)

    # Within

    def _open_take(self, kept: Kept) -> None:
        def show() -> None:
            app = self._app
            app.shelving.bring_back([kept])
            app.stations.audition_station.choose(kept.heard.id)
            app.stations.go("audition")
            app.refresh_status()

        self._then(show)

    def _hear_take(self, kept: Kept) -> None:
        self._then(lambda: self._app.transport.play("library", kept.heard.take.score))

    def _bring_back(self, discarded: Discarded | None) -> None:
        if discarded is None:
            self._app.tell("It is not in the trash any more.", severity="warning")
            return

        def bring_back() -> None:
            path = self.library.trash.restore(discarded)
            if discarded.section == "takes":
                kept = self.library.take(path, discarded.name)
                self._then(lambda: self._app.shelving.bring_back([kept]))
            self._told(f"{discarded.name} is back.")
            self._then(self.read_again)

        self._on_shelf(bring_back)

    def _remember_file(self, path: Path) -> None:
        def remember() -> None:
            self.library.recent.add(path)
            self._then(self.read_again)

        in_background(self._app, remember)

    def _beside(self, entry: Entry, job: Callable[[], None]) -> None:
        if entry.section == "takes":
            self._on_shelf(job)
        else:
            in_background(self._app, job)

    def _on_shelf(self, job: Callable[[], None]) -> None:
        self._app.shelving.look()
        self._app.shelving.beside(job)

    def _then(self, what: Callable[[], object]) -> None:
        self._app.post_message(Follows(what))

    def _told(self, text: str) -> None:
        self._app.post_message(Told(text))

    def _can_undo(self, words: str, undo: Callable[[], None]) -> None:
        self._undo.append((words, undo))
