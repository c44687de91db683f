"""Strokes in time become notes on a grid."""

from __future__ import annotations

import pytest

from gan.music import Melody, Metre, Note
from gan.music.melody import MAX_BARS
from tui.live_take import ASSISTS, LEAST_LENGTH, LiveTake, count_in_ticks

SECONDS = 1 / 48
"""A tick at tempo 120."""
FAR = 10_000


def take(releases: bool = True, start: int = 0, pickup: int = 0, length: int = 24) -> LiveTake:
    return LiveTake(start, pickup, length, releases)


def play(live: LiveTake, *strokes: tuple[int, float, float | None]) -> None:
    """Press and release keys: (pitch, tick, tick of the release)."""
    for pitch, tick, end in strokes:
        live.press(pitch, 90, tick, tick * SECONDS)
        if end is not None:
            live.release(pitch, end)


def told(live: LiveTake, assist: str, now: float = FAR, limit: int = FAR) -> list[tuple[int, int, int]]:
    return [(note.start, note.pitch, note.length) for note in live.notes(ASSISTS[assist], now, limit)]


def test_without_assist_notes_stay_where_they_were_played() -> None:
    live = take()
    play(live, (60, 1.4, 20.2), (62, 25.6, 30.9))
    assert told(live, "off") == [(1, 60, 19), (26, 62, 5)]


@pytest.mark.parametrize(
    ("assist", "expected"),
    [
        ("1/16", [(0, 60, 18), (24, 62, 12)]),
        ("1/8", [(0, 60, 24), (24, 62, 12)]),
        ("triplet", [(0, 60, 16), (24, 62, 8)]),
    ],
)
def test_the_assist_draws_starts_and_ends_to_its_grid(assist: str, expected: list[tuple[int, int, int]]) -> None:
    live = take()
    play(live, (60, 2.0, 19.0), (62, 22.5, 33.5))
    assert told(live, assist) == expected


def test_the_grid_counts_from_the_bar_line_behind_a_pickup() -> None:
    live = take(pickup=9)
    play(live, (60, 8, 20), (62, 20, 34))
    assert told(live, "1/8") == [(9, 60, 12), (21, 62, 12)]


def test_the_shortest_tap_is_a_note_of_a_step_of_the_grid() -> None:
    live = take()
    play(live, (60, 24, 24.4))
    assert told(live, "1/8") == [(24, 60, 12)] and told(live, "off") == [(24, 60, LEAST_LENGTH)]


def test_a_note_ends_where_the_next_one_begins_though_its_key_is_still_held() -> None:
    live = take()
    live.press(60, 90, 0, 0)
    live.press(64, 90, 24, 24 * SECONDS)
    live.release(60, 40)
    live.release(64, 48)
    assert told(live, "1/16") == [(0, 60, 24), (24, 64, 24)]


def test_a_held_key_grows_with_the_time_that_passes() -> None:
    live = take()
    live.press(60, 90, 0, 0)
    assert told(live, "1/16", now=30) == [(0, 60, 30)]
    assert told(live, "1/16", now=90) == [(0, 60, 90)]


def test_repeats_of_a_held_key_are_no_notes_where_releases_are_told() -> None:
    live = take()
    assert live.press(60, 90, 0, 0.0)
    assert not live.press(60, 90, 24, 0.5) and not live.press(60, 90, 26, 0.53)
    live.release(60, 36)
    assert live.press(60, 90, 40, 0.9), "struck again"
    live.release(60, 44)
    assert told(live, "off") == [(0, 60, 36), (40, 60, 4)]


def test_without_releases_a_note_lasts_a_step_or_until_the_next_one() -> None:
    live = take(releases=False, length=24)
    play(live, (60, 0, None), (62, 12, None), (64, 96, None))
    assert told(live, "1/16") == [(0, 60, 12), (12, 62, 24), (96, 64, 24)]


def test_without_releases_a_key_that_the_terminal_repeats_is_one_long_note() -> None:
    live = take(releases=False, length=12)
    heard = [live.press(60, 90, moment / SECONDS, moment) for moment in (0.0, 0.5, 0.53, 0.56, 0.59, 0.98, 1.01)]
    assert heard == [True, True, False, False, False, True, False], "the first repeat cannot be told from a stroke"
    assert told(live, "off")[0] == (0, 60, 28)


def test_without_releases_the_same_key_can_be_struck_quickly() -> None:
    live = take(releases=False, length=6)
    for number in range(8):
        assert live.press(60, 90, 6 * number, 6 * number * SECONDS)
    assert [start for start, _, _ in told(live, "1/16")] == [6 * number for number in range(8)]


def test_an_early_first_note_is_the_first_note_and_noodling_before_is_none() -> None:
    live = take(start=96)
    play(live, (50, 40, 44), (60, 91, 118))
    assert told(live, "1/16") == [(96, 60, 24)]


def test_two_strokes_on_one_step_of_the_grid_leave_the_later_one() -> None:
    live = take()
    play(live, (60, 23, 24), (61, 25, 40))
    assert told(live, "1/8") == [(24, 61, 12)]


def test_nothing_reaches_beyond_the_longest_melody() -> None:
    live = take()
    play(live, (60, 90, 200), (62, 101, 120))
    assert told(live, "1/16", limit=96) == [(90, 60, 6)]


def test_what_was_played_replaces_what_lay_in_the_recorded_span() -> None:
    before = Melody(tuple(Note(24 * beat, 70, 24) for beat in range(8)))
    live = take(start=48)
    play(live, (60, 49, 70))
    after = live.melody(before, ASSISTS["1/16"], now=121)
    assert [(note.start, note.pitch) for note in after.notes] == [
        (0, 70),
        (24, 70),
        (48, 60),
        (120, 70),
        (144, 70),
        (168, 70),
    ]


def test_a_recording_without_a_note_changes_nothing() -> None:
    before = Melody((Note(0, 70, 24),))
    assert take().melody(before, 6, now=96) is before


@pytest.mark.parametrize("start,pickup,expected", [(0, 0, 96), (96, 0, 96), (120, 0, 120), (0, 24, 168), (24, 24, 96)])
def test_the_count_in_is_a_bar_and_the_beginning_of_the_bar(start: int, pickup: int, expected: int) -> None:
    assert count_in_ticks(Melody((), metre=Metre(4, 4), pickup=pickup), start) == expected


def test_a_recording_to_the_last_bar_is_a_melody() -> None:
    before = Melody(())
    end = MAX_BARS * 96
    live = take(start=end - 24)
    live.press(60, 90, end - 24, 0)
    assert live.melody(before, 12, now=end + 500).length == end
