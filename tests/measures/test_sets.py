from __future__ import annotations

import math

import numpy as np
import pytest

from gan.measures.sets import (
    difference,
    direct_overlap,
    mean_overlap,
    mmd,
    relational_overlap,
    spread,
    unique_bars,
    yang_lerch,
)
from gan.music import Key, Note, Role, Score, Track


def window(melody: list[int], bass: list[int]) -> Score:
    """Quarters of each role from the start."""
    return Score(
        tuple(
            Track(role, tuple(Note(24 * i, pitch, 24) for i, pitch in enumerate(pitches)))
            for role, pitches in ((Role.MELODY, melody), (Role.BASS, bass))
        ),
        key=Key(),
    )


def varied(seed: int, count: int = 24, low: int = 36) -> list[Score]:
    rng = np.random.default_rng(seed)
    scale = np.array([0, 2, 4, 5, 7, 9, 11])
    return [
        window(
            (72 + rng.choice(scale, 8)).tolist(), (low + rng.choice(scale, 8, p=[0.4, 0, 0, 0.2, 0.3, 0.1, 0])).tolist()
        )
        for _ in range(count)
    ]


def test_a_set_overlaps_with_itself_entirely() -> None:
    windows = varied(0)
    assert direct_overlap(windows, windows).mean == pytest.approx(1)
    assert relational_overlap(windows, windows).worst == pytest.approx(1)


def test_overlap_is_the_intersection_of_pooled_histograms() -> None:
    # C C C C against C C C G: three quarters of the time on the same pitch class.
    real, takes = [window([72] * 4, [36, 36, 36, 36])], [window([72] * 4, [36, 36, 36, 43])]
    assert direct_overlap(real, takes).by_name["bass.pitch class"] == pytest.approx(0.75)
    # Each on-beat interval from the bass to the melody: four unisons against three and a fourth.
    assert relational_overlap(real, takes).by_name["melody-bass.on"] == pytest.approx(0.75)


def test_a_part_that_only_one_set_plays_overlaps_in_nothing() -> None:
    found = direct_overlap([window([72] * 4, [36] * 4)], [window([72] * 4, [])])
    assert found.by_name["bass.onset"] == 0
    assert found.worst == 0
    assert "pad.onset" not in found.by_name


def test_what_one_window_in_a_hundred_does_is_no_histogram() -> None:
    real = [window([72] * 4, [])] * 99 + [window([72] * 4, [36] * 4)]
    assert "bass.onset" not in direct_overlap(real, real[:50]).by_name


def test_distances_within_and_between_like_sets_overlap_more_than_between_unlike_ones() -> None:
    real = varied(0)
    like, unlike = yang_lerch(real, varied(1)), yang_lerch(real, varied(2, low=50))
    assert mean_overlap(like) > 0.85
    assert unlike["bass.pitch class histogram"][0] < like["bass.pitch class histogram"][0]
    assert unlike["bass.pitch class histogram"][1] > like["bass.pitch class histogram"][1] >= 0
    assert all(0 <= area <= 1 + 1e-9 for area, _ in like.values())


def test_a_part_that_never_plays_in_one_set_has_no_overlap() -> None:
    found = yang_lerch(varied(0, 4), [window([72] * 4, [])] * 4)
    assert found["bass.note count"] == (0.0, math.inf)
    assert "pad.note count" not in found


def test_sets_of_one_kind_are_not_told_apart_and_others_are() -> None:
    real = varied(0)
    statistic, p = mmd(real, varied(1), permutations=50)
    assert abs(statistic) < 0.02
    assert p > 0.05
    assert mmd(real, varied(2, low=50), permutations=50)[1] == pytest.approx(1 / 51)


def test_windows_of_one_piece_change_sides_together() -> None:
    # Two pieces in each set: of the six ways to share them out, two are the real one.
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(8, 3)).astype(np.float32), rng.normal(3, 1, size=(8, 3)).astype(np.float32)
    pieces = np.repeat([0, 1], 4)
    assert mmd(x, y, 100, groups=(pieces, pieces))[1] > 0.15
    assert mmd(x, y, 100)[1] < 0.05


def test_spread_is_the_ratio_of_mean_distances() -> None:
    # Distances 2 and 6 in the same direction.
    real, takes = np.array([[-1.0], [1.0]], np.float32), np.array([[-3.0], [3.0]], np.float32)
    assert spread(real, takes) == pytest.approx(3)
    assert spread(real, takes[:1].repeat(2, axis=0)) == 0
    assert math.isnan(spread(real, takes[:1]))


def test_bars_are_unique_by_their_parts_alone() -> None:
    bars = [36, 43, 36, 43]
    same, other = window([72] * 8, bars + bars), window([60] * 8, [36, 36, 36, 36, *bars])
    assert unique_bars([same]) == 0.5
    assert unique_bars([same, other]) == 0.5
    assert math.isnan(unique_bars([window([72], [])]))


def test_two_takes_differ_by_the_notes_that_only_one_has() -> None:
    # Three shared notes of five.
    assert difference([window([72], [36, 36, 36, 36])], [window([60], [36, 36, 36, 43])]) == pytest.approx(0.4)
    assert difference(varied(0), varied(0)) == 0


def test_too_small_sets_are_refused() -> None:
    with pytest.raises(ValueError, match="two windows"):
        mmd(varied(0, 1), varied(1, 4))
