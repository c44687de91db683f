"""A folder of music files that nobody prepared → stretches of a genre, read once and kept in the cache.

Rule of this file: what is kept is known by the names, sizes and times of the files; where one of them changes, all are
read anew.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from gan.data.adding import ENOUGH_BLOCKS, LEAST_BLOCKS, blocks_by_metre, music_files, read_folder
from gan.data.stretches import FORMAT, Stretch
from gan.errors import DataError
from gan.music.plain import plain


def folder_key(genre: str, folder: Path) -> str:
    """What tells this state of the files from others, for a name in the cache."""
    digest = hashlib.sha256(f"{FORMAT} {genre}".encode())
    for path in music_files(folder):
        try:
            about = path.stat()
        except OSError:
            continue  # gone since it was found; it is not read either
        digest.update(f"\0{path}\0{about.st_size}\0{about.st_mtime_ns}".encode(errors="surrogateescape"))
    return digest.hexdigest()[:12]


def read_music(genre: str, folder: Path, progress: Callable[[int, int], None]) -> tuple[Stretch, ...]:
    """What can be learned from the files under a folder.

    Args:
        genre: a genre's id.
        folder: searched for MIDI, MusicXML and ABC files, in its subfolders too.
        progress: called after each file with how many are read, of how many.

    Raises:
        DataError: no music file, or too little in them to learn from.
        MissingDependency: a library that reads files is absent.
    """
    found = read_folder(folder, genre, (), lambda number, count, _: progress(number, count))
    stretches = tuple(stretch for one in found for stretch in one.stretches)
    blocks = sum(blocks_by_metre(stretches).values())
    if blocks < LEAST_BLOCKS:
        left_out = Counter(one.why for one in found if one.why).most_common(1)
        why = (
            f"{left_out[0][1]} of {len(found)} files are left out, most for this: {left_out[0][0]}" if left_out else ""
        )
        raise DataError(
            f"{plain(folder.name, 60)} has {blocks} blocks of four bars for {genre}, too few to learn from",
            why,
            f"Bring more music: {LEAST_BLOCKS} blocks at least, better {ENOUGH_BLOCKS}",
        )
    return stretches
