from __future__ import annotations

import numpy as np
import pytest

from gan.measures.features import FEATURE_NAMES, FEATURES, MELODY_FEATURES, direct, relational, vector, vectors
from gan.measures.histograms import SLOTS
from gan.measures.verticals import SET_KINDS, best_triad, set_kind
from gan.music import Key, Metre, Note, Role, Score, Track


def window(metre: Metre = Metre(), **roles: list[tuple[int, int, int]]) -> Score:
    """A score of (start, pitch, length) by role."""
    tracks = [Track(Role(role), tuple(Note(*note) for note in notes)) for role, notes in roles.items()]
    return Score(tuple(tracks), metre=metre, key=Key())


MELODY = [(0, 72, 48), (48, 76, 48), (96, 79, 96)]


def value(score: Score, name: str) -> float:
    return float(vector(score)[FEATURE_NAMES.index(name)])


def test_onsets_are_counted_by_their_slot_in_the_bar() -> None:
    # Two bars of a bass on beats 1 and 3, the second bar's third beat a sixteenth late.
    found = direct(window(melody=MELODY, bass=[(0, 36, 24), (48, 43, 24), (96, 36, 24), (150, 43, 24)]))["bass.onset"]
    assert {int(i): found[i] for i in np.flatnonzero(found)} == {0: 2, 12: 1, 13: 1}
    assert len(found) == SLOTS


def test_pitch_classes_weigh_by_their_length() -> None:
    found = direct(window(melody=MELODY, bass=[(0, 36, 72), (72, 43, 24)]))["bass.pitch class"]
    assert found[0] == 72
    assert found[7] == 24
    assert found.sum() == 96


def test_a_chord_is_known_in_every_inversion() -> None:
    sets = np.zeros((4, 12), bool)
    sets[0, [0, 4, 7]] = True
    sets[1, [2, 7, 11]] = True  # G major over D
    sets[2, [9, 0, 4]] = True
    sets[3, [0, 1, 2]] = True
    assert [SET_KINDS[kind] for kind in set_kind(sets)] == ["major", "major", "minor", "three with a semitone"]


def test_the_best_triad_covers_most_of_the_time() -> None:
    weights = np.zeros((2, 12))
    weights[0, [7, 11, 2]] = 24
    weights[0, 0] = 8
    number, covered = best_triad(weights)
    assert number.tolist() == [7, -1]
    assert covered.tolist() == pytest.approx([0.9, 0])


def test_intervals_are_counted_upwards_from_the_part_to_the_melody_on_and_off_the_pulse() -> None:
    # The bass holds C; the melody strikes E on a beat and F an eighth later.
    found = relational(window(melody=[(0, 64, 36), (36, 65, 60)], bass=[(0, 36, 96)]))
    assert found["melody-bass.on"].tolist() == [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    assert found["melody-bass.off"].tolist() == [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]


def test_onsets_together_and_alone() -> None:
    found = relational(window(melody=[(0, 72, 24), (24, 74, 72)], bass=[(0, 36, 48), (48, 43, 48), (72, 36, 24)]))
    assert found["melody-bass.together"].tolist() == [1, 1, 2]


def test_motion_tells_parallel_from_contrary() -> None:
    parallel = relational(window(melody=[(0, 72, 24), (24, 74, 24)], bass=[(0, 48, 24), (24, 50, 24)]))
    contrary = relational(window(melody=[(0, 72, 24), (24, 74, 24)], bass=[(0, 48, 24), (24, 47, 24)]))
    assert parallel["melody-bass.motion"].tolist() == [1, 0, 0, 0, 0]
    assert contrary["melody-bass.motion"].tolist() == [0, 0, 1, 0, 0]


def test_a_melody_alone_leaves_the_direct_histograms_of_parts_empty() -> None:
    found = direct(window(melody=MELODY))
    assert not any(found[f"{role}.{name}"].any() for role in ("chords", "bass", "pad") for name in ("onset", "density"))
    assert not found["drums.kind"].any()


def test_direct_histograms_do_not_hear_the_melody() -> None:
    bass = [(0, 36, 96), (96, 43, 96)]
    one, other = direct(window(melody=MELODY, bass=bass)), direct(window(melody=[(0, 61, 192)], bass=bass))
    assert all(np.array_equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("metre", [Metre(4, 4), Metre(3, 4), Metre(6, 8), Metre(12, 8), Metre(7, 8), Metre(2, 2)])
def test_every_window_has_a_finite_vector_of_the_same_length(metre: Metre) -> None:
    full = window(
        metre,
        melody=MELODY,
        chords=[(0, 60, 48), (0, 64, 48), (48, 62, 90)],
        bass=[(7, 36, 1), (100, 100, 20)],
        pad=[(0, 127, 192)],
        drums=[(0, 36, 6), (24, 42, 6), (30, 81, 6)],
    )
    for score in (full, window(metre, melody=MELODY), window(metre), window(metre, drums=[(0, 36, 6)])):
        found = vector(score)
        assert found.shape == (FEATURES,) == (len(FEATURE_NAMES),)
        assert found.dtype == np.float32
        assert np.isfinite(found).all()


def test_feature_names_are_distinct_and_some_look_at_the_melody() -> None:
    assert len(set(FEATURE_NAMES)) == FEATURES
    assert MELODY_FEATURES.shape == (FEATURES,)
    assert MELODY_FEATURES[FEATURE_NAMES.index("melody-bass.on[0]")]
    assert not MELODY_FEATURES[FEATURE_NAMES.index("bass.onset[0]")]


def test_what_cannot_be_measured_is_zero_and_said_so() -> None:
    score = window(melody=MELODY, bass=[(0, 36, 96)])
    assert value(score, "chords.repeated") == 0
    assert value(score, "chords.repeated?") == 0
    assert value(score, "bass.lonely?") == 1


def test_a_note_held_and_one_struck_again_differ() -> None:
    held = window(melody=MELODY, bass=[(0, 36, 96)])
    struck = window(melody=MELODY, bass=[(24 * i, 36, 24) for i in range(4)])
    assert value(held, "bass.held") == 0.75
    assert value(struck, "bass.held") == 0
    assert value(struck, "bass.repeated") == 1


def test_a_wrong_note_is_foreign_and_lonely() -> None:
    right = window(melody=MELODY, bass=[(0, 48, 48), (48, 52, 48), (96, 48, 48), (144, 52, 48)])
    wrong = window(melody=MELODY, bass=[(0, 48, 48), (48, 52, 48), (96, 49, 48), (144, 52, 48)])
    assert [value(score, "foreign notes") for score in (right, wrong)] == [0, 1]
    assert [value(score, "lonely and foreign") for score in (right, wrong)] == [0, 1]


def test_bars_that_repeat_are_seen_also_where_they_are_moved() -> None:
    same = window(melody=MELODY, bass=[(0, 36, 48), (48, 43, 48), (96, 36, 48), (144, 43, 48)])
    moved = window(melody=MELODY, bass=[(0, 36, 48), (48, 43, 48), (96, 38, 48), (144, 45, 48)])
    assert value(same, "bass.notes kept 1") == 1
    assert value(moved, "bass.notes kept 1") == 0
    assert value(moved, "bass.shape kept 1") == 1


def test_vectors_are_rows_and_rows_stay_as_they_are() -> None:
    rows = vectors([window(melody=MELODY), window(bass=[(0, 36, 96)])])
    assert rows.shape == (2, FEATURES)
    assert vectors(rows) is rows
    assert vectors([]).shape == (0, FEATURES)
