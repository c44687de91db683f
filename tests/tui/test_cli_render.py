from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from gan.music import Role, Score
from gan.music.midi import midi_bytes
from gan.music.mix import Channel, Mix
from gan.take import Take
from tui.cli import main
from tui.exporting import Export

PROGRAM = [sys.executable, "-m", "tui.cli"]


@pytest.fixture
def song(tmp_path: Path, score: Score) -> Path:
    path = tmp_path / "song.mid"
    path.write_bytes(midi_bytes(score))
    return path


def test_a_score_becomes_a_wav_that_is_heard(song: Path, score: Score, capsys: pytest.CaptureFixture[str]) -> None:
    target = song.with_suffix(".wav")
    assert main(["render", str(song), "-o", str(target)]) == 0
    out, err = capsys.readouterr()
    assert out == f"{target}\n"
    assert "dBFS" in err
    with wave.open(str(target)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (2, 2, 44100)
        assert score.seconds <= sound.getnframes() / 44100 < score.seconds + 2
        samples = memoryview(sound.readframes(sound.getnframes())).cast("h")
    assert max(samples) > 1000


def test_stdout_gets_the_same_wav_as_a_file(song: Path) -> None:
    target = song.with_suffix(".wav")
    assert main(["render", str(song), "-o", str(target), "--sample-rate", "22050"]) == 0
    line = [*PROGRAM, "render", str(song), "-o", "-", "--sample-rate", "22050"]
    piped = subprocess.run(line, capture_output=True, check=True)
    assert piped.stdout == target.read_bytes()
    with wave.open(io.BytesIO(piped.stdout)) as sound:
        assert sound.getframerate() == 22050


@pytest.mark.parametrize("form", ["flac", "ogg", "opus"])
def test_other_forms_are_as_long_as_the_wav_and_carry_their_tags(song: Path, form: str) -> None:
    soundfile = pytest.importorskip("soundfile")
    wav, target = song.with_suffix(".wav"), song.with_suffix(f".{form}")
    assert main(["render", str(song), "-o", str(wav)]) == 0
    assert main(["render", str(song), "-o", str(target), "--title", "Über\x1b[2J", "--genre", "Jazz"]) == 0
    with soundfile.SoundFile(str(target)) as file:
        assert file.format == ("FLAC" if form == "flac" else "OGG")
        assert (file.title, file.genre) == ("Über\N{REPLACEMENT CHARACTER}[2J", "Jazz")
        info = soundfile.info(str(wav))
        assert file.frames / file.samplerate == pytest.approx(info.frames / info.samplerate, abs=0.01)
        sound = file.read()
    assert 0.1 < abs(sound).max() < 1


def test_stdout_gets_another_form_by_its_name(song: Path) -> None:
    line = [*PROGRAM, "render", str(song), "-o", "-", "--form", "ogg"]
    piped = subprocess.run(line, capture_output=True, check=True)
    assert piped.stdout.startswith(b"OggS") and b"vorbis" in piped.stdout[:64]


def test_a_terminal_is_not_filled_with_sound(song: Path) -> None:
    ours, theirs = pty.openpty()
    try:
        done = subprocess.run([*PROGRAM, "render", song, "-o", "-"], stdout=theirs, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(theirs)
        os.close(ours)
    assert done.returncode == 2
    assert b"pipe stdout into a player" in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["{song}", "-o", "song.mp3"], 2, ".wav, .flac, .ogg, .opus"),
        (["{song}", "-o", "song.wav", "--form", "flac"], 2, "not named as flac"),
        (["{song}", "-o", "-", "--form", "flak"], 2, "Did you mean 'flac'?"),
        (["{song}", "-o", "song.opus", "--sample-rate", "44100"], 1, "48000"),
        (["{song}", "-o", "song.wav", "--sample-rate", "7"], 2, "'7' is not a whole number from 8000"),
        (["nothing.mid", "-o", "song.wav"], 1, "nothing.mid"),
        (["{song}", "-o", "no/such/folder/song.wav"], 1, "song.wav"),
        (["{song}", "-o", "song.wav", "--soundfont", "{song}"], 1, "SoundFont"),
        (["{song}", "-o", "song.wav", "--soundfont", "missing.sf2"], 1, "missing.sf2"),
        (["{song}", "-o", "song.wav", "--soundfont", "~nobody-of-that-name/x.sf2"], 1, "there is no such file"),
    ],
)
def test_what_cannot_be_rendered_ends_in_one_sentence(
    words: list[str],
    code: int,
    said: str,
    song: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(song.parent)
    assert main(["render", *(word.format(song=song) for word in words)]) == code
    err = capsys.readouterr().err
    assert err.count("\n") == 1 and said in err
    assert not (song.parent / "song.wav").exists()


def test_a_score_is_drawn_into_a_file_or_a_pipe(song: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("verovio")
    target = song.with_suffix(".svg")
    assert main(["print", str(song), "-o", str(target)]) == 0
    assert capsys.readouterr().out == f"{target}\n"
    assert target.read_text(encoding="utf-8").startswith("<?xml") and "two bars" in target.read_text(encoding="utf-8")
    piped = subprocess.run([*PROGRAM, "print", str(song), "-o", "-"], capture_output=True, check=True)
    assert piped.stdout == target.read_bytes()
    assert main(["print", str(song), "-o", str(song.with_suffix(".pdf"))]) == 2
    assert "End the name in .svg" in capsys.readouterr().err
    assert main(["print", "nothing.mid", "-o", str(target)]) == 1


def test_a_mix_is_what_the_composer_exports(song: Path, score: Score) -> None:
    mix = Mix({Role.CHORDS: Channel(pan=34, program=46), Role.BASS: Channel(volume=70)}, frozenset({Role.DRUMS}))
    target = song.with_suffix(".wav")
    words = ["--volume", "bass=70", "--pan", "chords=l30", "--instrument", "chords=Harp", "--mute", "drums"]
    assert main(["render", str(song), "-o", str(target), *words]) == 0
    (exported,) = Export(Take(score, "pop", 1, 1, ""), song.parent / "out", ("wav",), mix=mix).write()
    assert target.read_bytes() == exported.read_bytes()
    assert main(["render", str(song), "-o", str(target)]) == 0
    assert target.read_bytes() != exported.read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--volume", "bass=200"], "must be 0 to 127"),
        (["--volume", "bass"], "Write: --volume bass=90"),
        (["--pan", "bass=L65"], "L64 to R63"),
        (["--pan", "bass=R64"], "L64 to R63"),
        (["--pan", "bass=left"], "L64 to R63"),
        (["--instrument", "bass=kazoo"], "no instrument"),
        (["--instrument", "bass=organ"], "Name one of them in full"),
        (["--instrument", "drums=harp"], "drums have no other instrument"),
        (["--mute", "tuba"], "there is no part"),
    ],
)
def test_a_mix_that_is_none_is_refused_in_words(
    song: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["render", str(song), "-o", str(song.with_suffix(".wav")), *words]) == 2
    assert said in capsys.readouterr().err and not song.with_suffix(".wav").exists()
