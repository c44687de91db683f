"""What becomes of an exception nobody expected: the traceback goes to a file, a sentence to the person.

Rule of this file: a report can be sent to somebody else. It names no file, folder, title or word of the person's: only
where in the code it happened, what kind of error it was, and its message without what stands there in quotes.
"""

from __future__ import annotations

import os
import platform
import re
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from gan import __version__
from gan.errors import ComposerError

_HIDDEN = "…"
_OF_CODE = (AttributeError, ImportError, NameError, TypeError)
"""Errors whose messages quote names of the code."""
_QUOTED = re.compile(r"""b?'(?:[^'\\]|\\.)*'|b?"(?:[^"\\]|\\.)*\"""")
_PATH = re.compile(r"(?<![\w.])(?:~|\.{0,2})/[^\s:,;)\]]+")


def report(error: BaseException) -> ComposerError:
    """Writes the traceback to a new file in the log folder and returns the error to show, which names it."""
    text = "".join(
        (
            "A report of composer-tui. It names nothing of yours: no files, no folders, no music.\n\n",
            f"composer-tui {__version__}, Python {platform.python_version()}, {platform.platform()}\n",
            f"command line: {' '.join(_command(sys.argv[1:]))}\n\n",
            *_told(error),
        )
    )
    kind = type(error).__name__
    said = str(error).strip().splitlines()
    what = "something went wrong that should not" if not said else f"something went wrong that should not ({said[0]})"
    try:
        path = _write(text)
    except OSError:
        return ComposerError(what, kind, "No log file could be written")
    return ComposerError(what, kind, f"Details: {path}")


def _command(words: list[str]) -> Iterator[str]:
    """The command and the names of the options; what they were given is hidden."""
    from tui.cli import COMMANDS

    for place, word in enumerate(words):
        if word.startswith("-"):
            yield word.partition("=")[0]
        else:
            yield word if place == 0 and word in COMMANDS else _HIDDEN


def _told(error: BaseException, told: frozenset[int] = frozenset()) -> Iterator[str]:
    """An exception with what led to it, the first one first; what is told already is not told again."""
    told |= {id(error)}
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in told:
        yield from _told(before, told)
        yield "\nand then:\n\n"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"{_place(frame.filename)}:{frame.lineno} in {frame.name}\n    {frame.line}\n"
    message = str(error)
    if not isinstance(error, _OF_CODE):
        message = _QUOTED.sub(_HIDDEN, message)
    yield f"{type(error).__qualname__}: {_PATH.sub(_HIDDEN, message)}\n"
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            yield "\nof which one:\n\n"
            yield from _told(part, told)


def _place(file: str) -> str:
    """A file of the code without the folder it is installed in."""
    path, ours = Path(file), Path(__file__).parents[1]
    if path.is_relative_to(ours):
        return str(path.relative_to(ours))
    _, found, within = file.rpartition("-packages/")
    return within if found else path.name


def _write(text: str) -> Path:
    name = f"crash-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.log"
    try:
        from gan.locations import log_dir, make

        folder = log_dir()
        make(folder)
        path = folder / name
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except (OSError, ImportError, ComposerError):
        descriptor, fallback = tempfile.mkstemp(prefix="composer-tui-crash-", suffix=".log")
        path = Path(fallback)
    with open(descriptor, "w", encoding="utf-8", errors="replace") as file:
        file.write(text)
    return path
