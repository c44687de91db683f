"""What a training step takes on the device that is there, and how much of it the batches are waited for.

    python benchmarks/device_step.py --backend jax --data DIR --genre chorale --step base:64 --step base:256

Rows are `preset:batch` or `preset:batch:precision`. Each has its turn in every round; the first steps, which compile,
count in no round. "One batch again": the same batch sent and learned from anew, so that nothing waits for batches to be
made.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from gan.training.config import BACKENDS, TrainingConfig


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--genre", action="append", required=True)
    parser.add_argument("--backend", choices=BACKENDS, default=BACKENDS[0])
    parser.add_argument("--step", action="append", help="preset:batch or preset:batch:precision")
    parser.add_argument("--steps", type=int, default=30, help="in a row, each round")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    os.environ["KERAS_BACKEND"] = options.backend  # before Keras is imported
    from gan.training.machine import device_name

    rows = options.step or ["small:16", "base:16"]
    learners = {row: _Learner(row, options) for row in rows}
    found: dict[str, list[tuple[float, float, float]]] = {row: [] for row in rows}
    for _ in range(options.rounds):
        for row, learner in learners.items():
            found[row].append(learner.round(options.steps))
    print(f"{options.backend} on {device_name()}; medians of {options.rounds} rounds of {options.steps} steps\n")
    print("| | ms a step | one batch again | a batch made alone | ms an example |\n|---|---|---|---|---|")
    for row, learner in learners.items():
        step, again, batch = 1000 * np.median(found[row], axis=0)
        print(f"| {row} | {step:.1f} | {again:.1f} | {batch:.1f} | {step / learner.batch:.3f} |")


class _Learner:
    """A trainer, warm."""

    def __init__(self, row: str, options: argparse.Namespace) -> None:
        from gan.training.inputs import inputs_of
        from gan.training.music import music_of
        from gan.training.trainer import Trainer

        preset, batch, *precision = row.split(":")
        self.batch = int(batch)
        config = TrainingConfig(
            tuple(options.genre),
            steps=10**6,
            batch=self.batch,
            preset=preset,
            data=str(options.data),
            backend=options.backend,
            precision="".join(precision),
        )
        music = music_of(config, lambda *_: None)
        self._trainer = Trainer(config, music)
        self._make = lambda: inputs_of(config, music, self._trainer.done, self._trainer._cycle.far)
        self._inputs = self._make()
        self.round(3)

    def round(self, steps: int) -> tuple[float, float, float]:
        """Seconds of a step, of one with the batch that was there before, and of making a batch."""
        cycle = self._trainer._cycle
        return (
            self._timed(self._trainer.step, steps),
            self._timed(lambda: cycle.run(self._inputs, penalised=False), steps),
            _seconds(self._make),
        )

    def _timed(self, step: Callable[[], object], steps: int) -> float:
        def all_of_them() -> None:
            for _ in range(steps):
                metrics = step()
            self._trainer.read(metrics)  # a GPU is at work on them until then

        return _seconds(all_of_them) / steps


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
