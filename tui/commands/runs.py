"""Lists the training runs, the newest first."""

from __future__ import annotations

import argparse
import json

from tui.commands.options import add_json

EXAMPLES = """\
examples:
  composer-tui runs
  composer-tui runs --json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from gan.locations import runs_dir
    from gan.training.run import runs_in
    from tui.cli import narrate
    from tui.commands.output import print_table

    runs = [(run, run.status()) for run in runs_in(runs_dir())]
    if options.json:
        print(
            json.dumps(
                [
                    {
                        "id": run.id,
                        "state": str(status.state),
                        "step": status.step,
                        "pid": status.pid,
                        "path": str(run.path),
                        "config": run.config.to_json(),
                    }
                    for run, status in runs
                ],
                indent=2,
            )
        )
        return 0
    if not runs:
        narrate("There is no training run yet. Start one: composer-tui train --genre chorale")
        return 0
    rows: list[tuple[object, ...]] = [("run", "state", "step", "of", "genres", "folder")]
    rows += [
        (run.id, status.state, status.step, run.config.steps, ", ".join(run.config.genres), run.path)
        for run, status in runs
    ]
    print_table(rows, numbers=(2, 3))
    return 0
