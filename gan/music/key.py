"""Keys, and finding the key of some notes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from gan.music.note import PITCH_NAMES, Note

# Probe-tone ratings of Krumhansl & Kessler (1982), from the tonic upwards.
_MAJOR_PROFILE = np.array([6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88])
_MINOR_PROFILE = np.array([6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17])
_MAJOR_STEPS = (0, 2, 4, 5, 7, 9, 11)
_MINOR_STEPS = (0, 2, 3, 5, 7, 8, 10, 11)  # natural minor and the raised leading note


@dataclass(frozen=True, slots=True)
class Key:
    """A tonic (pitch class 0 to 11, C = 0) and a mode (`major` or `minor`)."""

    tonic: int = 0
    mode: str = "major"

    def __post_init__(self) -> None:
        if not 0 <= self.tonic <= 11 or self.mode not in ("major", "minor"):
            raise ValueError(f"tonic {self.tonic}, mode {self.mode!r} is not a key")

    def __str__(self) -> str:
        return f"{PITCH_NAMES[self.tonic]} {self.mode}"

    @property
    def pitch_classes(self) -> frozenset[int]:
        """The pitch classes of the scale; minor counts both seventh degrees."""
        steps = _MAJOR_STEPS if self.mode == "major" else _MINOR_STEPS
        return frozenset((self.tonic + step) % 12 for step in steps)

    @property
    def relative_major_tonic(self) -> int:
        """The tonic of the major key with the same signature, as a pitch class."""
        return self.tonic if self.mode == "major" else (self.tonic + 3) % 12

    @property
    def sharps(self) -> int:
        """Sharps (positive) or flats (negative) in the signature, -5 to 6."""
        return (self.relative_major_tonic * 7 + 5) % 12 - 5


def find_key(notes: Iterable[Note]) -> Key:
    """The key whose profile correlates best with the time spent on each pitch class.

    The algorithm of Krumhansl and Schmuckler (Krumhansl 1990, chapter 4). No notes give C major.
    """
    weights = np.zeros(12)
    for note in notes:
        weights[note.pitch % 12] += note.length
    return key_of_weights(weights)


def key_of_weights(weights: np.ndarray) -> Key:
    """The key that fits time per pitch class, float [12], in any unit. All zeros give C major."""
    return keys_of_weights(weights[None])[0]


def keys_of_weights(weights: np.ndarray) -> list[Key]:
    """`key_of_weights` of each row of float [n, 12]."""
    scores = (weights - weights.mean(axis=1, keepdims=True)) @ _SHAPES
    best = np.argmax(scores.round(9), axis=1)  # of those that fit alike the first
    return [_KEYS[i] if row.any() else Key() for i, row in zip(best.tolist(), weights)]


def _shape(key: Key) -> np.ndarray:
    """A key's profile from pitch class 0 upwards, of mean 0 and length 1."""
    profile = np.roll(_MAJOR_PROFILE if key.mode == "major" else _MINOR_PROFILE, key.tonic)
    centred = profile - profile.mean()
    return np.asarray(centred / np.linalg.norm(centred))


_KEYS = tuple(Key(tonic, mode) for tonic in range(12) for mode in ("minor", "major"))
_SHAPES = np.stack([_shape(key) for key in _KEYS], axis=1)
