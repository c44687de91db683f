"""Composing takes beside the event loop, one batch at a time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gan.errors import ComposerError
from gan.measures.facts import facts_of
from gan.music.genre import genre_named
from tui.background import in_background
from tui.heard import Heard
from tui.links.engine_link import EngineLink
from tui.messages import ComposingEnded, TakeArrived

if TYPE_CHECKING:
    from tui.app import ComposerApp

TAKES = 4
"""Takes in a batch."""


class Composing:
    """Asks the engine, and counts the seeds."""

    def __init__(self, app: ComposerApp, weights: Path | None) -> None:
        self._app = app
        self.engine = EngineLink(weights)
        self.busy = False

    def start(self) -> None:
        """Warm the engine up, in the background."""
        in_background(self._app, self.engine.start)

    @property
    def words(self) -> str:
        """What is being written, for people; empty while nothing is."""
        if not self.busy:
            return ""
        session = self._app.session
        return f"The GAN is {self.engine.state} for seed {session.seed - 1} …"

    def close(self) -> None:
        self.engine.close()

    def generate(self) -> None:
        """Compose a batch for the session's melody, genre and seed; the next one has the next seed."""
        app, session = self._app, self._app.session
        if self.busy:
            app.tell("Still composing – the takes arrive one by one.")
            return
        if not session.melody.notes:
            app.tell("The melody has no notes yet. Type some, load a file (l) or take a demo (d).", severity="warning")
            return
        self.busy = True
        melody, genre, seed = session.melody, genre_named(session.genre), session.seed
        app.session = replace(session, seed=seed + 1)
        app.remember()

        def compose() -> None:
            takes = self.engine.compose(melody, genre, seed=seed, takes=TAKES)
            for count, take in enumerate(takes):
                app.post_message(TakeArrived(Heard(take, facts_of(take.score)), first=count == 0))
            app.post_message(ComposingEnded())

        def failed(error: ComposerError) -> None:
            app.post_message(ComposingEnded(error))

        in_background(app, compose, failed)
        app.refresh_status()
