from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from gan.measures import facts_of
from gan.measures.harmony import HarmonyMeasures, centroid, measure_harmony
from gan.music import Key, Metre, Note, Role, Score, Track

C_MAJOR = (48, 52, 55)


def of(
    melody: tuple[Note, ...], *parts: tuple[Note, ...], metre: Metre = Metre(), pickup: int = 0, key: Key | None = Key()
) -> HarmonyMeasures:
    roles = (Role.CHORDS, Role.BASS, Role.PAD)
    tracks = (Track(Role.MELODY, melody), *(Track(role, part) for role, part in zip(roles, parts)))
    return measure_harmony(Score(tracks, metre=metre, pickup=pickup, key=key))


def held(*pitches: int, start: int = 0, length: int = 96) -> tuple[Note, ...]:
    return tuple(Note(start, pitch, length) for pitch in pitches)


def quarters(*pitches: int) -> tuple[Note, ...]:
    return tuple(Note(24 * i, pitch, 24) for i, pitch in enumerate(pitches))


def one_hot(*pitch_classes: int) -> np.ndarray:
    return np.isin(np.arange(12), pitch_classes).astype(np.int64)


def test_a_proper_non_chord_tone_counts_for_the_melody() -> None:
    # Over C major: C is in the chord, D steps on to E, E is in it, F leaps away.
    assert of(quarters(60, 62, 64, 65, 60), held(*C_MAJOR)).ctnctr == 3 / 4


def test_notes_over_no_chord_do_not_count_for_the_melody() -> None:
    assert of(quarters(60, 62, 70), held(*C_MAJOR, length=24)).ctnctr == 1
    assert of(quarters(60), held(*C_MAJOR, start=24)).ctnctr is None


def test_the_last_note_has_none_to_go_on_to() -> None:
    assert of(quarters(62), held(*C_MAJOR)).ctnctr == 0


def test_the_chord_is_all_that_the_parts_sound_in_the_beat() -> None:
    # A broken chord, C E G G within the beat, and the melody's G before its G sounds.
    broken = tuple(Note(6 * i, pitch, 6) for i, pitch in enumerate((48, 52, 55, 55)))
    measures = of((Note(0, 67, 6),), broken)
    assert measures.ctnctr == 1
    # G over C, E and G: a fifth, a third, a unison.
    assert measures.pcs == 1
    # What sounds together is the fifth alone.
    assert measures.clash == 0


def test_the_beats_of_a_compound_metre_have_three_units() -> None:
    # The part sounds in the first eighth of 6/8, the melody in the third: one felt beat.
    late = (Note(24, 60, 12),)
    assert of(late, held(48, length=12), metre=Metre(6, 8)).ctnctr == 1
    assert of(late, held(48, length=12), metre=Metre(3, 4)).ctnctr is None


def test_beats_are_counted_from_the_bar_line() -> None:
    # A pickup of an eighth: the part stops at the bar line, where the melody begins.
    assert of((Note(12, 60, 12),), held(48, length=12), pickup=12).ctnctr is None
    assert of((Note(12, 60, 12),), held(48, length=12)).ctnctr == 1


def test_pitch_consonance_is_a_mean_over_chord_notes_and_time() -> None:
    # One quarter of C over C major: unison +1, sixth +1, fourth 0. Two of F: fourth 0, ninth -1, seventh -1.
    measures = of((Note(0, 60, 24), Note(24, 65, 48)), held(*C_MAJOR, length=72))
    assert measures.pcs == pytest.approx((2 / 3 + 2 * -2 / 3) / 3)


