"""What is still owed: how far the bars of a span that are settled fall short of the texture asked for.

A texture is a mean over a span of bars. So whoever writes its last bar must know what the others have, and make up for
it; counting that is beyond convolutions. Here it is counted for the generator: of each number of the texture, by how
much the open bars must differ from it so that the span comes to what was asked.
"""

from __future__ import annotations

import numpy as np

from gan.data.grid import SLOTS_PER_PATCH
from gan.data.masks import COLUMNS_OF
from gan.data.texture import (
    DENSITY_COLUMNS,
    REGISTER_COLUMN,
    ROLE_COLUMNS,
    TEXTURE,
    counts_in_windows,
    span_bars,
    texture_of,
)
from gan.data.voices import ACCOMPANYING, Voices

_GROUPS = len(ROLE_COLUMNS) + 1
"""The roles of a texture, then all of them together."""
OWED = TEXTURE + _GROUPS
"""Length of what is owed: a number for each of the texture's, then the share of the span's bars that is settled, of
each role and of all."""
_MOST = 3.0
"""How often what is missing counts at most: when one bar of four is left, it owes what three have missed."""
_HIGHEST = np.ones(TEXTURE, np.float32)
_HIGHEST[list(DENSITY_COLUMNS.values())] = 2.0
"""Of what one bar can be asked for. Nearly all numbers of a texture are shares, or over what is much."""
_MOVED = 1.0
"""Octaves that an open bar is asked to go up or down at most."""
_COLUMNS = (*ROLE_COLUMNS.values(), slice(max(c.stop for c in ROLE_COLUMNS.values()), TEXTURE))


def owed_of(voices: Voices, settled: np.ndarray, texture: np.ndarray, bar_slots: int) -> np.ndarray:
    """What is owed at each patch of a window or a song that begins with a bar, float32 [patches, OWED].

    Args:
        voices: only settled cells are read, in bars where all of a role are.
        settled: bool [patches, COLUMNS].
        texture: float32 [patches, TEXTURE], what is asked for.
        bar_slots: slots in a bar.
    """
    bars = np.array([bar_slots])
    arrays = voices.state[None], voices.onset[None], voices.drums[None]
    return owed_in_windows(*arrays, settled[None], texture[None], bars)[0]


def owed_in_windows(
    state: np.ndarray,
    onset: np.ndarray,
    drums: np.ndarray,
    settled: np.ndarray,
    texture: np.ndarray,
    bar_slots: np.ndarray,
) -> np.ndarray:
    """`owed_of` some windows, float32 [b, patches, OWED]; all its arguments have a first axis of b more."""
    found = np.zeros((*settled.shape[:2], OWED), np.float32)
    for length in np.unique(bar_slots).tolist():
        own = bar_slots == length
        found[own] = _owed(state[own], onset[own], drums[own], settled[own], texture[own], length)
    return found


def _owed(
    state: np.ndarray, onset: np.ndarray, drums: np.ndarray, settled: np.ndarray, texture: np.ndarray, bar_slots: int
) -> np.ndarray:
    """`owed_in_windows` whose bars are all of a length."""
    patches = settled.shape[1]
    bar = np.arange(patches) * SLOTS_PER_PATCH // bar_slots
    starts = np.arange(0, bar[-1] + 1, span_bars(bar_slots))
    by_bar = np.logical_and.reduceat(settled, np.searchsorted(bar, np.arange(bar[-1] + 1)), axis=1)
    roles = [by_bar[:, :, list(COLUMNS_OF[role])].all(axis=2) for role in ROLE_COLUMNS]
    done = np.stack([*roles, by_bar.all(axis=2)]).astype(np.float32)  # [groups, b, bars]
    counts = counts_in_windows(*_known(state, onset, drums, settled), bar_slots)
    bars = np.add.reduceat(done, starts, axis=2)
    have = texture_of(np.add.reduceat(done[..., None] * counts, starts, axis=2), bars * bar_slots)
    share = bars / np.diff(np.append(starts, counts.shape[1]))
    weight = np.minimum(share / np.maximum(1 - share, 1e-6), _MOST) * (share < 1)  # [groups, b, spans]
    span = np.searchsorted(starts, bar, side="right") - 1
    missed = [weight[i][:, span, None] * (texture - have[i][:, span])[..., c] for i, c in enumerate(_COLUMNS)]
    owed = np.concatenate(missed, axis=2)
    within = np.clip(texture + owed, 0, np.maximum(_HIGHEST, texture)) - texture
    registers = list(REGISTER_COLUMN.values())
    within[..., registers] = np.clip(owed[..., registers], -_MOVED, _MOVED)
    return np.concatenate([within, np.moveaxis(share[:, :, span], 0, 2)], axis=2).astype(np.float32)


def _known(
    state: np.ndarray, onset: np.ndarray, drums: np.ndarray, settled: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The three arrays without what is open; the melody always is settled."""
    known = np.repeat(settled, SLOTS_PER_PATCH, axis=1)
    notes = np.pad(known[..., :ACCOMPANYING].transpose(0, 2, 1), ((0, 0), (1, 0), (0, 0)), constant_values=True)
    return state * notes, onset * notes, drums * known[..., ACCOMPANYING:]
