"""The shelf: every take that was composed, a file each, so that none is lost however the composer ends.

A file is named after the microsecond its take was made and its random id, so that two composers at once never write
the same one, and sorting by name sorts by age. Rule of this file: a take that cannot be read is left alone and told of,
and one that must make room goes to the trash.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan.errors import ComposerError, UsageError
from tui.files import Unreadable, read_json, write_json
from tui.heard import Heard
from tui.library.trash import Discarded, Trash

FORM = 1
MOST_TAKES = 500
"""Takes the shelf holds; the oldest without a star goes when there is one more."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A take on the shelf."""

    heard: Heard
    file: str = ""
    """The name of its file; that of a new one tells when the take was made, to the microsecond, and its id."""

    def __post_init__(self) -> None:
        if not self.file:
            id = self.heard.id[:12] if self.heard.id.isalnum() else secrets.token_hex(6)
            object.__setattr__(self, "file", f"{round(self.heard.made * 1e6):016d}-{id}.json")

    def to_json(self) -> dict[str, Any]:
        """As JSON values. `about` repeats what a list shows, so that it need not be counted for each take."""
        heard, facts = self.heard, self.heard.facts
        about = {"name": heard.name, "bars": facts.bars, "seconds": round(facts.seconds), "key": facts.key}
        return {"form": FORM, "about": about, "heard": heard.to_json()}


class Shelf:
    """A folder of takes.

    Args:
        folder: need not exist yet.
        trash: where takes go that are deleted or must make room.
        most: how many takes it holds.
    """

    def __init__(self, folder: Path, trash: Trash, most: int = MOST_TAKES) -> None:
        self.folder = folder
        self._trash = trash
        self._most = most

    def keep(self, kept: Kept) -> list[Discarded]:
        """Write a take, new or changed, and make room; gives what went for it. Raises OSError, ComposerError."""
        write_json(self.path_of(kept), kept.to_json())
        return self._make_room(kept)

    def path_of(self, kept: Kept) -> Path:
        return self.folder / kept.file

    def drop(self, kept: Kept) -> Discarded:
        """Move a take to the trash. Raises ComposerError."""
        return self._trash.put("takes", kept.heard.name, self.path_of(kept))

    def files(self) -> list[Path]:
        """The files on the shelf, the oldest take first."""
        try:
            return sorted(path for path in self.folder.iterdir() if path.suffix == ".json" and path.name[0] != ".")
        except OSError:
            return []

    def takes(self, passed_over: list[str] | None = None) -> Iterator[Kept]:
        """The takes, the oldest first; the names of files that cannot be read, with why, go to `passed_over`."""
        for path in self.files():
            try:
                yield read_kept(path)
            except FileNotFoundError:  # another composer was quicker
                continue
            except Unreadable as error:
                if passed_over is not None:
                    passed_over.append(f"{path.name} ({error})")

    def _make_room(self, newest: Kept) -> list[Discarded]:
        files = self.files()
        gone: list[Discarded] = []
        for path in files:
            if len(files) - len(gone) <= self._most:
                break
            try:
                kept = read_kept(path)
                if not kept.heard.stars and kept.heard.id != newest.heard.id:
                    gone.append(self._trash.put("takes", kept.heard.name, path))
            except (Unreadable, ComposerError, FileNotFoundError):
                continue  # not ours to throw away, or another composer was quicker
        return gone


def read_kept(path: Path) -> Kept:
    """The take in a file. Raises Unreadable, or FileNotFoundError."""
    value = read_json(path, FORM)
    try:
        return Kept(Heard.from_json(value["heard"]), path.name)
    except UsageError:
        raise Unreadable("damaged") from None
    except ComposerError:
        raise Unreadable("of a newer version") from None
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError):
        raise Unreadable("damaged") from None


def told_of(passed_over: list[str]) -> str:
    """A sentence on takes that could not be read; empty where there are none."""
    if not passed_over:
        return ""
    shown = ", ".join(passed_over[:3]) + (" …" if len(passed_over) > 3 else "")
    count = "One take" if len(passed_over) == 1 else f"{len(passed_over)} takes"
    return f"{count} on the shelf could not be read and stay where they are: {shown}."
