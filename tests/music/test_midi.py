"""Score to MIDI and back, and other programs' MIDI."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from gan.errors import MusicFileError
from gan.music import Key, Metre, Note, Role, Score, Track
from gan.music.midi import MAX_BYTES, midi_bytes, read_midi
from gan.music.mix import Channel, Mix
from tests.music.midi_hand import chunk, line, meta, metre, midi, name, program, tempo
from tests.music.music_strategies import scores

SCALE = [60, 62, 64, 65, 67, 69, 71, 72]


@settings(max_examples=50, deadline=None)
@given(scores())
def test_any_score_comes_back_exactly(score: Score) -> None:
    assert read_midi(midi_bytes(score)) == score


@pytest.mark.stress
@settings(max_examples=2000, deadline=None)
@given(scores())
def test_any_of_many_scores_comes_back_exactly(score: Score) -> None:
    assert read_midi(midi_bytes(score)) == score


def test_a_mix_is_written_and_its_instruments_are_read_again() -> None:
    score = Score((Track(Role.MELODY, (Note(0, 60, 24),), 73), Track(Role.BASS, (Note(0, 36, 24),), 33)))
    wanted = Mix({Role.BASS: Channel(volume=99, pan=10, program=38)}, muted=frozenset({Role.MELODY}))
    data = midi_bytes(score, wanted)
    assert bytes.fromhex("00 c126 00 b10763 00 b10a0a") in data and bytes.fromhex("b007") not in data
    assert read_midi(data) == wanted.played(score)
    assert midi_bytes(score, Mix(muted=frozenset({Role.BASS}))) == midi_bytes(score)


def test_the_same_score_gives_the_same_bytes() -> None:
    score = Score((Track(Role.MELODY, (Note(0, 60, 24),), 73),), 101.0, Metre(3, 4), 24, Key(2), "Tune")
    assert midi_bytes(score) == midi_bytes(Score(score.tracks, 101.0, Metre(3, 4), 24, Key(2), "Tune"))


def test_a_pickup_is_a_first_bar_with_its_own_signature() -> None:
    data = midi_bytes(Score((Track(Role.MELODY, (Note(0, 67, 24), Note(24, 72, 96))),), pickup=24))
    # 00 = at once; ff 58 04 = time signature; 01 02 = 1/4; then 480 ticks (83 60) later 04 02 = 4/4
    assert bytes.fromhex("00 ff5804 01021808 8360 ff5804 04021808") in data


def test_tracks_are_named_in_the_file_and_drums_are_on_channel_ten() -> None:
    score = Score((Track(Role.MELODY, (Note(0, 60, 24),)), Track(Role.DRUMS, (Note(0, 36, 24),))))
    data = midi_bytes(score)
    assert data.index(b"\xff\x03\x06melody") < data.index(b"\xff\x03\x05drums")
    assert bytes([0x99, 36, 80]) in data


def test_a_file_without_a_time_signature_is_in_four_four() -> None:
    score = read_midi(midi(chunk(*line(0, SCALE))))
    assert (score.metre, score.pickup, score.tempo, score.key) == (Metre(4, 4), 0, 120.0, None)
    assert [note.pitch for note in score.tracks[0].notes] == SCALE


@pytest.mark.parametrize(("beats", "power", "text"), [(3, 2, "3/4"), (6, 3, "6/8"), (2, 1, "2/2"), (7, 3, "7/8")])
def test_metres_are_read(beats: int, power: int, text: str) -> None:
    score = read_midi(midi(chunk((0, metre(beats, power)), *line(0, SCALE))))
    assert str(score.metre) == text


def test_a_pickup_of_another_program_is_read() -> None:
    conductor = chunk((0, metre(1, 2)), (480, metre(3, 2)))
    score = read_midi(midi(conductor, chunk(*line(0, SCALE))))
    assert (str(score.metre), score.pickup) == ("3/4", 24)


def test_a_metre_that_governs_most_of_the_music_is_its_metre() -> None:
    conductor = chunk((0, metre(4, 2)), (1920, metre(3, 2)), (1440 * 20, metre(2, 2)))
    score = read_midi(midi(conductor, chunk(*line(0, SCALE, ticks=3840))))
    assert (str(score.metre), score.pickup) == ("3/4", 24)  # the bar of 4/4 before is a bar of 3/4 and a beat


def test_the_tempo_that_governs_most_of_the_music_is_its_tempo() -> None:
    conductor = chunk((0, tempo(60)), (240, tempo(133)), (480 * 16, tempo(50)))
    score = read_midi(midi(conductor, chunk(*line(0, SCALE, ticks=960))))
    assert score.tempo == pytest.approx(133, abs=0.01)


@pytest.mark.parametrize(
    ("sharps", "minor", "key"), [(0, 0, Key(0)), (-3, 0, Key(3)), (2, 1, Key(11, "minor")), (-7, 0, Key(11))]
)
def test_key_signatures_are_read(sharps: int, minor: int, key: Key) -> None:
    signature = meta(0x59, bytes([sharps & 0xFF, minor]))
    assert read_midi(midi(chunk((0, signature), *line(0, SCALE)))).key == key


def test_names_and_instruments_tell_the_roles_of_a_strangers_tracks() -> None:
    score = read_midi(
        midi(
            chunk((0, name("A Song")), (0, tempo(100))),
            chunk((0, name("Fingered Bass")), (0, program(1, 33)), *line(1, [36, 38])),
            chunk((0, name("drums")), *line(9, [36, 38])),
            chunk((0, name("")), (0, program(2, 48)), *line(2, [60, 62])),
            chunk((0, name("Gtr")), (0, program(3, 25)), *line(3, [60, 64])),
            chunk((0, name("Melody")), (0, program(4, 73)), *line(4, [72, 74])),
        )
    )
    assert score.title == "A Song"
    assert [(track.role, track.name) for track in score.tracks] == [
        (Role.MELODY, "Melody"),
        (Role.BASS, "Fingered Bass"),
        (Role.DRUMS, "drums"),
        (Role.PAD, "pad"),
        (Role.CHORDS, "Gtr"),
    ]


def test_names_in_latin_1_and_in_utf_8_are_both_read() -> None:
    score = Score((Track(Role.MELODY, (Note(0, 60, 24),), 0, "Flöte ♪"),), title="Prélude")
    assert read_midi(midi_bytes(score)) == score
    old = midi(chunk((0, meta(0x03, b"Pr\xe9lude")), (0, tempo(90))), chunk(*line(0, SCALE)))
    assert read_midi(old).title == "Prélude"


def test_times_go_to_the_nearest_tick() -> None:
    # 10 file ticks = 2.4 ticks -> 2; the end at 31 = 7.44 -> 7
    score = read_midi(midi(chunk((10, b"\x90\x3c\x50"), (21, b"\x80\x3c\x00")), division=100))
    assert score.tracks[0].notes == (Note(2, 60, 5, 80),)


def test_a_note_without_length_keeps_a_tick() -> None:
    score = read_midi(midi(chunk((0, b"\x90\x3c\x50"), (0, b"\x80\x3c\x00"))))
    assert score.tracks[0].notes == (Note(0, 60, 1, 80),)


def test_a_file_with_nothing_in_it_is_an_empty_score() -> None:
    assert read_midi(midi(chunk())).tracks == ()


def test_a_file_of_ours_that_another_program_gave_more_tracks_is_still_read() -> None:
    ours = midi_bytes(Score((Track(Role.BASS, (Note(0, 40, 24),), 32, "bass"),)))
    more = ours[:10] + (3).to_bytes(2, "big") + ours[12:] + chunk((0, name("Lead")), *line(5, SCALE))
    assert [(t.role, t.name) for t in read_midi(more).tracks] == [(Role.BASS, "bass"), (Role.CHORDS, "Lead")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not MIDI"),
        (b"MThd", "not MIDI"),
        (b"RIFF" + bytes(40), "not MIDI"),
        (midi(chunk(*line(0, SCALE)), division=0), "0 ticks"),
        (midi(chunk(*line(0, SCALE)), division=0xE728), "SMPTE"),
        (midi(chunk(*line(0, SCALE)))[:-9], "damaged"),
        (midi(chunk(*line(0, SCALE))) + bytes(MAX_BYTES), "too large"),
        (midi(chunk(*line(0, [60, 62], wait=0x0FFFFFFF)), division=24), "4,096 bars"),
    ],
)
def test_bad_files_are_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(MusicFileError, match=words):
        read_midi(data)


def test_more_notes_than_a_person_can_want_are_refused() -> None:
    # Running status: delta, pitch, velocity; 400,000 note-ons and their ends fit in 4 MiB.
    body = b"\x00\x90\x3c\x50" + b"\x01\x3c\x00\x01\x3c\x50" * 120_000 + b"\x00\xff\x2f\x00"
    data = midi(b"MTrk" + len(body).to_bytes(4, "big") + body)
    with pytest.raises(MusicFileError, match="too many notes"):
        read_midi(data)
