"""Waiting until a run has done what it was asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from gan.errors import TimeLimit

if TYPE_CHECKING:
    from gan.training.run import Run, RunStatus

LIMIT_SECONDS = 120
"""A step of the largest preset on a slow machine, the reading of the music before the first one, and the saving."""


def wait_until(run: Run, reached: Callable[[str], bool], verb: str) -> RunStatus:
    """The status of a run once its state is reached. Raises TimeLimit where that takes longer than LIMIT_SECONDS."""
    until = time.monotonic() + LIMIT_SECONDS
    while not reached((status := run.status()).state):
        if time.monotonic() > until:
            raise TimeLimit(f"run {run.id} did not {verb} within {LIMIT_SECONDS} s", "", f"Log: {run.log_path}")
        time.sleep(0.2)
    return status
