"""Working on takes at the Audition station: wishes, rewriting, stars, comparing, mixing, deleting."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from gan.music import Melody, Note, Role, Score, Track
from gan.music.midi import midi_bytes, read_midi
from gan.music.mix import Channel
from gan.wishes import Revision
from tests.tui.piloting import composer, dialog, give_takes, notices_of, press, screen_of, until
from tui.app import ComposerApp
from tui.cli import main
from tui.heard import Heard
from tui.palette import _takes
from tui.provenance import recipe_of
from tui.widgets.audition_station import AuditionStation
from tui.widgets.take_roll import TakeRoll

pytestmark = pytest.mark.usefixtures("desk", "few_passes")

TUNE = Melody(tuple(Note(24 * i, 60 + (0, 2, 4, 7)[i % 4], 24) for i in range(16)), title="four bars")


@asynccontextmanager
async def studio(genre: str = "pop") -> AsyncIterator[tuple[ComposerApp, Pilot[int], AuditionStation]]:
    """The composer with a short tune, few passes and two takes at a time, so that composing is quick."""
    async with composer() as (app, pilot):
        app.choose_genre(genre)
        wishes = replace(app.session.wishes, manner=replace(app.session.wishes.manner, passes=4))
        app.session = replace(app.session, melody=TUNE, wishes=wishes, takes=2, seed=7)
        app.stations.compose_station.load(TUNE)
        yield app, pilot, app.stations.audition_station


async def composed(app: ComposerApp, pilot: Pilot[int], key: str, count: int) -> list[Heard]:
    """Press a key that composes, and wait until there are so many takes."""
    await press(pilot, key)
    takes = app.stations.audition_station.list.model
    await until(pilot, lambda: len(takes.all) == count and not app.composing.busy, f"{count} takes")
    return takes.all


def differing(one: Score, other: Score) -> dict[Role, set[int]]:
    """The bars, from 0, in which two scores of one metre differ, by role."""
    bars = {}
    for before, after in zip(one.tracks, other.tracks, strict=True):
        changed = set(before.notes) ^ set(after.notes)
        if changed:
            bars[before.role] = {note.start // one.metre.bar_ticks for note in changed}
    return bars


def written_by(recipe_heard: Heard, folder: Path) -> list[bytes]:
    """The MIDI files that the command of a take's details writes."""
    recipe = recipe_of(recipe_heard)
    source = folder / f"{recipe.source_name}.mid"
    source.write_bytes(midi_bytes(recipe.source))
    words = [str(source) if word == "" else word for word in recipe.words[1:]]
    assert main([*words, "--no-audio", "-o", str(folder / "again")]) == 0
    return [path.read_bytes() for path in (folder / "again").glob("*.mid")]


async def test_wishes_are_chosen_shown_kept_and_used(desk: Path) -> None:
    async with studio() as (app, pilot, _):
        await press(pilot, "2")
        await dialog(pilot, "w")
        await press(pilot, "right", "right", "down", "down", "right", "right", "enter")
        assert len(app.screen_stack) == 1
        assert app.session.wishes.manner.adventure == 1.2 and app.session.wishes.density == {Role.BASS: 2.0}
        first, _ = await composed(app, pilot, "g", 2)
        assert "wishes: adventure 1.2 · bass ×2" in screen_of(app)
        assert first.origin.wishes == app.session.wishes and first.take.seed == 7
        await press(pilot, "i")
        await until(pilot, lambda: "--adventure 1.2" in screen_of(app).replace("\n", " "), "the details")
        await press(pilot, "escape")
        app.keep_all()
        kept = json.loads((desk / "data" / "session.json").read_text())
        assert kept["takes"] == 2 and kept["wishes"]["density"] == {"bass": 2.0}
        await dialog(pilot, "w")
        await press(pilot, "u", "enter")
        assert app.session.wishes.density == {} and app.session.wishes.blend is None


