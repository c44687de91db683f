"""Edits of a melody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gan.errors import MelodyError
from gan.music import Key, Melody, Metre, Note
from tui import melody_edit as edit

QUARTERS = Melody((Note(0, 60, 24), Note(24, 62, 24), Note(48, 64, 24)), 100, Metre(3, 4), key=Key(0, "major"))


def pitches(melody: Melody) -> list[tuple[int, int, int]]:
    return [(note.start, note.pitch, note.length) for note in melody.notes]


def test_a_new_note_cuts_the_one_it_begins_in_and_replaces_those_that_begin_in_it() -> None:
    assert pitches(edit.put(QUARTERS, 12, 70, 24)) == [(0, 60, 12), (12, 70, 24), (48, 64, 24)]


def test_a_note_behind_the_end_leaves_a_rest() -> None:
    assert pitches(edit.put(QUARTERS, 96, 70, 12))[-1] == (96, 70, 12)


def test_the_rest_of_the_melody_is_kept_by_an_edit() -> None:
    changed = edit.put(QUARTERS, 0, 70, 24)
    assert (changed.tempo, changed.metre, changed.key) == (QUARTERS.tempo, QUARTERS.metre, QUARTERS.key)


def test_no_note_goes_past_the_longest_melody() -> None:
    end = edit.last_tick(QUARTERS)
    assert end == 128 * 72
    assert edit.put(QUARTERS, end - 24, 60, 24).bars == 128
    with pytest.raises(MelodyError, match="at most 128 bars"):
        edit.put(QUARTERS, end - 12, 60, 24)


def test_a_pickup_counts_as_a_bar_of_the_longest_melody() -> None:
    assert edit.last_tick(Melody((), 100, Metre(4, 4), 24)) == 24 + 127 * 96


def test_clearing_cuts_at_the_edges() -> None:
    assert pitches(edit.clear(QUARTERS, 12, 30)) == [(0, 60, 12), (48, 64, 24)]


def test_a_note_grows_up_to_its_neighbour_and_shrinks_to_the_least() -> None:
    gap = edit.clear(QUARTERS, 24, 48)
    assert pitches(edit.resize_at(gap, 0, 100, 6))[0] == (0, 60, 48)
    assert pitches(edit.resize_at(gap, 0, -100, 6))[0] == (0, 60, 6)


def test_a_note_shorter_than_the_least_is_not_made_longer_by_shrinking() -> None:
    short = Melody((Note(0, 60, 3),))
    assert pitches(edit.resize_at(short, 0, -6, 6)) == [(0, 60, 3)]


def test_a_tie_holds_the_last_note_on_and_needs_one_that_ends_at_the_cursor() -> None:
    assert pitches(edit.tie(QUARTERS, 72, 12))[-1] == (48, 64, 36)
    assert edit.tie(QUARTERS, 80, 12) is QUARTERS


def test_backspace_takes_the_note_then_the_rest_then_nothing() -> None:
    melody, cursor = edit.take_back(QUARTERS, 96)
    assert (melody, cursor) == (QUARTERS, 72), "the rest before the cursor goes first"
    melody, cursor = edit.take_back(melody, cursor)
    assert cursor == 48 and len(melody.notes) == 2
    assert edit.take_back(Melody(()), 30) == (Melody(()), 0)


def test_transposing_moves_the_key_and_refuses_to_leave_the_range() -> None:
    up = edit.transpose(QUARTERS, 2)
    assert up.key == Key(2, "major") and up.notes[0].pitch == 62
    assert edit.transpose(QUARTERS, 100) is QUARTERS


def test_tempo_stays_within_what_can_be_played() -> None:
    assert round(edit.with_tempo(QUARTERS, 4).tempo) == 104
    assert round(edit.with_tempo(QUARTERS, 10_000).tempo) == edit.TEMPO_RANGE[1]
    assert round(edit.with_tempo(QUARTERS, -10_000).tempo) == edit.TEMPO_RANGE[0]


def test_the_metres_go_round_and_a_pickup_that_no_longer_fits_goes() -> None:
    melody = Melody((Note(0, 60, 24),), metre=Metre(4, 4), pickup=72)
    seen = []
    for _ in edit.METRES:
        melody = edit.with_next_metre(melody)
        seen.append(str(melody.metre))
    assert seen == ["3/4", "6/8", "2/4", "4/4"]
    assert melody.pickup == 0


def test_a_metre_that_makes_too_many_bars_is_refused() -> None:
    long = Melody((Note(96 * 128 - 24, 60, 24),), metre=Metre(4, 4))
    with pytest.raises(MelodyError, match="in 3/4 this melody has 171 bars"):
        edit.with_next_metre(long)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 400),
            st.integers(0, 127),
            st.integers(1, 60),
            st.sampled_from(["put", "clear", "tie", "back"]),
        ),
        max_size=30,
    )
)
def test_whatever_is_done_one_voice_remains(steps: list[tuple[int, int, int, str]]) -> None:
    melody = Melody(())
    for tick, pitch, length, what in steps:
        if what == "put":
            melody = edit.put(melody, tick, pitch, length)  # Melody itself refuses two voices
        elif what == "clear":
            melody = edit.clear(melody, tick, tick + length)
        elif what == "tie":
            melody = edit.tie(melody, tick, length)
        else:
            melody, _ = edit.take_back(melody, tick)
    assert all(a.end <= b.start for a, b in zip(melody.notes, melody.notes[1:]))
