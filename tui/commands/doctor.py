"""Checks what this machine has: Python, the libraries, sound, weights, folders, terminal, GPU.

Each line says ok, warn (works, but less than it could) or fail, and what mends it. Exit code 3 where anything fails.
"""

from __future__ import annotations

import argparse
import json

from tui.commands.options import add_json

EXAMPLES = """\
examples:
  composer-tui doctor
  composer-tui doctor --quick
  composer-tui doctor --json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quick", action="store_true", help="do not try whether the libraries load (takes seconds)")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from tui.cli import one_line
    from tui.doctor import checks

    results = []
    width = 16
    for check in checks(quick=options.quick):
        results.append(check)
        if not options.json:
            print(f"{check.state:<4}  {one_line(check.name):<{width}}  {one_line(check.said)}", flush=True)
            if check.mend:
                print(f"{'':<{width + 8}}{one_line(check.mend)}", flush=True)
    failed = sum(check.state == "fail" for check in results)
    if options.json:
        print(json.dumps({"ok": not failed, "checks": [check.to_json() for check in results]}, indent=2))
    return 3 if failed else 0
