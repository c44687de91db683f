"""Drafting: the generator writes a take eighth by eighth, each hearing those before it.

One pass answers every question at once and so averages over answers that exclude each other (two voices that each
choose a good chord, but not the same one). So a pass writes everything, keeps some eighths (patches) of each voice, and
the next pass writes the others again, hearing what was kept; after the last pass each has been decided once, by the
odds the network gave it when it was its turn (as in an order-agnostic model, Uria et al. 2014; for music, Coconet,
Huang et al. 2017). Of every eight bars one is decided first, then the one half way, then two, then the four between, so
that there is something whole to come back to; within a bar time goes from left to right, and the voices come by lot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gan.data.echoes import echoes_of, with_echoes, with_rhythm
from gan.data.grid import SLOTS_PER_PATCH
from gan.data.masks import GROWTH, STAGES
from gan.data.motion import parallels_of, with_parallels
from gan.data.noise import Noise, draw_noise
from gan.data.owed import owed_of
from gan.data.planes import chroma, fold, fold_drums, rhythm, sounding, unfold
from gan.data.sonority import sonorities_of, with_sonorities
from gan.data.texture import TEXTURE
from gan.data.voices import ACCOMPANYING, DRUMS, STATES, Voices
from gan.wishes import Manner

_LEAD = 0.75
"""Share of the passes of a quarter that its first eighth has: there the harmony is decided, after it notes are mostly
held. Measured: as good as half and half with half as many passes more."""
_ROUNDING = 1e-6
"""Keeps a third of three from being a little less than one."""
Network = Callable[[np.ndarray, np.ndarray, np.ndarray], list[np.ndarray]]
"""notes, frames, style → the outputs of the generator, in its order (see `gan.nets.generator`)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stays the same through all passes of a take."""

    metre: np.ndarray
    """float32 [patches, METRE_FEATURES]."""
    style: np.ndarray
    """float32 [patches, genres + TEXTURE], without noise."""
    playing: np.ndarray
    """bool [patches, COLUMNS]: the voices that are expected to sound; each gets a turn of its own, as far as there
    are passes enough."""
    bar: np.ndarray
    """int [slots]: bars of one number share their noise."""
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
    noise = draw_noise(rng, frame.bar[None], frame.place[None])
    turn = _turns(mask & frame.playing, frame.bar_slots // SLOTS_PER_PATCH, manner.passes, rng)
    for i in range(manner.passes):
        open_cells = mask & (turn >= i)
        if open_cells.any():
            _write(network, now, open_cells, mask & (turn > i), frame, noise, manner)
    # An eighth decided before the one it goes on from may have been promised another pitch: a note begins there then.
    written = np.repeat(mask[:, :ACCOMPANYING], SLOTS_PER_PATCH, axis=0).T
    now.onset[1:] |= written & _changes(now.state[1:])
    return now


def _changes(state: np.ndarray) -> np.ndarray:
    """Where a voice sounds another pitch than the slot before, bool [voices, slots] like uint8 state."""
    before = np.concatenate([state[:, :1], state[:, :-1]], axis=1)
    return np.asarray((state > 0) & (state != before))


def _turns(playing: np.ndarray, bar: int, passes: int, rng: np.random.Generator) -> np.ndarray:
    """The pass that decides each patch of each column, int [patches, COLUMNS].

    In each stage of GROWTH its bars are decided together, each from left to right, the voices of a patch by lot. Those
    that are playing (bool [patches, COLUMNS]) are spread evenly over the patch's time, of which the first of two has
    most; `bar` is in patches.
    """
    number, place = np.divmod(np.arange(len(playing)), bar)
    stage = np.array(GROWTH)[number % len(GROWTH)]
    lot = rng.random(playing.shape)
    rank = np.where(playing, lot, 1 + lot).argsort(axis=1).argsort(axis=1)
    lot = np.where(playing, rank / np.maximum(1, playing.sum(axis=1, keepdims=True)), lot)
    pair, second = np.divmod(place[:, None], 2)
    order = (pair + np.where(second, _LEAD + (1 - _LEAD) * lot, _LEAD * lot)) / ((bar + 1) // 2)
    turn = (stage[:, None] + order) * passes / STAGES + _ROUNDING
    return np.minimum(turn.astype(np.int64), passes - 1)


def _write(
    network: Network, now: Voices, mask: np.ndarray, later: np.ndarray, frame: Frame, noise: Noise, manner: Manner
) -> None:
    """Write the masked cells of `now` in place; those of them that are `later` will be written again."""
    slots = now.slots
    written = np.repeat(mask, SLOTS_PER_PATCH, axis=0)
    notes_written, drums_written = written[:, :ACCOMPANYING], written[:, ACCOMPANYING:]
    shown = np.concatenate([np.ones((slots, 1), bool), ~notes_written], axis=1)
    sound = sounding(np.where(shown.T, now.state, 0)[None])
    notes = np.concatenate([sound, sound * now.onset.T[None, :, None, :]], axis=3)
    hits = np.where(drums_written, 0, now.drums).astype(np.float32)[None]
    echoes = echoes_of(now.state[None], now.onset[None], now.drums[None], ~written[None], np.array([frame.bar_slots]))
    steady = (fold_drums(hits), mask[None], frame.metre[None], noise.bar)
    frames = np.concatenate((*steady, chroma(sound), echoes.agreement, rhythm(sound, now.onset.T[None])), axis=2)
    take = np.broadcast_to(noise.take[0], (len(mask), noise.take.shape[1]))
    owed = owed_of(now, ~mask, frame.style[:, -TEXTURE:], frame.bar_slots)
    style = np.concatenate([frame.style, take, owed], axis=1).astype(np.float32)[None]

    outputs = network(fold(notes).astype(np.float32), frames.astype(np.float32), style)
    pitches, silences, holds, onsets, repeats, drums, motion, gates, stays, sonority = outputs
    states = np.concatenate([silences.reshape(1, slots, 1, ACCOMPANYING), unfold(pitches)], axis=2)
    by_voice = (1, slots, ACCOMPANYING)
    gates, holds = with_rhythm(gates, holds.reshape(by_voice), stays, echoes.onset)
    (logits,), (onsets,), (repeats,), (drums,) = with_echoes(
        (states, onsets.reshape(by_voice), repeats.reshape(by_voice), drums.reshape(1, slots, DRUMS)),
        gates,
        echoes.state,
        echoes.onset,
        echoes.drums,
    )
    (logits,) = with_parallels(logits[None], motion, parallels_of(now.state[None], ~written[None]))
    (logits,) = with_sonorities(logits[None], sonority, sonorities_of(now.state[None], ~written[None]))
    if manner.truncation > 0 and not manner.raw:
        least = logits.max(axis=1, keepdims=True) + np.log(manner.truncation)
        logits = np.where(logits < least, -np.inf, logits)
    state_now = _chosen(logits + manner.temperature * noise.pitch[0], holds[0])
    drums_now = drums + manner.temperature * noise.drums[0] > 0
    now.state[1:] = np.where(notes_written.T, state_now.T, now.state[1:])
    now.drums[:] = np.where(drums_written, drums_now, now.drums)

    # A note begins where the pitch changes; on the same pitch the network decides. At the first slot of a patch after
    # one that will be written again there is no pitch before yet, and it decides whether a note begins at all.
    guess = np.zeros_like(notes_written)
    guess[SLOTS_PER_PATCH::SLOTS_PER_PATCH] = later[:-1, :ACCOMPANYING]
    chance = manner.temperature * noise.onset[0]
    begins = np.where(guess, onsets + chance > 0, _changes(now.state[1:]).T | (repeats + chance > 0))
    now.onset[1:] = np.where(notes_written.T, begins.T & (now.state[1:] > 0), now.onset[1:])


def _chosen(logits: np.ndarray, holds: np.ndarray) -> np.ndarray:
    """The likeliest states, int [slots, ACCOMPANYING], slot after slot of each patch, as each stays or not.

    Args:
        logits: float32 [slots, STATES, ACCOMPANYING], noise and all.
        holds: float32 [slots, ACCOMPANYING], what is added to the state of the slot before.
    """
    by_patch = logits.reshape(-1, SLOTS_PER_PATCH, *logits.shape[1:])
    chosen = [by_patch[:, 0].argmax(axis=1)]
    for slot in range(1, SLOTS_PER_PATCH):
        stays = np.arange(STATES)[None, :, None] == chosen[-1][:, None]
        chosen.append((by_patch[:, slot] + stays * holds[slot::SLOTS_PER_PATCH, None]).argmax(axis=1))
    return np.stack(chosen, axis=1).reshape(len(logits), -1)
