"""Moving and naming the library's files; `tui.files` writes and reads them.

Rule of this file: nothing that is there is written over by a move.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from pathlib import Path

from gan.errors import ComposerError
from gan.locations import make

_LONGEST_NAME = 80


def move(source: Path, target: Path) -> None:
    """Move a file or folder to a place where nothing is, across file systems too.

    Raises OSError; what was to be moved is then where it was, whole.
    """
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    make(target.parent)
    try:
        os.rename(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copied_over(source, target)


def rename(source: Path, target: Path, *, called: str, kind: str) -> Path:
    """Give a file or folder of the library another name; gives where it then is.

    Args:
        source: what is renamed.
        target: in the same folder; the same as `source`: nothing is done.
        called: what it is called in a complaint, such as `run 0001-jazz`.
        kind: what it is, such as `run`.

    Raises:
        ComposerError: the name is taken, or it cannot be moved.
    """
    if target == source:
        return source
    try:
        move(source, target)
    except FileExistsError:
        raise ComposerError(f"there is a {kind} {target.name} already", "", "Type another name") from None
    except OSError as error:
        raise ComposerError(f"{called} cannot be renamed", error.strerror or str(error)) from error
    return target


def copied_over(source: Path, target: Path) -> None:
    """Move to another file system: copy beside the target, name the copy, then take the original away."""
    beside = target.with_name(f".{secrets.token_hex(6)}.part")
    folder = source.is_dir() and not source.is_symlink()
    try:
        if folder:
            shutil.copytree(source, beside, symlinks=True)
        else:
            shutil.copy2(source, beside, follow_symlinks=False)
        os.rename(beside, target)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True) if folder else beside.unlink(missing_ok=True)
        raise
    shutil.rmtree(source, ignore_errors=True) if folder else source.unlink(missing_ok=True)


def free_path(path: Path) -> Path:
    """The path itself where nothing is there, else with the first free number before its suffix."""
    number, free = 2, path
    while os.path.lexists(free):
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return free


def file_name(text: str) -> str:
    """A person's words as a file name without suffix; empty where nothing of them can stand in one."""
    kept = "".join(c if c.isprintable() and c not in '/\\:*?"<>|' and _storable(c) else " " for c in text)
    name = " ".join(kept.split()).strip(". ")
    while len(name.encode()) > _LONGEST_NAME * 2 or len(name) > _LONGEST_NAME:
        name = name[:-1].rstrip(". ")
    return name


def _storable(character: str) -> bool:
    """Whether the names of files here have a character: all, but where the locale knows nothing but ASCII."""
    try:
        os.fsencode(character)
    except UnicodeEncodeError:
        return False
    return True
