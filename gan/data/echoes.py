"""Echoes: what stands beside a moment, and one, two and four bars before and after it, as far as it is settled.

Music goes on, and comes back. A network that must carry every cell of another place through its channels to write it
again seldom does; here the generator only says how much it wants each echo (its *gates*), and the echo is added to its
logits, as a pointer network copies (Vinyals et al. 2015; See et al. 2017). It also reads how well the echoes agree with
what is settled here, so that it can tell a tune that comes back from one that does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gan.data.grid import SLOTS_PER_PATCH
from gan.data.voices import ACCOMPANYING, DRUMS, STATES, VOICES, VOICES_OF
from gan.music.role import Role

Tensor = Any
OFFSETS = (-1, 1, -2, 2, -4, 4)
"""Bars from here to each echo of another bar."""
NEIGHBOURS = 2
"""Echoes of the neighbours, after those: the last slot of the patch before, the first one of the patch after."""
ECHOES = len(OFFSETS) + NEIGHBOURS
_OF_GROUP = np.array(
    [[voice in VOICES_OF[role] for role in Role if role is not Role.DRUMS] for voice in range(VOICES)], np.float32
)
AGREEMENTS = ECHOES * (_OF_GROUP.shape[1] + 1)
"""Numbers per patch: of each echo, how well melody, chords, bass, pad and drums agree with it."""
GATED = 2 * ACCOMPANYING + DRUMS
GATES = SLOTS_PER_PATCH * ECHOES * GATED
"""Numbers per patch that say how much each echo is wanted: for pitches and attacks of each voice, for each drum."""
STAYS = SLOTS_PER_PATCH * ECHOES * ACCOMPANYING
"""Numbers per patch that say how much less a voice stays where it was, as the echo strikes there or does not."""
_BEFORE = len(OFFSETS)
"""The echo of the patch before."""


@dataclass(frozen=True, slots=True)
class Echoes:
    """What the echoes of `b` windows are."""

    state: np.ndarray
    """int8 [b, slots, ECHOES, ACCOMPANYING], -1 where nothing is settled."""
    onset: np.ndarray
    """int8 [b, slots, ECHOES, ACCOMPANYING]: 1 an attack, -1 none, 0 not settled."""
    drums: np.ndarray
    """int8 [b, slots, ECHOES, DRUMS], likewise."""
    agreement: np.ndarray
    """float32 [b, patches, AGREEMENTS]: 1 the same, -1 all different, 0 nothing to compare."""


def echoes_of(
    state: np.ndarray, onset: np.ndarray, drums: np.ndarray, settled: np.ndarray, bar_slots: np.ndarray
) -> Echoes:
    """The echoes in windows.

    Args:
        state: uint8 [b, VOICES, slots]. Only settled cells are read, of this and the next two.
        onset: uint8 [b, VOICES, slots].
        drums: uint8 [b, slots, DRUMS].
        settled: bool [b, slots, COLUMNS]: the accompanying voices, then the drums; the melody always is.
        bar_slots: int [b], slots in a bar.
    """
    count, slots = len(state), state.shape[2]
    known = np.concatenate([np.ones((count, slots, 1), bool), settled], axis=2)
    voices = np.where(known[..., :-1], state.transpose(0, 2, 1).astype(np.int8), -1)
    attacks = np.where(known[..., :-1], 2 * onset.transpose(0, 2, 1).astype(np.int8) - 1, 0)
    hits = np.where(known[..., -1:], 2 * drums.astype(np.int8) - 1, 0)
    here = np.arange(slots)[:, None]
    first = here // SLOTS_PER_PATCH * SLOTS_PER_PATCH
    beside = np.concatenate([first - 1, first + SLOTS_PER_PATCH], axis=1)
    bars = here + np.multiply.outer(bar_slots, OFFSETS)[:, None]
    there = np.concatenate([bars, np.broadcast_to(beside, (count, slots, NEIGHBOURS))], axis=2)  # [b, slots, ECHOES]
    there = np.where((there < 0) | (there >= slots), slots, there)  # the last row, added below, is not settled
    row = np.arange(count)[:, None, None]

    def echo(cells: np.ndarray, unknown: int) -> np.ndarray:
        padded = np.pad(cells, ((0, 0), (0, 1), (0, 0)), constant_values=unknown)
        return np.asarray(padded[row, there])

    state_there, drums_there = echo(voices, -1), echo(hits, 0)
    return Echoes(
        state_there[..., 1:],
        echo(attacks, 0)[..., 1:],
        drums_there,
        _agreement(voices[:, :, None], state_there, hits[:, :, None], drums_there),
    )


def _agreement(here: np.ndarray, there: np.ndarray, hits: np.ndarray, hits_there: np.ndarray) -> np.ndarray:
    both = (here >= 0) & (there >= 0) & ((here > 0) | (there > 0))  # silence on both sides says nothing
    same = both & (here == there)
    struck = (hits != 0) & (hits_there != 0) & ((hits > 0) | (hits_there > 0))
    counts = [(same @ _OF_GROUP, both @ _OF_GROUP)]
    counts.append(((struck & (hits == hits_there)).sum(axis=3, keepdims=True), struck.sum(axis=3, keepdims=True)))
    columns = []
    for alike, compared in counts:  # each [b, slots, ECHOES, groups]
        by_patch = (len(alike), -1, SLOTS_PER_PATCH, *alike.shape[2:])
        total = compared.reshape(by_patch).sum(axis=2)
        share = alike.reshape(by_patch).sum(axis=2) / np.maximum(total, 1)
        columns.append(np.where(total > 0, 2 * share - 1, 0))
    by_group = np.concatenate(columns, axis=3).swapaxes(2, 3)
    return by_group.reshape(*by_group.shape[:2], AGREEMENTS).astype(np.float32)


def with_rhythm(gates: Tensor, holds: Tensor, stays: Tensor, onset: Tensor, ops: Any = np) -> tuple[Tensor, Tensor]:
    """Gates and holds with a rhythm that comes back though the pitches do not.

    Where an echo strikes, a voice that follows it leaves the pitch it had; where the echo goes on sounding it stays.

    Args:
        gates: [b, patches, GATES], as the generator gives them; those of the echo before are what a voice stays by
            from patch to patch.
        holds: [b, slots, ACCOMPANYING], what it stays by within a patch.
        stays: [b, patches, STAYS], as the generator gives them.
        onset: of `Echoes`.
        ops: a module with numpy's names: `numpy` when composing, `keras.ops` when training.
    """
    slots = holds.shape[1]
    stay = ops.sum(ops.multiply(ops.reshape(stays, (-1, slots, ECHOES, ACCOMPANYING)), onset), axis=2)
    begins = (np.arange(slots) % SLOTS_PER_PATCH == 0).astype(np.float32)[:, None, None]
    there = (0, 0), (0, 0), (_BEFORE, ECHOES - _BEFORE - 1), (0, GATED - ACCOMPANYING)
    moved = ops.pad(ops.expand_dims(stay, 2) * begins, there)
    return ops.reshape(gates, (-1, slots, ECHOES, GATED)) + moved, holds + stay


def with_echoes(
    logits: tuple[Tensor, Tensor, Tensor, Tensor],
    gates: Tensor,
    state: Tensor,
    onset: Tensor,
    drums: Tensor,
    ops: Any = np,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The logits with the echoes that are wanted.

    Args:
        logits: of states [b, slots, STATES, ACCOMPANYING], onsets and repeats [b, slots, ACCOMPANYING], drums
            [b, slots, DRUMS].
        gates: [b, patches, GATES] or [b, slots, ECHOES, GATED], as the generator gives them or `with_rhythm`.
        state, onset, drums: of `Echoes`.
        ops: a module with numpy's names: `numpy` when composing, `keras.ops` when training.
    """
    slots = logits[1].shape[1]
    gates = ops.reshape(gates, (-1, slots, ECHOES, GATED))
    wanted = gates[..., :ACCOMPANYING]
    if ops is np:
        states = logits[0].copy()
        for echo in range(ECHOES):  # within one echo no cell is met twice
            example, slot, voice = np.nonzero(state[:, :, echo] >= 0)
            there = state[example, slot, echo, voice]
            states[example, slot, there, voice] += wanted[example, slot, echo, voice]
    else:
        count = state.shape[0]
        window = np.arange(count, dtype="int32").reshape(count, 1, 1, 1)
        row = np.arange(slots, dtype="int32").reshape(slots, 1, 1)
        there = ops.cast(ops.maximum(state, 0), "int32")
        cell = (row * STATES + there) * ACCOMPANYING + np.arange(ACCOMPANYING, dtype="int32")
        index = ops.stack([ops.broadcast_to(window, cell.shape), cell], axis=-1)
        known = wanted * ops.cast(state >= 0, "float32")
        added = ops.scatter(
            ops.reshape(index, (-1, 2)), ops.reshape(known, (-1,)), (count, slots * STATES * ACCOMPANYING)
        )
        states = logits[0] + ops.reshape(added, (count, slots, STATES, ACCOMPANYING))
    struck = ops.sum(ops.multiply(gates[..., ACCOMPANYING : 2 * ACCOMPANYING], onset), axis=2)
    return (
        states,
        logits[1] + struck,
        logits[2] + struck,
        logits[3] + ops.sum(ops.multiply(gates[..., 2 * ACCOMPANYING :], drums), axis=2),
    )
