"""Training runs for the app: finds, starts and asks them beside the event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gan import locations
from gan.errors import ComposerError
from tui.background import in_background
from tui.links.run_link import RunFollower, RunTold, newest_run
from tui.messages import SampleLoaded, Trouble
from tui.run_view import Sample

if TYPE_CHECKING:
    from gan.training.config import TrainingConfig
    from gan.training.run import Run
    from tui.app import ComposerApp


class Schooling:
    """The run that the Train station shows."""

    def __init__(self, app: ComposerApp) -> None:
        self._app = app
        self._run: Run | None = None
        self._follower = RunFollower(app.post_message, lambda error: app.post_message(Trouble(error)))

    def start(self, attached: Run | None = None) -> None:
        """Show a run, or without one look for it: a live one, else the newest."""

        def find() -> None:
            run = attached or newest_run(locations.runs_dir())
            if run is not None and self._run is None:
                self._follow(run)

        in_background(self._app, find)

    def close(self) -> None:
        self._follower.close()

    def belongs(self, event: RunTold) -> bool:
        """True for word of the run that is shown now."""
        return self._run is not None and event.run.id == self._run.id

    def begin(self, config: TrainingConfig) -> None:
        """Make a run and start it."""

        def begin() -> None:
            from gan.training.run import Run

            run = Run.create(locations.made(locations.runs_dir()), config)
            self._follow(run)
            run.start()
            self._follower.look()

        def failed(error: ComposerError) -> None:
            self._app.post_message(Trouble(error))
            self._app.call_from_thread(self._app.stations.train_station.start_failed)

        in_background(self._app, begin, failed)

    def ask(self, request: str) -> None:
        """Ask the run shown; `start` takes a stopped one up again."""
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

    def load(self, sample: Sample) -> None:
        """Read a sample, to be played when it is there."""

        def load() -> None:
            from gan.music.importing import load_score

            self._app.post_message(SampleLoaded(load_score(sample.path)))

        in_background(self._app, load)

    def _follow(self, run: Run) -> None:
        self._run = run
        self._follower.follow(run)
