"""Has a training run save a checkpoint now; it composes and measures as at any other, and goes on."""

from __future__ import annotations

import argparse

from gan.errors import RunError
from tui.commands.choosing import add_run, chosen_run, idle, need_room
from tui.commands.waiting import wait_until

EXAMPLES = """\
examples:
  composer-tui checkpoint
  composer-tui checkpoint 0007
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser, "the one that is running")


def run(options: argparse.Namespace) -> int:
    from gan.training.events import read_events
    from tui.cli import narrate
    from tui.commands.pause import WORKING

    chosen = chosen_run(options.run, states=WORKING)
    status = chosen.status()
    need_room(chosen, status)
    state = status.state
    if state == "paused":
        narrate(f"run {chosen.id} is paused, and was saved before that")
        return 0
    if state not in WORKING:
        raise idle(chosen, state, options.run, "at work")
    _, offset = read_events(chosen.events_path)
    chosen.ask("checkpoint")
    narrate(f"run {chosen.id} saves at its next step")

    def saved(state: str) -> bool:
        told = read_events(chosen.events_path, offset)[0]
        return state not in WORKING or any(event["kind"] == "CheckpointSaved" for event in told)

    status = wait_until(chosen, saved, "save")
    steps = [e["step"] for e in read_events(chosen.events_path, offset)[0] if e["kind"] == "CheckpointSaved"]
    if not steps:
        raise RunError(f"run {chosen.id} saved nothing", f"it is {status.state}", f"Log: {chosen.log_path}")
    narrate(f"run {chosen.id} saved at step {steps[0]}")
    return 0
