"""MIDI in the composer: chosen in the palette or the settings, played, typed and recorded with."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from gan.music import Score
from gan.music.midi import midi_bytes
from tests.soundfonts.looping import Loop, looped
from tests.tui.piloting import composer, notices_of, press, screen_of, until
from tui.app import ComposerApp
from tui.cli import main
from tui.palette import commands_of
from tui.sounding import PageAsked

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[Loop]:
    with looped(tmp_path) as loop:
        yield loop


def offered(app: ComposerApp) -> dict[str, object]:
    """What the palette offers of MIDI."""
    return {command.title: command.callback for command in commands_of(app) if command.title.startswith("MIDI")}


async def choose(app: ComposerApp, title: str) -> None:
    callback = offered(app)[title]
    assert callable(callback)
    callback()


async def test_without_the_extra_nothing_is_said_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *more: None if name == "rtmidi2" else real(name, *more)
    )
    async with composer() as (app, pilot):
        await pilot.pause(0.2)
        assert offered(app) == {} and notices_of(app) == ""


async def test_the_palette_opens_ports_says_how_to_keep_them_and_closes_them(loop: Loop) -> None:
    async with composer() as (app, pilot):
        await until(pilot, lambda: "MIDI in: Loop keys" in offered(app), "the ports being found")
        await choose(app, "MIDI in: Loop keys")
        await choose(app, "MIDI out: Loop synth")
        await until(pilot, lambda: app.transport.link.midi == ("Loop keys", "Loop synth"), "both being open")
        assert 'midi_out = "Loop synth"' in notices_of(app)
        await until(pilot, lambda: "MIDI Loop synth" in screen_of(app), "the status bar saying so")
        await press(pilot, "space")
        await until(pilot, lambda: any(message[0] == 0x90 for message in loop.messages()), "the melody going out")
        await choose(app, "MIDI in: none")
        await until(pilot, lambda: app.transport.link.midi == ("", "Loop synth"), "the input being closed")
        await choose(app, "MIDI in: Other keys")
        await until(pilot, lambda: "taken by another" in notices_of(app), "the trouble")


async def test_a_keyboard_of_the_settings_types_notes_while_notes_are_typed(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPOSER_TUI_MIDI_IN", "loop")
    async with composer() as (app, pilot):
        await until(pilot, lambda: app.transport.link.midi[0] == "Loop keys", "the keyboard being open")
        loop.press(0x90, 62, 41)
        await pilot.pause(0.3)
        await press(pilot, "n")
        for pitch, velocity in ((64, 30), (67, 110)):
            loop.press(0x90, pitch, velocity)
            loop.press(0x80, pitch, 0)
        await until(pilot, lambda: len(app.session.melody.notes) == 2, "two notes")
        step = app.stations.compose_station.editor.step
        notes = app.session.melody.notes
        assert [(note.pitch, note.velocity, note.start) for note in notes] == [(64, 30, 0), (67, 110, step.length)]
        await press(pilot, "a")
        await until(pilot, lambda: len(app.session.melody.notes) == 3, "a typed note")
        assert app.session.melody.notes[2].velocity == step.velocity == 90
        await press(pilot, "escape")
        loop.press(0x90, 72, 90)
        await press(pilot, "tab")
        loop.press(0x90, 74, 90)
        await pilot.pause(0.3)
        assert len(app.session.melody.notes) == 3, "in the EDIT layer and elsewhere it only sounds"


async def test_a_keyboard_is_recorded_with_its_velocities_and_lengths() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "n", "enter")
        await until(pilot, lambda: app.transport.link.clock, "the clock")
        clock = app.transport.link.clock
        assert clock is not None
        for pitch, velocity, tick in ((60, 100, 1), (60, 0, 23), (64, 70, 25), (64, 0, 70)):
            event = {"do": "key", "from": "midi", "pitch": pitch, "velocity": velocity, "at": clock.moment(tick)}
            app.post_message(PageAsked(event))
            await pilot.pause()
        app.recording.finish(clock.moment(97))
        await pilot.pause()
        notes = [(note.start, note.pitch, note.length, note.velocity) for note in app.session.melody.notes]
        assert notes == [(0, 60, 24, 100), (24, 64, 48, 70)]


def test_a_file_is_played_to_a_port(
    loop: Loop, tmp_path: Path, score: Score, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "song.mid"
    path.write_bytes(midi_bytes(score))
    assert main(["play", str(path), "--midi-out", "casio"]) == 1
    assert "there is no MIDI output 'casio'" in capsys.readouterr().err
    assert main(["play", str(path), "--midi-out", "synth"]) == 0
    assert "on the MIDI port Loop synth" in capsys.readouterr().err
    played = [message[1] for message in loop.messages() if message[0] == 0x90]
    assert played == [note.pitch for note in score.tracks[0].notes]


def test_the_ports_are_listed_and_told_by_the_doctor(loop: Loop, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["midi", "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert value == {"ins": ["Loop keys", "Other keys"], "outs": ["Loop synth", "Gone synth"]}
    assert main(["midi"]) == 0
    assert "Loop synth" in capsys.readouterr().out
    from tui.doctor import midi

    assert midi().said == "in: Loop keys, Other keys; out: Loop synth, Gone synth"


def test_without_the_library_the_command_says_what_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rtmidi2.py").write_text("raise ImportError('it is not here')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert main(["midi"]) == 3
    err = capsys.readouterr().err
    assert "pip install 'composer-tui[midi]'" in err and err.count("\n") == 1
