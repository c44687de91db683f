"""Arrangements: how the texture of real music goes on from span to span, to be borrowed by a take.

An arrangement is a few spans of a real piece, each with its texture and two measures of the melody that stood there.
It holds no notes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gan.data.dataset import home_shift, transposed
from gan.data.stretches import Stretch
from gan.data.texture import TEXTURE, bar_counts, moved, span_bars, span_textures
from gan.data.voices import LOWEST

SPAN_FEATURES = TEXTURE + 2
"""A texture, then the melody's register (octaves from C4, by duration) and activity (log1p of notes per quarter)."""
SPANS = 4
"""Spans in an arrangement at most: sixteen bars."""
_NEAR = 1 / 3
"""Share of the arrangements, the nearest by their melody, among which the lot decides."""


def arrangements_of(stretches: Sequence[Stretch], count: int) -> list[np.ndarray]:
    """About `count` arrangements spread evenly over the pieces, each float32 [1 to SPANS, SPAN_FEATURES].

    A long piece lends no more than a short one, where there are as many pieces.
    """
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
    return np.concatenate([moved(span_textures(counts, stretch.bar_slots), shift), measures], axis=1)


def melody_measures(state: np.ndarray, onset: np.ndarray, bar_slots: int) -> np.ndarray:
    """Register and activity of the melody in each span, float32 [spans, 2]; state and onset: uint8 [slots]."""
    span = span_bars(bar_slots) * bar_slots
    rows = []
    for first in range(0, len(state), span):
        sounding = state[first : first + span]
        sounding = sounding[sounding > 0].astype(float)
        register = (sounding.mean() + LOWEST - 1 - 60) / 12 if len(sounding) else 0.0
        quarters = min(span, len(state) - first) / 6
        rows.append((register, np.log1p(onset[first : first + span].sum() / quarters)))
    return np.array(rows, np.float32)


def arrange(
    arrangements: Sequence[np.ndarray], melody: np.ndarray, kinds: Sequence[object], rng: np.random.Generator
) -> np.ndarray:
    """A texture for each span of a song, float32 [spans, TEXTURE].

    The song borrows an arrangement that stood under such a melody, and where it ends another one; a span whose tune
    was there before has the texture it had then.

    Args:
        arrangements: from `arrangements_of`, one or more.
        melody: float32 [spans, 2], from `melody_measures`.
        kinds: one hashable thing per span, equal where the tune is.
        rng: all chance comes from it.
    """
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
        chosen.append(borrowed[place, :TEXTURE])
        had[kind] = span
        place += 1
    return np.stack(chosen)


def _borrow(
    arrangements: Sequence[np.ndarray], melody: np.ndarray, before: Sequence[np.ndarray], rng: np.random.Generator
) -> np.ndarray:
    """One of those whose melody is nearest; of two drawn, the one that goes on more like what was before."""
    far = []
    for rows in arrangements:
        length = min(len(rows), len(melody))
        far.append(float(np.abs(rows[:length, TEXTURE:] - melody[:length]).mean()))
    near = np.argsort(far, kind="stable")[: max(1, round(len(far) * _NEAR))]
    drawn = [arrangements[i] for i in near[rng.integers(len(near), size=2 if before else 1)]]
    if before:
        drawn.sort(key=lambda rows: float(np.abs(rows[0, :TEXTURE] - before[-1]).sum()))
    return drawn[0]
