"""Which audio drivers are tried, and that trying never hangs."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from soundfonts import drivers
from soundfonts.drivers import answers, candidate_drivers, silence_words


def test_the_environment_overrules(tmp_path: Path) -> None:
    assert candidate_drivers({"COMPOSER_TUI_AUDIO_DRIVER": "jack", "SSH_TTY": "/dev/pts/1"}) == ["jack"]
    assert candidate_drivers({"COMPOSER_TUI_AUDIO_DRIVER": "none", "PULSE_SERVER": "tcp:x"}) == []


def test_over_ssh_the_local_loudspeaker_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "pipewire-0").touch()
    here = {"XDG_RUNTIME_DIR": str(tmp_path)}
    assert candidate_drivers(here, "linux")[0] == "pipewire"
    away = {**here, "SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22"}
    assert candidate_drivers(away, "linux") == []
    assert "no sound yet" in silence_words(away) and "ctrl+u" in silence_words(away)
    forwarded = {**away, "PULSE_SERVER": "tcp:127.0.0.1:24713"}
    assert candidate_drivers(forwarded, "linux") == ["pulseaudio"]


def test_each_platform_has_its_own(tmp_path: Path) -> None:
    assert candidate_drivers({}, "darwin") == ["coreaudio"]
    assert candidate_drivers({}, "win32") == ["wasapi", "dsound"]


def test_a_driver_that_does_not_exist_does_not_answer(home: Path) -> None:
    assert not answers("no-such-driver")


def test_a_driver_that_hangs_is_given_up(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fluidsynth.py").write_text("import time; time.sleep(60)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(drivers, "PROBE_SECONDS", 0.3)
    start = time.monotonic()
    assert not answers("alsa")
    assert time.monotonic() - start < 30
