from __future__ import annotations

import math

import pytest

from gan.measures.copying import copied_windows, nearest, ngram_copies
from gan.music import Key, Note, Role, Score, Track


def window(bass: list[int], role: Role = Role.BASS, step: int = 24, origin: int = 0) -> Score:
    notes = tuple(Note(origin + step * i, pitch, step) for i, pitch in enumerate(bass))
    return Score((Track(Role.MELODY, (Note(0, 72, 384),)), Track(role, notes)), key=Key())


TUNE = [36, 38, 40, 41, 43, 45, 47, 48, 43, 36]


def test_a_copy_is_all_copied_and_a_moved_copy_too() -> None:
    assert ngram_copies([window(TUNE)], [window(TUNE)]) == 1
    assert ngram_copies([window([pitch + 2 for pitch in TUNE], origin=24)], [window(TUNE)]) == 1


def test_another_rhythm_role_or_line_is_no_copy() -> None:
    assert ngram_copies([window(TUNE)], [window(TUNE, step=12)]) == 0
    assert ngram_copies([window(TUNE)], [window(TUNE, Role.PAD)]) == 0
    assert ngram_copies([window(TUNE)], [window(TUNE[::-1])]) == 0


def test_each_run_of_notes_counts() -> None:
    # Ten notes hold three runs of eight; with another last note the last run is new.
    assert ngram_copies([window([*TUNE[:-1], 37])], [window(TUNE)]) == pytest.approx(2 / 3)
    assert ngram_copies([window(TUNE)], [window([*TUNE[:-1], 37])], n=4) == pytest.approx(6 / 7)


def test_the_melody_is_given_and_drums_repeat_so_neither_counts() -> None:
    assert math.isnan(ngram_copies([window(TUNE, Role.DRUMS)], [window(TUNE, Role.DRUMS)]))
    assert math.isnan(ngram_copies([], [window(TUNE)]))


def test_a_run_needs_two_notes() -> None:
    with pytest.raises(ValueError):
        ngram_copies([window(TUNE)], [window(TUNE)], n=1)


def test_nearness_is_the_best_f1_of_part_notes() -> None:
    # Half of ten notes shared with a window of ten: F1 = 0.5; with the other window nothing.
    training = [window([*TUNE[:5], *(pitch + 1 for pitch in TUNE[5:])]), window(TUNE, Role.PAD)]
    assert nearest([window(TUNE), window([])], training).tolist() == [0.5, 0]
    assert nearest([window(TUNE)], []).tolist() == [0]


def test_only_takes_nearer_than_real_music_are_copies() -> None:
    training = [window(TUNE)]
    real = [window([*TUNE[:5], *(pitch + 1 for pitch in TUNE[5:])])] * 10
    assert copied_windows([window(TUNE), real[0]], training, real) == 0.5
    assert copied_windows([window(TUNE)], training, [window(TUNE)]) == 0
    assert math.isnan(copied_windows([], training, real))
