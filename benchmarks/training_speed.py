"""How fast a cycle of both networks is, beside the published sample GAN, in one run, turn by turn.

    python benchmarks/training_speed.py --data DIR --genre chorale --rounds 5

Every round takes each contender once, in an order of its own; what is told are medians over the rounds:

- milliseconds for an example that the generator sees (one cycle: both networks updated, five times the critic for the
  sample GAN), wall and CPU time; an example is 8 quarters for the sample GAN and 32 for ours as it is used, so
  a quarter is told too;
- GFLOP/s, counted from the layers (a multiply-add is two; the way back costs twice the way forward), and their share of
  what a product of two large matrices reaches in the same round;
- the resident memory of a process that has run that contender alone.

Last it says what a step costs beside its cycle: making the batch, fetching the metrics, writing events.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf
from sample_gan import CRITIC_UPDATES, QUARTERS, SampleTrainer, batches_of

from gan.data.corpora import load_corpora
from gan.data.dataset import Dataset
from gan.data.grid import SLOTS_PER_QUARTER
from gan.locations import cache_dir
from gan.training.config import TrainingConfig
from gan.training.events import EventWriter
from gan.training.inputs import inputs_of
from gan.training.machine import memory_mb
from gan.training.trainer import METRICS, Trainer

MATRIX = 2048
OURS = {
    "small": ("small", False, 32),
    "base": ("base", False, 32),
    "base, XLA": ("base", True, 32),
    "small, windows of two bars": ("small", False, QUARTERS),
    "base, windows of two bars": ("base", False, QUARTERS),
}
"""Preset, whether compiled, quarters in a window."""
THEIRS = {"sample GAN, eager": False, "sample GAN, graph": True}
Contender = tuple[Callable[[], object], int, int, float]
"""A cycle, examples in it, quarters in an example, floating point operations in it."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--genre", default="chorale")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--alone", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.alone:
        cycle, *_ = contender(options.alone, options)
        for _ in range(3):
            cycle()
        print(round(memory_mb()))
        return
    run(options)


def run(options: argparse.Namespace) -> None:
    contenders = {name: contender(name, options) for name in (*THEIRS, *OURS)}
    for cycle, *_ in contenders.values():
        for _ in range(2):  # tracing, and what is done only once
            cycle()
    wall: dict[str, list[float]] = {name: [] for name in contenders}
    cpu: dict[str, list[float]] = {name: [] for name in contenders}
    peaks = []
    rng = np.random.default_rng(0)
    for _ in range(options.rounds):
        peaks.append(peak())
        for name in rng.permutation(list(contenders)).tolist():
            cycles = 1 if name in THEIRS else 8  # eight, so that the penalty's share is in it
            begun, spent = time.perf_counter(), time.process_time()
            for _ in range(cycles):
                contenders[name][0]()
            wall[name].append((time.perf_counter() - begun) / cycles)
            cpu[name].append((time.process_time() - spent) / cycles)
    top = float(np.median(peaks))
    print(f"a product of two {MATRIX} x {MATRIX} matrices: {top:.0f} GFLOP/s; batches of {options.batch}")
    print("| | ms an example | CPU ms | ms a quarter | GFLOP/s | of the product | MiB |")
    print("|---|---|---|---|---|---|---|")
    for name, (_, examples, quarters, operations) in contenders.items():
        seconds, busy = float(np.median(wall[name])), float(np.median(cpu[name]))
        each, speed = 1000 * seconds / examples, operations / seconds / 1e9
        cells = f"{each:.1f}", f"{1000 * busy / examples:.1f}", f"{each / quarters:.2f}", f"{speed:.0f}"
        print(f"| {name} | {' | '.join(cells)} | {100 * speed / top:.0f} % | {alone(name, options)} |", flush=True)
    print(f"beside the cycle, small: {100 * beside_the_cycle(options):.1f} % of a step")


