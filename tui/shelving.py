"""Keeps the takes of the Audition station on the shelf, and brings them back at the next start.

Rule of this file: the shelf follows the station's list. Whoever adds, changes or takes away a take there need not
know of the shelf; `look` compares, and one thread writes in the order of what happened.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from gan.errors import ComposerError
from tui.background import in_background
from tui.crash import report
from tui.library.places import shelf_dir, trash_dir
from tui.library.shelf import MOST_TAKES, Kept, Shelf, told_of
from tui.library.trash import Discarded, Trash
from tui.messages import TakesRestored, Told, Trouble

if TYPE_CHECKING:
    from tui.app import ComposerApp, Severity

_AT_ONCE = 25
"""Takes handed to the station in one go while they are read."""
_LOOKS_TO_RETRY = 20
"""Looks after which a take that could not be written is tried again."""
_LAST_SECONDS = 5.0
"""How long leaving waits for what is not written yet."""


class Shelving:
    """The shelf of this composer."""

    def __init__(self, app: ComposerApp) -> None:
        self._app = app
        self._shelf = Shelf(shelf_dir(), Trash(trash_dir()))
        self._known: dict[str, Kept] = {}
        """What the shelf has, by the id of the take."""
        self._dropped: dict[str, Discarded] = {}
        """What was taken away in the station and may be brought back there."""
        self._unwritten: set[str] = set()
        self._looks = 0
        self._said: set[str] = set()
        self._list_lock = threading.Lock()
        """What is known and what the station lists are changed together; leaving may look on another thread."""
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        """What is to be written, in order; None is the end."""
        self._writer = threading.Thread(target=self._work, name="shelf", daemon=True)

    def start(self) -> None:
        """Bring back what was kept, in the background, and throw away what lay in the trash for long."""
        self._writer.start()
        in_background(self._app, self._read)

    def look(self) -> None:
        """See what is new, changed or gone in the station's list, and have it written."""
        with self._list_lock:
            self._look()

    def now(self) -> None:
        """Look, and wait until all is written, for a few seconds at most."""
        self.look()
        done = threading.Event()
        self._jobs.put(done.set)
        if self._writer.is_alive():
            done.wait(_LAST_SECONDS)

    def close(self) -> None:
        """End the thread that writes, behind what is to be written. Nothing is kept any more."""
        self._jobs.put(None)

    def bring_back(self, takes: Iterable[Kept]) -> None:
        """Give the station takes that were read from the shelf, the oldest first."""
        with self._list_lock:
            fresh = [self._know(kept).heard for kept in takes if kept.heard.id not in self._known]
            self._app.stations.audition_station.restore(fresh)

    def changed(self, kept: Kept) -> None:
        """The Library wrote a take: the station shows it so, where it has it."""
        with self._list_lock:
            if kept.heard.id in self._known:
                self._app.stations.audition_station.replace(self._know(kept).heard)

    def gone(self, id: str) -> None:
        """The Library put a take into the trash: the station shows it no more."""
        with self._list_lock:
            if self._known.pop(id, None) is not None:
                self._app.stations.audition_station.take_away(id)

    def beside(self, job: Callable[[], None]) -> None:
        """Do something with the shelf's files on its thread, behind what is to be written."""
        self._jobs.put(job)

    def _look(self) -> None:
        self._looks += 1
        if self._looks % _LOOKS_TO_RETRY == 0:
            again, self._unwritten = self._unwritten, set()
            for key in again:
                self._write(self._known.get(key))
        here = {heard.id: heard for heard in self._app.stations.audition_station.list.model.all}
        for key, heard in here.items():
            kept = self._known.get(key)
            if kept is None:
                self._write(self._know(Kept(heard)))
            elif kept.heard is not heard:
                self._write(self._know(replace(kept, heard=heard)))
        for key in self._known.keys() - here.keys():
            self._jobs.put(partial(self._forget, self._known.pop(key)))

    def _know(self, kept: Kept) -> Kept:
        self._known[kept.heard.id] = kept
        return kept

    def _write(self, kept: Kept | None) -> None:
        if kept is not None:
            self._jobs.put(partial(self._keep, kept))

    # On threads

    def _read(self) -> None:
        passed_over: list[str] = []
        batch: list[Kept] = []
        for kept in self._shelf.takes(passed_over):
            batch.append(kept)
            if len(batch) == _AT_ONCE:
                self._app.post_message(TakesRestored(batch))
                batch = []
        if batch:
            self._app.post_message(TakesRestored(batch))
        self._say_once("unreadable", told_of(passed_over))
        Trash(trash_dir()).empty_old()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except ComposerError as error:
                self._app.post_message(Trouble(error))
            except Exception as error:
                self._app.post_message(Trouble(report(error)))

    def _keep(self, kept: Kept) -> None:
        try:
            self._out_of_the_trash(kept.heard.id)
            gone = self._shelf.keep(kept)
        except OSError as error:
            self._unwritten.add(kept.heard.id)
            why = error.strerror or str(error)
            text = f"Takes cannot be kept on the shelf, {self._shelf.folder} ({why}). Export what you want to keep."
            self._say_once("unwritable", text)
            return
        self._say_gone(gone)

    def _out_of_the_trash(self, id: str) -> None:
        """Bring the file of a take back that is in the station's list again, unless it was written anew meanwhile."""
        discarded = self._dropped.pop(id, None)
        if discarded is not None and not discarded.origin.exists():
            try:
                Trash(trash_dir()).restore(discarded)
            except ComposerError:
                return  # it is written whole in any case

    def _forget(self, kept: Kept) -> None:
        if self._shelf.path_of(kept).exists():  # else another composer or the Library was quicker
            self._dropped[kept.heard.id] = self._shelf.drop(kept)

    def _say_gone(self, gone: list[Discarded]) -> None:
        if gone:
            text = (
                f"The shelf holds {MOST_TAKES} takes. For each new one the oldest without a star goes to the trash, "
                f"now {gone[0].name}."
            )
            self._say_once("full", text, "information")

    def _say_once(self, about: str, text: str, severity: Severity = "warning") -> None:
        if text and about not in self._said:
            self._said.add(about)
            self._app.post_message(Told(text, severity=severity))
