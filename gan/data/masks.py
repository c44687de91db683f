"""Which parts of a window the generator must write itself.

It is trained to fill whatever is missing beside what it may read, from everything to a few beats. From this one
skill come the first draft, its revisions, a locked track and a rewritten bar.
"""

from __future__ import annotations

import numpy as np

from gan.data.grid import PATCHES_PER_QUARTER
from gan.data.voices import ACCOMPANYING, VOICES_OF
from gan.music.role import ACCOMPANIMENT, Role

COLUMNS = ACCOMPANYING + 1
"""Columns of a mask: the accompanying voices, then the drums."""

COLUMNS_OF: dict[Role, tuple[int, ...]] = {
    role: tuple(v - 1 for v in VOICES_OF[role]) if role in VOICES_OF else (ACCOMPANYING,) for role in ACCOMPANIMENT
}
"""The columns of a mask that belong to a role."""

_EVERYTHING, _ROLES, _BARS = 0.2, 0.35, 0.5  # cumulated shares; the rest masks units


def draw_mask(rng: np.random.Generator, patches: int, bar: int) -> np.ndarray:
    """One mask, bool [patches, COLUMNS]: True where the generator writes. Some cell always is True.

    The whole, whole roles, a run of bars, or scattered units of a beat or a bar of a voice. `bar` is in patches.
    """
    kind = rng.random()
    mask = np.zeros((patches, COLUMNS), bool)
    if kind < _EVERYTHING:
        mask[:] = True
    elif kind < _ROLES:
        chosen = rng.random(len(ACCOMPANIMENT)) < 0.5
        chosen[rng.integers(len(ACCOMPANIMENT))] = True
        for role, taken in zip(ACCOMPANIMENT, chosen):
            mask[:, COLUMNS_OF[role]] |= taken
    elif kind < _BARS:
        bars = max(1, -(-patches // bar))
        first = int(rng.integers(bars))
        count = int(rng.integers(1, bars - first + 1))
        mask[first * bar : (first + count) * bar] = True
    else:
        unit = bar if rng.random() < 0.4 else PATCHES_PER_QUARTER
        units = -(-patches // unit)
        share = rng.random()
        cells = rng.random((units, COLUMNS)) < share
        cells[rng.integers(units), rng.integers(COLUMNS)] = True
        mask = np.repeat(cells, unit, axis=0)[:patches]
    return mask


def draw_masks(seed: int, step: int, patches: int, bars: np.ndarray) -> np.ndarray:
    """The masks of a training step, bool [b, patches, COLUMNS]: a function of (seed, step).

    Args:
        bars: int [b], patches in a bar of each window.
    """
    rng = np.random.default_rng([seed, 3, step])
    return np.stack([draw_mask(rng, patches, int(bar)) for bar in bars])
