"""What a person chose in the library to compose and to play with; it is remembered for the next start.

Rule of this file: a choice that cannot be read is none, and the composer then uses what it always has.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from gan.errors import ComposerError
from gan.locations import data_dir
from tui.files import Newer, Unreadable, read_json, write_json

FILE_NAME = "choices.json"
_FORM = 1


@dataclass(frozen=True)
class Choices:
    """Which weights and which SoundFont."""

    weights: str = ""
    """The folder of the weights; empty for the shipped ones."""
    soundfont: str = ""
    """Empty for the best one found, `built-in`, or the path of a file."""

    @property
    def weights_folder(self) -> Path | None:
        """The folder of the weights; None for the shipped ones."""
        return Path(self.weights) if self.weights else None


def after_move(choices: Choices, before: Path, now: Path | None) -> Choices:
    """The choices once a folder with weights in it, or around them, lies elsewhere, or nowhere where None."""
    weights = choices.weights_folder
    if weights is None or not weights.is_relative_to(before):
        return choices
    return replace(choices, weights="" if now is None else str(now / weights.relative_to(before)))


def load_choices() -> Choices:
    """What was chosen last."""
    try:
        value = read_json(data_dir() / FILE_NAME, _FORM)
        weights, soundfont = value["weights"], value["soundfont"]
    except (Unreadable, OSError, KeyError):
        return Choices()
    return Choices(weights, soundfont) if isinstance(weights, str) and isinstance(soundfont, str) else Choices()


def usual_font(choices: Choices | None = None) -> str:
    """The SoundFont that was chosen, as a choice; empty where the best one plays, or one that the environment names."""
    return "" if os.environ.get("COMPOSER_TUI_SOUNDFONT") else (choices or load_choices()).soundfont


def save_choices(choices: Choices) -> None:
    """Remember a choice. Raises ComposerError where it cannot be kept; what a newer version keeps there stays."""
    path = data_dir() / FILE_NAME
    try:
        try:
            read_json(path, _FORM)
        except Newer:
            raise ComposerError("the choice cannot be kept", f"a newer composer-tui keeps its own in {path}") from None
        except (Unreadable, FileNotFoundError):
            pass
        write_json(path, {"form": _FORM, "weights": choices.weights, "soundfont": choices.soundfont})
    except OSError as error:
        raise ComposerError("the choice cannot be kept", error.strerror or str(error)) from error
