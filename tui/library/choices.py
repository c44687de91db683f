"""What a person chose in the library to compose and to play with; it is remembered for the next start.

Rule of this file: a choice that cannot be read is none, and the composer then uses what it always has.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gan.locations import data_dir
from tui.library.files import Unreadable, read_json, write_json

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


def load_choices() -> Choices:
    """What was chosen last."""
    try:
        value = read_json(data_dir() / FILE_NAME, _FORM)
        weights, soundfont = value["weights"], value["soundfont"]
    except (Unreadable, OSError, KeyError):
        return Choices()
    return Choices(weights, soundfont) if isinstance(weights, str) and isinstance(soundfont, str) else Choices()


def save_choices(choices: Choices) -> None:
    """Remember a choice. Raises OSError."""
    value = {"form": _FORM, "weights": choices.weights, "soundfont": choices.soundfont}
    write_json(data_dir() / FILE_NAME, value)
