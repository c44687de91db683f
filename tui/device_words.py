"""What a run computes with, in words and in large letters.

Rule of this file: nobody trains for a month on a processor without knowing it. A GPU that lies idle is told by a sign
and in words, never by a colour alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gan.music.plain import plain

UNUSED_SIGN = "▲"
_MOST_NAMES = 400
_LETTERS = {
    "C": ("█▀▀", "█  ", "▀▀▀"),
    "P": ("█▀█", "█▀▀", "▀  "),
    "U": ("█ █", "█ █", "▀▀▀"),
    "G": ("█▀▀", "█ █", "▀▀▀"),
}
LETTER_ROWS = 3


@dataclass(frozen=True, slots=True)
class Device:
    """What the networks of a run are on."""

    kind: str
    """CPU or GPU; empty where what was told is neither."""
    name: str
    """Which one, such as `2 cores`."""
    gpu_unused: bool = False
    """Whether the machine has a GPU that the run does not use."""

    @property
    def words(self) -> str:
        """Such as `CPU (2 cores)`."""
        return f"{self.kind} ({self.name})" if self.kind and self.name else self.kind or self.name

    @property
    def loudly(self) -> str:
        """The line that says it before all else."""
        return f"TRAINS ON: {self.words}" + (", THE GPU OF THIS MACHINE IS NOT USED" if self.gpu_unused else "")

    @property
    def letters(self) -> tuple[str, ...]:
        """The kind in LETTER_ROWS rows of half blocks; nothing where there is no kind."""
        return tuple(" ".join(rows) for rows in zip(*(_LETTERS[letter] for letter in self.kind)))


def device_of(started: Mapping[str, Any]) -> Device | None:
    """The device of an event RunStarted; None where it tells none."""
    told = plain(str(started.get("device") or ""), _MOST_NAMES)
    kind, _, names = told.partition(": ")
    if kind not in ("CPU", "GPU"):
        kind, names = "", told
    each = Counter(names.split(", "))
    name = ", ".join(f"{number} × {one}" if number > 1 else one for one, number in each.items())
    return Device(kind, name, started.get("gpu_unused") is True) if told else None
