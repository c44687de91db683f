"""A home for each test of the screens, with one cache for them all: the built-in SoundFont is made only once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.notifications import Notification

from gan.engine import Engine
from gan.locations import cache_dir
from tui import theme

SHARED_CACHE = cache_dir()
PASSES = 4


@pytest.fixture
def desk(home: Path) -> Path:
    """The home of one test."""
    SHARED_CACHE.mkdir(parents=True, exist_ok=True)
    os.symlink(SHARED_CACHE, home / "cache")
    return home


@pytest.fixture(autouse=True)
def lasting_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notices stay: on a busy machine they would be gone before a test has read them.

    It is the time that is set, not that it has run out: with less than none left the notice's timer never returns.
    """
    monkeypatch.setattr(Notification, "time_left", 3600.0)


@pytest.fixture(autouse=True)
def cold_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine's process begins with the first take that is asked for: most tests ask for none."""
    monkeypatch.setattr(Engine, "start", lambda _: None)


@pytest.fixture(autouse=True)
def usual_theme() -> None:
    """A test begins in the usual theme, whatever the one before it wore."""
    theme.wear("dark")


@pytest.fixture
def few_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes are written in few passes: quicker, and for the screens and commands no other than with many."""
    monkeypatch.setenv("COMPOSER_TUI_COMPOSE_PASSES", str(PASSES))
