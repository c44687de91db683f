"""Drafting with a network that answers by chance: what holds whatever the network says."""

from __future__ import annotations

import numpy as np
import pytest

from gan.data.echoes import GATES, STAYS
from gan.data.grid import SLOTS_PER_PATCH, metre_features
from gan.data.masks import COLUMNS, GROWTH, STAGES
from gan.data.motion import MOTION_GATES
from gan.data.owed import OWED
from gan.data.planes import CELL
from gan.data.sonority import SONORITY_GATES
from gan.data.texture import TEXTURE
from gan.data.voices import ACCOMPANYING, DRUMS, OCTAVES, Voices
from gan.drafting import Frame, _turns, draft
from gan.music import Metre
from gan.wishes import Manner

BAR = 8
PATCHES = 8 * BAR


def by_chance(seed: int):
    rng = np.random.default_rng(seed)

    def network(notes: np.ndarray, frames: np.ndarray, style: np.ndarray) -> list[np.ndarray]:
        patches = notes.shape[1]
        lengths = *4 * [3 * ACCOMPANYING], 3 * DRUMS, MOTION_GATES, GATES, STAYS, SONORITY_GATES
        answers = [rng.normal(size=(1, patches, length)).astype(np.float32) for length in lengths]
        return [rng.normal(size=(1, patches, OCTAVES, CELL * ACCOMPANYING)).astype(np.float32), *answers]

    return network


def frame() -> Frame:
    slots = np.arange(PATCHES * SLOTS_PER_PATCH)
    bar, place = np.divmod(slots, BAR * SLOTS_PER_PATCH)
    style = np.zeros((PATCHES, 1 + TEXTURE), np.float32)
    playing = np.ones((PATCHES, COLUMNS), bool)
    return Frame(metre_features(PATCHES, Metre(4, 4)), style, playing, bar, place, BAR * SLOTS_PER_PATCH)


@pytest.mark.parametrize("passes", [1, 7, 40])
def test_a_note_begins_where_a_voice_changes_its_pitch_and_never_in_silence(passes):
    given = Voices.silent(PATCHES * SLOTS_PER_PATCH)
    mask = np.ones((PATCHES, COLUMNS), bool)
    made = draft(by_chance(1), given, mask, frame(), Manner(passes=passes), np.random.default_rng(2))
    state, onset = made.state[1:], made.onset[1:]
    changed = (state[:, 1:] > 0) & (state[:, 1:] != state[:, :-1])
    assert changed.any() and (onset[:, 1:][changed] == 1).all()
    assert (onset[state == 0] == 0).all()


def test_the_network_is_told_what_the_bars_so_far_owe_the_texture():
    told = []
    answers = by_chance(6)

    def network(notes, frames, style):
        told.append(style[0, :, -OWED:])
        return answers(notes, frames, style)

    asked = frame()
    asked.style[:, 1:] = 0.5
    mask = np.ones((PATCHES, COLUMNS), bool)
    draft(network, Voices.silent(PATCHES * SLOTS_PER_PATCH), mask, asked, Manner(passes=32), np.random.default_rng(7))
    assert not told[0].any(), "at first nothing is settled"
    settled = np.array([owed[0, TEXTURE:] for owed in told])
    assert (np.diff(settled, axis=0) >= 0).all() and (settled[-1] >= 0.5).all()
    assert np.abs(told[-1][:, :TEXTURE]).max() > 0.1


def test_what_is_given_stays():
    rng = np.random.default_rng(3)
    given = Voices.silent(PATCHES * SLOTS_PER_PATCH)
    given.state[:], given.drums[:] = rng.integers(0, 60, given.state.shape), rng.integers(0, 2, given.drums.shape)
    given.onset[:] = given.state > 0
    mask = rng.random((PATCHES, COLUMNS)) < 0.5
    made = draft(by_chance(4), given, mask, frame(), Manner(passes=12), rng)
    kept = ~np.repeat(mask, SLOTS_PER_PATCH, axis=0)
    assert (made.state[0] == given.state[0]).all()
    for now, before in ((made.state, given.state), (made.onset, given.onset)):
        assert (now[1:].T[kept[:, :-1]] == before[1:].T[kept[:, :-1]]).all()
    assert (made.drums[kept[:, -1]] == given.drums[kept[:, -1]]).all()


def test_bars_are_decided_in_their_order_each_from_left_to_right_one_voice_after_the_other():
    quarter = 4 * COLUMNS  # three quarters of it are for the first eighth
    passes = STAGES * BAR // 2 * quarter
    playing = np.ones((PATCHES, COLUMNS), bool)
    turn = _turns(playing, BAR, passes, np.random.default_rng(5)).reshape(8, BAR // 2, 2, COLUMNS)
    stage, turn = np.divmod(turn, BAR // 2 * quarter)
    assert (stage == np.array(GROWTH)[:, None, None, None]).all()
    place, lot = np.divmod(turn, quarter)
    assert (place == np.arange(BAR // 2)[:, None, None]).all()
    assert (np.sort(lot[:, :, 0], axis=-1) == 3 * np.arange(COLUMNS)).all()
    assert (np.sort(lot[:, :, 1], axis=-1) == 3 * COLUMNS + np.arange(COLUMNS)).all()
    assert (lot[0] != lot[1]).any(), "by lot"


def test_a_bar_of_three_eighths_keeps_within_its_stage():
    playing = np.ones((24, COLUMNS), bool)
    turn = _turns(playing, 3, 64, np.random.default_rng(7)).reshape(8, 3, COLUMNS)
    assert (turn // (64 // STAGES) == np.array(GROWTH)[:, None, None]).all()
    assert (turn[:, :-1].max(axis=2) <= turn[:, 1:].min(axis=2)).all()


def test_where_few_voices_play_each_of_them_has_a_pass_of_its_own():
    playing = np.zeros((PATCHES, COLUMNS), bool)
    playing[:, [0, 4, 6]] = True
    turn = _turns(playing, BAR, 64, np.random.default_rng(6))[::2, [0, 4, 6]]
    assert (np.diff(np.sort(turn, axis=1), axis=1) == 1).all()
    assert len({tuple(order) for order in turn.argsort(axis=1).tolist()}) == 6, "by lot"
