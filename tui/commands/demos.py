"""Lists the built-in melodies, and finds old tunes in the collections that come with music21.

Nothing of the collections is part of this product: a tune is read where music21 keeps it, and what is known of its
terms is said.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from gan.errors import UsageError, did_you_mean
from tui.commands.options import add_json

if TYPE_CHECKING:
    from gan.music import Melody
    from gan.music.tunes import TuneLibrary

EXAMPLES = """\
examples:
  composer-tui demos
  composer-tui compose --demo=NAME --genre pop
  composer-tui demos --search slip jig
  composer-tui compose --tune ryan/7thRegimentReel --genre chamber
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--search", metavar="WORD", nargs="+", help="old tunes with all these words in title, kind, metre, key or book"
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from gan.music.demos import DEMOS
    from tui.cli import narrate
    from tui.commands.output import print_table

    if options.search:
        return _search(" ".join(options.search), options.json)
    if options.json:
        print(
            json.dumps(
                [
                    {
                        "id": id,
                        "title": melody.title,
                        "bars": melody.bars,
                        "metre": str(melody.metre),
                        "key": str(melody.sounding_key),
                        "tempo": round(melody.tempo, 2),
                        "notes": len(melody.notes),
                    }
                    for id, melody in DEMOS.items()
                ],
                indent=2,
            )
        )
        return 0
    rows = [("name", "title", "bars", "metre", "key")]
    rows += [(id, m.title, str(m.bars), str(m.metre), str(m.sounding_key)) for id, m in DEMOS.items()]
    print_table(rows, numbers=(2,))
    narrate("Thousands of old tunes more: composer-tui demos --search WORD")
    return 0


def _search(words: str, as_json: bool) -> int:
    from tui.cli import narrate
    from tui.commands.output import print_table

    found = library().find(words)
    if as_json:
        keys = ("id", "title", "metre", "key", "kind", "source")
        print(json.dumps([{key: getattr(tune, key) for key in keys} for tune in found], indent=2))
        return 0
    if not found:
        narrate(f"No tune has all of these words: {words}")
        return 0
    print_table([("tune", "title", "metre", "key", "kind")] + [(t.id, t.title, t.metre, t.key, t.kind) for t in found])
    for collection in dict.fromkeys(tune.collection for tune in found):
        narrate(f"{collection.title}: {collection.terms}")
    return 0


def library() -> TuneLibrary:
    """The tunes of music21's collections, said to be read where that takes a moment. Raises MissingDependency."""
    from gan.music.tunes import tune_library
    from tui.cli import narrate

    def progress(done: int, total: int) -> None:
        if done == 0:
            narrate(f"Reading {total} files of tunes, once …")

    return tune_library(progress)


def tune_melody(id: str) -> Melody:
    """The melody of an old tune. Raises UsageError for an unknown id, and what reading it raises."""
    from gan.music.extract import extract_melody
    from gan.music.tunes import load_tune
    from tui.cli import narrate

    tune = library().named(id)
    melody = extract_melody(load_tune(tune))
    narrate(tune.source)
    return replace(melody, title=tune.title)


def demo(id: str) -> Melody:
    """The built-in melody of that name. Raises UsageError, naming all of them, for any other word."""
    from gan.music.demos import DEMOS

    if id not in DEMOS:
        known = ", ".join(DEMOS)
        raise UsageError(f"there is no built-in melody {id!r}", "", f"{did_you_mean(id, DEMOS)}Melodies: {known}")
    return DEMOS[id]
