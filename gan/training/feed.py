"""The feed: makes what cycles read ahead of them, in a thread, or in as many processes as a GPU needs.

Whoever makes it when, what a step reads is the same.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from gan.data.dataset import Dataset
from gan.errors import RunError
from gan.training.config import TrainingConfig
from gan.training.inputs import Inputs, inputs_of
from gan.training.music import music_of

_MOST_PROCESSES = 12
_LOOK = 1.0
"""Seconds between looks of a process whether its run is still there."""
_own: tuple[TrainingConfig, Dataset] | None = None
"""In a process of the feed: what it makes batches of."""


class Feed:
    """What cycles read, in order.

    Args:
        make: makes it of a step.
        executor: does so.
        ahead: how many are made, or waiting, beside the one that is asked for.
    """

    def __init__(
        self, make: Callable[[int], Inputs], executor: ThreadPoolExecutor | ProcessPoolExecutor, ahead: int
    ) -> None:
        self._make, self._executor, self._ahead = make, executor, ahead
        self._coming: dict[int, Future[Inputs]] = {}

    def take(self, step: int) -> Inputs:
        """What a step reads. Raises RunError where a process that makes it was killed."""
        wanted = range(step, step + self._ahead + 1)
        self._coming = {s: self._coming.get(s) or self._executor.submit(self._make, s) for s in wanted}
        try:
            return self._coming.pop(step).result()
        except BrokenProcessPool:
            mend = "Resume the run; with less memory to spare, use a smaller --batch"
            raise RunError("a process that makes batches was killed", "there may be too little memory", mend) from None


def thread_feed(config: TrainingConfig, music: Dataset) -> Feed:
    """One step ahead, in a thread of this process."""
    return Feed(lambda step: inputs_of(config, music, step), ThreadPoolExecutor(1, "batches"), 1)


def process_feed(config: TrainingConfig) -> Feed:
    """Several steps ahead, for a GPU: packed, as `inputs_of` says of `far`."""
    spare = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    count = max(1, min(_MOST_PROCESSES, spare - 2))
    # Spawned: a process that is forked from one with the threads of a GPU's library may hang.
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(count, spawn, initializer=_prepare, initargs=(config, os.getpid()))
    return Feed(_make_far, pool, 2 * count)


def _prepare(config: TrainingConfig, parent: int) -> None:
    global _own
    for number in (signal.SIGINT, signal.SIGTERM):  # to all of a group: the run saves, and needs its batches until then
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    _own = config, music_of(config, lambda *_: None)


def _leave_with(parent: int) -> None:
    """End this process when its run has ended, however it did."""
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os._exit(0)


def _make_far(step: int) -> Inputs:
    assert _own is not None
    return inputs_of(*_own, step, far=True)
