"""The noise of a window or a song: which of the many good answers is given.

Noise is *held* where music holds still, so that chance does not shatter it: the chance in choosing pitches stays the
same through a bar, the chance in choosing attacks is shared by the voices of a role and comes back every bar, as does
that of the drums, so that a rhythm is a pattern. Each single cell still has the odds the network gave it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gan.data.grid import SLOTS_PER_PATCH
from gan.data.masks import COLUMNS_OF
from gan.data.spec import BAR_NOISE, NOISE
from gan.data.voices import ACCOMPANYING, DRUMS, STATES
from gan.music.role import ACCOMPANIMENT, Role


@dataclass(frozen=True, slots=True)
class Noise:
    """Noise for `b` windows of some slots."""

    take: np.ndarray
    """float32 [b, NOISE], standard normal."""
    bar: np.ndarray
    """float32 [b, patches, BAR_NOISE], standard normal, held through each bar."""
    pitch: np.ndarray
    """float32 [b, bars, STATES, ACCOMPANYING], Gumbel; bar of a slot in `bar_of`."""
    onset: np.ndarray
    """float32 [b, slots, ACCOMPANYING], logistic, shared by the voices of a role, the same in every bar."""
    drums: np.ndarray
    """float32 [b, slots, DRUMS], logistic, the same in every bar."""


def draw_noise(rng: np.random.Generator, count: int, slots: int, bar_slots: int) -> Noise:
    """Noise for `count` windows of `slots` slots with `bar_slots` to a bar."""
    bars = -(-slots // bar_slots)
    in_bar = np.arange(slots) % bar_slots
    bar_of_patch = bar_of(slots, bar_slots)[::SLOTS_PER_PATCH]
    role_noise = _logistic(rng, (count, bar_slots, len(ACCOMPANIMENT)))
    onset = np.zeros((count, slots, ACCOMPANYING), np.float32)
    for i, role in enumerate(ACCOMPANIMENT):
        if role is not Role.DRUMS:
            for column in COLUMNS_OF[role]:
                onset[:, :, column] = role_noise[:, in_bar, i]
    return Noise(
        rng.standard_normal((count, NOISE), np.float32),
        rng.standard_normal((count, bars, BAR_NOISE), np.float32)[:, bar_of_patch],
        rng.gumbel(size=(count, bars, STATES, ACCOMPANYING)).astype(np.float32),
        onset,
        _logistic(rng, (count, bar_slots, DRUMS))[:, in_bar],
    )


def bar_of(slots: int, bar_slots: int) -> np.ndarray:
    """The bar of each slot, int [slots]."""
    return np.arange(slots) // bar_slots


def _logistic(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return rng.logistic(size=shape).astype(np.float32)
