import numpy as np

from gan.data.masks import COLUMNS
from gan.data.motion import KINDS, MOTION_GATES, parallels_of, with_parallels
from gan.data.voices import ACCOMPANYING, STATES, VOICES

BASS, TENOR = 5, 7


def two_voices(bass: tuple[int, int], tenor: tuple[int, int]) -> np.ndarray:
    """Two patches in which two voices sound, each one state a patch."""
    state = np.zeros((1, VOICES, 6), np.uint8)
    for voice, (first, second) in ((BASS, bass), (TENOR, tenor)):
        state[0, voice, :3], state[0, voice, 3:] = first, second
    return state


def marked(state: np.ndarray, patch: int, voice: int, settled: np.ndarray | None = None) -> list[tuple[int, int]]:
    """Kind and state of what is found for a voice in a patch."""
    everything = np.ones((1, 6, COLUMNS), bool)
    found = parallels_of(state, everything if settled is None else settled)
    assert found.shape == (1, 2, KINDS, STATES, ACCOMPANYING)
    return [(int(k), int(s)) for k, s in np.argwhere(found[0, patch, :, :, voice - 1])]


def test_a_fifth_that_moves_along_and_an_octave_that_does_are_found_from_both_sides():
    fifths = two_voices((20, 22), (27, 29))
    assert marked(fifths, 1, TENOR) == [(1, 29)] and marked(fifths, 1, BASS) == [(1, 22)]
    assert marked(fifths, 0, TENOR) == [(3, 27)] and marked(fifths, 0, BASS) == [(3, 20)]
    octaves = two_voices((20, 25), (32, 30))
    assert marked(octaves, 1, TENOR) == [(0, 37)], "where it would go, wherever it goes"


def test_a_voice_that_stays_another_interval_and_silence_make_none():
    for state in (two_voices((20, 20), (27, 29)), two_voices((20, 22), (28, 30)), two_voices((0, 22), (27, 29))):
        assert marked(state, 1, TENOR) == []


def test_what_is_not_settled_is_not_read():
    state = two_voices((20, 22), (27, 29))
    settled = np.ones((1, 6, COLUMNS), bool)
    settled[0, 3:, TENOR - 1] = False
    assert marked(state, 1, TENOR, settled) == [(1, 29)], "its own state is what is asked for"
    settled[0, 3:, BASS - 1] = False
    assert marked(state, 1, TENOR, settled) == []


def test_gates_move_the_logits_of_what_is_found_and_of_nothing_else():
    state = two_voices((20, 22), (27, 29))
    parallels = parallels_of(state, np.ones((1, 6, COLUMNS), bool)).astype(np.float32)
    logits = np.zeros((1, 6, STATES, ACCOMPANYING), np.float32)
    moved = with_parallels(logits, np.full((1, 2, MOTION_GATES), -2, np.float32), parallels)
    assert (moved[0, 3:, 29, TENOR - 1] == -2).all() and (moved[0, :3, 27, TENOR - 1] == -2).all()
    assert (moved != 0).sum() == 4 * 3


def test_keras_adds_the_same_as_numpy():
    from keras import ops

    rng = np.random.default_rng(0)
    logits = rng.normal(size=(2, 6, STATES, ACCOMPANYING)).astype(np.float32)
    gates = rng.normal(size=(2, 2, MOTION_GATES)).astype(np.float32)
    parallels = rng.integers(0, 2, (2, 2, KINDS, STATES, ACCOMPANYING)).astype(np.float32)
    theirs = with_parallels(*map(ops.convert_to_tensor, (logits, gates, parallels)), ops)
    np.testing.assert_allclose(with_parallels(logits, gates, parallels), np.asarray(theirs), atol=1e-5)
