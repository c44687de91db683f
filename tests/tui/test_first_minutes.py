"""What somebody needs who opens the composer for the first time: words for it, and a mouse that works everywhere."""

from __future__ import annotations

import pytest
from textual import events

from gan.music import Score
from tests.tui.piloting import composer, dialog, give_takes, press, screen_of, until
from tui.help_text import STATIONS
from tui.hint_keys import key_at
from tui.run_view import RunView
from tui.run_words import numbers_rows
from tui.screens.export import ExportDialog
from tui.screens.help import Help, help_text
from tui.screens.sound_card import SoundCard
from tui.screens.wishes import WishesDialog

pytestmark = pytest.mark.usefixtures("desk")


async def test_what_to_begin_with_is_said_until_there_are_takes(score: Score, monkeypatch: pytest.MonkeyPatch) -> None:
    async with composer() as (app, pilot):
        await until(pilot, lambda: "g has a GAN write the other tracks" in screen_of(app), "the first words")
        assert "space plays this" in screen_of(app) and "5 shows what a GAN is" in screen_of(app)
        await press(pilot, "n")
        assert "^g has a GAN" in screen_of(app) and "plays this" not in screen_of(app), "there is nothing to play"
        give_takes(app, score)
        await until(pilot, lambda: app.stations.audition_station.selected, "a take")
        await press(pilot, "1")
        app.refresh_status()
        await pilot.pause()
        assert "has a GAN" not in screen_of(app)
        monkeypatch.setattr(type(app.composing), "words", "The GAN is composing 1/4 for seed 0 …")
        app.refresh_status()
        await pilot.pause()
        assert "The GAN is composing 1/4" in screen_of(app), "where the wait is, it is said"


async def test_a_click_on_the_bottom_line_presses_the_key_and_one_on_the_sound_asks_where_it_goes() -> None:
    async with composer(100, 30) as (app, pilot):
        last = screen_of(app).splitlines()[-1]
        await pilot.click(offset=(last.index("write notes"), 29))
        await until(pilot, lambda: app.focused is app.stations.compose_station.roll, "the roll in focus")
        await pilot.click(offset=(last.index("? help"), 29))
        await until(pilot, lambda: isinstance(app.screen, Help), "the help")
        await press(pilot, "escape")
        await pilot.click(offset=(screen_of(app).splitlines()[0].index("♪"), 0))
        await until(pilot, lambda: isinstance(app.screen, SoundCard), "the ways of sound")
        await press(pilot, "escape")
        await pilot.click(offset=(screen_of(app).splitlines()[1].index("5 Tour"), 1))
        await until(pilot, lambda: app.tour.open, "the tour")


@pytest.mark.parametrize(
    ("written", "column", "key"),
    [
        ("space", 20, "space"),
        ("esc", 1, "escape"),
        ("^g", 9, "ctrl+g"),
        ("*", 0, "asterisk"),
        ("e", 4, "e"),
        ("↑↓", 1, "down"),
        ("m s", 2, "s"),
        ("+-", 0, "plus"),
        ("m s", 1, None),
        ("↑↓", 2, None),
        ("a–'", 0, None),
        ("⇧←→", 1, None),
        ("^←→", 1, None),
        ("type", 1, None),
        ("1 2 3", 4, "3"),
    ],
)
def test_a_key_is_pressed_only_where_it_is_clear_which(written: str, column: int, key: str | None) -> None:
    pressed = key_at(written, column)
    assert (pressed.key if pressed else None) == key


async def test_the_files_of_a_take_are_called_as_it_is_called(score: Score) -> None:
    async with composer() as (app, pilot):
        give_takes(app, score)
        station = app.stations.audition_station
        await until(pilot, lambda: station.selected, "a take")
        assert station.selected is not None
        station.change(station.selected.with_notes(score, 1))
        await dialog(pilot, "e")
        assert isinstance(app.screen, ExportDialog)
        assert "pop-s5-1-edited.mid" in screen_of(app)


async def test_the_wishes_say_what_each_is_about_and_g_composes_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    async with composer() as (app, pilot):
        asked: list[float] = []
        monkeypatch.setattr(app.composing, "generate", lambda: asked.append(app.session.wishes.manner.adventure))
        await press(pilot, "2")
        await dialog(pilot, "w")
        assert "How far it strays" in screen_of(app)
        await press(pilot, "right")
        assert "bolder" in screen_of(app)
        await press(pilot, "down")
        assert "How many notes this part gets" in screen_of(app)
        await press(pilot, "g")
        await until(pilot, lambda: not isinstance(app.screen, WishesDialog), "the dialog closed")
        assert asked == [1.1]


@pytest.mark.parametrize("station", STATIONS)
def test_what_a_key_does_is_continued_under_itself_in_the_help(station: str) -> None:
    lines = help_text(station, "", [], {}, 60).plain.splitlines()[1:]
    assert all(len(line) <= 60 for line in lines)
    assert any(line.startswith(" " * 24) and line.strip() for line in lines), "a line that goes on"


async def test_keys_that_arrive_together_are_done_in_their_order() -> None:
    async with composer() as (app, pilot):
        roll = app.stations.compose_station.roll
        for key in (
            "n",
            "a",
            "backspace",
            "s",
            "equals_sign",
            "d",
            "backspace",
            "backspace",
            "f",
            "escape",
            "left",
            "4",
        ):
            app.post_message(events.Key(key, key if len(key) == 1 else "=" if key == "equals_sign" else None))
        await until(pilot, lambda: app.stations.current == "library", "the last key")
        notes = [(note.start, note.pitch, note.length) for note in app.session.melody.notes]
        assert notes == [(0, 65, 48)] and roll.editor.cursor == 0


def test_the_wait_after_the_last_step_of_a_run_is_said() -> None:
    view = RunView(steps=40)
    view.step, view.rate = 40, 8.0
    ((*parts,),) = numbers_rows(view, live=True)
    assert "measuring what came of it" in "".join(text for text, _ in parts)
    ((*parts,),) = numbers_rows(view, live=False)
    assert "measuring" not in "".join(text for text, _ in parts)
