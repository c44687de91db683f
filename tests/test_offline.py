"""Without a network all works, and nothing asks for one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

WATCH = """
import os, sys
def heard(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple) or event == "socket.getaddrinfo":
        with open(os.environ["ASKED"], "a") as file:
            file.write(f"{event} {arguments}\\n")
sys.addaudithook(heard)
"""
COMMANDS = (
    ("compose", "--demo=brother", "--genre", "pop", "-n", "1", "--no-audio", "-o", "takes"),
    ("render", "takes/pop-s0-1.mid", "-o", "take.wav"),
    ("tracks", "takes/pop-s0-1.mid"),
    ("demos", "--search", "jig"),
    ("soundfonts",),
    ("library",),
)


def without_network() -> list[str]:
    """The words before a command that take its network away; none where this machine does not allow it."""
    words = ["unshare", "--user", "--map-root-user", "--net"]
    if shutil.which("unshare") and subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0:
        return words
    return []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_commands_work_without_a_network_and_ask_for_none(
    command: tuple[str, ...], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = place / "asked"
    (place / "sitecustomize.py").write_text(WATCH)
    monkeypatch.setenv("ASKED", str(asked))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(place), str(ROOT)]))
    line = [*without_network(), sys.executable, "-m", "tui.cli", *command]
    done = subprocess.run(line, cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not asked.exists(), asked.read_text()


def test_the_watch_hears_a_question(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that silence above is silence."""
    (place / "sitecustomize.py").write_text(WATCH)
    monkeypatch.setenv("ASKED", str(place / "asked-now"))
    monkeypatch.setenv("PYTHONPATH", str(place))
    code = "import socket\ntry: socket.create_connection(('127.0.0.1', 9), 1)\nexcept OSError: pass"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert "127.0.0.1" in (place / "asked-now").read_text()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder for all commands here, one after the other."""
    return tmp_path_factory.mktemp("offline")
