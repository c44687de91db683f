"""Driving the real app in tests: waiting for what comes, reading the screen as text."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual.pilot import Pilot
from textual.widget import Widget

from gan.measures.facts import facts_of
from gan.music import Score
from gan.take import Take
from gan.training.run import Run
from tui.app import ComposerApp
from tui.heard import Heard
from tui.messages import TakeArrived

PATIENCE = 60.0
"""Seconds to wait for something that takes a moment on a quiet machine."""


@asynccontextmanager
async def composer(
    width: int = 80, height: int = 24, attached: Run | None = None
) -> AsyncIterator[tuple[ComposerApp, Pilot[int]]]:
    """The app, started, and closed with all it started."""
    app = ComposerApp(attached=attached)
    try:
        async with app.run_test(size=(width, height), notifications=True) as pilot:
            await pilot.pause()
            yield app, pilot
    finally:
        app.close_links()


async def until(pilot: Pilot[int], happened: Callable[[], object], what: str) -> None:
    """Wait until something is true; fail, saying what, where it never is."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, f"{what} did not happen"
        await pilot.pause(0.05)
    await pilot.pause()


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys as a person does: each once the one before has done its work."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


async def dialog(pilot: Pilot[int], key: str) -> None:
    """Press a key that opens a dialog, and wait until it is drawn."""
    await pilot.press(key)
    await until(pilot, lambda: len(pilot.app.screen_stack) > 1 and pilot.app.focused, f"the dialog of {key}")


def screen_of(app: ComposerApp) -> str:
    """The screen as plain text, without blanks at the ends of lines."""
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips())


def text_of(app: ComposerApp, widget: Widget) -> str:
    """What the screen shows where a widget is."""
    across, down = widget.region.column_span, slice(*widget.region.line_span)
    return "\n".join(strip.crop(*across).text.rstrip() for strip in app.screen._compositor.render_strips()[down])


def notices_of(app: ComposerApp) -> str:
    """All notices on the screen."""
    return "\n".join(f"{notice.title}: {notice.message}" for notice in app._notifications)


def give_takes(app: ComposerApp, *scores: Score, genre: str = "pop", seed: int = 5) -> None:
    """Takes as the engine's thread hands them over."""
    for number, score in enumerate(scores, 1):
        take = Take(score, genre, seed, number, "0123456789ab")
        app.post_message(TakeArrived(Heard(take, facts_of(score)), first=number == 1))
