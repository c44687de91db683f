"""The noise of a window or a song: which of the many good answers is given.

The chance in choosing attacks is shared by the voices of a role and comes back every bar, so that a rhythm is a
pattern. Bars of one *kind* (a tune that comes back) share their chance altogether. Each single cell still has the odds
the network gave it.
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
    """float32 [b, slots, STATES, ACCOMPANYING], Gumbel, the same in bars of one kind; empty where not asked for."""
    onset: np.ndarray
    """float32 [b, slots, ACCOMPANYING], logistic, shared by the voices of a role, the same in every bar."""
    drums: np.ndarray
    """float32 [b, slots, DRUMS], logistic, the same in bars of one kind."""


def draw_noise(rng: np.random.Generator, bar: np.ndarray, place: np.ndarray, pitches: bool = True) -> Noise:
    """Noise for windows.

    Args:
        rng: all chance comes from it.
        bar: int [b, slots], the kind of the bar each slot is in, from 0 on.
        place: int [b, slots], slots since the bar line.
        pitches: whether to draw those of pitches, which are by far the most.
    """
    count, kinds, length = len(bar), int(bar.max()) + 1, int(place.max()) + 1
    role_noise = np.take_along_axis(_logistic(rng, (count, length, len(ACCOMPANIMENT))), place[:, :, None], axis=1)
    onset = np.zeros((*bar.shape, ACCOMPANYING), np.float32)
    for i, role in enumerate(ACCOMPANIMENT):
        if role is not Role.DRUMS:
            for column in COLUMNS_OF[role]:
                onset[:, :, column] = role_noise[:, :, i]
    of_kind = rng.standard_normal((count, kinds, BAR_NOISE), np.float32)
    which = np.arange(count)[:, None], bar * length + place
    return Noise(
        rng.standard_normal((count, NOISE), np.float32),
        np.take_along_axis(of_kind, bar[:, ::SLOTS_PER_PATCH, None], axis=1),
        _gumbel(rng, (count, kinds * length, STATES, ACCOMPANYING))[which] if pitches else np.zeros(0, np.float32),
        onset,
        np.take_along_axis(_logistic(rng, (count, kinds * length, DRUMS)), (bar * length + place)[:, :, None], axis=1),
    )


def _gumbel(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    tiny = np.float32(1e-30)  # a logarithm of 0 would be an infinite certainty
    return np.asarray(-np.log(rng.standard_exponential(shape, np.float32) + tiny))


def _logistic(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return rng.logistic(size=shape).astype(np.float32)
