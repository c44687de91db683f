"""Where things are kept on this machine; the only module that decides it.

`COMPOSER_TUI_HOME` puts everything under one folder: config, data, runs, takes, cache and log. Without it
each lies where the platform keeps such things (on Linux the XDG folders). Asking makes no folder; `made` does.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from gan.errors import ComposerError

HOME_VARIABLE = "COMPOSER_TUI_HOME"
_APP = "composer-tui"


def config_dir() -> Path:
    """What a person writes to have it their way; the product reads it and never changes it."""
    return _under_home("config") or platformdirs.user_config_path(_APP, appauthor=False)


def data_dir() -> Path:
    """What a person makes and would back up; runs and takes lie in it."""
    return _under_home("data") or platformdirs.user_data_path(_APP, appauthor=False)


def runs_dir() -> Path:
    """Training runs, a folder each."""
    return _under_home("runs") or data_dir() / "runs"


def datasets_dir() -> Path:
    """Training music that a person added, a file for a genre."""
    return _under_home("datasets") or data_dir() / "datasets"


def takes_dir() -> Path:
    """Takes that were kept or exported without naming a place."""
    return _under_home("takes") or data_dir() / "takes"


def cache_dir() -> Path:
    """What can be made again: the built-in SoundFont, prepared training music."""
    return _under_home("cache") or platformdirs.user_cache_path(_APP, appauthor=False)


def log_dir() -> Path:
    """What went wrong, in detail."""
    return _under_home("log") or platformdirs.user_log_path(_APP, appauthor=False)


def all_locations() -> dict[str, Path]:
    """Every location by the word a person reads."""
    return {
        "config": config_dir(),
        "data": data_dir(),
        "runs": runs_dir(),
        "takes": takes_dir(),
        "cache": cache_dir(),
        "log": log_dir(),
    }


def made(folder: Path) -> Path:
    """The folder, made with its parents where it is missing. Raises ComposerError where it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        in_the_way = isinstance(error, FileExistsError | NotADirectoryError)
        reason = "there is a file of that name" if in_the_way else error.strerror or str(error)
        raise ComposerError(f"cannot make the folder {folder}", reason, "Choose another place") from error
    return folder


def _under_home(name: str) -> Path | None:
    home = os.environ.get(HOME_VARIABLE)
    return Path(os.path.realpath(os.path.expanduser(home))) / name if home else None
