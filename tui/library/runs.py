"""Training runs as entries; renaming and deleting them.

Rule of this file: a run is moved only while its lock is held here, so that no worker can begin in it meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gan.errors import ComposerError, RunError
from tui.library.entry import Entry
from tui.library.files import file_name, rename

if TYPE_CHECKING:
    from gan.training.run import Run


def run_entries(root: Path) -> list[Entry]:
    """The runs, the newest first."""
    from gan.training.run import runs_in

    return [_entry(run) for run in runs_in(root)]


@contextmanager
def resting(path: Path, what: str) -> Iterator[None]:
    """A run that nobody trains, for as long as the block takes. Raises RunError where it is at work.

    Args:
        path: the run's folder.
        what: what cannot be done with it otherwise, as in `run 0001-pop cannot be deleted`.
    """
    from gan.training.run import Run, take_lock

    run = Run.open(path)
    try:
        lock = take_lock(run)
    except RunError as error:
        stop = f"Stop it first: composer-tui stop {run.id}"
        raise RunError(f"run {run.id} cannot be {what}", "it is training", stop) from error
    except OSError as error:
        raise RunError(f"run {run.id} cannot be {what}", error.strerror or str(error)) from error
    try:
        yield
    finally:
        lock.close()


def rename_run(path: Path, name: str) -> Path:
    """Call a run something else behind its number; gives its folder. Raises ComposerError."""
    number = path.name[:5] if re.match(r"[0-9]{4}-", path.name) else ""  # a folder put there by hand has none
    words = file_name(name).removeprefix(number)
    if not words:
        raise ComposerError("that is no name", "a name has a letter or a figure", "Type another one")
    target = path.with_name(f"{number}{words}")
    if target == path:
        return path
    with resting(path, "renamed"):
        return rename(path, target, called=f"run {path.name}", kind="run")


def _entry(run: Run) -> Entry:
    from gan.training.run import LIVE

    status, config = run.status(), run.config
    live = status.state in LIVE
    facts = {
        "state": status.state,
        "genres": list(config.genres),
        "step": status.step,
        "steps": config.steps,
        "generator_loss": status.progress.get("generator_loss"),
        "discriminator_loss": status.progress.get("discriminator_loss"),
    }
    samples = len(list(run.samples_path.glob("*.mid"))) if run.samples_path.is_dir() else 0
    losses = [facts["generator_loss"], facts["discriminator_loss"]]
    told = (
        f"generator {losses[0]:.3f}, discriminator {losses[1]:.3f} at its last step"
        if all(isinstance(loss, int | float) for loss in losses)
        else "no losses yet"
    )
    return Entry(
        "runs",
        run.id,
        run.id,
        f"{', '.join(config.genres)} · step {status.step:,} of {config.steps:,}",
        status.state if live else "" if status.state == "finished" else status.state,
        status.told_at,
        run.path,
        (f"{status.state} · {told} · {samples} samples", f"{config.preset}, batch {config.batch}, seed {config.seed}"),
        facts=facts,
    )
