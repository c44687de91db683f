from __future__ import annotations

from collections.abc import Callable

import pytest

from gan.measures.baselines import (
    all_baselines,
    block_triads,
    drone,
    end_of,
    late,
    mismatched,
    pasted,
    random_notes,
    wrong_notes,
)
from gan.music import Key, Metre, Note, Role, Score, Track


def window(melody: tuple[int, ...], parts: dict[Role, tuple[Note, ...]], metre: Metre = Metre()) -> Score:
    """A melody of half notes (a bar each in 2/4) over the parts."""
    notes = tuple(Note(48 * i, pitch, 48) for i, pitch in enumerate(melody))
    tracks = (Track(Role.MELODY, notes), *(Track(role, part) for role, part in parts.items()))
    return Score(tracks, metre=metre, key=Key())


def notes(score: Score, role: Role) -> tuple[Note, ...]:
    track = score.track(role)
    return track.notes if track else ()


def plain(score: Score, role: Role) -> list[tuple[int, int, int]]:
    return [(note.start, note.pitch, note.length) for note in notes(score, role)]


@pytest.fixture
def windows() -> list[Score]:
    """Six windows of one bar that differ in all their parts."""
    return [
        window(
            (72 + i, 76 + i),
            {
                Role.CHORDS: (Note(0, 50 + i, 48), Note(48, 60 + i, 48)),
                Role.BASS: (Note(0, 36 + i, 96),),
                Role.DRUMS: (Note(0, 36, 6), Note(48, 38 if i % 2 else 42, 6)),
            },
        )
        for i in range(6)
    ]


EVERY: dict[str, Callable[[list[Score], int], list[Score]]] = {
    "random notes": lambda w, seed: random_notes(w, seed=seed),
    "mismatched": lambda w, seed: mismatched(w, seed=seed),
    "drone": lambda w, seed: drone(w),
    "block triads": lambda w, seed: block_triads(w),
    "late": lambda w, seed: late(w),
    "pasted": lambda w, seed: pasted(w, w[::-1], seed=seed),
    "5 % wrong": lambda w, seed: wrong_notes(w, 0.05, seed=seed),
    "15 % wrong": lambda w, seed: wrong_notes(w, 0.15, seed=seed),
}


@pytest.mark.parametrize("name", EVERY)
def test_a_baseline_keeps_melodies_and_their_order_and_is_the_same_for_the_same_seed(
    name: str, windows: list[Score]
) -> None:
    made = EVERY[name](windows, 3)
    assert [notes(one, Role.MELODY) for one in made] == [notes(one, Role.MELODY) for one in windows]
    assert all(one.length <= end_of(own) for one, own in zip(made, windows))
    assert EVERY[name](windows, 3) == made


def test_all_baselines_come_under_their_names_in_the_order_of_the_bar(windows: list[Score]) -> None:
    sets = all_baselines(windows, windows, seed=3)
    assert list(sets) == list(EVERY)
    assert sets["mismatched"] == mismatched(windows, seed=3)
    assert "pasted" not in all_baselines(windows, [])
    assert list(all_baselines(windows, windows, names=("late", "drone"))) == ["drone", "late"]


def test_random_notes_are_as_many_and_as_long_within_the_register_of_the_set(windows: list[Score]) -> None:
    made = random_notes(windows * 20, seed=1)
    chords = [note for one in made for note in notes(one, Role.CHORDS)]
    assert {note.pitch for note in chords} == set(range(50, 66))
    assert all(note.start % 6 == 0 for note in chords)
    assert {note.pitch for one in made for note in notes(one, Role.DRUMS)} == {36, 38, 42}
    # A note is lost only where two fall on one pitch and place.
    assert 230 <= len(chords) <= 240
    assert random_notes(windows, seed=2) != random_notes(windows, seed=3)


def test_mismatched_parts_are_those_of_another_window_each_used_once(windows: list[Score]) -> None:
    made = mismatched(windows, seed=5)
    donors = [[notes(own, Role.BASS) for own in windows].index(notes(one, Role.BASS)) for one in made]
    assert sorted(donors) == list(range(6))
    assert all(donor != i for i, donor in enumerate(donors))
    assert all(notes(made[i], Role.DRUMS) == notes(windows[donor], Role.DRUMS) for i, donor in enumerate(donors))


def test_mismatched_parts_come_from_another_piece(windows: list[Score]) -> None:
    for seed in range(5):
        made = mismatched(windows, [1, 1, 1, 2, 2, 2], seed=seed)
        donors = [[notes(own, Role.BASS) for own in windows].index(notes(one, Role.BASS)) for one in made]
        assert [donor >= 3 for donor in donors] == [True] * 3 + [False] * 3


def test_mismatched_parts_are_cut_to_the_shorter_window() -> None:
    long = window((72, 72, 72, 72), {Role.BASS: (Note(0, 40, 192), Note(96, 52, 24))})
    short = window((72, 74), {Role.BASS: (Note(0, 41, 96),)})
    assert plain(mismatched([short, long])[0], Role.BASS) == [(0, 40, 96)]


