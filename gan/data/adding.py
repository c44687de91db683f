"""A person's own music: a folder of files → stretches of a genre, beside those that a data folder has already.

The rules this file owns:

- a piece is numbered by its bytes, so that adding it again adds nothing;
- a piece is a duplicate where half of its melody or more, in passages of four quarters times four, is in one piece
  that is there already, in whatever key;
- a file that cannot be read, or has nothing to learn from, is left out and says why; the others go on.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from gan.data.casting import cast
from gan.data.corpora import Progress, load_corpora, stretches_path, table_path
from gan.data.grid import SLOTS_PER_QUARTER
from gan.data.stretches import Stretch, block_bars, fits_grid, load_stretches, save_stretches, stretches_of
from gan.errors import ComposerError, DataError, MissingDependency
from gan.music.genre import GENRES
from gan.music.importing import load_sections
from gan.music.partnames import melody_rank, role_named
from gan.music.plain import plain
from gan.music.role import Role
from gan.music.score import Score

ENOUGH_BLOCKS = 300
"""Blocks (see `stretches_of`) from which on a genre can be learned."""
LEAST_BLOCKS = 60
"""Fewer are not kept: what is held out of them would be a handful."""
SUFFIXES = frozenset({".mid", ".midi", ".musicxml", ".mxl", ".xml", ".abc"})

_PASSAGE_SLOTS = 16 * SLOTS_PER_QUARTER
_PASSAGE_NOTES = 6
"""A passage with fewer notes is no tune: many pieces share it."""
_LEADERS = {
    "chorale": "the highest voice",
    "chamber": "the highest voice",
    "song": "the singer",
    "symphony": "who leads, phrase by phrase",
}
"""Who has the melody where the genre says it; see `gan.data.casting`."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a file."""

    name: str
    """The file's place in the folder, as plain text."""
    state: str
    """`new`; or, of what is left out: `known`, `unusable` or `unreadable`."""
    why: str = ""
    """Why it is left out."""
    melody: str = ""
    """The track that has the melody most often, and how it was found."""
    bars: dict[str, int] = field(default_factory=dict)
    """Whole bars by metre."""
    stretches: tuple[Stretch, ...] = ()
    """What is new to learn from."""


@dataclass(frozen=True, slots=True)
class Addition:
    """What came of adding a folder."""

    files: tuple[Found, ...]
    added: dict[str, int]
    """New blocks by metre."""
    total: dict[str, int]
    """Those and the ones that were there before, by metre."""
    path: Path
    """The file that has, or would have, the new music."""
    refused: bool
    """True where there are fewer than LEAST_BLOCKS in all; nothing is written then."""


def add_folder(
    folder: Path, genre: str, data: Path, cache: Path, told: Callable[[int, int, Found], None], progress: Progress
) -> Addition:
    """Add the music under `folder` to a genre in the folder `data`, all of it at the end or none.

    Args:
        folder: searched for MIDI, MusicXML and ABC files, in its subfolders too.
        genre: a genre's id.
        data: where `<corpus>.stretches.npz` lies or is made.
        cache: where prepared segment tables are kept.
        told: called after each file with its number from 1, the number of files and what was found.
        progress: called while a segment table of the genre is read the first time.

    Raises:
        DataError: no music file in the folder, damaged music in `data`, or `data` cannot be written.
        MissingDependency: a library that reads files is absent.
    """
    there = music_in(data, cache, progress, (genre,)).get(genre, ())
    found = read_folder(folder, genre, there, told)
    new = tuple(stretch for one in found for stretch in one.stretches)
    total = blocks_by_metre((*there, *new))
    path = stretches_path(genre, data)
    refused = sum(total.values()) < LEAST_BLOCKS
    if new and not refused:
        before = load_stretches(path) if path.is_file() else ()
        try:
            save_stretches((*before, *new), path)
        except OSError as error:
            raise DataError(f"cannot write {path}", error.strerror or str(error), "Choose another place") from error
    return Addition(found, blocks_by_metre(new), total, path, refused)


def read_folder(
    folder: Path, genre: str, there: Iterable[Stretch], told: Callable[[int, int, Found], None]
) -> tuple[Found, ...]:
    """What the files under a folder have for a genre beside the music that is there; see `add_folder`.

    Raises:
        DataError: no music file in the folder.
        MissingDependency: a library that reads files is absent.
    """
    files = music_files(folder)
    if not files:
        raise DataError(f"no music files in {folder}", "", f"They end in {', '.join(sorted(SUFFIXES))}")
    pieces = _Pieces(there)
    found = []
    for number, path in enumerate(files, 1):
        found.append(_look_at(path, plain(str(path.relative_to(folder)), 100), genre, pieces))
        told(number, len(files), found[-1])
    return tuple(found)


def music_files(folder: Path) -> list[Path]:
    """The files under a folder that look like music by their names, sorted; hidden ones are passed over."""
    return sorted(_music_files(folder))


