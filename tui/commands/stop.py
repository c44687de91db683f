"""Stops a training run: it finishes its step, saves, and can be resumed."""

from __future__ import annotations

import argparse
import time

from gan.errors import RunError, TimeLimit
from tui.commands.choosing import add_run, chosen_run

EXAMPLES = """\
examples:
  composer-tui stop
  composer-tui stop 0007
"""

_LIMIT_SECONDS = 120
"""A step of the largest preset on a slow machine, the reading of the music before the first one, and the saving."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser, "the one that is running")


def run(options: argparse.Namespace) -> int:
    from tui.cli import narrate
    from tui.commands.follow import ACTIVE

    chosen = chosen_run(options.run, states=ACTIVE)
    if chosen.status().state not in ACTIVE:
        what = "no run is active" if options.run is None else f"run {chosen.id} is not active"
        raise RunError(what, f"{chosen.id} is {chosen.status().state}")
    chosen.ask("stop")
    narrate(f"run {chosen.id} stops at its next step")
    until = time.monotonic() + _LIMIT_SECONDS
    while chosen.status().state in ACTIVE:
        if time.monotonic() > until:
            raise TimeLimit(f"run {chosen.id} did not stop within {_LIMIT_SECONDS} s", "", f"Log: {chosen.log_path}")
        time.sleep(0.2)
    status = chosen.status()
    narrate(f"run {chosen.id} {status.state} at step {status.step}")
    return 0
