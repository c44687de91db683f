"""The folders that melodies were lately loaded from, kept between starts.

Rule of this file: they are a convenience. A list that is damaged, or of a newer version, is as if there were none,
and is then not written over.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

VERSION = 1
FILE_NAME = "recent-folders.json"
MOST = 6


def recent_folders(data: Path) -> list[Path]:
    """The folders that are still there, the latest first."""
    return [folder for folder in map(Path, _read(data) or []) if folder.is_dir()]


def remember_folder(data: Path, folder: Path) -> None:
    """Put a folder first. Where that cannot be kept, it is not."""
    known = _read(data)
    if known is None:
        return
    folders = [str(folder), *(other for other in known if other != str(folder))][:MOST]
    path = data / FILE_NAME
    beside = path.with_name(f".{FILE_NAME}.{os.getpid()}")
    try:
        data.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps({"version": VERSION, "folders": folders}), encoding="utf-8")
        os.replace(beside, path)
    except (OSError, ValueError):
        beside.unlink(missing_ok=True)


def _read(data: Path) -> list[str] | None:
    """The folders of the file; empty for none and for a damaged one, None for a newer version's."""
    try:
        value = json.loads((data / FILE_NAME).read_bytes())
        if value["version"] > VERSION:
            return None
        return [folder for folder in value["folders"] if isinstance(folder, str)][:MOST]
    except (OSError, ValueError, KeyError, TypeError):
        return []
