"""Tempo, metre, key and grid as a person writes them, on the command line and in the dialog.

Rule of this file: what cannot be read is a UsageError that says what can be written.
"""

from __future__ import annotations

import math
import re

from gan.errors import UsageError
from gan.music.key import Key
from gan.music.metre import Metre
from tui.melody_edit import TEMPO_RANGE
from tui.span_edit import GRIDS

_LETTERS = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
_KEY = re.compile(r"([A-Ga-g])\s*(#|♯|b|♭|-?sharp|-?flat)?[\s-]*(major|maj|minor|min|m)?", re.ASCII)


def tempo_of(text: str) -> float:
    """Quarters per minute, within `TEMPO_RANGE`; decimals are allowed. Raises UsageError."""
    low, high = TEMPO_RANGE
    try:
        tempo = float(text.strip().replace(",", "."))
    except ValueError:
        tempo = math.nan
    if not low <= tempo <= high:
        raise UsageError(f"the tempo {text!r} is no number from {low} to {high}", "", "It is in quarters a minute")
    return tempo


def metre_of(text: str) -> Metre:
    """The metre of `3/4`. Raises UsageError."""
    match = re.fullmatch(r"\s*(\d{1,2})\s*/\s*(\d{1,2})\s*", text, re.ASCII)
    try:
        if match:
            return Metre(int(match[1]), int(match[2]))
    except ValueError:
        pass
    raise UsageError(
        f"the metre {text!r} is not known", "", "Write 1 to 32 beats over 1, 2, 4, 8, 16 or 32, such as 3/4 or 7/8"
    )


def key_of(text: str) -> Key:
    """The key of `Eb minor`, `F#` or `am`; without a word it is major. Raises UsageError."""
    match = _KEY.fullmatch(text.strip().replace("Major", "major").replace("Minor", "minor"))
    if not match:
        raise UsageError(f"the key {text!r} is not known", "", "Write a letter and major or minor, such as Eb minor")
    letter, sign, mode = match[1], match[2] or "", match[3] or ""
    tonic = _LETTERS[letter.lower()]
    if sign:
        tonic += 1 if sign in ("#", "♯") or sign.endswith("sharp") else -1
    return Key(tonic % 12, "minor" if mode.startswith("min") or mode == "m" else "major")


def grid_of(text: str) -> int:
    """The ticks of `1/16`, or of `1/8t` for triplets. Raises UsageError."""
    ticks = GRIDS.get(text.strip().lower())
    if ticks is None:
        raise UsageError(f"the grid {text!r} is not known", "", f"Grids: {', '.join(GRIDS)} (t: triplets)")
    return ticks
