from __future__ import annotations

import pytest

from gan.measures.chorales import VOICES, Parallels, chorale_grade, parallels
from gan.music import Key, Note, Role, Score, Track


def quarters(*pitches: int | None) -> tuple[Note, ...]:
    return tuple(Note(24 * i, pitch, 24) for i, pitch in enumerate(pitches) if pitch is not None)


def chorale(*voices: tuple[Note, ...]) -> Score:
    """Soprano, alto, tenor, bass, as many as there are."""
    return Score(tuple(Track(role, notes) for role, notes in zip(VOICES, voices)), key=Key())


def two(above: tuple[int | None, ...], below: tuple[int | None, ...]) -> Parallels:
    return parallels(chorale(quarters(*above), quarters(*below)))


def test_voices_that_move_a_fifth_apart_are_parallel_fifths() -> None:
    assert two((67, 69, 71), (60, 62, 64)) == Parallels(fifths=2, octaves=0, notes=6)
    assert two((79, 81), (60, 62)) == Parallels(fifths=1, octaves=0, notes=4)


def test_octaves_and_unisons_are_parallel_octaves() -> None:
    assert two((60, 62), (48, 50)).octaves == 1
    assert two((60, 62), (60, 62)).octaves == 1
    assert two((60, 64), (60, 52)).octaves == 0


def test_every_pair_of_voices_counts() -> None:
    # Soprano and bass in octaves, soprano and alto and tenor in sixths and thirds with nothing parallel to the bass.
    found = parallels(chorale(quarters(72, 74), quarters(69, 65), quarters(64, 57), quarters(48, 50)))
    assert found == Parallels(fifths=0, octaves=1, notes=8)


@pytest.mark.parametrize(
    ("above", "below"),
    [
        pytest.param((67, 67), (60, 60), id="nobody moves"),
        pytest.param((67, 74), (60, 55), id="they move against each other"),
        pytest.param((65, 67), (60, 62), id="fourths"),
        pytest.param((67, 69), (60, 61), id="a fifth before only"),
        pytest.param((67, None, 69), (60, None, 62), id="a rest between"),
        pytest.param((60, 62), (67, 70), id="a fifth, then a sixth"),
    ],
)
def test_what_is_not_parallel(above: tuple[int | None, ...], below: tuple[int | None, ...]) -> None:
    found = two(above, below)
    assert (found.fifths, found.octaves) == (0, 0)


def test_a_note_held_while_the_other_moves_is_not_parallel() -> None:
    found = parallels(chorale((Note(0, 67, 24), Note(24, 69, 24)), (Note(0, 60, 30), Note(30, 62, 18))))
    assert (found.fifths, found.octaves) == (0, 0)


def test_parallels_are_told_to_a_thousand_notes_and_add_up() -> None:
    assert Parallels(1, 2, 600).per_thousand == 5
    assert Parallels(0, 0, 0).per_thousand is None
    assert Parallels(1, 2, 600) + Parallels(1, 0, 200) == Parallels(2, 2, 800)
    assert parallels(Score(())) == Parallels(0, 0, 0)


def test_the_upper_line_of_a_role_is_its_voice() -> None:
    chords = (*quarters(60, 62), *quarters(52, 53))
    assert parallels(chorale(quarters(67, 69), chords)) == Parallels(1, 0, 4)


# I IV V I and IV I V I, with the same soprano.
ONE = chorale(quarters(72, 72, 71, 72), quarters(67, 69, 67, 67), quarters(64, 65, 62, 64), quarters(48, 53, 55, 48))
OTHER = chorale(quarters(72, 72, 71, 72), quarters(69, 67, 67, 67), quarters(65, 64, 62, 64), quarters(53, 48, 55, 48))


def moved(score: Score, by: int, role: Role) -> Score:
    tracks = tuple(
        Track(track.role, tuple(Note(n.start, n.pitch + by * (n.start // 24 % 2), n.length) for n in track.notes))
        if track.role is role
        else track
        for track in score.tracks
    )
    return Score(tracks, key=score.key)


def test_a_piece_like_the_reference_in_all_is_graded_zero() -> None:
    assert chorale_grade([ONE], [ONE]) == [pytest.approx(0)]
    assert chorale_grade([ONE, ONE], [ONE, ONE]) == pytest.approx([0, 0])


def test_a_like_piece_is_graded_better_than_one_with_wrong_notes() -> None:
    like, wrong = chorale_grade([OTHER, moved(ONE, 1, Role.BASS)], [ONE])
    assert 0 < like < wrong


def test_the_grade_is_a_sum_of_distances_worked_out_by_hand() -> None:
    # One voice, C D; the piece plays C E instead. Notes: silence (three voices of four) 3/4, C and D 1/8 each; D's
    # share goes to E, which is new, one place further on: 1/8. Rhythm, qualities and repetition are the same.
    # The interval 2 becomes 4, new: 1. The other voices have no intervals in either.
    reference, piece = chorale(quarters(60, 62)), chorale(quarters(60, 64))
    assert chorale_grade([piece], [reference]) == [pytest.approx(1 / 8 + 1)]


def test_parallels_are_graded_by_their_rate() -> None:
    # As many to a note as in the reference, and nothing else that differs: half a point.
    reference = chorale(quarters(67, 69), quarters(60, 62))
    assert chorale_grade([reference], [reference]) == [pytest.approx(0.5)]


def test_the_lengths_of_notes_are_graded() -> None:
    # Two quarters against a half note and none after it: rhythm 1, and no interval where 0 was expected, 1 more.
    reference = chorale(quarters(60, 60))
    held = chorale((Note(0, 60, 48),))
    distance = chorale_grade([held], [reference])[0]
    # Qualities are one kind in both; the repeated C is no passage, having one note only.
    assert distance == pytest.approx(2)


def test_a_passage_that_comes_back_is_graded_by_its_length() -> None:
    # C D C D holds the passage C D, of eight sixteenths, twice; C D E D none of two notes: 8. The new E takes 1/16 of
    # the notes from C, two places before it. The intervals 2, -2, 2 and 2, 2, -2 are the same.
    reference, piece = chorale(quarters(60, 62, 60, 62)), chorale(quarters(60, 62, 64, 62))
    assert chorale_grade([piece], [reference]) == [pytest.approx(8 + 2 / 16)]


def test_a_missing_voice_costs_more_than_none() -> None:
    silent = Score(ONE.tracks[:3], key=Key())
    assert chorale_grade([silent], [ONE])[0] > 1
    assert chorale_grade([Score(())], [ONE])[0] > 1


def test_the_order_of_the_reference_changes_nothing() -> None:
    piece = moved(ONE, 2, Role.PAD)
    assert chorale_grade([piece], [ONE, OTHER]) == chorale_grade([piece], [OTHER, ONE])


def test_a_reference_without_notes_is_refused() -> None:
    assert chorale_grade([], [ONE]) == []
    with pytest.raises(ValueError, match="reference"):
        chorale_grade([ONE], [])
