"""Writing, reading and moving the library's files.

Rule of this file: a file is there whole or not at all, and nothing that is there is written over by a move.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
from pathlib import Path
from typing import Any

MOST_BYTES = 8 * 2**20
"""The largest file of ours that is read."""
_LONGEST_NAME = 80


class Unreadable(Exception):
    """A file of ours that cannot be taken; the argument says why in a few words."""


def write_whole(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there. Raises OSError; what was there is then untouched."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(3)}.part")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Write JSON values as `write_whole` does."""
    write_whole(path, json.dumps(value, separators=(",", ":")).encode())


def read_json(path: Path, form: int) -> dict[str, Any]:
    """The object in a file that says it is of this form. Raises Unreadable, or FileNotFoundError."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Unreadable(error.strerror or str(error)) from None
    if len(data) > MOST_BYTES:
        raise Unreadable("too long")
    try:
        value = json.loads(data)
        own = value["form"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unreadable("damaged") from None
    if own != form:
        raise Unreadable("of a newer version" if isinstance(own, int) and own > form else "damaged")
    assert isinstance(value, dict)
    return value


def move(source: Path, target: Path) -> None:
    """Move a file or folder to a place where nothing is, across file systems too. Raises OSError."""
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.rename(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = target.with_name(f".{target.name}.{os.getpid()}.part")
        shutil.move(source, beside)
        os.rename(beside, target)


def free_path(path: Path) -> Path:
    """The path itself where nothing is there, else with the first free number before its suffix."""
    number, free = 2, path
    while os.path.lexists(free):
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return free


def file_name(text: str) -> str:
    """A person's words as a file name without suffix; empty where nothing of them can stand in one."""
    kept = "".join(c if c.isprintable() and c not in '/\\:*?"<>|' else " " for c in text)
    name = " ".join(kept.split()).strip(". ")
    while len(name.encode()) > _LONGEST_NAME * 2 or len(name) > _LONGEST_NAME:
        name = name[:-1].rstrip(". ")
    return name
