"""What a training run has told so far, gathered from its events: live and replay are one path.

Rule of this file: an event of a kind or form that is not known changes nothing and raises nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan.music.plain import plain
from tui.curve import Curve
from tui.device_words import Device, device_of
from tui.step_numbers import numbers_in

if TYPE_CHECKING:
    from tui.heard import Heard

_ENDS = {"RunStopped": "stopped", "RunFinished": "finished", "RunFailed": "failed"}


@dataclass(frozen=True)
class Sample:
    """Music the generator wrote while it learned, or as it would have written it at a step."""

    path: Path
    """The file; of what was composed to be heard now, the folder of the weights."""
    step: int
    genre: str
    heard: Heard | None = None
    """The take, where it was composed to be heard now: no file has it."""
    melody: str = ""
    """Whose melody such a one has, in a word."""


@dataclass(frozen=True)
class Measured:
    """What a run measured at a checkpoint on music it does not learn from."""

    step: int
    loss: float | None
    """The reconstruction loss."""
    takes: dict[str, float]
    """What the samples are like, by the names of `gan.training.samples.MEASURES`."""
    real: dict[str, float]
    """What the music is like that their melodies stood in."""


MOST_MEASURED = 1024
"""Measurements kept; of more, every second goes."""


@dataclass
class RunView:
    """The state of a run as its events tell it."""

    steps: int = 0
    """Steps it is asked to do; 0 where not known."""
    step: int = 0
    rate: float | None = None
    """Steps per second."""
    device: Device | None = None
    windows: int | None = None
    parameters: dict[str, int] = field(default_factory=dict)
    preparing: tuple[str, int, int] | None = None
    """What is being read, how much of it, of how much; None once steps are done."""
    saved_step: int | None = None
    """The step of the newest checkpoint."""
    ended: str = ""
    """`finished`, `stopped` or `failed`, or empty."""
    paused: bool = False
    waits: tuple[str, str] = ("", "")
    """Why it is paused where nobody asked for it, and what mends that."""
    failure: tuple[str, str, str] | None = None
    """What, why and mend of a failure."""
    generator: Curve = field(default_factory=Curve)
    discriminator: Curve = field(default_factory=Curve)
    reconstruction: Curve = field(default_factory=Curve)
    samples: list[Sample] = field(default_factory=list)
    held_out: Curve = field(default_factory=Curve)
    """The reconstruction loss on music it does not learn from."""
    best_step: int | None = None
    """The checkpoint that lost least there."""
    measured: list[Measured] = field(default_factory=list)
    """In the order of their steps."""
    generator_gradient: Curve = field(default_factory=Curve)
    discriminator_gradient: Curve = field(default_factory=Curve)
    working: tuple[str, int, int] | None = None
    """What it does between two steps, how much of it, of how much: saving, composing samples, measuring."""
    rungs: tuple[int, ...] = ()
    """The steps of its ladder."""
    kept: tuple[int, ...] = ()
    """The steps of the checkpoints that are still there."""
    warning: tuple[str, str, str] | None = None
    """What, why and mend of the last thing that went wrong while it went on."""
    warning_step: int = 0
    numbers: dict[str, float] = field(default_factory=dict)
    """What the last step told, by the fields of `tui.step_numbers.NUMBERS`."""
    broken_numbers: bool = False
    """True once a loss was no number."""

    def take(self, events: Iterable[dict[str, Any]], folder: Path) -> None:
        """Take in events in their order. Paths in them lie under the run's `folder`."""
        for event in events:
            try:
                self._take(event, folder)
            except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
                continue

    @property
    def heard_steps(self) -> list[int]:
        """The steps at which its weights can be heard."""
        return sorted({*self.rungs, *self.kept})

    @property
    def takes(self) -> dict[str, float]:
        """What the last samples are like; empty before any."""
        return self.measured[-1].takes if self.measured else {}

    @property
    def real(self) -> dict[str, float]:
        """What the music is like that the melodies of the last samples stood in; empty before any."""
        return self.measured[-1].real if self.measured else {}

    def measured_at(self, step: int) -> Measured | None:
        """What was measured last at or before a step."""
        return next((found for found in reversed(self.measured) if found.step <= step), None)

    @property
    def gpu_percent(self) -> float | None:
        """How much of the time a GPU is at work, where one tells."""
        return self.numbers.get("gpu_percent")

    @property
    def seconds_left(self) -> float | None:
        """Seconds to the last step at the present rate, or None where that cannot be said."""
        if not self.rate or self.rate <= 0 or not self.steps:
            return None
        return max(0, self.steps - self.step) / self.rate

    def _take(self, event: dict[str, Any], folder: Path) -> None:
        kind = event["kind"]
        if kind == "StepDone":
            self._step_done(event)
        elif kind == "Preparing":
            self.preparing = plain(str(event["what"]), 60), int(event["done"]), int(event["total"])
        elif kind == "RunStarted":
            self._began()
            self.device = device_of(event)
            self.steps = int(event.get("steps") or self.steps)
            self.windows = int(event["windows"]) if event.get("windows") else None
            sizes = event.get("parameters") or {}
            self.parameters = {plain(str(name), 30): int(size) for name, size in sizes.items()}
        elif kind == "SampleReady":
            path = Path(str(event["path"]))
            sample = Sample(path if path.is_absolute() else folder / path, int(event["step"]), str(event["genre"]))
            self.samples = [known for known in self.samples if known.path != sample.path] + [sample]
        elif kind == "HeldOut":
            self._held_out(event)
        elif kind == "Warned":
            self.warning, self.warning_step = _sentence(event), int(event["step"])
        elif kind == "Working":
            self.working = plain(str(event["what"]), 60), int(event["done"]), int(event["total"])
        elif kind == "CheckpointSaved":
            self.saved_step = int(event["step"])
            self.kept = _steps(event.get("kept", (self.saved_step,)))  # runs of before told only the newest
        elif kind == "RungKept":
            self.rungs = _steps(event["steps"])
        elif kind == "RunPaused":
            self.paused, self.working = True, None
            _, *waits = _sentence(event)
            self.waits = waits[0], waits[1]
        elif kind == "RunResumed":
            self._began()
        elif kind in _ENDS:
            self.ended, self.paused, self.preparing, self.working = _ENDS[kind], False, None, None
        if kind == "RunFailed":
            self.failure = _sentence(event)

    def _began(self) -> None:
        self.ended, self.failure, self.paused, self.working = "", None, False, None

    def _step_done(self, event: dict[str, Any]) -> None:
        step = int(event["step"])
        for name in ("generator", "discriminator", "reconstruction"):
            value = event.get(f"{name}_loss")
            if value is None and f"{name}_loss" in event:
                self.broken_numbers = True
            getattr(self, name).add(step, None if value is None else float(value))
        for name in ("generator_gradient", "discriminator_gradient"):
            getattr(self, name).add(step, _number(event.get(name)))
        self.step, self.preparing, self.paused, self.working = step, None, False, None
        if event.get("steps_per_second"):
            self.rate = float(event["steps_per_second"])
        self.numbers = numbers_in(event)

    def _held_out(self, event: dict[str, Any]) -> None:
        loss = _number(event.get("reconstruction_loss"))
        if loss is not None:
            self.held_out.add(int(event["step"]), loss)
        self.best_step = None if event.get("best_step") is None else int(event["best_step"])
        step = int(event["step"])
        takes, real = (
            {str(name): float(value) for name, value in event.get(side, {}).items()} for side in ("takes", "real")
        )
        self.measured = [found for found in self.measured if found.step < step] + [Measured(step, loss, takes, real)]
        if len(self.measured) > MOST_MEASURED:
            del self.measured[1::2]
        self.working = None


def _steps(value: Any) -> tuple[int, ...]:
    return tuple(int(step) for step in value)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _sentence(event: dict[str, Any]) -> tuple[str, str, str]:
    what, why, mend = (plain(str(event.get(part) or ""), 200) for part in ("what", "why", "mend"))
    return what, why, mend
