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

GROWTH = (0, 3, 2, 3, 1, 3, 2, 3)
"""Of every eight bars, the stage of writing in which each is decided: one whole bar, then the one half way, then those
between. No two bars that meet at a bar line are of one stage, so each hears what it goes on from, or leads to."""
STAGES = max(GROWTH) + 1

_EVERYTHING, _ROLES, _BARS, _STAGE = 0.05, 0.13, 0.2, 0.8  # cumulated shares; the rest masks units
_ROLE_GIVEN = 0.25
"""How often a role is given in the middle of a stage, as a locked track is."""


def draw_mask(rng: np.random.Generator, patches: int, bar: int) -> np.ndarray:
    """One mask, bool [patches, COLUMNS]: True where the generator writes. Some cell always is True.

    The whole, whole roles, a run of bars, what is open in the middle of a stage of GROWTH (in which each bar is written
    from left to right), or scattered units of a patch, a beat or a bar of a voice. `bar` is in patches.
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
    elif kind < _STAGE:
        number, place = np.divmod(np.arange(patches), bar)
        stage = np.array(GROWTH)[(number + rng.integers(len(GROWTH))) % len(GROWTH)]
        turn = stage * bar + place
        now = rng.choice(turn)
        mask[turn > now] = True
        mask[turn == now] = rng.random(COLUMNS) < rng.random()  # of one eighth in all bars of the stage, some voices
        if rng.random() < _ROLE_GIVEN:
            mask[:, COLUMNS_OF[ACCOMPANIMENT[rng.integers(len(ACCOMPANIMENT))]]] = False
        if not mask.any():
            mask[rng.integers(patches), rng.integers(COLUMNS)] = True
    else:
        mask = _scattered(rng, patches, (bar, PATCHES_PER_QUARTER, 1)[rng.choice(3, p=(0.2, 0.4, 0.4))])
    return mask


def _scattered(rng: np.random.Generator, patches: int, unit: int) -> np.ndarray:
    """A share, any from nothing to all, of the units of each column; one at least."""
    units = -(-patches // unit)
    cells = rng.random((units, COLUMNS)) < rng.random()
    cells[rng.integers(units), rng.integers(COLUMNS)] = True
    return np.repeat(cells, unit, axis=0)[:patches]


def draw_masks(seed: int, step: int, patches: int, bars: np.ndarray) -> np.ndarray:
    """The masks of a training step, bool [b, patches, COLUMNS]: a function of (seed, step).

    Args:
        bars: int [b], patches in a bar of each window.
    """
    rng = np.random.default_rng([seed, 3, step])
    return np.stack([draw_mask(rng, patches, int(bar)) for bar in bars])