def test_a_drone_holds_tonic_and_fifth_where_the_parts_lie() -> None:
    major = window((72, 76, 79, 72), {Role.CHORDS: (Note(0, 57, 48),), Role.BASS: (Note(0, 40, 48),)})
    (made,) = drone([major])
    assert plain(made, Role.CHORDS) == [(0, 55, 192), (0, 60, 192)]
    assert plain(made, Role.BASS) == [(0, 36, 192)]
    assert made.track(Role.PAD) is None

    minor = window((69, 72, 76, 69), {Role.PAD: (Note(0, 60, 48),), Role.DRUMS: (Note(0, 36, 6),)})
    (made,) = drone([minor])
    assert plain(made, Role.PAD) == [(0, 64, 192)]
    assert made.track(Role.DRUMS) is None


def test_block_triads_take_the_triad_that_holds_the_melody_in_each_half_bar() -> None:
    # C: C major before A minor and F, which hold it as well. B: G before E minor. F: F. D: G before D minor.
    own = window((72, 71, 77, 74), {Role.CHORDS: (Note(0, 60, 48),), Role.BASS: (Note(0, 41, 48),)})
    (made,) = block_triads([own])
    assert [{n.pitch % 12 for n in notes(made, Role.CHORDS) if n.start == start} for start in (0, 48, 96, 144)] == [
        {0, 4, 7},
        {7, 11, 2},
        {5, 9, 0},
        {7, 11, 2},
    ]
    assert plain(made, Role.BASS) == [(0, 36, 48), (48, 43, 48), (96, 41, 48), (144, 43, 48)]


def test_block_triads_stay_where_the_melody_is_silent_and_fill_whole_bars_of_a_waltz() -> None:
    tune = Track(Role.MELODY, (Note(0, 77, 72), Note(144, 76, 72)))
    parts = Track(Role.PAD, (Note(0, 60, 72),)), Track(Role.DRUMS, (Note(0, 42, 6),))
    (made,) = block_triads([Score((tune, *parts), metre=Metre(3, 4), key=Key())])
    # F in the first and second bar, then C: the pad holds the fifths.
    assert plain(made, Role.PAD) == [(0, 60, 72), (72, 60, 72), (144, 55, 72)]
    assert plain(made, Role.DRUMS) == [(start, 36, 6) for start in range(0, 216, 24)]


def test_late_parts_come_a_beat_later_and_round_the_end() -> None:
    own = window((72, 74), {Role.BASS: (Note(0, 40, 72), Note(72, 41, 24))})
    assert plain(late([own])[0], Role.BASS) == [(0, 41, 24), (24, 40, 72)]
    compound = window((72, 74, 76), {Role.BASS: (Note(108, 41, 36),)}, Metre(6, 8))
    assert plain(late([compound])[0], Role.BASS) == [(0, 41, 36)]


def test_pasted_parts_are_those_that_sound_best_of_the_same_metre() -> None:
    host = window((72, 72), {Role.CHORDS: (Note(0, 49, 96),)})
    clashing = window((72, 72), {Role.CHORDS: (Note(0, 61, 96),)})
    half = window((60, 60), {Role.CHORDS: (Note(0, 57, 48),)})
    best = window((61, 61), {Role.CHORDS: (Note(0, 57, 96),), Role.DRUMS: (Note(0, 36, 6),)})
    waltz = window((60, 60, 60), {Role.CHORDS: (Note(0, 52, 144),)}, Metre(3, 4))
    (made,) = pasted([host], [clashing, half, best, waltz])
    assert plain(made, Role.CHORDS) == [(0, 57, 96)]
    assert plain(made, Role.DRUMS) == [(0, 36, 6)]
    (made,) = pasted([host], [clashing, half, waltz])
    assert plain(made, Role.CHORDS) == [(0, 57, 48)]


def test_wrong_notes_move_about_their_share_by_one_to_three_semitones_and_leave_the_drums(windows: list[Score]) -> None:
    many = [
        window((72,), {Role.CHORDS: tuple(Note(0, pitch, 24) for pitch in range(40, 100, 10)), Role.DRUMS: hits})
        for hits in [(Note(0, 36, 6),)] * 100
    ]
    made = wrong_notes(many, 0.15, seed=1)
    moves = [
        after.pitch - before.pitch
        for one, own in zip(made, many)
        for after, before in zip(notes(one, Role.CHORDS), notes(own, Role.CHORDS))
    ]
    assert set(moves) == {-3, -2, -1, 0, 1, 2, 3}
    assert 0.10 < sum(move != 0 for move in moves) / len(moves) < 0.20
    assert all(notes(one, Role.DRUMS) == notes(own, Role.DRUMS) for one, own in zip(made, many))
    assert wrong_notes(windows, 0) == windows
