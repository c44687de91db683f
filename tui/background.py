"""Work beside the event loop: a daemon thread per job, its failures told to the app in words.

Rule of this file: a job never holds up quitting, and none of its exceptions is lost.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from gan.errors import ComposerError
from tui.crash import report
from tui.messages import Trouble

if TYPE_CHECKING:
    from textual.app import App


def in_background(
    app: App[Any], job: Callable[[], None], failed: Callable[[ComposerError], None] | None = None
) -> threading.Thread:
    """Run a job on a thread. Its failure becomes a `Trouble` message, or goes to `failed`, on that thread."""

    def tell(error: ComposerError) -> None:
        if failed is not None:
            failed(error)
        else:
            app.post_message(Trouble(error))

    def run() -> None:
        try:
            job()
        except ComposerError as error:
            tell(error)
        except Exception as error:
            tell(report(error))

    thread = threading.Thread(target=run, name=getattr(job, "__name__", "job"), daemon=True)
    thread.start()
    return thread
