"""Notes to planes and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gan.music import Note
from gan.music.pianoroll import FRAME_TICKS, Pianoroll, snap_to_frame
from tests.music.music_strategies import notes


@settings(max_examples=200, deadline=None)
@given(notes(grid=FRAME_TICKS, velocity=80))
def test_notes_on_the_frame_borders_come_back_exactly(music: tuple[Note, ...]) -> None:
    assert Pianoroll.from_notes(music).to_notes() == music


@settings(max_examples=100, deadline=None)
@given(notes())
def test_snapping_twice_changes_nothing(music: tuple[Note, ...]) -> None:
    once = Pianoroll.from_notes(music)
    assert Pianoroll.from_notes(once.to_notes(), once.frames) == once


def test_a_repeated_note_differs_from_a_held_one() -> None:
    repeated = Pianoroll.from_notes([Note(0, 60, 24), Note(24, 60, 24)])
    held = Pianoroll.from_notes([Note(0, 60, 48)])
    assert np.array_equal(repeated.sounding, held.sounding)
    assert repeated != held
    assert np.flatnonzero(repeated.onset[:, 60]).tolist() == [0, 12]
    assert np.flatnonzero(held.onset[:, 60]).tolist() == [0]


def test_triplets_are_whole_frames() -> None:
    triplet = (Note(0, 60, 8, 80), Note(8, 62, 8, 80), Note(16, 64, 8, 80))
    assert Pianoroll.from_notes(triplet).to_notes() == triplet


@pytest.mark.parametrize(("tick", "frame"), [(0, 0), (1, 1), (2, 1), (3, 2), (4, 2)])
def test_halves_snap_to_the_later_border(tick: int, frame: int) -> None:
    assert snap_to_frame(tick) == frame


def test_the_shortest_note_keeps_a_frame() -> None:
    assert Pianoroll.from_notes([Note(10, 60, 1)]).to_notes() == (Note(10, 60, 2, 80),)


def test_what_lies_behind_the_last_frame_is_cut() -> None:
    roll = Pianoroll.from_notes([Note(0, 60, 48), Note(60, 62, 24)], frames=12)
    assert roll.to_notes(90) == (Note(0, 60, 24, 90),)


def test_no_notes_make_a_roll_of_no_frames() -> None:
    assert Pianoroll.from_notes([]).frames == 0
    assert Pianoroll.from_notes([]).to_notes() == ()


@given(st.integers(0, 127))
def test_the_column_is_the_pitch(pitch: int) -> None:
    roll = Pianoroll.from_notes([Note(0, pitch, 24)])
    assert np.flatnonzero(roll.sounding[0]).tolist() == [pitch]


def test_planes_that_break_the_onset_rule_are_refused() -> None:
    silent = np.zeros((4, 128), dtype=bool)
    begun = silent.copy()
    begun[1, 60] = True
    with pytest.raises(ValueError, match="does not sound"):
        Pianoroll(silent, begun)
    with pytest.raises(ValueError, match="never began"):
        Pianoroll(begun, silent)
    with pytest.raises(ValueError, match="shape"):
        Pianoroll(silent[:, :88], silent[:, :88])
    with pytest.raises(ValueError, match="differ in length"):
        Pianoroll(silent, silent[:2])


def test_a_roll_cannot_be_changed_and_does_not_follow_its_source() -> None:
    plane = np.zeros((2, 128), dtype=bool)
    roll = Pianoroll(plane, plane)
    plane[0, 0] = True
    assert not roll.sounding.any()
    with pytest.raises(ValueError):
        roll.sounding[0, 0] = True