async def test_what_is_locked_or_outside_the_bars_stays_and_the_parent_is_named(tmp_path: Path) -> None:
    async with studio() as (app, pilot, station):
        parent, _ = await composed(app, pilot, "g", 2)
        await press(pilot, "tab", "down", "k", "right", "shift+right")
        assert station.selected and station.selected.locks == {Role.CHORDS} and station.roll.bars == (2, 3)
        assert "2 chords    K m s" in screen_of(app)
        takes = await composed(app, pilot, "r", 4)
        new = takes[2]
        assert new.origin.revision == Revision(frozenset({Role.BASS, Role.PAD, Role.DRUMS}), (2, 3))
        assert new.origin.parent == parent.id and new.name == "pop-s7-1-r8-1" and new.locks == {Role.CHORDS}
        changed = differing(parent.take.score, new.take.score)
        assert changed and Role.CHORDS not in changed and Role.MELODY not in changed
        assert set().union(*changed.values()) <= {1, 2}
        assert station.roll.bars == (2, 3), "the same bars can be rewritten again"
        assert (app.transport.link.position or 96) >= 96, "it is heard from where it is new"
        assert "from pop-s7-1: bass, pad, drums · bars 2–3" in screen_of(app)
        assert midi_bytes(new.take.score) in written_by(new, tmp_path)
        assert midi_bytes(parent.take.score) in written_by(parent, tmp_path / "again")


async def test_more_like_this_is_a_variation_and_its_amount_can_be_chosen() -> None:
    async with studio() as (app, pilot, station):
        parent, _ = await composed(app, pilot, "g", 2)
        _, _, third, _ = await composed(app, pilot, "r", 4)
        assert third.origin.revision is not None and third.origin.revision.amount == 0.25
        assert differing(parent.take.score, third.take.score)
        await dialog(pilot, "R")
        await press(pilot, "right", "tab", *"2-9", "enter")
        assert "this take has 4" in screen_of(app), "bars that are not there are refused"
        await press(pilot, "backspace", "3", "enter")
        await until(pilot, lambda: len(station.list.model.all) == 6 and not app.composing.busy, "two more")
        revision = station.list.model.all[4].origin.revision
        assert revision is not None and revision.amount == 0.3 and revision.bars == (2, 3)


async def test_with_everything_locked_nothing_is_rewritten_and_that_is_said(score: Score) -> None:
    async with composer() as (app, pilot):
        await press(pilot, "2", "r")
        assert "no take yet" in notices_of(app)
        give_takes(app, score)
        await until(pilot, lambda: app.stations.audition_station.selected, "a take")
        await press(pilot, "tab", "k", "down", "k", "down", "k", "down", "k")
        assert "The melody is yours" in notices_of(app)
        app.stations.audition_station.change(
            replace(app.stations.audition_station.selected, locks=frozenset(Role) - {Role.MELODY})
        )
        await press(pilot, "r")
        assert "All parts are locked" in notices_of(app) and not app.composing.busy


async def test_stars_order_the_list_and_two_takes_are_compared_at_the_same_place(score: Score) -> None:
    long = replace(score, tempo=30)
    async with composer() as (app, pilot):
        give_takes(app, long, replace(long, title="two"), replace(long, title="three"))
        station = app.stations.audition_station
        await until(pilot, lambda: len(station.list.takes) == 3, "three takes")
        await press(pilot, "f")
        assert "Mark two takes first" in notices_of(app)
        await press(pilot, "a", "down", "down", "asterisk", "asterisk", "b")
        assert station.selected and station.selected.stars == 2 and "★★" in screen_of(app)
        await until(pilot, lambda: (station.playhead or 0) > 12, "playing")
        before = station.playhead or 0
        await press(pilot, "f")
        assert station.selected.take.number == 1
        await until(pilot, lambda: station.playhead is not None, "playing on")
        assert (station.playhead or 0) >= before and app.transport.score is station.selected.take.score
        await press(pilot, "f")
        assert station.selected.take.number == 3
        await press(pilot, "z")
        assert [heard.take.number for heard in station.list.takes] == [3, 1, 2]
        await press(pilot, "z")
        assert [heard.take.number for heard in station.list.takes] == [3]
        app.keep_all()
        assert len(app.shelving._known) == 3, "what is not seen is kept all the same"
        await press(pilot, "asterisk", "ctrl+z", "ctrl+z", "ctrl+y")
        assert station.selected.stars == 2


