"""One tempo, one metre and one pickup out of many marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gan.music import Metre
from gan.music.score import check_pickup
from gan.music.timeline import choose_longest, choose_metre, choose_tempo, fit_pickup, spell_pickup


@pytest.mark.parametrize(
    ("changes", "end", "answer"),
    [
        ([], 960, ("4/4", 0)),
        ([(0, 3, 4)], 960, ("3/4", 0)),
        ([(0, 1, 4), (24, 4, 4)], 960, ("4/4", 24)),
        ([(0, 1, 8), (12, 6, 8)], 960, ("6/8", 12)),
        ([(0, 4, 4), (96, 3, 4), (168, 4, 4)], 960, ("4/4", 72)),  # the longer stretch of 4/4 sets the bar lines
        ([(0, 3, 4), (288, 4, 4)], 960, ("4/4", 0)),
        ([(0, 99, 4), (24, 3, 4)], 960, ("3/4", 24)),
        ([(0, 99, 4)], 960, ("4/4", 0)),
        ([(0, 3, 4), (0, 4, 4)], 960, ("4/4", 0)),
        ([(0, 1, 4), (24, 4, 4)], 0, ("4/4", 24)),  # even with no notes at all
    ],
)
def test_the_metre_that_governs_most_and_its_bar_lines(
    changes: list[tuple[int, int, int]], end: int, answer: tuple[str, int]
) -> None:
    metre, bar_line = choose_metre(changes, end)
    assert (str(metre), bar_line) == answer


def test_the_tempo_of_most_of_the_music_not_of_the_count_in() -> None:
    assert choose_tempo([(0, 60.0), (96, 132.0)], 96, 960) == 132.0
    assert choose_tempo([], 0, 960) == 120.0
    assert choose_tempo([(0, 5000.0)], 0, 960) == 1000.0


def test_rubato_has_its_median_tempo() -> None:
    assert choose_tempo([(24 * i, 80.0 + i) for i in range(21)], 0, 24 * 21) == pytest.approx(90, abs=1)


def test_the_value_that_holds_longest() -> None:
    assert choose_longest([(0, "a"), (10, "b"), (40, "a"), (50, "c")], 55) == "b"
    assert choose_longest([], 55) is None


@given(st.integers(0, 1023))
def test_signatures_fill_a_pickup_exactly_and_fit_into_bytes(thirty_seconds: int) -> None:
    spelt = spell_pickup(3 * thirty_seconds)
    assert sum(beats * 96 // unit for _, beats, unit in spelt) == 3 * thirty_seconds
    assert all(1 <= beats <= 255 for _, beats, _ in spelt)


@given(st.integers(0, 95))
def test_any_pickup_is_made_to_fit(ticks: int) -> None:
    pickup, shift = fit_pickup(ticks, Metre(4, 4))
    check_pickup(pickup, Metre(4, 4))
    assert (ticks + shift - pickup) % 96 == 0
    assert 0 <= shift <= 2
