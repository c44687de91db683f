"""Opens the composer on a training run: its whole curve, its samples, and the keys that pause and stop it.

Leaving the composer leaves the run at work.
"""

from __future__ import annotations

import argparse

from tui.commands.choosing import add_run, chosen_run

EXAMPLES = """\
examples:
  composer-tui attach
  composer-tui attach 0007
  composer-tui watch 0007     (the same in lines, where the terminal is none)
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser, "the one that is running, else the newest")


def run(options: argparse.Namespace) -> int:
    from gan.training.run import LIVE
    from tui.cli import check_theme, need_terminal

    check_theme(options.theme)
    chosen = chosen_run(options.run, states=LIVE)
    need_terminal(f"watch {chosen.id}")
    from tui.app import run_app

    return int(run_app(chosen, options.theme))
