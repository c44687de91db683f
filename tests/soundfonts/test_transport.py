"""The clock of playback, with a band that only writes down what it is told."""

from __future__ import annotations

from typing import Any

import pytest

from gan.music import Note, Role, Score, Track
from soundfonts.plan import Plan, plan_of
from soundfonts.transport import Transport

TICK = 1 / 48  # seconds at tempo 120


class Diary:
    """A band that keeps what sounds, and everything it heard."""

    def __init__(self) -> None:
        self.sounding: set[tuple[int, int]] = set()
        self.heard: list[tuple[int, int]] = []
        self.programs: list[int] = []

    def seat(self, strips: list[dict[str, Any]]) -> None:
        self.programs = [strip["program"] for strip in strips]

    def note_on(self, track: int, pitch: int, velocity: int) -> None:
        self.sounding.add((track, pitch))
        self.heard.append((track, pitch))

    def note_off(self, track: int, pitch: int) -> None:
        self.sounding.discard((track, pitch))

    def release_all(self) -> None:
        self.sounding.clear()


def plan(*tracks: tuple[Role, list[tuple[int, int, int]]], program: int = 0) -> Plan:
    """A plan of (start, pitch, length) per track."""
    made = [Track(role, tuple(Note(*note) for note in notes), program) for role, notes in tracks]
    return plan_of(Score(tuple(made), tempo=120))


@pytest.fixture
def band() -> Diary:
    return Diary()


@pytest.fixture
def transport(band: Diary) -> Transport:
    transport = Transport(band)
    tune = [(0, 60, 24), (24, 62, 24), (48, 62, 24)]
    transport.load(plan((Role.MELODY, tune), (Role.PAD, [(0, 48, 72)]), (Role.DRUMS, [(0, 36, 60)])), 0.0)
    return transport


def test_notes_sound_in_their_time(transport: Transport, band: Diary) -> None:
    transport.play(0, now=100.0)
    transport.advance(100.0)
    assert band.sounding == {(0, 60), (1, 48), (2, 36)}
    assert transport.next_due() == pytest.approx(100.0 + 24 * TICK)
    transport.advance(100.0 + 24 * TICK)
    assert (0, 62) in band.sounding and (0, 60) not in band.sounding
    assert transport.position(100.0 + 30 * TICK) == 30


def test_a_repeated_note_is_struck_again(transport: Transport, band: Diary) -> None:
    transport.play(24, now=0.0)
    transport.advance(0.0)
    transport.advance(24 * TICK)
    assert band.heard.count((0, 62)) == 2 and (0, 62) in band.sounding


def test_it_stops_by_itself_at_the_end(transport: Transport, band: Diary) -> None:
    transport.play(0, now=0.0)
    transport.advance(71 * TICK)
    assert transport.playing
    transport.advance(72 * TICK)
    assert not transport.playing and transport.position(72 * TICK) is None and not band.sounding


@pytest.mark.parametrize("tick", [72, 1000, -1])
def test_playing_from_beyond_the_music_does_nothing(transport: Transport, band: Diary, tick: int) -> None:
    transport.play(tick, now=0.0)
    assert not transport.playing and not band.heard


def test_stop_lets_every_key_go(transport: Transport, band: Diary) -> None:
    transport.play(0, now=0.0)
    transport.advance(0.1)
    transport.stop()
    assert not band.sounding and not transport.playing


def test_starting_in_the_middle_joins_long_notes_but_no_drum(transport: Transport, band: Diary) -> None:
    transport.play(30, now=0.0)
    transport.advance(0.0)
    assert band.sounding == {(0, 62), (1, 48)}


def test_a_muted_track_falls_silent_at_once_and_comes_back_at_once(transport: Transport, band: Diary) -> None:
    transport.play(0, now=0.0)
    transport.advance(0.0)
    transport.set_mute(1, True, now=5 * TICK)
    assert band.sounding == {(0, 60), (2, 36)}
    transport.set_mute(1, False, now=10 * TICK)
    assert band.sounding == {(0, 60), (1, 48), (2, 36)}
    assert band.heard.count((2, 36)) == 1


def test_solo_silences_the_others_and_overrules_mute(transport: Transport, band: Diary) -> None:
    transport.set_mute(1, True, now=0.0)
    transport.set_solo(1, True, now=0.0)
    transport.play(0, now=0.0)
    transport.advance(0.0)
    assert band.sounding == {(1, 48)}
    transport.set_solo(1, False, now=TICK)
    assert band.sounding == {(0, 60)}


def test_another_take_goes_on_at_the_same_beat(transport: Transport, band: Diary) -> None:
    transport.play(0, now=0.0)
    transport.advance(0.0)
    other = plan((Role.MELODY, [(0, 70, 90), (36, 72, 24)]), program=40)
    transport.load(other, now=30 * TICK)
    assert band.sounding == {(0, 70)} and band.programs == [40]
    assert transport.position(30 * TICK) == 30
    transport.advance(36 * TICK)
    assert band.sounding == {(0, 70), (0, 72)}


def test_a_shorter_take_ends_the_playing(transport: Transport, band: Diary) -> None:
    transport.play(0, now=0.0)
    transport.advance(60 * TICK)
    transport.load(plan((Role.MELODY, [(0, 70, 12)])), now=60 * TICK)
    assert not transport.playing and not band.sounding


def test_without_a_band_the_position_still_moves() -> None:
    transport = Transport()
    transport.load(plan((Role.MELODY, [(0, 60, 96)])), 0.0)
    transport.play(0, now=0.0)
    transport.advance(24 * TICK)
    assert transport.position(24 * TICK) == 24
    late = Diary()
    transport.join(late, now=30 * TICK)
    assert late.sounding == {(0, 60)}


def test_a_plan_survives_its_json() -> None:
    made = plan((Role.MELODY, [(0, 60, 24)]), (Role.DRUMS, [(3, 36, 6)]))
    assert Plan.from_json(made.to_json()) == made
