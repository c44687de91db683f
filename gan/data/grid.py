"""The time grid of the networks: six *slots* to a quarter, three to a *patch*.

A slot stands at ticks 0, 6, 8, 12, 16 and 18 of the 24 in a quarter: every sixteenth and every eighth triplet, and
nothing else, which is half of the twelve columns an even grid with both would need. A patch is an eighth note
(slots 0-2 or 3-5 of a quarter); the networks fold it into channels.

Ticks that are not on a slot go to the nearest one, the earlier of two.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gan.music.metre import Metre
from gan.music.note import TICKS_PER_QUARTER

SLOT_TICKS = (0, 6, 8, 12, 16, 18)
SLOTS_PER_QUARTER = len(SLOT_TICKS)
SLOTS_PER_PATCH = 3
PATCHES_PER_QUARTER = SLOTS_PER_QUARTER // SLOTS_PER_PATCH
PATCH_TICKS = TICKS_PER_QUARTER // PATCHES_PER_QUARTER

_POINTS = np.array([*SLOT_TICKS, TICKS_PER_QUARTER])
_NEAREST = np.abs(np.arange(TICKS_PER_QUARTER)[:, None] - _POINTS[None, :]).argmin(axis=1)

METRE_FEATURES = 6
"""Numbers that tell a patch where in its bar it stands."""


def slot_of(tick: ArrayLike) -> np.ndarray:
    """The slot nearest to each tick, int [...]."""
    quarter, rest = np.divmod(np.asarray(tick), TICKS_PER_QUARTER)
    return np.asarray(quarter * SLOTS_PER_QUARTER + _NEAREST[rest])


def tick_of(slot: ArrayLike) -> np.ndarray:
    """The tick each slot stands at, int [...]."""
    quarter, rest = np.divmod(np.asarray(slot), SLOTS_PER_QUARTER)
    return np.asarray(quarter * TICKS_PER_QUARTER + _POINTS[rest])


def metre_features(patches: int, metre: Metre) -> np.ndarray:
    """Where each patch stands in its bar, float32 [patches, METRE_FEATURES]; patch 0 begins a bar.

    Columns: downbeat, half bar, on a pulse, off a pulse (all 0 or 1), eighths since the bar line, eighths to the
    next (both over 8).
    """
    tick = np.arange(patches) * PATCH_TICKS
    since = tick % metre.bar_ticks
    pulse = metre.pulse_ticks
    on_pulse = since % pulse == 0
    even = metre.bar_ticks % (2 * pulse) == 0
    half = (since * 2 == metre.bar_ticks) if even else np.zeros(patches, bool)
    left = metre.bar_ticks - since
    columns = (since == 0, half, on_pulse, ~on_pulse, since / PATCH_TICKS / 8, left / PATCH_TICKS / 8)
    return np.stack(columns, axis=-1).astype(np.float32)
