"""What each pitch class would make of the chord that sounds."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from gan.data.masks import COLUMNS
from gan.data.sonority import CLASSES, KINDS, SONORITY_GATES, sonorities_of, with_sonorities
from gan.data.voices import ACCOMPANYING, LOWEST, STATES, VOICES

PATCHES = 4
THERE, THIN, TRIAD, SEVENTH, CLOSE, FIFTH = range(KINDS)
C, E, G, B = 60, 64, 67, 71


def found(*pitches: int, voice: int = 5) -> np.ndarray:
    """Of the given pitches in the first voices, what the pitch classes from C on would make in a voice."""
    state = np.zeros((1, VOICES, 3 * PATCHES), np.uint8)
    for number, pitch in enumerate(pitches):
        state[0, number] = pitch - LOWEST + 1
    settled = np.ones((1, 3 * PATCHES, COLUMNS), bool)
    kinds = sonorities_of(state, settled)
    assert kinds.shape == (1, PATCHES, KINDS, CLASSES, ACCOMPANYING)
    return np.roll(kinds[0, 0, :, :, voice], LOWEST, axis=1)


def names(kinds: np.ndarray, kind: int) -> set[int]:
    return set(np.flatnonzero(kinds[kind]).tolist())


def test_beside_a_fifth_the_thirds_complete_a_triad_and_the_fifth_again_leaves_it_bare() -> None:
    kinds = found(C, G + 12)
    assert names(kinds, TRIAD) == {3, 4}
    assert names(kinds, THERE) == names(kinds, THIN) == names(kinds, FIFTH) == {0, 7}
    assert names(kinds, CLOSE) == {1, 6, 8, 11}
    assert not names(kinds, SEVENTH)


def test_beside_one_note_fifths_above_and_below_are_bare() -> None:
    assert names(found(C), FIFTH) == {5, 7}
    assert names(found(C, C - 12), THERE) == {0}


def test_beside_a_triad_sevenths_are_told_and_what_is_there_leaves_it_whole() -> None:
    kinds = found(C, E, G)
    assert names(kinds, SEVENTH) == {9, 10, 11}, "A minor seventh, C seventh, C major seventh"
    assert names(kinds, THERE) == {0, 4, 7} and not names(kinds, THIN) and not names(kinds, TRIAD)


def test_beside_nothing_all_is_the_same() -> None:
    assert not found().any()


def test_a_voice_does_not_read_itself_nor_what_is_open() -> None:
    state = np.zeros((1, VOICES, 3 * PATCHES), np.uint8)
    state[0, 0], state[0, 1], state[0, 2] = (pitch - LOWEST + 1 for pitch in (C, G, B))
    settled = np.ones((1, 3 * PATCHES, COLUMNS), bool)
    settled[0, :, 1] = False  # the second accompanying voice, B
    kinds = sonorities_of(state, settled)
    alone = found(C)
    assert (np.roll(kinds[0, 0, :, :, 0], LOWEST, axis=1) == alone).all(), "neither its own G nor the open B"
    assert (np.roll(kinds[0, 0, :, :, 1], LOWEST, axis=1) == found(C, G)).all()


@pytest.mark.parametrize("ops", [np, keras.ops])
def test_a_kind_is_wanted_in_all_octaves_of_a_voice_and_slot(ops: object) -> None:
    logits = np.zeros((1, 3 * PATCHES, STATES, ACCOMPANYING), np.float32)
    gates = np.zeros((1, PATCHES, 3, KINDS, ACCOMPANYING), np.float32)
    gates[0, 2, 1, TRIAD, 4], gates[0, 2, 1, FIFTH, 4] = 2.0, -3.0
    state = np.zeros((1, VOICES, 3 * PATCHES), np.uint8)
    state[0, 0], state[0, 1] = C - LOWEST + 1, G - LOWEST + 1
    kinds = sonorities_of(state, np.ones((1, 3 * PATCHES, COLUMNS), bool)).astype(np.float32)
    moved = np.array(with_sonorities(logits, gates.reshape(1, PATCHES, SONORITY_GATES), kinds, ops))
    classes = (np.arange(1, STATES) + LOWEST - 1) % 12
    assert (moved[0, 7, 1:, 4] == np.select([np.isin(classes, (3, 4)), np.isin(classes, (0, 7))], [2, -3])).all()
    moved[0, 7, :, 4] = 0
    assert not moved.any()
