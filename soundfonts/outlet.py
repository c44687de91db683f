"""Opens the way sound takes, and another one in the midst of playing: the sound process's half of `routes`.

Rule of this file: every route has an orchestra of its own, and the old one is let go only when the new one has taken
over. What fails to open leaves what was open as it is. Opening may take seconds and happens on a thread of its own.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gan.errors import ComposerError, MissingDependency, SoundError
from gan.music.plain import plain
from soundfonts.builtin import builtin_soundfont
from soundfonts.child import error_to_json
from soundfonts.discovery import find_soundfonts
from soundfonts.drivers import answers, candidate_drivers, driver_settings, local_drivers, silence_words
from soundfonts.orchestra import Orchestra, load_fluidsynth
from soundfonts.page.server import PageServer
from soundfonts.pump import Pump
from soundfonts.recorder import Recorder
from soundfonts.routes import CHOOSE, Route, browser_words, silent_words
from soundfonts.soundfont import SoundFont


class Opened:
    """A route that is open, with all that belongs to it."""

    def __init__(self, name: str, words: str, orchestra: Orchestra | None = None) -> None:
        self.name = name
        self.words = words
        """Where the sound goes, for the status bar; of a page what is known when it opens."""
        self.orchestra = orchestra
        self.page: PageServer | None = None
        self.recorder: Recorder | None = None
        self.pump: Pump | None = None
        self.token = ""
        self.latency = 0.0
        """Seconds that a driver keeps in advance."""

    def report(self) -> dict[str, Any]:
        """What the parent is told: the words, `RouteReport`'s fields, and the seconds from a note to the ear."""
        page = self.page
        latency = self.latency
        route: dict[str, Any] = {"name": self.name}
        words = self.words
        if page is not None:
            route |= {"port": page.port, "token": self.token, "listeners": page.listeners, "latency": page.latency}
            words = browser_words(page.listeners, page.latency)
            latency = (page.latency or 0) / 1000
        if self.recorder is not None:
            route["path"] = str(self.recorder.path)
        return {"output": words, "route": route, "latency": latency}

    def close(self) -> None:
        """Let all of it go. May hang where a driver does."""
        if self.pump is not None:
            self.pump.close()
        if self.page is not None:
            self.page.close()
        if self.recorder is not None:
            self.finish_file()
        if self.orchestra is not None:
            self.orchestra.silence()
            self.orchestra.close()

    def finish_file(self) -> None:
        """Take no more into the file, and close it."""
        if self.pump is not None:
            self.pump.close()
        if self.recorder is not None:
            try:
                self.recorder.close()
            except OSError:  # the disk is full: what was written stays
                pass


