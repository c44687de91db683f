"""The themes: that all can be read, that a change reaches everything, and that nothing hangs on colour alone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.segment import Segment

from gan.music import Score
from tests.tui.piloting import composer, dialog, give_takes, press, screen_of, until
from tui import theme
from tui.app import ComposerApp
from tui.palette import commands_of
from tui.palettes import PALETTES, colours_of
from tui.widgets.braille import BrailleCanvas
from tui.widgets.station_tabs import STATIONS

LEAST_CONTRAST = 4.5
GROUNDS = ("BACKGROUND", "PANEL", "RAISED", "CURSOR", "ROW_BLACK")
WORDS = ("DIM", "TEXT", "BRIGHT", "ACCENT", "GOOD", "WARN", "BAD", "GENERATOR", "DISCRIMINATOR")

pytestmark = pytest.mark.usefixtures("desk")


def luminance(colour: tuple[int, int, int]) -> float:
    """As WCAG 2 defines it."""
    shares = [value / 255 for value in colour]
    r, g, b = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def segments_of(app: ComposerApp) -> Iterator[Segment]:
    """What is seen of the screen on top; what lies behind a dialog is dimmed, and meant to be."""
    strips = app.screen._compositor.render_strips()
    boxes = [child.region for child in app.screen.children]
    seen = max(boxes, key=lambda box: box.area) if len(app.screen_stack) > 1 else app.screen.region
    for strip in strips[seen.y : seen.bottom]:
        yield from strip.crop(seen.x, seen.right)


def faint_words(app: ComposerApp) -> list[tuple[str, str]]:
    """Words on the screen that cannot be read well, with their colours."""
    found = []
    for segment in segments_of(app):
        style = segment.style
        if style is None or not style.color or not style.bgcolor or not re.search(r"\w", segment.text):
            continue
        if style.color.is_default:  # the terminal's own
            continue
        front, back = style.color.get_truecolor(), style.bgcolor.get_truecolor()
        if contrast(front, back) < LEAST_CONTRAST:
            found.append((segment.text.strip(), f"{front.hex} on {back.hex}"))
    return found


def coloured(app: ComposerApp) -> bool:
    """Whether anything on the screen has a colour of its own."""
    styles = [segment.style for segment in segments_of(app) if segment.style is not None]
    return any(colour and not colour.is_default for style in styles for colour in (style.color, style.bgcolor))


def test_black_on_white_has_the_contrast_that_the_norm_gives_it() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast(rgb("#777777"), rgb("#ffffff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", PALETTES)
def test_every_colour_for_words_can_be_read_on_every_ground(name: str) -> None:
    colours = colours_of(name)
    words = {word: colours[word] for word in WORDS}
    words |= {role.value: first for role, (first, _) in PALETTES[name].roles.items()}
    faint = {
        (word, ground): round(contrast(rgb(value), rgb(colours[ground])), 2)
        for word, value in words.items()
        for ground in GROUNDS
        if contrast(rgb(value), rgb(colours[ground])) < LEAST_CONTRAST
    }
    assert faint == {}


def test_all_themes_name_the_same_meanings() -> None:
    for name, palette in PALETTES.items():
        assert colours_of(name).keys() == colours_of("dark").keys()
        assert palette.roles.keys() == PALETTES["dark"].roles.keys()


@pytest.mark.parametrize("size", [(80, 24), pytest.param((200, 60), marks=pytest.mark.stress)])
async def test_all_words_on_the_screens_can_be_read_in_every_theme(size: tuple[int, int], score: Score) -> None:
    async with composer(*size) as (app, pilot):
        give_takes(app, score, score)
        await until(pilot, lambda: len(app.stations.audition_station.list.takes) == 2, "two takes")
        await until(pilot, lambda: app.transport.playing, "playing")
        await press(pilot, "space", "m", "3")
        found: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for name in PALETTES:
            app.adapting.wear(name)
            for station in STATIONS:
                app.action_go(station)
                for part in range(2):
                    await press(pilot, "tab")
                    found[name, f"{station} {part}"] = faint_words(app)
            app.action_go("compose")
            for key in ("question_mark", "ctrl+p"):
                await dialog(pilot, key)
                await pilot.pause()
                found[name, key] = faint_words(app)
                await press(pilot, "escape")
        assert {where: faint for where, faint in found.items() if faint} == {}


async def test_a_change_of_theme_reaches_everything_on_the_screen(desk: Path, score: Score) -> None:
    async def picture(*names: str) -> list[list[Segment]]:
        shutil.rmtree(desk / "data", ignore_errors=True)  # what the picture before left
        async with composer(200, 60) as (app, pilot):
            give_takes(app, score)
            await until(pilot, lambda: app.transport.playing, "playing")
            await press(pilot, "space", "1", "tab", "escape")
            await until(pilot, lambda: app.stations.audition_station.playhead is None, "silence")
            await until(pilot, lambda: "engine ready" in screen_of(app), "the engine")
            for name in names:
                app.adapting.looks.wear(name)  # without the notice
                await pilot.pause()
            return [list(strip) for strip in app.screen._compositor.render_strips()]

    dark, light = await picture(), await picture("light")
    assert dark != light
    assert await picture("light", "colour-blind", "light", "dark") == dark
    assert await picture("high-contrast", "light") == light


async def test_without_colour_no_colour_reaches_the_terminal_and_what_is_chosen_is_turned_about(score: Score) -> None:
    async with composer(200, 60) as (app, pilot):
        give_takes(app, score)
        await until(pilot, lambda: app.transport.playing, "playing")
        app.adapting.wear("no-colour")
        await press(pilot, "1")
        assert not coloured(app)
        chosen = [segment.text for segment in segments_of(app) if segment.style and segment.style.reverse]
        assert any("●" in text for text in chosen), "the genre in focus"
        app.adapting.wear("dark")
        await pilot.pause()
        assert coloured(app)


async def test_where_colours_may_not_be_told_apart_numbers_and_dashes_tell(score: Score) -> None:
    async with composer(200, 60) as (app, pilot):
        give_takes(app, score)
        await until(pilot, lambda: app.transport.playing, "playing")
        await press(pilot, "space", "o")
        roll = app.stations.audition_station.roll

        def notes_of_roll() -> str:
            return "".join(roll.render_line(y).crop(20).text for y in range(1, roll.size.height))

        for name in PALETTES:
            app.adapting.wear(name)
            await pilot.pause()
            told = {sign for sign in "123" if sign in notes_of_roll()}
            assert told == ({"1", "2", "3"} if PALETTES[name].signs else set()), name
            assert ("╍╍ discriminator" in screen_of(app)) == PALETTES[name].signs


def test_a_dashed_line_has_gaps_and_another_has_none() -> None:
    canvas = BrailleCanvas(8, 1, frozenset({2}))
    for x in range(canvas.width):
        canvas.dot(x, 0, 1)
        canvas.dot(x, 3, 2)
    whole, dashed = ord("⠉") - 0x2800, ord("⣀") - 0x2800
    cells = [ord(sign) - 0x2800 for sign in canvas.text(0)]
    assert [bool(cell & whole) for cell in cells] == [True] * 8
    assert [bool(cell & dashed) for cell in cells] == [True, True, False, False] * 2


async def test_the_environment_can_ask_for_no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with composer() as (app, _):
        assert theme.NAME == "no-colour"
        assert not coloured(app)


async def test_the_palette_offers_every_theme() -> None:
    async with composer() as (app, pilot):
        commands = {command.title: command.callback for command in commands_of(app)}
        for name, palette in PALETTES.items():
            commands[f"Theme: {palette.title}"]()
            await pilot.pause()
            assert theme.NAME == name and app.theme.endswith(name)