def test_tonal_centroids_are_those_of_harte() -> None:
    # C is at angle 0 of every circle; F sharp is opposite on those of fifths and minor thirds, and shares C's place on
    # the circle of major thirds.
    assert centroid(one_hot(0)) == pytest.approx([0, 0, 0, 1, 1, 0.5])
    assert np.linalg.norm(centroid(one_hot(0)) - centroid(one_hot(6))) == pytest.approx(2 * sqrt(2))
    # A fifth is a step of 7 * 30 degrees round the fifths, 270 round the minor, 120 round the major thirds.
    fifth = sqrt((2 - sqrt(3)) + 2 + 0.25 * 3)
    assert np.linalg.norm(centroid(one_hot(0)) - centroid(one_hot(7))) == pytest.approx(fifth)
    assert centroid(one_hot()) == pytest.approx([0] * 6)
    assert centroid(one_hot(0) / 4) == pytest.approx([0, 0, 0, 1, 1, 0.5])


def test_melody_chord_distance_is_weighted_by_length() -> None:
    # Three quarters on the chord's only pitch class, one a tritone away.
    measures = of((Note(0, 72, 72), Note(72, 66, 24)), held(48))
    assert measures.mctd == pytest.approx(2 * sqrt(2) / 4)


def test_tonal_distance_is_a_mean_over_pairs_of_tracks() -> None:
    # Melody C, chords C, bass F sharp: distances 0, 2 sqrt 2 and 2 sqrt 2.
    assert of(held(60), held(48), held(42)).tonal_distance == pytest.approx(2 * 2 * sqrt(2) / 3)


def test_tonal_distance_leaves_out_beats_in_which_one_is_silent() -> None:
    assert of(held(60), held(48, length=24)).tonal_distance == pytest.approx(0)
    assert of(held(60, length=24), held(48, start=24)).tonal_distance is None


def test_clash_on_the_beat_and_off_it() -> None:
    # C over B on the beat for an eighth, then over C for an eighth; D over D on the beat, E flat joining for an eighth.
    melody = (Note(0, 60, 24), Note(24, 62, 24))
    part = (Note(0, 47, 12), Note(12, 48, 12), Note(24, 50, 24), Note(36, 51, 12))
    measures = of(melody, part)
    assert measures.clash_on_beat == pytest.approx(12 / 36)
    assert measures.clash_off_beat == pytest.approx(12 / 24)
    assert measures.clash == pytest.approx(24 / 60)


def test_a_suspension_clashes_on_the_beat_where_the_part_moves_under_it() -> None:
    measures = of((Note(0, 60, 48),), (Note(0, 57, 24), Note(24, 47, 24)))
    assert measures.clash_on_beat == 0.5
    assert measures.clash_off_beat is None


def test_clash_is_what_the_facts_say() -> None:
    melody = Track(Role.MELODY, quarters(60, 65, 64, 59))
    chords = Track(Role.CHORDS, (*held(*C_MAJOR, length=72), *held(50, 53, 55, start=72, length=24)))
    bass = Track(Role.BASS, quarters(36, 40, 41, 43))
    score = Score((melody, chords, bass), key=Key())
    assert measure_harmony(score).clash == pytest.approx(facts_of(score).clash)


def test_parts_clash_with_each_other_and_within_themselves() -> None:
    # E, F and C: of three pairs E-F clashes.
    assert of((), held(52, 53, 48)).parts_clash == pytest.approx(1 / 3)
    assert of((), held(52, 48), held(41)).parts_clash == pytest.approx(1 / 3)
    assert of(held(60), held(48)).parts_clash is None


def test_in_key_is_of_the_parts_alone() -> None:
    assert of(held(66), held(48, length=72), held(42, length=24)).in_key == 0.75
    assert of(held(66), held(42), key=Key(6, "major")).in_key == 1
    # Without a key, that of the melody: a scale of E flat major.
    scale = quarters(63, 65, 67, 68, 70, 72, 74, 75)
    assert of(scale, held(51, 52), key=None).in_key == 0.5


def test_drums_sound_no_pitch() -> None:
    drums = Track(Role.DRUMS, held(49))
    measures = measure_harmony(Score((Track(Role.MELODY, held(60)), drums)))
    assert all(getattr(measures, name) is None for name in HarmonyMeasures.__slots__)


def test_an_empty_score_has_nothing_to_measure() -> None:
    measures = measure_harmony(Score(()))
    assert all(getattr(measures, name) is None for name in HarmonyMeasures.__slots__)
