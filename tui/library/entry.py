"""An entry of the library: whatever its section, a list shows it, a command prints it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TITLES = {
    "takes": "Takes",
    "melodies": "Melodies",
    "runs": "Runs",
    "weights": "Weights",
    "soundfonts": "SoundFonts",
    "trash": "Trash",
}
"""The sections and what people read, in the order of the Library station."""
SECTIONS = tuple(TITLES)


@dataclass(frozen=True)
class Entry:
    """One thing of a section. Its texts may come from files and pass `plain` where they are shown."""

    section: str
    id: str
    """What a command calls it by."""
    name: str
    about: str = ""
    """The most important of it, in a few words."""
    mark: str = ""
    """What is special about it: stars, `live`, `in use`, `built in` …"""
    at: float | None = None
    """When it was made, Unix seconds."""
    path: Path | None = None
    """Where it lies; None for what is built in."""
    details: tuple[str, ...] = ()
    """A few lines more."""
    fixed: str = ""
    """Why it can be neither renamed nor deleted; empty where it can."""
    facts: dict[str, Any] = field(default_factory=dict)
    """The same for programs, as JSON values."""

    def to_json(self) -> dict[str, Any]:
        """As JSON values: what all entries have, then the facts of its kind."""
        path = None if self.path is None else str(self.path)
        return {"id": self.id, "name": self.name, "mark": self.mark, "at": self.at, "path": path, **self.facts}


def found_by(entries: Iterable[Entry], words: str) -> list[Entry]:
    """The entries in which every one of the words stands, wherever."""
    wanted = words.casefold().split()
    return [entry for entry in entries if all(word in _text_of(entry) for word in wanted)]


def age(at: float | None, now: float | None = None) -> str:
    """How long ago something was, in its largest unit; a date beyond a month."""
    if at is None:
        return ""
    seconds = max(0.0, (time.time() if now is None else now) - at)
    if seconds >= 31 * 86400:
        return time.strftime("%Y-%m-%d", time.localtime(at))
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length:.0f} {unit} ago"
    return "just now"


def _text_of(entry: Entry) -> str:
    return " ".join((entry.name, entry.about, entry.mark, entry.id, *entry.details)).casefold()