async def test_a_track_gets_another_volume_place_and_instrument_and_exports_have_them(desk: Path, score: Score) -> None:
    async with composer() as (app, pilot):
        give_takes(app, score, score)
        station = app.stations.audition_station
        await until(pilot, lambda: len(station.list.takes) == 2, "two takes")
        await press(pilot, "tab", "down", "plus", "plus", "less_than_sign")
        await dialog(pilot, "p")
        await press(pilot, *"pan flu", "enter")
        assert station.selected and station.selected.mix.channels == {Role.CHORDS: Channel(104, 38, 75)}
        assert app.transport.mix == station.selected.mix, "it is heard at once"
        assert "pan flute" in screen_of(app) and "volume 104 L26" in screen_of(app)
        await press(pilot, "down", "m")
        await dialog(pilot, "e")
        app.screen.query_one("#form-wav").on = False  # type: ignore[attr-defined]
        await press(pilot, "enter")
        await until(pilot, lambda: "Exported" in notices_of(app), "the export")
        data = (desk / "takes" / "pop-s5-1.mid").read_bytes()
        assert bytes([0xB1, 7, 104]) in data and bytes([0xB1, 10, 38]) in data
        assert read_midi(data).tracks[1].program == 75
        await press(pilot, "up", "u")
        await until(pilot, lambda: station.selected and not station.selected.mix.channels, "all as usual")
        assert station.selected.mix.muted == {Role.BASS}
        await press(pilot, "shift+tab", "down")
        assert station.selected.mix.muted == {Role.BASS}, "mutes go along"
        await press(pilot, "tab", "down", "down", "p")
        assert "Drums have no other instrument" in notices_of(app)


async def test_a_lock_is_set_with_the_mouse(score: Score) -> None:
    async with composer() as (app, pilot):
        give_takes(app, score)
        station = app.stations.audition_station
        await until(pilot, lambda: station.selected, "a take")
        row = next(y for y, line in enumerate(screen_of(app).splitlines()) if "2 chords" in line)
        await pilot.click(TakeRoll, offset=(13, row - station.roll.region.y))
        await pilot.pause()
        assert station.selected and station.selected.locks == {Role.CHORDS}


async def test_a_deleted_take_comes_back(score: Score) -> None:
    async with composer() as (app, pilot):
        give_takes(app, score, score)
        station = app.stations.audition_station
        await until(pilot, lambda: len(station.list.takes) == 2, "two takes")
        await press(pilot, "delete")
        assert [heard.take.number for heard in station.list.takes] == [2]
        assert "ctrl+z brings it back" in notices_of(app)
        await press(pilot, "delete")
        assert "No takes yet" in screen_of(app) and not app.transport.playing
        await press(pilot, "ctrl+z", "ctrl+z")
        assert [heard.take.number for heard in station.list.takes] == [1, 2]
        assert station.selected and station.selected.take.number == 1


async def test_the_command_of_the_details_is_copied_with_the_file_it_reads(desk: Path) -> None:
    async with studio("chorale") as (app, pilot, _):
        heard, _ = await composed(app, pilot, "g", 2)
        await dialog(pilot, "i")
        text = " ".join(screen_of(app).split())
        assert "seed 7, take 1 of it" in text and heard.take.weights in text
        await press(pilot, "c")
        await until(pilot, lambda: "Copied" in notices_of(app), "the command")
        assert app.clipboard.startswith("composer-tui compose ") and "--seed 7 -n 1 --passes 4" in app.clipboard
        source = desk / "takes" / "chorale-s7-1-melody.mid"
        assert str(source) in app.clipboard and [n.pitch for n in read_midi(source.read_bytes()).tracks[0].notes] == [
            n.pitch for n in TUNE.notes
        ]


