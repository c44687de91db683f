"""Texture: how busy, high, thick and sustained each part is, as numbers that steer the generator.

What real accompaniments of one melody differ in most is not harmony but how much is played, and where. Telling the
generator so leaves it fewer averages to hide in, and gives a person (and a seed) something to choose. A texture
holds for a *span* of bars; the next span may have another, as an arrangement does.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gan.data.grid import SLOTS_PER_QUARTER
from gan.data.voices import LOWEST, VOICES_OF, Voices
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
ROLE_COLUMNS = {
    **{role: slice(PER_ROLE * i, PER_ROLE * (i + 1)) for i, role in enumerate(PITCHED)},
    Role.DRUMS: slice(PER_ROLE * len(PITCHED), PER_ROLE * len(PITCHED) + 3),
}
"""The columns of a role; the first says whether it plays."""
DENSITY_COLUMNS = {role: columns.start + 1 for role, columns in ROLE_COLUMNS.items()}
"""The column of a role's attacks per quarter (log1p)."""
COUNTS = 4 * len(PITCHED) + 2 + SLOTS_PER_QUARTER
"""Length of a bar's counts: what textures are made of, and may be added up over bars.

Of each pitched role: cells sounding, slots with any sounding, slots with an attack, sum of pitches. Then drum hits,
cymbals; then the attacks of all parts and drums at each slot of a quarter.
"""

_CYMBALS = [3, 4, 7, 8]


def span_bars(bar_slots: int) -> int:
    """Bars that share a texture: four, or eight where bars are of two quarters or less."""
    return 4 if bar_slots > 2 * SLOTS_PER_QUARTER else 8


def bar_counts(voices: Voices, bar_slots: int) -> np.ndarray:
    """Counts of each bar, float32 [bars, COUNTS]; a last part of a bar counts as one."""
    bars = -(-voices.slots // bar_slots)
    pad = bars * bar_slots - voices.slots
    state = np.pad(voices.state, ((0, 0), (0, pad)))
    onset = np.pad(voices.onset, ((0, 0), (0, pad)))
    drums = np.pad(voices.drums, ((0, pad), (0, 0)))

    def by_bar(cells: Any) -> np.ndarray:
        return np.asarray(cells.reshape(bars, bar_slots, -1).sum(axis=(1, 2)))

    columns = []
    for role in PITCHED:
        own = list(VOICES_OF[role])
        sounding = state[own] > 0
        columns += [
            by_bar(sounding.sum(axis=0)),
            by_bar(sounding.any(axis=0)),
            by_bar(onset[own].any(axis=0)),
            by_bar((state[own].astype(np.int64) + sounding * (LOWEST - 1)).sum(axis=0)),
        ]
    columns += [by_bar(drums), by_bar(drums[:, _CYMBALS])]
    attacks = onset[1:].any(axis=0) | drums.any(axis=1)
    place = np.arange(bars * bar_slots) % SLOTS_PER_QUARTER
    columns += [by_bar(attacks & (place == i)) for i in range(SLOTS_PER_QUARTER)]
    return np.stack(columns, axis=1).astype(np.float32)


def texture_of(counts: np.ndarray, slots: np.ndarray) -> np.ndarray:
    """Textures, float32 [..., TEXTURE], of counts [..., COUNTS] that were added up over `slots` [...] slots."""
    slots = np.maximum(np.asarray(slots, np.float32), 1)
    quarters = slots / SLOTS_PER_QUARTER
    out = np.zeros((*counts.shape[:-1], TEXTURE), np.float32)
    for i in range(len(PITCHED)):
        cells, some, attacks, pitch = np.moveaxis(counts[..., 4 * i : 4 * i + 4], -1, 0)
        base = PER_ROLE * i
        out[..., base] = cells > 0
        out[..., base + 1] = np.log1p(attacks / quarters)
        out[..., base + 2] = np.where(cells > 0, (pitch / np.maximum(cells, 1) - 60) / 12, 0)
        out[..., base + 3] = cells / np.maximum(some, 1) / 4
        out[..., base + 4] = some / slots
    hits, cymbals = counts[..., 4 * len(PITCHED)], counts[..., 4 * len(PITCHED) + 1]
    base = PER_ROLE * len(PITCHED)
    out[..., base] = hits > 0
    out[..., base + 1] = np.log1p(hits / quarters)
    out[..., base + 2] = cymbals / np.maximum(hits, 1)
    by_slot = counts[..., 4 * len(PITCHED) + 2 :]
    total = np.maximum(by_slot.sum(axis=-1), 1)
    out[..., base + 3] = (by_slot[..., 2] + by_slot[..., 4]) / total
    out[..., base + 4] = (by_slot[..., 1] + by_slot[..., 5]) / total
    return out


def span_textures(counts: np.ndarray, bar_slots: int) -> np.ndarray:
    """The textures of the spans of some bars, float32 [spans, TEXTURE]; counts: [bars, COUNTS]."""
    span = span_bars(bar_slots)
    starts = np.arange(0, len(counts), span)
    lengths = np.minimum(span, len(counts) - starts)
    return texture_of(np.add.reduceat(counts, starts, axis=0), lengths * bar_slots)


def span_of_patch(patches: int, bar_slots: int, slots_per_patch: int) -> np.ndarray:
    """The span each patch is in, int [patches]; patch 0 begins a bar."""
    return np.arange(patches) * slots_per_patch // (bar_slots * span_bars(bar_slots))


def moved(textures: np.ndarray, shift: np.ndarray | int) -> np.ndarray:
    """Textures of the same music `shift` semitones higher, float32 [..., TEXTURE]; shift: [...] or a number."""
    out = textures.copy()
    for column in REGISTER_COLUMNS:
        out[..., column] += np.asarray(shift, np.float32) / 12 * (out[..., column - 2] > 0)
    return out
