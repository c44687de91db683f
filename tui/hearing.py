"""Hearing a run's model as it was at a step: composes a melody with the weights kept there, beside the event loop.

One composes at a time; of wishes that came meanwhile only the newest counts. What was composed once is kept in
memory, so that going back and forth between steps is heard at once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual.timer import Timer

from gan.errors import ComposerError
from gan.music.melody import Melody
from tui.background import in_background
from tui.messages import RungComposed, Trouble
from tui.run_view import Sample

if TYPE_CHECKING:
    from gan.training.ladder import Rung
    from gan.training.run import Run
    from tui.app import ComposerApp

ROW, ROW_BARS = 6, 8
"""Steps of a row, and bars of the melody it takes: enough to hear the learning, few enough to wait for."""
_KEPT = 64
_LOOKS_PER_SECOND = 4
_Key = tuple[Path, int, str, Melody]
"""Whose weights, written when (a run that is deleted leaves its name to another), the genre, the melody."""


class Hearing:
    """Composes with the weights of a run's ladder, and plays a row of them one after another."""

    def __init__(self, app: ComposerApp) -> None:
        self._app = app
        self._composing = threading.Lock()
        self._wish = 0
        self._known: OrderedDict[_Key, Sample] = OrderedDict()
        self._row: list[Sample] = []
        """What is still to be played of a row."""
        self._in_row = False
        self._playing: Sample | None = None
        self._timer: Timer | None = None
        self.words = ""
        """What is being composed, for people."""

    def hear(self, run: Run, step: int | None, own: Melody | None) -> None:
        """Compose with the weights last kept at or before a step (None: the newest), and play it when it is there.

        Args:
            run: whose weights.
            step: a step of it.
            own: the melody; None: one that the run does not learn from.
        """
        from gan.training.ladder import heard_at, nearest

        def wanted() -> list[Rung]:
            rungs = heard_at(run.path)
            near = nearest(rungs, rungs[-1].step if step is None and rungs else step or 0)
            if near:
                self._app.call_later(self._say, f"composing with the weights of step {near.step:,} …", self._wish)
            return [near] if near else []

        self._begin(run, wanted, own, in_row=False)

    def hear_row(self, run: Run, own: Melody | None) -> None:
        """Compose with up to ROW of the weights a run kept, and play all from the earliest on: hear it learn."""
        from gan.training.ladder import heard_at, spread

        self._begin(run, lambda: spread(heard_at(run.path), ROW), own and opening(own), in_row=True)

    def halt(self) -> None:
        """Play no more of a row, and compose no more of it."""
        self._wish += 1
        self._end_row()
        self._say("")

    def close(self) -> None:
        """Compose nothing more."""
        self._wish += 1

    def arrived(self, message: RungComposed) -> None:
        """A take is there; on the event loop."""
        if message.wish != self._wish:
            return
        self._say(message.words)
        self._row.append(message.sample)
        if not self._in_row or self._playing is None:
            self._play_next()

    # Within

    def _begin(self, run: Run, wanted: Callable[[], list[Rung]], own: Melody | None, *, in_row: bool) -> None:
        self.halt()
        wish = self._wish
        self._in_row = in_row
        self._say("composing …")
        if in_row and self._timer is None:
            self._timer = self._app.set_interval(1 / _LOOKS_PER_SECOND, self._look)

        def compose() -> None:
            with self._composing:
                rungs = wanted() if wish == self._wish else []
                if not rungs and wish == self._wish:
                    raise ComposerError(
                        f"run {run.id} has kept no weights yet", "the first are kept a moment after its first steps"
                    )
                for count, sample in enumerate(self._composed(run, rungs, own, wish), 1):
                    more = f"composing {count + 1} of {len(rungs)} …" if count < len(rungs) else ""
                    self._app.post_message(RungComposed(sample, wish, more))

        def failed(error: ComposerError) -> None:
            if wish == self._wish:
                self._app.post_message(Trouble(error))
                self._app.call_later(lambda: self.halt() if wish == self._wish else None)

        in_background(self._app, compose, failed)

    def _composed(self, run: Run, rungs: list[Rung], own: Melody | None, wish: int) -> Iterator[Sample]:
        """A sample of each rung; on a thread."""
        genre = self._app.session.genre if self._app.session.genre in run.config.genres else run.config.genres[0]
        melody = own or held_out_melody(run, genre)
        for rung in rungs:
            if wish != self._wish:
                return
            key = rung.path, _written_at(rung), genre, melody
            if key not in self._known:
                self._known[key] = composed_at(rung, melody, genre, run.config.seed, "yours" if own else "unheard")
                while len(self._known) > _KEPT:
                    self._known.popitem(last=False)
            yield self._known[key]

    def _play_next(self) -> None:
        self._playing = self._row.pop(0)
        self._app.stations.train_station.heard(self._playing)
        assert self._playing.heard is not None
        self._app.transport.play("sample", self._playing.heard.take.score)
        if not self._in_row:
            self._playing = None

    def _look(self) -> None:
        """A row goes on where a take ended by itself, and ends where something else is played."""
        if not self._in_row or self._playing is None or self._playing.heard is None:
            return
        transport = self._app.transport
        if transport.source != "sample" or transport.score is not self._playing.heard.take.score:
            self.halt()
        elif not transport.playing and self._row:
            self._play_next()
        elif not transport.playing and not self.words:
            self._end_row()

    def _end_row(self) -> None:
        self._row, self._in_row, self._playing = [], False, None
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _say(self, words: str, wish: int | None = None) -> None:
        """Say what is composed; words about another wish than the newest are passed over."""
        if wish not in (None, self._wish):
            return
        self.words = words
        self._app.stations.train_station.say(words)


def _written_at(rung: Rung) -> int:
    from gan.exported import GRAPH

    try:
        return (rung.path / GRAPH).stat().st_mtime_ns
    except OSError:  # the engine will say so
        return 0


def opening(melody: Melody) -> Melody:
    """The first ROW_BARS bars of a melody, in the key of the whole."""
    end = melody.pickup + ROW_BARS * melody.metre.bar_ticks
    notes = [replace(note, length=min(note.length, end - note.start)) for note in melody.notes if note.start < end]
    return replace(melody, notes=tuple(notes), key=melody.sounding_key) if notes else melody


def held_out_melody(run: Run, genre: str) -> Melody:
    """A melody that a run does not learn from. Raises ComposerError where it has composed on none yet."""
    from gan.music.importing import load_melody
    from gan.training.ladder import sample_of

    path = sample_of(run.path, genre)
    if path is None:
        raise ComposerError(
            f"run {run.id} has no melody of its own yet", "it composes on them at its checkpoints", "Press y for yours"
        )
    return load_melody(path)


def composed_at(rung: Rung, melody: Melody, genre: str, seed: int, whose: str) -> Sample:
    """A take with the weights of a rung, in a child process of its own; `whose` melody it is, in a word."""
    from gan.engine import Engine
    from gan.measures.facts import facts_of
    from gan.music.genre import genre_named
    from gan.training.samples import QUICK
    from tui.heard import Heard, Origin

    engine = Engine(rung.path)
    try:
        (take,) = engine.compose(melody, genre_named(genre), seed=seed, takes=1, wishes=QUICK)
    finally:
        engine.close()
    return Sample(
        rung.path, rung.step, genre, Heard(take, facts_of(take.score), Origin(QUICK, folder=str(rung.path))), whose
    )
