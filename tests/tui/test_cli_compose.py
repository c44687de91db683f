from __future__ import annotations

import json
import os
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from gan.music import GENRES, Melody, Note, Role, Score, Track
from gan.music.demos import DEMOS
from gan.music.midi import midi_bytes, read_midi
from tui.cli import main

SHORT = "brother"
"""A demo of eight bars."""


def compose(*words: object) -> int:
    return main(["compose", *map(str, words)])


def test_the_demo_in_two_genres_gives_a_midi_and_a_wav_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "new" / "takes"
    assert compose(f"--demo={SHORT}", "--genre", "chorale", "--genre", "pop", "-n", 1, "--seed", 7, "-o", folder) == 0
    out, err = capsys.readouterr()
    names = ["chorale-s7-1.mid", "chorale-s7-1.wav", "pop-s7-1.mid", "pop-s7-1.wav"]
    assert sorted(path.name for path in folder.iterdir()) == names
    assert all(str(folder / name) in out for name in names)
    assert DEMOS[SHORT].title in err

    for genre in ("chorale", "pop"):
        score = read_midi((folder / f"{genre}-s7-1.mid").read_bytes())
        assert [track.name for track in score.tracks] == [role.value for role in GENRES[genre].roles]
        assert score.tracks[0].notes == DEMOS[SHORT].notes
        assert any(track.notes for track in score.tracks[1:])
        assert f"{genre}-s7-1  {DEMOS[SHORT].bars} bars" in out
        with wave.open(str(folder / f"{genre}-s7-1.wav")) as sound:
            assert abs(sound.getnframes() / sound.getframerate() - score.seconds) < 2


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    line = (f"--demo={SHORT}", "--genre", "jazz", "--no-audio", "--passes", "8")
    assert compose(*line, "-n", 2, "--seed", 3, "-o", tmp_path / "a") == 0
    # In a process of its own, and the second take as one of three: neither may matter.
    again = [sys.executable, "-m", "tui.cli", "compose", *line, "-n", "3", "--seed", "3", "-o", str(tmp_path / "b")]
    subprocess.run(again, check=True, capture_output=True)
    assert compose(*line, "-n", 1, "--seed", 4, "-o", tmp_path / "c") == 0
    first, second, other = (
        tmp_path / "a" / "jazz-s3-1-passes8.mid",
        tmp_path / "a" / "jazz-s3-2-passes8.mid",
        tmp_path / "c" / "jazz-s4-1-passes8.mid",
    )
    for path in (first, second):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
    assert len({path.read_bytes() for path in (first, second, other)}) == 3


@pytest.fixture
def two_tracks(tmp_path: Path) -> Path:
    bass = Track(Role.BASS, tuple(Note(96 * n, 40 + n, 96) for n in range(4)), 33, "low")
    tune = Track(Role.MELODY, tuple(Note(48 * n, 74 + n, 48) for n in range(8)), 73, "flute")
    path = tmp_path / "two.mid"
    path.write_bytes(midi_bytes(Score((bass, tune), tempo=90, title="Two")))
    return path


