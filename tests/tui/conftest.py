"""A home for each test of the screens, with one cache for them all: the built-in SoundFont is made only once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gan.locations import cache_dir

SHARED_CACHE = cache_dir()


@pytest.fixture
def desk(home: Path) -> Path:
    """The home of one test."""
    SHARED_CACHE.mkdir(parents=True, exist_ok=True)
    os.symlink(SHARED_CACHE, home / "cache")
    return home
