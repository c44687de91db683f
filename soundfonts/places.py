"""Where this package keeps what it makes: the cached SoundFont and the log of the sound processes.

`COMPOSER_TUI_HOME`, where set, holds everything in one folder; otherwise the platform's own places are used.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

APP = "composer-tui"
_LOG_LIMIT = 1_000_000
"""Bytes after which the log starts anew."""


def cache_dir() -> Path:
    """The folder for what can be made again. It may not exist yet."""
    home = os.environ.get("COMPOSER_TUI_HOME")
    return Path(home) / "cache" if home else Path(platformdirs.user_cache_dir(APP))


def log_path() -> Path:
    """The file that takes every word FluidSynth and the audio drivers print. Its folder may not exist yet."""
    home = os.environ.get("COMPOSER_TUI_HOME")
    return (Path(home) / "log" if home else Path(platformdirs.user_log_dir(APP))) / "sound.log"


def open_log() -> int:
    """A file descriptor to append to the log; the null device where no log can be written."""
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _LOG_LIMIT:
            path.unlink()
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError:
        return os.open(os.devnull, os.O_WRONLY)
