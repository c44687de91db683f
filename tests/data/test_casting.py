import pytest

from gan.data.casting import cast
from gan.music.key import Key
from gan.music.metre import Metre
from gan.music.note import Note
from gan.music.role import Role
from gan.music.score import Score, Track

BAR = 96


def line(*pitches, start=0, length=24):
    """Notes one after another."""
    return tuple(Note(start + i * length, pitch, length) for i, pitch in enumerate(pitches))


def steady(pitch, bars=4, start=0):
    """A note in every beat."""
    return line(*[pitch] * (4 * bars), start=start)


def player(name, program, *notes, role=Role.CHORDS):
    return Track(role, tuple(notes), program, name)


def pitches(score):
    """For every role the pitches it plays."""
    return {track.role: {note.pitch for note in track.notes} for track in score.tracks}


QUARTET = (
    player("Cello", 42, *steady(48)),
    player("Violin 1", 40, *steady(76)),
    player("Viola", 41, *steady(60)),
    player("Violin 2", 40, *steady(67)),
)


@pytest.mark.parametrize("kind", ["chorale", "chamber", ""])
def test_four_voices_are_cast_by_height_whatever_their_order(kind):
    assert pitches(cast(Score(QUARTET), kind)) == {
        Role.MELODY: {76},
        Role.CHORDS: {67},
        Role.BASS: {48},
        Role.PAD: {60},
    }


def test_three_voices_have_no_pad_and_a_fifth_voice_joins_it():
    assert set(pitches(cast(Score(QUARTET[:3]), "chamber"))) == {Role.MELODY, Role.CHORDS, Role.BASS}
    five = Score((*QUARTET, player("Viola 2", 41, *steady(55))))
    assert pitches(cast(five, "chamber"))[Role.PAD] == {60, 55}


@pytest.mark.parametrize("kind", ["song", ""])
def test_a_singer_stands_before_the_two_staves_of_a_piano(kind):
    song = Score(
        (
            player("Voice", 52, *steady(69), role=Role.PAD),
            player("Piano", 0, *steady(64)),
            player("Piano", 0, *steady(52)),
        )
    )
    assert pitches(cast(song, kind)) == {Role.MELODY: {69}, Role.CHORDS: {64}, Role.BASS: {52}}


def test_a_second_singer_is_left_out_of_a_song():
    song = Score(
        (
            player("Alto", 52, *steady(62)),
            player("Soprano", 52, *steady(74)),
            player("Piano", 0, *steady(64)),
            player("Piano", 0, *steady(48)),
        )
    )
    assert pitches(cast(song, "song")) == {Role.MELODY: {74}, Role.CHORDS: {64}, Role.BASS: {48}}


def test_a_guitar_alone_gives_a_song_chords_and_bass():
    strummed = [Note(t, p, 24) for t in range(0, 4 * BAR, 24) for p in (45, 60, 64)]
    song = cast(Score((player("Voice", 68, *steady(69)), player("Guitar", 24, *strummed))), "song")
    assert pitches(song) == {Role.MELODY: {69}, Role.CHORDS: {60, 64}, Role.BASS: {45}}


def test_singers_without_an_instrument_are_no_song():
    assert cast(Score((player("Soprano", 52, *steady(74)), player("Alto", 52, *steady(65)))), "song") is None


ORCHESTRA = (
    player("Flute 1", 73, *steady(86, bars=8)),
    player("Bb (basso) Horn", 60, *steady(58, bars=8), role=Role.BASS),
    player("Bass Trombone", 57, *steady(43, bars=8)),
    player("Timpani", 47, *steady(41, bars=8), role=Role.PAD),
    player("Violin I", 48, *steady(79), role=Role.PAD),
    player("Violin II", 48, *steady(71, bars=8), role=Role.PAD),
    player("Viola", 48, *steady(62, bars=8), role=Role.PAD),
    player("Violoncello", 48, *steady(50, bars=8), role=Role.PAD),
    player("Kontrabass", 48, *steady(38, bars=8), role=Role.BASS),
)


@pytest.mark.parametrize("kind", ["symphony", ""])
def test_an_orchestra_is_led_by_its_violins_and_without_timpani(kind):
    assert pitches(cast(Score(ORCHESTRA), kind)) == {
        Role.MELODY: {79, 71},  # the second violins take over where the first rest
        Role.CHORDS: {86, 58},
        Role.BASS: {43, 50, 38},
        Role.PAD: {71, 62},
    }


def test_the_highest_part_leads_where_all_violins_rest():
    score = cast(Score((ORCHESTRA[0], *ORCHESTRA[6:])), "symphony")
    assert pitches(score)[Role.MELODY] == {86}


def test_programs_tell_the_players_of_an_orchestra_without_names():
    score = Score((player("", 40, *steady(79)), player("", 41, *steady(62)), player("", 70, *steady(45))))
    assert pitches(cast(score, "symphony")) == {Role.MELODY: {79}, Role.BASS: {45}, Role.PAD: {62}}


