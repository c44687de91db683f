"""The worker: the process in which a run trains. `python -m gan.training.worker RUN_DIRECTORY`.

It holds the run's lock, reads requests between steps, and says everything in events.jsonl. SIGTERM and SIGINT finish
the step, save and exit with 143 or 130.
"""

from __future__ import annotations

import math
import os
import shlex
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from gan.errors import ComposerError, Diverged, RunError
from gan.training.checkpoint import checkpoints_in, step_of
from gan.training.events import EventWriter, warn
from gan.training.ladder import is_rung_step
from gan.training.machine import Gpu, device_name, memory_mb, unused_gpu
from gan.training.memory import memory_errors
from gan.training.music import music_of
from gan.training.run import Run, take_lock
from gan.training.watch import Watch

_PAUSE_POLL = 0.2
"""Seconds between looks at the requests while paused."""


class Worker:
    """One run from start to end.

    Args:
        run: its directory.
        events: where to say things.
    """

    def __init__(self, run: Run, events: EventWriter) -> None:
        self.run = run
        self.config = run.config
        self.events = events
        self.signal = 0
        self._stopping = self._impatient = False
        self.joint: Any = None
        """`gan.training.joint` where others train along."""
        self.watch = Watch()
        self.gpu = Gpu()

    def work(self) -> int:
        """Train to the end, a stop or a failure. Returns the exit code; raises ComposerError on a failure."""
        self._step = next(map(step_of, checkpoints_in(self.run.checkpoints_path)), 0)  # until it is known to be whole
        os.environ["KERAS_BACKEND"] = self.config.backend
        if self.config.machines > 1:
            self._say_preparing("the other machines", 0, self.config.machines - 1)
            from gan.training import joint

            self.joint = joint
            joint.join(self.config.listen, self.config.machines, 0)
            joint.share_json({"run": self.run.id, "config": self.config.to_json()})
        dataset = music_of(self.config, self._say_preparing)
        if self.joint:
            self.joint.share_json(dataset.fingerprint())
            if not all(self.joint.gathered(True)):
                raise RunError("another machine has other music than this one", "", "Give it a copy of the same folder")
        self._say_preparing("the networks", 0, 1)

        import_keras_alone()
        from gan.training.keeping import GivenUp, Keeper
        from gan.training.trainer import METRICS, Trainer

        self.metrics = METRICS
        with self._enough_memory():
            self.trainer = Trainer(self.config, dataset)
        self.summaries = self._summaries()
        self.keeper = Keeper(
            self.run,
            self.events,
            self.trainer,
            dataset,
            self.watch,
            self.summaries,
            self._hurried,
            # The other requests are for when it goes on.
            lambda: bool(self.signal) or "stop" in self._take_requests("stop"),
        )
        with self._enough_memory():
            self.keeper.restore()
        self._step = self.trainer.done
        if self.joint:
            self.joint.share_state(self.trainer)
        unused = unused_gpu()
        self.events.write(
            "RunStarted",
            self.trainer.done,
            device=device_name(),
            gpu_unused=unused is not None,
            genres=list(self.config.genres),
            steps=self.config.steps,
            windows=dataset.epoch_length,
            parameters={
                "generator": self.trainer.generator.count_params(),
                "discriminator": self.trainer.discriminator.count_params(),
            },
        )
        warn(self.events, self.trainer.done, [unused] if unused else [])
        try:
            code = self._train()
        except GivenUp:
            self.events.write("RunStopped", self.trainer.done, saved=False)
            code = 128 + self.signal if self.signal else 0
        except Diverged:  # for all of them, after the same step; after other failures the others wait for nobody
            self._let_go()
            raise
        except Exception as error:
            if not self.joint or not self.joint.is_loss(error):
                raise
            self.joint.abandon()
            mend = f"Resume it (composer-tui resume {self.run.id}), and join it again on the others"
            why = f"after step {self._step}: {str(error).splitlines()[0][:200]}; {self._what_is_safe()}"
            raise RunError("a machine that trained along is gone", why, mend) from None
        self._let_go()
        return code

    def _let_go(self) -> None:
        if self.joint:
            self.joint.tell(self.joint.END)
            self.joint.leave()

    def _train(self) -> int:
        trainer, config = self.trainer, self.config
        self._gathered: list[Any] = []
        self._since = time.monotonic()
        self.keeper.rung()
        while trainer.done < config.steps:
            if self.signal:
                self._tell_gathered()
                self._save()
                self.events.write("RunStopped", trainer.done)
                return 128 + self.signal
            if self._answer_requests():
                return 0
            self._take_step()
            if trainer.done % config.event_every == 0 or trainer.done in (1, config.steps):
                self._tell_gathered()
                self.keeper.prepare()  # a machine's first run needs a processor for it: after the first loss
            if is_rung_step(trainer.done) or trainer.done % config.checkpoint_every == 0:
                self._read_gathered()  # what is kept is sound
            self.keeper.rung()
            if trainer.done % config.checkpoint_every == 0 and trainer.done < config.steps:
                self._save()
        self._save()
        if self.signal:  # what was left out in the hurry is done where it goes on
            self.events.write("RunStopped", trainer.done)
            return 128 + self.signal
        self.events.write("RunFinished", trainer.done)
        return 0

    def _take_step(self) -> None:
        """A step, whose numbers are read later: a GPU need not wait until the next one is asked of it."""
        if self.joint:
            self.joint.tell(self.joint.GO)
        with self._enough_memory():
            self._gathered.append(self.trainer.step())
        self._step = self.trainer.done

    def _read_gathered(self) -> None:
        """Raises RunError where memory is too small for a step, Diverged where one gave no numbers."""
        with self._enough_memory():
            self._gathered = [self.trainer.read(metrics) for metrics in self._gathered]
        for step, metrics in enumerate(self._gathered, self._step - len(self._gathered) + 1):
            if not np.isfinite(metrics).all():
                names = [n for n, m in zip(self.metrics, metrics) if not math.isfinite(m)]
                raise Diverged(
                    f"the training diverged at step {step}",
                    f"{names[0]} is not a number",
                    "The last checkpoint is sound; start again with lower --rate, --critic-rate (composer-tui train)",
                )

    @contextmanager
    def _enough_memory(self) -> Iterator[None]:
        try:
            with memory_errors():
                yield
        except MemoryError as error:
            found, batch = checkpoints_in(self.run.checkpoints_path), self.config.batch
            less = f"--batch {batch // 2}" if batch >= 4 else "shorter windows (--quarters)"
            mend = f"Start again with {less}, or with a smaller --preset"
            if found:
                start = shlex.quote(str(found[0]))
                mend = f"Train as before, with --from {start} and {less}: what it learned is taken along"
            raise RunError(
                f"there is not memory enough for a batch of {batch}",
                f"by step {self._step + 1}: {error}; {self._what_is_safe()}",
                mend,
            ) from None

    def _what_is_safe(self) -> str:
        found = checkpoints_in(self.run.checkpoints_path)
        return f"{found[0].name} is safe" if found else "no checkpoint was saved"

    def _tell_gathered(self) -> None:
        """A point of the curve: the means over the steps since the last one."""
        if self._gathered:
            self._read_gathered()
            seconds = max(time.monotonic() - self._since, 1e-9)
            self._tell_step(self._means(), len(self._gathered) / seconds)
        self._gathered, self._since = [], time.monotonic()

    def _means(self) -> dict[str, float]:
        """Of METRICS over the gathered steps; of the penalty over those that had one, and without it where none had."""
        columns = dict(zip(self.metrics, np.transpose(self._gathered)))
        first = self._step - len(self._gathered) + 1
        had_one = [self.trainer.penalised(first + place) for place in range(len(self._gathered))]
        columns["penalty"] = columns["penalty"][had_one]
        return {name: round(float(np.mean(column)), 5) for name, column in columns.items() if len(column)}

    def _tell_step(self, means: dict[str, float], rate: float) -> None:
        step, config, values = self.trainer.done, self.config, dict(means)
        troubles = self.watch.step(values)
        generator_rate, discriminator_rate = self.trainer.rates()
        values |= {
            "steps_per_second": round(rate, 3),
            "examples_per_second": round(rate * config.batch, 2),
            "seconds_left": round((config.steps - step) / rate, 1),
            "generator_rate": generator_rate,
            "discriminator_rate": discriminator_rate,
            "memory_mb": round(memory_mb()),
            **self.gpu.facts(),
        }
        self.events.write("StepDone", step, **values)
        if self.summaries:
            self.summaries.write(step, values)
        warn(self.events, step, troubles)

    def _summaries(self) -> Any:
        if not self.config.tensorboard:
            return None
        from gan.training.summaries import Summaries

        return Summaries(Path(self.config.tensorboard) / self.run.id)

    def _answer_requests(self) -> bool:
        """Do what was asked for; True where the run is to stop."""
        asked = self._take_requests()
        if asked & {"stop", "checkpoint", "pause"}:
            self._tell_gathered()
            self._stopping = "stop" in asked
            self._save()
        if "stop" in asked:
            self.events.write("RunStopped", self.trainer.done)
            return True
        if "pause" in asked:
            self.events.write("RunPaused", self.trainer.done)
            while not self.signal:
                time.sleep(_PAUSE_POLL)
                if self.joint:
                    self.joint.tell(self.joint.WAIT)
                asked = self._take_requests()
                if "stop" in asked:
                    self.events.write("RunStopped", self.trainer.done)
                    return True
                if "resume" in asked:
                    self.events.write("RunResumed", self.trainer.done)
                    break
            self._since = time.monotonic()
        return False

    def _hurried(self) -> bool:
        """Whether there is time for the checkpoint alone: a signal came, or a second request to stop."""
        if self._stopping and "stop" in self._take_requests("stop"):
            self._impatient = True
        return bool(self.signal) or self._impatient

    def _take_requests(self, *only: str) -> set[str]:
        """What was asked for, of `only` where any are named; the others stay."""
        folder = self.run.path / "control"
        asked = set(os.listdir(folder)) if folder.is_dir() else set()
        asked &= set(only or asked)
        for name in asked:
            (folder / name).unlink(missing_ok=True)
        return asked

    def _save(self) -> None:
        with self._enough_memory():
            self.keeper.save()
        self._since = time.monotonic()

    def _say_preparing(self, what: str, done: int, total: int) -> None:
        self.events.write("Preparing", self._step, what=what, done=done, total=total)
        if self.signal:
            self.events.write("RunStopped", self._step)
            raise SystemExit(128 + self.signal)