def beside_the_cycle(options: argparse.Namespace) -> float:
    """The share of a step's time that is not its cycle, from blocks of both in turns."""
    trainer = trainer_of("small", options)
    inputs = inputs_of(trainer.config, trainer.dataset, 0)
    each = trainer.config.penalty_every
    cycle, step = [], []
    with tempfile.TemporaryDirectory() as folder:
        events = EventWriter(Path(folder) / "events.jsonl")
        for turn in range(2 * options.rounds + 2):
            begun = time.perf_counter()
            for number in range(each):
                if turn % 2:
                    metrics = trainer.read(trainer.step())
                    events.write("StepDone", number, **dict(zip(METRICS, metrics.tolist())), memory_mb=memory_mb())
                else:
                    trainer.read(trainer._cycle.run(inputs, number == 0))
            (step if turn % 2 else cycle).append(time.perf_counter() - begun)
        events.close()
    return 1 - float(np.median(cycle[1:]) / np.median(step[1:]))


def contender(name: str, options: argparse.Namespace) -> Contender:
    if name in THEIRS:
        music = load_corpora((options.genre,), options.data, cache_dir(), lambda *_: None)
        four = {genre: tuple(s for s in own if s.bar_slots == 4 * SLOTS_PER_QUARTER) for genre, own in music.items()}
        batches = batches_of(Dataset(four, QUARTERS), options.batch)
        sample = SampleTrainer(compiled=THEIRS[name])
        g, c = operations_of(sample.generator), operations_of(sample.critic)
        # A critic's update: a fake, both verdicts with their way back, the penalty's verdict and its two ways back.
        critic = g + 3 * 2 * c + 5 * c
        cost = options.batch * (CRITIC_UPDATES * critic + 3 * (g + c))
        return lambda: sample.iteration(batches), options.batch, QUARTERS, cost
    trainer = trainer_of(name, options)
    config = trainer.config
    g, d = (operations_of(n, trainer.patches) for n in (trainer.generator, trainer.discriminator))
    # One pass of each, real and fake heard, each with its way back; the penalties every few cycles.
    cost = options.batch * (3 * g + 2 * 4 * d + 2 * 5 * d / config.penalty_every)
    return trainer.step, options.batch, config.quarters, cost


def trainer_of(name: str, options: argparse.Namespace) -> Trainer:
    preset, compiled, quarters = OURS[name]
    config = TrainingConfig((options.genre,), preset=preset, batch=options.batch, compiled=compiled, quarters=quarters)
    music = load_corpora(config.genres, options.data, cache_dir(), lambda *_: None)
    return Trainer(config, Dataset(music, config.quarters))


def operations_of(network: keras.Model, length: int | None = None) -> float:
    """Floating point operations of one forward pass of one example, of its products and convolutions.

    Args:
        network: any.
        length: stands for an axis of unknown length.
    """
    total = 0.0
    for layer in network.layers:
        if isinstance(layer, keras.layers.Dense | keras.layers.Conv1D | keras.layers.Conv2D):
            out = [size or length or 1 for size in layer.output.shape[1:]]
            total += 2 * layer.kernel.shape.num_elements() / out[-1] * float(np.prod(out))
    return total


def peak() -> float:
    """GFLOP/s of a product of two large matrices of float32, the best of five."""
    a = tf.random.normal((MATRIX, MATRIX))
    best = 0.0
    for _ in range(5):
        begun = time.perf_counter()
        np.asarray(tf.matmul(a, a))
        best = max(best, 2 * MATRIX**3 / (time.perf_counter() - begun) / 1e9)
    return best


def alone(name: str, options: argparse.Namespace) -> str:
    """Resident memory in MiB of a process that runs a contender alone."""
    words = ["--data", str(options.data), "--genre", options.genre, "--batch", str(options.batch), "--alone", name]
    done = subprocess.run([sys.executable, __file__, *words], capture_output=True, text=True, check=True)
    return done.stdout.split()[-1]


if __name__ == "__main__":
    main()
