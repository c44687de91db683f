"""The Train station: send the GAN to school, and watch both losses while it learns."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.message import Message

from gan.errors import ComposerError
from gan.music.plain import plain
from tui import theme
from tui.coach import coach
from tui.links.run_link import LIVE_STATES
from tui.run_view import RunView, Sample
from tui.widgets.line import Line, Part
from tui.widgets.loss_chart import LossChart
from tui.widgets.sample_list import SampleList
from tui.widgets.train_form import TrainForm

if TYPE_CHECKING:
    from gan.training.config import TrainingConfig
    from tui.links.run_link import RunTold


class TrainStation(Container):
    """A form, the chart, what the coach says, and samples."""

    class Wanted(Message):
        """A new run is wanted."""

        def __init__(self, config: TrainingConfig) -> None:
            super().__init__()
            self.config = config

    class Asked(Message):
        """The run shown is asked something: `stop`, `pause`, `resume` or `start`."""

        def __init__(self, request: str) -> None:
            super().__init__()
            self.request = request

    class SampleWanted(Message):
        """A sample is to be heard."""

        def __init__(self, sample: Sample) -> None:
            super().__init__()
            self.sample = sample

    class Refused(Message):
        """The form is not right yet."""

        def __init__(self, error: ComposerError) -> None:
            super().__init__()
            self.error = error

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "start", "Start training", id="train.start"),
        Binding("p", "pause", "Pause or resume", id="train.pause"),
        Binding("x", "stop", "Stop", id="train.stop"),
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
        self._run_line_shown = Line(id="run-line")
        self._numbers_shown = Line(id="run-numbers")
        self._coach_shown = Line(id="coach")
        self.view = RunView()
        self.state = ""
        self.run_id = ""
        self._asked = ""

    def compose(self) -> ComposeResult:
        with Horizontal(id="train-top"):
            with Vertical(id="train-left"):
                yield self.form
                yield self.samples
            with Vertical(id="train-right"):
                yield self._run_line_shown
                yield self.chart
        yield self._numbers_shown
        yield self._coach_shown

    def on_mount(self) -> None:
        self._describe()

    # From outside

    @property
    def live(self) -> bool:
        """True while the run shown is at work or waits."""
        return self.state in LIVE_STATES

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
            self.run_id = event.run.id
        if event.state != self.state:
            self._asked = ""
        self.state = event.state
        self.view.take(event.events, event.run.path)
        self.chart.show(self.view)
        self.samples.show(self.view.samples)
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
        self.state, self.view = "starting", RunView(steps=config.steps)
        self.chart.show(self.view)
        self.samples.show([])
        self._describe()
        self.post_message(self.Wanted(config))

    def action_pause(self) -> None:
        if not self.run_id:
            self.app.bell()
        elif self.live:
            paused = self.state == "paused" or self.view.paused
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

    def action_chart(self, what: str) -> None:
        getattr(self.chart, f"action_{what}")()

    def start_failed(self) -> None:
        """The run that was wanted did not come to be."""
        self.state = ""
        self._describe()

    def on_sample_list_asked(self, event: SampleList.Asked) -> None:
        event.stop()
        self.play_sample()

    def on_resize(self) -> None:
        self._describe()

    def _ask(self, request: str, words: str) -> None:
        self._asked = words
        self._describe()
        self.post_message(self.Asked(request))

    # What is said

    def _describe(self) -> None:
        self._run_line_shown.show(self._run_line())
        self._numbers_shown.show(self._numbers(), *self._measures())
        box = self._coach_shown
        if not self.run_id and not self.state:
            sentences = [
                "The generator is an orchestra that plays along with melodies, the discriminator a conductor who "
                "tells its playing from written music. Each learns from the other. Press t."
            ]
        else:
            sentences = coach(self.view, self.state)
        width = max(20, (box.size.width or 60) - 8)
        rows: list[tuple[Part, ...]] = []
        for sentence in sentences:
            for line in textwrap.wrap(sentence, width):
                rows.append(((" coach  " if not rows else " " * 8, theme.ACCENT), (line, theme.TEXT)))
        box.show(*rows)

    def _run_line(self) -> tuple[Part, ...]:
        if not self.run_id and not self.state:
            return ((" no run yet", theme.DIM),)
        view = self.view
        state = ("paused" if view.paused else self.state) if self.live else view.ended or self.state
        colour = {"running": theme.GOOD, "paused": theme.WARN, "failed": theme.BAD}.get(state, theme.TEXT)
        parts: list[Part] = [(f" run {plain(self.run_id, 30)} ", theme.BRIGHT), (f" {state} ", colour)]
        if self._asked:
            parts.append((f" {self._asked}", theme.ACCENT))
        if view.device:
            # Nobody should train for a month on a processor without knowing it.
            kind, _, name = view.device.partition(": ")
            parts.append((f" on the {kind}", theme.GOOD if kind == "GPU" else theme.WARN))
            parts.append((f" {name}", theme.TEXT))
        if view.windows:
            parts.append((f"  {view.windows:,} windows", theme.DIM))
        for name, size in view.parameters.items():
            parts.append((f"  {name} {size / 1e6:.1f} M", theme.DIM))
        return tuple(parts)

    def _numbers(self) -> tuple[Part, ...]:
        view = self.view
        if view.preparing is not None and self.live:
            what, done, total = view.preparing
            if total <= 1:
                return ((f" building {what} …", theme.TEXT),)
            filled = round(24 * done / max(1, total))
            return (
                (" reading music  ", theme.TEXT),
                ("█" * filled, theme.ACCENT),
                ("░" * (24 - filled), theme.GRID_BRIGHT),
                (f"  {done:,} of {total:,}  {what}", theme.DIM),
            )
        if not view.step:
            return ()
        parts: list[Part] = [(f" step {view.step:,}", theme.BRIGHT)]
        if view.steps:
            parts.append((f" of {view.steps:,}", theme.DIM))
        if self.live and not view.paused and view.rate:
            rate = f"{view.rate:.1f} steps/s" if view.rate >= 1 else f"{1 / view.rate:.1f} s a step"
            parts.append((f"   {rate}", theme.TEXT))
            if view.seconds_left is not None:
                parts.append((f"   left {_clock(view.seconds_left)}", theme.TEXT))
        if view.reconstruction.latest is not None:
            parts.append((f"   missed notes {view.reconstruction.latest:.2f}", theme.DIM))
        if view.held_out.latest is not None:
            best = f" (best at {view.best_step:,})" if view.best_step is not None else ""
            parts.append((f", unheard music {view.held_out.latest:.2f}{best}", theme.DIM))
        if view.saved_step is not None:
            parts.append((f"   saved at {view.saved_step:,}", theme.DIM))
        if view.gpu_percent is not None:
            parts.append((f"   GPU {view.gpu_percent:.0f} %", theme.DIM))
        return tuple(parts)

    def _measures(self) -> tuple[tuple[Part, ...], ...]:
        """What the last samples are like beside the music whose melodies they accompany, where that is known."""
        view = self.view
        parts: list[Part] = []
        for name, (words, form) in _MEASURES.items():
            if name in view.takes and name in view.real:
                parts.append((f"  {words} ", theme.DIM))
                parts.append((f"{format(view.takes[name], form)}", theme.BRIGHT))
                parts.append((f" ({format(view.real[name], form)})", theme.DIM))
        return (((" takes (real)", theme.TEXT), *parts),) if parts else ()


_MEASURES = {
    "clash": ("clash", ".0%"),
    "in_key": ("in key", ".0%"),
    "pitch_classes": ("pitch classes/bar", ".1f"),
    "notes_per_bar": ("notes/bar", ".1f"),
}
"""What is shown of `gan.training.samples.MEASURES`, in words and in which form."""


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"
