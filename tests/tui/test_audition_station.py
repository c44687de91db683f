"""The Audition station: takes, tracks, exports."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Static

from gan.music import Note, Role, Score, Track
from gan.music.midi import midi_bytes
from tests.tui.piloting import composer, dialog, give_takes, notices_of, press, screen_of, until
from tui.app import ComposerApp
from tui.widgets.take_roll import TakeRoll

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def long_score(score: Score) -> Score:
    """The score eight times over, so that it does not end while a test listens."""
    tracks = tuple(
        replace(track, notes=tuple(replace(n, start=n.start + 192 * i) for i in range(8) for n in track.notes))
        for track in score.tracks
    )
    return replace(score, tracks=tracks)


def muted(app: ComposerApp) -> frozenset[Role]:
    return app.transport.mix.muted


def soloed(app: ComposerApp) -> frozenset[Role]:
    return app.transport.mix.soloed


async def test_takes_are_listed_with_their_facts_and_the_first_is_shown_in_full(score: Score) -> None:
    silent = replace(score, tracks=(score.tracks[0], replace(score.tracks[1], notes=()), *score.tracks[2:]))
    async with composer() as (app, pilot):
        give_takes(app, score, silent)
        await until(pilot, lambda: len(app.stations.audition_station.list.takes) == 2, "two takes")
        lines = screen_of(app).splitlines()
        assert "● pop-s5-1" in lines[3] and "0%" in lines[3]
        assert "pop-s5-2" in lines[4] and "33%" in lines[4], "one of three written tracks is empty"
        text = screen_of(app)
        assert all(role in text for role in ("1 melody", "2 chords", "3 bass", "4 drums"))
        assert "seed 5" in text and "accompanied" in text and "Pop" in text


async def test_another_take_goes_on_at_the_same_place(long_score: Score) -> None:
    async with composer() as (app, pilot):
        give_takes(app, long_score, replace(long_score, title="other"))
        station = app.stations.audition_station
        await until(pilot, lambda: (station.playhead or 0) > 30, "playing")
        before = station.playhead or 0
        await press(pilot, "down")
        assert station.selected and station.selected.take.number == 2
        await until(pilot, lambda: station.playhead is not None, "playing on")
        assert (station.playhead or 0) >= before
        assert app.transport.score is station.selected.take.score


async def test_without_playing_another_take_stays_silent(score: Score) -> None:
    async with composer() as (app, pilot):
        give_takes(app, score, score)
        await until(pilot, lambda: app.transport.playing, "the first take playing")
        await press(pilot, "space", "down")
        assert not app.transport.playing


async def test_tracks_are_muted_and_soloed_by_number(score: Score) -> None:
    async with composer() as (app, pilot):
        give_takes(app, score)
        await until(pilot, lambda: app.stations.audition_station.selected, "a take")
        await press(pilot, "m")
        assert screen_of(app).splitlines()[-1].startswith(" MUTE WHICH?   1 melody  2 chords")
        await press(pilot, "2")
        assert muted(app) == {Role.CHORDS} and app.stations.current == "audition"
        await press(pilot, "s", "3")
        assert soloed(app) == {Role.BASS}
        assert "2 chords    k M s" in screen_of(app) and "3 bass      k m S" in screen_of(app)
        await press(pilot, "m", "0", "s", "0")
        assert not muted(app) and not soloed(app)
        await press(pilot, "m", "escape", "2")
        assert app.stations.current == "audition" and not muted(app)


async def test_a_number_without_a_track_does_nothing(score: Score) -> None:
    async with composer() as (app, pilot):
        give_takes(app, score)
        await until(pilot, lambda: app.stations.audition_station.selected, "a take")
        await press(pilot, "m", "9")
        assert not muted(app) and app.is_running


async def test_the_focused_track_is_muted_with_one_key_and_with_the_mouse(score: Score) -> None:
    async with composer() as (app, pilot):
        give_takes(app, score)
        await until(pilot, lambda: app.stations.audition_station.selected, "a take")
        await press(pilot, "tab", "down", "m")
        assert muted(app) == {Role.CHORDS}
        row = next(y for y, line in enumerate(screen_of(app).splitlines()) if "2 chords" in line)
        top = app.stations.audition_station.roll.region.y
        await pilot.click(TakeRoll, offset=(15, row - top))
        await pilot.pause()
        assert not muted(app)


async def test_all_parts_are_seen_together_and_apart(score: Score) -> None:
    async with composer() as (app, pilot):
        give_takes(app, score)
        await until(pilot, lambda: app.stations.audition_station.selected, "a take")
        apart = screen_of(app)
        await press(pilot, "o")
        together = screen_of(app)
        assert together != apart and "4 drums" in together
        await press(pilot, "o", "space")
        assert app.stations.audition_station.roll.together is False


async def test_export_writes_the_files_it_named(desk: Path, score: Score) -> None:
    async with composer() as (app, pilot):
        give_takes(app, score)
        await until(pilot, lambda: app.stations.audition_station.selected, "a take")
        await dialog(pilot, "e")
        shown = str(app.screen.query_one("#paths", Static).content)
        assert shown.split() == ["→", f"{desk}/takes/pop-s5-1.mid", "→", f"{desk}/takes/pop-s5-1.wav"]
        await press(pilot, "enter")
        await until(pilot, lambda: "Exported" in notices_of(app), "the export")
        folder = desk / "takes"
        assert (folder / "pop-s5-1.mid").read_bytes() == midi_bytes(score)
        wav = (folder / "pop-s5-1.wav").read_bytes()
        assert wav[:4] == b"RIFF" and len(wav) > 44_100
        assert str(folder) in notices_of(app) and "pop-s5-1.wav" in notices_of(app)


async def test_what_is_exported_has_the_name_of_its_take_and_says_that_it_was_changed(desk: Path, score: Score) -> None:
    async with composer() as (app, pilot):
        give_takes(app, score)
        station = app.stations.audition_station
        await until(pilot, lambda: station.selected, "a take")
        await press(pilot, "tab", "down", "enter", "up", "escape")
        station.change(replace(station.selected, label="for Anna"))
        await pilot.pause()
        await dialog(pilot, "e")
        await press(pilot, "enter")
        await until(pilot, lambda: "Exported" in notices_of(app), "the export")
    assert {path.name for path in (desk / "takes").iterdir()} == {"for Anna-edited.mid", "for Anna-edited.wav"}


async def test_export_writes_musicxml_that_can_be_read_again(desk: Path, score: Score) -> None:
    from gan.music.importing import load_score

    async with composer() as (app, pilot):
        give_takes(app, score)
        await until(pilot, lambda: app.stations.audition_station.selected, "a take")
        app.dialogs._export_forms = ("musicxml",)
        await dialog(pilot, "e")
        await press(pilot, "enter")
        await until(pilot, lambda: "Exported" in notices_of(app), "the export")
        again = load_score(desk / "takes" / "pop-s5-1.musicxml")
        assert [n.pitch for n in again.tracks[0].notes] == [n.pitch for n in score.tracks[0].notes]


async def test_a_folder_that_cannot_be_written_is_told_before_anything_is_written(tmp_path: Path, score: Score) -> None:
    (tmp_path / "file").touch()
    async with composer() as (app, pilot):
        give_takes(app, score)
        await until(pilot, lambda: app.stations.audition_station.selected, "a take")
        app.dialogs._export_folder = tmp_path / "file" / "deeper"
        await dialog(pilot, "e")
        assert "Cannot write here" in screen_of(app)
        await press(pilot, "enter")
        assert len(app.screen_stack) == 2, "the dialog stays"
        await press(pilot, "escape")
        assert len(app.screen_stack) == 1


async def test_without_a_take_there_is_nothing_to_export_or_mute() -> None:
    async with composer() as (app, pilot):
        await press(pilot, "2", "m", "s", "o", "e", "down", "tab", "m", "up", "left")
        assert "no take yet" in notices_of(app) and app.is_running


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (139, 80), (140, 40), (200, 60)])
async def test_a_take_of_odd_music_is_drawn_at_every_size(score: Score, size: tuple[int, int]) -> None:
    wide = replace(score.tracks[1], notes=tuple(Note(12 * i, i, 1) for i in range(128)))
    empty = replace(score.tracks[2], notes=())
    odd = replace(score, tracks=(score.tracks[0], wide, empty, score.tracks[3]))
    async with composer(*size) as (app, pilot):
        give_takes(app, odd, replace(odd, tracks=()))
        await until(pilot, lambda: len(app.stations.audition_station.list.takes) == 2, "two takes")
        await press(pilot, "o", "down", "o", "tab", "m")
        assert app.is_running


async def test_who_looks_at_another_place_while_a_take_plays_stays_there() -> None:
    long = Score(
        tuple(Track(role, tuple(Note(96 * i, 60, 96) for i in range(100))) for role in (Role.MELODY, Role.BASS))
    )
    async with composer() as (app, pilot):
        give_takes(app, long)
        roll = app.stations.audition_station.roll
        await until(pilot, lambda: roll.playhead is not None, "playing")
        await press(pilot, "tab", "end")
        left, before = roll._left, roll.playhead
        assert left > 48 * 96
        await until(pilot, lambda: roll.playhead != before, "the playhead moving")
        assert roll._left == left
        app.action_play()
        await until(pilot, lambda: not app.transport.playing, "silence")
        app.action_play()
        await until(pilot, lambda: roll.playhead is not None and roll._left < left, "following when it plays anew")
