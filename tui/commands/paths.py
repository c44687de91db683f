"""Shows where things are kept. The environment variable COMPOSER_TUI_HOME puts all of it under one folder."""

from __future__ import annotations

import argparse
import json

from tui.commands.options import add_json

EXAMPLES = """\
examples:
  composer-tui paths
  COMPOSER_TUI_HOME=~/music/composer composer-tui paths
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from gan.locations import all_locations
    from tui.commands.output import print_table

    if options.json:
        print(json.dumps({name: str(path) for name, path in all_locations().items()}, indent=2))
    else:
        print_table([(name, path) for name, path in all_locations().items()])
    return 0
