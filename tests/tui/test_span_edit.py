"""Edits of a span of a melody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gan.errors import MelodyError
from gan.music import Key, Melody, Metre, Note
from tui import span_edit as edit
from tui.melody_edit import last_tick
from tui.span_edit import GRIDS, Span

SCALE = Melody(tuple(Note(24 * i, 60 + i, 24, 70 + i) for i in range(8)), 100, Metre(4, 4), key=Key(0, "major"))


def rows(melody: Melody) -> list[tuple[int, int, int]]:
    return [(note.start, note.pitch, note.length) for note in melody.notes]


def test_a_note_belongs_to_the_span_it_begins_in() -> None:
    assert [n.pitch for n in edit.notes_in(SCALE, Span(12, 72))] == [61, 62]
    assert edit.notes_in(SCALE, Span(1, 24)) == ()
    assert rows(edit.without(SCALE, Span(12, 180))) == [(0, 60, 24)]


@pytest.mark.parametrize("start,end", [(-1, 4), (5, 5), (9, 3)])
def test_a_span_has_a_length(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no span"):
        Span(start, end)


def test_what_was_copied_comes_back_elsewhere_with_its_rests_and_velocities() -> None:
    gap = edit.without(SCALE, Span(24, 48))
    clip = edit.copied(gap, Span(0, 72))
    assert clip is not None and clip.length == 72
    melody, span = edit.pasted(gap, clip, 96)
    assert span == Span(96, 168)
    assert rows(melody)[2:] == [(72, 63, 24), (96, 60, 24), (144, 62, 24), (168, 67, 24)]
    assert melody.notes[3].velocity == 70
    assert edit.copied(gap, Span(24, 48)) is None


def test_pasting_past_the_longest_melody_is_refused() -> None:
    clip = edit.copied(SCALE, Span(0, 96))
    assert clip is not None
    with pytest.raises(MelodyError, match="at most 128 bars"):
        edit.pasted(SCALE, clip, last_tick(SCALE) - 24)


def test_only_the_span_is_transposed_and_not_out_of_the_range() -> None:
    assert [n.pitch for n in edit.transposed(SCALE, Span(24, 72), 12).notes] == [60, 73, 74, 63, 64, 65, 66, 67]
    assert edit.transposed(SCALE, Span(24, 72), 66) is SCALE


def test_what_is_moved_replaces_what_lies_under_it() -> None:
    assert rows(edit.moved(SCALE, Span(0, 24), 36))[:3] == [(24, 61, 12), (36, 60, 24), (72, 63, 24)]
    assert edit.moved(SCALE, Span(24, 48), -30) is SCALE, "nothing begins before the first tick"
    with pytest.raises(MelodyError, match="at most 128 bars"):
        edit.moved(SCALE, Span(0, 24), last_tick(SCALE))


def test_a_span_is_moved_with_its_rests() -> None:
    gap = edit.without(SCALE, Span(24, 72))
    moved = edit.moved(gap, Span(0, 72), 96)
    assert rows(moved) == [(72, 63, 24), (96, 60, 24), (168, 67, 24)]
    assert [note.pitch for note in edit.notes_in(moved, Span(96, 168))] == [60]


def test_stretching_there_and_back_is_where_one_was_and_nothing_is_rounded() -> None:
    two = Melody(SCALE.notes[2:4])
    double, span = edit.stretched(two, Span(48, 96), longer=True)
    assert rows(double) == [(48, 62, 48), (96, 63, 48)] and span == Span(48, 144)
    assert edit.stretched(double, span, longer=False) == (two, Span(48, 96))
    with pytest.raises(MelodyError, match="cannot be halved"):
        edit.stretched(Melody((Note(0, 60, 3),)), Span(0, 3), longer=False)


@pytest.mark.parametrize("grid", GRIDS.values())
def test_quantised_notes_lie_on_the_grid_of_the_bar_lines(grid: int) -> None:
    played = Melody(tuple(Note(5 + 26 * i, 60 + i, 20) for i in range(12)), pickup=30)
    quantised = edit.quantised(played, Span(0, 1000), grid)[0]
    assert quantised.notes and all((note.start - 30) % grid == 0 for note in quantised.notes)


def test_quantising_keeps_the_neighbours_of_the_span() -> None:
    played = Melody((Note(1, 60, 21), Note(22, 62, 24)))
    assert rows(edit.quantised(played, Span(0, 20), 24)[0]) == [(0, 60, 22), (22, 62, 24)]


def test_a_quantised_note_never_takes_the_place_of_the_note_behind_the_span() -> None:
    played = Melody((Note(0, 60, 12), Note(45, 61, 3), Note(48, 62, 24)))
    assert rows(edit.quantised(played, Span(0, 46), 24)[0]) == [(0, 60, 24), (24, 61, 24), (48, 62, 24)]
    at_once = Melody((Note(0, 60, 3), Note(3, 62, 24)), pickup=12)
    assert rows(edit.quantised(at_once, Span(0, 2), 24)[0]) == [(0, 60, 3), (3, 62, 24)], "there is no line before it"


@pytest.mark.parametrize("pickup", [0, 30])
@pytest.mark.parametrize("grid", GRIDS.values())
def test_the_longest_melody_is_quantised_to_its_last_note(grid: int, pickup: int) -> None:
    empty = Melody((), pickup=pickup)
    played = Melody((Note(pickup, 60, 20), Note(last_tick(empty) - 2, 62, 2)), pickup=pickup)
    quantised = edit.quantised(played, Span(0, played.length), grid)[0]
    assert [(note.start - pickup) % grid for note in quantised.notes] == [0, 0]
    assert quantised.length == last_tick(empty)


def test_a_quantised_note_stays_in_its_span() -> None:
    played = Melody((Note(0, 60, 12), Note(45, 62, 12)))
    quantised, span = edit.quantised(played, Span(0, 48), 24)
    assert rows(quantised) == [(0, 60, 24), (48, 62, 24)]
    assert len(edit.notes_in(quantised, span)) == 2


def test_of_notes_that_land_on_one_line_the_longest_stays() -> None:
    played = Melody((Note(22, 60, 2), Note(24, 62, 20), Note(48, 64, 24)))
    assert rows(edit.quantised(played, Span(0, 90), 24)[0]) == [(24, 62, 24), (48, 64, 24)]


def test_snapping_moves_to_the_nearest_pitch_of_the_key() -> None:
    assert [n.pitch for n in edit.snapped(SCALE, Span(0, 200), Key(0, "major")).notes] == [
        60,
        60,
        62,
        62,
        64,
        65,
        65,
        67,
    ]
    in_key = Melody((Note(0, 60, 24),))
    assert edit.snapped(in_key, Span(0, 24), Key(0, "major")) is in_key


def test_velocities_stay_within_what_midi_knows() -> None:
    assert [n.velocity for n in edit.with_velocity(SCALE, Span(0, 48), 100).notes[:3]] == [127, 127, 72]
    assert edit.with_velocity(SCALE, Span(0, 24), -1000).notes[0].velocity == 1


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 127), st.integers(1, 50)), max_size=12),
    st.integers(0, 300),
    st.integers(1, 200),
    st.integers(-60, 60),
    st.sampled_from(list(GRIDS.values())),
    st.integers(0, 31),
)
def test_whatever_is_done_to_a_span_the_notes_before_it_stay(
    notes: list[tuple[int, int, int]], start: int, length: int, by: int, grid: int, thirty_seconds: int
) -> None:
    from gan.music.melody import one_voice

    melody = Melody(one_voice(Note(*note) for note in notes), pickup=3 * thirty_seconds)
    span = Span(start, start + length)
    outside = [n for n in melody.notes if n.end <= start - grid - 60]
    clip = edit.copied(melody, span)
    changed = [
        edit.quantised(melody, span, grid)[0],
        edit.snapped(melody, span, Key(by % 12, "minor")),
        edit.transposed(melody, span, by),
        edit.moved(melody, span, by),
        edit.stretched(melody, span, longer=True)[0],
        edit.with_velocity(melody, span, by),
        edit.without(melody, span),
        *([edit.pasted(melody, clip, start)[0]] if clip else []),
    ]
    for one in changed:  # Melody itself refuses two voices
        assert set(outside) <= set(one.notes)
