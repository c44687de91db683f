"""Checkpoints: the whole state of a run, each in a directory that is there whole or not at all.

Written under another name, with a manifest of sha256 sums, then renamed; never overwritten. The newest that verifies
is the one to go on from.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gan.errors import RunError
from gan.jsontext import parse_json

MANIFEST = "manifest.json"
FORMAT = 1


def save_checkpoint(
    root: Path,
    step: int,
    config: dict[str, Any],
    write: Callable[[Path], None],
    keep: int,
    held_out_loss: float | None = None,
) -> Path:
    """Write a checkpoint of a step and remove all but the newest `keep` and the best.

    Args:
        root: the run's folder of checkpoints.
        step: steps taken.
        config: the run's configuration, as JSON values.
        write: writes the files into the folder it is given.
        keep: 1 or more.
        held_out_loss: what it loses on music it did not learn from; the checkpoint with the least is the best.

    Returns:
        The checkpoint's folder. Where the step already has one that verifies, that one.

    Raises:
        OSError: the disk is full or unwritable; nothing is left behind and older checkpoints stay.
        RunError: a newer version wrote one of this step.
    """
    final = root / f"step-{step:08d}"
    if final.exists():
        if verify(final) is None:
            return final
        final.rename(root / f"damaged-{step:08d}-{os.getpid()}")
    with _draft(root, step) as draft:
        write(draft)
        files = {p.name: _sha256(p) for p in sorted(draft.iterdir())}
        manifest = {"format": FORMAT, "step": step, "config": config, "held_out_loss": held_out_loss, "files": files}
        (draft / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        for path in draft.iterdir():
            _sync(path)
        _sync(draft)
        draft.rename(final)
        _sync(root)
    best = best_checkpoint(root)
    for old in checkpoints_in(root)[keep:]:
        if best is None or old != best[0]:
            shutil.rmtree(old, ignore_errors=True)
    return final


def add_files(checkpoint: Path, write: Callable[[Path], None]) -> None:
    """Add files to a checkpoint, or put others in the place of some; it is whole all the while.

    Args:
        checkpoint: one that verifies.
        write: writes the files into the folder it is given.

    Raises OSError where the disk is full or unwritable.
    """
    manifest = parse_json((checkpoint / MANIFEST).read_text(encoding="utf-8"))

    def vouch(files: dict[str, str]) -> None:
        (draft / MANIFEST).write_text(json.dumps({**manifest, "files": files}, indent=1), encoding="utf-8")
        _sync(draft / MANIFEST)
        (draft / MANIFEST).replace(checkpoint / MANIFEST)
        _sync(checkpoint)

    with _draft(checkpoint.parent, step_of(checkpoint)) as draft:
        write(draft)
        added = {p.name: _sha256(p) for p in sorted(draft.iterdir())}
        others = {name: digest for name, digest in manifest["files"].items() if name not in added}
        for path in draft.iterdir():
            _sync(path)
        vouch(others)  # for what is about to change nobody vouches
        for name in added:
            (draft / name).replace(checkpoint / name)
        vouch({**others, **added})


@contextmanager
def _draft(root: Path, step: int) -> Iterator[Path]:
    """An empty folder to write files of a step in; in the end it is gone, if it was not renamed."""
    draft = root / f".writing-{step:08d}-{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def best_checkpoint(root: Path) -> tuple[Path, float] | None:
    """The checkpoint that lost least on held-out music, and its loss; None where none was measured."""
    best: tuple[Path, float] | None = None
    for path in reversed(checkpoints_in(root)):
        try:
            loss = parse_json((path / MANIFEST).read_text(encoding="utf-8"))["held_out_loss"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if isinstance(loss, int | float) and (best is None or loss < best[1]):
            best = path, float(loss)
    return best


def checkpoints_in(root: Path) -> list[Path]:
    """The checkpoints under a folder, newest first, verified or not."""
    return sorted((p for p in root.glob("step-*") if p.is_dir()), reverse=True)


def step_of(checkpoint: Path) -> int:
    """The steps taken at a checkpoint, by its name."""
    return int(checkpoint.name.removeprefix("step-"))


def verify(path: Path) -> str | None:
    """None where the checkpoint is whole; otherwise what is wrong, in a few words.

    Raises RunError for one that a newer version wrote.
    """
    try:
        manifest = parse_json((path / MANIFEST).read_text(encoding="utf-8"))
        form = manifest["format"]
        if isinstance(form, int) and form > FORMAT:
            what = f"checkpoint {path.name} was written by a newer composer-tui"
            why = f"it is of format {form}, this version reads format {FORMAT}"
            raise RunError(what, why, "Update composer-tui")
        if form != FORMAT:
            return f"it is of format {form}"
        for name, digest in manifest["files"].items():
            if not (path / name).is_file():
                return f"{name} is missing"
            if _sha256(path / name) != digest:
                return f"{name} is damaged"
    except FileNotFoundError:
        return "its manifest is missing"
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return "its manifest is damaged"
    return None


def newest_whole(root: Path, warn: Callable[[str], None]) -> tuple[Path, int] | None:
    """The newest checkpoint that verifies and its step; None where there never was one.

    Each damaged one that is passed over is told through `warn`. Raises RunError where all are damaged, and where a
    newer version wrote one: to go on from an older one would lose what was learned since.
    """
    all_of_them = checkpoints_in(root)
    for path in all_of_them:
        fault = verify(path)
        if fault is None:
            return path, step_of(path)
        warn(f"checkpoint {path.name} is passed over: {fault}")
    if all_of_them:
        raise RunError(
            f"none of the {len(all_of_them)} checkpoints in {root} is whole",
            "nothing was removed",
            "Start a new run, or put back a good copy of one",
        )
    return None


def check_config(path: Path, config: dict[str, Any]) -> None:
    """Raise RunError, naming the first field that differs, where a checkpoint was made with another configuration."""
    theirs = parse_json((path / MANIFEST).read_text(encoding="utf-8"))["config"]
    for name in sorted(theirs):  # a field it does not have came later, and then its default is what there was
        if theirs[name] != config.get(name):
            raise RunError(
                f"checkpoint {path.name} was made with another configuration",
                f"{name} was {theirs.get(name)!r} and is {config.get(name)!r}",
                "Start a new run",
            )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
