"""A score as a printed page: an SVG picture, engraved by verovio in a child process.

The rule this file owns: native code of others draws in a child with a time limit, and only what we wrote ourselves.
"""

from __future__ import annotations

import subprocess

from gan.child import module_command, module_environment
from gan.errors import ComposerError, MissingDependency, TimeLimit
from gan.music.musicxml_writer import musicxml_text
from gan.music.score import Score

_SECONDS = 60.0


def score_svg(score: Score) -> bytes:
    """The score as an SVG, all parts, as wide as a sheet of A4 and as long as the music. Blocks for a second or so.

    The same score and version of verovio give the same bytes. Raises MissingDependency without verovio, TimeLimit,
    ComposerError where no picture comes of it.
    """
    try:
        done = subprocess.run(
            module_command("gan.music.engraver"),
            input=musicxml_text(score).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=module_environment(),
            timeout=_SECONDS,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        raise TimeLimit("engraving took too long", f"more than {_SECONDS:.0f} s") from None
    except OSError as error:
        raise ComposerError("the engraver cannot be started", error.strerror or str(error)) from error
    if done.returncode == 3:
        raise MissingDependency(
            "a score cannot be drawn",
            "verovio is not installed",
            "pip install 'composer-tui[print]', or write MusicXML",
        )
    if done.returncode or not done.stdout:
        raise ComposerError("the score cannot be drawn", f"verovio ended with {done.returncode}", "Write MusicXML")
    return done.stdout
