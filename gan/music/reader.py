"""The child process that reads a stranger's file: bytes on stdin, scores as JSON on stdout.

    python -m gan.music.reader midi|musicxml|abc whole|sections

The rule this file owns: limits first. Memory is limited before anything is imported; before the bytes are read
processor time is, and no file can be written any more; what a library prints goes nowhere.

stdout holds one JSON object: {"scores": [...]}, one as a whole or any number of sections, or
{"error": {"type", "what", "why", "mend"}}, where type is the name of a class of `gan.errors`. A child that ends
without it was killed by a limit or crashed.
"""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gan.music.score import Score
    from gan.music.sections import Change

CPU_SECONDS = {"midi": 2, "musicxml": 30, "abc": 15}
"""Seconds of processor time for a file, after the start."""

MEMORY_BYTES = {"midi": 768 << 20, "musicxml": 1536 << 20, "abc": 1536 << 20}
"""Address space; Python, numpy and music21 take about 160 MiB of it, a symphony of 15 MB about 400 MiB."""


def main() -> None:
    """Read stdin as the format in argv[1], answer with what argv[2] asks for on stdout."""
    kind, extent = sys.argv[1:3]
    out = os.dup(1)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    _limit("RLIMIT_AS", MEMORY_BYTES[kind])
    _limit("RLIMIT_CORE", 0)
    answer = _answer(kind, extent)
    with os.fdopen(out, "wb") as pipe:
        pipe.write(json.dumps(answer).encode("ascii"))


def _answer(kind: str, extent: str) -> dict[str, Any]:
    from gan.errors import ComposerError
    from gan.music.jsonform import score_to_json
    from gan.music.plain import plain
    from gan.music.sections import cut_sections

    try:
        read = _reader(kind, extent)
        # Only now: Python may keep what it compiled of the libraries, and their start does not count as reading.
        _limit("RLIMIT_FSIZE", 0)
        _limit_cpu(CPU_SECONDS[kind])
        score, changes = read(sys.stdin.buffer.read())
        # Text from outside goes through the one door here, so that no later place can forget it.
        tracks = tuple(replace(track, name=plain(track.name)) for track in score.tracks)
        score = replace(score, tracks=tracks, title=plain(score.title))
        scores = cut_sections(score, changes) if extent == "sections" else (score,)
        return {"scores": [score_to_json(one) for one in scores]}
    except ComposerError as error:
        return _error(type(error).__name__, plain(error.what, 300), plain(error.why, 300), plain(error.mend, 300))
    except (MemoryError, RecursionError):
        return _error("MusicFileError", "The file cannot be read", "it asks for more memory than music needs", "")
    except Exception as error:
        why = f"it is broken in a way that was not foreseen ({plain(type(error).__name__)})"
        return _error("MusicFileError", "The file cannot be read", why, "Export it again from another program")


def _reader(kind: str, extent: str) -> Callable[[bytes], tuple[Score, list[Change]]]:
    """The function for a format, with what it imports. music21 is never loaded for MIDI."""
    from gan.errors import MissingDependency

    if kind == "midi":
        import gan.music.midi

        gan.music.midi.load_library()
        return gan.music.midi.midi_with_metres
    try:
        from gan.music import notation
    except ImportError as error:
        raise MissingDependency(
            "MusicXML and ABC files cannot be read",
            f"music21 is not usable ({error})",
            "Install it: pip install music21",
        ) from error
    if kind == "musicxml":
        return notation.musicxml_with_metres
    return partial(notation.abc_with_metres, parted=extent == "sections")


def _error(type: str, what: str, why: str, mend: str) -> dict[str, Any]:
    return {"error": {"type": type, "what": what, "why": why, "mend": mend}}


def _limit(name: str, amount: int) -> None:
    """Set a resource limit where the system has it."""
    try:
        import resource

        resource.setrlimit(getattr(resource, name), (amount, amount))
    except (ImportError, AttributeError, ValueError, OSError):
        pass  # the parent's wall clock limit still holds


def _limit_cpu(seconds: int) -> None:
    used = os.times()
    _limit("RLIMIT_CPU", math.ceil(used.user + used.system) + seconds)


if __name__ == "__main__":
    main()
