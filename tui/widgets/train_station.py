"""The Train station: send the GAN to school, and watch both losses while it learns."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.message import Message

from gan.errors import ComposerError
from gan.training.run import LIVE
from tui import theme
from tui.coach import coach
from tui.run_view import RunView, Sample
from tui.run_words import head_rows, numbers_rows, step_rows
from tui.screens.numbers import NumbersDialog
from tui.widgets.line import Line, Part
from tui.widgets.loss_chart import LossChart
from tui.widgets.sample_list import SampleList
from tui.widgets.train_form import TrainForm

if TYPE_CHECKING:
    from gan.training.config import TrainingConfig
    from tui.links.run_link import RunTold


_ANSWERS = ("Working", "CheckpointSaved", "RunPaused", "RunResumed")
"""Kinds of events after which a request needs no mention any more."""
_LOW = 16
"""Rows of the station under which the curve needs those of the large letters."""
_ROOMY = 22
"""Rows from which on there is one for more numbers."""


class TrainStation(Container):
    """A form, the chart, what the coach says, and samples."""

    class Wanted(Message):
        """A new run is wanted."""

        def __init__(self, config: TrainingConfig) -> None:
            super().__init__()
            self.config = config

    class Asked(Message):
        """The run shown is asked something: `stop`, `pause`, `resume`, `checkpoint` or `start`."""

        def __init__(self, request: str) -> None:
            super().__init__()
            self.request = request

    class SampleWanted(Message):
        """A sample is to be heard; `swap`: in the place of the one that plays, if one does."""

        def __init__(self, sample: Sample, *, swap: bool = False) -> None:
            super().__init__()
            self.sample, self.swap = sample, swap

    class HearWanted(Message):
        """The model is to be heard as it was at a step (None: now), or at a row of steps."""

        def __init__(self, step: int | None, *, row: bool = False, own: bool = True) -> None:
            super().__init__()
            self.step, self.row, self.own = step, row, own

    class CompareWanted(Message):
        """Another run is to be picked, to compare with."""

    class KeepWanted(Message):
        """A take of a step is to go to the Audition station."""

        def __init__(self, sample: Sample) -> None:
            super().__init__()
            self.sample = sample

    class DetachWanted(Message):
        """The composer is to be left, and the run to go on."""

    class Refused(Message):
        """The form is not right yet."""

        def __init__(self, error: ComposerError) -> None:
            super().__init__()
            self.error = error

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "start", "Start training", id="train.start"),
        Binding("p", "pause", "Pause or resume", id="train.pause"),
        Binding("x", "stop", "Stop", id="train.stop"),
        Binding("c", "checkpoint", "Save now", id="train.checkpoint"),
        Binding("d", "detach", "Leave; the run goes on", id="train.detach"),
        Binding("h", "row", "Hear it learn", id="train.row"),
        Binding("y", "own", "Your melody or one it does not learn from", id="train.own"),
        Binding("k", "keep", "Keep the take", id="train.keep"),
        Binding("o", "compare", "Compare with another run", id="train.compare"),
        Binding("n", "numbers", "All numbers of the last step", id="train.numbers"),
        Binding("l", "chart('log')", "Logarithmic scale", id="train.log"),
        Binding("s", "chart('smooth')", "Smoothing", id="train.smooth"),
        Binding("b", "chart('band')", "Least to greatest", id="train.band"),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, classes="station")
        self.border_title = "3 Train"
        self.form = TrainForm(id="train-form")
        self.samples = SampleList(id="samples")
        self.chart = LossChart(id="chart")
        self._head_shown = Line(id="run-head")
        self._numbers_shown = Line(id="run-numbers")
        self._coach_shown = Line(id="coach")
        self.view = RunView()
        self.state = ""
        self.run_id = ""
        self.own_melody = True
        """Whether steps are heard with the melody of the Compose station, or with one the run does not learn from."""
        self._asked = ""
        self._said = ""
        self._composed: list[Sample] = []

    def compose(self) -> ComposeResult:
        with Horizontal(id="train-top"):
            with Vertical(id="train-left"):
                yield self.form
                yield self.samples
            with Vertical(id="train-right"):
                yield self._head_shown
                yield self.chart
        yield self._numbers_shown
        yield self._coach_shown

    def on_mount(self) -> None:
        self._describe()

    # From outside

    @property
    def live(self) -> bool:
        """True while the run shown is at work or waits."""
        return self.state in LIVE

    @property
    def run_words(self) -> str:
        """The run in the status bar's words."""
        if not self.live:
            return ""
        if self.state == "paused" or self.view.paused:
            return f"run paused at {self.view.step:,}"
        if self.view.preparing is not None:
            return "run getting ready"
        return f"run step {self.view.step:,}" if self.view.step else "run starting"

    @property
    def sample(self) -> Sample | None:
        return self.samples.selected

    def play_sample(self) -> None:
        if self.sample is not None:
            self.post_message(self.SampleWanted(self.sample))

    def told(self, event: RunTold) -> None:
        """A run wrote something."""
        if event.first:
            self.view = RunView(steps=event.run.config.steps)
            if event.run.id != self.run_id:
                self._composed = []
            self.run_id = event.run.id
        if event.state != self.state or any(told["kind"] in _ANSWERS for told in event.events):
            self._asked = ""
        self.state = event.state
        self.view.take(event.events, event.run.path)
        self.chart.show(self.view)
        self._list()
        self._describe()

    def say(self, words: str) -> None:
        """What is being done for the person, beside the run; empty for nothing."""
        self._said = words
        self._describe()

    def heard(self, sample: Sample) -> None:
        """A take of a step is played: list it, and show where it stands."""
        same = [known for known in self._composed if (known.step, known.melody) == (sample.step, sample.melody)]
        self._composed = [known for known in self._composed if known not in same] + [sample]
        self._list()
        self.samples.select(sample)
        self.chart.move_to(sample.step, exact=True)

    def _list(self) -> None:
        self.samples.show([*self.view.samples, *sorted(self._composed, key=lambda sample: sample.step)])

    def clear(self) -> None:
        """No run is shown any more."""
        self.state = self.run_id = self._asked = ""
        self.view, self._composed = RunView(), []
        self.chart.show(self.view)
        self._list()
        self._describe()

    # Keys

    def action_start(self) -> None:
        if self.live:
            self.post_message(
                self.Refused(ComposerError("a run is at work already", "", "Press p to let it wait or x to stop it"))
            )
            return
        try:
            config = self.form.config()
        except ComposerError as error:
            self.post_message(self.Refused(error))
            return
        self.begin(config)

    def begin(self, config: TrainingConfig) -> None:
        """Show an empty chart and ask for a run."""
        self.state, self.view = "starting", RunView(steps=config.steps)
        self._composed = []
        self.chart.show(self.view)
        self._list()
        self._describe()
        self.post_message(self.Wanted(config))

    def action_pause(self) -> None:
        if not self.run_id:
            self.app.bell()
        elif self.live:
            paused = self.state == "paused" or self.view.paused
            if paused and self.view.waits[0]:  # it does not wait for a key
                self.app.bell()
                return
            self._ask(*(("resume", "going on …") if paused else ("pause", "saving, then pausing …")))
        elif self.view.ended != "finished":
            self._ask("start", "going on from the last checkpoint …")
        else:
            self.app.bell()

    def action_stop(self) -> None:
        if self.live:
            self._ask("stop", "saving, then stopping …")
        else:
            self.app.bell()

    def action_checkpoint(self) -> None:
        if self.live and not self.view.paused:
            self._ask("checkpoint", "saving at the next step …")
        else:
            self.app.bell()

    def action_detach(self) -> None:
        if self.live:
            self.post_message(self.DetachWanted())
        else:
            self.app.bell()

    def action_row(self) -> None:
        self._hear(self.HearWanted(None, row=True, own=self.own_melody))

    def action_own(self) -> None:
        self.own_melody = not self.own_melody
        self.say("with your melody" if self.own_melody else "with a melody it does not learn from")

    def action_keep(self) -> None:
        if self.sample is not None and self.sample.heard is not None:
            self.post_message(self.KeepWanted(self.sample))
        else:
            self.app.bell()

    def action_compare(self) -> None:
        self.post_message(self.CompareWanted())

    def action_numbers(self) -> None:
        self.app.push_screen(NumbersDialog(lambda: self.view))

    def on_loss_chart_hear_wanted(self, event: LossChart.HearWanted) -> None:
        event.stop()
        self._hear(self.HearWanted(event.step, own=self.own_melody))

    def on_loss_chart_moved(self, event: LossChart.Moved) -> None:
        event.stop()
        self._describe()

    def _hear(self, wanted: HearWanted) -> None:
        if self.run_id:
            self.post_message(wanted)
        else:
            self.app.bell()

    def action_chart(self, what: str) -> None:
        getattr(self.chart, f"action_{what}")()

    def start_failed(self) -> None:
        """The run that was wanted did not come to be."""
        self.state = ""
        self._describe()

    def on_sample_list_asked(self, event: SampleList.Asked) -> None:
        event.stop()
        self.play_sample()

    def on_sample_list_moved(self, event: SampleList.Moved) -> None:
        event.stop()
        if self.sample is not None:
            self.post_message(self.SampleWanted(self.sample, swap=True))

    def on_resize(self) -> None:
        self._describe()

    def _ask(self, request: str, words: str) -> None:
        self._asked = words
        self._describe()
        self.post_message(self.Asked(request))

    # What is said

    def _describe(self) -> None:
        view, cursor = self.view, self.chart.cursor
        low = 0 < self.size.height < _LOW  # 0: not laid out yet
        asked = self._asked or self._said
        self._head_shown.show(*head_rows(view, self.run_id, self.state, self.live, asked, low=low))
        roomy = self.size.height >= _ROOMY
        rows = numbers_rows(view, self.live, all=roomy) if cursor is None else step_rows(view, cursor)
        self._numbers_shown.show(*rows)
        box = self._coach_shown
        if not self.run_id and not self.state:
            sentences = [
                "The generator is an orchestra that plays along with melodies, the discriminator a conductor who "
                "tells its playing from written music. Each learns from the other. Press t."
            ]
        else:
            sentences = coach(view, self.state)
        width = max(20, (box.size.width or 60) - 8)
        lines: list[tuple[Part, ...]] = []
        for sentence in sentences:
            wrapped = textwrap.wrap(sentence, width)
            if lines and len(lines) + len(wrapped) > (box.size.height or 4):
                break  # half a sentence says nothing
            for row in wrapped:
                lines.append(((" coach  " if not lines else " " * 8, theme.ACCENT), (row, theme.TEXT)))
        box.show(*lines)
