"""Habits of a genre: how much more of some motions and sonorities it wants than the network says, part by part."""

from __future__ import annotations

import numpy as np

from gan.data import motion, sonority
from gan.data.grid import SLOTS_PER_PATCH
from gan.data.motion import INTERVALS, PITCHED
from gan.data.voices import ACCOMPANYING, VOICES_OF

HABITS = INTERVALS + sonority.KINDS
"""Parallel octaves, parallel fifths, then the kinds of `gan.data.sonority`."""


def gates_of(wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gates of every slot, float32 [MOTION_GATES] and [SONORITY_GATES], from one number for each habit and part.

    Args:
        wanted: float [HABITS, len(PITCHED)], logits.
    """
    by_voice = np.zeros((HABITS, ACCOMPANYING), np.float32)
    for number, role in enumerate(PITCHED):
        by_voice[:, [voice - 1 for voice in VOICES_OF[role]]] = wanted[:, [number]]
    # From the patch before, and into the one after.
    parallels = np.tile(by_voice[:INTERVALS], (motion.KINDS // INTERVALS, 1))
    return np.tile(parallels.reshape(-1), SLOTS_PER_PATCH), np.tile(by_voice[INTERVALS:].reshape(-1), SLOTS_PER_PATCH)
