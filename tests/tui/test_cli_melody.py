"""The command that edits a melody."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from gan.music import Key, Melody, Metre, Note, Role, Score, Track
from gan.music.importing import load_melody
from gan.music.midi import midi_bytes
from tui.cli import main

NOTES = tuple(Note(24 * i + i % 3, 60 + i, 20, 80) for i in range(16))


@pytest.fixture
def song(tmp_path: Path) -> Path:
    path = tmp_path / "song.mid"
    score = Score((Track(Role.MELODY, NOTES),), 100, Metre(4, 4), key=Key(2, "major"), title="Up")
    path.write_bytes(midi_bytes(score))
    return path


def edited(song: Path, *options: str, name: str = "out.mid") -> Melody:
    """The melody that the command writes."""
    target = song.with_name(name)
    assert main(["melody", str(song), *options, "-o", str(target)]) == 0
    return load_melody(target)


def test_without_wishes_the_melody_is_written_as_it_is(song: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert edited(song) == load_melody(song)
    told = capsys.readouterr()
    assert told.out == f"{song.with_name('out.mid')}\n"
    assert "Up · 4 bars of 4/4 · D major · 100 quarters per minute · 16 notes" in told.err


def test_pitches_tempo_metre_key_and_title(song: Path) -> None:
    melody = edited(song, "--transpose", "-3", "--tempo", "92.5", "--metre", "3/4", "--title", "Down")
    assert [note.pitch for note in melody.notes] == [note.pitch - 3 for note in NOTES]
    assert (round(melody.tempo, 1), melody.metre, melody.title) == (92.5, Metre(3, 4), "Down")
    assert melody.key == Key(11, "major"), "the key goes with the pitches"
    assert edited(song, "--transpose", "2", "--key", "b minor").key == Key(11, "minor")


def test_quantised_snapped_and_stretched(song: Path) -> None:
    melody = edited(song, "--quantise", "1/4", "--snap", "--stretch", "double")
    assert [note.start for note in melody.notes] == [48 * i for i in range(16)]
    assert {note.length for note in melody.notes} == {48}
    assert all(note.pitch % 12 in Key(2).pitch_classes for note in melody.notes)


def test_only_the_bars_that_are_named_are_edited(song: Path) -> None:
    melody = edited(song, "--bars", "2", "--transpose", "12", "--velocity", "-10")
    assert [note.pitch - old.pitch for note, old in zip(melody.notes, NOTES)] == [0] * 4 + [12] * 4 + [0] * 8
    assert [note.velocity for note in melody.notes] == [80] * 4 + [70] * 4 + [80] * 8
    assert melody.key == Key(2, "major")


def test_a_pickup_is_the_first_bar(song: Path) -> None:
    score = Score((Track(Role.MELODY, NOTES),), 100, Metre(4, 4), pickup=24, key=Key(0, "major"))
    song.write_bytes(midi_bytes(score))
    melody = edited(song, "--bars", "1", "--transpose", "1")
    assert [note.pitch - old.pitch for note, old in zip(melody.notes, NOTES)] == [1] + [0] * 15


def test_musicxml_is_written_too(song: Path) -> None:
    melody = edited(song, "--quantise", "1/8", "--key", "Eb", name="out.musicxml")
    assert len(melody.notes) == 16 and melody.key == Key(3, "major")


def test_stdout_gets_the_same_midi_as_a_file(song: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edited(song, "--transpose", "1")
    pipe = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr("sys.stdout", pipe)
    assert main(["melody", str(song), "--transpose", "1", "-o", "-"]) == 0
    assert pipe.buffer.getvalue() == song.with_name("out.mid").read_bytes()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "options,code,words",
    [
        (["--tempo", "fast"], 2, "no number from 20 to 300"),
        (["--metre", "4/3"], 2, "the metre '4/3' is not known"),
        (["--key", "H"], 2, "the key 'H' is not known"),
        (["--quantise", "1/5"], 2, "Grids: 1/4"),
        (["--transpose", "100"], 1, "leaves MIDI's range"),
        (["--stretch", "half"], 1, "Quantise them first"),
        (["--bars", "9-12"], 2, "the melody has 4 bars"),
        (["--bars", "x"], 2, "Write it like"),
        (["--track", "7"], 1, "7"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_written(
    song: Path, options: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    target = song.with_name("out.mid")
    assert main(["melody", str(song), *options, "-o", str(target)]) == code
    assert words in capsys.readouterr().err and not target.exists()


def test_a_name_that_says_no_form_and_a_file_that_is_none(song: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["melody", str(song), "-o", "out.wav"]) == 2
    assert main(["melody", str(song.with_name("none.mid")), "-o", str(song.with_name("out.mid"))]) == 1
    told = capsys.readouterr().err
    assert "End the name in .mid or .musicxml" in told and "no such file" in told
