"""Drafting: the generator writes a take beat by beat, each beat hearing those before it.

One pass answers every question at once and so averages over answers that exclude each other (two voices that each
choose a good chord, but not the same one). So a pass writes everything, keeps a share of the beats of each voice, and
the next pass writes the others again, hearing what was kept; after the last pass each beat has been decided once, by
the odds the network gave it when it was its turn (as in an order-agnostic model, Uria et al. 2014; for music, Coconet,
Huang et al. 2017). The lot decides within a bar; of every eight bars the first is decided first, then the second, then
two, then four, so that there is something whole to come back to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gan.data.echoes import echoes_of, with_echoes
from gan.data.grid import PATCHES_PER_QUARTER, SLOTS_PER_PATCH
from gan.data.masks import COLUMNS
from gan.data.noise import Noise, draw_noise
from gan.data.planes import chroma, fold, fold_drums, sounding, unfold
from gan.data.voices import ACCOMPANYING, DRUMS, Voices

_TEMPERATURE = 0.7
"""Of usual takes. Measured: nearer to real music than the plain odds (docs/experiments.md)."""
_GROWTH = (0, 1, 2, 2, 3, 3, 3, 3)
"""Of every eight bars, the quarter of the passes in which each is decided."""

Network = Callable[[np.ndarray, np.ndarray, np.ndarray], list[np.ndarray]]
"""notes, frames, style → logits of pitches, silences, onsets, drums, and gates, as `gan.nets.generator` says."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a take is written."""

    passes: int = 16
    """Passes through the network, 1 or more: the more, the better the parts listen to each other."""
    adventure: float = 1.0
    """Chance in choosing, over what is usual: 0 always takes the likeliest, 2 is wild."""
    truncation: float = 0.0
    """A pitch less likely than this share of the likeliest one's odds is never chosen, 0 (all may be) to 1."""
    raw: bool = False
    """Leave out every rule beside the network: no truncation, and no chance shared by bars whose tune comes back."""

    @property
    def temperature(self) -> float:
        """What chance is multiplied by; 1 follows the network's odds."""
        return _TEMPERATURE * self.adventure


@dataclass(frozen=True, slots=True)
class Frame:
    """What stays the same through all passes of a take."""

    metre: np.ndarray
    """float32 [patches, METRE_FEATURES]."""
    style: np.ndarray
    """float32 [patches, genres + TEXTURE], without noise."""
    bar: np.ndarray
    """int [slots]: bars of one number share their noise."""
    beat: np.ndarray
    """int [slots]: beats of one number share their noise."""
    place: np.ndarray
    """int [slots]: slots since the bar line."""
    bar_slots: int
    """Slots in a bar."""


def draft(
    network: Network, given: Voices, mask: np.ndarray, frame: Frame, manner: Manner, rng: np.random.Generator
) -> Voices:
    """Everything under the mask written, the rest as given.

    Args:
        network: the generator.
        given: the melody and whatever else is settled; its slots are a multiple of SLOTS_PER_PATCH.
        mask: bool [patches, COLUMNS], True where the network writes.
        frame: metre and style.
        manner: passes, temperature, truncation.
        rng: all chance comes from it.
    """
    now = Voices(given.state.copy(), given.onset.copy(), given.drums.copy())
    noise = draw_noise(rng, frame.bar[None], frame.place[None], int(frame.beat.max()) + 1)
    turn = _turns(len(mask), frame.bar_slots // SLOTS_PER_PATCH, manner.passes, rng)
    for i in range(manner.passes):
        open_cells = mask & (turn >= i)
        if open_cells.any():
            _write(network, now, open_cells, frame, noise, manner)
    return now


def _turns(patches: int, bar: int, passes: int, rng: np.random.Generator) -> np.ndarray:
    """The pass that decides each beat of each voice, int [patches, COLUMNS]; `bar` is in patches."""
    turn = np.zeros((patches, COLUMNS), np.int64)
    for first in range(0, patches, bar):
        length = min(bar, patches - first)
        beats = -(-length // PATCHES_PER_QUARTER)
        order = rng.random((beats, COLUMNS)).argsort(axis=0) / beats
        quarter = _GROWTH[first // bar % len(_GROWTH)] + np.repeat(order, PATCHES_PER_QUARTER, axis=0)[:length]
        turn[first : first + length] = (quarter * passes / 4).astype(np.int64)
    return turn


def _write(network: Network, now: Voices, mask: np.ndarray, frame: Frame, noise: Noise, manner: Manner) -> None:
    """Write the masked cells of `now` in place."""
    slots = now.slots
    written = np.repeat(mask, SLOTS_PER_PATCH, axis=0)
    notes_written, drums_written = written[:, :ACCOMPANYING], written[:, ACCOMPANYING:]
    shown = np.concatenate([np.ones((slots, 1), bool), ~notes_written], axis=1)
    sound = sounding(np.where(shown.T, now.state, 0)[None])
    notes = np.concatenate([sound, sound * now.onset.T[None, :, None, :]], axis=3)
    hits = np.where(drums_written, 0, now.drums).astype(np.float32)[None]
    echoes = echoes_of(now.state[None], now.onset[None], now.drums[None], ~written[None], np.array([frame.bar_slots]))
    parts = (fold_drums(hits), mask[None], frame.metre[None], noise.bar, chroma(sound), echoes.agreement)
    frames = np.concatenate(parts, axis=2)
    take = np.broadcast_to(noise.take[0], (len(mask), noise.take.shape[1]))
    style = np.concatenate([frame.style, take], axis=1).astype(np.float32)[None]

    pitches, silences, onsets, drums, gates = network(fold(notes).astype(np.float32), frames.astype(np.float32), style)
    states = np.concatenate([silences.reshape(1, slots, 1, ACCOMPANYING), unfold(pitches)], axis=2)
    (logits,), (onsets,), (drums,) = with_echoes(
        (states, onsets.reshape(1, slots, ACCOMPANYING), drums.reshape(1, slots, DRUMS)),
        gates,
        echoes.state,
        echoes.onset,
        echoes.drums,
    )
    if manner.truncation > 0 and not manner.raw:
        least = logits.max(axis=1, keepdims=True) + np.log(manner.truncation)
        logits = np.where(logits < least, -np.inf, logits)
    state_now = (logits + manner.temperature * noise.pitch[0][frame.beat]).argmax(axis=1)  # [slots, ACCOMPANYING]
    onset_now = onsets + manner.temperature * noise.onset[0] > 0
    drums_now = drums + manner.temperature * noise.drums[0] > 0

    now.state[1:] = np.where(notes_written.T, state_now.T, now.state[1:])
    now.onset[1:] = np.where(notes_written.T, (onset_now & (state_now > 0)).T, now.onset[1:])
    now.drums[:] = np.where(drums_written, drums_now, now.drums)
