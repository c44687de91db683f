"""A melody: one voice, with all that a composer must keep of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gan.music.key import Key, find_key
from gan.music.metre import Metre
from gan.music.note import Note
from gan.music.role import Role
from gan.music.score import Score, Track, check_pickup, count_bars, midi_tempo

MAX_BARS = 128
"""The longest melody that is accompanied, in bars."""


@dataclass(frozen=True, slots=True)
class Melody:
    """Notes that never sound together, with tempo, metre, pickup and key."""

    notes: tuple[Note, ...]
    tempo: float = 120.0
    """Quarter notes per minute, 4 to 1000."""
    metre: Metre = Metre()
    pickup: int = 0
    """Tick of the first bar line (see `Score.pickup`)."""
    key: Key | None = None
    """The written key, or None where none is known; `sounding_key` always answers."""
    title: str = ""
    found: str = ""
    """How it was found in a file of several tracks, in words; empty where it was the only one."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "notes", tuple(sorted(self.notes)))
        object.__setattr__(self, "tempo", midi_tempo(self.tempo))
        check_pickup(self.pickup, self.metre)
        for before, after in zip(self.notes, self.notes[1:]):
            if before.end > after.start:
                raise ValueError(f"a melody has one voice, but two notes sound at tick {after.start}")

    @property
    def length(self) -> int:
        """Ticks to the end of the last note; 0 for an empty melody."""
        return self.notes[-1].end if self.notes else 0

    @property
    def bars(self) -> int:
        """Bars the melody reaches into, a pickup counted as one."""
        return count_bars(self.length, self.pickup, self.metre)

    @property
    def sounding_key(self) -> Key:
        """The written key, else the one that fits the notes best."""
        return self.key or find_key(self.notes)

    def to_score(self, program: int = 0) -> Score:
        """The melody alone as a score, in a General MIDI program (0 to 127)."""
        track = Track(Role.MELODY, self.notes, program)
        return Score((track,), self.tempo, self.metre, self.pickup, self.key, self.title)


def one_voice(notes: Iterable[Note]) -> tuple[Note, ...]:
    """The *skyline* of some notes: of notes that start together the highest, cut where a later one starts.

    A lower note that starts while a higher one sounds is left out; a higher one cuts the lower short.
    """
    voice: list[Note] = []
    for note in sorted(notes, key=lambda n: (n.start, -n.pitch)):
        if voice and voice[-1].end > note.start:
            before = voice[-1]
            if before.start == note.start or note.pitch < before.pitch:
                continue
            voice[-1] = Note(before.start, before.pitch, note.start - before.start, before.velocity)
        voice.append(note)
    return tuple(voice)
