"""The composer in lines: what is asked and answered, and that it keeps what the studio keeps."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from gan import locations
from gan.exported import SHIPPED
from gan.music import Melody, Metre, Note, Role
from gan.music.demos import DEMOS
from gan.music.importing import load_melody, load_score
from gan.music.notetext import read_words
from gan.training.config import TrainingConfig
from gan.training.run import Run, take_lock
from gan.wishes import Wishes
from tui.cli import main
from tui.library.choices import Choices, save_choices
from tui.library.places import melodies_dir
from tui.linear.shell import Shell
from tui.linear.words import bar_words, length_words, melody_words
from tui.provenance import recipe_of
from tui.session import load_session

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("few_passes")


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


def test_the_numbers_of_a_run_are_told_with_what_they_mean(ask, desk):
    from gan.training.config import TrainingConfig
    from gan.training.events import EventWriter
    from gan.training.run import Run, take_lock

    run = Run.create(locations.runs_dir(), TrainingConfig(("chorale",), steps=1000))
    assert "No step was done" in ask("numbers")
    events = EventWriter(run.events_path)
    events.write("RunStarted", 0, device="GPU: NVIDIA H200", gpu_unused=False, steps=1000)
    events.write("StepDone", 400, generator_loss=0.7, penalty=0.02, steps_per_second=10, gpu_percent=3.0)
    with take_lock(run):
        told = ask("progress")
    assert "computes on the GPU (NVIDIA H200), which is at work 3 % of the time." in told
    assert "penalty 0.02, GPU 3 %" in told and "It needs 60 s more." in told
    told = ask("numbers")
    assert "penalty 0.02. How steeply the verdict changes" in told and "memory" not in told


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


def test_one_line_that_goes_wrong_in_a_way_nobody_foresaw_ends_only_itself(ask, shell, monkeypatch):
    def stumble(_line: str) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(shell, "do_metre", stumble)
    assert "ZeroDivisionError" in ask("metre") and shell.failures == 1
    assert "Ode to Joy" in ask("melody")


def test_who_reads_no_more_ends_the_shell(shell, monkeypatch):
    def gone(*_sentences: str) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(shell, "say", gone)
    with pytest.raises(BrokenPipeError):
        shell.onecmd("melody")
    assert not list(locations.log_dir().glob("crash*"))


def test_a_path_of_nobodys_home_is_told(ask, shell):
    assert "no such file" in ask("load ~nobody-of-that-name/x.mid") and "no folder" in ask("train 10 ~nobody/music")
    assert shell.failures == 2


def test_settings_count_here_too_and_wrong_ones_are_told(home, capsys, monkeypatch):
    folder = locations.config_dir()
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('[studio]\ngenre = "jazz"\ntakes = 2\nseed = 7\n[compose]\npasses = "x"\n')
    shell = Shell()
    assert (shell.session.genre, shell.session.takes, shell.session.seed) == ("jazz", 2, 7)
    monkeypatch.setattr("sys.stdin", io.StringIO("quit\n"))
    shell.run()
    assert "compose.passes cannot be 'x'" in capsys.readouterr().out


def test_a_theme_is_refused_where_nothing_is_drawn(capsys):
    assert main(["--plain", "--theme", "light"]) == 2
    assert "--theme is for the screen" in capsys.readouterr().err


def test_a_take_is_written_from_another_where_it_is_said(ask, shell):
    ask("demo brother", "genre pop", "compose 1")
    parent = shell.takes[0].heard.take.score
    told = ask("rewrite 1 bass drums 2-3")
    assert "From take 1: bass, drums · bars 2–3." in told and "Say play 2" in told
    assert len(shell.takes) == 1 + shell.session.takes
    heard = shell.takes[1].heard
    assert heard.origin.parent_name == "pop-s0-1" and heard.take.seed == 1
    for role in (Role.MELODY, Role.CHORDS, Role.PAD):
        assert heard.take.score.track(role) == parent.track(role)
    recipe = recipe_of(heard)
    assert "--bars" in recipe.words and recipe.source == parent
    assert "25 %" in ask("rewrite 1")
    for line, why in (
        ("rewrite 1 tuba", "no part 'tuba'"),
        ("rewrite 1 bass 99", "no bar 99"),
        ("rewrite 99", "1 to"),
        ("rewrite", "number of a take"),
    ):
        assert why in ask(line)
    assert shell.failures == 4


def test_wishes_and_weights_that_were_chosen_count_here_too(ask, shell, home):
    folder = home / "mine"
    shutil.copytree(SHIPPED, folder)
    save_choices(Choices(weights=str(folder)))
    shell.session = replace(shell.session, wishes=Wishes(density={Role.DRUMS: 0.0}), genre="pop", takes=1)
    ask("compose")
    heard = shell.takes[0].heard
    assert heard.origin.folder == str(folder) and heard.origin.wishes.density == {Role.DRUMS: 0.0}
    assert not any(track.role is Role.DRUMS and track.notes for track in heard.take.score.tracks)
    shutil.rmtree(folder)
    assert "The shipped ones compose" in ask("compose") and shell.takes[1].heard.origin.folder == ""


def test_a_run_is_heard_as_it_was_at_a_row_of_steps(ask, shell, monkeypatch):
    monkeypatch.setenv("COMPOSER_TUI_AUDIO_DRIVER", "none")
    run = Run.create(locations.runs_dir(), TrainingConfig(("chorale",), steps=10))
    assert "kept no weights yet" in ask("hear") and "kept no weights yet" in ask("ladder")
    for step in (0, 25):
        shutil.copytree(SHIPPED, run.ladder_path / f"step-{step:08d}")
    ask("demo ode")
    told = ask("ladder")
    assert told.index("Step 0: in key") < told.index("Step 25: in key")
    assert "Say: hear" in ask("keep")
    told = ask("hear 24")
    assert "Step 0: in key" in told and f"Playing run {run.id} at step 0" in told
    assert "Take 1: Chorale" in ask("keep")
    assert shell.takes[0].heard.take.score.tracks[0].notes == DEMOS["ode"].notes, "as on the screen"
    assert shell.takes[0].heard.origin.folder == str(run.ladder_path / "step-00000000")
    assert "no step" in ask("hear soon") and "is not at work" in ask("checkpoint")


def test_a_run_at_work_is_asked_to_save(ask):
    run = Run.create(locations.runs_dir(), TrainingConfig(("chorale",), steps=10))
    with take_lock(run):
        assert "saves at its next step" in ask("checkpoint")
        assert (run.path / "control" / "checkpoint").exists()


def test_the_melody_is_saved_into_the_library(ask, shell):
    told = ask("demo grace", "save By the sea")
    path = melodies_dir() / "By the sea.mid"
    assert f"Saved: {path}." in told
    assert [n.pitch for n in load_melody(path).notes] == [n.pitch for n in DEMOS["grace"].notes]
    assert "no notes to save" in ask("new", "save")
