"""A run: the directory a training lives in, and how others find, start and ask it.

    config.json    what it was asked to do, with the form of the directory; never changed
    lock           held by the worker while it lives (flock), with its process id
    events.jsonl   everything it says
    control/       requests, a file each: pause, resume, checkpoint, stop
    checkpoints/   step-00000500/ …, each whole or absent
    ladder/        step-00000000/ …, small copies to compose with (see `gan.training.ladder`)
    samples/       MIDI files, what it composes as it learns
    worker.log     what its libraries print

Only the worker writes here, but for config.json at the start and the requests.
"""

from __future__ import annotations

import fcntl
import json
import mmap
import os
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from gan.child import module_command, module_environment
from gan.errors import ComposerError, RunError
from gan.jsontext import parse_json
from gan.locations import make
from gan.training.config import TrainingConfig
from gan.training.events import read_events

REQUESTS = ("pause", "resume", "checkpoint", "stop")
_TAKES_BACK = {"pause": "resume", "resume": "pause"}
"""The request that a later one makes void."""
LIVE = ("starting", "running", "paused")
"""The states in which a worker is at work on a run, or about to be."""
_LOCK_SECONDS = 1.0
"""How long a worker tries to take its run's lock."""
FORM = 1
"""Of a run directory; a change that older programs cannot read raises it. Runs of version 0.1 do not tell theirs."""
_BESIDE = ("CheckpointSaved", "RungKept", "SampleReady", "HeldOut", "Working", "Warned")
"""Events that do not tell how a run stands."""
_STATE_OF = {"RunStopped": "stopped", "RunFinished": "finished", "RunFailed": "failed", "RunPaused": "paused"}


