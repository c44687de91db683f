import numpy as np

from gan.data.grid import METRE_FEATURES, metre_features, slot_of, tick_of
from gan.music.metre import Metre


def test_sixteenths_and_eighth_triplets_stand_on_slots():
    ticks = np.array([0, 6, 8, 12, 16, 18, 24, 30, 32])
    assert (tick_of(slot_of(ticks)) == ticks).all()


def test_other_ticks_go_to_the_nearest_slot():
    assert tick_of(slot_of(np.array([1, 7, 11, 14, 22, 23]))).tolist() == [0, 6, 12, 12, 24, 24]


def test_every_slot_is_its_own_nearest():
    slots = np.arange(60)
    assert (slot_of(tick_of(slots)) == slots).all()


def test_metre_features_mark_the_bar_line_of_any_metre():
    for metre, eighths in ((Metre(4, 4), 8), (Metre(3, 4), 6), (Metre(6, 8), 6), (Metre(3, 8), 3)):
        features = metre_features(24, metre)
        assert features.shape == (24, METRE_FEATURES)
        assert np.flatnonzero(features[:, 0]).tolist() == list(range(0, 24, eighths))


def test_a_waltz_has_no_half_bar_and_six_eight_has_two_pulses():
    assert metre_features(12, Metre(3, 4))[:, 1].sum() == 0
    assert np.flatnonzero(metre_features(6, Metre(6, 8))[:, 2]).tolist() == [0, 3]
