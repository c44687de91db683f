"""Changing the notes of a take by hand, and choosing bars."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gan.music import Note, Role, Score, Track
from tests.tui.piloting import composer, give_takes, notices_of, press, screen_of, until
from tui.note_edit import added, at_tick, beside, moved, removed, resized
from tui.widgets.bar_choice import BarChoice, bar_ticks

A, B = Note(0, 60, 24), Note(24, 62, 24)


@pytest.fixture
def two() -> Score:
    return Score((Track(Role.MELODY, (Note(0, 72, 48),)), Track(Role.BASS, (A, B))))


def test_a_note_is_moved_lengthened_added_and_removed(two: Score) -> None:
    score, note = moved(two, 1, A, 12, 6)
    assert note == Note(6, 72, 24) and score.tracks[1].notes == (note, B)
    score, note = resized(two, 1, B, -100)
    assert note.length == 6
    score, note = added(two, 1, B, 0)
    assert note == Note(48, 62, 24) and len(score.tracks[1].notes) == 3
    score, left = removed(two, 1, B)
    assert left == A and score.tracks[1].notes == (A,)
    score, left = removed(score, 1, A)
    assert left is None and score.tracks[1].notes == ()
    assert added(two, 1, A, 0)[0].tracks[1].notes == (A, Note(24, 60, 24), B)
    assert added(added(two, 1, A, 0)[0], 1, A, 0)[1] == Note(24, 60, 24)
    score, note = added(score, 1, None, 96)
    assert note == Note(96, 72, 24, note.velocity)


def test_notes_never_overlap_on_one_pitch_nor_leave_the_range(two: Score) -> None:
    score, note = moved(two, 1, B, -2, 0)
    assert note == Note(24, 60, 24)
    score, note = resized(score, 1, A, 60)
    assert [n.length for n in score.tracks[1].notes if n.pitch == 60] == [24, 24], "the later one cuts it short"
    score, note = moved(two, 1, B, -2, -24)
    assert score.tracks[1].notes == (note,), "the moved one wins"
    assert moved(two, 1, A, 0, -6)[1].start == 0 and moved(two, 1, A, 99, 0)[1].pitch == 127


def test_the_next_note_is_found(two: Score) -> None:
    assert beside(two, 1, A, 1) == B and beside(two, 1, B, 1) == B and beside(two, 1, None, 1) == A
    assert at_tick(two, 1, 10) == B and at_tick(two, 1, 999) == B
    empty = replace(two, tracks=(two.tracks[0], Track(Role.BASS, ())))
    assert beside(empty, 1, None, 1) is None and at_tick(empty, 1, 0) is None


def test_bars_are_selected_from_the_one_in_sight_and_a_pickup_is_the_first() -> None:
    score = Score((Track(Role.MELODY, tuple(Note(24 * i, 60, 24) for i in range(33))),), pickup=24)
    choice = BarChoice()
    assert choice.ticks(score) == (0, 24) and bar_ticks(score, 1) == (24, 120)
    choice.come_into_sight(score, 216, 400)
    assert choice.bar == 3 and choice.ticks(score) == (216, 312)
    choice.move(score, 1, True)
    assert choice.bars == (4, 5) and choice.chosen_ticks(score) == (216, 408)
    choice.move(score, -2, True)
    assert choice.bars == (3, 4)
    choice.move(score, 1, False)
    assert choice.bars is None
    assert choice.left_to_see(score, 0, 300) == 24
    choice.move(score, 99, False)
    assert choice.bar == score.bars - 1


async def test_a_part_is_changed_by_hand_heard_undone_and_said_to_be_changed(score: Score) -> None:
    async with composer() as (app, pilot):
        give_takes(app, score)
        station = app.stations.audition_station
        await until(pilot, lambda: station.selected, "a take")
        await press(pilot, "tab", "enter")
        assert "changed in Compose" in notices_of(app), "the melody is not changed here"
        await press(pilot, "down", "down", "enter")
        assert screen_of(app).splitlines()[-1].startswith(" NOTE C2"), "the keys are now those of notes"
        await press(pilot, "right", "up", "shift+up")
        assert station.selected is not None
        bass = station.selected.take.score.tracks[2].notes
        assert [note.pitch for note in bass] == [36, 49, 36, 36] and station.selected.edits == 2
        assert "NOTE C#3" in screen_of(app) and "changed by hand" in screen_of(app)
        assert app.transport.score is station.selected.take.score, "what plays has the change"
        await press(pilot, "delete", "home", "enter", "minus", "enter")
        assert len(station.selected.take.score.tracks[2].notes) == 5
        await press(pilot, *["ctrl+z"] * 6)
        assert station.selected.take.score == score and not station.selected.edited
        await press(pilot, "up", "escape", "down")
        assert "pop-s5-1          ✎" in screen_of(app)
        assert station.selected.file_name == "pop-s5-1-edited" and station.roll.track == 3
        assert "4 drums" in screen_of(app) and "NOTE" not in screen_of(app).splitlines()[-1]
