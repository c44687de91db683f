"""A score as a file of sound."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from gan.errors import MissingDependency, SoundError
from gan.music import Note, Role, Score, Track
from gan.music.midi import read_midi
from gan.music.mix import Channel, Mix
from soundfonts import SoundFont, render, render_pcm, wav_bytes
from soundfonts.renderer import master_gain
from soundfonts.rendering import _WAV_HEADER_BYTES
from tests.conftest import ROOT
from tests.soundfonts.conftest import read_wav


def rms(sound: np.ndarray) -> float:
    return float(np.sqrt(np.mean(sound**2)))


def test_the_file_is_as_long_as_the_music_and_a_breath(score: Score, font: SoundFont, tmp_path: Path) -> None:
    result = render(score, tmp_path / "out.wav", soundfont=font)
    sound, rate = read_wav(result.path)
    assert rate == 44100 and len(sound) / rate == pytest.approx(result.seconds)
    assert score.seconds < result.seconds <= score.seconds + 1
    assert 20 * np.log10(np.abs(sound).max()) == pytest.approx(result.peak_dbfs, abs=0.1)
    assert -13 < result.peak_dbfs <= -1
    assert np.abs(sound[-20:]).max() < 0.001  # it ends in silence, not in a click
    assert rms(sound[:, 0] - sound[:, 1]) > 0.05 * rms(sound)  # it is stereo
    assert [path.name for path in tmp_path.iterdir()] == ["out.wav"]


def test_the_same_score_gives_the_same_bytes(score: Score, font: SoundFont, tmp_path: Path) -> None:
    one = render(score, tmp_path / "one.wav", soundfont=font).path.read_bytes()
    assert wav_bytes(score, soundfont=font) == one
    assert render_pcm(score, soundfont=font) == one[_WAV_HEADER_BYTES:]


def test_flac_holds_the_samples_of_the_wav(score: Score, font: SoundFont, tmp_path: Path) -> None:
    soundfile = pytest.importorskip("soundfile")
    wav, rate = read_wav(render(score, tmp_path / "one.wav", soundfont=font).path)
    flac, flac_rate = soundfile.read(render(score, tmp_path / "one.flac", soundfont=font).path)
    assert rate == flac_rate and np.array_equal(np.round(flac * 32768), np.round(wav * 32768))
    assert (tmp_path / "one.flac").stat().st_size < (tmp_path / "one.wav").stat().st_size


@pytest.mark.parametrize("form", ["ogg", "opus"])
def test_what_forgets_still_sounds_alike_and_does_not_clip(
    score: Score, font: SoundFont, tmp_path: Path, form: str
) -> None:
    soundfile = pytest.importorskip("soundfile")
    rate = 48000
    wav, _ = read_wav(render(score, tmp_path / "one.wav", soundfont=font, sample_rate=rate).path)
    sound, _ = soundfile.read(render(score, tmp_path / f"one.{form}", soundfont=font, sample_rate=rate).path)
    assert len(sound) == len(wav) and np.abs(sound).max() < 1
    assert rms(sound - wav) < 0.25 * rms(wav)
    assert (tmp_path / f"one.{form}").stat().st_size < (tmp_path / "one.wav").stat().st_size / 4


def test_long_music_is_encoded_to_its_end(font: SoundFont, tmp_path: Path) -> None:
    soundfile = pytest.importorskip("soundfile")
    long = Score((Track(Role.MELODY, tuple(Note(i * 96, 60 + i % 12, 90) for i in range(40)), 73),), tempo=60)
    result = render(long, tmp_path / "long.ogg", soundfont=font, sample_rate=8000)
    sound, rate = soundfile.read(result.path)
    assert len(sound) / rate == pytest.approx(result.seconds) and result.seconds > 159
    assert rms(sound[-6 * rate : -2 * rate]) > 0.5 * rms(sound[: 4 * rate])


def test_without_soundfile_only_what_needs_it_is_refused(
    score: Score, font: SoundFont, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "soundfile.py").write_text("raise OSError('sndfile library not found')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(MissingDependency, match="sndfile library not found") as caught:
        render(score, tmp_path / "out.ogg", soundfont=font)
    assert "pip install soundfile" in caught.value.mend
    assert render(score, tmp_path / "out.wav", soundfont=font).seconds > 1
    assert {path.name for path in tmp_path.glob("*.[!p]*")} == {"out.wav"}


def test_a_full_disk_is_an_error_in_every_form(tmp_path: Path) -> None:
    code = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from soundfonts.encoding import write_sound
from gan.errors import SoundError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
noise = (np.random.default_rng(0).standard_normal((44100 * 30, 2)) * 5000).astype(np.int16)
try:
    write_sound(Path(sys.argv[1]), sys.argv[2], 48000, len(noise), {}, [noise])
except (SoundError, OSError) as error:
    print(type(error).__name__)
"""
    for form in ("wav", "flac", "ogg", "opus"):
        path = tmp_path / f"x.{form}"
        line = [sys.executable, "-c", code, path, form]
        done = subprocess.run(line, capture_output=True, text=True, check=False, cwd=ROOT)
        assert done.stdout.strip() == ("OSError" if form == "wav" else "SoundError"), (form, done.stderr)


