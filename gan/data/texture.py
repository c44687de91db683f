"""Texture: how busy, high, thick and sustained each part is, as numbers that steer the generator.

What real accompaniments of one melody differ in most is not harmony but how much is played, and where. Telling the
generator so leaves it fewer averages to hide in, and gives a person (and a seed) something to choose. A texture
holds for a *span* of bars; the next span may have another, as an arrangement does.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gan.data.grid import SLOTS_PER_QUARTER
from gan.data.masks import COLUMNS, COLUMNS_OF
from gan.data.motion import PITCHED
from gan.data.voices import LOWEST, VOICES_OF, Voices
from gan.music.role import Role

PER_ROLE = 10
PER_DRUMS = 5
TEXTURE = PER_ROLE * len(PITCHED) + PER_DRUMS + 5
"""Length of a texture vector.

Of chords, bass and pad each: plays (0 or 1), attacks per quarter (log1p), mean pitch (octaves from C4), voices
sounding (over 4), share of time sounding, pitch classes in a bar (over 6), share of attacks on the bar line, on other
quarters, share of notes that strike the pitch their voice had last, mean leap of those that do not (octaves). Then
drums: play, hits per quarter (log1p), cymbals, kicks and snares among them. Then for all: share of attacks on triplets,
on sixteenths off the eighths, pitch classes in a bar (over 8), share of attacks together with the melody's, and of
those of two parts or more.
"""
REGISTER_COLUMN = {role: 2 + PER_ROLE * i for i, role in enumerate(PITCHED)}
"""The column of a pitched role's mean pitch."""
ROLE_COLUMNS = {
    **{role: slice(PER_ROLE * i, PER_ROLE * (i + 1)) for i, role in enumerate(PITCHED)},
    Role.DRUMS: slice(PER_ROLE * len(PITCHED), PER_ROLE * len(PITCHED) + PER_DRUMS),
}
"""The columns of a role; the first says whether it plays."""
DENSITY_COLUMNS = {role: columns.start + 1 for role, columns in ROLE_COLUMNS.items()}
"""The column of a role's attacks per quarter (log1p)."""
VOICES_COLUMNS = {role: ROLE_COLUMNS[role].start + 3 for role in PITCHED}
"""The column of a pitched role's voices sounding, over MOST_VOICES."""
MOST_VOICES = 4
_ROLE_COUNTS = 11
_DRUM_COUNTS = 4
COUNTS = _ROLE_COUNTS * len(PITCHED) + _DRUM_COUNTS + 5 + SLOTS_PER_QUARTER
"""Length of a bar's counts: what textures are made of, and may be added up over bars.

Of each pitched role: cells sounding, slots with any sounding, slots with an attack, sum of pitches, pitch classes,
1 where it sounds, attacks on the bar line, on other quarters, notes whose voice sounded before, those that strike its
last pitch again, semitones that the others leap. Then drum hits, cymbals, kicks, snares; then of all parts: pitch
classes, 1 where they sound, slots with an attack, those where the melody attacks too, those where two parts or more do;
then the attacks of all parts and drums at each slot of a quarter.
"""

_RARELY = 0.2
"""A voice that sounds in less than this share of the time that its role does is not counted on."""
_CYMBALS, _KICK, _SNARE = [3, 4, 7, 8], 0, 1


def span_bars(bar_slots: int) -> int:
    """Bars that share a texture: four, or eight where bars are of two quarters or less."""
    return 4 if bar_slots > 2 * SLOTS_PER_QUARTER else 8


def bar_counts(voices: Voices, bar_slots: int) -> np.ndarray:
    """Counts of each bar, float32 [bars, COUNTS]; a last part of a bar counts as one."""
    return counts_in_windows(voices.state[None], voices.onset[None], voices.drums[None], bar_slots)[0]


