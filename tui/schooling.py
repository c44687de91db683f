"""Training runs for the app: finds, starts, asks and hears them beside the event loop.

For whoever builds on it: `begin` starts a run, `ask` asks it, `hear` and `hear_row` play its model as it was, and
`when` says that it has come to a step.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gan import locations
from gan.errors import ComposerError
from gan.music.melody import Melody
from gan.training.events import FINAL
from tui.background import in_background
from tui.hearing import Hearing
from tui.links.run_link import RunFollower, RunTold, newest_run
from tui.messages import MachineKnown, SampleLoaded, Trouble
from tui.run_view import RunView, Sample

if TYPE_CHECKING:
    from gan.training.config import TrainingConfig
    from gan.training.run import Run
    from tui.app import ComposerApp
    from tui.widgets.train_station import TrainStation


class Schooling:
    """The run that the Train station shows."""

    def __init__(self, app: ComposerApp) -> None:
        self._app = app
        self._run: Run | None = None
        self._follower = RunFollower(app.post_message, lambda error: app.post_message(Trouble(error)))
        self._waiting: list[tuple[int, Callable[[], object]]] = []
        self.hearing = Hearing(app)

    @property
    def run(self) -> Run | None:
        """The run that is shown, if any."""
        return self._run

    @property
    def view(self) -> RunView:
        """What it told so far."""
        return self._station.view

    def start(self, attached: Run | None = None) -> None:
        """Show a run, or without one look for it: a live one, else the newest."""

        def find() -> None:
            run = attached or newest_run(locations.runs_dir())
            if run is not None and self._run is None:
                self._follow(run)

        in_background(self._app, find)
        self._look_around()

    def known(self, message: MachineKnown) -> None:
        """What other runs tell: weights to start from, and how long a run will take."""
        self._station.form.know(message.sources, message.paces, message.music)

    def show(self, path: Path) -> None:
        """Show the run in a folder."""

        def show() -> None:
            from gan.training.run import Run

            self._follow(Run.open(path))

        in_background(self._app, show)

    def moved(self, before: Path, now: Path | None) -> None:
        """A run lies elsewhere now, or nowhere: where it is the one shown, follow it, or show another."""
        if self._run is None or self._run.path != before:
            return
        if now is not None:
            self.show(now)
            return
        self._run = None
        self._follower.close()
        self._app.stations.train_station.clear()
        self.start()

    def close(self) -> None:
        self._follower.close()
        self.hearing.close()

    # The run

    def begin(self, config: TrainingConfig) -> None:
        """Make a run and start it; it is shown from then on."""

        def begin() -> None:
            from gan.data.corpora import check_corpora
            from gan.training.run import Run

            check_corpora(config.genres, Path(config.data) if config.data else None)
            run = Run.create(locations.made(locations.runs_dir()), config)
            self._follow(run)
            run.start()
            self._follower.look()

        def failed(error: ComposerError) -> None:
            self._app.post_message(Trouble(error))
            self._app.call_later(self._station.start_failed)

        self.hearing.halt()
        self._waiting = []
        in_background(self._app, begin, failed)

    def ask(self, request: str) -> None:
        """Ask the run shown: one of `gan.training.run.REQUESTS`, or `start`, which takes a stopped one up again."""
        run = self._run
        if run is None:
            return

        def ask() -> None:
            if request == "start":
                run.start()
            else:
                run.ask(request)
            self._follower.look()

        in_background(self._app, ask)

    def when(self, step: int, then: Callable[[], object]) -> None:
        """Call something, once, on the event loop, as soon as the run shown has come to a step or has ended.

        At once where it has already. Another run that is begun meanwhile forgets it.
        """
        if self._reached(step):
            then()
        else:
            self._waiting.append((step, then))

    def told(self, message: RunTold) -> None:
        """A run wrote something. Word of another run than the one shown is passed over."""
        if self._run is None or message.run.id != self._run.id:
            return
        station, stations = self._station, self._app.stations
        if message.first:
            station.form.recall(message.run.config)
        before = len(station.view.samples) if not message.first else 0
        station.told(message)
        if len(station.view.samples) > before:
            stations.mark_news("train")
        self._app.refresh_status()
        if any(told["kind"] in ("CheckpointSaved", *FINAL) for told in message.events):
            self._look_around()
        ready = [waiting for waiting in self._waiting if self._reached(waiting[0])]
        self._waiting = [waiting for waiting in self._waiting if waiting not in ready]
        for _, then in ready:
            then()

    def detach(self) -> None:
        """Leave the composer, and the run to itself."""
        self._app.leave(0)

    # What is heard

    def hear(self, step: int | None, *, own: bool = True) -> None:
        """Hear the model as it was at a step (the last weights kept at or before it), or the newest where None.

        Args:
            step: of the run shown.
            own: with the melody of the Compose station, if it has notes; else with one it does not learn from.
        """
        if self._run is not None:
            self.hearing.hear(self._run, step, self._melody(own))

    def hear_row(self, *, own: bool = True) -> None:
        """Hear it learn: the same melody with weights of a row of steps, one after another."""
        if self._run is not None:
            self.hearing.hear_row(self._run, self._melody(own))

    def load(self, sample: Sample, *, swap: bool = False) -> None:
        """Read a sample, to be played when it is there; `swap`: only in the place of one that plays."""
        if swap and not self._app.transport.plays("sample"):
            return
        self.hearing.halt()
        if sample.heard is not None:
            self.play(SampleLoaded(sample.heard.take.score, swap))
            return

        def load() -> None:
            from gan.music.importing import load_score

            self._app.post_message(SampleLoaded(load_score(sample.path), swap))

        in_background(self._app, load)

    def play(self, message: SampleLoaded) -> None:
        """Play what was read, where it is to be swapped without losing the beat."""
        transport = self._app.transport
        if message.swap and transport.plays("sample"):
            transport.swap(message.score)
        elif not message.swap:
            transport.play("sample", message.score)

    def keep(self, sample: Sample) -> None:
        """Put a take of a step among the takes of the Audition station."""
        stations = self._app.stations
        if sample.heard is None:
            return
        takes = stations.audition_station.list.takes
        if any(known.id == sample.heard.id for known in takes):
            self._app.tell("It is among the takes already (2).")
            return
        stations.audition_station.add(sample.heard, select=False)
        self._app.shelving.look()
        stations.mark_news("audition")
        self._app.tell(f"Kept among the takes (2): step {sample.step:,}.")

    def compare(self) -> None:
        """Pick another run, to be drawn beside the one shown."""
        from tui.screens.compare import CompareDialog

        def chosen(answer: tuple[str, RunView | None] | None) -> None:
            if answer is not None:
                name, view = answer
                self._station.chart.compare(view, name)

        self._app.push_screen(CompareDialog(self._run, self.view), chosen)

    # Within

    @property
    def _station(self) -> TrainStation:
        return self._app.stations.train_station

    def _look_around(self) -> None:
        def look() -> None:
            from gan.data.corpora import added_music
            from gan.training.run import runs_in
            from gan.training.sources import paces_of, sources_of

            runs = runs_in(locations.runs_dir())
            self._app.post_message(MachineKnown(sources_of(runs), paces_of(runs), added_music()))

        in_background(self._app, look)

    def _melody(self, own: bool) -> Melody | None:
        melody = self._app.session.melody
        return melody if own and melody.notes else None

    def _reached(self, step: int) -> bool:
        return self._run is not None and (self.view.step >= step or bool(self.view.ended))

    def _follow(self, run: Run) -> None:
        self._run = run
        self._follower.follow(run)
