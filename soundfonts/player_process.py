"""The child process that plays: `python -m soundfonts.player_process`, commands and reports as lines of JSON.

Commands come on stdin: load, swap, play, stop, mute, solo, click, loop, tempo, audition, on, off. Reports go to
stdout: the output in words, the SoundFont, and 25 times a second while playing the position with its clock. The clock
runs here, so a busy screen never makes the music stumble. When stdin ends, so does the process: it never outlives its
parent.
"""

from __future__ import annotations

import json
import math
import os
import queue
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

from gan.errors import ComposerError, MissingDependency
from soundfonts.builtin import builtin_soundfont
from soundfonts.child import guard_stdout
from soundfonts.discovery import find_soundfonts
from soundfonts.drivers import SILENT, answers, candidate_drivers, driver_settings, silence_words
from soundfonts.orchestra import Orchestra, load_fluidsynth
from soundfonts.plan import Plan
from soundfonts.soundfont import SoundFont
from soundfonts.transport import Transport

REPORT_SECONDS = 0.04
_IDLE_SECONDS = 0.5
_PATIENCE_SECONDS = 4.0
"""How long the first play waits for the sound to open before it begins in silence."""


class Stage:
    """The transport, the orchestra once it is there, and the line to the parent."""

    def __init__(self, answer: IO[bytes]) -> None:
        self._answer = answer
        self._transport = Transport()
        self._orchestra: Orchestra | None = None
        self._live: dict[int, float] = {}
        """When each live pitch is let go; a key that is held has no time."""
        self._serial = 0
        self._reported = 0.0
        self._was_playing = False
        self._patience: float | None = time.monotonic() + _PATIENCE_SECONDS
        """Until when a play waits for the sound; None once it is there or known to be absent."""
        self._waiting: int | None = None
        """The tick from which to play when the sound is there."""
        self._lead = 0
        self._until: int | None = None

    def say(self, **report: Any) -> None:
        self._answer.write(json.dumps(report).encode() + b"\n")

    def take(self, message: dict[str, Any]) -> None:
        """Do what one command says."""
        now = time.monotonic()
        match message["do"]:
            case "ready":
                self._orchestra = message["orchestra"]
                self._transport.join(message["orchestra"], now)
                self._patience = None
            case "silent":
                self._patience = None
            case "load":
                self._transport.load(Plan.from_json(message["plan"]), now)
            case "play":
                self._serial = message["serial"]
                self._waiting = message["tick"]
                self._lead, self._until = message["lead"], message["until"]
            case "stop":
                self._serial = message["serial"]
                self._waiting = None
                self._transport.stop()
            case "mute":
                self._transport.set_mute(message["track"], message["on"], now)
            case "solo":
                self._transport.set_solo(message["track"], message["on"], now)
            case "swap":
                self._transport.swap(Plan.from_json(message["plan"]), message["muted"], message["solo"], now)
            case "click":
                self._transport.set_click(message["on"])
            case "loop":
                self._transport.set_loop(message["region"] and tuple(message["region"]), now)
            case "tempo":
                self._transport.set_tempo(message["rate"], now)
            case "audition" | "on" if self._orchestra is not None:
                self._orchestra.live_on(message["pitch"], message["bank"], message["program"], message["velocity"])
                self._live[message["pitch"]] = now + message["seconds"] if message["do"] == "audition" else math.inf
            case "off" if message["pitch"] in self._live:
                self._live[message["pitch"]] = now

    def turn(self) -> float:
        """Let time pass: sound what is due, report. Returns the seconds until there is more to do."""
        now = time.monotonic()
        if self._patience is not None and now >= self._patience:
            self._patience = None
        if self._waiting is not None and self._patience is None:
            self._transport.play(self._waiting, now, self._lead, self._until)
            self._waiting = None
            self._was_playing = True  # so that a start beyond the end is reported too
            self._reported = 0.0
        self._transport.advance(now)
        for pitch in [pitch for pitch, end in self._live.items() if end <= now]:
            del self._live[pitch]
            if self._orchestra is not None:
                self._orchestra.live_off(pitch)
        playing = self._transport.playing
        if playing != self._was_playing or (playing and now - self._reported >= REPORT_SECONDS):
            self._report(now)
            self._was_playing, self._reported = playing, now
        due = [now + (0.05 if self._waiting is not None else _IDLE_SECONDS), *self._live.values()]
        if playing:
            due += [self._reported + REPORT_SECONDS, self._transport.next_due() or now]
        return max(0.0, min(due) - now)

    def _report(self, now: float) -> None:
        clock = self._transport.clock
        self.say(
            serial=self._serial,
            playing=clock is not None,
            position=self._transport.position(now),
            counting=self._transport.counting_to is not None,
            clock=[clock.since, clock.rate] if clock is not None else None,
        )


def _open_sound(font: SoundFont | None, inbox: queue.Queue[dict[str, Any] | None], stage: Stage) -> None:
    """Find font and device, then hand the orchestra over; where there is none, say so in words."""
    if orchestra := _orchestra(font, stage):
        inbox.put({"do": "ready", "orchestra": orchestra})
    else:
        inbox.put({"do": "silent"})


def _orchestra(font: SoundFont | None, stage: Stage) -> Orchestra | None:
    """The orchestra on the first device that opens, or None; either way the parent is told."""
    try:
        load_fluidsynth()
        for driver in candidate_drivers(os.environ):
            if not answers(driver):
                continue
            font = font or find_soundfonts()[0]
            paths = [str(font.path), str(builtin_soundfont().path)]
            orchestra = Orchestra(paths, gain=font.gain, **driver_settings(driver, os.environ))
            if orchestra.open_driver(driver):
                latency = 0.0 if driver == "file" else orchestra.latency
                stage.say(output=f"speaker ({driver})", soundfont=str(font), latency=latency)
                return orchestra
            orchestra.close()
        stage.say(output=silence_words(os.environ))
    except MissingDependency as problem:
        stage.say(output=f"FluidSynth is not installed – {SILENT}", error=str(problem))
    except ComposerError as problem:
        stage.say(output=f"{problem.what} – {SILENT}", error=str(problem))
    return None


def _listen(inbox: queue.Queue[dict[str, Any] | None]) -> None:
    """Pass commands on; the end of stdin is the end of everything."""
    for line in sys.stdin.buffer:
        inbox.put(json.loads(line))
    inbox.put(None)


def main(arguments: list[str]) -> int:
    """Play until stdin ends. Arguments: none, or path, name and kind of the SoundFont."""
    stage = Stage(guard_stdout())
    inbox: queue.Queue[dict[str, Any] | None] = queue.Queue()
    font = SoundFont(Path(arguments[0]), arguments[1], arguments[2]) if arguments else None  # type: ignore[arg-type]
    threading.Thread(target=_listen, args=(inbox,), daemon=True).start()
    threading.Thread(target=_open_sound, args=(font, inbox, stage), daemon=True).start()
    wait = 0.0
    try:
        while True:
            try:
                message = inbox.get(timeout=wait) if wait else inbox.get_nowait()
            except queue.Empty:
                pass
            else:
                if message is None:
                    break
                stage.take(message)
            wait = stage.turn()
    except BrokenPipeError:  # nobody reads any more
        pass
    os._exit(0)  # drivers may hang when they are closed; the system takes the device back


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
