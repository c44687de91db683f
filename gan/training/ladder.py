"""The ladder: small copies of the composing weights at a few steps, so that one can hear a run learn.

    ladder/step-00000000/   composer.onnx and composer.json: enough to compose, not to go on learning
    ladder/step-00000100/   …

The steps of the rungs grow about geometrically, from the untrained networks on. Rule of this file: a rung is there
whole or not at all, and the ladder stays within MOST_RUNGS and MOST_BYTES, however long the run is.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gan.exported import DESCRIPTION, GRAPH

MOST_RUNGS = 10
MOST_BYTES = 200 * 2**20
"""Of all rungs together."""
_SERIES = (10, 25, 50)
"""Steps of the rungs, and ten times as much, a hundred times …"""
_DRAFT = ".writing-"


@dataclass(frozen=True, slots=True, order=True)
class Rung:
    """Weights to compose with, as they were at a step."""

    step: int
    path: Path
    """A folder with GRAPH and DESCRIPTION: `compose --weights` takes it."""


def is_rung_step(step: int) -> bool:
    """Whether a run keeps a rung at a step: 0, 10, 25, 50, 100, 250, 500, 1000 …"""
    if step <= 0:
        return step == 0
    while step % 10 == 0 and step > max(_SERIES):
        step //= 10
    return step in _SERIES


def rungs_in(root: Path) -> list[Rung]:
    """The rungs in a ladder's folder, the earliest first; none where there is no such folder."""
    return _weights_in(root)


def heard_at(run: Path) -> list[Rung]:
    """All that a run's folder has to compose with, the earliest first: its rungs and its checkpoints, a step once."""
    found = {rung.step: rung for folder in ("ladder", "checkpoints") for rung in _weights_in(run / folder)}
    return sorted(found.values())


def sample_of(run: Path, genre: str) -> Path | None:
    """The newest piece that a run composed in a genre: its melody is one it does not learn from. None before any."""
    return max((run / "samples").glob(f"step-*-{genre}-1.mid"), default=None)


def nearest(rungs: list[Rung], step: int) -> Rung | None:
    """The last rung at or before a step, else the first one; None where there is none."""
    before = [rung for rung in rungs if rung.step <= step]
    return before[-1] if before else rungs[0] if rungs else None


def spread(rungs: list[Rung], most: int) -> list[Rung]:
    """At most `most` of the rungs (2 or more), the first and the last among them, about geometrically apart."""
    kept = list(rungs)
    while len(kept) > most:
        kept.remove(_least_missed(kept))
    return kept


def save_rung(root: Path, step: int, write: Callable[[Path], None]) -> list[Rung]:
    """Write a rung, and take others away where there are too many.

    Args:
        root: the ladder's folder; made where it is not there.
        step: of the weights; a rung that is there already stays.
        write: writes GRAPH and DESCRIPTION into the folder it is given.

    Returns:
        The rungs there are now.

    Raises:
        OSError: the disk is full or unwritable; nothing is left behind.
    """
    final = root / _name(step)
    if not final.is_dir():
        root.mkdir(exist_ok=True)
        draft = root / f"{_DRAFT}{step:08d}-{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        try:
            draft.mkdir()
            write(draft)
            draft.rename(final)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    rungs = rungs_in(root)
    while len(rungs) > 2 and (len(rungs) > MOST_RUNGS or sum(_bytes(rung.path) for rung in rungs) > MOST_BYTES):
        missed = _least_missed(rungs)
        shutil.rmtree(missed.path, ignore_errors=True)
        rungs.remove(missed)
    return rungs


def drop_drafts(root: Path) -> None:
    """Take away what a worker that was killed had half written."""
    for stale in root.glob(f"{_DRAFT}*"):
        shutil.rmtree(stale, ignore_errors=True)


def _least_missed(rungs: list[Rung]) -> Rung:
    """The rung whose neighbours are nearest to each other, as a ratio; never the first or the last."""

    def gap(place: int) -> float:
        return (rungs[place + 1].step + 1) / (rungs[place - 1].step + 1)

    return rungs[min(range(1, len(rungs) - 1), key=gap)]


def _weights_in(root: Path) -> list[Rung]:
    found = []
    for path in root.glob("step-*"):
        number = path.name.removeprefix("step-")
        if number.isdecimal() and (path / GRAPH).is_file() and (path / DESCRIPTION).is_file():
            found.append(Rung(int(number), path))
    return sorted(found)


def _name(step: int) -> str:
    return f"step-{step:08d}"


def _bytes(path: Path) -> int:
    return sum(file.stat().st_size for file in path.iterdir())
