"""Goes on with a training run: a paused one where it waits, a stopped or failed one from its newest checkpoint.

It trains to the number of steps it was started for.
"""

from __future__ import annotations

import argparse

from gan.errors import RunError
from tui.commands.choosing import add_run, chosen_run, need_room

EXAMPLES = """\
examples:
  composer-tui resume
  composer-tui resume 0007 --detach
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser, "the newest that is paused, was stopped or failed")
    parser.add_argument("--detach", action="store_true", help="print the run's id and leave it running")
    parser.add_argument("--jsonl", action="store_true", help="print every event as a line of JSON")


def run(options: argparse.Namespace) -> int:
    from gan.training.checkpoint import newest_whole
    from gan.training.run import LIVE
    from tui.cli import narrate
    from tui.commands.train import follow, start

    chosen = chosen_run(options.run, states=("paused", "stopped", "failed", "new"))
    status = chosen.status()
    need_room(chosen, status)
    if status.state == "paused":
        offset = chosen.events_path.stat().st_size
        chosen.ask("resume")
        narrate(f"run {chosen.id} goes on from step {status.step} of {chosen.config.steps}")
        return follow(chosen, detach=options.detach, jsonl=options.jsonl, offset=offset)
    if status.state in LIVE:
        raise RunError(f"run {chosen.id} is {status.state} already", "", f"Follow it: composer-tui watch {chosen.id}")
    if status.state == "finished":
        what = f"run {chosen.id} has finished its {chosen.config.steps} steps"
        raise RunError(what, "", "Start a new one: composer-tui train")
    # Not from the last step that it told, where it was killed after that. What is passed over, the worker tells.
    found = newest_whole(chosen.checkpoints_path, lambda _: None)
    narrate(f"run {chosen.id} goes on from step {found[1] if found else 0} of {chosen.config.steps}")
    return start(chosen, detach=options.detach, jsonl=options.jsonl)
