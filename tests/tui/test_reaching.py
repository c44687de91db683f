"""Reaching everything: the palette, jump mode, and help that begins with where one is."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from gan.music import Score
from tests.tui.piloting import composer, dialog, give_takes, press, screen_of, until
from tui.bindings import all_bindings, by_id
from tui.editor import Layer
from tui.keymap import conflicts, shown
from tui.palette import commands_of
from tui.palette_rest import COVERED, MOVES, owner_of, title_of
from tui.screens.jump import Jump, places_on
from tui.widgets.genre_list import GenreList
from tui.widgets.melody_roll import MelodyRoll
from tui.widgets.tick import Tick

pytestmark = pytest.mark.usefixtures("desk")


async def jump(pilot: Pilot[int]) -> None:
    await pilot.press("ctrl+t")
    await until(pilot, lambda: isinstance(pilot.app.screen, Jump), "jump mode")


def test_every_binding_has_an_id_of_its_own_and_no_part_of_the_screen_has_a_key_twice() -> None:
    assert len(by_id()) == len(all_bindings())
    assert conflicts({}) == []
    for bound in all_bindings():
        loose = [each for each in vars(bound.owner).get("BINDINGS", ()) if not getattr(each, "id", None)]
        assert loose == [], bound.owner
        assert bound.binding.description


async def test_whatever_a_key_does_the_palette_does_too_or_there_is_a_reason() -> None:
    async with composer() as (app, _):
        titles = {command.title for command in commands_of(app)}
        missing = []
        for bound in all_bindings():
            if bound.id in MOVES:
                assert MOVES[bound.id] and bound.id not in COVERED
            elif COVERED.get(bound.id) in titles:
                continue
            elif owner_of(app, bound) is None:  # it is there while a dialog is, in whose frame its keys stand
                assert bound.owner.__module__.startswith("tui.screens.") or bound.owner is Tick, bound.id
            elif title_of(bound) not in titles:
                missing.append(bound.id)
        assert missing == []
        assert set(MOVES) | set(COVERED) <= set(by_id()), "of bindings that are gone"
        assert set(COVERED.values()) <= titles, "by commands that are gone"


async def test_the_palette_has_no_title_twice() -> None:
    async with composer() as (app, _):
        titles = [command.title for command in commands_of(app)]
        assert sorted(set(titles)) == sorted(titles)


async def test_at_80_columns_the_hints_of_every_part_say_how_it_is_heard(score: Score) -> None:
    async with composer() as (app, pilot):
        give_takes(app, score)
        await until(pilot, lambda: app.transport.playing, "a take")
        await press(pilot, "space")

        def hint() -> str:
            return screen_of(app).splitlines()[-1]

        stations = app.stations
        compose, audition, train = stations.compose_station, stations.audition_station, stations.train_station
        seen = {}
        for part in (compose.genres, compose.roll, audition.list, audition.roll, train.chart, train.samples):
            stations.bring(part)
            await pilot.pause()
            seen[str(part.id)] = hint()
        stations.bring(compose.roll)
        await press(pilot, "escape")
        seen["edit"] = hint()
        await press(pilot, "shift+right")
        seen["selection"] = hint()
        stations.bring(audition.roll)
        await press(pilot, "v")
        seen["bars"] = hint()
        await press(pilot, "escape", "down", "enter")
        seen["note"] = hint()
        await press(pilot, "escape", "4")
        await until(pilot, lambda: stations.library_station.list.entries, "the library")
        seen["library"] = hint()
        await press(pilot, "5")
        seen["tour"] = hint()
        assert {part: line for part, line in seen.items() if "space play" not in line or "? help" not in line} == {}


async def test_a_command_for_another_part_of_the_screen_goes_there_and_does_it() -> None:
    async with composer() as (app, pilot):
        commands = {command.title: command.callback for command in commands_of(app)}
        chart = app.stations.train_station.chart
        commands["Loss chart: Leave the step"]()
        await until(pilot, lambda: app.focused is chart, "the curve")
        assert app.stations.current == "train"
        commands["Melody roll: Piano or edit keys"]()
        roll = app.stations.compose_station.roll
        await until(pilot, lambda: roll.editor.layer is Layer.EDIT, "the other layer")
        assert app.focused is roll and app.stations.current == "compose"


@pytest.mark.parametrize("size", [(80, 24), (200, 60), (60, 18)])
async def test_jump_mode_has_a_letter_for_each_part_in_sight_and_goes_there(size: tuple[int, int]) -> None:
    async with composer(*size) as (app, pilot):
        places = places_on(app.stations)
        assert len({place.letter for place in places}) == len(places) >= 3
        words = {place.word for place in places}
        assert {"genres", "roll", "piano"} <= words
        assert ({"takes", "tracks", "form", "chart", "samples"} <= words) == (size == (200, 60))
        for place in places:
            if place.word == "piano":
                continue
            await jump(pilot)
            await until(pilot, lambda word=place.word: f" {word} " in screen_of(app), "the letters")
            await press(pilot, place.letter)
            focused = app.focused
            assert app.screen is app.stations and focused is not None
            assert place.widget in focused.ancestors_with_self


async def test_jumping_to_the_piano_has_the_keys_play_and_esc_leaves_all_as_it_was() -> None:
    async with composer() as (app, pilot):
        station = app.stations.compose_station
        before = app.focused
        await jump(pilot)
        await press(pilot, "escape")
        assert app.focused is before and app.screen is app.stations
        station.editor.layer = Layer.EDIT
        letter = next(place.letter for place in places_on(app.stations) if place.word == "piano")
        await jump(pilot)
        await press(pilot, letter)
        assert app.focused is station.roll and station.editor.layer is Layer.PIANO


async def test_help_begins_with_the_keys_of_where_one_is() -> None:
    async with composer(120, 50) as (app, pilot):
        await press(pilot, "tab", "escape")
        await dialog(pilot, "f1")
        await until(pilot, lambda: "Help · Compose" in screen_of(app), "the help")
        text = screen_of(app)
        assert text.index("EDIT: move about") < text.index("Genre and melody") < text.index("PIANO: type notes")


def test_keys_are_shown_as_they_were_changed_and_words_that_are_no_keys_stay() -> None:
    roll, genres = [MelodyRoll], [GenreList]
    assert shown("↑↓", genres, {}) == "↑↓"
    assert shown("↑↓", genres, {"genres.up": "w", "genres.down": "s"}) == "w s"
    assert shown("↑ ↓", genres, {"genres.up": "w"}) == "w ↓"
    assert shown("enter  del", roll, {"roll.remove": "ctrl+x"}) == "enter  ^x"
    assert shown("mouse", roll, {"roll.remove": "ctrl+x"}) == "mouse"
    assert shown("[ ]", roll, {"roll.zoom_out": "f7", "roll.zoom_in": "f8"}) == "f7 f8"
    assert shown("up", [], {"roll.remove": "ctrl+x"}) == "up"
