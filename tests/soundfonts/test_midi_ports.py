"""MIDI ports: what a keyboard plays comes in, what plays goes out, and without them nothing complains.

Where the machine has a sequencer the real library is tried too; everywhere the borders to it are, with a stand-in.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gan.errors import ComposerError, MissingDependency, SoundError
from gan.music import Note, Role, Score, Track
from soundfonts import Player, SoundFont
from soundfonts.midi.listing import Ports, midi_installed, midi_ports
from soundfonts.midi.ports import named, note_of
from soundfonts.routes import Route
from tests.soundfonts.looping import Loop, looped

SONG = Score(
    (Track(Role.MELODY, tuple(Note(6 * i, 60 + i, 6, 90) for i in range(3)), 73), Track(Role.DRUMS, (Note(6, 38, 6),))),
    tempo=240,
)


@pytest.fixture
def loop(home: Path, tmp_path: Path) -> Iterator[Loop]:
    with looped(tmp_path) as loop:
        yield loop


def until(done: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 60
    while not done():
        assert time.monotonic() < end, what
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("message", "note"),
    [
        ([0x90, 60, 100], (60, 100)),
        ([0x93, 60, 0], (60, 0)),
        ([0x8F, 61, 64], (61, 0)),
        ([0xB0, 64, 127], None),
        ([0xF8], None),
        ([0xC0, 5], None),
        ([], None),
    ],
)
def test_messages_that_are_keys_are_told_from_others(message: list[int], note: tuple[int, int] | None) -> None:
    assert note_of(message) == note


def test_a_port_is_found_by_the_best_part_of_its_name() -> None:
    names = ["Through port", "My Keystation 49", "Keystation 49 MIDI 1", "Keystation 49"]
    assert named("keystation 49", names, "input") == 3
    assert named("Keystation", names, "input") == 2
    assert named("my key", names, "input") == 1
    assert named("49 midi", names, "input") == 2
    with pytest.raises(SoundError, match="there are: Through port, My"):
        named("casio", names, "input")
    with pytest.raises(SoundError, match="there is none"):
        named("casio", [], "output")


def test_the_ports_are_listed(loop: Loop) -> None:
    assert midi_installed()
    assert midi_ports() == Ports(("Loop keys", "Other keys"), ("Loop synth", "Gone synth"))


def test_without_the_library_it_is_said_what_installs_it(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rtmidi2.py").write_text("raise ImportError('it is not here')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(MissingDependency) as caught:
        midi_ports()
    assert caught.value.mend == "pip install 'composer-tui[midi]'"


def test_a_library_that_crashes_takes_nobody_along(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rtmidi2.py").write_text("import os; os.abort()")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(SoundError, match="stopped without an answer"):
        midi_ports()


def test_what_plays_goes_to_the_output_each_track_on_its_channel(loop: Loop, font: SoundFont) -> None:
    with Player(font, Route("silent")) as player:
        player.connect_midi("", "loop")
        until(lambda: player.midi == ("", "Loop synth"), "the port being open")
        player.load(SONG)
        player.play()
        until(lambda: (0x80, 62, 0) in loop.messages(), "the last note")
    heard = loop.messages()
    assert (0xC0, 73) in heard and (0xB9, 7, 102) in heard, "program and volumes"
    notes = [message for message in heard if message[0] & 0xE0 == 0x80]
    melody = [message for message in notes if message[0] & 0x0F == 0]
    assert melody == [(0x90, 60, 90), (0x80, 60, 0), (0x90, 61, 90), (0x80, 61, 0), (0x90, 62, 90), (0x80, 62, 0)]
    assert next(message for message in notes if message[0] & 0x0F == 9) == (0x99, 38, 80)


def test_a_port_that_is_opened_while_something_plays_joins_in_and_one_that_is_closed_lets_go(
    loop: Loop, font: SoundFont
) -> None:
    long = Score((Track(Role.MELODY, (Note(0, 67, 96 * 60, 90),), 73),), tempo=120)
    with Player(font, Route("silent")) as player:
        player.load(long)
        player.play()
        until(lambda: player.clock is not None, "playing")
        player.connect_midi("", "Loop synth")
        until(lambda: (0x90, 67, 90) in loop.messages(), "the note that sounds being joined")
        player.connect_midi("", "")
        until(lambda: (0x80, 67, 0) in loop.messages(), "the note being let go")
        until(lambda: player.midi == ("", ""), "the port being closed")
        assert player.playing


def test_what_a_keyboard_plays_is_told_with_its_moment(loop: Loop, font: SoundFont) -> None:
    events: list[dict[str, Any]] = []
    with Player(font, Route("silent"), on_page=events.append) as player:
        player.connect_midi("keys", "")
        until(lambda: player.midi[0] == "Loop keys", "the port being open")
        before = time.monotonic()
        for message in ((0x90, 64, 77), (0xB0, 64, 127), (0x80, 64, 0)):
            loop.press(*message)
        until(lambda: len(events) == 2, "two keys")
    assert [(event["from"], event["pitch"], event["velocity"]) for event in events] == [
        ("midi", 64, 77),
        ("midi", 64, 0),
    ]
    assert before <= events[0]["at"] <= events[1]["at"]


def test_what_does_not_open_is_told_and_what_is_open_stays(loop: Loop, font: SoundFont) -> None:
    troubles: list[ComposerError] = []
    with Player(font, Route("silent"), on_trouble=troubles.append) as player:
        player.connect_midi("Loop", "Loop")
        until(lambda: player.midi == ("Loop keys", "Loop synth"), "both")
        player.connect_midi("Other", "casio")
        until(lambda: len(troubles) == 2, "both refusals")
        assert "does not open" in troubles[0].what and "taken by another" in troubles[0].why
        assert "there is no MIDI output 'casio'" in troubles[1].what
        assert player.midi == ("Loop keys", "Loop synth")


def test_an_output_that_goes_away_is_told_once_and_the_music_goes_on(loop: Loop, font: SoundFont) -> None:
    troubles: list[ComposerError] = []
    with Player(font, Route("silent"), on_trouble=troubles.append) as player:
        player.connect_midi("", "Gone")
        player.load(SONG)
        player.play()
        until(lambda: bool(troubles), "the trouble")
        until(lambda: not player.playing, "the end")
        assert [trouble.what for trouble in troubles] == ["the MIDI output Gone synth is gone"]
        player.connect_midi("", "Gone")
        player.play()
        until(lambda: len(troubles) == 2, "chosen again it is tried again")


def virtual_ports() -> tuple[Any, Any]:
    """An instrument and a keyboard of the real library; skips where there is no sequencer, neither ALSA's nor JACK."""
    rtmidi2 = pytest.importorskip("rtmidi2")
    try:
        midi_ports()  # in a child: where there is no sequencer the library ends the process it is in
    except ComposerError as error:
        pytest.skip(f"no sequencer here: {error}")
    problem: Exception | None = None
    for api in ({}, {"api": rtmidi2.API_UNIX_JACK}):
        try:
            synth, keys = rtmidi2.MidiIn("test-far", **api), rtmidi2.MidiOut("test-far", **api)
            synth.open_virtual_port("synth")
            keys.open_virtual_port("keys")
            if midi_ports().ins:
                return synth, keys
        except Exception as error:
            problem = error
    pytest.skip(f"no sequencer here: {problem}")


def test_with_a_real_sequencer_a_note_goes_out_and_comes_back(home: Path, font: SoundFont) -> None:
    synth, keys = virtual_ports()
    heard: list[list[int]] = []
    events: list[dict[str, Any]] = []
    synth.callback = lambda message, seconds: heard.append(message)
    with Player(font, Route("silent"), on_page=events.append) as player:
        player.connect_midi("test-far", "test-far")
        until(lambda: all(player.midi), "both ports")
        player.load(SONG)
        player.play()
        until(lambda: [0x90, 62, 90] in heard, "the note going out")
        keys.send_noteon(0, 70, 55)
        until(lambda: bool(events), "the note coming in")
    assert (events[0]["pitch"], events[0]["velocity"]) == (70, 55)
