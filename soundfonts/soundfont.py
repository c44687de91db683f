"""A SoundFont on this machine, and how it came to be used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class SoundFont:
    """A file of instruments that FluidSynth can play."""

    path: Path
    name: str
    """What a person reads: `FluidR3 GM`, `TimGM6mb`, `composer-tui`."""
    kind: Literal["built-in", "found", "chosen"]
    """Ours, one that lay on the machine, or one that the user named."""

    @property
    def gain(self) -> float:
        """How loud the synthesizer plays it: full scores then peak a few decibels below full scale.

        Ours is made with more room above than recorded sets usually have.
        """
        return 1.3 if self.kind == "built-in" else 0.7

    def __str__(self) -> str:
        return f"{self.name} ({self.kind})"
