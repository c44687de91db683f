"""The link to the engine, the warm child process that composes.

Rule of this file: `compose` and `rewrite` block and belong on a thread; `state` may be read from anywhere.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gan.errors import ComposerError, MelodyError, MissingDependency, UsageError, WeightsError
from gan.music.genre import Genre
from gan.music.melody import Melody
from gan.music.score import Score
from gan.wishes import Revision, Wishes

if TYPE_CHECKING:
    from gan.engine import Engine
    from gan.take import Take


class EngineLink:
    """An engine that is started in the background and made again where it could not start."""

    def __init__(self, weights: Path | None = None) -> None:
        self._weights = weights
        self._engine: Engine | None = None
        self._lock = threading.Lock()
        self.state = "engine starting"
        """What the status bar says."""

    def start(self) -> None:
        """Warm the engine up. Blocks for the time of an import. Raises ComposerError where it cannot start."""
        with self._lock:
            try:
                self._warm()
            except ComposerError as error:
                self.state = _state_after(error)
                raise

    def compose(
        self, melody: Melody, genre: Genre, *, seed: int, takes: int, wishes: Wishes = Wishes()
    ) -> Iterator[Take]:
        """Takes as each is ready. Raises ComposerError."""
        return self._told(takes, lambda e: e.compose(melody, genre, seed=seed, takes=takes, wishes=wishes))

    def rewrite(
        self, take: Score, genre: Genre, revision: Revision, *, seed: int, takes: int, wishes: Wishes = Wishes()
    ) -> Iterator[Take]:
        """Takes that differ from one where the revision says, as each is ready. Raises ComposerError."""
        return self._told(takes, lambda e: e.rewrite(take, genre, revision, seed=seed, takes=takes, wishes=wishes))

    def _told(self, takes: int, ask: Callable[[Engine], Iterator[Take]]) -> Iterator[Take]:
        """The takes asked of the engine, with the state told meanwhile."""
        with self._lock:
            try:
                engine = self._warm()
                self.state = f"composing 1/{takes}"
                for count, take in enumerate(ask(engine), 1):
                    self.state = f"composing {min(count + 1, takes)}/{takes}"
                    yield take
                self.state = "engine ready"
            except ComposerError as error:
                self.state = _state_after(error)
                raise
            except BaseException:
                self.state = "engine stopped"
                raise

    def close(self) -> None:
        """End the engine's process."""
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.close()

    def _warm(self) -> Engine:
        if self._engine is None:
            from gan.engine import Engine

            engine = Engine(self._weights)
            engine.start()
            self._engine = engine
            self.state = "engine ready" if self._weights_there() else "no weights"
        return self._engine

    def _weights_there(self) -> bool:
        from gan.exported import GRAPH, SHIPPED

        return ((self._weights or SHIPPED) / GRAPH).is_file()


def _state_after(error: ComposerError) -> str:
    if isinstance(error, WeightsError):
        return "no weights"
    if isinstance(error, MissingDependency):
        return "no engine"
    return "engine ready" if isinstance(error, MelodyError | UsageError) else "engine stopped"
