"""What a person's settings give to the options of a command that were not given."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from tui.config import Config, load_config

WRITING = {"takes": "studio.takes", "seed": "studio.seed", "passes": "compose.passes", "adventure": "compose.adventure"}
"""Which options of the commands that write takes go by which settings; such a table is a command's SETTINGS."""


def take_settings(table: dict[str, str], parser: argparse.ArgumentParser) -> dict[str, Any]:
    """Make what was set the usual values of a command's options, and lead what is set for sound to where it is read.

    Returns what is to be filled in by `fill`, once the line is read. Raises UsageError for wrong settings.
    """
    config = load_config().insist()
    lead_sound(config)
    given = {
        option: Path(config[name]) if name.endswith(".data") else config[name]
        for option, name in table.items()
        if config.given(name) and config[name] != ""
    }
    # An option that can be repeated would add to a usual value instead of taking its place.
    repeated = {"genres": [given.pop("genres")]} if "genres" in given else {}
    parser.set_defaults(**given)
    return repeated


def fill(options: argparse.Namespace, repeated: dict[str, Any]) -> None:
    """Fill in the options that can be repeated and were not given."""
    for option, value in repeated.items():
        if not getattr(options, option):
            setattr(options, option, value)


def lead_sound(config: Config) -> None:
    """Give what the files say of the sound to this process and its children, by the variables they read."""
    for name in ("studio.soundfont", "studio.sound"):
        if config.given(name) and config[name]:
            from tui.settings import settings

            os.environ[settings()[name].variable] = config[name]
