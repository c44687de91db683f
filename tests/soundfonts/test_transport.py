"""The clock of playback, with a band that only writes down what it is told."""

from __future__ import annotations

from typing import Any

import pytest

from gan.music import Metre, Note, Role, Score, Track
from gan.music.mix import Channel, Mix
from soundfonts.mixing import mix
from soundfonts.plan import Plan, plan_of
from soundfonts.transport import Transport

TICK = 1 / 48  # seconds at tempo 120


class Diary:
    """A band that keeps what sounds, and everything it heard."""

    def __init__(self) -> None:
        self.sounding: set[tuple[int, int]] = set()
        self.heard: list[tuple[int, int]] = []
        self.programs: list[int] = []
        self.clicks: list[bool] = []

    def seat(self, strips: list[dict[str, Any]]) -> None:
        self.programs = [strip["program"] for strip in strips]

    def note_on(self, track: int, pitch: int, velocity: int) -> None:
        self.sounding.add((track, pitch))
        self.heard.append((track, pitch))

    def note_off(self, track: int, pitch: int) -> None:
        self.sounding.discard((track, pitch))

    def click(self, accent: bool) -> None:
        self.clicks.append(accent)

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


LONG = [(24 * beat, 60 + beat, 24) for beat in range(16)]
"""Four bars of quarters, each of its own pitch."""


def at(transport: Transport, *ticks: float, origin: float = 0.0) -> None:
    """Let the time of some ticks pass, all counted from tick 0 at a moment."""
    for tick in ticks:
        transport.advance(origin + tick * TICK)


def test_the_click_falls_on_every_beat_and_is_higher_on_the_bar(transport: Transport, band: Diary) -> None:
    transport.set_click(True)
    transport.load(plan((Role.MELODY, LONG)), 0.0)
    transport.play(48, now=48 * TICK)
    at(transport, *range(48, 48 + 96))
    assert band.clicks == [False, False, True, False]
    transport.set_click(False)
    at(transport, 180)
    assert band.clicks == [False, False, True, False]
    transport.set_click(True)
    at(transport, 192)
    assert band.clicks[-1] is True and len(band.clicks) == 5


def test_the_click_counts_the_pickup_and_felt_beats(band: Diary) -> None:
    transport = Transport(band)
    notes = tuple(Note(start, 60, 12) for start in (0, 12, 84))
    transport.load(plan_of(Score((Track(Role.MELODY, notes),), 120, Metre(6, 8), pickup=12)), 0.0)
    transport.set_click(True)
    transport.play(0, now=0.0)
    at(transport, *range(96))
    assert band.clicks == [True, False, True], "bars at 12 and 84, the second beat at 48"


def test_a_bar_is_counted_in_and_the_music_waits_for_it(band: Diary) -> None:
    transport = Transport(band)
    transport.load(plan((Role.MELODY, [(0, 60, 240)])), 0.0)
    transport.play(96, now=0.0, lead=96)
    assert transport.position(0.0) == 96 and transport.counting_to == 96
    at(transport, *range(96))
    assert band.clicks == [True, False, False, False] and not band.sounding
    at(transport, 96)
    assert band.sounding == {(0, 60)} and transport.counting_to is None, "a note that began earlier is joined"
    assert transport.position(100 * TICK) == 100 and len(band.clicks) == 4, "the click is off once the music plays"


def test_a_take_that_comes_while_counting_in_begins_with_the_music(band: Diary) -> None:
    transport = Transport(band)
    transport.load(plan((Role.MELODY, LONG)), 0.0)
    transport.play(0, now=0.0, lead=96)
    at(transport, 50)
    transport.swap(plan((Role.MELODY, [(0, 90, 48)])), (), (), 50 * TICK)
    at(transport, *range(50, 96))
    assert not band.heard and len(band.clicks) == 4
    at(transport, 96)
    assert band.sounding == {(0, 90)}


def test_music_without_notes_plays_until_it_is_told_to_end(band: Diary) -> None:
    transport = Transport(band)
    transport.load(plan_of(Score(())), 0.0)
    transport.set_click(True)
    transport.play(0, now=0.0, lead=96, until=48)
    at(transport, *range(96 + 48))
    assert transport.playing and len(band.clicks) == 6
    at(transport, 96 + 48)
    assert not transport.playing


def test_a_loop_goes_round_in_time_and_leaves_no_note_behind(band: Diary) -> None:
    transport = Transport(band)
    transport.load(plan((Role.MELODY, LONG)), 0.0)
    transport.set_loop((24, 72), 0.0)
    transport.play(0, now=0.0)
    at(transport, *range(200))
    heard = [pitch for _, pitch in band.heard]
    assert heard == [60, 61, 62, 61, 62, 61, 62, 61, 62]
    assert band.sounding == {(0, 62)} and transport.position(199 * TICK) == 24 + (199 - 72) % 48
    transport.set_loop(None, 199 * TICK)
    at(transport, *range(200, 1000))
    assert not transport.playing and [pitch for _, pitch in band.heard][-13:] == list(range(63, 76))


def test_a_loop_loses_no_time_however_late_it_is_noticed(band: Diary) -> None:
    transport = Transport(band)
    transport.load(plan((Role.MELODY, LONG)), 0.0)
    transport.set_loop((0, 96), 0.0)
    transport.play(0, now=0.0)
    at(transport, 95, 103.5)
    assert transport.next_due() == pytest.approx((96 + 24) * TICK)


