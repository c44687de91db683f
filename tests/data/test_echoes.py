import keras
import numpy as np
import pytest

from gan.data.echoes import AGREEMENTS, ECHOES, GATED, GATES, OFFSETS, STAYS, echoes_of, with_echoes, with_rhythm
from gan.data.masks import COLUMNS
from gan.data.voices import ACCOMPANYING, DRUMS, STATES, VOICES

BAR = 24
SLOTS = 4 * BAR
BACK, ON = OFFSETS.index(-1), OFFSETS.index(1)


def music(bars: str):
    """Four bars; those of one letter are the same."""
    rng = np.random.default_rng(0)
    made = {letter: rng.integers(1, STATES, (VOICES, BAR)).astype(np.uint8) for letter in sorted(set(bars))}
    state = np.concatenate([made[letter] for letter in bars], axis=1)[None]
    drums = np.concatenate([made[letter][:DRUMS, :].T % 2 for letter in bars])[None]
    return state, (state % 2).astype(np.uint8), drums.astype(np.uint8)


def echoes(bars: str, settled=None):
    everything = np.ones((1, SLOTS, COLUMNS), bool)
    return echoes_of(*music(bars), everything if settled is None else settled, np.array([BAR]))


def test_an_echo_is_what_stands_whole_bars_away_and_nothing_beyond_the_ends():
    state, onset, _ = music("abcd")
    found = echoes("abcd")
    assert (found.state[0, BAR:, BACK].T == state[0, 1:, :-BAR]).all()
    assert (found.state[0, :-BAR, ON].T == state[0, 1:, BAR:]).all()
    assert (found.state[0, :BAR, BACK] == -1).all() and (found.onset[0, :BAR, BACK] == 0).all()
    assert (found.onset[0, BAR:, BACK].T == 2.0 * onset[0, 1:, :-BAR] - 1).all()


def test_the_neighbours_are_the_last_slot_before_and_the_first_one_after_the_patch():
    state, _, _ = music("abcd")
    before, after = (echoes("abcd").state[0, :, i] for i in (-2, -1))
    for slot in (3, 4, 5):
        assert (before[slot] == state[0, 1:, 2]).all() and (after[slot] == state[0, 1:, 6]).all()
    assert (before[:3] == -1).all() and (after[-3:] == -1).all()


def test_what_is_not_settled_has_no_echo():
    settled = np.ones((1, SLOTS, COLUMNS), bool)
    settled[0, :BAR, 2] = settled[0, :BAR, -1] = False
    found = echoes("abcd", settled)
    second = slice(BAR, 2 * BAR)
    assert (found.state[0, second, BACK, 2] == -1).all() and (found.onset[0, second, BACK, 2] == 0).all()
    assert (found.drums[0, second, BACK] == 0).all() and (found.state[0, second, BACK, 3] >= 0).all()


def test_agreement_tells_a_bar_that_comes_back_from_one_that_does_not():
    agreement = echoes("aaba").agreement.reshape(SLOTS // 3, -1, ECHOES)
    first, second, third, fourth = (slice(i * BAR // 3, (i + 1) * BAR // 3) for i in range(4))
    assert agreement.shape[1] * ECHOES == AGREEMENTS
    assert (agreement[second, :, BACK] == 1).all()
    assert agreement[third, :4, BACK].mean() < -0.8
    assert (agreement[fourth, :, OFFSETS.index(-2)] == 1).all()
    assert (agreement[first, :, BACK] == 0).all(), "nothing to compare with"


def test_open_gates_write_the_echo_and_closed_ones_nothing():
    found = echoes("abcd")
    blank = (
        np.zeros((1, SLOTS, STATES, ACCOMPANYING)),
        np.zeros((1, SLOTS, ACCOMPANYING)),
        np.zeros((1, SLOTS, ACCOMPANYING)),
        np.zeros((1, SLOTS, DRUMS)),
    )
    closed = np.zeros((1, SLOTS // 3, GATES), np.float32)
    for before, after in zip(blank, with_echoes(blank, closed, found.state, found.onset, found.drums)):
        assert (before == after).all()
    opened = np.zeros((1, SLOTS, ECHOES, GATED), np.float32)
    opened[:, :, BACK] = 5
    gates = opened.reshape(1, -1, GATES)
    states, onsets, repeats, drums = with_echoes(blank, gates, found.state, found.onset, found.drums)
    state, onset, hits = music("abcd")
    assert (states[0, BAR:].argmax(axis=1).T == state[0, 1:, :-BAR]).all()
    assert ((onsets[0, BAR:] > 0).T == onset[0, 1:, :-BAR]).all() and ((drums[0, BAR:] > 0) == hits[0, :-BAR]).all()
    assert (states[0, :BAR] == 0).all() and (repeats == onsets).all()


@pytest.mark.parametrize("ops", [np, keras.ops])
def test_a_rhythm_comes_back_where_the_pitches_do_not(ops):
    found = echoes("abcd")
    gates, holds = np.zeros((1, SLOTS // 3, GATES), np.float32), np.zeros((1, SLOTS, ACCOMPANYING), np.float32)
    stays = np.zeros((1, SLOTS, ECHOES, ACCOMPANYING), np.float32)
    stays[:, :, BACK, 2] = -4
    gates, holds = with_rhythm(gates, holds, stays.reshape(1, -1, STAYS), found.onset, ops)
    gates, holds = np.array(gates), np.array(holds)
    _, onset, _ = music("abcd")
    struck = onset[0, 3, : SLOTS - BAR] > 0  # of the voice a bar ago
    assert (holds[0, BAR:, 2] == np.where(struck, -4, 4)).all() and not holds[0, :BAR].any()
    assert (gates[0, BAR::3, -2, 2] == holds[0, BAR::3, 2]).all(), "from patch to patch likewise"
    gates[0, ::3, -2, 2], holds[0, :, 2] = 0, 0
    assert not gates.any() and not holds.any()


def test_keras_adds_the_same_echoes_as_numpy():
    from keras import ops

    rng = np.random.default_rng(1)
    found = echoes("abab")
    logits = tuple(
        rng.normal(size=shape).astype(np.float32)
        for shape in ((1, SLOTS, STATES, ACCOMPANYING), *2 * [(1, SLOTS, ACCOMPANYING)], (1, SLOTS, DRUMS))
    )
    gates = rng.normal(size=(1, SLOTS // 3, GATES)).astype(np.float32)
    ours = with_echoes(logits, gates, found.state, found.onset, found.drums)
    theirs = with_echoes(
        tuple(map(ops.convert_to_tensor, logits)),
        ops.convert_to_tensor(gates),
        *(ops.convert_to_tensor(x) for x in (found.state, found.onset, found.drums)),
        ops,
    )
    for a, b in zip(ours, theirs):
        np.testing.assert_allclose(a, np.asarray(b), atol=1e-5)
