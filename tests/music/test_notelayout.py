"""Notes to signs: whatever the music, every bar of every voice is filled exactly, and no note is lost."""

from __future__ import annotations

from hypothesis import given, settings

from gan.music import Metre, Note, Role, Score, Track
from gan.music.demos import DEMOS
from gan.music.notelayout import Piece, bar_lines, lay_out
from tests.music.music_strategies import scores


@settings(max_examples=200, deadline=None)
@given(scores(2))
def test_every_bar_of_every_voice_is_filled_exactly(score: Score) -> None:
    for track in score.tracks:
        for voice in lay_out(track.notes, score):
            for begin, end in bar_lines(score):
                at = begin
                for piece in voice[begin]:
                    assert piece.start == at
                    assert piece.sign
                    at += piece.length
                assert at == end


def sounding(voices: list[dict[int, list[Piece]]]) -> list[tuple[int, int, int]]:
    """(start, pitch, length) of the notes, ties merged."""
    notes: dict[tuple[int, int], int] = {}
    for voice in voices:
        held: dict[int, int] = {}
        for piece in (piece for bar in voice.values() for piece in bar):
            for pitch in piece.pitches:
                start = held.pop(pitch) if piece.tied_before else piece.start
                notes[start, pitch] = piece.start + piece.length - start
                if piece.tied_on:
                    held[pitch] = start
        assert not held  # every tie ends
    return sorted((start, pitch, length) for (start, pitch), length in notes.items())


def test_tunes_and_triplets_come_out_as_they_went_in() -> None:
    for demo in DEMOS.values():
        score = Score((Track(Role.MELODY, demo.notes),), demo.tempo, demo.metre, demo.pickup)
        assert sounding(lay_out(demo.notes, score)) == [(n.start, n.pitch, n.length) for n in demo.notes]


def test_swing_is_written_as_triplets() -> None:
    swing = tuple(note for i in range(4) for note in (Note(24 * i, 60, 16), Note(24 * i + 16, 62, 8)))
    score = Score((Track(Role.MELODY, swing),))
    (voice,) = lay_out(swing, score)
    assert [(piece.sign, piece.is_triplet) for piece in voice[0][:2]] == [("quarter", True), ("eighth", True)]


def test_notes_together_are_a_chord_and_overlapping_ones_get_voices() -> None:
    chord = (Note(0, 60, 96), Note(0, 64, 96), Note(0, 72, 24), Note(24, 74, 72))
    voices = lay_out(chord, Score((Track(Role.CHORDS, chord),)))
    assert [[piece.pitches for piece in voice[0]] for voice in voices] == [[(72,), (74,)], [(60, 64)]]


def test_a_note_over_the_bar_line_is_tied() -> None:
    notes = (Note(48, 60, 72),)
    (voice,) = lay_out(notes, Score((Track(Role.MELODY, notes),), metre=Metre(3, 4)))
    assert (voice[0][-1].tied_on, voice[72][0].tied_before, voice[72][0].length) == (True, True, 48)


def test_played_unevenness_is_straightened() -> None:
    played = (Note(1, 60, 22), Note(25, 62, 24), Note(47, 64, 25))
    assert sounding(lay_out(played, Score((Track(Role.MELODY, played),)))) == [(0, 60, 24), (24, 62, 24), (48, 64, 24)]
