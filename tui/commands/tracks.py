"""Says what is in a music file: its bars, metre, key and tempo, its tracks, and which is taken as the melody."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from tui.commands.options import add_json

EXAMPLES = """\
examples:
  composer-tui tracks song.mid
  composer-tui compose song.mid --track 3 --genre pop
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("score", metavar="SCORE", type=Path, help="a MIDI, MusicXML or ABC file")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from gan.music.importing import load_score
    from gan.music.look import look_at
    from gan.music.note import pitch_name
    from tui.cli import complain, narrate
    from tui.commands.output import print_table

    look = look_at(load_score(options.score))
    score, choices, key = look.score, look.choices, look.key
    if not choices and look.trouble is not None:
        raise look.trouble
    if options.json:
        tracks = [
            {
                "number": choice.number,
                "name": choice.name,
                "notes": choice.notes,
                "low": choice.low,
                "high": choice.high,
                "melody": choice.taken,
            }
            for choice in choices
        ]
        about = {"title": score.title, "bars": score.bars, "metre": str(score.metre), "key": str(key)}
        print(json.dumps({**about, "tempo": round(score.tempo, 2), "tracks": tracks}, indent=2))
        return 0
    words = [score.title or "untitled", f"{score.bars} bars of {score.metre}", str(key)]
    narrate(" · ".join([*words, f"{score.tempo:.0f} quarters per minute"]))
    rows = [("track", "name", "notes", "from", "to", "")]
    rows += [
        (str(c.number), c.name, str(c.notes), pitch_name(c.low), pitch_name(c.high), "melody" if c.taken else "")
        for c in choices
    ]
    print_table(rows, numbers=(0, 2))
    if look.trouble is not None:
        complain(look.trouble)
    return 0