def test_from_behind_a_loop_it_plays_on_to_the_end(band: Diary) -> None:
    transport = Transport(band)
    transport.load(plan((Role.MELODY, LONG)), 0.0)
    transport.set_loop((0, 48), 0.0)
    transport.play(96, now=0.0)
    at(transport, 288)
    assert not transport.playing


def test_the_tempo_changes_without_losing_the_place_or_striking_again(band: Diary) -> None:
    transport = Transport(band)
    transport.load(plan((Role.MELODY, LONG)), 0.0)
    transport.play(0, now=0.0)
    at(transport, 0, 12.5)
    transport.set_tempo(2 / TICK, now=12.5 * TICK)
    assert transport.next_due() == pytest.approx((12.5 + 11.5 / 2) * TICK) and band.heard == [(0, 60)]
    at(transport, 12.5 + 11.5 / 2)
    assert band.heard == [(0, 60), (0, 61)]


def test_another_take_comes_in_on_the_beat(band: Diary) -> None:
    transport = Transport(band)
    transport.load(plan((Role.MELODY, LONG)), 0.0)
    transport.play(0, now=0.0)
    at(transport, 30)
    other = plan((Role.MELODY, [(0, 90, 60), (60, 91, 60)]), (Role.BASS, [(0, 30, 96)]))
    transport.swap(other, muted={1}, solo=(), now=30 * TICK)
    at(transport, 47)
    assert band.sounding == {(0, 61)}, "until the beat the old one sounds"
    at(transport, 50)
    assert band.sounding == {(0, 90)} and transport.next_due() == pytest.approx(60 * TICK)
    assert transport.position(50 * TICK) == 50
    transport.set_mute(1, False, 50 * TICK)
    assert band.sounding == {(0, 90), (1, 30)}


def test_the_last_of_several_takes_comes_in_and_its_mutes_can_still_change(band: Diary) -> None:
    transport = Transport(band)
    transport.load(plan((Role.MELODY, LONG)), 0.0)
    transport.play(0, now=0.0)
    at(transport, 30)
    for pitch in (90, 91, 92):
        made = plan((Role.MELODY, [(0, pitch, 96)]), (Role.BASS, [(0, pitch - 60, 96)]))
        transport.swap(made, muted=(), solo=(), now=31 * TICK)
    transport.set_mute(1, True, 32 * TICK)
    at(transport, 48)
    assert band.sounding == {(0, 92)}


def test_a_take_at_another_tempo_comes_in_on_the_beat_too(band: Diary) -> None:
    transport = Transport(band)
    transport.load(plan((Role.MELODY, LONG)), 0.0)
    transport.play(0, now=0.0)
    at(transport, 30)
    slow = plan_of(Score((Track(Role.MELODY, (Note(0, 70, 48), Note(48, 71, 24), Note(72, 72, 24))),), tempo=60))
    transport.swap(slow, (), (), 30 * TICK)
    at(transport, 49)
    assert band.sounding == {(0, 71)} and transport.next_due() == pytest.approx((48 + 2 * 24) * TICK)


def test_in_a_loop_that_ends_before_the_beat_another_take_comes_in_at_the_turn(band: Diary) -> None:
    transport = Transport(band)
    transport.load(plan((Role.MELODY, LONG)), 0.0)
    transport.set_loop((0, 30), 0.0)
    transport.play(0, now=0.0)
    at(transport, 26)
    transport.swap(plan((Role.MELODY, [(0, 90, 12), (24, 91, 12)])), (), (), 26 * TICK)
    at(transport, 29)
    assert band.sounding == {(0, 61)}
    at(transport, *range(30, 58))
    assert band.heard[-2:] == [(0, 90), (0, 91)] and band.sounding == {(0, 91)}


def test_a_swap_while_nothing_plays_is_a_load_and_a_stop_takes_a_waiting_one(band: Diary) -> None:
    transport = Transport(band)
    transport.swap(plan((Role.MELODY, LONG)), (), (), 0.0)
    transport.play(0, now=0.0)
    at(transport, 1)
    transport.swap(plan((Role.MELODY, [(0, 90, 48)])), (), (), 1 * TICK)
    transport.stop()
    transport.play(0, now=0.0)
    transport.advance(0.0)
    assert band.sounding == {(0, 90)}


def test_a_plan_survives_its_json() -> None:
    made = plan_of(Score((Track(Role.DRUMS, (Note(3, 36, 6),)),), 120, Metre(6, 8), pickup=12))
    assert (made.beat, made.bar, made.pickup) == (36, 72, 12)
    assert Plan.from_json(made.to_json()) == made
    made = plan((Role.MELODY, [(0, 60, 24)]), (Role.DRUMS, [(3, 36, 6)]))
    assert Plan.from_json(made.to_json()) == made


def test_another_mix_is_seated_at_once_and_one_for_a_take_that_waits_with_that_take(
    transport: Transport, band: Diary
) -> None:
    transport.play(0, 0.0)
    transport.advance(3 * TICK)
    sounding = set(band.sounding)
    score = Score((Track(Role.MELODY, (Note(0, 70, 96),)), Track(Role.PAD, ()), Track(Role.DRUMS, ())), tempo=120)
    flute = [strip.to_json() for strip in mix(score, Mix({Role.MELODY: Channel(program=73)}))]
    transport.seat(flute)
    assert band.programs == [73, 0, 0] and band.sounding == sounding
    transport.swap(plan_of(score), (), (), 4 * TICK)
    harp = [strip.to_json() for strip in mix(score, Mix({Role.MELODY: Channel(program=46)}))]
    transport.seat(harp)
    assert band.programs == [73, 0, 0], "the old take still plays"
    transport.advance(25 * TICK)
    assert band.programs == [46, 0, 0]
