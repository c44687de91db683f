"""Where things are kept on this machine; the only module that decides it.

`COMPOSER_TUI_HOME` puts everything under one folder: config, data, runs, takes, cache and log. Without it
each lies where the platform keeps such things (on Linux the XDG folders). Asking makes no folder; `make` and `made`
do, and what they make of these places nobody else on the machine may look into.

Each of them raises UsageError for a user who has no home folder and names none.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import platformdirs

from gan.errors import ComposerError, UsageError

HOME_VARIABLE = "COMPOSER_TUI_HOME"
_APP = "composer-tui"
_MEND = f"Set {HOME_VARIABLE} to a folder of your own"


def config_dir() -> Path:
    """What a person writes to have it their way; the product reads it and never changes it."""
    return _under_home("config") or _usual(platformdirs.user_config_path)


def data_dir() -> Path:
    """What a person makes and would back up; runs and takes lie in it."""
    return _under_home("data") or _usual(platformdirs.user_data_path)


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
    return _under_home("cache") or _usual(platformdirs.user_cache_path)


def log_dir() -> Path:
    """What went wrong, in detail."""
    return _under_home("log") or _usual(platformdirs.user_log_path)


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


def make(folder: Path) -> None:
    """Make a folder, with its parents, where it is missing; those of the locations with mode 0700. Raises OSError."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    places = all_locations().values() if missing else ()
    for path in reversed(missing):
        ours = any(path.is_relative_to(place) or place.is_relative_to(path) for place in places)
        path.mkdir(mode=0o700 if ours else 0o777, exist_ok=True)
    if not folder.is_dir():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder))


def made(folder: Path) -> Path:
    """The folder, made with its parents where it is missing. Raises ComposerError where it cannot be."""
    try:
        make(folder)
    except OSError as error:
        in_the_way = isinstance(error, FileExistsError | NotADirectoryError)
        reason = "there is a file of that name" if in_the_way else error.strerror or str(error)
        ours = any(folder.is_relative_to(place) for place in all_locations().values())
        mend = _MEND if ours else "Choose another place"
        raise ComposerError(f"cannot make the folder {folder}", reason, mend) from error
    return folder


def _under_home(name: str) -> Path | None:
    home = os.environ.get(HOME_VARIABLE)
    return Path(os.path.realpath(os.path.expanduser(home))) / name if home else None


def _usual(place: Callable[..., Path]) -> Path:
    """Where the platform keeps such things."""
    try:
        path = place(_APP, appauthor=False)
    except RuntimeError:  # what platformdirs says of a user without a home
        path = Path()
    if not path.is_absolute():  # older ones give ~ as it is
        why = "HOME is not set, and the system knows none for this user"
        raise UsageError("there is no folder to keep things in", why, _MEND)
    return path
