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
        self._undo: list[Callable[[], None]] = []
        self._reading: set[str] = set()
        self._again: set[str] = set()
        """Sections that were asked for while they were read: what is read may be from before the change."""
        self._said: dict[str, str] = {}
        """Why a section could not be read the last time that this was told."""

    def start(self) -> None:
        """Look after the section in sight."""
        self._app.set_interval(_LOOK_SECONDS, self._look)

    # Reading

    def read(self, section: str) -> None:
        """Read a section, for the station to show."""
        if section in self._reading:
            self._again.add(section)
            return
        self._reading.add(section)
        choices = self._app.chooser.choices

        def read() -> None:
            entries = self.library.entries(section, choices)
            self._then(lambda: done(entries))

        def failed(error: ComposerError) -> None:
            self._then(lambda: done([], error))

        def done(entries: list[Entry], error: ComposerError | None = None) -> None:
            self._reading.discard(section)
            self._app.stations.library_station.show(section, entries)
            if error is not None and self._said.get(section) != str(error):
                self._said[section] = str(error)
                self._app.complain(error)
            if section in self._again:
                self._again.discard(section)
                self.read(section)

        in_background(self._app, read, failed)

    def read_again(self) -> None:
        """Read the section in sight, and count the trash."""
        section = self._app.stations.library_station.section
        self.read(section)
        if section != "trash":
            self.read("trash")

    def _look(self) -> None:
        stations = self._app.stations
        section = stations.library_station.section
        if stations.current == "library" and section in _LIVE_SECTIONS and section not in self._reading:
            self.read(section)

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
            self._beside(str(entry.facts["section"]), lambda: self._restore(entry))
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
                self.rename(entry, words)

        self._app.push_screen(NameDialog(f"Rename {entry.name}", name, lambda text: f"→ {file_name(text)}"), chosen)

    def rename(self, entry: Entry, words: str, *, undoing: bool = False) -> None:
        """Call an entry something else; that can be undone, unless it undoes."""

        def rename() -> None:
            path = self.library.rename(entry, words)
            if entry.section == "takes":
                kept = self.library.take(path, words)
                self._then(lambda: self._app.shelving.changed(kept))
            if entry.section == "runs" and entry.path is not None:
                before = entry.path
                self._then(lambda: self._app.chooser.moved(before, path))
            if undoing:
                self._told(f"{words} has its name again.")
            else:
                was = replace(entry, path=path, name=words)
                self._undo.append(lambda: self.rename(was, entry.name, undoing=True))
            self._then(self.read_again)

        self._beside(entry.section, rename)

    def delete(self, entry: Entry) -> None:
        """Move an entry to the trash."""

        def delete() -> None:
            discarded = self.library.delete(entry)
            if discarded is None:
                path = entry.path
                assert path is not None
                self._undo.append(lambda: self._remember_file(path))
                self._told(f"{entry.name} is off the list; its file stays. u undoes it.")
            else:
                self._undo.append(lambda: self._beside(entry.section, lambda: self._bring_back(discarded)))
                self._told(f"{entry.name} is in the trash. u brings it back.")
            if entry.section == "takes":
                self._then(lambda: self._app.shelving.gone(str(entry.facts["take"])))
            if entry.section in ("runs", "weights") and entry.path is not None:
                before = entry.path
                self._then(lambda: self._app.chooser.moved(before, None))
            self._then(self.read_again)

        self._beside(entry.section, delete)

    def undo(self) -> None:
        """Undo what was done last in the library."""
        if not self._undo:
            self._app.tell("Nothing was renamed or deleted here since the start. The trash keeps what was before.")
            return
        self._undo.pop()()

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
        heard = kept.heard
        self._then(lambda: self._app.transport.play("library", heard.take.score, mix=heard.mix))

    def _restore(self, entry: Entry) -> None:
        """Bring back what an entry of the trash stands for; on a thread."""
        found = next((one for one in self.library.trash.all() if one.id == entry.id), None)
        if found is None:
            raise ComposerError(f"{entry.name} is not in the trash any more")
        self._bring_back(found)

    def _bring_back(self, discarded: Discarded) -> None:
        path = self.library.trash.restore(discarded)
        if discarded.section == "takes":
            kept = self.library.take(path, discarded.name)
            self._then(lambda: self._app.shelving.bring_back([kept]))
        self._told(f"{discarded.name} is back.")
        self._then(self.read_again)

    def _remember_file(self, path: Path) -> None:
        def remember() -> None:
            self.library.recent.add(path)
            self._told(f"{path.stem} is listed again.")
            self._then(self.read_again)

        in_background(self._app, remember)

    def _beside(self, section: str, job: Callable[[], None]) -> None:
        if section == "takes":
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
