"""Follows a training run from its first event on: live while it trains, to its end afterwards. Ctrl-C leaves it be."""

from __future__ import annotations

import argparse

from tui.commands.choosing import add_run, chosen_run

EXAMPLES = """\
examples:
  composer-tui watch
  composer-tui watch --once
  composer-tui watch --jsonl | jq .step
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser, "the one that is running, else the newest")
    parser.add_argument("--once", action="store_true", help="tell what happened so far and leave")
    parser.add_argument("--jsonl", action="store_true", help="print every event as a line of JSON")


def run(options: argparse.Namespace) -> int:
    from gan.training.run import LIVE
    from tui.commands.follow import Follower

    follower = Follower(chosen_run(options.run, states=LIVE), jsonl=options.jsonl)
    if options.once:
        follower.catch_up()
        follower.finish()
    else:
        follower.until_end()
    return 0
