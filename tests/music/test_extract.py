"""Which notes are the melody, and what is said about it."""

from __future__ import annotations

import pytest

from gan.errors import MelodyError
from gan.music import Key, Metre, Note, Role, Score, Track
from gan.music.extract import choices_of, extract_melody
from gan.music.look import look_at
from gan.music.melody import MAX_BARS


def tune(*pitches: int, start: int = 0, length: int = 24) -> tuple[Note, ...]:
    return tuple(Note(start + i * length, pitch, length) for i, pitch in enumerate(pitches))


TUNE = tune(72, 74, 76, 77, 79, 77, 76, 74)
BASS = tune(36, 36, 43, 43, 36, 36, 43, 43)
CHORDS = tuple(Note(start, pitch, 96) for start in (0, 96) for pitch in (60, 64, 67))


def test_a_lone_voice_is_the_melody_and_needs_no_words() -> None:
    melody = extract_melody(Score((Track(Role.CHORDS, TUNE, 0, "Piano"),)))
    assert (melody.notes, melody.found) == (TUNE, "")


def test_the_track_of_that_role_is_the_melody_wherever_it_stands() -> None:
    score = Score((Track(Role.CHORDS, tune(84, 86), 73, "Vocals"), Track(Role.MELODY, BASS)))
    melody = extract_melody(score)
    assert melody.notes == BASS
    assert "track 2 “melody”" in melody.found


@pytest.mark.parametrize("name", ["Vocals", "lead", "Soprano", "Gesang"])
def test_a_name_decides_against_the_look_of_the_notes(name: str) -> None:
    low = tune(60, 62, 64, 65, 67, 65, 64, 62)
    score = Score((Track(Role.CHORDS, TUNE, 73, "Echo"), Track(Role.CHORDS, low, 0, name)))
    melody = extract_melody(score)
    assert melody.notes == low
    assert name in melody.found and "by its name" in melody.found


def test_a_named_track_that_hardly_plays_does_not_win() -> None:
    long = tune(*[72, 74, 76, 77] * 16)
    score = Score((Track(Role.CHORDS, tune(60, 62), 0, "Solo"), Track(Role.CHORDS, long, 0, "Piano")))
    assert extract_melody(score).notes == long


def test_without_names_the_high_single_voice_is_guessed_and_it_says_so() -> None:
    score = Score(
        (Track(Role.BASS, BASS, 33), Track(Role.CHORDS, CHORDS, 0, "Keys"), Track(Role.CHORDS, TUNE, 0, "Staff-2"))
    )
    melody = extract_melody(score)
    assert melody.notes == TUNE
    assert "track 3 “Staff-2”" in melody.found and "guess" in melody.found


THREE = Score(
    (
        Track(Role.BASS, BASS, 33),
        Track(Role.CHORDS, TUNE, 0, "Staff-2"),
        Track(Role.DRUMS, BASS),
        Track(Role.PAD, (), 0, "Silence"),
        Track(Role.CHORDS, CHORDS, 0, "Keys"),
    )
)


def test_another_track_can_be_chosen_and_is_named() -> None:
    melody = extract_melody(THREE, track=1)
    assert melody.notes == BASS and melody.found == "track 1, as you chose"
    assert extract_melody(THREE, track=2).notes == extract_melody(THREE).notes


@pytest.mark.parametrize(
    ("track", "why"), [(3, "it is drums"), (4, "it has no notes"), (6, "there are 5 tracks"), (0, "there are 5 tracks")]
)
def test_a_track_that_cannot_be_chosen_is_told_with_those_that_can(track: int, why: str) -> None:
    with pytest.raises(MelodyError) as caught:
        extract_melody(THREE, track=track)
    assert caught.value.why == why
    assert caught.value.mend == "These can: 1 “bass”, 2 “Staff-2”, 5 “Keys”"


def test_the_choices_are_the_pitched_tracks_and_one_is_taken() -> None:
    choices = choices_of(THREE)
    assert [(c.number, c.taken) for c in choices] == [(1, False), (2, True), (5, False)]
    assert (choices[1].name, choices[1].notes, choices[1].low, choices[1].high) == ("Staff-2", 8, 72, 79)


def test_a_look_has_what_can_be_known_even_where_there_is_no_melody() -> None:
    look = look_at(THREE)
    assert (look.track, look.trouble) == (2, None) and look.melody == extract_melody(THREE)
    other = look_at(THREE, 1)
    assert other.track == 1 and other.melody is not None and other.melody.notes == BASS
    drums = look_at(Score((Track(Role.DRUMS, BASS),)))
    assert drums.melody is None and drums.choices == () and drums.trouble is not None and drums.track == 0
    long = look_at(Score((Track(Role.MELODY, (Note(96 * MAX_BARS, 62, 24),), 0),)))
    assert long.melody is not None  # empty bars before it do not count
    long = look_at(Score((Track(Role.MELODY, (Note(0, 62, 24), Note(96 * MAX_BARS, 62, 24)), 0),)))
    assert long.melody is None and len(long.choices) == 1 and "too long" in str(long.trouble)


