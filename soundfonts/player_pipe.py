"""How the player speaks to its process: what it tells it at the start, the lines it writes, and how it sees it end."""

from __future__ import annotations

import json
import queue
import subprocess
from collections.abc import Callable
from typing import Any

from soundfonts.mixing import DRUM_BANK
from soundfonts.soundfont import SoundFont

Command = Callable[[], dict[str, Any]]
"""Makes a command when its turn to be written has come."""


def arguments_of(soundfont: SoundFont | None) -> tuple[str, ...]:
    """What the sound process is told of its SoundFont; it looks for the best one itself where None."""
    return (str(soundfont.path), soundfont.name, soundfont.kind) if soundfont else ()


def end(process: subprocess.Popen[bytes]) -> None:
    """See a process end that was told to."""
    try:
        process.wait(0.5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def live_note(pitch: int, program: int, velocity: int, drums: bool) -> dict[str, int]:
    """A note that a person plays, as a command says it."""
    return {
        "pitch": pitch,
        "bank": DRUM_BANK if drums else 0,
        "program": 0 if drums else program,
        "velocity": velocity,
    }


def write_commands(process: subprocess.Popen[bytes], commands: queue.SimpleQueue[Command | None]) -> None:
    """Write commands until told to end or the process is gone; closing its stdin ends it."""
    assert process.stdin is not None
    try:
        while (command := commands.get()) is not None:
            process.stdin.write(json.dumps(command()).encode() + b"\n")
            process.stdin.flush()
        process.stdin.close()
    except OSError:
        pass
