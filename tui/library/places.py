"""Where the library lies: folders under `gan.locations.data_dir()`."""

from __future__ import annotations

from pathlib import Path

from gan.locations import data_dir


def shelf_dir() -> Path:
    """Takes, a file each."""
    return data_dir() / "shelf"


def melodies_dir() -> Path:
    """Melodies that were saved: MIDI files, and whatever other music a person puts there."""
    return data_dir() / "melodies"


def trash_dir() -> Path:
    """What was deleted."""
    return data_dir() / "trash"
