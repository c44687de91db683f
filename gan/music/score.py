"""A score: tracks that sound together, with the tempo, metre, pickup and key they share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gan.music.key import Key
from gan.music.metre import Metre
from gan.music.note import TICKS_PER_QUARTER, Note
from gan.music.role import Role

PICKUP_UNIT = 3
"""A pickup is a whole number of thirty-second notes, so that a time signature can spell it."""


@dataclass(frozen=True, slots=True)
class Track:
    """The notes of one player, sorted; two notes of one pitch never overlap."""

    role: Role
    notes: tuple[Note, ...]
    program: int = 0
    """General MIDI program, 0 to 127; ignored for drums."""
    name: str = ""
    """What a person reads; the role where empty."""

    def __post_init__(self) -> None:
        if not 0 <= self.program <= 127:
            raise ValueError(f"program {self.program} is not within 0..127")
        object.__setattr__(self, "notes", tuple(sorted(self.notes)))
        object.__setattr__(self, "name", self.name or self.role.value)
        free_from: dict[int, int] = {}
        for note in self.notes:
            if note.start < free_from.get(note.pitch, 0):
                raise ValueError(f"two notes of pitch {note.pitch} overlap at tick {note.start}")
            free_from[note.pitch] = note.end

    @property
    def is_drums(self) -> bool:
        return self.role is Role.DRUMS


@dataclass(frozen=True, slots=True)
class Score:
    """Tracks with what they share. The melody, where there is one, comes first."""

    tracks: tuple[Track, ...]
    tempo: float = 120.0
    """Quarter notes per minute, 4 to 1000; kept to whole microseconds per quarter, as MIDI does."""
    metre: Metre = Metre()
    pickup: int = 0
    """Tick of the first bar line, 0 to a bar less one unit, in thirty-seconds (3 ticks)."""
    key: Key | None = None
    title: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "tracks", tuple(self.tracks))
        object.__setattr__(self, "tempo", midi_tempo(self.tempo))
        check_pickup(self.pickup, self.metre)

    @property
    def length(self) -> int:
        """Ticks from the start to the end of the last note; 0 for an empty score."""
        return max((note.end for track in self.tracks for note in track.notes), default=0)

    @property
    def bars(self) -> int:
        """Bars the music reaches into, a pickup counted as one."""
        return count_bars(self.length, self.pickup, self.metre)

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return self.length / ticks_per_second(self.tempo)

    def track(self, role: Role) -> Track | None:
        """The first track of a role, or None."""
        return next((track for track in self.tracks if track.role is role), None)


def midi_tempo(tempo: float) -> float:
    """The nearest tempo that is a whole number of microseconds per quarter. Raises ValueError outside 4..1000."""
    if not 4 <= tempo <= 1000:
        raise ValueError(f"a tempo of {tempo} quarters per minute is not within 4..1000")
    return 60_000_000 / round(60_000_000 / tempo)


def ticks_per_second(tempo: float) -> float:
    """Ticks in a second at a tempo in quarters per minute."""
    return tempo * TICKS_PER_QUARTER / 60


def check_pickup(pickup: int, metre: Metre) -> None:
    """Raise ValueError for a pickup that is no whole number of thirty-seconds or reaches a full bar."""
    if not 0 <= pickup < metre.bar_ticks or pickup % PICKUP_UNIT:
        raise ValueError(f"a pickup of {pickup} ticks does not fit before a bar of {metre}")


def count_bars(length: int, pickup: int, metre: Metre) -> int:
    """Bars that music of `length` ticks reaches into, a pickup counted as one."""
    full = -(-max(0, length - pickup) // metre.bar_ticks)
    return full + (1 if pickup and length else 0)


def without_overlaps(notes: Iterable[Note]) -> tuple[Note, ...]:
    """The notes with each cut short where the same pitch begins again; of equal starts the longest stays."""
    kept: list[Note] = []
    last: dict[int, int] = {}
    for note in sorted(notes, key=lambda n: (n.start, n.pitch, -n.length)):
        index = last.get(note.pitch)
        if index is not None and kept[index].end > note.start:
            before = kept[index]
            if before.start == note.start:
                continue
            kept[index] = Note(before.start, before.pitch, note.start - before.start, before.velocity)
        last[note.pitch] = len(kept)
        kept.append(note)
    return tuple(sorted(kept))
