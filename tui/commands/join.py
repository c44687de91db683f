"""Helps a training run of another machine: this one takes its part of every batch, and keeps nothing.

The run is started with train --backend jax --machines N --listen HOST:PORT; every other machine joins it by that
address. All need the same music. Messages between them are neither secret nor signed: only in a network you trust.
"""

from __future__ import annotations

import argparse
import os
import subprocess

from gan.errors import UsageError
from tui.commands.options import add_data, need_data, need_jax, whole_number

EXAMPLES = """\
examples:
  on gpu1:  composer-tui train --genre jazz --data ~/music --backend jax --machines 2 --listen gpu1:4711
  on gpu2:  composer-tui join gpu1:4711 --machines 2 --number 1 --data ~/music
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", metavar="HOST:PORT", help="the one that train was told to listen at")
    parser.add_argument(
        "--machines", metavar="N", type=whole_number(2, 1000), required=True, help="machines in all, as train was told"
    )
    parser.add_argument(
        "--number", metavar="I", type=whole_number(1, 999), required=True, help="of this machine, 1 to N - 1"
    )
    add_data(parser, "the run's, here (default: the same path as there)")


def run(options: argparse.Namespace) -> int:
    from gan.child import module_command, module_environment

    if options.number >= options.machines:
        raise UsageError(f"number {options.number} of {options.machines} machines", "they are counted from 0")
    need_data(options.data)
    need_jax()
    words = [options.address, str(options.number), str(options.machines)]
    if options.data:
        words.append(str(options.data.resolve()))
    command = module_command("gan.training.peer", *words)
    environment = {**module_environment(), "KERAS_BACKEND": "jax", "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(command, env={**os.environ, **environment}, check=False)
    return done.returncode if done.returncode >= 0 else 128 - done.returncode