def test_the_hands_of_a_piano():
    right = [Note(t, p, 24) for t in range(0, 4 * BAR, 24) for p in (67, 72)]
    left = [
        note
        for t in range(0, 4 * BAR, 48)
        for note in (Note(t, 36, 24), Note(t, 48, 24), *(Note(t + 24, p, 24) for p in (52, 55, 60)))
    ]
    rag = cast(Score((player("up:", 0, *right), player("down:", 0, *left)), metre=Metre(2, 4)), "jazz")
    assert pitches(rag) == {Role.MELODY: {72}, Role.CHORDS: {67, 48, 52, 55, 60}, Role.BASS: {36}}


def test_a_piano_on_one_track_has_two_hands_too():
    notes = [Note(t, p, 24) for t in range(0, 4 * BAR, 24) for p in (40, 64, 72)]
    solo = cast(Score((player("Piano", 0, *notes),)), "pop")
    assert pitches(solo) == {Role.MELODY: {72}, Role.CHORDS: {64}, Role.BASS: {40}}


BAND = (
    player("Rhythm Guitar", 30, *steady(45, bars=8), role=Role.BASS),
    player("Bass", 33, *steady(33, bars=8), role=Role.BASS),
    player("Lead Guitar", 29, *steady(70)),
    player("Strings", 48, *steady(64, bars=8), role=Role.PAD),
    player("Square Lead", 80, *steady(77, bars=8)),
    player("Reverse Cymbal", 119, Note(0, 60, 24)),
    player("Drums", 0, *steady(36, bars=8), role=Role.DRUMS),
)


@pytest.mark.parametrize("kind", ["rock", ""])
def test_a_band_is_led_by_whom_its_name_says_and_has_one_bass(kind):
    assert pitches(cast(Score(BAND), kind)) == {
        Role.MELODY: {70, 77},  # the guitar, then the synthesizer, which is silent while it does not lead
        Role.CHORDS: {45},
        Role.BASS: {33},
        Role.PAD: {64},
        Role.DRUMS: {36},
    }


def test_the_melody_is_handed_on_at_the_first_bar_line_of_a_phrase():
    melody = cast(Score(BAND, pickup=48), "rock").track(Role.MELODY)
    assert {note.pitch for note in melody.notes if note.start < 48 + 4 * BAR} == {70}
    assert {note.pitch for note in melody.notes if note.start >= 48 + 4 * BAR} == {77}


def test_a_melody_has_one_voice_even_where_it_changes_hands():
    long = player("Lead Guitar", 29, *steady(70)[:-1], Note(360, 70, 480))
    melody = cast(Score((BAND[1], long, BAND[4])), "rock").track(Role.MELODY)
    assert all(a.end <= b.start for a, b in zip(melody.notes, melody.notes[1:]))
    assert melody.notes[15] == Note(360, 70, 24)


def test_what_is_shared_stays_and_a_track_is_named_after_its_busiest_player():
    score = cast(Score(BAND, 150, Metre(3, 4), 24, Key(9, "minor"), "Tune"), "rock")
    assert (score.tempo, score.metre, score.pickup, score.key, score.title) == (
        150,
        Metre(3, 4),
        24,
        Key(9, "minor"),
        "Tune",
    )
    assert [(track.role, track.program, track.name) for track in score.tracks] == [
        (Role.MELODY, 80, "Square Lead"),
        (Role.CHORDS, 30, "Rhythm Guitar"),
        (Role.BASS, 33, "Bass"),
        (Role.PAD, 48, "Strings"),
        (Role.DRUMS, 0, "Drums"),
    ]


def test_players_of_one_pitch_do_not_overlap_in_a_role():
    score = Score(
        (
            player("Voice", 52, *steady(72)),
            player("Guitar", 25, Note(0, 60, 96)),
            player("Guitar", 25, Note(48, 60, 96)),
        )
    )
    chords = cast(score, "pop").track(Role.CHORDS)
    assert chords.notes == (Note(0, 60, 48), Note(48, 60, 96))


def test_our_own_files_stay_as_they_are():
    own = Score(
        (
            player("", 41, *steady(50), role=Role.MELODY),
            player("", 40, *steady(79), role=Role.CHORDS),
            player("", 73, *steady(60), role=Role.BASS),
        )
    )
    assert pitches(cast(own, "symphony")) == {Role.MELODY: {50}, Role.CHORDS: {79}, Role.BASS: {60}}


@pytest.mark.parametrize("kind", ["", "rock", "song", "symphony", "chorale", "chamber"])
def test_nothing_is_cast_without_a_melody_or_without_company(kind):
    assert cast(Score(()), kind) is None
    assert cast(Score((player("Drums", 0, *steady(36), role=Role.DRUMS),)), kind) is None
    assert cast(Score((player("Voice", 52, *steady(72)),)), kind) is None


@pytest.mark.parametrize("kind", ["", "rock", "symphony", "chamber"])
def test_a_note_of_a_thousand_bars_is_no_obstacle(kind):
    drone = player("Flute", 73, Note(0, 60, 1000 * BAR))
    score = cast(Score((drone, player("Oboe", 68, *steady(50)), player("Piano", 0, *steady(64)))), kind)
    assert score is not None and score.tracks[0].role is Role.MELODY
