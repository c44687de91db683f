"""The genres, and what each asks of tempo, metre, swing and instruments."""

from __future__ import annotations

from dataclasses import dataclass

from gan.errors import UsageError
from gan.music.metre import Metre
from gan.music.role import Role


@dataclass(frozen=True, slots=True)
class Genre:
    """A style of music that the generator was taught."""

    id: str
    """What a person types: lower-case letters."""
    title: str
    tempo: float
    """Quarters per minute for a melody that brings none."""
    metre: Metre
    swing: bool
    """True where eighths are felt as triplets; the training music has it written out."""
    programs: dict[Role, int]
    """General MIDI program of each role it has, in the order of tracks; drums carry 0."""
    corpus: str
    """Name of its segment table."""
    blurb: str
    """One line on how it sounds and what it learned from."""

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles it has, melody first."""
        return tuple(self.programs)


def _genre(
    id: str,
    title: str,
    tempo: float,
    programs: tuple[int, ...],
    blurb: str,
    *,
    drums: bool = False,
    swing: bool = False,
    corpus: str = "",
) -> Genre:
    roles = (Role.MELODY, Role.CHORDS, Role.BASS, Role.PAD)[: len(programs)]
    table = dict(zip(roles, programs))
    if drums:
        table[Role.DRUMS] = 0
    return Genre(id, title, tempo, Metre(4, 4), swing, table, corpus or id, blurb)


GENRES: dict[str, Genre] = {
    genre.id: genre
    for genre in (
        _genre("chorale", "Chorale", 88, (19, 19, 19, 19), "four voices, after the Open Hymnal"),
        _genre("symphony", "Symphony", 104, (40, 68, 42, 48), "an orchestra, after the OpenScore symphonies"),
        _genre("chamber", "Chamber", 108, (40, 40, 42, 41), "a string quartet, after OpenScore quartets"),
        _genre("song", "Song", 96, (73, 0, 0), "a voice and a piano, after the OpenScore Lieder"),
        _genre("rock", "Rock", 132, (29, 30, 33, 48), "guitars, bass and drums, after free game music", drums=True),
        _genre("jazz", "Jazz", 138, (66, 0, 32, 48), "swing band, ragtime, old standards", drums=True, swing=True),
        _genre("pop", "Pop", 116, (80, 0, 33, 48), "keys, bass, strings and drums, after free game music", drums=True),
        _genre(
            "electronic",
            "Electronic",
            124,
            (81, 80, 38, 50),
            "synthesizers and drums, after free game music",
            drums=True,
            corpus="electronic_game",
        ),
    )
}
"""Every genre by its id, in the order they are shown."""


def genre_named(id: str) -> Genre:
    """The genre of that id. Raises UsageError, naming all of them, for any other word."""
    try:
        return GENRES[id]
    except KeyError:
        raise UsageError(f"there is no genre {id!r}", "", f"Genres: {', '.join(GENRES)}") from None
