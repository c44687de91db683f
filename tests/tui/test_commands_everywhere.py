"""What works everywhere: palette, help, stations, and a machine on which something is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from gan.errors import SoundError
from tests.tui.piloting import composer, dialog, notices_of, press, screen_of, until
from tui.app import ComposerApp
from tui.help_text import STATIONS
from tui.palette import commands_of
from tui.session import FILE_NAME

pytestmark = pytest.mark.usefixtures("desk")


async def test_the_palette_finds_a_command_and_does_it() -> None:
    async with composer() as (app, pilot):
        await dialog(pilot, "ctrl+p")
        await press(pilot, *"genre jazz".replace(" ", "_").replace("_", " "))
        await until(pilot, lambda: "Genre: Jazz" in screen_of(app), "the command being found")
        await press(pilot, "enter")
        await until(pilot, lambda: app.session.genre == "jazz", "the genre being chosen")


async def test_every_command_of_the_palette_runs_without_a_take_or_a_run() -> None:
    async with composer() as (app, pilot):
        for command in list(commands_of(app)):
            if command.title in ("Quit", "Detach from training", "Compose takes", "Start training"):
                continue
            command.callback()
            await pilot.pause()
            while len(app.screen_stack) > 1:
                app.pop_screen()
                await pilot.pause()
        assert app.is_running


@pytest.mark.parametrize("key,station", list(enumerate(STATIONS, 1)))
async def test_help_is_about_the_station_in_front(key: int, station: str) -> None:
    async with composer() as (app, pilot):
        await press(pilot, str(key))
        await dialog(pilot, "question_mark")
        await until(pilot, lambda: f"Help · {station.title()}" in screen_of(app), "the help")
        await press(pilot, "escape")
        assert len(app.screen_stack) == 1


async def test_in_a_wide_terminal_all_stations_are_seen_and_the_keys_move_between_them() -> None:
    async with composer(200, 60) as (app, pilot):
        text = screen_of(app)
        assert all(title in text for title in ("1 Compose", "2 Audition", "3 Train"))
        for key, station in (("2", "audition"), ("3", "train"), ("1", "compose")):
            await press(pilot, key)
            focused = app.focused
            assert focused is not None and any(node.id == station for node in focused.ancestors_with_self)


async def test_without_weights_the_rest_works_and_g_says_what_is_missing(tmp_path: Path) -> None:
    app = ComposerApp(weights=tmp_path)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot, "g")
        await until(pilot, lambda: "no composing weights" in notices_of(app), "the notice")
        await until(pilot, lambda: "no weights" in screen_of(app).splitlines()[0], "the status bar saying so")
        await press(pilot, "tab", "n", "a")
        assert app.is_running
    app.close_links()


async def test_without_a_player_the_rest_works(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise SoundError("libfluidsynth is not installed", "", "apt install libfluidsynth3")

    monkeypatch.setattr("soundfonts.Player", broken)
    async with composer() as (app, pilot):
        await until(pilot, lambda: "apt install libfluidsynth3" in notices_of(app), "the notice")
        await press(pilot, "space", "n", "a", "space")
        assert "no sound" in screen_of(app).splitlines()[0] and not app.transport.playing
        assert len(app.session.melody.notes) == 1


async def test_a_home_that_cannot_be_written_is_told_once_and_work_goes_on(desk: Path) -> None:
    (desk / "data").write_text("a file where the folder should be")
    async with composer() as (app, pilot):
        await press(pilot, "down")
        await until(pilot, lambda: "cannot be kept" in notices_of(app), "the notice")
        await press(pilot, "down", "down")
        app.keep_all()
        await pilot.pause()
        assert notices_of(app).count("cannot be kept") == 1
        assert not (desk / "data" / FILE_NAME).exists()
