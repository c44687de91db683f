"""Lists the built-in melodies."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from gan.errors import UsageError
from tui.commands.options import add_json, did_you_mean

if TYPE_CHECKING:
    from gan.music import Melody

EXAMPLES = """\
examples:
  composer-tui demos
  composer-tui compose --demo=NAME --genre pop
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from gan.music.demos import DEMOS
    from tui.commands.output import print_table

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
    return 0


def demo(id: str) -> Melody:
    """The built-in melody of that name. Raises UsageError, naming all of them, for any other word."""
    from gan.music.demos import DEMOS

    if id not in DEMOS:
        known = ", ".join(DEMOS)
        raise UsageError(f"there is no built-in melody {id!r}", "", f"{did_you_mean(id, DEMOS)}Melodies: {known}")
    return DEMOS[id]