def test_another_track_is_the_melody_where_it_is_asked_for(
    two_tracks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = (two_tracks, "--genre", "pop", "-n", 1, "--no-audio", "-o", tmp_path)
    assert main(["tracks", str(two_tracks), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    low = next(track for track in told["tracks"] if track["name"] == "low")
    assert not low["melody"] and [t["melody"] for t in told["tracks"]].count(True) == 1
    assert (told["title"], told["bars"], told["metre"], told["tempo"]) == ("Two", 4, "4/4", 90)
    assert compose(*line, "--track", low["number"]) == 0
    assert "as you chose" in capsys.readouterr().err
    assert read_midi((tmp_path / "pop-s0-1.mid").read_bytes()).tracks[0].notes[0].pitch == 40
    assert compose(*line, "--track", 7) == 1
    err = capsys.readouterr().err
    assert "Track 7 cannot be the melody" in err and "“flute”" in err
    assert compose("--demo", "--genre", "pop", "--track", 1) == 2


def test_an_old_tune_is_found_and_composed_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demos", "--search", "regiment", "7th"]) == 0
    out, err = capsys.readouterr()
    assert "ryan/7thRegimentReel" in out and "Ryan's Mammoth Collection" in err
    assert main(["demos", "--search", "7th regiment reel", "--json"]) == 0
    (found,) = [t for t in json.loads(capsys.readouterr().out) if t["id"] == "ryan/7thRegimentReel"]
    assert found["metre"] == "2/4" and "music21" in found["source"]
    assert compose("--tune", found["id"], "--genre", "pop", "-n", 1, "--no-audio", "-o", tmp_path) == 0
    assert found["title"] in (err := capsys.readouterr().err) and found["source"] in err
    assert read_midi((tmp_path / "pop-s0-1.mid").read_bytes()).title == found["title"]
    assert main(["demos", "--search", "xyzzy"]) == 0
    assert capsys.readouterr().out == ""
    assert compose("--tune", "ryan/xyzzy", "--genre", "pop") == 2
    assert "demos --search" in capsys.readouterr().err
    assert compose("--tune", found["id"], "--demo", "--genre", "pop") == 2


def test_the_sound_of_a_take_can_be_of_another_form_with_its_tags(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    soundfile = pytest.importorskip("soundfile")
    line = (f"--demo={SHORT}", "--genre", "jazz", "-n", 1, "-o", tmp_path, "--json")
    assert compose(*line, "--audio", "opus") == 0
    (take,) = json.loads(capsys.readouterr().out)["takes"]
    assert take["wav"] is None and take["sound"] == str(tmp_path / "jazz-s0-1.opus")
    with soundfile.SoundFile(take["sound"]) as file:
        assert file.frames / file.samplerate == pytest.approx(take["seconds"], abs=0.01)
        assert (file.title, file.genre) == (DEMOS[SHORT].title, "Jazz")
    assert compose(*line, "--audio", "mp3") == 2


def test_tracks_are_listed_for_people(two_tracks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tracks", str(two_tracks)]) == 0
    out, err = capsys.readouterr()
    assert "flute" in out and out.count("melody") == 1 and "D5" in out
    assert "Two · 4 bars of 4/4" in err


def test_json_says_all_that_was_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = (f"--demo={SHORT}", "--genre", "rock", "-n", 1, "--no-audio", "--musicxml", "--json")
    assert compose(*line, "-o", tmp_path) == 0
    value = json.loads(capsys.readouterr().out)
    assert value["melody"]["notes"] == len(DEMOS[SHORT].notes)
    (take,) = value["takes"]
    assert (take["name"], take["genre"], take["seed"], take["number"]) == ("rock-s0-1", "rock", 0, 1)
    assert take["wav"] is None
    assert Path(take["midi"]).read_bytes()[:4] == b"MThd"
    assert "<score-partwise" in Path(take["musicxml"]).read_text(encoding="utf-8")
    assert [track["role"] for track in take["facts"]["tracks"]] == ["melody", "chords", "bass", "pad", "drums"]
    assert len(take["weights"]) == 12


def test_wishes_change_the_music_and_are_in_the_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = (f"--demo={SHORT}", "--genre", "pop", "-n", 1, "--no-audio", "-o", tmp_path)
    assert compose(*line) == 0
    assert compose(*line, "--adventure", "0.5") == 0
    assert compose(*line, "--density", "bass=0", "--density", "drums=2", "--blend", "jazz=0.3", "--passes", 4) == 0
    names = ["pop-s0-1-adventure0.5", "pop-s0-1-bass0-drums2-jazz0.3-passes4", "pop-s0-1"]
    takes = [read_midi((tmp_path / f"{name}.mid").read_bytes()) for name in names]
    assert len({take.tracks for take in takes}) == 3
    bass = takes[1].track(Role.BASS)
    assert bass is not None and not bass.notes
    out = capsys.readouterr().out
    assert all(f"{name}  8 bars" in out for name in names)
    # What asks for nothing is not in the name, and changes nothing.
    before = (tmp_path / "pop-s0-1.mid").read_bytes()
    assert compose(*line, "--adventure", "1", "--density", "bass=1", "--blend", "jazz=0", "--json") == 0
    assert len(list(tmp_path.iterdir())) == 3 and (tmp_path / "pop-s0-1.mid").read_bytes() == before
    wishes = json.loads(capsys.readouterr().out)["wishes"]
    assert wishes["manner"]["adventure"] == 1 and not wishes["density"] and wishes["blend"] is None


def test_a_file_of_several_tracks_is_searched_for_its_melody(
    tmp_path: Path, melody: Melody, capsys: pytest.CaptureFixture[str]
) -> None:
    bass = Track(Role.BASS, (Note(0, 36, 192),), program=33, name="low")
    tune = Track(Role.MELODY, melody.notes, program=73, name="melody")
    path = tmp_path / "song.mid"
    path.write_bytes(midi_bytes(Score((tune, bass), melody.tempo, melody.metre, 0, melody.key)))
    assert compose(path, "--genre", "pop", "-n", 1, "--no-audio", "-o", tmp_path / "takes") == 0
    assert "melody" in capsys.readouterr().err
    assert read_midi((tmp_path / "takes" / "pop-s0-1.mid").read_bytes()).tracks[0].notes == melody.notes


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--demo"], 2, "no genre is given. Add --genre with one of: chorale"),
        (["--demo", "--genre", "jaz"], 2, "there is no genre 'jaz'. Did you mean 'jazz'?"),
        (["--demo=lantrn", "--genre", "pop"], 2, "there is no built-in melody 'lantrn'. Did you mean 'lantern'?"),
        (["--genre", "pop"], 2, "give one melody"),
        (["song.mid", "--demo=ode", "--genre", "pop"], 2, "only one of them"),
        (["missing.mid", "--genre", "pop"], 1, "missing.mid"),
        (["empty.mid", "--genre", "pop"], 1, "empty"),
        (["report.mid", "--genre", "pop"], 1, "PDF"),
        (["drums.mid", "--genre", "pop"], 1, "drums"),
        (["silent.mid", "--genre", "pop"], 1, "note"),
        (["thousand.mid", "--genre", "pop"], 1, "1000 bars"),
        (["--demo", "--genre", "pop", "-o", "empty.mid"], 1, "there is a file of that name"),
        (["--demo", "--genre", "pop", "--weights", "."], 1, "weights"),
        (["--demo", "--genre", "pop", "--adventure", "3"], 2, "'3' is not a number from 0 to 2"),
        (["--demo", "--genre", "pop", "--adventure", "wild"], 2, "'wild' is not a number from 0 to 2"),
        (["--demo", "--genre", "pop", "--passes", "0"], 2, "'0' is not a whole number from 1 to 256"),
        (["--demo", "--genre", "pop", "--density", "bass"], 2, "Write it like: --density bass=2"),
        (["--demo", "--genre", "pop", "--density", "bass=nan"], 2, "Write it like: --density bass=2"),
        (["--demo", "--genre", "pop", "--density", "bas=2"], 2, "Did you mean 'bass'?"),
        (["--demo", "--genre", "pop", "--density", "bass=9"], 2, "the density of bass is 9: it must be 0 to 4"),
        (["--demo", "--genre", "pop", "--density", "bass=-1"], 2, "the density of bass is -1"),
        (["--demo", "--genre", "pop", "--density", "melody=2"], 2, "the melody has no density"),
        (["--demo", "--genre", "pop", "--density", "bass=1", "--density", "bass=2"], 2, "two densities"),
        (["--demo", "--genre", "chorale", "--density", "drums=2"], 2, "there is no part drums to make busier"),
        (["--demo", "--genre", "pop", "--blend", "jazz"], 2, "Write it like: --blend jazz=0.3"),
        (["--demo", "--genre", "pop", "--blend", "jaz=0.3"], 2, "Did you mean 'jazz'?"),
        (["--demo", "--genre", "pop", "--blend", "jazz=2"], 2, "the share of jazz is 2: it must be 0 to 1"),
        (["--demo", "--genre", "jazz", "--genre", "pop", "--blend", "pop=0.5"], 2, "pop cannot be blended with itself"),
    ],
)
def test_bad_input_ends_in_one_sentence_and_its_code(
    words: list[str],
    code: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.mid").touch()
    (tmp_path / "report.mid").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
    (tmp_path / "drums.mid").write_bytes(midi_bytes(Score((Track(Role.DRUMS, (Note(0, 36, 6),)),))))
    (tmp_path / "silent.mid").write_bytes(midi_bytes(Score((Track(Role.MELODY, ()),))))
    long = Track(Role.MELODY, tuple(Note(96 * bar, 60, 96) for bar in range(1000)))
    (tmp_path / "thousand.mid").write_bytes(midi_bytes(Score((long,))))
    assert compose(*words) == code
    out, err = capsys.readouterr()
    assert out == ""
    last = err.splitlines()[-1]
    assert (last.startswith("composer-tui: ") and said.lower() in last.replace(",", "").lower()) or said in last
    assert "Traceback" not in err
    assert not list(tmp_path.glob("takes/*"))


def test_control_characters_of_a_file_name_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "\x1b[2Jsong\u202e.mid"
    path.touch()
    assert compose(path, "--genre", "pop") == 1
    err = capsys.readouterr().err
    assert "song" in err and "\x1b" not in err and "\u202e" not in err


def test_without_libfluidsynth_the_midi_files_are_written_and_the_install_line_is_shown(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "fluidsynth.py").write_text('raise ImportError("Couldn\'t find the FluidSynth library.")\n')
    line = ["compose", f"--demo={SHORT}", "--genre", "pop", "-n", "2", "-o", str(tmp_path / "takes")]
    done = subprocess.run(
        [sys.executable, "-m", "tui.cli", *line],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(broken), str(Path(__file__).parents[2])])},
    )
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "takes").iterdir()) == ["pop-s0-1.mid", "pop-s0-2.mid"]
    assert done.stderr.count("libfluidsynth3") == 1
    assert "brew" in done.stderr and "conda" in done.stderr