@dataclass(frozen=True, slots=True)
class RunStatus:
    """How a run stands, from the lock and its last events."""

    state: str
    """new, starting, running, paused, stopped, finished or failed."""
    pid: int | None
    """The living worker's process, or None."""
    step: int
    progress: dict[str, Any] = field(default_factory=dict)
    """The last StepDone: losses, steps_per_second and what else it carries; empty before the first."""
    told_at: float | None = None
    """When it last said anything, Unix seconds."""
    waits: tuple[str, str] = ("", "")
    """Why it is paused where nobody asked for it, and what mends that."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run directory."""

    path: Path
    config: TrainingConfig

    @staticmethod
    def create(root: Path, config: TrainingConfig) -> Run:
        """A new run under `root`, numbered after the last. Raises RunError where it cannot be written."""
        made: Path | None = None
        try:
            make(root)
            number = max([int(p.name[:4]) for p in root.iterdir() if p.name[:4].isdecimal()], default=0) + 1
            while True:
                path = root / f"{number:04d}-{'+'.join(config.genres[:2])}{'+' if len(config.genres) > 2 else ''}"
                try:
                    path.mkdir(mode=0o700)
                    made = path
                    break
                except FileExistsError:  # another process was faster
                    number += 1
            for name in ("control", "checkpoints", "samples"):
                (path / name).mkdir()
            value = {"form": FORM, **config.to_json()}
            (path / "config.json").write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            if made is not None:
                shutil.rmtree(made, ignore_errors=True)
            raise RunError(f"no run can be made in {root}", error.strerror or str(error)) from None
        return Run(path, config)

    @staticmethod
    def open(path: Path) -> Run:
        """The run in a directory. Raises RunError where there is none, or one of a newer form."""
        try:
            value = dict(parse_json((path / "config.json").read_text(encoding="utf-8")))
            form = value.pop("form", FORM)
            if isinstance(form, int) and form > FORM:
                raise RunError(
                    f"run {path.name} was made by a newer composer-tui",
                    f"it is of form {form}, this version reads form {FORM}",
                    "Update composer-tui",
                )
            return Run(path, TrainingConfig.from_json(value))
        except (OSError, ValueError, TypeError) as error:
            raise RunError(f"{path} is not a run", str(error)) from None

    @property
    def id(self) -> str:
        return self.path.name

    @property
    def events_path(self) -> Path:
        return self.path / "events.jsonl"

    @property
    def log_path(self) -> Path:
        return self.path / "worker.log"

    @property
    def samples_path(self) -> Path:
        return self.path / "samples"

    @property
    def checkpoints_path(self) -> Path:
        return self.path / "checkpoints"

    @property
    def ladder_path(self) -> Path:
        return self.path / "ladder"

    def start(self) -> None:
        """Start the worker; it goes on from the newest checkpoint.

        It has a session of its own, so that it outlives this process and its terminal.

        Raises RunError where it already runs.
        """
        pid = self.worker_pid()
        if pid is not None:
            raise RunError(f"run {self.id} is already training", f"its process is {pid}")
        for request in REQUESTS:
            (self.path / "control" / request).unlink(missing_ok=True)
        said_before = _size(self.events_path)
        with self.log_path.open("ab") as log:
            process = subprocess.Popen(
                module_command("gan.training.worker", str(self.path)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env=_worker_environment(),
            )
        _children[self.path] = (process, said_before)

    def ask(self, request: str) -> None:
        """Ask the worker for one of REQUESTS; it answers with an event. Raises RunError where it does not run."""
        if request not in REQUESTS:
            raise ValueError(f"{request!r} is none of {REQUESTS}")
        if self.worker_pid() is None and not self._starting():
            raise RunError(f"run {self.id} is not training")
        if other := _TAKES_BACK.get(request):  # the worker may look only once for both, and cannot know the order
            (self.path / "control" / other).unlink(missing_ok=True)
        (self.path / "control" / request).touch()

    def worker_pid(self) -> int | None:
        """The process that holds the lock, or None."""
        try:
            with (self.path / "lock").open("rb") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                except BlockingIOError:
                    return int(file.read() or b"0")
        except (OSError, ValueError):
            pass
        return None

    def status(self) -> RunStatus:
        """How the run stands, from the lock and the last events."""
        pid = self.worker_pid()
        events = tail_of(self.events_path)
        # The last, not the highest: a worker that was killed went on from a checkpoint before that.
        step = events[-1]["step"] if events else 0
        marks = [e["kind"] for e in events if e["kind"] not in _BESIDE]
        last = marks[-1] if marks else ""
        if pid is not None or self._starting():
            state = {"RunPaused": "paused", "RunResumed": "running", "StepDone": "running"}.get(last, "starting")
        else:
            state = _STATE_OF.get(last, "stopped" if events else "new")
            state = "stopped" if state == "paused" else state  # a paused worker that is gone has stopped
        progress: dict[str, Any] = next((e for e in reversed(events) if e["kind"] == "StepDone"), {})
        times = [e["time"] for e in events if isinstance(e.get("time"), int | float)]
        # The last word, not the latest: the clock may have been set back since.
        told_at = times[-1] if times else None
        waits: dict[str, Any] = next((e for e in reversed(events) if e["kind"] == "RunPaused"), {})
        why = [str(waits.get(part) or "") for part in ("why", "mend")] if state == "paused" else ["", ""]
        return RunStatus(state, pid, step, progress, told_at, (why[0], why[1]))

    def _starting(self) -> bool:
        """Whether this process started a worker that lives and has not said anything yet."""
        process, said_before = _children.get(self.path, (None, 0))
        return process is not None and process.poll() is None and _size(self.events_path) == said_before


def take_lock(run: Run) -> TextIO:
    """The run's lock, held until the file is closed or the process dies. Raises RunError where another holds it."""
    file = (run.path / "lock").open("a+", encoding="ascii")
    # Whoever looks whether the run is at work (`worker_pid`) holds it too, for a moment.
    until = time.monotonic() + _LOCK_SECONDS
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if time.monotonic() > until:
                file.seek(0)
                why = f"its process is {file.read() or 'not known'}"
                file.close()
                raise RunError(f"run {run.id} is already training", why) from None
            time.sleep(0.02)
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


_children: dict[Path, tuple[subprocess.Popen[bytes], int]] = {}
"""Workers this process started, with the size of their run's events at that moment."""


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _worker_environment() -> dict[str, str]:
    return {**module_environment(), "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "2"}


def tail_of(path: Path, limit: int = 65536) -> list[dict[str, Any]]:
    """The events in the last `limit` bytes of a file."""
    try:
        size = path.stat().st_size
    except OSError:
        return []
    events, _ = read_events(path, max(0, size - limit))
    return events


def last_start(path: Path) -> dict[str, Any] | None:
    """The last RunStarted in a file of events; found without reading what came after it, which may be gigabytes."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            start = data.rfind(b'{"kind":"RunStarted"')
            event = parse_json(data[start : data.find(b"\n", start)]) if start >= 0 else None
    except (OSError, ValueError):  # none, an empty one, or half a line
        return None
    return event if isinstance(event, dict) else None


def runs_in(root: Path, passed_over: list[tuple[str, ComposerError]] | None = None) -> list[Run]:
    """The runs under `root`, newest first; the names of folders that are none, with why, go to `passed_over`."""
    found = []
    for path in sorted(root.iterdir(), reverse=True) if root.is_dir() else []:
        if path.is_dir():
            try:
                found.append(Run.open(path))
            except ComposerError as error:
                if passed_over is not None:
                    passed_over.append((path.name, error))
    return found
