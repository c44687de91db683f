"""`play` and `listen` as processes; a WebSocket client stands in for the browser."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from websockets.sync.client import ClientConnection, connect

from gan.music import Score
from gan.music.midi import midi_bytes
from tests.soundfonts.hearing import likeness, of_pcm
from tui.cli import main

PROGRAM = [sys.executable, "-m", "tui.cli"]


@pytest.fixture(autouse=True)
def no_device(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COMPOSER_TUI_SOUND", "COMPOSER_TUI_PORT", "SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT", "PULSE_SERVER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COMPOSER_TUI_AUDIO_DRIVER", "none")
    monkeypatch.setenv("COMPOSER_TUI_SOUNDFONT", "built-in")


@pytest.fixture
def song(tmp_path: Path, score: Score) -> Path:
    path = tmp_path / "song.mid"
    path.write_bytes(midi_bytes(score))
    return path


class Command:
    """A command that serves a page."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [*PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        assert self.url, self.process.communicate()[1]

    def page(self) -> ClientConnection:
        parts = urlsplit(self.url)
        assert parts.hostname == "localhost" and parts.port and len(parts.path) > 20
        sock = socket.create_connection(("127.0.0.1", parts.port))
        origin = f"http://localhost:{parts.port}"
        return connect(f"ws://localhost:{parts.port}{parts.path}sound", origin=origin, compression=None, sock=sock)  # type: ignore[arg-type]


@pytest.fixture
def commands() -> Iterator[list[Command]]:
    started: list[Command] = []
    yield started
    for command in started:
        command.process.kill()
        command.process.communicate()


def state_of(page: ClientConnection, playing: bool) -> None:
    while True:
        message = page.recv(timeout=30)
        if isinstance(message, str) and json.loads(message).get("state", {}).get("playing") is playing:
            return


def say(page: ClientConnection, **words: Any) -> None:
    page.send(json.dumps(words))


def test_a_file_takes_down_what_plays(song: Path, score: Score, capsys: pytest.CaptureFixture[str]) -> None:
    target, rendered = song.with_name("played.wav"), song.with_name("rendered.wav")
    assert main(["play", str(song), "-o", str(target)]) == 0
    assert capsys.readouterr().out == f"{target}\n"
    assert main(["render", str(song), "-o", str(rendered)]) == 0
    sounds = []
    for path in (target, rendered):
        with wave.open(str(path)) as sound:
            assert sound.getframerate() == 44100 and sound.getnchannels() == 2
            assert sound.getnframes() / 44100 > score.seconds
            sounds.append(of_pcm(sound.readframes(sound.getnframes())))
    assert likeness(sounds[0], sounds[1][: 4 * 44100]) > 0.9


def test_stdout_is_a_stream(song: Path, score: Score) -> None:
    done = subprocess.run([*PROGRAM, "play", str(song), "-o", "-"], capture_output=True, check=True)
    assert done.stdout[:4] == b"RIFF" and done.stdout[40:44] == b"\xff" * 4
    assert len(done.stdout) / 4 / 44100 > score.seconds
    assert np.abs(of_pcm(done.stdout[44:])).max() > 0.01


def test_a_reader_that_goes_away_ends_it(song: Path) -> None:
    process = subprocess.Popen([*PROGRAM, "play", str(song), "-o", "-"], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.read(4) == b"RIFF"
    process.stdout.close()
    assert process.wait(60) in (1, 141)


def test_in_a_browser_it_begins_when_somebody_listens_and_ends_with_the_music(
    song: Path, commands: list[Command]
) -> None:
    command = Command("play", str(song), "--sound", "browser")
    commands.append(command)
    with command.page() as page:
        say(page, do="latency", ms=40)
        state_of(page, True)
        say(page, do="toggle")
        state_of(page, False)
        say(page, do="toggle")
        state_of(page, True)
        state_of(page, False)
        _, err = command.process.communicate(timeout=60)
    assert command.process.returncode == 0 and "press Listen" in err and "browser 1 listener 40 ms" in err


def chosen_of(page: ClientConnection) -> int | None:
    """Which title the next message says is chosen; None for sound and for other words."""
    message = page.recv(timeout=30)
    return json.loads(message).get("titles", {}).get("current") if isinstance(message, str) else None


def test_listen_plays_what_is_chosen_on_the_page_until_it_is_interrupted(
    song: Path, tmp_path: Path, commands: list[Command]
) -> None:
    broken = tmp_path / "broken.mid"
    broken.write_bytes(b"MThd")
    command = Command("listen", str(song), str(broken), str(song))
    commands.append(command)
    with command.page() as page:
        message = json.loads(page.recv(timeout=30))
        assert message["titles"] == {"names": ["song", "broken", "song"], "current": 0}
        say(page, do="choose", index=1)
        state_of(page, True)  # what is broken is told of, and the next piece plays
        say(page, do="choose", index=0)
        while chosen_of(page) != 0:
            pass
        command.process.send_signal(signal.SIGINT)
        _, err = command.process.communicate(timeout=60)
    assert command.process.returncode == 130 and "broken.mid" in err and "Traceback" not in err


def test_listen_without_files_offers_what_there_is(commands: list[Command]) -> None:
    command = Command("listen")
    commands.append(command)
    with command.page() as page:
        names = json.loads(page.recv(timeout=30))["titles"]["names"]
        assert len(names) > 3 and any("Joy" in name for name in names)


def test_over_ssh_the_line_for_the_tunnel_is_told(
    song: Path, commands: list[Command], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "1.2.3.4 5 6.7.8.9 22")
    monkeypatch.setenv("COMPOSER_TUI_SSH_HOST", "me@gpu7")
    command = Command("listen", str(song))
    commands.append(command)
    command.process.send_signal(signal.SIGTERM)
    _, err = command.process.communicate(timeout=60)
    port = urlsplit(command.url).port
    assert f"ssh -N -L {port}:127.0.0.1:{port} me@gpu7" in err and command.process.returncode == 143


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 1, "--sound browser"),
        (("--sound", "speaker"), 1, "no loudspeaker"),
        (("--sound", "pulse"), 1, "no PulseAudio server answers"),
        (("--sound", "telephone"), 2, "telephone"),
        (("--sound", "file"), 2, "-o FILE.wav"),
        (("--sound", "browser", "-o", "x.wav"), 2, "Leave one"),
        (("-o", "x.mp3"), 2, "only WAV"),
        (("-o", "/nowhere/x.wav"), 1, "cannot be written"),
        (("--sound", "browser", "--port", "0"), 2, "port"),
    ],
)
def test_what_cannot_be_says_so(
    song: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, words: str
) -> None:
    assert main(["play", str(song), *arguments]) == code
    out, err = capsys.readouterr()
    assert out == "" and words in err and err.count("\n") == 1


def test_a_port_that_is_taken_is_refused(song: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["listen", str(song), "--port", str(taken.getsockname()[1])]) == 1
    assert "cannot be had" in capsys.readouterr().err


def test_a_sound_process_that_dies_ends_the_command(song: Path, commands: list[Command]) -> None:
    command = Command("listen", str(song))
    commands.append(command)
    with command.page() as page:
        assert "titles" in page.recv(timeout=30)  # type: ignore[operator]
    children = Path(f"/proc/{command.process.pid}/task/{command.process.pid}/children").read_text().split()
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    _, err = command.process.communicate(timeout=60)
    assert command.process.returncode == 1 and "the sound process ended" in err
