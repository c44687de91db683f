"""What is known before a run begins: weights it can start from, and how fast this machine learns.

Rule of this file: it reads what lies in the run folders and believes nothing else; what cannot be read is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gan.errors import ComposerError, WeightsError
from gan.exported import DESCRIPTION, SHIPPED
from gan.jsontext import parse_json
from gan.training.checkpoint import best_checkpoint, checkpoints_in
from gan.training.config import PRESETS, TrainingConfig
from gan.training.run import Run

MOST = 20
"""Runs that are looked at, the newest."""


@dataclass(frozen=True, slots=True)
class Source:
    """Weights that a run can start from."""

    folder: Path
    title: str
    presets: tuple[str, ...]
    """The sizes of networks that take them, the smallest first; one or more."""


def presets_of(folder: Path) -> tuple[str, ...]:
    """The presets that take the weights in a folder, the smallest first.

    Raises WeightsError where there are no weights, or where no preset takes them.
    """
    try:
        description = parse_json((folder / DESCRIPTION).read_text(encoding="utf-8"))
        width, blocks = int(description["width"]), int(description["blocks"])
    except FileNotFoundError:
        mend = "Name a folder that train or the product wrote"
        raise WeightsError(f"there are no weights to start from in {folder}", f"no {DESCRIPTION}", mend) from None
    except (OSError, ValueError, KeyError, TypeError, OverflowError) as error:
        raise WeightsError(f"the weights in {folder} cannot be read", str(error), "Name another folder") from None
    fitting = tuple(name for name, preset in PRESETS.items() if preset.width == width and preset.blocks >= blocks)
    if not fitting:
        raise WeightsError(f"the weights in {folder} are of no preset's size", f"width {width}, blocks {blocks}")
    return fitting


def sources_of(runs: Iterable[Run]) -> list[Source]:
    """The shipped weights, and of each run its best and its newest checkpoint."""
    places = [(SHIPPED, "the shipped weights")]
    for run in list(runs)[:MOST]:
        newest, best = checkpoints_in(run.checkpoints_path)[:1], best_checkpoint(run.checkpoints_path)
        for path in dict.fromkeys([*([best[0]] if best else []), *newest]):
            step = path.name.removeprefix("step-").lstrip("0") or "0"
            places.append((path, f"{run.id} at {step}"))
    found = []
    for folder, title in places:
        try:
            found.append(Source(folder, title, presets_of(folder)))
        except ComposerError:
            continue
    return found


def paces_of(runs: Iterable[Run]) -> dict[str, float]:
    """By preset, how many quarters of music a second the newest run of that size learned from on this machine."""
    paces: dict[str, float] = {}
    for run in list(runs)[:MOST]:
        config = run.config
        rate = run.status().progress.get("steps_per_second")
        if isinstance(rate, int | float) and rate > 0 and config.machines == 1:
            paces.setdefault(config.preset, rate * config.batch * config.quarters)
    return paces


def seconds_for(config: TrainingConfig, paces: Mapping[str, float]) -> float | None:
    """How long a run will take about, going by other runs; None where there was none of its size."""
    pace = paces.get(config.preset)
    return config.steps * config.batch * config.quarters / pace if pace else None
