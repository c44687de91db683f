"""What a run keeps: checkpoints, rungs of the ladder, and what it composes and loses on music it does not learn from.

Rule of this file: whatever takes longer than a step is told before it is done (`Working`), so that whoever asked for
it sees at once that it is on its way.
"""

from __future__ import annotations

import errno
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from gan.data.arrays import opened_arrays
from gan.data.dataset import Dataset
from gan.errors import RunError
from gan.exported import GRAPH, ExportedGenerator, priors_in
from gan.music.midi import midi_bytes
from gan.take import Take
from gan.training import export
from gan.training.checkpoint import (
    add_files,
    best_checkpoint,
    check_config,
    checkpoints_in,
    newest_whole,
    save_checkpoint,
    step_of,
)
from gan.training.events import FULL, EventWriter, warn
from gan.training.ladder import drop_drafts, is_rung_step, save_rung
from gan.training.run import Run
from gan.training.samples import Measured, Task, composed, measured, tasks_of
from gan.training.trainer import Trainer
from gan.training.watch import Trouble, Watch

STATE = "state.npz"
_ROOM_SECONDS = 5.0
"""Between tries to save on a full disk."""
_LOOK_SECONDS = 0.2
"""Between looks at whether the run is to stop meanwhile."""
HELD_OUT_BATCHES = 8
"""Batches that the loss on held-out music is measured on."""


class GivenUp(Exception):
    """The run was told to stop while it waited for room on the disk: what it learned last is not saved."""


