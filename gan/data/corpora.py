"""Corpora by genre → segments, prepared once and kept in the cache folder.

A folder of segment tables serves every genre; without one, the Bach chorales of the installed music21 serve the
genre `chorale`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from gan.data.segments import FORMAT, Segments, load_segments, save_segments
from gan.data.tables import read_table
from gan.errors import ComposerError, DataError
from gan.music.genre import genre_named

Progress = Callable[[str, int, int], None]
"""What is being read, how much is done, of how much."""
BUILT_IN_GENRE = "chorale"


def load_corpora(genres: tuple[str, ...], folder: Path | None, cache: Path, progress: Progress) -> dict[str, Segments]:
    """Segments of each genre.

    Args:
        genres: genre ids.
        folder: of segment tables (`<corpus>.npz`), or None for what comes with music21.
        cache: where prepared segments are kept; it may be unwritable.
        progress: called while music is read the first time.

    Raises:
        DataError: no music for a genre, or a damaged table.
    """
    check_corpora(genres, folder)
    found = {}
    for genre in genres:
        if folder is None:
            from gan.data.chorales import chorale_segments, chorales_key

            key, read = chorales_key(), lambda: chorale_segments(lambda d, t: progress("Bach chorales", d, t))
        else:
            path = table_path(genre, folder)
            key = _key_of(path)
            read = lambda: read_table(path, lambda d, t: progress(path.stem, d, t))  # noqa: E731, B023 called at once
        found[genre] = _cached(cache / "segments" / f"{genre}-{key}.npz", read)
    return found


def check_corpora(genres: tuple[str, ...], folder: Path | None) -> None:
    """Raise DataError, with the mend, where music for a genre is missing. Reads no music."""
    for genre in genres:
        if folder is None:
            if genre != BUILT_IN_GENRE:
                raise DataError(
                    f"no training music for {genre} comes with the product",
                    f"only {BUILT_IN_GENRE} does (the Bach chorales in music21)",
                    "Name a folder of segment tables with --data",
                )
        elif not table_path(genre, folder).is_file():
            have = sorted(p.stem for p in folder.glob("*.npz")) if folder.is_dir() else []
            why = f"the folder has {', '.join(have)}" if have else "the folder holds no segment tables (.npz)"
            raise DataError(f"no {table_path(genre, folder).name} in {folder}", why)


def table_path(genre: str, folder: Path) -> Path:
    """Where the segment table of a genre lies in a folder of them."""
    return folder / f"{genre_named(genre).corpus}.npz"


def _key_of(path: Path) -> str:
    digest = hashlib.sha256(f"{FORMAT}".encode())
    digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _cached(path: Path, read: Callable[[], Segments]) -> Segments:
    if path.exists():
        try:
            return load_segments(path)
        except ComposerError:
            pass  # damaged: it is made again below
    segments = read()
    try:
        save_segments(segments, path)
    except OSError:
        pass  # a cache that cannot be written costs time, not the run
    return segments
