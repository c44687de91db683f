"""Serves the composer in a browser, through textual-serve: a window for whoever has no terminal at hand.

It prints an address to open; over SSH it also says how to bring the port to your own machine. Every page that is opened
is a composer of its own, at the same session. It goes on until Ctrl-C. Only this machine (and tunnels to it) is
answered, and only who has the whole address: the letters in it are a secret. Whoever has it can do here what the
composer can.
"""

from __future__ import annotations

import argparse
import os

from gan.errors import MissingDependency
from tui.commands.options import whole_number

EXAMPLES = """\
examples:
  composer-tui serve
  composer-tui serve --port 9000
"""
FIRST_PORT = 8775


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", metavar="N", type=whole_number(1, 65535), default=FIRST_PORT, help=f"default {FIRST_PORT}"
    )


def run(options: argparse.Namespace) -> int:
    try:
        from tui.serving import StudioServer
    except ImportError as error:
        why = f"{error.name or error} is not installed"
        mend = "pip install 'composer-tui[serve]'"
        raise MissingDependency("the composer in a browser needs textual-serve", why, mend) from error
    from soundfonts.drivers import over_ssh
    from soundfonts.page.guard import new_token
    from tui.cli import narrate
    from tui.sounding import tunnel_line

    server = StudioServer(options.port, new_token())
    if over_ssh(os.environ):
        narrate(f"On your own machine run: {tunnel_line(options.port, os.environ)}")
    narrate("Open this address there; Ctrl-C here ends it:")
    print(server.address, flush=True)
    server.serve()
    return 0
