"""Where fetched SoundFonts lie, and where the sound processes write what their libraries print."""

from __future__ import annotations

import os
from pathlib import Path

from gan.locations import data_dir, log_dir, make

_LOG_LIMIT = 1_000_000
"""Bytes after which the log starts anew."""


def fonts_dir() -> Path:
    """The folder of fetched SoundFonts. It may not exist yet."""
    return data_dir() / "soundfonts"


def log_path() -> Path:
    """The file that takes every word FluidSynth and the audio drivers print. Its folder may not exist yet."""
    return log_dir() / "sound.log"


def open_log() -> int:
    """A file descriptor to append to the log; the null device where no log can be written."""
    path = log_path()
    try:
        make(path.parent)
        if path.exists() and path.stat().st_size > _LOG_LIMIT:
            path.unlink()
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError:
        return os.open(os.devnull, os.O_WRONLY)
