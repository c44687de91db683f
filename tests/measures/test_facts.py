from __future__ import annotations

import json

import pytest

from gan.measures import facts_of
from gan.music import Key, Metre, Note, Role, Score, Track

C_MAJOR = Key(0, "major")


def score_of(*tracks: Track, key: Key | None = C_MAJOR, metre: Metre = Metre(4, 4), pickup: int = 0) -> Score:
    return Score(tracks, metre=metre, key=key, pickup=pickup)


def melody(*notes: Note) -> Track:
    return Track(Role.MELODY, notes)


def chords(*notes: Note) -> Track:
    return Track(Role.CHORDS, notes)


def test_counts_the_notes_of_each_track_in_the_order_of_the_score(score: Score) -> None:
    facts = facts_of(score)
    assert [(track.name, track.notes) for track in facts.tracks] == [
        ("melody", 6),
        ("chords", 6),
        ("bass", 4),
        ("drums", 8),
    ]
    assert facts.melody_notes == 6
    assert facts.bars == 2
    assert facts.seconds == pytest.approx(8 * 60 / 100, abs=1e-4)


def test_a_bar_is_empty_only_where_nothing_sounds_in_it() -> None:
    # Four bars: the chords begin in the first and are held into the second, and are silent in the last two.
    facts = facts_of(score_of(melody(Note(0, 60, 384)), chords(Note(90, 64, 12))))
    assert facts.tracks[0].empty_bars == 0
    assert facts.tracks[1].empty_bars == 0.5


def test_the_bars_of_a_waltz_with_a_pickup_are_counted_from_its_bar_line() -> None:
    # A pickup of one quarter, then two bars of 72 ticks; the chords sound in the middle bar alone.
    piece = score_of(melody(Note(0, 60, 24), Note(24, 64, 144)), chords(Note(24, 52, 72)), metre=Metre(3, 4), pickup=24)
    facts = facts_of(piece)
    assert facts.bars == 3
    assert facts.tracks[1].empty_bars == pytest.approx(2 / 3)


def test_music_that_ends_within_its_pickup_has_one_bar() -> None:
    facts = facts_of(score_of(melody(Note(0, 60, 12)), chords(), pickup=48))
    assert facts.bars == 1
    assert [track.empty_bars for track in facts.tracks] == [0, 1]


def test_in_key_is_weighted_by_the_length_of_the_notes() -> None:
    # Three quarters of C major and one quarter of F sharp.
    facts = facts_of(score_of(melody(Note(0, 60, 72), Note(72, 66, 24))))
    assert facts.in_key == 0.75
    assert facts.tracks[0].in_key == 0.75


def test_drums_have_no_key_and_do_not_count_for_it() -> None:
    drums = Track(Role.DRUMS, (Note(0, 42, 96), Note(96, 37, 96)))
    facts = facts_of(score_of(melody(Note(0, 60, 96)), drums))
    assert facts.in_key == 1
    assert facts.tracks[1].in_key is None
    assert facts.tracks[1].pitch_classes is None


def test_a_score_without_a_key_is_measured_against_the_key_of_its_melody() -> None:
    # A scale of E flat major; the part plays an E natural throughout.
    scale = [Note(24 * i, pitch, 24) for i, pitch in enumerate((63, 65, 67, 68, 70, 72, 74, 75))]
    facts = facts_of(score_of(melody(*scale), chords(Note(0, 52, 192)), key=None))
    assert facts.key == "Eb major"
    assert facts.tracks[0].in_key == 1
    assert facts.tracks[1].in_key == 0


def test_the_written_key_wins_over_the_sound_of_the_melody() -> None:
    piece = score_of(melody(Note(0, 60, 24)), key=Key(6, "major"))
    assert facts_of(piece).key == "F# major"
    assert facts_of(piece).in_key == 0


