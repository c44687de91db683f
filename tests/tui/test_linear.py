"""The composer in lines: what is asked and answered, and that it keeps what the studio keeps."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gan import locations
from gan.music import Melody, Metre, Note
from gan.music.demos import DEMOS
from gan.music.importing import load_score
from gan.music.notetext import read_words
from tui.linear.shell import Shell
from tui.linear.words import bar_words, length_words, melody_words
from tui.session import load_session

ROOT = Path(__file__).parents[2]


@pytest.fixture
def shell(desk):
    shell = Shell()
    yield shell
    shell.close_takes()


@pytest.fixture
def ask(shell, capsys):
    def ask(*lines: str) -> str:
        for line in lines:
            shell.onecmd(line)
        return capsys.readouterr().out

    return ask


def test_a_melody_is_typed_read_and_taken_back(ask, shell):
    ask("new", "type C4q D4e. E4s F#4h", "rest q", "type G4q ~q")
    assert [(note.start, note.pitch, note.length) for note in shell.editor.melody.notes] == [
        (0, 60, 24),
        (24, 62, 18),
        (42, 64, 6),
        (48, 66, 48),
        (120, 67, 48),
    ]
    assert ask("read") == (
        "Bar 1: C4 quarter, D4 dotted eighth, E4 sixteenth, F#4 half.\nBar 2: quarter rest, G4 half.\n"
    )
    ask("back")
    assert len(shell.editor.melody.notes) == 4
    assert "5 notes" in ask("undo") and "4 notes" in ask("redo")


def test_what_cannot_be_typed_changes_nothing_and_says_why(ask, shell):
    before = ask("demo ode") and shell.editor.melody
    assert "'X4q' is not a note" in ask("type C4q X4q")
    assert "highest" in ask("type G#9q")
    assert "no note before it" in ask("type ~q")
    assert "128 bars" in ask("type " + "C4w " * 128)
    assert "20 to 400" in ask("tempo 0") and "20 to 400" in ask("tempo fast")
    assert "no bar 99" in ask("read 99") and "no bar" in ask("read x")
    assert shell.editor.melody == before and shell.failures == 8


def test_an_unknown_word_is_answered_with_the_nearest(ask):
    assert ask("compos") == "There is no word 'compos' here.\nDid you mean compose?\n"
    assert "nothing to undo" in ask("undo").casefold()
    assert ask("") == ""


def test_help_says_every_word_and_each_in_full(ask, shell):
    told = ask("help")
    for verb in (name.removeprefix("do_") for name in dir(shell) if name.startswith("do_") and name != "do_EOF"):
        assert f"\n{verb}" in told, verb
    assert "~q holds" in ask("help type") and "no word" in ask("help nonsense")


def test_a_file_is_loaded_and_one_that_is_not_there_is_told(ask, shell, tmp_path):
    from gan.music.midi import midi_bytes
    from tui.transport import melody_score

    path = tmp_path / "two words.mid"
    path.write_bytes(midi_bytes(melody_score(DEMOS["grace"], "song")))
    assert "3/4" in ask(f"load {path}")
    assert [n.pitch for n in shell.editor.melody.notes] == [n.pitch for n in DEMOS["grace"].notes]
    assert "not there" in ask("load nowhere.mid") or shell.failures == 1


def test_another_track_of_a_file_is_loaded_by_its_number(ask, shell, tmp_path):
    from gan.music import Note, Role, Score, Track
    from gan.music.midi import midi_bytes

    low = Track(Role.BASS, tuple(Note(96 * n, 40 + n, 96) for n in range(4)), 33, "low")
    tune = Track(Role.CHORDS, tuple(Note(48 * n, 74 + n, 48) for n in range(8)), 73, "flute")
    path = tmp_path / "two words.mid"
    path.write_bytes(midi_bytes(Score((tune, low))))
    assert "track 1 “flute”" in ask(f"load {path}")
    assert "as you chose" in ask(f"load {path} 2")
    assert shell.editor.melody.notes == low.notes
    ask(f"load {path} 9")
    assert shell.failures == 1 and shell.editor.melody.notes == low.notes


def test_old_tunes_are_found_and_taken(ask, shell):
    assert "ryan/7thRegimentReel: " in ask("tunes regiment 7th")
    told = ask("tune ryan/7thRegimentReel")
    assert "2/4" in told and "Ryan's Mammoth Collection" in told
    assert "7th Regiment" in shell.editor.melody.title
    assert "No tune has that" in ask("tunes xyzzy")
    ask("tunes", "tune no/such")
    assert shell.failures == 2


def test_takes_are_composed_rated_described_and_written(ask, shell, tmp_path):
    told = ask("demo brother", "genre chorale", "compose 2")
    assert "Take 1: Chorale, chorale-s0-1, in key" in told and "Take 2:" in told
    assert "3 stars" in ask("star 2 3") and shell.takes[1].heard.stars == 3
    assert "0 to 5" in ask("star 2 9")
    details = ask("take 1")
    assert "Bass on" in details and "Seed 0, number 1" in details
    told = ask(f"export 1 midi {tmp_path}")
    assert told == f"Written: {tmp_path / 'chorale-s0-1.mid'}.\n"
    assert load_score(tmp_path / "chorale-s0-1.mid").tracks[0].notes
    other = Shell()
    assert [kept.heard.stars for kept in other.takes] == [0, 3], "they are kept"
    assert "1 take left" in ask("forget 1") and len(Shell().takes) == 1
    assert "1 to 1" in ask("take 3") and "forms" in ask("export 1 mp3").casefold()


def test_without_takes_or_notes_it_says_what_to_do(ask):
    assert "Say: compose" in ask("takes") and "Say: compose" in ask("play 1")
    ask("new")
    assert "no notes yet" in ask("compose") and "no notes yet" in ask("play")
    assert "is no genre" in ask("genre polka") or "no genre" in ask("genre polka").casefold()


def test_training_is_told_where_there_is_no_run(ask, shell):
    assert "no training run yet" in ask("progress")
    assert "1 to" in ask("train none")
    ask("genre jazz")
    assert "data" in ask("train 10").casefold() and not list(locations.runs_dir().glob("*"))


def test_lines_from_a_pipe_are_answered_and_the_session_is_kept(home):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "tui", "--plain"],
        input="demo grace\ngenre song\nmelody\n",
        capture_output=True,
        text=True,
        env=environment,
        cwd=ROOT,
    )
    assert done.returncode == 0 and done.stderr == ""
    assert "\x1b" not in done.stdout and "composer>" not in done.stdout
    assert done.stdout.count("Amazing Grace") == 2
    session, _ = load_session(locations.data_dir())
    assert session is not None and session.genre == "song" and session.melody.title == DEMOS["grace"].title
    failed = subprocess.run(
        [sys.executable, "-m", "tui", "--plain"], input="nonsense\n", capture_output=True, text=True, env=environment
    )
    assert failed.returncode == 1 and "no word" in failed.stdout


def test_bars_are_read_with_their_pickup_and_their_silence():
    notes = (Note(0, 67, 24), Note(24, 72, 48), Note(24 + 3 * 96, 60, 30))
    melody = Melody(notes, metre=Metre(4, 4), pickup=24)
    assert bar_words(melody.notes, 24, 96, 1, 3) == [
        "Bar 1: G4 quarter.",
        "Bar 2: C5 half.",
        "Bar 3: nothing begins.",
    ]
    assert length_words(30) == "1.25 quarters" and "with a pickup" in melody_words(melody)


def test_words_of_notes_come_from_a_tick_on():
    notes, end = read_words("c4q -e Bb3e".split(), 48, 90)
    assert [(n.start, n.pitch, n.length) for n in notes] == [(48, 60, 24), (84, 58, 12)] and end == 96


def test_sound_goes_where_it_is_sent_and_the_way_is_told(ask, shell, monkeypatch):
    monkeypatch.setenv("COMPOSER_TUI_AUDIO_DRIVER", "none")
    monkeypatch.setenv("SSH_CONNECTION", "1.2.3.4 5 6.7.8.9 22")
    monkeypatch.setenv("COMPOSER_TUI_SSH_HOST", "me@gpu7")
    assert "say: sound browser" in ask("sound")
    told = ask("sound browser")
    address = shell._player.route.url
    assert f"Open {address} there" in told and "me@gpu7" in told and "Sound: browser: no listener yet." in told
    assert "Sound: browser" in ask("play")
    assert "no loudspeaker" in ask("sound speaker").lower()
    assert shell._player.route.url == address, "what does not open leaves all as it is"
    assert "no way for sound" in ask("sound telephone").lower()
    told = ask("sound file")
    assert "heard-001.wav" in told
    assert "Sound: silent" in ask("sound silent")