def counts_in_windows(state: np.ndarray, onset: np.ndarray, drums: np.ndarray, bar_slots: int) -> np.ndarray:
    """`bar_counts` of windows, float32 [b, bars, COUNTS]; the arrays are those of `Voices` with a first axis more."""
    count, _, slots = state.shape
    bars = -(-slots // bar_slots)
    pad = (0, bars * bar_slots - slots)
    state = np.pad(state, ((0, 0), (0, 0), pad))
    onset = np.pad(onset, ((0, 0), (0, 0), pad)) > 0
    drums = np.pad(drums, ((0, 0), pad, (0, 0)))
    place = np.arange(bars * bar_slots) % bar_slots
    on_beat = (place % SLOTS_PER_QUARTER == 0) & (place > 0)
    last, sounds = _last_pitch(state), state > 0
    pitch = np.where(sounds, state + np.int16(LOWEST - 1), np.int16(0))
    goes_on = onset & (last > 0)
    leap = np.abs(state - last.astype(np.int16)) * goes_on

    def by_bar(cells: Any) -> np.ndarray:
        return np.asarray(cells.reshape(count, bars, -1).sum(axis=2))

    columns, attacks_of = [], []
    for role in PITCHED:
        own = slice(VOICES_OF[role][0], VOICES_OF[role][-1] + 1)
        cells = sounds[:, own].sum(axis=1)
        attacks = onset[:, own].any(axis=1)
        attacks_of.append(attacks)
        columns += [
            by_bar(cells),
            by_bar(cells > 0),
            by_bar(attacks),
            by_bar(pitch[:, own].sum(axis=1)),
            _pitch_classes(state[:, own], bars),
            by_bar(cells) > 0,
            by_bar(attacks & (place == 0)),
            by_bar(attacks & on_beat),
            by_bar(goes_on[:, own].sum(axis=1)),
            by_bar((goes_on[:, own] & (leap[:, own] == 0)).sum(axis=1)),
            by_bar(leap[:, own].sum(axis=1)),
        ]
    columns += [by_bar(hits) for hits in (drums, drums[:, :, _CYMBALS], drums[:, :, _KICK], drums[:, :, _SNARE])]
    attacking = np.sum(attacks_of, axis=0)
    accompanied = sounds[:, 1:].any(axis=1)
    columns += [
        _pitch_classes(state[:, 1:], bars),
        by_bar(accompanied) > 0,
        by_bar(attacking > 0),
        by_bar((attacking > 0) & onset[:, 0]),
        by_bar(attacking > 1),
    ]
    struck = (attacking > 0) | drums.any(axis=2)
    columns += [by_bar(struck & (place % SLOTS_PER_QUARTER == i)) for i in range(SLOTS_PER_QUARTER)]
    return np.stack(columns, axis=2).astype(np.float32)


def _last_pitch(state: np.ndarray) -> np.ndarray:
    """What each voice sounded last before each slot, 0 where nothing yet; uint8 like state [b, voices, slots]."""
    slots = np.arange(state.shape[2], dtype=np.int32)
    latest = np.maximum.accumulate(np.where(state > 0, slots, np.int32(-1)), axis=2)
    before = np.pad(latest[:, :, :-1], ((0, 0), (0, 0), (1, 0)), constant_values=-1)
    return np.where(before >= 0, np.take_along_axis(state, np.maximum(before, 0), axis=2), 0).astype(np.uint8)


def _pitch_classes(state: np.ndarray, bars: int) -> np.ndarray:
    """How many pitch classes sound in each bar, int [b, bars]; state: uint8 [b, voices, slots]."""
    heard = np.zeros((len(state), bars, 12), bool)
    window, voice, slot = np.nonzero(state)
    heard[window, slot // (state.shape[2] // bars), (state[window, voice, slot].astype(int) + LOWEST - 1) % 12] = True
    return np.asarray(heard.sum(axis=2))


def texture_of(counts: np.ndarray, slots: np.ndarray) -> np.ndarray:
    """Textures, float32 [..., TEXTURE], of counts [..., COUNTS] that were added up over `slots` [...] slots."""
    slots = np.maximum(np.asarray(slots, np.float32), 1)
    quarters = slots / SLOTS_PER_QUARTER
    rows = []
    for i in range(len(PITCHED)):
        own = np.moveaxis(counts[..., _ROLE_COUNTS * i : _ROLE_COUNTS * (i + 1)], -1, 0)
        cells, some, attacks, pitch, classes, bars, at_bar, on_beat, goes_on, again, leaps = own
        rows += [
            cells > 0,
            np.log1p(attacks / quarters),
            np.where(cells > 0, (pitch / _some(cells) - 60) / 12, 0),
            cells / _some(some) / MOST_VOICES,
            some / slots,
            classes / _some(bars) / 6,
            at_bar / _some(attacks),
            on_beat / _some(attacks),
            again / _some(goes_on),
            leaps / _some(goes_on - again) / 12,
        ]
    rest = np.moveaxis(counts[..., _ROLE_COUNTS * len(PITCHED) :], -1, 0)
    hits, cymbals, kicks, snares, classes, bars, attacks, with_melody, together, *by_slot = rest
    rows += [hits > 0, np.log1p(hits / quarters), cymbals / _some(hits), kicks / _some(hits), snares / _some(hits)]
    struck = _some(sum(by_slot))
    rows += [
        (by_slot[2] + by_slot[4]) / struck,
        (by_slot[1] + by_slot[5]) / struck,
        classes / _some(bars) / 8,
        with_melody / _some(attacks),
        together / _some(attacks),
    ]
    return np.stack(rows, axis=-1).astype(np.float32)


def _some(count: Any) -> Any:
    """A count to divide by."""
    return np.maximum(count, 1)


def span_textures(counts: np.ndarray, bar_slots: int) -> np.ndarray:
    """The textures of the spans of some bars, float32 [..., spans, TEXTURE]; counts: [..., bars, COUNTS]."""
    span, bars = span_bars(bar_slots), counts.shape[-2]
    starts = np.arange(0, bars, span)
    lengths = np.minimum(span, bars - starts)
    return texture_of(np.add.reduceat(counts, starts, axis=-2), lengths * bar_slots)


def span_of_patch(patches: int, bar_slots: int, slots_per_patch: int) -> np.ndarray:
    """The span each patch is in, int [patches]; patch 0 begins a bar."""
    return np.arange(patches) * slots_per_patch // (bar_slots * span_bars(bar_slots))


def playing_columns(textures: np.ndarray) -> np.ndarray:
    """The columns of a mask that sound in such textures, bool [n, COLUMNS]; textures: float32 [n, TEXTURE].

    Of a role that plays, as many voices as sound at once, the upper ones.
    """
    out = np.zeros((len(textures), COLUMNS), bool)
    for role, columns in COLUMNS_OF.items():
        plays = textures[:, ROLE_COLUMNS[role].start] > 0
        voices = np.ones(len(textures))
        if role in VOICES_COLUMNS:
            voices = np.maximum(1, np.ceil(textures[:, VOICES_COLUMNS[role]] * MOST_VOICES - _RARELY))
        for number, column in enumerate(columns):
            out[:, column] = plays & (number < voices)
    return out


def moved(textures: np.ndarray, shift: np.ndarray | int) -> np.ndarray:
    """Textures of the same music `shift` semitones higher, float32 [..., TEXTURE]; shift: [...] or a number."""
    out = textures.copy()
    for column in REGISTER_COLUMN.values():
        out[..., column] += np.asarray(shift, np.float32) / 12 * (out[..., column - 2] > 0)
    return out
