"""What every test shares: a home of its own for everything the product keeps, and two small pieces of music."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from gan.music import Key, Melody, Metre, Note, Role, Score, Track

ROOT = Path(__file__).resolve().parent.parent

# Before anything of the product asks where things are kept: no test reads or writes the user's own folders,
# and what is made once and kept (the built-in SoundFont) is made once for the whole run.
_home = tempfile.TemporaryDirectory(prefix="composer-tui-tests-", ignore_cleanup_errors=True)
os.environ["COMPOSER_TUI_HOME"] = _home.name
# Colour and width come from the machine otherwise, and help texts with them.
os.environ["COLUMNS"] = "100"
os.environ.pop("FORCE_COLOR", None)
# A shell without job control lets what it starts in the background ignore an interrupt, and so does nohup with a
# hang-up. What the tests start would inherit that, and never hear of the signals it is sent.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGQUIT, signal.SIG_DFL)
signal.signal(signal.SIGHUP, signal.SIG_DFL)


SLOW_FIRST = ("training", "nets", "soundfonts")
"""Folders of files with few tests that take long: begun last, one worker would be at work on them while others rest."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.parent.name not in SLOW_FIRST)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home that only this test uses, empty at first."""
    path = tmp_path / "home"
    path.mkdir()
    monkeypatch.setenv("COMPOSER_TUI_HOME", str(path))
    yield path


@pytest.fixture
def melody() -> Melody:
    """Two bars of C major in 4/4, with a repeated note, a rest and a long note."""
    notes = (
        Note(0, 60, 24),
        Note(24, 60, 24),
        Note(48, 64, 24),
        Note(72, 67, 24),
        Note(96, 69, 24),
        Note(144, 67, 48),
    )
    return Melody(notes, tempo=100.0, metre=Metre(4, 4), key=Key(0, "major"), title="two bars")


@pytest.fixture
def score(melody: Melody) -> Score:
    """The melody over chords, a bass and drums."""
    chords = tuple(Note(start, pitch, 96) for start in (0, 96) for pitch in (52, 55, 60))
    bass = tuple(Note(start, 36, 48) for start in range(0, 192, 48))
    drums = tuple(Note(start, 36 if start % 48 == 0 else 38, 6) for start in range(0, 192, 24))
    tracks = (
        Track(Role.MELODY, melody.notes, program=73),
        Track(Role.CHORDS, chords, program=0),
        Track(Role.BASS, bass, program=33),
        Track(Role.DRUMS, drums),
    )
    return Score(tracks, melody.tempo, melody.metre, melody.pickup, melody.key, melody.title)
