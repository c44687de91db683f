"""A score as what a sound process is told: plain JSON of strips and notes, timed in ticks.

This is the only form in which music reaches FluidSynth, so nothing a stranger wrote is parsed beside it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gan.music.mix import Mix
from gan.music.score import Score, ticks_per_second
from soundfonts.mixing import mix


@dataclass(frozen=True, slots=True)
class PlannedNote:
    """One note to sound: first tick, the tick it ends before, its track's index, pitch and velocity."""

    start: int
    end: int
    track: int
    pitch: int
    velocity: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What to play: a strip per track and the notes of all tracks in order of time."""

    ticks_per_second: float
    length: int
    """Ticks to the end of the last note, muted ones included."""
    strips: tuple[dict[str, Any], ...]
    """`Strip.to_json()` of each track."""
    notes: tuple[PlannedNote, ...]
    beat: int = 24
    """Ticks from one felt beat to the next."""
    bar: int = 96
    """Ticks in a bar: a whole number of beats."""
    pickup: int = 0
    """The tick of the first bar line."""

    @property
    def seconds(self) -> float:
        return self.length / self.ticks_per_second

    def beat_from(self, tick: float) -> int:
        """The first beat at a tick or behind it, counted from the first bar line; before it too."""
        return self.pickup + math.ceil((tick - self.pickup) / self.beat) * self.beat

    def begins_bar(self, tick: int) -> bool:
        """True where a bar line stands at a tick."""
        return (tick - self.pickup) % self.bar == 0

    def events(self) -> list[tuple[int, int, int, int, int]]:
        """(tick, velocity, track, pitch, end) in order; velocity 0 ends a note; ends come before starts of one tick."""
        events = [(n.start, n.velocity, n.track, n.pitch, n.end) for n in self.notes]
        events += [(n.end, 0, n.track, n.pitch, n.end) for n in self.notes]
        return sorted(events)

    def to_json(self) -> dict[str, Any]:
        return {
            "ticks_per_second": self.ticks_per_second,
            "length": self.length,
            "strips": list(self.strips),
            "notes": [[n.start, n.end, n.track, n.pitch, n.velocity] for n in self.notes],
            "beat": self.beat,
            "bar": self.bar,
            "pickup": self.pickup,
        }

    @staticmethod
    def from_json(value: dict[str, Any]) -> Plan:
        """The plan of `to_json`. Raises KeyError or TypeError on anything else."""
        notes = tuple(PlannedNote(*row) for row in value["notes"])
        beats = int(value["beat"]), int(value["bar"]), int(value["pickup"])
        return Plan(float(value["ticks_per_second"]), int(value["length"]), tuple(value["strips"]), notes, *beats)


def plan_of(score: Score, muted: Iterable[int] = (), wanted: Mix = Mix()) -> Plan:
    """The plan of a score; the notes of muted tracks (by index) are left out, its length stays.

    Of what is wanted of the mix the volumes, places and instruments count; its mutes do not.
    """
    silent = frozenset(muted)
    notes = [
        PlannedNote(note.start, note.end, index, note.pitch, note.velocity)
        for index, track in enumerate(score.tracks)
        if index not in silent
        for note in track.notes
    ]
    notes.sort(key=lambda n: (n.start, n.track, n.pitch))
    strips = tuple(strip.to_json() for strip in mix(score, wanted))
    beats = score.metre.pulse_ticks, score.metre.bar_ticks, score.pickup
    return Plan(ticks_per_second(score.tempo), score.length, strips, tuple(notes), *beats)
