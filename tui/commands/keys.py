"""Lists every key of the composer: the binding's id, its keys, what it does, and in which part of the screen.

The ids are what the section [keys] of a configuration file goes by. The letters that play notes on the piano are no
bindings and stay as they are.
"""

from __future__ import annotations

import argparse
import json

from tui.commands.options import add_json

EXAMPLES = """\
examples:
  composer-tui keys
  composer-tui keys --json | jq -r '.[] | select(.changed) | .id'
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from tui.bindings import all_bindings
    from tui.commands.output import print_table
    from tui.config import load_config
    from tui.keymap import check_keys, keys_of, spelled

    config = load_config()
    check_keys(config)
    config.insist()
    keymap = {id: value.value for id, value in config.keys.items()}
    rows = [
        {
            "id": bound.id,
            "keys": [spelled(key) for key in keys_of(bound, keymap)],
            "does": bound.binding.description,
            "where": bound.where,
            "changed": bound.id in keymap,
        }
        for bound in all_bindings()
    ]
    if options.json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        shown = [
            (bound.id, ",".join(map(spelled, keys_of(bound, keymap))), bound.binding.description, bound.where)
            for bound in all_bindings()
        ]
        print_table([("id", "keys", "does", "where"), *shown])
    return 0
