"""Starting the sound processes, and the one form in which they report a failure.

A child never adds the current folder to its path (`-P`): a file named `json.py` beside somebody's melody must not
run. Its fd 2 is the log; it gets a session of its own, so Ctrl-C reaches only the program in front.
"""

from __future__ import annotations

import os
import subprocess
from typing import IO, Any

from gan.child import module_command, module_environment
from gan.errors import ComposerError, MissingDependency, SoundError
from soundfonts.places import log_path, open_log

_KINDS: dict[str, type[ComposerError]] = {"MissingDependency": MissingDependency, "SoundError": SoundError}


def spawn(
    module: str, *arguments: str, stdin: int = subprocess.PIPE, stdout: int | IO[Any] = subprocess.PIPE
) -> subprocess.Popen[bytes]:
    """Start `python -m module` with pipes, its fd 2 on the log. Raises SoundError where no process can be started."""
    log = open_log()
    try:
        return subprocess.Popen(
            module_command(module, *arguments),
            stdin=stdin,
            stdout=stdout,
            stderr=log,
            env=module_environment(),
            start_new_session=True,
        )
    except OSError as problem:
        raise SoundError("the sound process could not be started", str(problem)) from problem
    finally:
        os.close(log)


def error_to_json(error: ComposerError) -> dict[str, str]:
    """A failure as JSON values; `error_from_json` is its inverse."""
    return {"kind": type(error).__name__, "what": error.what, "why": error.why, "mend": error.mend}


def error_from_json(value: dict[str, str]) -> ComposerError:
    """The failure that a child reported."""
    return _KINDS.get(value["kind"], SoundError)(value["what"], value["why"], value["mend"])


def broke_off(code: int | None) -> SoundError:
    """The failure of a child that ended without a word."""
    return SoundError("the sound process stopped without an answer", f"exit status {code}", f"Its log: {log_path()}")


def guard_stdout() -> IO[bytes]:
    """In a child: keep fd 1 for our own answers and send what native code prints there to the log (fd 2)."""
    own = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return own
