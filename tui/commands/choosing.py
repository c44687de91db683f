"""Which training run is meant: by its id, by the beginning of it, or the most likely one where none is named."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from gan.errors import ComposerError, RunError, UsageError, did_you_mean

if TYPE_CHECKING:
    from gan.training.run import Run, RunStatus


def idle(run: Run, state: str, name: str | None, what: str) -> RunError:
    """What is said of a run in a state that is not `what`, such as active; where none was named, of all runs."""
    which = f"no run is {what}" if name is None else f"run {run.id} is not {what}"
    return RunError(which, f"{run.id} is {state}")


def need_room(run: Run, status: RunStatus) -> None:
    """Raises RunError, with what mends it, where a full disk lets the run wait: it hears of nothing but a stop then."""
    why, mend = status.waits
    if why:
        raise RunError(f"run {run.id} waits for room", why, mend)


def add_run(parser: argparse.ArgumentParser, otherwise: str) -> None:
    """The argument RUN, which may be left out."""
    parser.add_argument(
        "run",
        metavar="RUN",
        nargs="?",
        help=f"the id of a run, or its beginning (composer-tui runs lists them; without it {otherwise})",
    )


def chosen_run(name: str | None, *, states: tuple[str, ...]) -> Run:
    """The run of that name, or without a name the newest in one of the states, or else the newest.

    Raises UsageError where there is none, or where a name fits none or several; ComposerError where it fits a folder
    that is no run, or one of a newer version.
    """
    from gan.locations import runs_dir
    from gan.training.run import runs_in

    passed_over: list[tuple[str, ComposerError]] = []
    runs = runs_in(runs_dir(), passed_over)
    if name and not any(run.id.startswith(name) for run in runs):
        for folder, error in passed_over:
            if folder.startswith(name):
                raise error
    if not runs:
        raise UsageError("there is no training run yet", "", "Start one: composer-tui train --genre chorale")
    if name is None:
        return next((run for run in runs if run.status().state in states), runs[0])
    fitting = [run for run in runs if run.id == name] or [run for run in runs if run.id.startswith(name)]
    if not fitting:
        near = did_you_mean(name, [run.id for run in runs])
        raise UsageError(f"there is no run {name!r}", "", f"{near}List them: composer-tui runs")
    if len(fitting) > 1:
        ids = ", ".join(run.id for run in fitting)
        raise UsageError(f"{name!r} begins {len(fitting)} runs", ids, "Give more of the id")
    return fitting[0]
