"""The card of the ways out, with the real player behind it; a WebSocket client stands in for the browser."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pytest
from websockets.sync.client import ClientConnection, connect

from tests.soundfonts.test_page import listening
from tests.tui.piloting import composer, notices_of, press, screen_of, until
from tui.app import ComposerApp
from tui.screens.sound_card import SoundCard
from tui.sounding import port_from_environment, pulse_line, tunnel_line

AWAY = "10.0.0.5 50000 10.0.0.9 22"


@pytest.fixture(autouse=True)
def no_device(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COMPOSER_TUI_SOUND", "COMPOSER_TUI_PORT", "SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT", "PULSE_SERVER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COMPOSER_TUI_AUDIO_DRIVER", "none")
    monkeypatch.setenv("COMPOSER_TUI_SSH_HOST", "me@gpu7")


def listener_of(app: ComposerApp) -> ClientConnection:
    route = app.sounding.report
    url = f"ws://localhost:{route.port}/{route.token}/sound"
    origin = f"http://localhost:{route.port}"
    sock = socket.create_connection(("127.0.0.1", route.port))
    return connect(url, origin=origin, compression=None, sock=sock)  # type: ignore[arg-type]


async def test_by_itself_nothing_listens_on_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", AWAY)
    before = listening(os.getpid())
    async with composer() as (app, pilot):
        await press(pilot, "space")
        await until(pilot, lambda: isinstance(app.screen, SoundCard), "the card")
        player = app.transport.link._player
        assert player is not None and player._process is not None
        assert listening(player._process.pid) == set() and listening(os.getpid()) == before


def on_clipboard(app: ComposerApp) -> str:
    return app.clipboard


async def test_over_ssh_the_first_play_shows_the_card_once_and_the_roll_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", AWAY)
    async with composer() as (app, pilot):
        await press(pilot, "space")
        await until(pilot, lambda: isinstance(app.screen, SoundCard), "the card")
        await until(pilot, lambda: (app.transport.link.position or 0) > 2, "the music going on behind it")
        shown = screen_of(app)
        assert "ssh -N -L 8765:127.0.0.1:8765 me@gpu7" in shown and "Over SSH" in shown
        assert "ssh -R 24713:$XDG_RUNTIME_DIR/pulse/native me@gpu7" in shown
        await press(pilot, "space")
        await until(pilot, lambda: not app.transport.playing, "stopping with the card open")
        await press(pilot, "escape", "space")
        await until(pilot, lambda: app.transport.playing, "playing again")
        await until(pilot, lambda: (app.transport.link.position or 0) > 8, "some music")
        assert app.screen is app.stations


async def test_the_browser_is_chosen_heard_and_rules_the_studio(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", AWAY)
    async with composer() as (app, pilot):
        await press(pilot, "ctrl+u")
        await until(pilot, lambda: isinstance(app.screen, SoundCard), "the card")
        assert app.sounding.report.port == 0, "nothing listens before it is asked for"
        await press(pilot, "b")
        await until(pilot, lambda: "waiting for a listener" in screen_of(app), "the page")
        url = app.sounding.report.url
        assert url in screen_of(app) and url.startswith("http://localhost:")
        assert on_clipboard(app) == f"ssh -N -L {app.sounding.report.port}:127.0.0.1:{app.sounding.report.port} me@gpu7"
        await press(pilot, "u")
        assert on_clipboard(app) == url
        with listener_of(app) as listener:
            await until(pilot, lambda: "press Listen on the page" in screen_of(app), "being seen")
            listener.send(json.dumps({"do": "latency", "ms": 58.2}))
            await until(pilot, lambda: "1 listener, heard after 58 ms" in screen_of(app), "the latency")
            await press(pilot, "escape")
            await until(pilot, lambda: "browser 1 listener 58 ms" in screen_of(app), "the status bar")
            listener.send(json.dumps({"do": "toggle"}))
            await until(pilot, lambda: app.transport.playing, "the page starting the music")
            await until(pilot, lambda: isinstance(listener.recv(timeout=20), bytes), "sound on the page")
            listener.send(json.dumps({"do": "stop"}))
            await until(pilot, lambda: not app.transport.playing, "the page stopping it")
            listener.send(json.dumps({"do": "stop"}))
            listener.send(json.dumps({"do": "play"}))
            await until(pilot, lambda: app.transport.playing, "the page playing")
        await until(pilot, lambda: "no listener yet" in screen_of(app), "the page being closed")
        assert app.transport.playing


async def test_a_file_and_silence_are_chosen_while_it_plays(desk: Path) -> None:
    async with composer() as (app, pilot):
        await press(pilot, "space")
        await until(pilot, lambda: (app.transport.link.position or 0) > 0, "music")
        await press(pilot, "ctrl+u", "f")
        await until(pilot, lambda: app.sounding.report.name == "file", "the file")
        path = desk / "takes" / "heard-001.wav"
        await until(pilot, lambda: path.exists() and path.stat().st_size > 20_000, "sound in the file")
        await until(pilot, lambda: "file heard-001.wav" in screen_of(app), "the status bar")
        assert app.transport.playing
        await press(pilot, "n")
        await until(pilot, lambda: app.sounding.report.name == "silent", "silence")
        await until(pilot, lambda: app.screen is app.stations, "the card closing")
        data = path.read_bytes()
        assert data[:4] == b"RIFF" and int.from_bytes(data[40:44], "little") == len(data) - 44 > 0
        await press(pilot, "ctrl+u")
        assert "heard-002.wav" in screen_of(app)


async def test_what_does_not_open_says_why_and_nothing_changes() -> None:
    async with composer() as (app, pilot):
        await until(pilot, lambda: app.sounding.report.name == "silent", "the first way")
        await press(pilot, "ctrl+u", "s")
        await until(pilot, lambda: "no loudspeaker that answers" in notices_of(app), "the reason")
        assert app.sounding.report.name == "silent" and isinstance(app.screen, SoundCard)


async def test_the_environment_names_the_first_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPOSER_TUI_SOUND", "browser")
    async with composer() as (app, pilot):
        await until(pilot, lambda: isinstance(app.screen, SoundCard), "the card")
        await until(pilot, lambda: app.sounding.report.url in screen_of(app), "the address")
        assert "browser: no listener yet" in screen_of(app)


async def test_a_way_that_does_not_exist_is_told_and_sound_goes_the_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPOSER_TUI_SOUND", "telephone")
    async with composer() as (app, pilot):
        await until(pilot, lambda: "telephone" in notices_of(app), "the complaint")
        await until(pilot, lambda: app.sounding.report.name == "silent", "the usual way")


async def test_the_card_fits_the_smallest_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", AWAY)
    async with composer(60, 18) as (app, pilot):
        await press(pilot, "ctrl+u", "b")
        await until(pilot, lambda: "waiting for a listener" in screen_of(app), "the page")
        assert app.sounding.report.token in screen_of(app).replace("│\n", "")


def test_the_ssh_lines_name_this_machine_and_its_port() -> None:
    assert tunnel_line(8765, {"COMPOSER_TUI_SSH_HOST": "me@gpu7"}) == "ssh -N -L 8765:127.0.0.1:8765 me@gpu7"
    away = {"COMPOSER_TUI_SSH_HOST": "me@gpu7", "SSH_CONNECTION": "1.2.3.4 5 6.7.8.9 2222"}
    assert tunnel_line(9000, away) == "ssh -N -L 9000:127.0.0.1:9000 -p 2222 me@gpu7"
    assert pulse_line(away) == "ssh -R 24713:$XDG_RUNTIME_DIR/pulse/native -p 2222 me@gpu7"
    hostile = {"COMPOSER_TUI_SSH_HOST": "a;rm -rf\x1b[2J", "SSH_CONNECTION": "1 2 3 ;reboot"}
    assert "\x1b" not in tunnel_line(1, hostile) and "'" in tunnel_line(1, hostile)
    assert ";reboot" not in tunnel_line(1, hostile)
    assert socket.gethostname() in tunnel_line(1, {})


def test_a_port_is_a_number_of_a_port() -> None:
    assert port_from_environment({"COMPOSER_TUI_PORT": "9000"}) == 9000
    for text in ("", "x", "-1", "65536", "²"):
        assert port_from_environment({"COMPOSER_TUI_PORT": text}) == 0
