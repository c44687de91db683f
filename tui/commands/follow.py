"""A training run told as it happens: its events as lines for people or as JSON lines, until it ends.

What is told comes from the run's event file alone, so following it live, later or twice tells the same.
"""

from __future__ import annotations

import json
import math
import time
from pathlib import Path
from typing import Any

from gan.errors import ComposerError, Diverged, RunError
from gan.music.plain import plain
from gan.training.events import FINAL, read_events
from gan.training.run import LIVE, Run
from tui.device_words import device_of
from tui.step_numbers import in_short, numbers_in

_POLL_SECONDS = 0.2
_LINE_SECONDS = 2.0
"""Of lines that come many times a second, one in this time is told; the last is always told."""
_SILENCE_SECONDS = 2.0
"""How long a run that is no longer active may still owe its last events."""


class Narrator:
    """Says events on stderr, in words, and thins out those that come fast."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._held: dict[str, Any] | None = None
        self._said_at = -math.inf

    def tell(self, event: dict[str, Any]) -> None:
        """Says one event, or holds it back where one like it was said just now."""
        fast = event.get("kind") in ("StepDone", "Preparing", "Working")
        now = time.monotonic()
        if fast and now - self._said_at < _LINE_SECONDS:
            self._held = event
            return
        if not fast:
            self.flush()
        self._say(event)
        if fast:
            self._held = None
            self._said_at = now

    def flush(self) -> None:
        """Says what was held back."""
        if self._held is not None:
            held, self._held = self._held, None
            self._say(held)

    def _say(self, event: dict[str, Any]) -> None:
        from tui.cli import narrate

        device = device_of(event) if event.get("kind") == "RunStarted" else None
        for line in (device.loudly if device else "", words(event, self._run.config.steps, self._run.path)):
            if line:
                narrate(line)


def words(event: dict[str, Any], steps: int, folder: Path) -> str:
    """An event of a run of `steps` steps in `folder`, in words; empty for one that says nothing to people."""
    try:
        return _words(event, steps, folder)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):  # of another form than ours
        return ""


def _words(event: dict[str, Any], steps: int, folder: Path) -> str:
    at = f"step {_count(event.get('step'))}"
    match event.get("kind"):
        case "RunStarted":
            parameters = event.get("parameters") or {}
            sizes = ", ".join(f"{name} {_count(size)} parameters" for name, size in parameters.items())
            genres = ", ".join(event.get("genres") or ())
            windows = _count(event.get("windows"))
            return f"{at} of {_count(steps)}: {genres}, {windows} windows; {sizes}"
        case "Preparing":
            total = event.get("total")
            progress = f": {_count(event.get('done'))} of {_count(total)}" if total != 1 else ""
            return f"preparing {event.get('what')}{progress}"
        case "Working":
            what, total = plain(str(event.get("what") or ""), limit=80), event.get("total")
            return f"{at}: {what} …" if total in (None, 1) else f"{at}: {what}: {event.get('done')} of {total}"
        case "StepDone":
            speed = event.get("steps_per_second")
            left = f"  left {_clock((steps - int(event.get('step') or 0)) / speed)}" if speed else ""
            more = "".join(f"  {words}" for words in in_short(numbers_in(event)))
            return (
                f"{at} of {_count(steps)}  generator {_number(event.get('generator_loss'))}"
                f"  discriminator {_number(event.get('discriminator_loss'))}"
                f"  reconstruction {_number(event.get('reconstruction_loss'))}"
                f"  {_number(speed, 1)} steps/s{left}{more}"
            )
        case "SampleReady":
            return f"{at}: a piece to hear ({event.get('genre')}): {folder / str(event.get('path'))}"
        case "HeldOut":
            loss, best = event.get("reconstruction_loss"), event.get("best_step")
            takes, real = event.get("takes") or {}, event.get("real") or {}
            beside = ", ".join(
                f"{str(name).replace('_', ' ')} {_number(takes[name], 2)} (real {_number(real.get(name), 2)})"
                for name in takes
            )
            lost = f": missed notes {_number(loss)}, best at step {_count(best)}" if loss is not None else ""
            return f"{at}: on music it does not learn from{lost}; takes {beside}" if beside else f"{at}: measured{lost}"
        case "Warned":
            what, why, mend = (plain(str(event.get(part) or ""), limit=300) for part in ("what", "why", "mend"))
            return f"{at}: beware, {what}: {why}. {mend}"
        case "CheckpointSaved":
            return f"{at}: saved"
        case "RunPaused":
            why, mend = (plain(str(event.get(part) or ""), limit=300) for part in ("why", "mend"))
            return f"{at}: paused, {why}. {mend}" if why else f"{at}: paused"
        case "RunResumed":
            return f"{at}: goes on"
        case "RunStopped":
            return f"{at}: stopped, and not saved" if event.get("saved") is False else f"{at}: stopped and saved"
        case "RunFinished":
            return f"{at}: finished and saved"
        case "RunFailed":
            return f"{at}: failed"
        case _:
            return ""


class Follower:
    """Tells the events of a run, each once, wherever the telling was interrupted."""

    def __init__(self, run: Run, *, jsonl: bool = False, offset: int = 0) -> None:
        """Follows a run, as words on stderr or as a line of JSON per event on stdout, from a byte of its event file."""
        self._run = run
        self._jsonl = jsonl
        self._offset = offset
        self._last: dict[str, Any] = {}
        self._narrator = Narrator(run)

    def catch_up(self) -> bool:
        """Tells what happened since the last time. True where that was anything."""
        events, self._offset = read_events(self._run.events_path, self._offset)
        for event in events:
            self._last = event
            if self._jsonl:
                print(json.dumps(event), flush=True)
            else:
                self._narrator.tell(event)
        return bool(events)

    def finish(self) -> None:
        """Tells what was held back because more like it was expected. Raises what the run failed of, if it did."""
        self._narrator.flush()
        failure = failure_of(self._last)
        if failure is not None:
            raise failure

    def until_end(self) -> str:
        """Tells everything until the run is over, and returns its last state, `stopped` or `finished`.

        Raises RunError or Diverged where the run failed. An interruption does nothing to the run.
        """
        quiet_since: float | None = None
        while True:
            # The state first: what the worker wrote before it ended is then still read.
            state = str(self._run.status().state)
            if self.catch_up() or state in LIVE:
                quiet_since = None
            elif self._last.get("kind") in FINAL:
                break
            elif quiet_since is None:
                quiet_since = time.monotonic()
            elif time.monotonic() - quiet_since > _SILENCE_SECONDS:
                break
            time.sleep(_POLL_SECONDS)
        self.finish()
        if self._last.get("kind") not in FINAL:
            what = f"run {self._run.id} ended without saying why"
            raise RunError(what, "its process is gone", f"Log: {self._run.log_path}; go on with: composer-tui resume")
        return state


def failure_of(event: dict[str, Any]) -> ComposerError | None:
    """The failure that an event tells of, or None."""
    if event.get("kind") != "RunFailed":
        return None
    what, why, mend = (plain(str(event.get(part) or ""), limit=500) for part in ("what", "why", "mend"))
    diverged = "diverged" in what.lower()
    return (Diverged if diverged else RunError)(what or "the run failed", why, mend)


def _count(value: Any) -> str:
    return f"{value:,}".replace(",", " ") if isinstance(value, int) else "?"


def _number(value: Any, digits: int = 3) -> str:
    return f"{value:.{digits}f}" if isinstance(value, int | float) and math.isfinite(value) else "–"


def _clock(seconds: float) -> str:
    whole = max(0, round(seconds))
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"