def test_chords_give_their_highest_notes() -> None:
    melody = extract_melody(Score((Track(Role.CHORDS, CHORDS, 0, "Piano"),)))
    assert melody.notes == (Note(0, 67, 96), Note(96, 67, 96))
    assert "highest notes" in melody.found


def test_legato_playing_loses_no_note() -> None:
    falling = tuple(Note(24 * i, pitch, 26) for i, pitch in enumerate((79, 77, 76, 74)))
    melody = extract_melody(Score((Track(Role.CHORDS, falling),)))
    assert [(n.start, n.pitch, n.length) for n in melody.notes] == [
        (0, 79, 24),
        (24, 77, 24),
        (48, 76, 24),
        (72, 74, 26),
    ]


def test_a_held_note_over_moving_lower_notes_stays_whole() -> None:
    notes = (Note(0, 79, 96), Note(24, 60, 24), Note(48, 64, 24))
    assert extract_melody(Score((Track(Role.CHORDS, notes),))).notes == (Note(0, 79, 96),)


def test_tempo_metre_pickup_key_and_title_are_kept() -> None:
    notes = tune(67, 72, 74, 76, 72)
    score = Score((Track(Role.MELODY, notes),), 91.0, Metre(3, 4), 24, Key(0, "major"), "A Tune")
    melody = extract_melody(score)
    assert (melody.tempo, melody.metre, melody.pickup, melody.key, melody.title) == (
        score.tempo,
        Metre(3, 4),
        24,
        Key(0, "major"),
        "A Tune",
    )
    assert melody.notes == notes


@pytest.mark.parametrize(
    ("pickup", "first", "moved_to", "left"),
    [
        (0, 0, 0, 0),
        (0, 72, 72, 0),  # a rest inside the first bar is music
        (0, 96, 0, 0),
        (0, 96 * 3 + 24, 24, 0),
        (24, 0, 0, 24),
        (24, 12, 12, 24),
        (24, 24, 0, 0),  # an empty pickup is an empty bar too
        (24, 24 + 96 + 48, 48, 0),
    ],
)
def test_empty_bars_before_the_first_note_go(pickup: int, first: int, moved_to: int, left: int) -> None:
    melody = extract_melody(Score((Track(Role.MELODY, tune(60, 62, start=first)),), pickup=pickup))
    assert (melody.notes[0].start, melody.pickup) == (moved_to, left)


def test_a_c_major_that_every_program_writes_is_not_believed_against_the_notes() -> None:
    b_major = tune(71, 73, 75, 76, 78, 80, 82, 83)
    assert extract_melody(Score((Track(Role.MELODY, b_major),), key=Key(0))).key is None
    assert extract_melody(Score((Track(Role.MELODY, b_major),), key=Key(0))).sounding_key == Key(11)
    assert extract_melody(Score((Track(Role.MELODY, TUNE),), key=Key(0))).key == Key(0)
    assert extract_melody(Score((Track(Role.MELODY, b_major),), key=Key(2))).key == Key(2)


@pytest.mark.parametrize(
    ("tracks", "words"),
    [
        ((), "no notes"),
        ((Track(Role.MELODY, ()),), "no notes"),
        ((Track(Role.DRUMS, BASS),), "drums"),
    ],
)
def test_music_without_a_melody_is_refused_in_words(tracks: tuple[Track, ...], words: str) -> None:
    with pytest.raises(MelodyError, match=words) as caught:
        extract_melody(Score(tracks))
    assert caught.value.mend


def test_the_limit_of_bars_is_named_and_not_moved_by_empty_bars() -> None:
    def bars(count: int, empty: int = 0) -> Score:
        return Score((Track(Role.MELODY, tune(*[60, 62, 64, 65] * count, start=96 * empty)),))

    assert extract_melody(bars(MAX_BARS)).bars == MAX_BARS
    assert extract_melody(bars(MAX_BARS, empty=5)).bars == MAX_BARS
    with pytest.raises(MelodyError, match=r"1,000 bars.*128 bars"):
        extract_melody(bars(1000))


def test_names_from_outside_are_made_plain_in_what_is_said() -> None:
    score = Score((Track(Role.CHORDS, TUNE, 0, "\x1b[2Jvocals"), Track(Role.BASS, BASS, 33)))
    assert "\x1b" not in extract_melody(score).found
