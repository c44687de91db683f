"""How long composing takes: warm, by bars, passes and takes; and cold, as a command, from the key to the file.

    python benchmarks/composing_speed.py --rounds 5

Every round takes each case once, in an order of its own; what is told are medians over the rounds.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import product

import numpy as np

from gan.compose import compose_with
from gan.exported import ExportedGenerator
from gan.music import GENRES, Melody, Note
from gan.wishes import Manner, Wishes

GENRE = GENRES["chorale"]
BARS, PASSES, TAKES = (8, 64), (Manner().passes, 16, 1), (1, 8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    network = ExportedGenerator()
    cases: dict[str, Callable[[], object]] = {}
    for bars, passes, takes in product(BARS, PASSES, TAKES):
        if takes == 1 or passes == 1:
            cases[f"{bars} bars, {passes} passes, {takes} takes"] = warm(network, bars, passes, takes)
    cases["cold: compose --demo -n 1, 64 passes, MIDI and WAV"] = cold()
    cases["cold: the same in 1 pass"] = cold("--passes", "1")
    cases["cold: composer-tui --version"] = command("--version")
    for case in cases.values():
        case()
    times: dict[str, list[float]] = {name: [] for name in cases}
    rng = np.random.default_rng(0)
    for _ in range(options.rounds):
        for name in rng.permutation(list(cases)).tolist():
            begun = time.perf_counter()
            cases[name]()
            times[name].append(time.perf_counter() - begun)
    print("| | ms |")
    print("|---|---|")
    for name, found in times.items():
        print(f"| {name} | {1000 * np.median(found):,.0f} |")


def warm(network: ExportedGenerator, bars: int, passes: int, takes: int) -> Callable[[], object]:
    """Takes of a melody of quarters that walk up and down, the weights loaded."""
    pitches = 60 + np.array([0, 2, 4, 5, 7, 5, 4, 2])[np.arange(4 * bars) % 8]
    melody = Melody(tuple(Note(24 * i, int(pitch), 24) for i, pitch in enumerate(pitches)))
    wishes = Wishes(Manner(passes=passes))
    return lambda: list(compose_with(network, melody, GENRE, seed=0, takes=takes, wishes=wishes))


def cold(*words: str) -> Callable[[], object]:
    """The command, from its start to its end."""
    folder = tempfile.mkdtemp()
    return command("compose", "--demo", "--genre", GENRE.id, "-n", "1", "-o", folder, *words)


def command(*words: str) -> Callable[[], object]:
    line = [sys.executable, "-m", "tui", *words]
    return lambda: subprocess.run(line, capture_output=True, check=True)


if __name__ == "__main__":
    main()
