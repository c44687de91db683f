"""End to end: the real program in a real terminal multiplexer."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from gan.compose import compose
from gan.music import GENRES
from gan.music.demos import DEMOS
from gan.music.midi import midi_bytes
from gan.training.events import read_events

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


class Tmux:
    """A server of its own with one pane."""

    def __init__(self, folder: Path) -> None:
        self._base = ["tmux", "-S", str(folder / "socket"), "-f", os.devnull]
        self("new-session", "-d", "-x", "100", "-y", "30", "env", "PS1=ready> ", "sh")

    def __call__(self, *arguments: str) -> str:
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        for name in ("TMUX", "COLUMNS", "LINES"):
            environment.pop(name, None)
        return subprocess.run(
            [*self._base, *arguments], check=True, capture_output=True, text=True, timeout=30, env=environment
        ).stdout

    def type(self, *keys: str) -> None:
        self("send-keys", *keys)

    @property
    def screen(self) -> str:
        return self("capture-pane", "-p")

    def until(self, text: str) -> str:
        """Wait until a text is on the screen."""
        end = time.monotonic() + PATIENCE
        while text not in (screen := self.screen):
            assert time.monotonic() < end, f"{text!r} never came:\n{screen}"
            time.sleep(0.1)
        return screen

    def started_by_the_shell(self) -> int:
        """The process that the shell of the pane runs now."""
        shell = self.asked("pane_pid")
        return int(subprocess.run(["pgrep", "-P", shell], check=True, capture_output=True, text=True).stdout)

    def asked(self, name: str) -> str:
        return self("display-message", "-p", f"#{{{name}}}").strip()


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    server = Tmux(tmp_path)
    yield server
    server("kill-server")


def program_at(desk: Path) -> str:
    """The words for the shell that start the program with a home."""
    settings = f"COMPOSER_TUI_HOME={shlex.quote(str(desk))} PYTHONPATH={shlex.quote(str(ROOT))}"
    return f"{settings} {shlex.quote(sys.executable)} -m tui"


def test_a_first_visit_from_the_demo_to_exported_files(tmux: Tmux, desk: Path) -> None:
    program = program_at(desk)
    tmux.until("ready>")
    tmux.type(f"stty -g > {desk}/before; {program}; echo left with $?; stty -g > {desk}/after", "Enter")

    screen = tmux.until("engine ready")
    assert next(iter(DEMOS.values())).title[:12] in screen and any(mark in screen for mark in "▀▄█"), "the melody"
    assert tmux.asked("alternate_on") == "1"

    tmux.type("g")
    screen = tmux.until("chorale-s0-4")
    assert "● chorale-s0-1" in screen and "1 melody" in screen and "3 bass" in screen
    tmux.until("▶")

    tmux.type("Down")
    tmux.until("● chorale-s0-2")
    tmux.type("e")
    tmux.until("Export chorale-s0-2")
    tmux.type("Enter")
    tmux.until("Exported")
    takes = list(compose(next(iter(DEMOS.values())), GENRES["chorale"], seed=0, takes=2))
    assert (desk / "takes" / "chorale-s0-2.mid").read_bytes() == midi_bytes(takes[1].score)
    assert (desk / "takes" / "chorale-s0-2.wav").stat().st_size > 1_000_000

    tmux.type("q")
    tmux.until("left with 0")
    assert tmux.asked("alternate_on") == "0" and tmux.asked("cursor_flag") == "1"
    assert (desk / "before").read_text() == (desk / "after").read_text()
    assert not list((desk / "log").glob("crash-*"))


@pytest.mark.stress
@pytest.mark.timeout(900)
def test_a_whole_session_from_a_melody_of_ones_own_to_a_run_found_again(
    tmux: Tmux, desk: Path, request: pytest.FixtureRequest
) -> None:
    (desk / "config").mkdir()
    (desk / "config" / "config.toml").write_text('[train]\npreset = "tiny"\nsteps = 100000\n')
    program = program_at(desk)
    tmux.until("ready>")
    tmux.type(f"{program}; echo left with $?", "Enter")
    tmux.until("engine ready")

    tmux.type("n")
    tmux.until("PIANO")
    tmux.type(*"asdfghjk", "C-g")
    tmux.until("chorale-s0-4")
    tmux.type("Tab", "Down", "Enter")
    tmux.until("NOTE")
    tmux.type("Up", "Escape")
    tmux.until("TRACKS")  # what comes at once behind an escape would be a key with alt
    tmux.type("e")
    tmux.until("Export chorale-s0-1")
    tmux.type("Enter")
    tmux.until("Exported")
    assert list((desk / "takes").glob("chorale-s0-1-edited.mid"))

    tmux.type("3", "t")
    tmux.until("0001-chorale")
    run = next((desk / "runs").iterdir())
    stop = [sys.executable, "-m", "tui", "stop"]  # where the test fails no run goes on
    environment = {**os.environ, "COMPOSER_TUI_HOME": str(desk)}
    request.addfinalizer(lambda: subprocess.run(stop, cwd=ROOT, env=environment, capture_output=True))
    while step_of(run) < 30:
        time.sleep(1)
    os.kill(tmux.started_by_the_shell(), signal.SIGKILL)
    tmux.until("left with 137")
    left_at = step_of(run)
    tmux.type("stty sane; clear", "C-j")  # the terminal is as it was left: a return is no new line there
    tmux.type(f"{program} attach; echo left with $?", "Enter")
    while step_of(run) <= left_at:
        time.sleep(1)
    tmux.until("CURVE")
    tmux.until("steps/s")
    tmux.until("hear  ♪")  # what can be heard is read after the curve
    tmux.type("C-Left", "C-Left")
    tmux.until("enter: hear it as it was at step")
    tmux.type("Enter")
    tmux.until("▶")
    tmux.type("2")
    tmux.until("chorale-s0-4")
    tmux.type("3", "x")
    tmux.until("stopped")
    tmux.type("q")
    tmux.until("left with 0")
    steps = [event["step"] for event in read_events(run / "events.jsonl")[0] if event["kind"] == "StepDone"]
    assert steps[0] == 1 and max(np.diff(steps)) <= 5, "a whole curve"


def step_of(run: Path) -> int:
    """The newest step a run has told of."""
    return max((event["step"] for event in read_events(run / "events.jsonl")[0]), default=0)
