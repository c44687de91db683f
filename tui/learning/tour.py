"""Leads through the lessons: does their deeds with the studio's own means, and sees when they are done."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.timer import Timer

from tui.learning.lessons import LESSONS, SILLY_RATE, STEPS, Deed, Lesson
from tui.run_view import RunView
from tui.widgets.lesson_panel import LessonPanel

if TYPE_CHECKING:
    from gan.training.config import TrainingConfig
    from gan.training.run import Run
    from tui.app import ComposerApp

_BATCH = 8
_LOOKS_PER_SECOND = 4
_RUN_DEEDS = {Deed.BEGIN, Deed.BREAK, Deed.MEND}


class Tour:
    """The tour of one composer."""

    def __init__(self, app: ComposerApp) -> None:
        self._app = app
        self._at = 0
        self._stage = "before"
        self._runs: dict[Deed, Run] = {}
        """The runs of the tour, by the deed that began each."""
        self._before: Run | None = None
        """The run that was shown before the one that is beginning."""
        self._timer: Timer | None = None
        self._said: object = None

    @property
    def lesson(self) -> Lesson:
        return LESSONS[self._at]

    @property
    def stage(self) -> str:
        """`before`, `during` or `after` the deed of the lesson."""
        return self._stage

    @property
    def open(self) -> bool:
        return self._panel.has_class("-open")

    # What a person asks for

    def show(self) -> None:
        """Open the tour where it was left."""
        self._panel.add_class("-open")
        if self._timer is None:
            self._timer = self._app.set_interval(1 / _LOOKS_PER_SECOND, self.look)
        self._app.stations.set_focus(self._panel)
        self.look()

    def close(self) -> None:
        """Leave the tour; what it began goes on."""
        self._panel.remove_class("-open")
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._app.stations.go(self._app.stations.current)

    def turn(self, by: int) -> None:
        """Another lesson."""
        at = min(max(self._at + by, 0), len(LESSONS) - 1)
        if at != self._at:
            self._at = at
            deed = self.lesson.deed
            self._stage = "after" if deed in self._runs and self._ended(deed) else "before"
            if deed in self._runs and not self._ended(deed):
                self._stage = "during"
        self.look()

    def go_on(self) -> None:
        """Do the lesson's deed; once that is done, take the next lesson."""
        if self._stage == "after" or self.lesson.deed is Deed.NONE:
            if self._at == len(LESSONS) - 1:
                self.close()
            else:
                self.turn(1)
        elif self._stage == "before":
            self._do(self.lesson.deed)
        self.look()

    def again(self) -> None:
        """Do the deed once more, where that is a hearing."""
        if self.lesson.deed not in _RUN_DEEDS and self.lesson.deed is not Deed.NONE:
            self._do(self.lesson.deed)
            self.look()

    # Within

    def look(self) -> None:
        """See how the deed goes, and say it. Draws only what changed."""
        view = self._app.schooling.view
        if self._stage == "during" and self.lesson.deed in _RUN_DEEDS:
            self._look_at_run(view)
        elif self._stage == "during" and not self._app.schooling.hearing.words:
            self._stage = "after"
        words = self.lesson.words(self._stage, view)
        panel = (self._at + 1, len(LESSONS), self.lesson, self._stage, words)
        if panel != self._said:
            self._said = panel
            self._panel.show(*panel)

    def _look_at_run(self, view: RunView) -> None:
        deed, run = self.lesson.deed, self._app.schooling.run
        if deed not in self._runs:
            if run is None or run is self._before:
                if self._app.stations.train_station.state == "":
                    self._stage = "before"  # it did not come to be; why was told
                return
            self._runs[deed] = run
        if self._ended(deed):
            self._stage = "after"

    def _ended(self, deed: Deed) -> bool:
        schooling, run = self._app.schooling, self._runs[deed]
        if schooling.run is not run:
            return True
        return bool(schooling.view.ended)

    def _do(self, deed: Deed) -> None:
        app = self._app
        if deed is Deed.MELODY:
            app.stations.go("compose")
            app.stations.set_focus(self._panel)
            app.play_melody()
            self._stage = "after"
        elif deed is Deed.BEGIN:
            self._begin(deed, "", None)
        elif deed is Deed.HEAR_FIRST:
            self._hear(Deed.BEGIN, 0)
        elif deed is Deed.HEAR_LAST:
            self._hear(Deed.BEGIN, None)
        elif deed is Deed.HEAR_BROKEN:
            self._hear(Deed.BREAK, None)
        else:
            self._begin(deed, self._learned(), SILLY_RATE if deed is Deed.BREAK else None)

    def _hear(self, of: Deed, step: int | None) -> None:
        run = self._runs.get(of)
        if run is None:
            self._app.tell("That run is not there yet: go back (←) to the lesson that begins it.", severity="warning")
            return
        melody = self._app.session.melody
        self._app.schooling.hearing.hear(run, step, melody if melody.notes else None)
        self._stage = "during"

    def _begin(self, deed: Deed, start: str, rate: float | None) -> None:
        app = self._app
        if app.stations.train_station.live:
            app.tell("A run is at work already. Stop it (x in Train), then go on.", severity="warning")
            return
        if deed is not Deed.BEGIN and not start:
            app.tell("First comes the run of lesson 2: go back (←).", severity="warning")
            return
        self._before, self._stage = app.schooling.run, "during"
        self._runs.pop(deed, None)
        app.stations.go("train")
        app.stations.set_focus(self._panel)
        app.stations.train_station.begin(_config(start, rate))

    def _learned(self) -> str:
        """The folder of the weights that the first run of the tour came to; empty before that."""
        from gan.training.checkpoint import checkpoints_in

        run = self._runs.get(Deed.BEGIN)
        saved = checkpoints_in(run.checkpoints_path) if run is not None else []
        return str(saved[-1]) if saved else ""

    @property
    def _panel(self) -> LessonPanel:
        return self._app.stations.lesson_panel


class LearningHandlers:
    """The handlers of the app for the tour. Needs `tour`."""

    tour: Tour

    def action_learn(self) -> None:
        self.tour.show()

    def on_lesson_panel_asked(self, event: LessonPanel.Asked) -> None:
        match event.what:
            case "on":
                self.tour.go_on()
            case "again":
                self.tour.again()
            case "next":
                self.tour.turn(1)
            case "back":
                self.tour.turn(-1)
            case _:
                self.tour.close()


def _config(start: str, rate: float | None) -> TrainingConfig:
    from gan.training.config import TrainingConfig

    config = TrainingConfig(("chorale",), STEPS, seed=1, batch=_BATCH, preset="small", start=start, event_every=1)
    return config if rate is None else replace(config, generator_rate=rate, discriminator_rate=rate)
