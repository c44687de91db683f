"""What becomes of an exception nobody expected: the traceback goes to a file, a sentence to the person."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
import traceback
from pathlib import Path

from gan import __version__
from gan.errors import ComposerError


def report(error: BaseException) -> ComposerError:
    """Writes the traceback to a new file in the log folder and returns the error to show, which names it."""
    text = "".join(
        (
            f"composer-tui {__version__}, Python {platform.python_version()}, {platform.platform()}\n",
            f"command line: {sys.argv!r}\n\n",
            *traceback.format_exception(error),
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


def _write(text: str) -> Path:
    name = f"crash-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.log"
    try:
        from gan.locations import log_dir

        folder = log_dir()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        path.write_text(text, encoding="utf-8", errors="replace")
    except (OSError, ImportError):
        descriptor, fallback = tempfile.mkstemp(prefix="composer-tui-crash-", suffix=".log")
        with open(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
        return Path(fallback)
    return path
