"""Notes as typed words: `F#4q` is a pitch with its octave and a length, `-q` a rest, `~q` holds the note before on.

Lengths: `w` whole, `h` half, `q` quarter, `e` eighth, `s` sixteenth, `t` eighth triplet; `.` adds a half.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from gan.music.note import Note

LENGTHS = {"w": 96, "h": 48, "q": 24, "e": 12, "s": 6, "t": 8}
"""Ticks of each length."""
_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_TOKEN = re.compile(r"(?:([A-Ga-g])([#b]?)(\d)|[-~])([whqest])(\.?)")


def read_word(word: str) -> tuple[int | None, int]:
    """The pitch (None for a rest or a tie) and the length in ticks. Raises ValueError for any other word."""
    match = _TOKEN.fullmatch(word)
    if not match:
        raise ValueError(f"{word!r} is not a note")
    step, sign, octave, length, dot = match.groups()
    ticks = LENGTHS[length] * (3 if dot else 2) // 2
    if step is None:
        return None, ticks
    pitch = _STEPS[step.upper()] + {"": 0, "#": 1, "b": -1}[sign] + 12 * (int(octave) + 1)
    if pitch > 127:
        raise ValueError(f"{word!r} is above G9, the highest pitch there is")
    return pitch, ticks


def read_words(words: Iterable[str], start: int, velocity: int) -> tuple[list[Note], int]:
    """The notes of some words from a tick on, and the tick after the last.

    Raises ValueError for a word it cannot read, and for a tie with no note before it.
    """
    notes: list[Note] = []
    now = start
    for word in words:
        pitch, ticks = read_word(word)
        if pitch is not None:
            notes.append(Note(now, pitch, ticks, velocity))
        elif word.startswith("~"):
            if not notes or notes[-1].end != now:
                raise ValueError(f"{word!r} has no note before it to hold on")
            notes[-1] = replace(notes[-1], length=notes[-1].length + ticks)
        now += ticks
    return notes, now
