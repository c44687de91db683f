"""What a person can set, each setting with its kind, its range and its usual value.

Rule of this file: a value is checked here and nowhere else, whether it comes from a file or from the environment.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from gan.errors import UsageError, did_you_mean
from tui.folders import typed_path
from tui.palettes import PALETTES

SECTIONS = ("studio", "train", "compose", "keys")
"""The tables of a configuration file; `keys` has a line for each binding that is to have other keys."""

MAX_SEED = 2**31 - 1


@dataclass(frozen=True)
class Kind:
    """What a setting may be."""

    words: str
    """What is allowed, for people."""
    read: Callable[[Any], Any]
    """From what TOML gave to the value. Raises ValueError for what is not allowed."""
    from_text: Callable[[str], Any]
    """From a word of the environment to what TOML would have given. Raises ValueError."""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Setting:
    """One thing that can be set."""

    name: str
    """Its section and key, such as `studio.theme`."""
    kind: Kind
    usual: Any
    about: str
    variable: str
    """The variable of the environment that sets it."""

    def word(self, text: str) -> Any:
        """What TOML would have given for a word of the environment; the word itself where that cannot be."""
        try:
            return self.kind.from_text(text)
        except ValueError:
            return text


def _choice(names: tuple[str, ...]) -> Kind:
    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in names:
            raise ValueError
        return value

    return Kind(", ".join(names), read, str, names)


def _whole(least: int, most: int) -> Kind:
    def read(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError
        return value

    return Kind(f"a whole number from {least} to {most}", read, int)


def _number(least: float, most: float) -> Kind:
    def read(value: Any) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
            raise ValueError
        if not least <= value <= most:
            raise ValueError
        return float(value)

    return Kind(f"a number from {least:g} to {most:g}", read, float)


def _path() -> Kind:
    def read(value: Any) -> str:
        if not isinstance(value, str) or "\0" in value:
            raise ValueError
        return value

    return Kind("a path in quotes, or nothing between them", read, str)


def _text() -> Kind:
    def read(value: Any) -> str:
        if not isinstance(value, str) or not value.isprintable():
            raise ValueError
        return value

    return Kind("a text in quotes, or nothing between them", read, str)


@cache
def settings() -> dict[str, Setting]:
    """Every setting by its name, in the order of the file."""
    from gan.music.genre import GENRES
    from gan.training.config import PRESETS, TrainingConfig
    from gan.wishes import Manner
    from soundfonts.routes import ROUTES
    from tui.live_take import ASSISTS, USUAL_ASSIST
    from tui.session import MOST_TAKES

    usual, manner = TrainingConfig(("chorale",)), Manner()
    genres = tuple(GENRES)
    table: tuple[tuple[str, Kind, Any, str], ...] = (
        ("studio.theme", _choice(tuple(PALETTES)), "dark", "the colours of the screen"),
        ("studio.genre", _choice(genres), genres[0], "the genre of a fresh session, and of compose without --genre"),
        ("studio.takes", _whole(1, MOST_TAKES), 4, "how many takes are written at once"),
        ("studio.seed", _whole(0, MAX_SEED), 0, "where chance starts in a fresh session and in compose"),
        ("studio.assist", _choice(tuple(ASSISTS)), USUAL_ASSIST, "the grid that live recording is drawn to"),
        ("studio.sound", _choice(tuple(ROUTES)), "auto", "where the sound goes"),
        ("studio.soundfont", _path(), "", "a SoundFont of your own; empty: the best that is found"),
        ("studio.midi_in", _text(), "", "a MIDI keyboard to play and record with: its port's name, or a part of it"),
        ("studio.midi_out", _text(), "", "a MIDI port that gets what plays; composer-tui midi lists the ports"),
        ("studio.autosave", _number(0.2, 600), 1.0, "seconds without a change after which your work is kept"),
        ("train.genre", _choice(genres), "chorale", "what the Train station offers to learn"),
        ("train.preset", _choice(tuple(PRESETS)), usual.preset, "the size of the networks"),
        ("train.steps", _whole(1, 10_000_000), usual.steps, "how long to train"),
        ("train.batch", _whole(2, 1024), usual.batch, "windows of music in a step"),
        ("train.data", _path(), "", "a folder of music to learn from; empty: the built-in chorales"),
        ("compose.passes", _whole(1, 256), manner.passes, "how often the parts listen to each other"),
        ("compose.adventure", _number(0, 2), manner.adventure, "from 0, the likeliest, over 1 to 2, wild"),
    )
    return {name: Setting(name, kind, value, about, _variable(name)) for name, kind, value, about in table}


PATHS = frozenset({"studio.soundfont", "train.data"})
"""Settings that name a place; in a file it is looked for from the file's folder."""


def checked(name: str, value: Any, where: str) -> Any:
    """The value of a setting. Raises UsageError, which begins with where it stood, for one that is not allowed."""
    kind = settings()[name].kind
    try:
        return kind.read(value)
    except ValueError:
        near = did_you_mean(value, kind.choices) if isinstance(value, str) else ""
        raise UsageError(f"{where}: {name} cannot be {_shown(value)}", "", f"{near}Allowed: {kind.words}") from None


def _shown(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def resolved(name: str, value: Any, folder: Path) -> Any:
    """The value, a path in it made whole from a folder; `~` is the person's own."""
    if name not in PATHS or not value:
        return value
    return str(folder / typed_path(value))


def _variable(name: str) -> str:
    section, _, key = name.partition(".")
    return f"COMPOSER_TUI_{key}".upper() if section == "studio" else f"COMPOSER_TUI_{section}_{key}".upper()
