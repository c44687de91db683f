"""The link to training runs: follows one run's events on a thread.

Rule of this file: only what a run wrote is believed. After a start of the composer the whole curve is read again,
so live and replay are one path.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.message import Message

from gan.errors import ComposerError, RunError
from tui.crash import report

if TYPE_CHECKING:
    from gan.training.run import Run

_LOOK_SECONDS = 0.5


@dataclass
class RunTold(Message):
    """What a run wrote since the last time, and how it stands."""

    run: Run
    state: str
    step: int | None
    events: list[dict[str, Any]] = field(default_factory=list)
    first: bool = False
    """True for the first message about a run that is followed anew."""


class RunFollower:
    """Follows one run at a time. `post` is called on the follower's thread."""

    def __init__(self, post: Callable[[Message], object], failed: Callable[[ComposerError], object]) -> None:
        self._post, self._failed = post, failed
        self._stop = threading.Event()
        self._look_now = threading.Event()

    def follow(self, run: Run) -> None:
        """Follow a run from its first event on; the one followed before is left."""
        self.close()
        self._stop, self._look_now = threading.Event(), threading.Event()
        threading.Thread(
            target=self._follow, args=(run, self._stop, self._look_now), name="run follower", daemon=True
        ).start()

    def look(self) -> None:
        """Look at once instead of at the next beat."""
        self._look_now.set()

    def close(self) -> None:
        """Follow nothing any more. Does not wait."""
        self._stop.set()
        self._look_now.set()

    def _follow(self, run: Run, stop: threading.Event, look_now: threading.Event) -> None:
        from gan.training.events import read_events

        offset, first, known, complained = 0, True, "", False
        while not stop.is_set():
            try:
                status = run.status()
                events, offset = read_events(run.events_path, offset)
                if (events or first or status.state != known) and not stop.is_set():
                    self._post(RunTold(run, status.state, status.step, events, first))
                    first, known = False, status.state
                complained = False
            except ComposerError as error:
                if not complained:
                    self._failed(error)
                complained = True
            except FileNotFoundError:
                # The run has not written yet, or its folder was taken away; both are told by its state.
                pass
            except Exception as error:
                self._failed(report(error))
                return
            look_now.wait(_LOOK_SECONDS)
            look_now.clear()


def newest_run(root: Path) -> Run | None:
    """The newest live run under a folder, else the newest run, else None. Blocks while it reads the folder."""
    from gan.training.run import LIVE, runs_in

    runs = runs_in(root)
    for run in runs:
        try:
            if run.status().state in LIVE:
                return run
        except RunError:
            continue
    return runs[0] if runs else None
