"""Keeps the session: a moment after the last change, and at the end."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from textual.timer import Timer

from tui.background import in_background
from tui.messages import Told
from tui.session import Session, save_session

if TYPE_CHECKING:
    from tui.app import ComposerApp


class Autosave:
    """Saves beside the event loop; says once where it cannot."""

    def __init__(self, app: ComposerApp, folder: Path, quiet_seconds: float) -> None:
        self._app = app
        self._quiet_seconds = quiet_seconds
        self._folder = folder
        self._timer: Timer | None = None
        self._lock = threading.Lock()
        self._saved: Session | None = None
        self._complained = False

    def soon(self) -> None:
        """Save after a moment without changes."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._app.set_timer(self._quiet_seconds, self._beside)

    def now(self) -> None:
        """Save, and wait for it."""
        self._save()

    def _beside(self) -> None:
        in_background(self._app, self._save)

    def _save(self) -> None:
        with self._lock:
            session = self._app.session  # asked for here, so that no thread writes an older one over it
            if session == self._saved:
                return
            try:
                save_session(self._folder, session)
                self._saved = session
            except OSError as error:
                if not self._complained:
                    self._complained = True
                    why = error.strerror or str(error)
                    text = f"Your work cannot be kept in {self._folder} ({why}). Export what you want to keep."
                    self._app.post_message(Told(text, severity="warning"))
