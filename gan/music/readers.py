"""Starting the child processes that read files, ending one that is of no use any more, keeping one ready.

The rule this file owns: a child is told nothing of the environment but what Python needs, and reads one file.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from gan import errors
from gan.errors import MusicFileError
from gan.music.sniffing import Format

_START = """
import sys
root = sys.argv.pop(1)
if root not in sys.path:
    sys.path.insert(0, root)
from gan.music.reader import main
main()
"""
"""The child reads with the same `gan` as the parent, wherever that was found."""

_ENVIRONMENT = (
    "PATH",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "PYTHONHOME",
    "PYTHONPATH",
    "SYSTEMROOT",
    "TMPDIR",
    "LANG",
)
"""What the child is told of the environment; the rest is nothing to a reader of files."""


def start_reader(format: Format, extent: str) -> subprocess.Popen[bytes]:
    """A child that loads what the format needs, then awaits a file on stdin; see `gan.music.reader`.

    Raises MusicFileError where no process can be started.
    """
    root = str(Path(errors.__file__).resolve().parents[1])
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    environment |= {"HOME": os.devnull, "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-c", _START, root, format.value, extent],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=environment,
        )
    except OSError as error:
        raise MusicFileError("The reader cannot be started", error.strerror or str(error)) from error


class ReadyReader:
    """Keeps one child ready for the next file of a format: loading music21 takes longer than reading a tune."""

    def __init__(self, format: Format) -> None:
        self.format = format
        self._lock = threading.Lock()
        self._closed = False
        self._waiting: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Start the child that waits, unless there is one. Raises MusicFileError."""
        with self._lock:
            if not self._closed and (self._waiting is None or self._waiting.poll() is not None):
                self._waiting = start_reader(self.format, "whole")

    def take(self) -> subprocess.Popen[bytes]:
        """The child that waits, or a fresh one; another is started for the next time. Raises MusicFileError."""
        with self._lock:
            child, self._waiting = self._waiting, None
        if child is None or child.poll() is not None:
            child = start_reader(self.format, "whole")
        self.prepare()
        return child

    def close(self) -> None:
        """End the child that waits."""
        with self._lock:
            self._closed = True
            child, self._waiting = self._waiting, None
        if child is not None:
            child.kill()
            child.communicate()


class Reading:
    """A hold on a reading that may be of no use any more: `stop`, from any thread, ends its child process at once."""

    def __init__(self, ready: ReadyReader | None = None) -> None:
        """A reading by the child that is kept ready, where the format is that one's, else by a fresh one."""
        self.stopped = False
        self._ready = ready
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def child(self, format: Format, extent: str) -> subprocess.Popen[bytes]:
        """The child for a file. Raises MusicFileError where no process can be started."""
        if self._ready is not None and self._ready.format is format and extent == "whole":
            return self._ready.take()
        return start_reader(format, extent)

    def stop(self) -> None:
        with self._lock:
            self.stopped = True
            if self._child is not None:
                self._child.kill()

    def holds(self, child: subprocess.Popen[bytes] | None) -> None:
        """The child that reads now, or None once it has ended."""
        with self._lock:
            self._child = child
            if self.stopped and child is not None:
                child.kill()
