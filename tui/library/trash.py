"""The trash: what was deleted lies here for a while, and comes back whole.

Each deleted thing has a folder of its own, with `about.json` and the thing under its own name. Rule of this file:
only `empty_old` removes anything for good, and only what lay here longer than `KEEP_DAYS`.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from gan.errors import ComposerError
from tui.files import Unreadable, read_json, write_json
from tui.library.files import free_path, move

KEEP_DAYS = 30
_ABOUT = "about.json"
_FORM = 1


@dataclass(frozen=True, slots=True)
class Discarded:
    """Something in the trash."""

    folder: Path
    section: str
    """Where it was listed: `takes`, `melodies`, `runs` or `weights`."""
    name: str
    origin: Path
    """Where it lay."""
    at: float
    """When it was deleted, Unix seconds."""
    thing: Path
    """Where it lies now."""

    @property
    def id(self) -> str:
        return self.folder.name


class Trash:
    """A folder of deleted things.

    Args:
        folder: need not exist yet.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, section: str, name: str, path: Path) -> Discarded:
        """Move a file or folder here. Raises ComposerError where it cannot be moved; it then lies where it lay."""
        now = time.time()
        folder = self.folder / f"{int(now * 1000):013d}-{secrets.token_hex(3)}"
        thing = folder / path.name
        about = {"form": _FORM, "section": section, "name": name, "origin": str(path), "at": now, "file": path.name}
        try:
            write_json(folder / _ABOUT, about)
            move(path, thing)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            why = "it is not there any more" if isinstance(error, FileNotFoundError) else error.strerror or str(error)
            raise ComposerError(f"{name} cannot be deleted", why) from error
        return Discarded(folder, section, name, path, now, thing)

    def all(self) -> list[Discarded]:
        """What lies here, the last deleted first; what cannot be read is passed over."""
        found = []
        for folder in _folders(self.folder):
            try:
                about = read_json(folder / _ABOUT, _FORM)
                thing = folder / Path(str(about["file"])).name
                discarded = Discarded(
                    folder,
                    str(about["section"]),
                    str(about["name"]),
                    Path(str(about["origin"])),
                    float(about["at"]),
                    thing,
                )
            except (Unreadable, OSError, LookupError, TypeError, ValueError, OverflowError):
                continue
            if thing.name not in ("", "..") and thing != folder and os.path.exists(thing):
                found.append(discarded)
        return sorted(found, key=lambda one: one.at, reverse=True)

    def restore(self, discarded: Discarded) -> Path:
        """Bring something back to where it lay, under a number where its name was taken meanwhile; says where.

        Raises ComposerError where it is gone or its place cannot be written.
        """
        target = free_path(discarded.origin)
        try:
            move(discarded.thing, target)
        except OSError as error:
            gone = isinstance(error, FileNotFoundError)
            why = "it is not in the trash any more" if gone else error.strerror or str(error)
            raise ComposerError(f"{discarded.name} cannot be brought back", why) from error
        shutil.rmtree(discarded.folder, ignore_errors=True)
        return target

    def empty_old(self, now: float | None = None) -> int:
        """Remove for good what has lain here longer than `KEEP_DAYS`; says how many. Never raises."""
        limit = (time.time() if now is None else now) - KEEP_DAYS * 86400
        count = 0
        for folder in _folders(self.folder):
            stamp = folder.name.partition("-")[0]
            # The name tells the age: `about.json` may be damaged, and a folder's own times change when it is moved.
            if stamp.isdecimal() and int(stamp) / 1000 < limit:
                shutil.rmtree(folder, ignore_errors=True)
                count += 1
        return count


def _folders(root: Path) -> list[Path]:
    try:
        return [path for path in root.iterdir() if path.is_dir() and not path.is_symlink()]
    except OSError:
        return []
