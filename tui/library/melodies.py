"""Melodies: those that were saved, those that were loaded lately, and the built-in ones.

Saved ones are MIDI files in one folder, so that every other program opens them, and music that a person puts there is
listed too. Rule of this file: saving over a melody puts the old one into the trash.
"""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

from gan.errors import ComposerError
from gan.locations import data_dir, make
from gan.music.demos import DEMOS
from gan.music.melody import Melody
from tui.files import Newer, Unreadable, read_json, write_json, write_whole
from tui.folders import MUSIC_SUFFIXES
from tui.library.entry import Entry
from tui.library.files import file_name
from tui.library.trash import Trash

SUFFIX = ".mid"
MOST_RECENT = 20
MOST_FOLDERS = 6
_FORM = 1


def path_for(folder: Path, name: str) -> Path:
    """Where a melody of that name is saved. Raises ComposerError where the name can stand in no file name."""
    stem = file_name(name)
    if not stem:
        raise ComposerError("that is no name", "a name has a letter or a figure", "Type another one")
    return folder / f"{stem}{SUFFIX}"


def save_melody(folder: Path, name: str, melody: Melody, trash: Trash) -> Path:
    """Save a melody under a name, which becomes its title; says where.

    Raises ComposerError where the name is none or the folder cannot be written.
    """
    from gan.music.midi import midi_bytes

    path = path_for(folder, name)
    data = midi_bytes(replace(melody, title=" ".join(name.split())).to_score())
    try:
        make(folder)
        if path.exists() and path.read_bytes() != data:
            trash.put("melodies", path.stem, path)
        write_whole(path, data)
    except OSError as error:
        why = error.strerror or str(error)
        raise ComposerError(f"the melody cannot be saved in {folder}", why, "Choose another place") from error
    return path


def saved_entries(folder: Path) -> list[Entry]:
    """The music files in the folder of melodies, the newest first."""
    found = []
    try:
        paths = [path for path in folder.iterdir() if path.suffix.lower() in MUSIC_SUFFIXES and path.name[0] != "."]
    except OSError:
        return []
    for path in paths:
        try:
            stat = path.stat()
        except OSError:
            continue
        form = path.suffix[1:].lower()
        size = f"{stat.st_size / 1000:.1f} kB"
        found.append(
            Entry(
                "melodies",
                path.name,
                path.stem,
                f"{form} · {size}",
                "",
                stat.st_mtime,
                path,
                facts={"kind": "saved", "bytes": stat.st_size},
            )
        )
    return sorted(found, key=lambda entry: entry.at or 0, reverse=True)


def demo_entries() -> list[Entry]:
    """The built-in melodies."""
    return [
        Entry(
            "melodies",
            name,
            melody.title,
            f"{melody.metre} · {melody.bars} bars · {melody.sounding_key}",
            "built in",
            details=(f"{melody.sounding_key}, {melody.metre}, ♩{melody.tempo:.0f}, {melody.bars} bars",),
            fixed="it is built in",
            facts={"kind": "built-in", "bars": melody.bars, "key": str(melody.sounding_key)},
        )
        for name, melody in DEMOS.items()
    ]


class Recent:
    """The files that melodies were loaded from lately, the last one first.

    It is a convenience: a list that cannot be read is empty, and one that a newer version wrote is left as it is.

    Args:
        path: the file that remembers them; need not exist yet.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def files(self) -> list[tuple[Path, float]]:
        """Each file with when it was loaded, Unix seconds. A list that cannot be read is empty."""
        try:
            rows = read_json(self._path, _FORM)["files"]
            return [(Path(str(path)), float(at)) for path, at in rows][:MOST_RECENT]
        except (Unreadable, OSError, LookupError, TypeError, ValueError, OverflowError):
            return []

    def folders(self) -> list[Path]:
        """The folders they lie in that are still there, the latest first; MOST_FOLDERS at most."""
        folders = dict.fromkeys(path.parent for path, _ in self.files())
        return [folder for folder in folders if os.path.isdir(folder)][:MOST_FOLDERS]

    def add(self, path: Path) -> None:
        """A melody was loaded from a file. Raises OSError."""
        path = path.absolute()
        self._write([(path, time.time()), *((other, at) for other, at in self.files() if other != path)])

    def forget(self, path: Path) -> None:
        """Take a file off the list. Raises OSError."""
        self._write([(other, at) for other, at in self.files() if other != path])

    def entries(self, without: Path) -> list[Entry]:
        """Those that are still there and do not lie in the folder `without`, which has entries of its own."""
        return [_recent_entry(path, at) for path, at in self.files() if path.parent != without and os.path.isfile(path)]

    def _write(self, files: list[tuple[Path, float]]) -> None:
        try:
            read_json(self._path, _FORM)
        except Newer:
            return
        except (Unreadable, FileNotFoundError):
            pass
        rows = [[str(path), at] for path, at in files[:MOST_RECENT]]
        write_json(self._path, {"form": _FORM, "files": rows})


def recent() -> Recent:
    """The list of this machine."""
    return Recent(data_dir() / "recent.json")


def _recent_entry(path: Path, at: float) -> Entry:
    return Entry(
        "melodies",
        str(path),
        path.stem,
        f"{path.suffix[1:].lower()} · in {path.parent.name or path.parent}",
        at=at,
        path=path,
        facts={"kind": "loaded"},
    )
