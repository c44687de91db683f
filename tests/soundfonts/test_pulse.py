"""Sound through a real PulseAudio server that plays into nothing, as one at the other end of a tunnel would."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from gan.music import Score
from soundfonts import Player, SoundFont, render_pcm
from soundfonts.routes import Route
from tests.soundfonts.hearing import likeness, of_pcm
from tests.soundfonts.test_player import wait_for

pytestmark = pytest.mark.skipif(
    not (shutil.which("pulseaudio") and shutil.which("parec")), reason="PulseAudio and its tools are not installed"
)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[str]:
    """The address of a server with a sink that goes nowhere."""
    path = tmp_path / "pulse.socket"
    folder = tmp_path / "runtime"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("COMPOSER_TUI_AUDIO_DRIVER", raising=False)
    modules = [f"module-native-protocol-unix socket={path} auth-anonymous=1", "module-null-sink sink_name=nowhere"]
    line = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disallow-exit"]
    process = subprocess.Popen(
        [*line, *(part for module in modules for part in ("-L", module))],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(path.exists)
        monkeypatch.setenv("PULSE_SERVER", f"unix:{path}")
        yield f"unix:{path}"
    finally:
        process.terminate()
        process.wait()


def test_the_server_that_is_named_hears_the_music(server: str, font: SoundFont, score: Score) -> None:
    with Player(font) as player:
        player.start()
        wait_for(lambda: player.route.name)
        assert player.route.name == "pulse" and player.output.startswith("pulse unix:/")
        record = ["parec", "-s", server, "-d", "nowhere.monitor", "--format=s16le", "--rate=44100", "--channels=2"]
        with subprocess.Popen([*record, "--latency-msec=20"], stdout=subprocess.PIPE) as recorder:
            assert recorder.stdout is not None
            recorder.stdout.read(4 * 4410)
            player.load(score)
            player.play()
            heard = of_pcm(recorder.stdout.read(4 * 44100 * 5))
            recorder.terminate()
        assert np.abs(heard).max() > 0.01
        assert likeness(heard, of_pcm(render_pcm(score, soundfont=font))[: 3 * 44100]) > 0.8


def test_a_server_that_is_gone_is_told_and_the_sound_stays_where_it_was(
    home: Path, font: SoundFont, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    troubles: list[str] = []
    with Player(font, Route("silent"), on_trouble=lambda error: troubles.append(error.why)) as player:
        player.choose(Route("pulse"))
        wait_for(lambda: troubles)
        assert "/nowhere" in troubles[0] and player.route.name == "silent"
