"""Stops a training run: it finishes its step, saves, and can be resumed."""

from __future__ import annotations

import argparse

from tui.commands.choosing import add_run, chosen_run, idle
from tui.commands.waiting import wait_until

EXAMPLES = """\
examples:
  composer-tui stop
  composer-tui stop 0007
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser, "the one that is running")


def run(options: argparse.Namespace) -> int:
    from gan.training.run import LIVE
    from tui.cli import narrate

    chosen = chosen_run(options.run, states=LIVE)
    if chosen.status().state not in LIVE:
        raise idle(chosen, chosen.status().state, options.run, "active")
    chosen.ask("stop")
    narrate(f"run {chosen.id} stops at its next step")
    status = wait_until(chosen, lambda state: state not in LIVE, "stop")
    narrate(f"run {chosen.id} {status.state} at step {status.step}")
    return 0
