"""Note, metre, key, role, score, melody, genre and their JSON: what each refuses and what each computes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from gan.errors import UsageError
from gan.music import GENRES, Key, Melody, Metre, Note, Role, Score, Track, genre_named
from gan.music.jsonform import melody_from_json, melody_to_json, score_from_json, score_to_json
from gan.music.key import find_key
from gan.music.melody import one_voice
from gan.music.note import pitch_name
from gan.music.score import count_bars, midi_tempo, without_overlaps
from tests.music.music_strategies import KEYS, scores


@pytest.mark.parametrize(
    "values", [(-1, 60, 24), (0, -1, 24), (0, 128, 24), (0, 60, 0), (0, 60, 24, 0), (0, 60, 24, 128)]
)
def test_a_note_refuses_what_midi_cannot_hold(values: tuple[int, ...]) -> None:
    with pytest.raises(ValueError):
        Note(*values)


def test_middle_c_is_c4() -> None:
    assert (pitch_name(60), pitch_name(0), pitch_name(127), pitch_name(61)) == ("C4", "C-1", "G9", "C#4")


@pytest.mark.parametrize(
    ("text", "bar", "pulse"), [("4/4", 96, 24), ("3/4", 72, 24), ("6/8", 72, 36), ("2/2", 96, 48), ("3/8", 36, 12)]
)
def test_a_metre_knows_its_bar_and_its_felt_beat(text: str, bar: int, pulse: int) -> None:
    metre = Metre.parse(text)
    assert (metre.bar_ticks, metre.pulse_ticks, str(metre)) == (bar, pulse, text)


@pytest.mark.parametrize("text", ["0/4", "33/4", "4/3", "4", "x/4", "4/64"])
def test_a_metre_refuses_nonsense(text: str) -> None:
    with pytest.raises(ValueError):
        Metre.parse(text)


@given(KEYS)
def test_the_key_of_a_plain_scale_that_dwells_on_its_triad_is_found(key: Key) -> None:
    third = 4 if key.mode == "major" else 3
    steps = [0, 2, third, 5, 7, 9 if key.mode == "major" else 8, 11, 0, third, 7, 0, 0]
    notes = [Note(24 * i, 48 + key.tonic + step, 24) for i, step in enumerate(steps)]
    assert find_key(notes) == key


def test_signatures_of_well_known_keys() -> None:
    assert [Key(7).sharps, Key(5).sharps, Key(9, "minor").sharps, Key(3).sharps, Key(4, "minor").sharps] == [
        1,
        -1,
        0,
        -3,
        1,
    ]


def test_no_notes_are_in_c_major() -> None:
    assert find_key([]) == Key(0, "major")


def test_two_notes_of_one_pitch_may_touch_but_not_overlap_in_a_track() -> None:
    Track(Role.BASS, (Note(0, 60, 24), Note(24, 60, 24)))
    with pytest.raises(ValueError, match="overlap"):
        Track(Role.BASS, (Note(0, 60, 25), Note(24, 60, 24)))


def test_bars_count_the_pickup_as_one() -> None:
    metre = Metre(4, 4)
    assert [count_bars(length, 24, metre) for length in (0, 24, 25, 120, 121)] == [0, 1, 2, 2, 3]


@pytest.mark.parametrize("pickup", [-3, 1, 96, 99])
def test_a_pickup_is_shorter_than_a_bar_and_in_thirty_seconds(pickup: int) -> None:
    with pytest.raises(ValueError, match="pickup"):
        Score((), pickup=pickup)


@pytest.mark.parametrize("tempo", [0.0, 3.9, 1001.0, float("nan"), float("inf")])
def test_tempi_outside_the_range_are_refused(tempo: float) -> None:
    with pytest.raises(ValueError):
        midi_tempo(tempo)


def test_a_melody_has_one_voice() -> None:
    with pytest.raises(ValueError, match="one voice"):
        Melody((Note(0, 60, 24), Note(12, 64, 24)))


def test_the_skyline_keeps_the_highest_and_cuts_at_a_higher_entry() -> None:
    notes = [Note(0, 60, 48), Note(0, 67, 48), Note(24, 72, 24), Note(24, 55, 24), Note(48, 64, 24)]
    assert one_voice(notes) == (Note(0, 67, 24), Note(24, 72, 24), Note(48, 64, 24))


def test_overlapping_notes_of_one_pitch_are_cut_and_doubles_dropped() -> None:
    notes = [Note(0, 60, 48), Note(24, 60, 12), Note(24, 60, 48), Note(0, 64, 96)]
    assert without_overlaps(notes) == (Note(0, 60, 24), Note(0, 64, 96), Note(24, 60, 48))


def test_every_genre_begins_with_the_melody_and_names_its_corpus() -> None:
    for genre in GENRES.values():
        assert genre.roles[0] is Role.MELODY
        assert genre.corpus and genre.blurb
        assert len(genre.roles) >= 3


def test_an_unknown_genre_is_answered_with_all_of_them() -> None:
    with pytest.raises(UsageError) as caught:
        genre_named("polka")
    assert caught.value.exit_code == 2
    assert all(id in str(caught.value) for id in GENRES)


@settings(max_examples=60, deadline=None)
@given(scores(4))
def test_a_score_survives_json(score: Score) -> None:
    assert score_from_json(json.loads(json.dumps(score_to_json(score)))) == score


def test_a_melody_survives_json() -> None:
    melody = Melody((Note(0, 60, 24), Note(24, 62, 12)), 97.0, Metre(6, 8), 12, Key(2, "minor"), "T", "by name")
    assert melody_from_json(json.loads(json.dumps(melody_to_json(melody)))) == melody
