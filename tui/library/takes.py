"""The takes on the shelf as entries, without building their music: a list of hundreds is there at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gan.music.genre import GENRES
from tui.files import Unreadable, read_json
from tui.library.entry import Entry
from tui.library.shelf import FORM, Shelf


class TakeEntries:
    """The takes of a shelf as entries. A file that is as it was is not read again."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._known: dict[Path, tuple[tuple[int, int], Entry | str]] = {}
        """By file: when it was written and how long it is, and its entry, or why it has none."""

    def all(self, passed_over: list[str] | None = None) -> list[Entry]:
        """The takes, the newest first; the names of files that cannot be read, with why, go to `passed_over`."""
        known, found = {}, []
        for path in reversed(self._shelf.files()):
            try:
                stat = path.stat()
                mark = stat.st_mtime_ns, stat.st_size
                before = self._known.get(path)
                known[path] = before if before is not None and before[0] == mark else (mark, _read(path))
            except OSError:  # another composer took it away
                continue
            entry = known[path][1]
            if isinstance(entry, Entry):
                found.append(entry)
            elif passed_over is not None:
                passed_over.append(f"{path.name} ({entry})")
        self._known = known
        return found


def _read(path: Path) -> Entry | str:
    """The entry of a file, or why it has none. Raises FileNotFoundError."""
    try:
        return _entry(path, read_json(path, FORM))
    except Unreadable as error:
        return str(error)
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError):
        return "damaged"


def _entry(path: Path, value: dict[str, Any]) -> Entry:
    heard, about = value["heard"], value["about"]
    take, stars = heard["take"], int(heard["stars"])
    genre = str(take["genre"])
    title = str(take["score"]["title"] or "untitled")
    facts: dict[str, Any] = {
        "take": str(heard["id"]),
        "title": title,
        "genre": genre,
        "seed": int(take["seed"]),
        "number": int(take["number"]),
        "weights": str(take["weights"]),
        "stars": stars,
        "bars": int(about["bars"]),
        "seconds": int(about["seconds"]),
        "key": str(about["key"]),
        "edits": int(heard["edits"]),
        "parent": str(heard["origin"]["parent_name"]),
    }
    words = GENRES[genre].title if genre in GENRES else genre
    more = [f"{title} · {facts['bars']} bars, {facts['seconds']} s, {facts['key']}"]
    origin = f"{words}, seed {facts['seed']}, take {facts['number']}, weights {facts['weights'][:8]}"
    origin += f" · rewritten from {facts['parent']}" if facts["parent"] else ""
    origin += f" · {facts['edits']} changes by hand" if facts["edits"] else ""
    return Entry(
        "takes",
        str(heard["id"])[:8],
        str(about["name"]),
        f"{words} · {title} · {facts['bars']} bars",
        "★" * min(stars, 5),
        float(heard["made"]),
        path,
        (*more, origin),
        facts=facts,
    )
