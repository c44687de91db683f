"""Motion: to which pitch a voice would have to go to move in parallel fifths or octaves with another.

Whether two voices keep a perfect interval while both move depends on four pitches at once, which sums of features say
badly; so the pitches that would are found beforehand, as far as the other three are settled, and the generator says how
much it wants them. It learns that from music: chorales avoid them, rock guitars seek them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gan.data.grid import SLOTS_PER_PATCH
from gan.data.voices import ACCOMPANYING, STATES
from gan.music.role import Role

Tensor = Any
KINDS = 4
"""Octaves from the patch before, fifths from it, octaves into the patch after, fifths into it."""
MOTION_GATES = SLOTS_PER_PATCH * KINDS * ACCOMPANYING
"""Numbers per patch that say how much each kind is wanted in each slot and voice."""
INTERVALS = 2
"""Octaves, fifths."""
PITCHED = (Role.CHORDS, Role.BASS, Role.PAD)
"""The parts that move."""


def parallels_of(state: np.ndarray, settled: np.ndarray) -> np.ndarray:
    """The states that would make parallels, bool [b, patches, KINDS, STATES, ACCOMPANYING].

    Args:
        state: uint8 [b, VOICES, slots]. Only settled cells are read.
        settled: bool [b, slots, COLUMNS], as in `gan.data.echoes.echoes_of`.
    """
    count, _, slots = state.shape
    known = np.concatenate([np.ones((count, slots, 1), bool), settled[..., :ACCOMPANYING]], axis=2)
    pitch = np.where(known, state.transpose(0, 2, 1), 0).astype(np.int16)  # [b, slots, VOICES], 0: silent or open
    first, last = pitch[:, ::SLOTS_PER_PATCH], pitch[:, SLOTS_PER_PATCH - 1 :: SLOTS_PER_PATCH]
    found = np.zeros((count, slots // SLOTS_PER_PATCH, KINDS, STATES, ACCOMPANYING), bool)
    _mark(found[:, 1:, :2], here=first[:, 1:], there=last[:, :-1])
    _mark(found[:, :-1, 2:], here=last[:, :-1], there=first[:, 1:])
    return found


def _mark(found: np.ndarray, here: np.ndarray, there: np.ndarray) -> None:
    """Mark in `found` [b, p, 2, STATES, ACCOMPANYING] what is parallel between two slots [b, p, VOICES]."""
    own, other, other_here = there[:, :, None, 1:], there[..., None], here[..., None]  # [b, p, other voice, own voice]
    goal = own + other_here - other
    moves = (own > 0) & (other > 0) & (other_here > 0) & (other_here != other) & (goal > 0) & (goal < STATES)
    moves &= np.arange(here.shape[2])[:, None] != np.arange(1, here.shape[2])
    interval = np.abs(own - other) % 12
    for kind, perfect in enumerate((0, 7)):
        example, patch, _, voice = np.nonzero(moves & (interval == perfect))
        found[example, patch, kind, goal[moves & (interval == perfect)], voice] = True


def with_parallels(logits: Tensor, gates: Tensor, parallels: Tensor, ops: Any = np) -> Tensor:
    """The logits with parallels as far as they are wanted.

    Args:
        logits: of states, float32 [b, slots, STATES, ACCOMPANYING].
        gates: float32 [b, patches, MOTION_GATES], as the generator gives them.
        parallels: from `parallels_of`; in training as float32.
        ops: a module with numpy's names: `numpy` when composing, `keras.ops` when training.
    """
    slots = logits.shape[1]
    if ops is np:  # there are few
        moved = logits.copy()
        gates = gates.reshape(-1, slots // SLOTS_PER_PATCH, SLOTS_PER_PATCH, KINDS, ACCOMPANYING)
        for kind in range(KINDS):  # within one kind no cell is met twice
            example, patch, state, voice = np.nonzero(parallels[:, :, kind])
            for slot in range(SLOTS_PER_PATCH):
                at = patch * SLOTS_PER_PATCH + slot
                moved[example, at, state, voice] += gates[example, patch, slot, kind, voice]
        return moved
    # Products of small matrices, one for each patch and voice: [STATES, KINDS] by [KINDS, SLOTS_PER_PATCH].
    by_kind = ops.reshape(gates, (-1, slots // SLOTS_PER_PATCH, SLOTS_PER_PATCH, KINDS, ACCOMPANYING))
    wanted = ops.matmul(ops.transpose(parallels, (0, 1, 4, 3, 2)), ops.transpose(by_kind, (0, 1, 4, 3, 2)))
    return logits + ops.reshape(ops.transpose(wanted, (0, 1, 4, 3, 2)), (-1, slots, STATES, ACCOMPANYING))
