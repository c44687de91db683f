from hypothesis import given, settings
from hypothesis import strategies as st

from gan.data.grid import tick_of
from gan.data.voices import LOWEST, PITCHES, Voices, fold_pitch, read_role, write_role
from gan.music.note import Note
from gan.music.role import Role


def there_and_back(role, notes, slots=24, origin=0):
    voices = Voices.silent(slots)
    write_role(voices, role, notes, origin)
    return sorted((n.start, n.pitch, n.length) for n in read_role(voices, role, origin))


def test_a_chord_keeps_its_notes():
    chord = [Note(0, p, 48) for p in (48, 55, 60, 64)]
    assert there_and_back(Role.CHORDS, chord) == [(0, p, 48) for p in (48, 55, 60, 64)]


def test_a_repeated_note_is_not_a_held_one():
    repeated = [Note(0, 60, 24), Note(24, 60, 24)]
    assert there_and_back(Role.BASS, repeated) == [(0, 60, 24), (24, 60, 24)]
    assert there_and_back(Role.BASS, [Note(0, 60, 48)]) == [(0, 60, 48)]


def test_a_held_note_goes_on_under_a_moving_one():
    notes = [Note(0, 48, 96), Note(0, 64, 24), Note(24, 65, 24), Note(48, 67, 48)]
    assert there_and_back(Role.CHORDS, notes) == sorted((n.start, n.pitch, n.length) for n in notes)


def test_of_too_many_notes_the_outer_ones_stay_and_doublings_go_first():
    chord = [Note(0, p, 24) for p in (36, 48, 52, 55, 60, 72)]
    kept = [pitch for _, pitch, _ in there_and_back(Role.CHORDS, chord)]
    assert len(kept) == 4 and kept[0] == 36 and kept[-1] == 72 and {52, 55} <= set(kept)


def test_a_new_attack_takes_the_voice_held_longest():
    held = [Note(0, 40, 96), Note(6, 45, 90)]
    assert there_and_back(Role.BASS, [*held, Note(24, 50, 24)]) == [(0, 40, 24), (6, 45, 90), (24, 50, 24)]


def test_triplets_keep_their_place():
    swing = [Note(0, 60, 16), Note(16, 62, 8), Note(24, 64, 16), Note(40, 65, 8)]
    assert there_and_back(Role.MELODY, swing) == sorted((n.start, n.pitch, n.length) for n in swing)


def test_drums_come_back_as_the_key_of_their_kind():
    assert there_and_back(Role.DRUMS, [Note(0, 35, 6), Note(12, 44, 6)]) == [(0, 36, 6), (12, 42, 6)]


def test_notes_before_the_origin_or_after_the_end_are_left_out():
    assert there_and_back(Role.BASS, [Note(0, 60, 24), Note(96, 62, 24), Note(300, 64, 24)], 24, origin=96) == [
        (96, 62, 24)
    ]


@given(st.integers(0, 127))
def test_a_folded_pitch_is_the_same_note_within_the_range(pitch):
    folded = fold_pitch(pitch)
    assert LOWEST <= folded < LOWEST + PITCHES and (folded - pitch) % 12 == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 23), st.integers(24, 107), st.integers(1, 8)), max_size=30))
def test_what_is_read_can_be_written_and_read_again_unchanged(rows):
    notes = [Note(int(tick_of(s)), p, int(tick_of(s + n) - tick_of(s))) for s, p, n in rows]
    voices = Voices.silent(32)
    write_role(voices, Role.CHORDS, notes)
    once = read_role(voices, Role.CHORDS)
    assert all(len([m for m in once if m.start <= n.start < m.end]) <= 4 for n in once)