@pytest.mark.parametrize(
    ("part_pitch", "clash", "consonance"),
    [
        (60, 0, 1),
        (59, 1, -1),
        (61, 1, -1),
        (48, 0, 1),
        (47, 1, -1),
        (37, 1, -1),  # unison, semitones, octaves
        (58, 0, -1),
        (57, 0, 1),
        (56, 0, 1),
        (55, 0, 0),
        (54, 0, -1),
        (53, 0, 1),
        (52, 0, 1),
        (51, 0, 1),
        (50, 0, -1),
    ],
)
def test_one_pair_of_notes_against_middle_c(part_pitch: int, clash: float, consonance: float) -> None:
    facts = facts_of(score_of(melody(Note(0, 60, 24)), chords(Note(0, part_pitch, 24))))
    assert facts.clash == clash
    assert facts.consonance == consonance


def test_clash_is_the_share_of_sounding_pairs_weighted_by_time() -> None:
    # C over a C major triad for three quarters, and over B alone for the fourth: 3 × 3 + 1 pairs, one of them clashes.
    parts = chords(*(Note(0, pitch, 72) for pitch in (48, 52, 55)), Note(72, 47, 24))
    facts = facts_of(score_of(melody(Note(0, 60, 96)), parts))
    assert facts.clash == pytest.approx(1 / 10)
    # unison, sixth (E to C), fourth (G to C); the seventh counts against it
    assert facts.consonance == pytest.approx((3 * (1 + 1 + 0) - 1) / 10)


def test_notes_that_do_not_sound_together_are_no_pair() -> None:
    facts = facts_of(score_of(melody(Note(0, 60, 24)), chords(Note(24, 61, 24))))
    assert facts.clash is None
    assert facts.consonance is None
    assert facts.accompanied == 0


def test_two_parts_on_one_note_are_two_pairs() -> None:
    bass = Track(Role.BASS, (Note(0, 36, 24),))
    facts = facts_of(score_of(melody(Note(0, 60, 24)), chords(Note(0, 59, 24)), bass))
    assert facts.clash == 0.5


def test_accompanied_counts_the_time_of_the_melody_not_of_the_piece() -> None:
    # The melody sounds in beats one and three, the chords in beats one and two.
    facts = facts_of(score_of(melody(Note(0, 60, 24), Note(48, 60, 24)), chords(Note(0, 64, 48))))
    assert facts.accompanied == 0.5


def test_pitch_classes_are_counted_in_the_bars_that_sound() -> None:
    # Bar one: C in two octaves and E; bar two: silence; bar three: one D.
    part = chords(Note(0, 48, 24), Note(24, 60, 24), Note(48, 52, 24), Note(192, 50, 96))
    facts = facts_of(score_of(melody(Note(0, 72, 288)), part))
    assert facts.tracks[1].pitch_classes == 1.5
    assert facts.tracks[1].empty_bars == pytest.approx(1 / 3)


def test_silence_has_facts_too() -> None:
    facts = facts_of(score_of(melody(), chords()))
    assert (facts.bars, facts.melody_notes, facts.seconds) == (0, 0, 0)
    assert facts.in_key is None and facts.clash is None and facts.accompanied is None
    assert facts.tracks[1].empty_bars is None
    assert facts_of(Score(())).tracks == ()


def test_a_melody_alone_has_nothing_to_clash_with() -> None:
    facts = facts_of(score_of(melody(Note(0, 60, 24))))
    assert facts.clash is None and facts.accompanied is None
    assert facts.in_key == 1


def test_the_json_form_is_plain_and_complete(score: Score) -> None:
    value = json.loads(json.dumps(facts_of(score).to_json()))
    assert value["bars"] == 2
    assert value["tracks"][3] == {
        "name": "drums",
        "role": "drums",
        "notes": 8,
        "empty_bars": 0.0,
        "in_key": None,
        "pitch_classes": None,
    }


def test_the_lines_for_people_line_up_and_show_a_dash_where_there_is_nothing_to_measure(score: Score) -> None:
    whole, head, *rows = facts_of(score).lines()
    assert whole.startswith("2 bars, 4.8 s, C major: in key 100 %")
    assert len({len(line) for line in (head, *rows)}) == 1
    assert rows[-1].split() == ["drums", "8", "0", "%", "–", "–"]


def test_a_whole_four_thousand_bars_are_counted() -> None:
    piece = score_of(melody(*(Note(96 * bar, 60, 96) for bar in range(4096))), chords(Note(0, 55, 96)))
    assert facts_of(piece).tracks[1].empty_bars == pytest.approx(4095 / 4096)