async def test_every_command_about_takes_runs_with_takes_there(score: Score) -> None:
    async with composer() as (app, pilot):
        give_takes(app, score, score)
        station = app.stations.audition_station
        await until(pilot, lambda: len(station.list.takes) == 2, "two takes")
        commands = [command for command in _takes(app) if command.title != "More like this"]
        for command in commands:
            command.callback()
            await pilot.pause()
            while len(app.screen_stack) > 1:
                await press(pilot, "escape")
        assert app.is_running and len(commands) > 20
        await until(pilot, lambda: "Copied" in notices_of(app), "the copied command")


async def test_an_answer_is_about_the_take_that_was_asked_about_whatever_comes_meanwhile(score: Score) -> None:
    async with studio() as (app, pilot, station):
        give_takes(app, score)
        await until(pilot, lambda: station.selected, "a take")
        await press(pilot, "tab", "down", "down")
        await dialog(pilot, "p")
        await pilot.press(*"violin")
        give_takes(app, score, genre="jazz", seed=8)
        await until(pilot, lambda: station.selected and station.selected.take.genre == "jazz", "another take")
        await press(pilot, "enter")
        first, second = station.list.model.all
        assert first.mix.channel(Role.BASS) == Channel(program=40) and second.mix.channel(Role.BASS) == Channel()
        station.choose(first.id)
        await pilot.pause()
        await dialog(pilot, "R")
        station.choose(second.id)
        await press(pilot, "enter")
        await until(pilot, lambda: len(station.list.model.all) == 4 and not app.composing.busy, "two more")
        assert {heard.origin.parent for heard in station.list.model.all[2:]} == {first.id}


async def test_notes_are_changed_in_the_take_that_was_chosen_and_not_in_one_that_comes(score: Score) -> None:
    async with studio() as (app, pilot, station):
        give_takes(app, score)
        await until(pilot, lambda: station.selected, "a take")
        await press(pilot, "tab", "down", "down", "enter", "up")
        assert "NOTE" in screen_of(app).splitlines()[-1]
        give_takes(app, score, seed=8)
        await until(pilot, lambda: station.selected and station.selected.take.seed == 8, "another take")
        await press(pilot, "up", "delete")
        first, second = station.list.model.all
        assert first.edits == 1 and second.edits == 0 and second.take.score == score
        assert "TRACKS" in screen_of(app).splitlines()[-1]


async def test_a_number_that_was_asked_for_is_not_waited_for_in_another_part_of_the_screen(score: Score) -> None:
    async with composer() as (app, pilot):
        give_takes(app, score)
        station = app.stations.audition_station
        await until(pilot, lambda: station.selected, "a take")
        await press(pilot, "m")
        await pilot.click("#take-roll", offset=(30, 4))
        await press(pilot, "1")
        assert station.selected is not None and not station.selected.mix.muted
        assert app.stations.current == "compose"


async def test_the_bars_that_are_selected_go_round_and_others_once_they_are_selected() -> None:
    bars = Score((Track(Role.MELODY, tuple(Note(96 * i, 60, 96) for i in range(8))),), tempo=300.0)
    async with composer() as (app, pilot):
        give_takes(app, bars)
        station = app.stations.audition_station
        await until(pilot, lambda: station.roll.playhead is not None, "playing")
        await press(pilot, "tab", "home", "v", "right", "ctrl+l")
        assert station.roll.bars == (1, 2)
        app.transport.play("take", bars, 150)
        await until(pilot, lambda: (station.roll.playhead or 150) < 150, "going round")
        await press(pilot, "right", "right")
        await until(pilot, lambda: (station.roll.playhead or 0) > 192, "going on to the bars that came in")
        await until(pilot, lambda: (station.roll.playhead or 400) < 192, "going round again")
        assert app.transport.playing
