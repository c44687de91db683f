"""Music cut where its metre changes: by hand-made scores, and from files of each format."""

from __future__ import annotations

from pathlib import Path

import pytest

from gan.errors import MusicFileError
from gan.music import Key, Metre, Note, Role, Score, Track
from gan.music.importing import load_score, load_sections
from gan.music.midi import midi_bytes
from gan.music.musicxml_writer import musicxml_text
from gan.music.sections import Change, cut_sections
from tests.music.midi_hand import chunk, line, metre, midi

QUARTER = 24


def quarters(count: int, first: int = 0) -> Score:
    """A melody of quarter notes, the n-th of pitch 60 + n, in a score that knows nothing of its metres."""
    notes = (Note((first + n) * QUARTER, 60 + n, QUARTER) for n in range(count))
    return Score((Track(Role.MELODY, tuple(notes)),), 96.0, Metre(), 0, Key(7, "major"), "Tune")


def outline(sections: tuple[Score, ...]) -> list[tuple[str, int, list[int]]]:
    """Metre, pickup in quarters and pitches of each section's first track, counted from 60."""
    return [(str(s.metre), s.pickup // QUARTER, [n.pitch - 60 for n in s.tracks[0].notes]) for s in sections]


@pytest.mark.parametrize(
    ("changes", "count", "found"),
    [
        ([], 8, [("4/4", 0, [0, 1, 2, 3, 4, 5, 6, 7])]),
        ([(0, 3, 4)], 6, [("3/4", 0, [0, 1, 2, 3, 4, 5])]),
        # 4/4 for a bar, 3/4 for two.
        ([(0, 4, 4), (96, 3, 4)], 10, [("4/4", 0, [0, 1, 2, 3]), ("3/4", 0, [4, 5, 6, 7, 8, 9])]),
        # A mark that says again what holds cuts nothing, if it is on a bar line.
        ([(0, 3, 4), (72, 3, 4)], 6, [("3/4", 0, [0, 1, 2, 3, 4, 5])]),
        ([(0, 3, 4), (96, 3, 4)], 7, [("3/4", 0, [0, 1, 2, 3]), ("3/4", 0, [4, 5, 6])]),
        # A first bar that is shorter than the next is its pickup, as MIDI and as notation say it.
        ([(0, 1, 4), (24, 4, 4)], 5, [("4/4", 1, [0, 1, 2, 3, 4])]),
        ([(0, 0, 0), (24, 4, 4)], 5, [("4/4", 1, [0, 1, 2, 3, 4])]),
        # So is a bar of two quarters in music of four, or an unfinished bar.
        ([(0, 4, 4), (96, 2, 4), (144, 4, 4)], 10, [("4/4", 0, [0, 1, 2, 3]), ("4/4", 2, [4, 5, 6, 7, 8, 9])]),
        ([(0, 4, 4), (96, 0, 0), (120, 3, 4)], 8, [("4/4", 0, [0, 1, 2, 3]), ("3/4", 1, [4, 5, 6, 7])]),
        # Of two unfinished bars the second leads on.
        ([(0, 0, 0), (72, 0, 0), (96, 4, 4)], 8, [("4/4", 1, [3, 4, 5, 6, 7])]),
        # An unfinished bar that is longer than the next one is left out, and so is a cadenza.
        ([(0, 4, 4), (96, 0, 0), (192, 3, 4)], 11, [("4/4", 0, [0, 1, 2, 3]), ("3/4", 0, [8, 9, 10])]),
        # A metre without a whole bar is left out: half a bar of 8/4 before 3/4.
        ([(0, 8, 4), (96, 3, 4)], 7, [("3/4", 0, [4, 5, 6])]),
        # A change after the end of the music is none.
        ([(0, 4, 4), (960, 3, 4)], 4, [("4/4", 0, [0, 1, 2, 3])]),
    ],
)
def test_a_section_is_in_one_metre(changes: list[Change], count: int, found: list[tuple[str, int, list[int]]]) -> None:
    assert outline(cut_sections(quarters(count), changes)) == found


def test_sections_begin_at_tick_0_and_keep_tempo_key_and_title() -> None:
    score = quarters(7)
    first, second = cut_sections(score, [(0, 4, 4), (96, 3, 4)])
    assert [note.start for note in second.tracks[0].notes] == [0, 24, 48]
    assert (first.tempo, first.key, first.title) == (second.tempo, second.key, second.title)
    assert (first.tempo, first.key, first.title) == (score.tempo, score.key, score.title)


def test_a_note_held_over_a_cut_ends_there_and_what_does_not_play_is_left_out() -> None:
    held = Track(Role.BASS, (Note(48, 36, 96),), 32, "Bass")
    score = Score((*quarters(7).tracks, held))
    first, second = cut_sections(score, [(0, 4, 4), (96, 3, 4)])
    assert first.tracks[1] == Track(Role.BASS, (Note(48, 36, 48),), 32, "Bass")
    assert [track.role for track in second.tracks] == [Role.MELODY]


def test_a_metre_in_which_nothing_is_played_gives_no_section() -> None:
    assert outline(cut_sections(quarters(3, first=4), [(0, 4, 4), (96, 3, 4)])) == [("3/4", 0, [0, 1, 2])]
    assert cut_sections(Score(()), [(0, 4, 4)]) == ()


def test_a_pickup_that_no_time_signature_can_spell_is_made_longer() -> None:
    (section,) = cut_sections(quarters(9), [(0, 0, 0), (23, 4, 4)])
    assert (section.pickup, section.tracks[0].notes[0].start) == (24, 1)


def test_midi_is_cut_at_its_time_signatures(tmp_path: Path) -> None:
    path = tmp_path / "tune.mid"
    conductor = chunk((0, metre(4, 2)), (4 * 480, metre(3, 2)), (6 * 480, metre(4, 2)))
    path.write_bytes(midi(conductor, chunk(*line(0, list(range(60, 78))))))
    assert outline(load_sections(path)) == [
        ("4/4", 0, [0, 1, 2, 3]),
        ("3/4", 0, [4, 5, 6, 7, 8, 9]),
        ("4/4", 0, [10, 11, 12, 13, 14, 15, 16, 17]),
    ]
    assert str(load_score(path).metre) == "4/4"


def measures(*bars: tuple[str, int]) -> str:
    """A part: for each bar the metre where it changes, and the number of quarters in it."""
    text, pitch = "", 0
    for time, count in bars:
        text += "<measure><attributes><divisions>1</divisions>"
        if time:
            beats, unit = time.split("/")
            text += f"<time><beats>{beats}</beats><beat-type>{unit}</beat-type></time>"
        text += "</attributes>"
        for _ in range(count):
            octave, step = divmod(pitch, 7)
            text += f"<note><pitch><step>{'CDEFGAB'[step]}</step><octave>{4 + octave}</octave></pitch>"
            text += "<duration>1</duration></note>"
            pitch += 1
        text += "</measure>"
    return (
        '<score-partwise version="4.0"><part-list><score-part id="P1"><part-name>Flute</part-name></score-part>'
        f'</part-list><part id="P1">{text}</part></score-partwise>'
    )


def lengths(path: Path) -> list[tuple[str, int, int]]:
    """Metre, pickup in quarters and number of notes of each section."""
    return [(str(s.metre), s.pickup // QUARTER, len(s.tracks[0].notes)) for s in load_sections(path)]


def test_musicxml_is_cut_at_its_metres_and_at_bars_that_are_short(tmp_path: Path) -> None:
    path = tmp_path / "tune.musicxml"
    pickup_of_the_second_phrase = ("", 1), ("", 4)
    path.write_text(measures(("4/4", 1), ("", 4), ("", 4), *pickup_of_the_second_phrase, ("3/4", 3), ("", 2)))
    assert lengths(path) == [("4/4", 1, 9), ("4/4", 1, 5), ("3/4", 0, 5)]


def test_a_bar_parted_by_a_repeat_sign_is_one_bar(tmp_path: Path) -> None:
    path = tmp_path / "tune.musicxml"
    path.write_text(measures(("3/4", 1), ("", 3), ("", 2), ("", 1), ("", 3), ("", 2)))
    assert lengths(path) == [("3/4", 1, 12)]


def test_abc_is_cut_at_its_metres(tmp_path: Path) -> None:
    path = tmp_path / "tune.abc"
    path.write_text("X:1\nM:2/4\nL:1/8\nK:C\nCDEF|GABc|\nM:6/8\nCDEFGA|GABcde|\n")
    assert lengths(path) == [("2/4", 0, 8), ("6/8", 0, 12)]


def test_music_in_one_metre_is_one_section_and_the_same_as_the_whole(tmp_path: Path) -> None:
    score = Score(
        (quarters(9).tracks[0], Track(Role.BASS, (Note(24, 36, 96), Note(120, 43, 72)), 33, "bass")), pickup=24
    )
    path = tmp_path / "tune"
    for data in (midi_bytes(score), musicxml_text(score).encode()):
        path.write_bytes(data)
        assert load_sections(path) == (load_score(path),)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("to do")
    with pytest.raises(MusicFileError, match=r"notes\.txt: The file is not music"):
        load_sections(path)
