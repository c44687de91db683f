"""Writing and reading files of ours.

Rule of this file: a file is there whole or not at all, and one of ours says of which form it is. What a newer version
wrote is left as it is.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from gan.jsontext import parse_json
from gan.locations import make

MOST_BYTES = 8 * 2**20
"""The largest file of ours that is read."""


class Unreadable(Exception):
    """A file of ours that cannot be taken; the argument says why in a few words."""


class Newer(Unreadable):
    """A file that a newer version wrote."""


def write_whole(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write a file beside its place and move it there. Raises OSError; what was there is then untouched.

    Args:
        mode: its permissions, less what the umask takes.
    """
    beside = path.with_name(f".{secrets.token_hex(6)}.part")
    try:
        with open(beside, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Write JSON values as `write_whole` does, for this user alone; the folder too where it is not there."""
    make(path.parent)
    write_whole(path, json.dumps(value, separators=(",", ":")).encode(), 0o600)


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
        value = parse_json(data)
        own = value["form"]
    except (ValueError, LookupError, TypeError):
        raise Unreadable("damaged") from None
    if isinstance(own, int) and own > form:
        raise Newer("of a newer version")
    if own != form:
        raise Unreadable("damaged")
    assert isinstance(value, dict)
    return value