class Keeper:
    """Saves and measures one run.

    Args:
        run, events, trainer: the run, where to say things, and what is in training.
        dataset: the run's music.
        watch: judges what is measured.
        summaries: `gan.training.summaries.Summaries`, or None.
        hurried: says that there is no time for more than the checkpoint itself.
        given_up: says that the run was told to stop while it waits for room on the disk.
    """

    def __init__(
        self,
        run: Run,
        events: EventWriter,
        trainer: Trainer,
        dataset: Dataset,
        watch: Watch,
        summaries: Any,
        hurried: Callable[[], bool],
        given_up: Callable[[], bool],
    ) -> None:
        self._run, self._events, self._trainer = run, events, trainer
        self._config = run.config
        self._watch, self._summaries = watch, summaries
        self._hurried, self._given_up = hurried, given_up
        self._arrangements = export.kept_arrangements(dataset)
        self._held_out = dataset.held_out()
        self._tasks = tasks_of(dataset)
        self._priors: dict[str, list[list[float]]] = {}
        self._graphs = export.graphs_of(self._config)
        self._composes = False
        """Whether what is saved has a graph."""
        self._rungs: list[tuple[int, list[np.ndarray]]] = []
        """Rungs that wait until a graph can be written: a machine's first run is not held up by its first rung."""

    def restore(self) -> None:
        """Give the trainer the newest whole checkpoint, or the weights it is to start from, where there are any."""
        config, trainer = self._config, self._trainer
        for folder in (self._run.checkpoints_path, self._run.ladder_path):
            drop_drafts(folder)
        passed_over: list[str] = []
        found = newest_whole(self._run.checkpoints_path, passed_over.append)
        for line in passed_over:
            print(line, file=sys.stderr, flush=True)
        from_where = found[0] if found else Path(config.start) if config.start else None
        self._priors = priors_in(from_where) if from_where else {}
        if found is None:
            if config.start:
                from gan.training.start import start_from

                start_from(trainer, Path(config.start))
            return
        path, step = found
        check_config(path, config.to_json())
        try:
            with opened_arrays(path / STATE) as arrays:
                for name, variables in trainer.variables().items():
                    for i, variable in enumerate(variables):
                        variable.assign(arrays.numbers(f"{name}/{i}", None, "iufb"))
        except (OSError, ValueError) as error:
            raise RunError(
                f"checkpoint {path.name} does not fit this run", str(error)[:200], "Start a new run"
            ) from None
        trainer.done = step
        for line in passed_over:
            what, _, why = line.partition(": ")
            warn(self._events, step, [Trouble("damaged", what, why, f"The run goes on from step {step}")])

    def prepare(self) -> None:
        """Begin to make what writing graphs needs, and do not wait for it."""
        self._graphs.prepare()

    def rung(self) -> None:
        """Keep a rung where this step is one of the ladder's; written at once, or once graphs can be."""
        if is_rung_step(self._trainer.done):
            self._rungs.append((self._trainer.done, self._trainer.mean()))
        self._write_rungs()

    def save(self) -> None:
        """A checkpoint, what it loses on held-out music, and what it composes.

        A full disk lets the run wait. Where no graph can be made, or not at once where there is a hurry, what was
        learned is saved without one: it can be trained on from, and does not compose.

        Raises RunError where the disk cannot be written, GivenUp where the run is told to stop while it waits.
        """
        step, config = self._trainer.done, self._config
        loss = None
        if self._held_out and not self._hurried():  # who was told to go does not measure first, nor compose after
            self._working("listening to music it does not learn from")
            loss = self._held_out_loss(self._held_out)
        self._working("saving")
        self._composes = self._graph_can_be_made()
        waits = False
        while True:
            try:
                path = save_checkpoint(
                    self._run.checkpoints_path,
                    step,
                    config.to_json(),
                    self._write_state,
                    config.checkpoints_kept,
                    loss,
                )
                if self._composes and not (path / GRAPH).is_file():  # saved in a hurry, and found again
                    add_files(path, self._write_graph)
                break
            except OSError as error:
                if error.errno not in FULL:
                    raise RunError(f"checkpoint {step} cannot be written", error.strerror or str(error)) from None
                lack = "your quota is used up" if error.errno == errno.EDQUOT else "the disk is full"
                self._wait_for_room(lack, told=waits)
                waits = True
        if waits:
            self._events.write("RunResumed", step)
        self._events.write("CheckpointSaved", step, path=str(path.relative_to(self._run.path)), kept=self._steps_kept())
        self._write_rungs()
        if not self._hurried():
            self._measure(path, step, loss)

    def _wait_for_room(self, lack: str, told: bool) -> None:
        """A while; said to be so unless it was told before."""
        step, kept = self._trainer.done, self._steps_kept()
        safe = f"the checkpoint of step {kept[-1]} is safe" if kept else "no checkpoint was saved before"
        if not told:
            mend = f"Make room for {self._run.path}, and the run goes on by itself"
            self._events.write("RunPaused", step, why=f"{lack}; {safe}", mend=mend)
        until = time.monotonic() + _ROOM_SECONDS
        while time.monotonic() < until:
            if self._given_up():
                mend = "Make room before you resume the run"
                warn(self._events, step, [Trouble("full", f"step {step} was not saved", f"{lack}; {safe}", mend)])
                raise GivenUp
            time.sleep(_LOOK_SECONDS)
        self._events.flush()

    def _held_out_loss(self, music: Dataset) -> float | None:
        """None where there is not memory enough: what was learned is to be saved all the same."""
        why = ""
        try:
            return self._trainer.held_out_loss(music, HELD_OUT_BATCHES)
        except MemoryError as error:
            why = str(error)
            return None
        finally:
            warn(self._events, self._trainer.done, self._watch.unmeasured(why))

    def _graph_can_be_made(self) -> bool:
        """Waits for it, as long as there is no hurry."""
        try:
            can, why = self._graphs.wait(self._hurried), ""
        except RunError as error:
            can, why = False, error.why
        warn(self._events, self._trainer.done, self._watch.graph(why))
        return can

    def _working(self, what: str, done: int = 0, total: int = 1) -> None:
        self._events.write("Working", self._trainer.done, what=what, done=done, total=total)

    def _steps_kept(self) -> list[int]:
        return sorted(map(step_of, checkpoints_in(self._run.checkpoints_path)))

    def _write_rungs(self) -> None:
        if not self._graphs.ready:
            return
        waiting, self._rungs = self._rungs, []
        for step, weights in waiting:

            def write(folder: Path, step: int = step, weights: list[np.ndarray] = weights) -> None:
                export.export_rung(weights, self._config, step, self._arrangements, folder, self._priors, self._graphs)

            try:
                rungs = save_rung(self._run.ladder_path, step, write)
            except OSError:
                continue  # a rung is a courtesy: a full disk is told when the next checkpoint needs room
            self._events.write("RungKept", step, steps=[rung.step for rung in rungs])

    def _write_state(self, folder: Path) -> None:
        arrays = {}
        for name, variables in self._trainer.variables().items():
            for i, variable in enumerate(variables):
                arrays[f"{name}/{i}"] = np.asarray(variable)
        with (folder / STATE).open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        export.export_networks(
            self._trainer.averaged,
            self._trainer.discriminator,
            self._config,
            self._trainer.done,
            self._arrangements,
            folder,
            self._priors,
            self._graphs,
            self._composes,
        )

    def _write_graph(self, folder: Path) -> None:
        """What a checkpoint lacks that was saved without a graph."""
        step, mean = self._trainer.done, self._trainer.mean()
        export.export_rung(mean, self._config, step, self._arrangements, folder, self._priors, self._graphs)

    def _compose_samples(self, checkpoint: Path, step: int) -> Measured | None:
        """Takes on melodies it does not learn from, so that its learning can be heard, and what they are like.

        None where they were left off.
        """
        network = ExportedGenerator(checkpoint)
        made: list[tuple[Task, Take]] = []
        numbers: Counter[str] = Counter()
        self._working("composing samples", 0, len(self._tasks))
        for task, take in composed(network, self._tasks, self._config.seed):
            numbers[task.genre] += 1
            path = self._run.samples_path / f"step-{step:08d}-{task.genre}-{numbers[task.genre]}.mid"
            try:
                path.write_bytes(midi_bytes(take.score))
            except OSError:
                with suppress(OSError):
                    path.unlink(missing_ok=True)  # half a sample would be taken for the newest
                return None  # samples are a courtesy too
            self._events.write("SampleReady", step, path=str(path.relative_to(self._run.path)), genre=task.genre)
            if self._hurried():
                return None
            made.append((task, take))
            self._working("composing samples", len(made), len(self._tasks))
        self._working("comparing the samples with real music")
        return measured(network, made, self._config.seed)

    def _measure(self, checkpoint: Path, step: int, loss: float | None) -> None:
        """What it composes, and how that and what it loses are on music it does not learn from."""
        found = self._compose_samples(checkpoint, step) if self._composes else Measured({}, {}, None)
        if found is None:
            return
        best = best_checkpoint(self._run.checkpoints_path)
        self._events.write(
            "HeldOut",
            step,
            reconstruction_loss=None if loss is None else round(loss, 5),
            best_step=step_of(best[0]) if best else None,
            takes=found.takes,
            real=found.real,
            difference=found.difference,
        )
        if self._summaries:
            takes, real = (
                {f"held_out/{name}": value for name, value in of.items()} for of in (found.takes, found.real)
            )
            lost = {} if loss is None else {"held_out/reconstruction_loss": loss}
            self._summaries.write(step, {**lost, **takes}, real)
        warn(self._events, step, self._watch.held_out(loss, found.difference))
