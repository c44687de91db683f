"""Paths that a person types, and looking into folders for music files.

Rule of this file: a folder that cannot be read is an empty one, and a huge one is cut; neither is an error. What is
typed is asked about with `os.path`, which says no where `Path` raises: a name may be too long, a folder closed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from gan.music.plain import plain

MUSIC_SUFFIXES = frozenset({".mid", ".midi", ".kar", ".musicxml", ".xml", ".mxl", ".abc"})
_MOST_ENTRIES = 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """A folder or a music file."""

    path: Path
    is_folder: bool

    @property
    def name(self) -> str:
        return self.path.name


def music_in(folder: Path, hidden: bool = False) -> list[Entry]:
    """The folders, then the music files of a folder, by name."""
    found: list[Entry] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") and not hidden:
                    continue
                try:
                    is_folder = entry.is_dir()
                except OSError:
                    continue
                if is_folder or Path(entry.name).suffix.lower() in MUSIC_SUFFIXES:
                    found.append(Entry(Path(entry.path), is_folder))
                if len(found) >= _MOST_ENTRIES:
                    break
    except OSError:
        return []
    return sorted(found, key=lambda entry: (not entry.is_folder, entry.name.lower()))


def typed_path(text: str) -> Path:
    """The path that was typed; a `~` before it is somebody's home, if there is one of that name."""
    return Path(os.path.expanduser(text))


def split_typed(text: str, base: Path) -> tuple[Path, str]:
    """The folder a typed path lies in, and the beginning of a name typed behind it. Relative paths start at `base`."""
    folder, _, start = text.rpartition("/")
    return base / (typed_path(folder + "/") if folder or text.startswith("/") else Path()), start


def matching(text: str, base: Path) -> list[Entry]:
    """The entries a typed path could become."""
    folder, start = split_typed(text, base)
    low = start.lower()
    return [entry for entry in music_in(folder, hidden=start.startswith(".")) if entry.name.lower().startswith(low)]


def filtered(text: str, base: Path) -> list[Entry]:
    """The entries with what is typed anywhere in their names, those that begin with it first."""
    folder, start = split_typed(text, base)
    low = start.lower()
    entries = [e for e in music_in(folder, hidden=start.startswith(".")) if low in e.name.lower()]
    return sorted(entries, key=lambda entry: not entry.name.lower().startswith(low))


def complete(text: str, base: Path) -> str:
    """The typed path as far as it can be completed without a choice; a folder ends in a slash."""
    entries = matching(text, base)
    if not entries:
        return text
    head = text[: text.rfind("/") + 1]
    if len(entries) == 1:
        return head + entries[0].name + ("/" if entries[0].is_folder else "")
    _, start = split_typed(text, base)
    common = _common_start([entry.name.lower() for entry in entries])
    return head + start + entries[0].name[len(start) : common]


def shortened(path: Path, limit: int) -> str:
    """A path in at most `limit` characters, for the eye: the end of a long one says more than its beginning."""
    text = plain(str(path), 4096)
    return text if len(text) <= limit else "…" + text[len(text) - limit + 1 :]


def _common_start(names: list[str]) -> int:
    """How many characters all names begin with."""
    for index, characters in enumerate(zip(*names)):
        if len(set(characters)) > 1:
            return index
    return min(map(len, names))
