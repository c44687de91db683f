"""The ways sound can take from the composer to an ear, and what is told of the one in use.

`auto` is the order of choice: a loudspeaker here unless the terminal is on another machine, then `PULSE_SERVER`,
then silence. A page in a browser is opened only when it is asked for: nothing listens on a port by itself.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gan.errors import ComposerError, UsageError

ROUTES = {
    "auto": "a loudspeaker here, else PULSE_SERVER, else silence",
    "speaker": "the loudspeaker of this machine",
    "pulse": "the PulseAudio or PipeWire server that PULSE_SERVER names",
    "browser": "a page in a browser, over SSH too",
    "file": "a WAV file",
    "silent": "nowhere; the roll moves all the same",
}
"""Every route that can be asked for, with what it is."""
VARIABLE = "COMPOSER_TUI_SOUND"
"""The environment's word for the route at the start."""
CHOOSE = "ctrl+u"
"""What the status bar says where nothing sounds: the key that lists the ways out."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where sound shall go."""

    name: str = "auto"
    port: int = 0
    """For `browser`: the port, or 0 for 8765 or the next free one."""
    token: str = ""
    """For `browser`: the secret in its address."""
    path: str = ""
    """For `file`: the WAV file, which is made when the first sound comes; a FIFO too."""

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "port": self.port, "token": self.token, "path": self.path}


@dataclass(frozen=True, slots=True)
class RouteReport:
    """Where sound goes now."""

    name: str = ""
    """One of ROUTES but `auto`; empty while the first one is being opened."""
    port: int = 0
    """Of the page; 0 for other routes."""
    token: str = ""
    listeners: int = 0
    """Pages that are open."""
    latency: float | None = None
    """Milliseconds from here to the ear, as the furthest page measured it; None while none listens."""
    path: str = ""
    """Of the file; empty for other routes."""

    @property
    def url(self) -> str:
        """The page's address, as it is opened on this machine or through a tunnel; empty for other routes."""
        return f"http://localhost:{self.port}/{self.token}/" if self.port else ""


def checked_route(name: str) -> str:
    """The name of a route, as it was given. Raises UsageError for any other word."""
    if name not in ROUTES:
        raise UsageError(f"there is no way for sound named {name!r}", "", f"Choose from: {', '.join(ROUTES)}")
    return name


def route_from_environment(environment: Mapping[str, str] = os.environ) -> str:
    """The route at the start: what `COMPOSER_TUI_SOUND` says, else `auto`. Raises UsageError for an unknown word."""
    name = environment.get(VARIABLE) or "auto"
    try:
        return checked_route(name)
    except UsageError as error:
        raise UsageError(error.what, f"{VARIABLE} names it", error.mend) from None


def browser_words(listeners: int, latency: float | None) -> str:
    """What the status bar says of the page."""
    if not listeners:
        return "browser: no listener yet"
    counted = f"browser {listeners} listener{'' if listeners == 1 else 's'}"
    return f"{counted} {latency:.0f} ms" if latency is not None else f"{counted}: press Listen there"


def silent_words(problem: ComposerError) -> str:
    """What the status bar says where a failure makes silence."""
    return f"{problem.what} – {CHOOSE}"
