"""A home for each test of the screens, with one cache for them all: the built-in SoundFont is made only once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.notifications import Notification

from gan.locations import cache_dir
from tui import theme

SHARED_CACHE = cache_dir()


@pytest.fixture
def desk(home: Path) -> Path:
    """The home of one test."""
    SHARED_CACHE.mkdir(parents=True, exist_ok=True)
    os.symlink(SHARED_CACHE, home / "cache")
    return home


@pytest.fixture(autouse=True)
def lasting_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notices stay: on a busy machine they would be gone before a test has read them."""
    monkeypatch.setattr(Notification, "has_expired", False)


@pytest.fixture(autouse=True)
def usual_theme() -> None:
    """A test begins in the usual theme, whatever the one before it wore."""
    theme.wear("dark")
