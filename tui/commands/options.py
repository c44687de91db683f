"""Options that several commands share, and the reading of their values."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from gan.errors import MissingDependency, UsageError, did_you_mean

if TYPE_CHECKING:
    from gan.music import Genre


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """A type for argparse: a whole number from `least` to `most`."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
        return value

    return read


def add_genre(parser: argparse.ArgumentParser) -> None:
    """`--genre G`, once or more often."""
    parser.add_argument(
        "--genre",
        "-g",
        metavar="G",
        action="append",
        default=[],
        dest="genres",
        help="a genre; repeat it for several (composer-tui genres lists them)",
    )


def add_data(parser: argparse.ArgumentParser, what: str = "MIDI files, or what dataset add made") -> None:
    """`--data DIR`."""
    parser.add_argument("--data", metavar="DIR", type=Path, help=f"a folder of music: {what}")


def add_seed(parser: argparse.ArgumentParser, default: int = 0) -> None:
    """`--seed N`."""
    from tui.settings import MAX_SEED  # with numpy, which the doctor must do without

    parser.add_argument(
        "--seed",
        metavar="N",
        type=whole_number(0, MAX_SEED),
        default=default,
        help=f"where chance starts; the same seed gives the same result (default {default})",
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """`--json`."""
    parser.add_argument("--json", action="store_true", help="print JSON for a program instead of text for people")


def need_data(folder: Path | None, what: str = "music") -> None:
    """Raise UsageError where a folder was named with --data and there is none; `what` should be in it."""
    if folder is not None and not os.path.isdir(folder):
        raise UsageError(f"there is no folder {folder}", "", f"--data names a folder of {what}")


def need_jax() -> None:
    """Raise MissingDependency, with the mend, where JAX is not installed."""
    import importlib.util

    if importlib.util.find_spec("jax") is None:
        raise MissingDependency("JAX is not installed", "", "pip install 'composer-tui[jax]', or leave out --backend")


def chosen_genres(ids: Iterable[str]) -> list[Genre]:
    """The genres of those ids, each once, in the order given. Raises UsageError for none and for unknown ones."""
    from gan.music import GENRES

    unique = list(dict.fromkeys(id.strip().lower() for id in ids))
    if not unique:
        raise UsageError("no genre is given", "", f"Add --genre with one of: {', '.join(GENRES)}")
    for id in unique:
        if id not in GENRES:
            raise UsageError(f"there is no genre {id!r}", "", f"{did_you_mean(id, GENRES)}Genres: {', '.join(GENRES)}")
    return [GENRES[id] for id in unique]


def bars_of(text: str | None) -> tuple[int, int] | None:
    """The bars of `5-8`, or of `5`; None for None. Raises UsageError."""
    if text is None:
        return None
    match = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?", text.strip(), re.ASCII)
    if not match:
        raise UsageError(f"--bars {text!r} cannot be read", "", "Write it like: --bars 5-8")
    first, last = int(match[1]), int(match[2] or match[1])
    if not 1 <= first <= last:
        raise UsageError(f"there are no bars {first} to {last}", "bars are counted from 1, the first one first")
    return first, last
