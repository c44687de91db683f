"""The player with its real child process; FluidSynth's file driver stands in for a loudspeaker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from gan.errors import SoundError
from gan.music import Note, Role, Score, Track
from gan.music.mix import Channel, Mix
from soundfonts import Player, SoundFont
from soundfonts.player import STOPPED
from tests.processes import gone

PATIENCE = 30.0
HELD = Score(
    (Track(Role.MELODY, (Note(0, 73, 960, 100),), 80), Track(Role.CHORDS, (Note(0, 48, 960, 100),), 80)), tempo=60
)
"""Forty seconds of one high and one low note."""


def wait_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


class Tape:
    """What the file driver has written so far."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def next(self, seconds: float) -> np.ndarray:
        """The sound of the next so many seconds, float [frames]."""
        start = self._path.stat().st_size // 4 * 4
        count = int(seconds * 44100) * 4
        wait_for(lambda: self._path.stat().st_size >= start + count)
        data = self._path.read_bytes()[start : start + count]
        return np.frombuffer(data, "<i2").reshape(-1, 2).mean(axis=1) / 32768


def level_at(sound: np.ndarray, key: int) -> float:
    """Strength of a key's frequency."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) / len(sound)
    hertz = 440 * 2 ** ((key - 69) / 12)
    place = round(hertz * len(sound) / 44100)
    return float(spectrum[max(0, place - 3) : place + 4].max())


@pytest.fixture
def tape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> Tape:
    path = tmp_path / "tape.raw"
    monkeypatch.setenv("COMPOSER_TUI_AUDIO_DRIVER", "file")
    monkeypatch.setenv("COMPOSER_TUI_AUDIO_FILE", str(path))
    return Tape(path)


@pytest.fixture
def player(font: SoundFont) -> Iterator[Player]:
    with Player(font) as player:
        yield player


def ready(player: Player) -> None:
    wait_for(lambda: player.output.startswith("speaker"))


def test_it_plays_and_mute_solo_and_stop_are_heard(tape: Tape, player: Player) -> None:
    player.load(HELD)
    player.play()
    assert player.playing and player.position == 0
    ready(player)
    assert player.output == "speaker (file)" and player.soundfont == "composer-tui (built-in)"
    wait_for(lambda: (player.position or 0) > 4)
    both = tape.next(0.5)
    assert level_at(both, 73) > 0.002 and level_at(both, 48) > 0.002

    player.set_mute(0, True)
    time.sleep(1.0)
    low = tape.next(0.5)
    assert level_at(low, 73) < 0.1 * level_at(both, 73) and level_at(low, 48) > 0.5 * level_at(both, 48)

    player.set_solo(0, True)
    time.sleep(1.2)
    high = tape.next(0.5)
    assert level_at(high, 73) > 0.5 * level_at(both, 73) and level_at(high, 48) < 0.1 * level_at(both, 48)

    player.stop()
    assert not player.playing and player.position is None
    time.sleep(1.5)
    assert np.abs(tape.next(0.3)).max() < 0.003


def test_a_live_note_sounds_beside_the_music(tape: Tape, player: Player) -> None:
    player.audition(84, 80, 110, seconds=5)
    ready(player)
    player.audition(84, 80, 110, seconds=5)
    time.sleep(0.3)
    assert level_at(tape.next(0.3), 84) > 0.002
    assert not player.playing


def test_a_key_that_is_held_sounds_until_it_is_let_go(tape: Tape, player: Player) -> None:
    player.start()
    ready(player)
    player.note_on(84, 80, 110)
    time.sleep(1.5)
    held = level_at(tape.next(0.3), 84)
    assert held > 0.002
    player.note_off(84)
    player.note_off(85)  # one that nobody holds
    time.sleep(1.5)
    assert level_at(tape.next(0.3), 84) < 0.1 * held


def strokes_in(sound: np.ndarray) -> list[float]:
    """Seconds at which something is struck."""
    level = np.abs(sound[: len(sound) // 441 * 441]).reshape(-1, 441).max(axis=1)
    loud = level > 0.25 * level.max()
    return [n / 100 for n in range(1, len(loud)) if loud[n] and not loud[max(0, n - 20) : n].any()]


def test_the_metronome_clicks_on_the_beat_and_the_count_in_holds_the_music_back(tape: Tape, player: Player) -> None:
    player.load(HELD)
    player.start()
    ready(player)
    player.play(96, count_in=96)
    assert player.position == 96
    wait_for(lambda: player.counting)
    clock = player.clock
    assert clock is not None and clock.rate == 24
    assert 0 <= clock.tick(time.monotonic()) < 96
    counted = tape.next(2.5)
    strokes = strokes_in(counted)
    assert strokes and all(gap == pytest.approx(1, abs=0.06) for gap in np.diff(strokes))
    assert level_at(counted, 73) < 0.001
    wait_for(lambda: not player.counting)
    assert (player.position or 0) >= 96
    player.set_mute(0, True)
    player.set_mute(1, True)
    player.set_click(True)
    time.sleep(1.0)
    strokes = strokes_in(tape.next(3.3))
    assert len(strokes) >= 2 and all(gap == pytest.approx(1, abs=0.06) for gap in np.diff(strokes))


def test_another_take_waits_for_the_beat_and_brings_its_mutes(tape: Tape, player: Player) -> None:
    player.load(HELD)
    player.play()
    ready(player)
    wait_for(lambda: (player.position or 0) > 4)
    other = Score(
        (Track(Role.MELODY, (Note(0, 79, 960, 100),), 80), Track(Role.BASS, (Note(0, 55, 960, 100),), 80)), tempo=60
    )
    player.swap(other, muted=[1])
    time.sleep(2.0)
    sound = tape.next(0.5)
    assert level_at(sound, 79) > 0.002 and level_at(sound, 73) < 0.1 * level_at(sound, 79)
    assert level_at(sound, 55) < 0.1 * level_at(sound, 79)


def test_a_region_goes_round_and_a_tempo_changes_on_the_way(player: Player) -> None:
    player.load(Score((Track(Role.MELODY, (Note(0, 60, 480),)),), tempo=240))
    player.set_loop((24, 72))
    player.play()
    wait_for(lambda: (player.position or 0) > 60)
    wait_for(lambda: 0 < (player.position or 0) < 40)
    player.set_tempo(60)
    wait_for(lambda: player.clock is not None and player.clock.rate == 24)
    player.set_loop(None)
    player.set_tempo(900)
    wait_for(lambda: not player.playing)
    with pytest.raises(ValueError, match="no region"):
        player.set_loop((8, 8))


def test_nothing_but_time_plays_where_a_tempo_is_enough(player: Player) -> None:
    player.load(Score((), tempo=240))
    player.play(until=24)
    assert player.playing
    wait_for(lambda: (player.position or 0) > 4)
    wait_for(lambda: not player.playing)


def test_another_score_takes_over_at_the_same_place(tape: Tape, player: Player) -> None:
    player.load(HELD)
    player.play(200)
    ready(player)
    wait_for(lambda: (player.position or 0) > 204)
    other = Score((Track(Role.MELODY, (Note(0, 79, 960, 100),), 80),), tempo=60)
    player.load(other)
    time.sleep(1.0)
    sound = tape.next(0.5)
    assert level_at(sound, 79) > 0.002 and level_at(sound, 73) < 0.1 * level_at(sound, 79)
    assert player.playing and (player.position or 0) > 200


def test_a_killed_child_is_reported_and_play_works_again(tape: Tape, player: Player) -> None:
    player.load(HELD)
    player.set_mute(1, True)
    player.play()
    ready(player)
    assert player._process is not None
    os.kill(player._process.pid, signal.SIGKILL)
    wait_for(lambda: player.output == STOPPED)
    assert not player.playing and player.position is None
    player.stop()  # nothing to stop, nothing raised
    player.play(48)
    ready(player)
    wait_for(lambda: (player.position or 0) > 50)
    sound = tape.next(0.5)
    assert level_at(sound, 73) > 0.002 and level_at(sound, 48) < 0.2 * level_at(sound, 73)  # the mute is remembered


def test_without_a_device_the_position_moves_in_real_time(player: Player) -> None:
    player.load(HELD)
    player.play(24)
    wait_for(lambda: (player.position or 0) > 24)
    assert player.output == "no sound – ctrl+u"
    first, start = player.position or 0, time.monotonic()
    time.sleep(1.0)
    wait_for(lambda: player.position != first)
    moved, passed = (player.position or 0) - first, time.monotonic() - start
    assert moved == pytest.approx(24 * passed, abs=8)


def test_it_stops_at_the_end_of_the_music(player: Player) -> None:
    player.load(Score((Track(Role.MELODY, (Note(0, 60, 12),)),), tempo=240))
    player.play()
    wait_for(lambda: not player.playing)
    assert player.position is None


def test_playing_nothing_is_no_error(player: Player) -> None:
    player.play()
    player.stop()
    player.load(Score(()))
    player.play()
    assert not player.playing and player.position is None


def test_a_font_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="no such file"):
        Player(SoundFont(tmp_path / "absent.sf2", "absent", "chosen"))


def test_without_fluidsynth_it_moves_silently_and_says_why(
    font: SoundFont, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fluidsynth.py").write_text("raise ImportError('no library')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Player(font) as player:
        player.load(HELD)
        player.play()
        wait_for(lambda: (player.position or 0) > 2)
        assert "FluidSynth is not installed" in player.output


def test_closing_ends_the_child_and_a_closed_player_stays_silent(player: Player) -> None:
    player.load(HELD)
    player.play()
    process = player._process
    assert process is not None
    player.close()
    assert process.poll() is not None
    player.play()
    player.close()
    assert player._process is None and not player.playing


def test_no_child_outlives_a_killed_parent(home: Path) -> None:
    code = (
        "import time; from soundfonts import Player; p = Player(); p.start(); print(p._process.pid, flush=True);"
        "time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    os.kill(child, 0)
    parent.kill()
    parent.wait()
    wait_for(lambda: gone(child))


def test_nothing_is_written_on_the_terminal(tape: Tape, player: Player, capfd: pytest.CaptureFixture[str]) -> None:
    player.load(HELD)
    player.play()
    ready(player)
    player.close()
    assert capfd.readouterr() == ("", "")


def test_another_mix_is_heard_while_playing_and_by_a_new_child(tape: Tape, player: Player) -> None:
    player.load(HELD)
    player.play()
    ready(player)
    wait_for(lambda: (player.position or 0) > 4)
    both = tape.next(0.5)
    quiet = Mix({Role.MELODY: Channel(volume=0)})
    player.set_mix(quiet)
    time.sleep(1.0)
    low = tape.next(0.5)
    assert level_at(low, 73) < 0.1 * level_at(both, 73) and level_at(low, 48) > 0.5 * level_at(both, 48)
    assert player._process is not None
    os.kill(player._process.pid, signal.SIGKILL)
    wait_for(lambda: player.output == STOPPED)
    player.play()
    ready(player)
    wait_for(lambda: (player.position or 0) > 4)
    again = tape.next(0.5)
    assert level_at(again, 73) < 0.1 * level_at(both, 73)
