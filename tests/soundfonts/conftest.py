"""One built-in SoundFont for all tests of sound, and a small score to play with it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from gan.music import Note, Role, Score, Track
from soundfonts import SoundFont, builtin_soundfont


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home of the tests' own, with no device, no found and no chosen SoundFont in reach."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if re.match(r"COMPOSER_TUI_|SSH_|PULSE_|XDG_", name):
                patch.delenv(name)
        patch.setenv("COMPOSER_TUI_HOME", str(folder))
        patch.setenv("COMPOSER_TUI_AUDIO_DRIVER", "none")
        yield folder


@pytest.fixture(scope="session")
def font(home: Path) -> SoundFont:
    return builtin_soundfont()


@pytest.fixture
def score() -> Score:
    """Two bars at 120: a tune, block chords, a bass, a pad and drums; four seconds."""
    chord = (60, 64, 67)
    return Score(
        (
            Track(Role.MELODY, tuple(Note(24 * i, 72 + i % 3, 24, 96) for i in range(8)), 73),
            Track(Role.CHORDS, tuple(Note(48 * i, p, 40, 80) for i in range(4) for p in chord), 0),
            Track(Role.BASS, tuple(Note(48 * i, 36, 48, 90) for i in range(4)), 33),
            Track(Role.PAD, tuple(Note(0, p, 192, 70) for p in chord), 48),
            Track(Role.DRUMS, tuple(Note(24 * i, 36 if i % 2 == 0 else 38, 6, 100) for i in range(8))),
        ),
        tempo=120,
    )


def read_wav(path: Path) -> tuple[np.ndarray, int]:
    """Samples as float [frames, 2], full scale 1, and the frames per second. Only what we write ourselves is read."""
    data = path.read_bytes()
    assert data[:4] == b"RIFF" and data[8:16] == b"WAVEfmt " and data[36:40] == b"data"
    assert int.from_bytes(data[4:8], "little") == len(data) - 8
    assert int.from_bytes(data[40:44], "little") == len(data) - 44
    rate = int.from_bytes(data[24:28], "little")
    return np.frombuffer(data[44:], "<i2").reshape(-1, 2) / 32768, rate
