"""A whole score → overlapping segments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from gan.data.segments import BARS, SLOTS, Segments
from gan.data.voices import DRUMS, VOICES, VOICES_OF, Voices, write_role
from gan.music.melody import one_voice
from gan.music.metre import Metre
from gan.music.role import Role
from gan.music.score import Score

_LEAST_MELODY_NOTES = 4
_LEAST_MELODY_BARS = 2


def windows_of(score: Score) -> Iterator[tuple[int, Voices]]:
    """Windows of BARS bars, one from each bar line on, with the tick each starts at.

    Only in 4/4; a window needs a melody of 4 notes in 2 bars or more, and two accompanying roles that sound.
    """
    if score.metre != Metre(4, 4):
        return
    bar = score.metre.bar_ticks
    for start in range(score.pickup, score.length - BARS * bar + 1, bar):
        voices = Voices.silent(SLOTS)
        for track in score.tracks:
            notes = [n for n in track.notes if start <= n.start < start + BARS * bar]
            write_role(voices, track.role, one_voice(notes) if track.role is Role.MELODY else notes, start)
        attacks = voices.onset[0].reshape(BARS, -1).sum(axis=1)
        roles = sum(bool(voices.state[list(own)].any()) for role, own in VOICES_OF.items() if role is not Role.MELODY)
        roles += bool(voices.drums.any())
        if attacks.sum() >= _LEAST_MELODY_NOTES and (attacks > 0).sum() >= _LEAST_MELODY_BARS and roles >= 2:
            yield start, voices


def segments_of(scores: Iterable[Score]) -> Segments:
    """The windows of many scores; a score's place in the order is its source."""
    rows: list[Voices] = []
    source: list[int] = []
    starts: list[int] = []
    for number, score in enumerate(scores):
        for start, voices in windows_of(score):
            rows.append(voices)
            source.append(number)
            starts.append(start)
    if not rows:
        return Segments(
            np.zeros((0, VOICES, SLOTS), np.uint8),
            np.zeros((0, VOICES, SLOTS), np.uint8),
            np.zeros((0, SLOTS, DRUMS), np.uint8),
            np.zeros(0, np.int32),
            np.zeros(0, np.int32),
        )
    return Segments(
        np.stack([v.state for v in rows]),
        np.stack([v.onset for v in rows]),
        np.stack([v.drums for v in rows]),
        np.array(source, np.int32),
        np.array(starts, np.int32),
    )
