"""Pauses a training run: it finishes its step, saves, and waits with all it has in memory until it is resumed."""

from __future__ import annotations

import argparse

from tui.commands.choosing import add_run, chosen_run, idle, need_room
from tui.commands.waiting import wait_until

EXAMPLES = """\
examples:
  composer-tui pause
  composer-tui pause 0007
  composer-tui resume
"""

WORKING = ("running", "starting")
"""The states of a run that is at work and does not wait."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser, "the one that is running")


def run(options: argparse.Namespace) -> int:
    from gan.training.run import LIVE
    from tui.cli import narrate

    chosen = chosen_run(options.run, states=WORKING)
    status = chosen.status()
    need_room(chosen, status)
    state = status.state
    if state == "paused":
        narrate(f"run {chosen.id} is paused already")
        return 0
    if state not in LIVE:
        raise idle(chosen, state, options.run, "active")
    chosen.ask("pause")
    narrate(f"run {chosen.id} pauses at its next step")
    status = wait_until(chosen, lambda state: state not in WORKING, "pause")
    narrate(f"run {chosen.id} {status.state} at step {status.step}")
    return 0 if status.state in ("paused", "finished") else 1
