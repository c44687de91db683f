"""Composing takes beside the event loop, one batch at a time: on the melody, or from a take that there is.

Rule of this file: one seed for each batch, counted up whatever is asked, so that no two batches are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gan.errors import ComposerError
from gan.measures.facts import facts_of
from gan.music.genre import genre_named
from gan.music.role import ACCOMPANIMENT
from gan.wishes import Revision
from tui.background import in_background
from tui.heard import Heard, Origin
from tui.links.engine_link import EngineLink
from tui.messages import ComposingEnded, TakeArrived
from tui.provenance import fitting

if TYPE_CHECKING:
    from gan.take import Take
    from tui.app import ComposerApp

VARIATION = 0.25
"""Share of the bars of each voice that "more like this" writes again."""


class Composing:
    """Asks the engine, and counts the seeds."""

    def __init__(self, app: ComposerApp, weights: Path | None) -> None:
        self._app = app
        self._link(weights)
        self.busy = False
        self._what = ""

    def start(self) -> None:
        """Warm the engine up, in the background."""
        in_background(self._app, self.engine.start)

    def use(self, weights: Path | None) -> None:
        """Compose with other weights from now on, the shipped ones where None."""
        self.engine.close()
        self._link(weights)
        self.start()

    def _link(self, weights: Path | None) -> None:
        self._folder = str(weights.absolute()) if weights else ""
        self.engine = EngineLink(weights)

    @property
    def words(self) -> str:
        """What is being written, for people; empty while nothing is."""
        return f"The GAN is {self.engine.state} {self._what} …" if self.busy else ""

    def close(self) -> None:
        self.engine.close()

    def generate(self) -> None:
        """Compose a batch for the session's melody, genre, wishes and seed; the next one has the next seed."""
        app, session = self._app, self._app.session
        if self._is_busy():
            return
        if not session.melody.notes:
            app.tell("The melody has no notes yet. Type some, load a file (l) or take a demo (d).", severity="warning")
            return
        melody, genre = session.melody, genre_named(session.genre)
        wishes = fitting(session.wishes, genre.id)
        origin = Origin(wishes, folder=self._folder)

        def ask(seed: int) -> Iterator[Take]:
            return self.engine.compose(melody, genre, seed=seed, takes=session.takes, wishes=wishes)

        self._compose(ask, lambda take: Heard(take, facts_of(take.score), origin), f"for seed {session.seed}")

    def rewrite(self, revision: Revision | None = None, parent: Heard | None = None) -> None:
        """Write takes beside one, the selected one where None, that differ from it where a revision says.

        Without one: what is not locked, in the selected bars; where nothing is locked or selected, a variation.
        """
        app, session = self._app, self._app.session
        station = app.stations.audition_station
        parent = parent or station.selected
        if parent is None:
            app.tell("There is no take yet. Press g to have some composed.", severity="warning")
            return
        if self._is_busy():
            return
        genre = genre_named(parent.take.genre)
        if revision is None:
            roles = frozenset(role for role in ACCOMPANIMENT if role in genre.programs) - parent.locks
            if not roles:
                app.tell("All parts are locked. Unlock one in the roll (tab, then k).", severity="warning")
                return
            bars = station.roll.bars
            revision = Revision(roles, bars, 1.0 if bars or parent.locks else VARIATION)
        wishes, source, what = fitting(session.wishes, genre.id, revision.roles), parent.take.score, revision
        origin = Origin(wishes, what, parent.id, parent.file_name, source, self._folder)

        def ask(seed: int) -> Iterator[Take]:
            return self.engine.rewrite(source, genre, what, seed=seed, takes=session.takes, wishes=wishes)

        def heard(take: Take) -> Heard:
            return Heard(take, facts_of(take.score), origin, mix=parent.mix, locks=parent.locks)

        self._compose(ask, heard, f"from {parent.name}")

    def _is_busy(self) -> bool:
        if self.busy:
            self._app.tell("Still composing – the takes arrive one by one.")
        return self.busy

    def _compose(self, ask: Callable[[int], Iterator[Take]], heard: Callable[[Take], Heard], what: str) -> None:
        """Have a batch written with the session's seed."""
        app, seed = self._app, self._app.session.seed
        self.busy, self._what = True, what
        app.session = replace(app.session, seed=seed + 1)
        app.remember()

        def compose() -> None:
            for count, take in enumerate(ask(seed)):
                app.post_message(TakeArrived(heard(take), first=count == 0))
            app.post_message(ComposingEnded())

        def failed(error: ComposerError) -> None:
            app.post_message(ComposingEnded(error))

        in_background(app, compose, failed)
        app.refresh_status()
