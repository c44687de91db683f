"""Music as the networks see it: a fixed set of single voices over slots, and drum hits.

A role of several notes is spread over as many voices, the highest note first: each voice is silent or sounds one
pitch, so a generated part cannot fall into fragments of overlapping cells. Two arrays say it all:

- `state`, uint8 [VOICES, slots]: 0 silent, else pitch - LOWEST + 1;
- `onset`, uint8 [VOICES, slots]: 1 in the slot where a note begins, so a repeated note differs from a held one.

`drums`, uint8 [slots, DRUMS], is 1 where a drum is struck. Voice 0 is the melody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from gan.data.grid import slot_of, tick_of
from gan.music.note import Note
from gan.music.role import Role

LOWEST = 24
"""C1; pitches below move up by octaves."""
PITCHES = 84
"""C1 to B7; pitches above move down by octaves."""
OCTAVES = PITCHES // 12
STATES = PITCHES + 1

VOICES_OF: dict[Role, tuple[int, ...]] = {
    Role.MELODY: (0,),
    Role.CHORDS: (1, 2, 3, 4),
    Role.BASS: (5, 6),
    Role.PAD: (7, 8, 9),
}
VOICES = 10
ACCOMPANYING = VOICES - 1
"""Voices that the generator writes: all but the melody."""

DRUM_PITCHES = (36, 38, 37, 42, 46, 45, 48, 49, 51, 54)
"""The General MIDI key each drum is written as: kick, snare, rim or clap, closed and open hi-hat, low and high tom,
crash, ride, hand percussion."""
DRUMS = len(DRUM_PITCHES)
_DRUM_OF = {
    35: 0,
    36: 0,
    38: 1,
    40: 1,
    37: 2,
    39: 2,
    42: 3,
    44: 3,
    46: 4,
    41: 5,
    43: 5,
    45: 5,
    47: 6,
    48: 6,
    50: 6,
    49: 7,
    52: 7,
    55: 7,
    57: 7,
    51: 8,
    53: 8,
    59: 8,
}
_HAND = 9


@dataclass(frozen=True, slots=True)
class Voices:
    """State, onset and drums as in the module's words, all over the same slots."""

    state: np.ndarray
    onset: np.ndarray
    drums: np.ndarray

    @property
    def slots(self) -> int:
        return int(self.state.shape[1])

    @staticmethod
    def silent(slots: int) -> Voices:
        """Nothing sounding, to be written into."""
        return Voices(
            np.zeros((VOICES, slots), np.uint8), np.zeros((VOICES, slots), np.uint8), np.zeros((slots, DRUMS), np.uint8)
        )


def fold_pitch(pitch: int) -> int:
    """The pitch moved by octaves into LOWEST .. LOWEST + PITCHES - 1."""
    if pitch < LOWEST:
        return LOWEST + (pitch - LOWEST) % 12
    top = LOWEST + PITCHES
    return pitch if pitch < top else top - 12 + (pitch - top) % 12


def write_role(into: Voices, role: Role, notes: Iterable[Note], origin: int = 0) -> None:
    """Write the notes of a role; tick `origin` is slot 0, what starts outside the slots is left out.

    More notes than the role has voices lose those in the middle, doubled pitch classes first.
    """
    if role is Role.DRUMS:
        for note in notes:
            slot = int(slot_of(note.start - origin))
            if 0 <= slot < into.slots:
                into.drums[slot, _DRUM_OF.get(note.pitch, _HAND)] = 1
        return
    groups: dict[int, dict[int, int]] = {}
    for note in notes:
        first = int(slot_of(note.start - origin))
        if not 0 <= first < into.slots:
            continue
        last = max(first + 1, min(into.slots, int(slot_of(note.end - origin))))
        group = groups.setdefault(first, {})
        pitch = fold_pitch(note.pitch)
        group[pitch] = max(group.get(pitch, 0), last)
    voices = VOICES_OF[role]
    ends = dict.fromkeys(voices, 0)  # the slot from which a voice is free
    starts = dict.fromkeys(voices, -1)
    for slot in sorted(groups):
        group = groups[slot]
        pitches = _thinned(sorted(group, reverse=True), len(voices))
        free = [v for v in voices if ends[v] <= slot]
        while len(free) < len(pitches):  # the longest held gives way
            oldest = min((v for v in voices if v not in free), key=lambda v: (starts[v], v))
            into.state[oldest, slot : ends[oldest]] = 0
            ends[oldest] = slot
            free = sorted([*free, oldest])
        for voice, pitch in zip(free, pitches):
            into.state[voice, slot : group[pitch]] = pitch - LOWEST + 1
            into.onset[voice, slot] = 1
            ends[voice], starts[voice] = group[pitch], slot


def _thinned(pitches: list[int], limit: int) -> list[int]:
    """At most `limit` of the pitches, given and returned from high to low: the outer ones stay."""
    kept = list(pitches)
    while len(kept) > limit:
        inner = range(1, len(kept) - 1) if limit > 1 else range(1, len(kept))
        doubled = [i for i in inner if sum(p % 12 == kept[i] % 12 for p in kept) > 1]
        # Of the candidates drop the one with the nearest neighbour above: it is the least heard.
        drop = min(doubled or inner, key=lambda i: kept[i - 1] - kept[i])
        del kept[drop]
    return kept


def read_role(voices: Voices, role: Role, origin: int = 0, velocity: int = 80) -> list[Note]:
    """The notes of a role, those of drums a sixteenth long; slot 0 is tick `origin`.

    A voice begins a note at an onset, or where it sounds after silence; it keeps its pitch until the next.
    """
    notes: list[Note] = []
    if role is Role.DRUMS:
        for slot, drum in zip(*np.nonzero(voices.drums)):
            start = int(tick_of(slot)) + origin
            notes.append(Note(start, DRUM_PITCHES[drum], 6, velocity))
        return notes
    for voice in VOICES_OF[role]:
        state, onset = voices.state[voice], voices.onset[voice]
        begun, pitch = -1, 0
        for slot in range(voices.slots + 1):
            sounds = slot < voices.slots and state[slot] > 0
            begins = sounds and (begun < 0 or bool(onset[slot]))
            if begun >= 0 and (begins or not sounds):
                start, end = int(tick_of(begun)), int(tick_of(slot))
                notes.append(Note(start + origin, pitch, end - start, velocity))
                begun = -1
            if begins:
                begun, pitch = slot, int(state[slot]) + LOWEST - 1
    return notes
