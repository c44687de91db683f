"""The feed: makes what cycles read ahead of them, in a thread, or in as many processes as a GPU needs.

Whoever makes it when, what a step reads is the same.
"""

from __future__ import annotations

import atexit
import multiprocessing
import signal
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from typing import Protocol

from gan.data.dataset import Dataset
from gan.errors import RunError
from gan.training.config import TrainingConfig
from gan.training.inputs import Inputs, inputs_of
from gan.training.machine import cores
from gan.training.music import music_of

_MOST_PROCESSES = 12
_AHEAD = 2
"""Batches that each process has in hand at most."""


class Feed(Protocol):
    """What cycles read."""

    def take(self, step: int) -> Inputs:
        """What a step reads; no step comes before one that was taken. Raises RunError where it cannot be made."""


class ThreadFeed:
    """One step ahead, in a thread of this process."""

    def __init__(self, config: TrainingConfig, music: Dataset) -> None:
        self._what = config, music
        self._thread = ThreadPoolExecutor(1, "batches")
        self._coming: dict[int, Future[Inputs]] = {}

    def take(self, step: int) -> Inputs:
        """See `Feed`."""
        submit = self._thread.submit
        self._coming = {s: self._coming.get(s) or submit(inputs_of, *self._what, s) for s in (step, step + 1)}
        return self._coming[step].result()


class ProcessFeed:
    """Several steps ahead, for a GPU, in processes that take turns: packed, as `inputs_of` says of `far`."""

    def __init__(self, config: TrainingConfig) -> None:
        self._helpers = [_Helper(config) for _ in range(max(1, min(_MOST_PROCESSES, cores() - 2)))]
        self._asked = -1

    def take(self, step: int) -> Inputs:
        """See `Feed`."""
        count = len(self._helpers)
        for coming in range(max(step, self._asked + 1), step + _AHEAD * count):
            self._helpers[coming % count].ask(coming)
            self._asked = coming
        return self._helpers[step % count].answer(step)


class _Helper:
    """A process that makes batches, and the thread that reads them from it."""

    def __init__(self, config: TrainingConfig) -> None:
        # Spawned: a process that is forked from one with the threads of a GPU's library may hang.
        spawn = multiprocessing.get_context("spawn")
        self._connection, theirs = spawn.Pipe()
        self.process = spawn.Process(target=_serve, args=(theirs, config), daemon=True)
        self.process.start()
        atexit.register(self.process.kill)  # at its own exit Python would ask it to end, and wait
        theirs.close()  # so that its end is the end of what can be read
        self._answers: SimpleQueue[tuple[int, Inputs] | None] = SimpleQueue()
        Thread(target=self._read, name="batches", daemon=True).start()

    def ask(self, step: int) -> None:
        """Have it make what a step reads, after what it was asked before."""
        try:
            self._connection.send(step)
        except OSError:
            pass  # it is no more; `answer` tells

    def answer(self, step: int) -> Inputs:
        """What a step reads that it was asked for; those before are let go. Raises RunError where it ended."""
        while answer := self._answers.get():
            if answer[0] == step:
                return answer[1]
        self._answers.put(None)
        mend = "Resume the run; with less memory to spare, use a smaller --batch"
        why = "it was killed, for want of memory perhaps; worker.log may say more"
        raise RunError("a process that makes batches has ended", why, mend)

    def _read(self) -> None:
        try:
            while True:
                self._answers.put(self._connection.recv())
        except (EOFError, OSError):
            self._answers.put(None)


def _serve(asked: Connection, config: TrainingConfig) -> None:
    """Answer until whoever asks is no more, however it ended."""
    for number in (signal.SIGINT, signal.SIGTERM):  # to all of a group: the run saves, and needs its batches until then
        signal.signal(number, signal.SIG_IGN)
    music = music_of(config, lambda *_: None)
    try:
        while True:
            step = asked.recv()
            asked.send((step, inputs_of(config, music, step, far=True)))
    except (EOFError, OSError):
        pass
