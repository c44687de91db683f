"""Draws a music file (MIDI, MusicXML, ABC; a take too) as a printed score: an SVG, for browsers and printers."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gan.errors import UsageError

EXAMPLES = """\
examples:
  composer-tui print takes/chamber-s7-1.mid -o quartet.svg
  composer-tui print tune.abc -o - > tune.svg
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("score", metavar="SCORE", type=Path, help="a MIDI, MusicXML or ABC file")
    parser.add_argument("-o", "--output", metavar="FILE", required=True, help="the .svg file to write, or - for stdout")


def run(options: argparse.Namespace) -> int:
    to_stdout = options.output == "-"
    path = Path(options.output)
    if not to_stdout and path.suffix.lower() != ".svg":
        raise UsageError(f"cannot write {path.name!r}", "a score is drawn as SVG only", "End the name in .svg")
    from gan.music.engraving import score_svg
    from gan.music.importing import load_score
    from tui.commands.output import write_file

    picture = score_svg(load_score(options.score))
    if to_stdout:
        sys.stdout.buffer.write(picture)
        sys.stdout.buffer.flush()
        return 0
    write_file(path, picture)
    print(path)
    return 0
