"""Corpora by genre → stretches, prepared once and kept in the cache folder.

A folder of segment tables (`<corpus>.npz`) and of stretches cut from scores (`<corpus>.stretches.npz`) serves every
genre it has a file of; a folder of music files serves the one genre that is asked for; without a folder, the Bach
chorales of the installed music21 serve the genre `chorale`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from gan.data.stretches import FORMAT, Stretch, load_stretches, save_stretches
from gan.data.tables import read_table
from gan.errors import ComposerError, DataError
from gan.locations import datasets_dir
from gan.music.genre import GENRES, genre_named
from gan.music.plain import plain

Progress = Callable[[str, int, int], None]
"""What is being read, how much is done, of how much."""
BUILT_IN_GENRE = "chorale"


def load_corpora(
    genres: tuple[str, ...], folder: Path | None, cache: Path, progress: Progress
) -> dict[str, tuple[Stretch, ...]]:
    """Stretches of each genre.

    Args:
        genres: genre ids.
        folder: of tables and stretches, or of music files; None for what comes with music21.
        cache: where prepared segments are kept; it may be unwritable.
        progress: called while music is read the first time.

    Raises:
        DataError: no music for a genre, or too little of it; or a damaged table.
        MissingDependency: a library that reads music files is absent.
    """
    check_corpora(genres, folder)
    found = {}
    for genre in genres:
        if folder is None:
            from gan.data.chorales import chorale_stretches, chorales_key

            key = chorales_key()
            found[genre] = _cached(
                cache / "stretches" / f"{genre}-{key}.npz",
                lambda: chorale_stretches(lambda d, t: progress("Bach chorales", d, t)),
            )
            continue
        own: tuple[Stretch, ...] = ()
        table, cut = table_path(genre, folder), stretches_path(genre, folder)
        if table.is_file():
            own += _cached(
                cache / "stretches" / f"{genre}-{_key_of(table)}.npz",
                lambda: read_table(table, lambda d, t: progress(table.stem, d, t)),  # noqa: B023 called at once
            )
        if cut.is_file():
            own += load_stretches(cut)
        if not own and not table.is_file() and not cut.is_file():
            from gan.data.folder_music import folder_key, read_music

            own = _cached(
                cache / "stretches" / f"{genre}-{folder_key(genre, folder)}.npz",
                lambda: read_music(genre, folder, lambda d, t: progress(plain(folder.name, 40), d, t)),  # noqa: B023
            )
        found[genre] = own
    return found


def check_corpora(genres: tuple[str, ...], folder: Path | None) -> None:
    """Raise DataError, with the mend, where music for a genre is missing. Reads no music."""
    for genre in genres:
        if folder is None:
            if genre != BUILT_IN_GENRE:
                raise DataError(
                    f"no training music for {genre} comes with the product",
                    f"only {BUILT_IN_GENRE} does (the Bach chorales in music21)",
                    "Name a folder of music with --data",
                )
        elif not table_path(genre, folder).is_file() and not stretches_path(genre, folder).is_file():
            _check_files(genres, genre, folder)


def _check_files(genres: tuple[str, ...], genre: str, folder: Path) -> None:
    """Raise DataError where no music files serve a genre in a folder that has no table of it."""
    from gan.data.adding import has_music

    have = sorted(path.stem for path in folder.glob("*.npz"))
    if have or not has_music(folder):
        why = f"it has {', '.join(have)}" if have else "no MIDI, MusicXML or ABC file is in it"
        raise DataError(f"there is no {genre} music in {folder}", why, "Name another folder")
    if len(genres) > 1:
        mend = "Train them one by one, or add a folder for each: composer-tui dataset add"
        raise DataError(f"the files in {folder} are music of one genre", f"{len(genres)} are wanted", mend)


def added_music() -> dict[str, Path]:
    """The folder of the music that a person added, for each genre that has some there."""
    folder = datasets_dir()
    return {genre: folder for genre in GENRES if stretches_path(genre, folder).is_file()}


def table_path(genre: str, folder: Path) -> Path:
    """Where the segment table of a genre lies in a folder of them."""
    return folder / f"{genre_named(genre).corpus}.npz"


def stretches_path(genre: str, folder: Path) -> Path:
    """Where the stretches of a genre lie in a folder."""
    return folder / f"{genre_named(genre).corpus}.stretches.npz"


def _key_of(path: Path) -> str:
    digest = hashlib.sha256(f"{FORMAT}".encode())
    digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _cached(path: Path, read: Callable[[], tuple[Stretch, ...]]) -> tuple[Stretch, ...]:
    if path.exists():
        try:
            return load_stretches(path)
        except ComposerError:
            pass  # damaged: it is made again below
    stretches = read()
    try:
        save_stretches(stretches, path)
    except OSError:
        pass  # a cache that cannot be written costs time, not the run
    return stretches
