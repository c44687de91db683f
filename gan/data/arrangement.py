"""Arrangements: how the texture of real music goes on from span to span, to be borrowed by a take.

An arrangement is a few spans of a real piece, each with its texture and measures of the melody that stood there.
It holds no notes. It is lent to music of its own metre as far as there is any: how many pitch classes a bar has, or how
many attacks fall on its line, depends on how long a bar is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from gan.data.dataset import home_shift, transposed
from gan.data.grid import SLOTS_PER_QUARTER
from gan.data.stretches import Stretch
from gan.data.texture import REGISTER_COLUMN, ROLE_COLUMNS, TEXTURE, bar_counts, moved, span_bars, span_textures
from gan.data.voices import LOWEST
from gan.music.metre import Metre
from gan.music.role import Role

MELODY_MEASURES = 8
SPAN_FEATURES = TEXTURE + MELODY_MEASURES + 2
"""A texture, then what `melody_measures` gives, then the length of a bar and of its pulse in ticks."""
_MEASURES = slice(TEXTURE, TEXTURE + MELODY_MEASURES)
_METRE = slice(TEXTURE + MELODY_MEASURES, SPAN_FEATURES)
SPANS = 4
"""Spans in an arrangement at most: sixteen bars."""
_NEAR = 1 / 8
"""Share of the arrangements, the nearest by their melody, among which the lot decides."""
_MADE_ONE_IN = 32
"""Measured in jazz (docs/experiments.md): with none, takes are far from all held-out jazz; with one in eight, few have
drums, since a lender is chosen by its melody and old tunes are alike."""
_FEW = 4
"""So many arrangements are drawn from at least; of a metre with fewer, those of others lend too."""
_WEIGHTS = np.array([4] + [1] * (MELODY_MEASURES - 1), np.float32)
"""Parts are as high as they are because the melody is: its register weighs most."""
_LEAST_SPREAD = 0.02
"""Keeps a measure in which melodies hardly differ from deciding alone."""
_SCALE = (0, 2, 4, 5, 7, 9, 11)


def arrangements_of(stretches: Sequence[Stretch], count: int) -> list[np.ndarray]:
    """About `count` arrangements spread evenly over the pieces, each float32 [1 to SPANS, SPAN_FEATURES].

    A long piece lends no more than a short one, where there are as many pieces. Where there is music that was played,
    what was made by rule, whose parts all play at once in one way, lends one in _MADE_ONE_IN.
    """
    played, made = ([s for s in stretches if s.played == kind] for kind in (True, False))
    if not played or not made:
        return _spread(stretches, count)
    few = count // _MADE_ONE_IN
    return _spread(played, count - few) + _spread(made, few)


def _spread(stretches: Sequence[Stretch], count: int) -> list[np.ndarray]:
    """`arrangements_of` music of one kind."""
    pieces: dict[int, list[Stretch]] = {}
    for stretch in stretches:
        pieces.setdefault(stretch.source, []).append(stretch)
    of_piece = list(pieces.values())
    chosen = np.linspace(0, len(of_piece), count, endpoint=False).astype(int)
    found = []
    for piece, times in zip(*np.unique(chosen, return_counts=True)):
        spans = [span_features(stretch) for stretch in of_piece[piece]]
        ends = np.cumsum([len(rows) for rows in spans])
        for place in np.unique(((np.arange(times) + 0.5) / times * ends[-1]).astype(int)):
            which = int(np.searchsorted(ends, place, side="right"))
            rows = spans[which]
            first = max(0, min(int(place - (ends[which] - len(rows))), len(rows) - SPANS))
            found.append(rows[first : first + SPANS])
    return found


def span_features(stretch: Stretch) -> np.ndarray:
    """The spans of a stretch in its home key, float32 [spans, SPAN_FEATURES]."""
    shift = int(home_shift(stretch.voices.state[:1])[0])
    counts = bar_counts(stretch.voices, stretch.bar_slots)
    melody = transposed(stretch.voices.state[0], shift)
    measures = melody_measures(melody, stretch.voices.onset[0], stretch.bar_slots)
    metre = np.tile(np.array([stretch.metre.bar_ticks, stretch.metre.pulse_ticks], np.float32), (len(measures), 1))
    return np.concatenate([moved(span_textures(counts, stretch.bar_slots), shift), measures, metre], axis=1)


def melody_measures(state: np.ndarray, onset: np.ndarray, bar_slots: int) -> np.ndarray:
    """What a melody is like in each span, float32 [spans, MELODY_MEASURES]: tunes that are alike are of one kind.

    Register (octaves from C4, by duration), activity (log1p of notes per quarter), share of time sounding, mean step
    (octaves), shares of notes off the quarters, on triplets, on sixteenths off the eighths, and off the scale.

    Args:
        state, onset: uint8 [slots], in C major or A minor.
        bar_slots: slots in a bar.
    """
    span = span_bars(bar_slots) * bar_slots
    rows = []
    for first in range(0, len(state), span):
        own = state[first : first + span].astype(int)
        sounding = own[own > 0]
        (places,) = np.nonzero(onset[first : first + span])
        notes, place = own[places], places % SLOTS_PER_QUARTER
        many = max(1, len(notes))
        rows.append(
            (
                (sounding.mean() + LOWEST - 1 - 60) / 12 if len(sounding) else 0.0,
                np.log1p(len(notes) / (len(own) / SLOTS_PER_QUARTER)),
                len(sounding) / len(own),
                np.abs(np.diff(notes)).sum() / max(1, len(notes) - 1) / 12,
                (place > 0).sum() / many,
                np.isin(place, (2, 4)).sum() / many,
                np.isin(place, (1, 5)).sum() / many,
                (~np.isin((notes + LOWEST - 1) % 12, _SCALE)).sum() / many,
            )
        )
    return np.array(rows, np.float32)


def arrange(
    arrangements: Sequence[np.ndarray],
    metre: Metre,
    melody: np.ndarray,
    kinds: Sequence[object],
    rng: np.random.Generator,
) -> np.ndarray:
    """A texture for each span of a song, float32 [spans, TEXTURE].

    The song borrows an arrangement that stood under such a melody, and where it ends another one; a span whose tune
    was there before has the texture it had then.

    Args:
        arrangements: from `arrangements_of`, one or more.
        metre: of the song.
        melody: float32 [spans, MELODY_MEASURES], from `melody_measures`.
        kinds: one hashable thing per span, equal where the tune is.
        rng: all chance comes from it.
    """
    follows = _followed(arrangements)
    arrangements = _of_metre(arrangements, metre)
    chosen: list[np.ndarray] = []
    had: dict[object, int] = {}
    borrowed = np.zeros((0, SPAN_FEATURES), np.float32)
    place = 0
    for span, kind in enumerate(kinds):
        if kind in had:
            chosen.append(chosen[had[kind]])
            continue
        if place == len(borrowed):
            borrowed, place = _borrow(arrangements, melody[span : span + SPANS], chosen, rng), 0
        chosen.append(_under(borrowed[place], melody[span], follows))
        had[kind] = span
        place += 1
    return np.stack(chosen)


def _of_metre(arrangements: Sequence[np.ndarray], metre: Metre) -> Sequence[np.ndarray]:
    """Those of a metre; where they are few, of one like it (2/2 for 4/4, then 3/4); where these are few too, all."""
    bars, pulses = np.array([rows[0, _METRE] for rows in arrangements]).T
    same_bar, same_pulse = bars == metre.bar_ticks, pulses == metre.pulse_ticks
    halved = (pulses == 2 * metre.pulse_ticks) | (2 * pulses == metre.pulse_ticks)
    for alike in (same_bar & same_pulse, same_bar & (same_pulse | halved), same_bar & halved | same_pulse):
        if alike.sum() >= _FEW:
            return [rows for rows, fits in zip(arrangements, alike) if fits]
    return arrangements


def _followed(arrangements: Sequence[np.ndarray]) -> dict[Role, float]:
    """How far chords and pad go up with the melody in this music: octaves an octave, by least squares, 0 to 1.

    Inner voices of a chorale keep their distance from the tune; a rock band's do not care.
    """
    spans = np.concatenate(arrangements)
    found = {}
    for role in (Role.CHORDS, Role.PAD):
        own = spans[spans[:, ROLE_COLUMNS[role].start] > 0]
        melody, register = own[:, TEXTURE], own[:, REGISTER_COLUMN[role]]
        spread = float(melody.var()) if len(own) else 0.0
        slope = float(((melody - melody.mean()) * register).mean()) / spread if spread else 0.0
        found[role] = min(1.0, max(0.0, slope))
    return found


def _under(row: np.ndarray, melody: np.ndarray, follows: Mapping[Role, float]) -> np.ndarray:
    """The texture of a span as it stands under another melody: some parts move up or down with it.

    Args:
        row: float32 [SPAN_FEATURES].
        melody: float32 [MELODY_MEASURES], of the span it is borrowed for.
        follows: from `_followed`.
    """
    texture = row[:TEXTURE].copy()
    for role, share in follows.items():
        if texture[ROLE_COLUMNS[role].start] > 0:
            texture[REGISTER_COLUMN[role]] += share * (melody[0] - row[TEXTURE])
    return texture


def _borrow(
    arrangements: Sequence[np.ndarray], melody: np.ndarray, before: Sequence[np.ndarray], rng: np.random.Generator
) -> np.ndarray:
    """One of those whose melody is nearest; of two drawn, the one that goes on more like what was before."""
    scale = np.concatenate(arrangements)[:, _MEASURES].std(axis=0) + _LEAST_SPREAD
    far = []
    for rows in arrangements:
        length = min(len(rows), len(melody))
        apart = np.abs(rows[:length, _MEASURES] - melody[:length]) / scale
        far.append(float((apart * _WEIGHTS).mean()))
    near = np.argsort(far, kind="stable")[: max(_FEW, round(len(far) * _NEAR))]
    drawn = [arrangements[i] for i in near[rng.integers(len(near), size=2 if before else 1)]]
    if before:
        drawn.sort(key=lambda rows: float(np.abs(rows[0, :TEXTURE] - before[-1]).sum()))
    return drawn[0]
