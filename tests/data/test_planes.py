import os

import numpy as np

from gan.data.planes import CELL, fold, sounding, unfold
from gan.data.voices import OCTAVES, PITCHES, VOICES


def test_unfold_undoes_fold():
    planes = np.random.default_rng(0).random((2, 12, PITCHES, 3)).astype(np.float32)
    folded = fold(planes)
    assert folded.shape == (2, 4, OCTAVES, CELL * 3)
    assert (unfold(folded) == planes).all()


def test_an_octave_higher_is_the_same_channel_of_the_next_octave():
    state = np.zeros((1, VOICES, 3), np.uint8)
    low, high = state.copy(), state.copy()
    low[0, 2, 1], high[0, 2, 1] = 5, 17
    a, b = fold(sounding(low)), fold(sounding(high))
    assert (a[0, 0, 0] == b[0, 0, 1]).all() and a[0, 0, 0].sum() == 1


def test_numpy_and_keras_give_the_same_planes():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from keras import ops

    state = np.random.default_rng(1).integers(0, 85, (2, VOICES, 6)).astype(np.uint8)
    assert (np.asarray(sounding(state, ops)) == sounding(state)).all()
    planes = sounding(state)
    assert (np.asarray(fold(ops.convert_to_tensor(planes), ops)) == fold(planes)).all()
    assert (np.asarray(unfold(ops.convert_to_tensor(fold(planes)), ops)) == planes).all()
