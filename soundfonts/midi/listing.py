"""Which MIDI ports there are, asked of a child process: the library may print, hang or crash there."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from dataclasses import dataclass

from gan.errors import SoundError
from gan.music.plain import plain
from soundfonts.child import broke_off, error_from_json, spawn

_LIMIT_SECONDS = 10


@dataclass(frozen=True)
class Ports:
    """The names of what can be opened."""

    ins: tuple[str, ...] = ()
    outs: tuple[str, ...] = ()


def midi_installed() -> bool:
    """Whether the extra is there; loads nothing."""
    return importlib.util.find_spec("rtmidi2") is not None


def midi_ports() -> Ports:
    """The ports of this machine. Blocks for a moment, ten seconds at most.

    Raises MissingDependency without the extra, SoundError where the machine has no MIDI or the library fails.
    """
    process = spawn("soundfonts.midi.ports", stdin=subprocess.DEVNULL)
    try:
        out, _ = process.communicate(timeout=_LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise SoundError("the MIDI ports do not answer", f"not within {_LIMIT_SECONDS} s") from None
    try:
        value = json.loads(out)
    except ValueError:
        raise broke_off(process.returncode) from None
    if "error" in value:
        raise error_from_json(value["error"])
    return Ports(*(tuple(plain(name, 200) for name in value[side]) for side in ("ins", "outs")))
