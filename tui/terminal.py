"""The terminal around the composer: what may write on it, and what happens when it goes away.

Rules this file owns:

- Only the screen writes on the terminal. Libraries write on descriptors 1 and 2, where ALSA, FluidSynth and the like
  would draw over the screen; while the composer is open those lead to a log file.
- A terminal that is gone ends the process at once: there is nothing left to restore, and nobody to wait for.
"""

from __future__ import annotations

import io
import locale
import os
import select
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gan.errors import UsageError
from gan.locations import make
from gan.music.plain import plain

_MOST_LOG_BYTES = 2**20
_GONE_EXIT_CODE = 129
_LOOK_MILLISECONDS = 500


def check_terminal() -> None:
    """Raise UsageError where the terminal cannot show the composer."""
    mend = "Without a screen: composer-tui compose --demo --genre pop"
    kind = os.environ.get("TERM", "")
    if kind in ("dumb", ""):
        raise UsageError("this terminal cannot show the composer", f"TERM is {kind or 'not set'}", mend)
    encoding = locale.nl_langinfo(locale.CODESET)
    if encoding.upper().replace("-", "") != "UTF8":
        why, mend = f"the locale says {plain(encoding)}", "Try: LC_ALL=C.UTF-8 composer-tui"
        raise UsageError("the composer draws in UTF-8", why, mend)


@contextmanager
def screen_alone(log: Path) -> Iterator[None]:
    """While open, only the screen reaches the terminal; what else is written on descriptors 1 and 2 goes to `log`."""
    sys.stdout.flush()
    sys.stderr.flush()
    descriptor = _open_log(log)
    terminal = io.TextIOWrapper(os.fdopen(os.dup(1), "wb"), encoding="utf-8", errors="replace", write_through=False)
    kept = {number: os.dup(number) for number in (1, 2)}
    originals = sys.__stdout__, sys.__stderr__
    for number in kept:
        os.dup2(descriptor, number)
    os.close(descriptor)
    # The screen's driver asks these two for the terminal.
    sys.__stdout__ = sys.__stderr__ = terminal  # type: ignore[misc]
    try:
        yield
    finally:
        for stream in (sys.stdout, sys.stderr, terminal):
            try:
                stream.flush()
            except (OSError, ValueError):
                pass
        sys.__stdout__, sys.__stderr__ = originals  # type: ignore[misc]
        for number, copy in kept.items():
            os.dup2(copy, number)
            os.close(copy)


def watch_terminal(gone: Callable[[], None]) -> None:
    """End the process soon after its terminal went away, `gone` being called before. Call it within `screen_alone`."""
    assert sys.__stdout__ is not None
    descriptor = os.dup(sys.__stdout__.fileno())

    def watch() -> None:
        poll = select.poll()
        poll.register(descriptor, 0)
        while not poll.poll(_LOOK_MILLISECONDS):
            pass
        try:
            gone()
        finally:
            os._exit(_GONE_EXIT_CODE)

    threading.Thread(target=watch, name="terminal watch", daemon=True).start()


def _open_log(path: Path) -> int:
    try:
        make(path.parent)
        whole = path.exists() and path.stat().st_size > _MOST_LOG_BYTES
        return os.open(path, os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if whole else os.O_APPEND), 0o600)
    except OSError:
        return os.open(os.devnull, os.O_WRONLY)