def test_muted_tracks_are_silent(score: Score, font: SoundFont, tmp_path: Path) -> None:
    only_drums = render(score, tmp_path / "drums.wav", soundfont=font, muted={0, 1, 2, 3})
    without = Score((score.tracks[4],), tempo=score.tempo)
    drums, rate = read_wav(only_drums.path)
    alone, _ = read_wav(render(without, tmp_path / "alone.wav", soundfont=font).path)
    assert len(drums) > len(alone) and np.array_equal(drums[: 3 * rate], alone[: 3 * rate])
    nothing = render(score, tmp_path / "nothing.wav", soundfont=font, muted=set(range(5)))
    assert nothing.peak_dbfs == -120 and not read_wav(nothing.path)[0].any()
    assert nothing.seconds == pytest.approx(only_drums.seconds)


def test_notes_begin_where_they_are_written(font: SoundFont, tmp_path: Path) -> None:
    strokes = tuple(Note(start, 37, 6, 127) for start in (0, 25, 97, 160))
    drums = Score((Track(Role.DRUMS, strokes),), tempo=96)
    sound, rate = read_wav(render(drums, tmp_path / "rim.wav", soundfont=font).path)
    loud = np.abs(sound).max(axis=1)
    for stroke in strokes:
        frame = round(stroke.start / (96 * 24 / 60) * rate)
        onset = int(np.argmax(loud[max(0, frame - 200) :] > 0.1 * loud.max())) + max(0, frame - 200)
        assert abs(onset - frame) < 0.004 * rate


def test_a_whisper_is_lifted_and_a_shout_does_not_clip(font: SoundFont, tmp_path: Path) -> None:
    soft = Score((Track(Role.MELODY, (Note(0, 60, 96, 20),), 73),))
    assert -31 < render(soft, tmp_path / "soft.wav", soundfont=font).peak_dbfs < -11
    crowd = tuple(Track(Role.CHORDS, tuple(Note(0, p, 96, 127) for p in range(40, 90, 3)), 81) for _ in range(6))
    loud = render(Score(crowd), tmp_path / "loud.wav", soundfont=font)
    assert loud.peak_dbfs == pytest.approx(-1, abs=0.05)


def test_more_tracks_than_a_keyboard_has_channels(font: SoundFont, tmp_path: Path) -> None:
    tracks = tuple(Track(Role.CHORDS, (Note(24 * i, 60, 24, 100),), 16) for i in range(20))
    sound, rate = read_wav(render(Score((*tracks, Track(Role.DRUMS, (Note(0, 36, 6),)))), tmp_path / "many.wav").path)
    beats = [rms(sound[int((i + 0.3) * rate / 2) : int((i + 0.8) * rate / 2)]) for i in range(20)]
    assert min(beats) > 0.4 * max(beats)


def test_an_empty_score_is_a_second_of_silence(font: SoundFont, tmp_path: Path) -> None:
    result = render(Score(()), tmp_path / "empty.wav", soundfont=font)
    assert 0 < result.seconds <= 1 and result.peak_dbfs == -120


def test_what_cannot_be_heard_is_an_error(font: SoundFont, tmp_path: Path) -> None:
    below_hearing = Score((Track(Role.MELODY, (Note(0, 127, 3, 1),), 43),))
    with pytest.raises(SoundError, match="inaudible"):
        render(below_hearing, tmp_path / "out.wav", soundfont=font)
    assert not list(tmp_path.iterdir())


def test_a_bad_font_is_refused_before_anything_is_written(score: Score, tmp_path: Path) -> None:
    bad = tmp_path / "bad.sf2"
    bad.write_bytes(b"not a font")
    with pytest.raises(SoundError, match="not a SoundFont"):
        render(score, tmp_path / "out.wav", soundfont=SoundFont(bad, "bad", "chosen"))
    assert [path.name for path in tmp_path.iterdir()] == ["bad.sf2"]


def test_what_a_chosen_font_lacks_is_played_with_ours(score: Score, font: SoundFont, tmp_path: Path) -> None:
    data = font.path.read_bytes()
    place = data.rindex(b"phdr") + 8 + 128 * 38 + 22  # the kit's bank
    assert data[place : place + 2] == (128).to_bytes(2, "little")
    without_kit = tmp_path / "no-kit.sf2"
    without_kit.write_bytes(data[:place] + (5).to_bytes(2, "little") + data[place + 2 :])
    drums = Score((score.tracks[4],))
    chosen = SoundFont(without_kit, "no kit", "chosen")
    assert render(drums, tmp_path / "out.wav", soundfont=chosen).peak_dbfs > -20


@pytest.mark.parametrize("rate", [0, 4000, 200_000])
def test_a_mad_sample_rate_is_refused(score: Score, font: SoundFont, tmp_path: Path, rate: int) -> None:
    with pytest.raises(SoundError, match="sample rate"):
        render(score, tmp_path / "out.wav", soundfont=font, sample_rate=rate)