def has_music(folder: Path) -> bool:
    """Whether there is one. Looks no further than to the first."""
    return next(_music_files(folder), None) is not None


def _music_files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = (Path(parent, name) for name in names if not name.startswith("."))
        yield from (path for path in paths if path.suffix.lower() in SUFFIXES and path.is_file())


def music_in(
    data: Path, cache: Path, progress: Progress, genres: Iterable[str] = GENRES
) -> dict[str, tuple[Stretch, ...]]:
    """The music in a data folder by genre, without those of which it has none. Raises DataError."""
    own = tuple(id for id in genres if table_path(id, data).is_file() or stretches_path(id, data).is_file())
    return load_corpora(own, data, cache, progress) if own else {}


def blocks_by_metre(stretches: Iterable[Stretch]) -> dict[str, int]:
    """How many blocks there are in each metre, the most frequent first."""
    counts: Counter[str] = Counter()
    for stretch in stretches:
        counts[str(stretch.metre)] += stretch.bars // block_bars(stretch.metre)
    return dict(counts.most_common())


class _Pieces:
    """What is there, to tell whether a piece is new."""

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        self._names: dict[int, str] = {}
        self._passages: dict[bytes, set[int]] = {}
        for stretch in stretches:
            self.add(stretch.source, (stretch,), "")

    def add(self, source: int, stretches: Sequence[Stretch], name: str) -> None:
        """Remember a piece; one without a name was there before."""
        self._names.setdefault(source, name)
        for passage in _passages(stretches):
            self._passages.setdefault(passage, set()).add(source)

    def same(self, source: int) -> str:
        """Which piece has the same bytes, in words; empty for none."""
        return self._told(source, "the same file as") if source in self._names else ""

    def like(self, stretches: Sequence[Stretch]) -> str:
        """Which piece has the same tune, in words; empty for none."""
        passages = _passages(stretches)
        shared = Counter(source for passage in passages for source in self._passages.get(passage, ()))
        for source, count in shared.most_common(1):
            if 2 * count >= len(passages):
                return self._told(source, "the same tune as")
        return ""

    def _told(self, source: int, how: str) -> str:
        return f"{how} {self._names[source]}" if self._names[source] else f"{how} a piece that is there already"


def _passages(stretches: Iterable[Stretch]) -> set[bytes]:
    """Digests of the melody's steps and rhythm from each bar line on, the same in every key."""
    found = set()
    for stretch in stretches:
        for first in range(0, stretch.voices.slots - _PASSAGE_SLOTS + 1, stretch.bar_slots):
            voices = stretch.part(first, _PASSAGE_SLOTS)
            onset = voices.onset[0]
            pitches = voices.state[0][onset > 0].astype(np.int16)
            if len(pitches) >= _PASSAGE_NOTES:
                found.add(hashlib.blake2b(np.diff(pitches).tobytes() + onset.tobytes(), digest_size=8).digest())
    return found


def _look_at(path: Path, name: str, genre: str, pieces: _Pieces) -> Found:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").digest()
        source = int.from_bytes(digest[:4], "big") >> 1
        if same := pieces.same(source):
            return Found(name, "known", same)
        sections = load_sections(path)
        scores = [score for section in sections if (score := cast(section, genre)) is not None]
    except MissingDependency:
        raise
    except OSError as error:
        return Found(name, "unreadable", error.strerror or str(error))
    except ComposerError as error:
        what = error.what.removeprefix(f"{plain(path.name, 60)}: ")
        return Found(name, "unreadable", f"{what}: {error.why}" if error.why else what)
    bars: Counter[str] = Counter()
    for section in sections:
        bars[str(section.metre)] += section.bars - (section.pickup > 0)
    counted = dict(bars.most_common())
    if not scores:
        why = "no melody with something beside it" if sections else "no whole bar of notes"
        return Found(name, "unusable", why, bars=counted)
    melody = _melody(scores, genre)
    stretches = tuple(stretch for score in scores for stretch in stretches_of(score, source))
    if not stretches:
        fits = any(fits_grid(score.metre) for score in scores)
        why = "no four bars in which a melody and two other tracks play" if fits else "its bars are no whole eighths"
        return Found(name, "unusable", why, melody, counted)
    if like := pieces.like(stretches):
        return Found(name, "known", like, melody, counted)
    pieces.add(source, stretches, name)
    return Found(name, "new", "", melody, counted, stretches)


def _melody(scores: Sequence[Score], genre: str) -> str:
    """The melody's track in the section with most of its notes, and how it was found."""
    melodies = (track for score in scores for track in score.tracks if track.role is Role.MELODY)
    track = max(melodies, key=lambda melody: len(melody.notes))
    how = "by its name" if melody_rank(track.name) >= 2 else _LEADERS.get(genre, "a guess")
    # A track without a name was given its role's, before it was the melody.
    unnamed = role_named(track.name) not in (None, Role.MELODY)
    return f"{'a track without a name' if unnamed else f'“{plain(track.name, 40)}”'}, {how}"