class Outlet:
    """The one way out that is open.

    Args:
        font: what to play with; the best one on the machine where None.
        inbox: takes `{"do": "outlet", "orchestra": Orchestra or None, "retire": callable}` when a route is open, the
            callable to be called when nothing speaks to the old orchestra any more; and `{"do": "page", …}` with what
            a listener did.
        say: tells the parent.
    """

    def __init__(self, font: SoundFont | None, inbox: queue.Queue[Any], say: Callable[..., object]) -> None:
        self._font = font
        self._inbox = inbox
        self._say = say
        self._opened: Opened | None = None
        self._words: dict[str, dict[str, Any]] = {}
        self._lock = threading.RLock()
        self._wishes: queue.SimpleQueue[Route] = queue.SimpleQueue()
        threading.Thread(target=self._run, name="outlet", daemon=True).start()

    def choose(self, route: Route) -> None:
        """Open a route instead of the present one."""
        self._wishes.put(route)

    def show(self, kind: str, words: dict[str, Any]) -> None:
        """Say something to the page, to the present one and to one that is opened later."""
        self._words[kind] = words
        opened = self._opened
        if opened is not None and opened.page is not None:
            opened.page.say(kind, words)

    def finish(self) -> None:
        """End a file that is being written. All else goes with the process."""
        opened = self._opened
        if opened is not None and opened.recorder is not None:
            opened.finish_file()

    def _run(self) -> None:
        while True:
            route = self._wishes.get()
            while not self._wishes.empty():
                route = self._wishes.get()
            self._change(route)

    def _change(self, route: Route) -> None:
        before = self._opened
        if before is not None and route.name == before.name == "browser":
            self._report()
            return
        trouble: dict[str, Any] = {}
        try:
            opened = self._open(route)
        except ComposerError as problem:
            trouble = {"trouble": error_to_json(problem)} if route.name != "auto" else {}
            if before is not None:
                self._report(failed=route.to_json(), **trouble)
                return
            opened = Opened("silent", silent_words(problem))
        with self._lock:
            self._opened = opened
            self._report(opened=route.to_json(), soundfont=str(self._font or ""), **trouble)
        if opened.page is not None:
            for kind, words in list(self._words.items()):
                opened.page.say(kind, words)
        retire = before.close if before is not None else lambda: None
        self._inbox.put({"do": "outlet", "orchestra": opened.orchestra, "retire": retire})

    def _report(self, **more: Any) -> None:
        """Tell the parent what is open; never after something newer was told."""
        with self._lock:
            if self._opened is not None:
                self._say(**more, **self._opened.report())

    def _open(self, route: Route) -> Opened:
        """Open a route. Raises SoundError or MissingDependency."""
        if route.name == "silent":
            return Opened("silent", f"silent – {CHOOSE}")
        try:
            load_fluidsynth()
        except MissingDependency as problem:
            raise MissingDependency("FluidSynth is not installed", problem.why, problem.mend) from problem
        if route.name == "browser":
            return self._open_page(route)
        if route.name == "file":
            return self._open_file(Path(route.path))
        drivers = {"speaker": local_drivers, "pulse": _pulse}.get(route.name, candidate_drivers)(os.environ)
        for driver in drivers:
            if answers(driver) and (opened := self._open_driver(driver, route.name)):
                return opened
        if route.name == "auto":
            return Opened("silent", silence_words(os.environ))
        if route.name == "pulse":
            why = f"PULSE_SERVER is {os.environ.get('PULSE_SERVER') or 'not set'}"
            mend = "Connect with: ssh -R 24713:$XDG_RUNTIME_DIR/pulse/native HOST, set PULSE_SERVER=tcp:127.0.0.1:24713"
            raise SoundError("no PulseAudio server answers", why, mend)
        raise SoundError("this machine has no loudspeaker that answers", "", "Take the browser: it needs none here")

    def _open_driver(self, driver: str, asked: str) -> Opened | None:
        orchestra = self._orchestra(**driver_settings(driver, os.environ))
        if orchestra.open_driver(driver):
            pulse = asked == "pulse" or (asked == "auto" and driver == "pulseaudio" and "PULSE_SERVER" in os.environ)
            server = plain(os.environ.get("PULSE_SERVER", ""), 40)
            words = f"pulse {server}".rstrip() if pulse else f"speaker ({driver})"
            opened = Opened("pulse" if pulse else "speaker", words, orchestra)
            opened.latency = 0.0 if driver == "file" else orchestra.latency
            return opened
        orchestra.close()
        return None

    def _open_page(self, route: Route) -> Opened:
        page = PageServer(route.token, route.port, self._on_page)
        try:
            opened = Opened("browser", "", self._orchestra())
        except ComposerError:
            page.close()
            raise
        opened.page, opened.token = page, route.token
        opened.pump = Pump(_source(opened), page.publish, self._on_failure)
        return opened

    def _open_file(self, path: Path) -> Opened:
        recorder = Recorder(path)
        opened = Opened("file", f"file {path.name}", self._orchestra())
        opened.recorder = recorder
        opened.pump = Pump(_source(opened), recorder, self._on_failure)
        return opened

    def _orchestra(self, **settings: Any) -> Orchestra:
        self._font = font = self._font or find_soundfonts()[0]
        return Orchestra([str(font.path), str(builtin_soundfont().path)], gain=font.gain, **settings)

    def _on_page(self, event: dict[str, Any]) -> None:
        """On the page's thread: what a listener did."""
        if event["do"] != "listeners":
            self._inbox.put({"do": "page", "event": event})
        else:
            self._report()

    def _on_failure(self, problem: OSError) -> None:
        """On the pump's thread: nothing more can be written."""
        error = SoundError("the sound can no longer be written", problem.strerror or str(problem), "Free some space")
        self._say(trouble=error_to_json(error))
        self.choose(Route("silent"))


def _source(opened: Opened) -> Orchestra:
    assert opened.orchestra is not None
    return opened.orchestra


def _pulse(environment: Mapping[str, str]) -> list[str]:
    return ["pulseaudio"]
