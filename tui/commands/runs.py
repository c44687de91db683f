"""Lists the training runs, the newest first."""

from __future__ import annotations

import argparse
import json
import time
from typing import TYPE_CHECKING, Any

from gan.errors import ComposerError
from tui.commands.options import add_json

if TYPE_CHECKING:
    from gan.training.run import Run, RunStatus

EXAMPLES = """\
examples:
  composer-tui runs
  composer-tui runs --json
  composer-tui runs --compare 0007 0009
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--compare", metavar="RUN", nargs=2, help="two runs side by side: their settings and their last measures"
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from gan.locations import runs_dir
    from gan.training.run import runs_in
    from tui.cli import narrate
    from tui.commands.output import print_table

    if options.compare:
        return _compare(*options.compare, as_json=options.json)
    passed_over: list[tuple[str, ComposerError]] = []
    found = [(run, run.status()) for run in runs_in(runs_dir(), passed_over)]
    for _, error in passed_over:
        narrate(f"passed over: {error}")
    now = time.time()
    if options.json:
        print(json.dumps([_facts(run, status, now) for run, status in found], indent=2))
        return 0
    if not found:
        narrate("There is no training run yet. Start one: composer-tui train --genre chorale")
        return 0
    head = "run", "state", "step", "of", "device", "steps/s", "generator", "discriminator", "pid", "last word", "genres"
    rows: list[tuple[object, ...]] = [(*head, "folder")]
    for run, status in found:
        facts = _facts(run, status, now)
        rows.append(
            (
                run.id,
                status.state,
                status.step,
                run.config.steps,
                _device(facts),
                _shown(facts["steps_per_second"], 1),
                _shown(facts["generator_loss"], 3),
                _shown(facts["discriminator_loss"], 3),
                status.pid or "–",
                f"{_span(facts['age_seconds'])} ago" if facts["age_seconds"] is not None else "–",
                ", ".join(run.config.genres),
                run.path,
            )
        )
    print_table(rows, numbers=(2, 3, 5, 6, 7, 8, 9))
    return 0


def _compare(first: str, second: str, *, as_json: bool) -> int:
    from tui.commands.choosing import chosen_run
    from tui.commands.output import print_table
    from tui.run_compare import facts_of_run, rows_of, view_of

    runs = [chosen_run(name, states=()) for name in (first, second)]
    facts = [facts_of_run(run, view_of(run)) for run in runs]
    if as_json:
        print(json.dumps([{"id": run.id, **fact} for run, fact in zip(runs, facts)], indent=2))
        return 0
    rows: list[tuple[object, ...]] = [("", *(run.id for run in runs)), *rows_of(*facts)]
    print_table(rows)
    return 0


def _facts(run: Run, status: RunStatus, now: float) -> dict[str, Any]:
    """What is told of a run, as JSON values. A run that is not at work has no rate, and no load of a GPU."""
    from gan.training.run import last_start
    from tui.step_numbers import numbers_in

    progress = status.progress if status.state == "running" else {}
    rate = progress.get("steps_per_second")
    started = last_start(run.events_path) or {}
    return {
        "id": run.id,
        "state": status.state,
        "genres": list(run.config.genres),
        "step": status.step,
        "steps": run.config.steps,
        "device": started.get("device"),
        "gpu_unused": started.get("gpu_unused"),
        "gpu_percent": numbers_in(progress).get("gpu_percent"),
        "steps_per_second": rate,
        "seconds_left": round((run.config.steps - status.step) / rate) if rate else None,
        "generator_loss": status.progress.get("generator_loss"),
        "discriminator_loss": status.progress.get("discriminator_loss"),
        "reconstruction_loss": status.progress.get("reconstruction_loss"),
        "pid": status.pid,
        "age_seconds": None if status.told_at is None else round(max(0.0, now - status.told_at), 1),
        "path": str(run.path),
        "config": run.config.to_json(),
    }


def _device(facts: dict[str, Any]) -> str:
    """What the run computes with, how hard a GPU works, and whether one lies idle."""
    from tui.device_words import UNUSED_SIGN, device_of

    device = device_of(facts)
    if device is None:
        return "–"
    load = f" {facts['gpu_percent']:.0f} %" if device.kind == "GPU" and facts["gpu_percent"] is not None else ""
    return device.words + load + (f" {UNUSED_SIGN} GPU UNUSED" if device.gpu_unused else "")


def _shown(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _span(seconds: float) -> str:
    """A span of time in its largest unit."""
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"
