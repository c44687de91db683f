"""Playing from a command: a player on a way out that did open, and what a page in a browser asks of it.

Rule of this file: what goes wrong with the sound ends the command with a sentence; a page that is closed does not.
"""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from gan.errors import ComposerError, SoundError, TimeLimit

if TYPE_CHECKING:
    from gan.music.score import Score
    from soundfonts import Player, SoundFont
    from soundfonts.routes import Route, RouteReport

_OPEN_SECONDS = 40.0
"""Every driver may take two seconds to say no, and the built-in SoundFont some to be made."""
_LOOK_SECONDS = 0.05
_TAIL_SECONDS = 1.2
"""What is waited for after the last note: its release, and what lies in buffers on the way."""


class Hearing:
    """A player whose way out is open."""

    def __init__(self, player: Player, asked: queue.SimpleQueue[dict[str, Any] | ComposerError]) -> None:
        self.player = player
        self._asked = asked

    @property
    def route(self) -> RouteReport:
        return self.player.route

    def asked(self) -> dict[str, Any] | None:
        """What somebody at the page did next, waiting a moment for it; None for nothing. Raises what went wrong."""
        from soundfonts.player import STOPPED

        if self.player.output == STOPPED:
            raise SoundError("the sound process ended", "", "Start the command again; composer-tui paths names the log")
        try:
            event = self._asked.get(timeout=_LOOK_SECONDS)
        except queue.Empty:
            return None
        if isinstance(event, ComposerError):
            raise event
        return event

    def open_midi(self, name: str) -> str:
        """Let what plays go to a MIDI port too; gives its whole name. Raises SoundError or MissingDependency."""
        self.player.connect_midi("", name)
        patience = time.monotonic() + _OPEN_SECONDS
        while not self.player.midi[1]:
            self.asked()
            if time.monotonic() > patience:
                raise TimeLimit(f"the MIDI port {name} did not open", f"not within {_OPEN_SECONDS:.0f} s")
        return self.player.midi[1]

    def wait_for_listener(self) -> None:
        """Return when somebody at the page hears, or presses play."""
        while self.route.latency is None:
            if (event := self.asked()) and event["do"] in ("toggle", "play"):
                return

    def play(self, score: Score) -> dict[str, Any] | None:
        """Play a score to its end. Whoever is at the page can stop it and begin it again.

        Returns what was asked there that is no matter of this score (`choose`), else None at the end.
        """
        self.player.load(score)
        self.player.play()
        stopped = False
        while self.player.playing or stopped:
            event = self.asked()
            if event is None or event["do"] == "key":
                continue
            if event["do"] == "choose":
                return event
            if event["do"] in ("toggle", "stop") and not stopped:
                self.player.stop()
                stopped = True
            elif event["do"] in ("toggle", "play") and stopped:
                self.player.play()
                stopped = False
        return None

    def wait_for_tail(self) -> None:
        """Let the last notes die away."""
        end = time.monotonic() + _TAIL_SECONDS + (self.route.latency or 0) / 1000
        while time.monotonic() < end:
            self.asked()


@contextmanager
def heard_on(route: Route, font: SoundFont | None = None) -> Iterator[Hearing]:
    """A player on a way out. Raises SoundError, MissingDependency or TimeLimit where it does not open."""
    from soundfonts import Player

    asked: queue.SimpleQueue[dict[str, Any] | ComposerError] = queue.SimpleQueue()
    with Player(font, route, on_page=asked.put, on_trouble=asked.put) as player:
        hearing = Hearing(player, asked)
        player.start()
        patience = time.monotonic() + _OPEN_SECONDS
        while not player.route.name:
            hearing.asked()
            if time.monotonic() > patience:
                raise TimeLimit("the sound did not open", f"not within {_OPEN_SECONDS:.0f} s", "Try: --sound browser")
        while hearing.asked():  # what went wrong while it opened
            pass
        if route.name == "auto" and player.route.name == "silent":
            why = player.output.partition(" – ")[0]
            raise SoundError("nothing here sounds", why, "Try: --sound browser, or -o FILE.wav")
        yield hearing


def tell_address(report: RouteReport) -> None:
    """The page's address on stdout, and how to come by it on stderr."""
    from soundfonts.drivers import over_ssh
    from tui.cli import narrate
    from tui.sounding import tunnel_line

    if over_ssh(os.environ):
        narrate(f"On your own machine run: {tunnel_line(report.port, os.environ)}")
    narrate("Open this address there and press Listen; Ctrl-C here ends it:")
    print(report.url, flush=True)


def page_route(port: int | None) -> Route:
    """A page with a secret of its own, at a port or, for None, at the one of the environment or the first free one."""
    from soundfonts.page.guard import new_token
    from soundfonts.routes import Route
    from tui.sounding import port_from_environment

    return Route("browser", port=port_from_environment(os.environ) if port is None else port, token=new_token())
