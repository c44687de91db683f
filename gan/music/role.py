"""What a track does in the music; the four-voice genres map S A T B onto melody, chords, pad, bass."""

from __future__ import annotations

from enum import Enum


class Role(str, Enum):
    """The five roles, in the order of tracks in a score."""

    MELODY = "melody"
    CHORDS = "chords"
    BASS = "bass"
    PAD = "pad"
    DRUMS = "drums"

    def __str__(self) -> str:
        return self.value


ACCOMPANIMENT = (Role.CHORDS, Role.BASS, Role.PAD, Role.DRUMS)
"""The roles that the generator writes."""