def import_keras_alone() -> None:
    """Import Keras without what it would import besides, for plots and wrappers that nothing here uses: a second."""
    spared = [name for name in ("matplotlib", "sklearn") if name not in sys.modules]
    for name in spared:
        sys.modules[name] = None  # type: ignore[assignment]  # importing it raises ImportError
    try:
        import keras  # noqa: F401
    finally:
        for name in spared:
            del sys.modules[name]


def main(arguments: list[str]) -> int:
    """The exit code: 0 done or stopped, 1 failed, 5 diverged, 128 + signal."""
    if len(arguments) != 1:
        print("usage: python -m gan.training.worker RUN_DIRECTORY", file=sys.stderr)
        return 2
    lock = None
    events = None
    worker = None
    try:
        run = Run.open(Path(arguments[0]))
        lock = take_lock(run)
        events = EventWriter(run.events_path)
        worker = Worker(run, events)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, _remember(worker))
        return worker.work()
    except ComposerError as error:
        print(error, file=sys.stderr, flush=True)
        if events:
            step = worker._step if worker else 0
            events.write("RunFailed", step, what=error.what, why=error.why, mend=error.mend)
        return error.exit_code
    except Exception as error:  # told in the events before it goes to the log
        if events:
            events.write(
                "RunFailed",
                worker._step if worker else 0,
                what="the training failed",
                why=f"{type(error).__name__}: {str(error)[:300]}",
                mend="Its log is worker.log in the run",
            )
        raise
    finally:
        if events:
            events.close()
        if lock:
            lock.close()


def _remember(worker: Worker) -> Any:
    def remember(number: int, _frame: object) -> None:
        if number != signal.SIGHUP:  # a run outlives the terminal it was started from
            worker.signal = number

    return remember


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