def test_another_sample_rate_keeps_the_length(score: Score, font: SoundFont, tmp_path: Path) -> None:
    result = render(score, tmp_path / "out.wav", soundfont=font, sample_rate=22050)
    sound, rate = read_wav(result.path)
    assert rate == 22050 and len(sound) / rate == pytest.approx(score.seconds + 0.95, abs=0.01)


def test_music_without_end_is_refused(font: SoundFont, tmp_path: Path) -> None:
    endless = Score((Track(Role.MELODY, (Note(4_000_000, 60, 24),)),), tempo=60)
    with pytest.raises(SoundError, match="too long"):
        render(endless, tmp_path / "out.wav", soundfont=font)


def test_a_place_that_cannot_be_written_is_named(score: Score, font: SoundFont, tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="cannot be written"):
        render(score, tmp_path / "no" / "such" / "folder" / "out.wav", soundfont=font)
    (tmp_path / "folder.wav").mkdir()
    with pytest.raises(SoundError, match="cannot be written"):
        render(score, tmp_path / "folder.wav", soundfont=font)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.wav"]


@pytest.mark.parametrize("fake", ['raise ImportError("Couldn\'t find the FluidSynth library.")', "init = None"])
def test_without_fluidsynth_the_mend_is_named(
    score: Score, font: SoundFont, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake: str
) -> None:
    (tmp_path / "fluidsynth.py").write_text(fake)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(MissingDependency) as caught:
        render(score, tmp_path / "out.wav", soundfont=font)
    assert "pip" in caught.value.mend
    if "library" in fake:
        assert all(
            tool in caught.value.mend for tool in ("apt install libfluidsynth3", "conda install", "brew install")
        )
    assert "fluidsynth" not in sys.modules or hasattr(sys.modules["fluidsynth"], "Synth")


def test_a_renderer_that_dies_is_an_error_with_its_log(
    score: Score, font: SoundFont, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fluidsynth.py").write_text("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(SoundError, match="stopped without an answer") as caught:
        render(score, tmp_path / "out.wav", soundfont=font)
    assert "sound.log" in caught.value.mend


def test_nothing_is_written_on_the_terminal(
    score: Score, font: SoundFont, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    render(score, tmp_path / "out.wav", soundfont=font)
    assert capfd.readouterr() == ("", "")


def test_a_file_beside_the_music_is_never_run(
    score: Score, font: SoundFont, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("open('ran', 'w')")
    monkeypatch.chdir(tmp_path)
    render(score, tmp_path / "out.wav", soundfont=font)
    assert not (tmp_path / "ran").exists()


def test_the_master_gain_lowers_the_loud_and_lifts_the_soft() -> None:
    assert master_gain(2.0) == pytest.approx(10 ** (-1 / 20) / 2)
    assert master_gain(0.5) == 1
    assert master_gain(0.1) == pytest.approx(10 ** (-12 / 20) / 0.1)
    assert master_gain(0.001) == pytest.approx(10 ** (24 / 20))
    assert master_gain(0.0) == 1


def test_swapping_programs_changes_the_sound(score: Score, font: SoundFont) -> None:
    flute, *rest = score.tracks
    other = Score((dataclasses.replace(flute, program=56), *rest), tempo=score.tempo)
    assert render_pcm(score, soundfont=font) != render_pcm(other, soundfont=font)


def test_a_mix_is_heard_in_the_file(font: SoundFont, tmp_path: Path) -> None:
    held = Score((Track(Role.CHORDS, (Note(0, 72, 96, 100),), 80), Track(Role.BASS, (Note(0, 45, 96, 100),), 80)))
    left = Mix({Role.CHORDS: Channel(pan=0), Role.BASS: Channel(volume=0)})
    sound, _ = read_wav(render(held, tmp_path / "left.wav", soundfont=font, mix=left).path)
    assert rms(sound[:40_000, 0]) > 2 * rms(sound[:40_000, 1])
    spectrum = np.abs(np.fft.rfft(sound[:44_100].sum(axis=1)))
    assert spectrum[105:115].max() < 0.02 * spectrum[515:530].max(), "the bass (A2) is silent beside the chord (C5)"


TAKES = sorted((ROOT / "docs" / "takes").glob("*.mid"))
"""The takes that are shown with the product."""


@pytest.mark.parametrize(
    "path",
    [TAKES[0], *(pytest.param(path, marks=pytest.mark.stress) for path in TAKES[1:])],
    ids=lambda path: path.stem,
)
def test_a_take_is_heard_to_its_end_and_does_not_clip(path: Path, font: SoundFont, tmp_path: Path) -> None:
    take = read_midi(path.read_bytes())
    sound, rate = read_wav(render(take, tmp_path / "take.wav", soundfont=font).path)
    assert -40 < 20 * np.log10(np.abs(sound).max()) < -0.5
    assert len(sound) / rate == pytest.approx(take.seconds, abs=1)
    assert rms(sound[-3 * rate : -rate]) > 0.001
