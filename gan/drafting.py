"""Drafting and revising: the generator writes all, keeps what it is surest of, and writes the rest again.

After MaskGIT (Chang et al. 2022) and Coconet (Huang et al. 2017): one pass answers every question at once and so
averages over answers that exclude each other; in later passes each part hears what the others have settled on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from gan.data.grid import PATCHES_PER_QUARTER, SLOTS_PER_PATCH, SLOTS_PER_QUARTER
from gan.data.masks import COLUMNS
from gan.data.noise import Noise, bar_of, draw_noise
from gan.data.planes import fold, fold_drums, sounding, unfold
from gan.data.voices import ACCOMPANYING, DRUMS, Voices

_LOT = 0.1
"""Weight of chance beside certainty in what is written again."""

Network = Callable[[np.ndarray, np.ndarray, np.ndarray], list[np.ndarray]]
"""notes, frames, style → logits of pitches, silences, onsets, drums, as `gan.nets.generator` says."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a take is written."""

    passes: int = 8
    """Drafts, 1 or more: the first is all new, each later one rewrites fewer units."""
    temperature: float = 1.0
    """Chance in choosing: 0 always takes the likeliest, 1 follows the network's odds."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stays the same through all passes of a take."""

    metre: np.ndarray
    """float32 [patches, METRE_FEATURES]."""
    style: np.ndarray
    """float32 [genres + TEXTURE], without noise."""
    bar_slots: int


def draft(
    network: Network, given: Voices, mask: np.ndarray, frame: Frame, manner: Manner, rng: np.random.Generator
) -> Voices:
    """Everything under the mask written, the rest as given.

    Args:
        network: the generator.
        given: the melody and whatever else is settled; its slots are a multiple of SLOTS_PER_PATCH.
        mask: bool [patches, COLUMNS], True where the network writes.
        frame: metre and style.
        manner: passes and temperature.
        rng: all chance comes from it.
    """
    now = Voices(given.state.copy(), given.onset.copy(), given.drums.copy())
    open_cells = mask.copy()
    noise = draw_noise(rng, 1, given.slots, frame.bar_slots)
    for i in range(manner.passes):
        if i:  # other pitches may come up in each pass; rhythm and character stay those of the take
            noise = replace(noise, pitch=draw_noise(rng, 1, given.slots, frame.bar_slots).pitch)
        sure = _write(network, now, open_cells, frame, noise, manner.temperature)
        left = np.cos(np.pi / 2 * (i + 1) / manner.passes)
        open_cells = _least_sure(sure, mask, left, rng)
    return now


def _write(
    network: Network, now: Voices, mask: np.ndarray, frame: Frame, noise: Noise, temperature: float
) -> np.ndarray:
    """Write the masked cells of `now` in place.

    Returns how sure the network is of each voice's beats, float32 [quarters, ACCOMPANYING].
    """
    slots = now.slots
    written = np.repeat(mask, SLOTS_PER_PATCH, axis=0)
    notes_written, drums_written = written[:, :ACCOMPANYING], written[:, ACCOMPANYING:]
    shown = np.concatenate([np.ones((slots, 1), bool), ~notes_written], axis=1)
    state = np.where(shown.T, now.state, 0)[None]
    sound = sounding(state)
    notes = np.concatenate([sound, sound * now.onset.T[None, :, None, :]], axis=3)
    hits = np.where(drums_written, 0, now.drums).astype(np.float32)[None]
    frames = np.concatenate([fold_drums(hits), mask[None], frame.metre[None], noise.bar], axis=2).astype(np.float32)
    style = np.concatenate([frame.style[None], noise.take], axis=1).astype(np.float32)

    pitches, silences, onsets, drums = network(fold(notes).astype(np.float32), frames, style)
    logits = np.concatenate([silences.reshape(slots, 1, ACCOMPANYING), unfold(pitches)[0]], axis=1)
    onsets, drums = onsets.reshape(slots, ACCOMPANYING), drums.reshape(slots, DRUMS)
    gumbel = noise.pitch[0][bar_of(slots, frame.bar_slots)]
    state_now = (logits + temperature * gumbel).argmax(axis=1)  # [slots, ACCOMPANYING]
    onset_now = onsets + temperature * noise.onset[0] > 0
    drums_now = drums + temperature * noise.drums[0] > 0

    now.state[1:] = np.where(notes_written.T, state_now.T, now.state[1:])
    now.onset[1:] = np.where(notes_written.T, (onset_now & (state_now > 0)).T, now.onset[1:])
    now.drums[:] = np.where(drums_written, drums_now, now.drums)

    chances = logits - _logsumexp(logits)
    stands = np.take_along_axis(chances, now.state[1:].T[:, None].astype(np.int64), axis=1)[:, 0]
    return _against_its_like(_by_beat(stands), _by_beat((now.state[1:] > 0).T) > 0.5)


def _by_beat(cells: np.ndarray) -> np.ndarray:
    """Means over the slots of each quarter, [slots, n] → [quarters, n]; a last part of a quarter counts as one."""
    slots = len(cells)
    starts = np.arange(0, slots, SLOTS_PER_QUARTER)
    lengths = np.minimum(SLOTS_PER_QUARTER, slots - starts)
    return np.add.reduceat(cells.astype(np.float32), starts, axis=0) / lengths[:, None]


def _against_its_like(sure: np.ndarray, sounds: np.ndarray) -> np.ndarray:
    """Certainty less the mean of its like (sounding or silent) in each voice.

    A network is always surer of silence than of one pitch among many; kept by plain certainty, a take would fall
    silent pass by pass.
    """
    out = sure.copy()
    for like in (sounds, ~sounds):
        count = np.maximum(like.sum(axis=0), 1)
        out -= np.where(like, (sure * like).sum(axis=0) / count, 0)
    return np.asarray(out)


def _least_sure(sure: np.ndarray, mask: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """The `share` of beats of each voice to write again, bool [patches, COLUMNS], within the mask; drums by lot."""
    beats = len(sure)
    units = np.concatenate([sure, np.zeros((beats, 1))], axis=1) + _LOT * rng.gumbel(size=(beats, COLUMNS))
    again = np.zeros((beats, COLUMNS), bool)
    count = int(np.floor(share * beats))
    if count:
        np.put_along_axis(again, units.argsort(axis=0)[:count], True, axis=0)
    return np.repeat(again, PATCHES_PER_QUARTER, axis=0)[: len(mask)] & mask


def _logsumexp(logits: np.ndarray) -> np.ndarray:
    top = logits.max(axis=1, keepdims=True)
    return top + np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
