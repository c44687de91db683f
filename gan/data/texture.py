"""Texture: how busy, high, thick and sustained each part is, as numbers that steer the generator.

What real accompaniments of one melody differ in most is not harmony but how much is played, and where. Telling the
generator so leaves it fewer averages to hide in, and gives a person (and a seed) something to choose.
"""

from __future__ import annotations

import numpy as np

from gan.data.voices import DRUMS, LOWEST, VOICES, VOICES_OF
from gan.music.role import Role

PITCHED = (Role.CHORDS, Role.BASS, Role.PAD)
PER_ROLE = 5
TEXTURE = PER_ROLE * len(PITCHED) + 3 + 2
"""Length of a texture vector.

Of chords, bass and pad each: plays (0 or 1), attacks per quarter (log1p), mean pitch (octaves from C4), voices
sounding (over 4), share of time sounding. Then drums: play, hits per quarter (log1p), cymbals among them. Then for
all: share of attacks on triplets, share on sixteenths off the eighths.
"""
REGISTER_COLUMNS = tuple(2 + PER_ROLE * i for i in range(len(PITCHED)))
ACTIVE_COLUMNS = (*(PER_ROLE * i for i in range(len(PITCHED))), PER_ROLE * len(PITCHED))
"""Columns that say whether chords, bass, pad and drums play."""

_CYMBALS = (3, 4, 7, 8)


def textures_of(state: np.ndarray, onset: np.ndarray, drums: np.ndarray) -> np.ndarray:
    """The textures of many segments, float32 [n, TEXTURE].

    Args:
        state: uint8 [n, VOICES, slots].
        onset: uint8 [n, VOICES, slots].
        drums: uint8 [n, slots, DRUMS].
    """
    count, voices, slots = state.shape
    assert voices == VOICES and drums.shape[2] == DRUMS
    quarters = slots / 6
    out = np.zeros((count, TEXTURE), np.float32)
    for i, role in enumerate(PITCHED):
        own = list(VOICES_OF[role])
        sounding = state[:, own] > 0
        cells = sounding.sum(axis=(1, 2))
        some = sounding.any(axis=1).sum(axis=1)
        attacks = onset[:, own].any(axis=1).sum(axis=1)
        plays = cells > 0
        pitch = (state[:, own].astype(np.float32) * sounding).sum(axis=(1, 2)) / np.maximum(cells, 1) + LOWEST - 1
        base = PER_ROLE * i
        out[:, base] = plays
        out[:, base + 1] = np.log1p(attacks / quarters)
        out[:, base + 2] = np.where(plays, (pitch - 60) / 12, 0)
        out[:, base + 3] = cells / np.maximum(some, 1) / 4
        out[:, base + 4] = some / slots
    base = PER_ROLE * len(PITCHED)
    hits = drums.sum(axis=(1, 2))
    out[:, base] = hits > 0
    out[:, base + 1] = np.log1p(hits / quarters)
    out[:, base + 2] = drums[:, :, _CYMBALS].sum(axis=(1, 2)) / np.maximum(hits, 1)
    attacks_at = onset[:, 1:].any(axis=1) | drums.any(axis=2)
    by_slot = attacks_at.reshape(count, -1, 6).sum(axis=1)
    total = np.maximum(by_slot.sum(axis=1), 1)
    out[:, base + 3] = (by_slot[:, 2] + by_slot[:, 4]) / total
    out[:, base + 4] = (by_slot[:, 1] + by_slot[:, 5]) / total
    return out
