"""Lists the genres: what each asks of tempo and metre, which tracks it has, and what it learned from."""

from __future__ import annotations

import argparse
import json

from tui.commands.options import add_json

EXAMPLES = """\
examples:
  composer-tui genres
  composer-tui genres --json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from gan.music import GENRES
    from tui.commands.output import print_table

    if options.json:
        print(
            json.dumps(
                [
                    {
                        "id": genre.id,
                        "title": genre.title,
                        "tempo": genre.tempo,
                        "metre": str(genre.metre),
                        "swing": genre.swing,
                        "programs": {role.value: program for role, program in genre.programs.items()},
                        "blurb": genre.blurb,
                    }
                    for genre in GENRES.values()
                ],
                indent=2,
            )
        )
        return 0
    rows = [("genre", "tempo", "tracks", "about")]
    for genre in GENRES.values():
        rows.append((genre.id, f"{genre.tempo:.0f}", ", ".join(role.value for role in genre.roles), genre.blurb))
    print_table(rows, numbers=(1,))
    return 0
