"""The child process that plays: `python -m soundfonts.player_process`, commands and reports as lines of JSON.

Commands come on stdin: route, midi, titles, load, swap, mix, play, stop, mute, solo, click, loop, tempo, audition, on,
off.
Reports go to stdout: the output in words and the route, the SoundFont, what listeners at the page do, and 25 times a
second while playing the position with its clock. The clock runs here, so a busy screen never makes the music stumble.
When stdin ends, so does the process: it never outlives its parent.
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

from soundfonts.child import guard_stdout
from soundfonts.clock import Clock
from soundfonts.midi.gate import Gate, Together
from soundfonts.midi.ports import MidiOut
from soundfonts.mixing import DRUM_BANK
from soundfonts.orchestra import Orchestra
from soundfonts.outlet import Outlet
from soundfonts.plan import Plan
from soundfonts.routes import Route
from soundfonts.soundfont import SoundFont
from soundfonts.transport import Transport

REPORT_SECONDS = 0.04
_PAGE_SECONDS = 0.5
"""How often the page is told the position while playing; between, it counts by itself."""
_MOST_SHOWN = 20_000
"""Notes that a page is given to draw."""
_IDLE_SECONDS = 0.5
_PATIENCE_SECONDS = 4.0
"""How long the first play waits for the sound to open before it begins in silence."""


class Stage:
    """The transport, the orchestra once it is there, the way out, and the line to the parent."""

    def __init__(self, answer: IO[bytes], font: SoundFont | None, inbox: queue.Queue[dict[str, Any] | None]) -> None:
        self._answer = answer
        self._outlet = Outlet(font, inbox, self.say)
        self._transport = Transport()
        self._orchestra: Orchestra | None = None
        self._gate = Gate(inbox, self.say)
        self._midi_out: MidiOut | None = None
        self._live: dict[int, float] = {}
        """When each live pitch is let go; a key that is held has no time."""
        self._live_program = 0
        """What keys of the page sound like: like those of the composer."""
        self._shown = 0.0
        """When the page was told the position."""
        self._shown_clock: Clock | None = None
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

    def finish(self) -> None:
        """Set right what lasts longer than this process."""
        self._outlet.finish()

    def take(self, message: dict[str, Any]) -> None:
        """Do what one command says."""
        now = time.monotonic()
        match message["do"]:
            case "route":
                self._outlet.choose(Route(**message["route"]))
            case "outlet":
                self._orchestra = message["orchestra"]
                self._join(now)
                self._patience = None
                threading.Thread(target=message["retire"], daemon=True).start()
            case "midi":
                self._gate.choose(message["source"], message["target"])
            case "midi_out":
                self._midi_out = message["band"]
                self._join(now)
                threading.Thread(target=message["retire"], daemon=True).start()
            case "page":
                self._heed(message["event"], now)
            case "titles":
                self._outlet.show("titles", message["titles"])
            case "load":
                plan = Plan.from_json(message["plan"])
                self._transport.load(plan, now)
                self._outlet.show("plan", _for_page(plan))
            case "mix":
                self._transport.seat(message["strips"])
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
                plan = Plan.from_json(message["plan"])
                self._transport.swap(plan, message["muted"], message["solo"], now)
                self._outlet.show("plan", _for_page(plan))
            case "click":
                self._transport.set_click(message["on"])
            case "loop":
                self._transport.set_loop(message["region"] and tuple(message["region"]), now)
            case "tempo":
                self._transport.set_tempo(message["rate"], now)
            case "audition" | "on" if self._orchestra is not None:
                self._orchestra.live_on(message["pitch"], message["bank"], message["program"], message["velocity"])
                self._live[message["pitch"]] = now + message["seconds"] if message["do"] == "audition" else math.inf
                if message["bank"] != DRUM_BANK:
                    self._live_program = message["program"]
            case "off" if message["pitch"] in self._live:
                self._live[message["pitch"]] = now

    def _join(self, now: float) -> None:
        """Let the orchestra and the MIDI output, those that are there, play from now on."""
        bands = [band for band in (self._orchestra, self._midi_out) if band is not None]
        self._transport.leave()
        if bands:
            self._transport.join(bands[0] if len(bands) == 1 else Together(*bands), now)

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
        if clock != self._shown_clock or now - self._shown >= _PAGE_SECONDS:
            tick, rate = (clock.tick(now), clock.rate) if clock is not None else (0, 0)
            self._outlet.show("state", {"playing": clock is not None, "tick": tick, "rate": rate})
            self._shown, self._shown_clock = now, clock

    def _heed(self, event: dict[str, Any], now: float) -> None:
        """Sound the keys of a page or of a MIDI keyboard at once, and tell the parent all that is done there."""
        if event["do"] == "key" and self._orchestra is not None:
            if event["velocity"]:
                self._orchestra.live_on(event["pitch"], 0, self._live_program, event["velocity"])
                self._live[event["pitch"]] = math.inf
            elif event["pitch"] in self._live:
                self._live[event["pitch"]] = now
        self.say(page={**event, "at": now})


def _for_page(plan: Plan) -> dict[str, Any]:
    """What the page draws of a plan."""
    drums = [index for index, strip in enumerate(plan.strips) if strip["bank"] == DRUM_BANK]
    notes = [(note.start, note.end, note.track, note.pitch) for note in plan.notes[:_MOST_SHOWN]]
    return {
        "length": plan.length,
        "beat": plan.beat,
        "bar": plan.bar,
        "pickup": plan.pickup,
        "drums": drums,
        "notes": notes,
    }


def _listen(inbox: queue.Queue[dict[str, Any] | None]) -> None:
    """Pass commands on; the end of stdin is the end of everything."""
    for line in sys.stdin.buffer:
        inbox.put(json.loads(line))
    inbox.put(None)


def main(arguments: list[str]) -> int:
    """Play until stdin ends. Arguments: none, or path, name and kind of the SoundFont. The first command is a route."""
    inbox: queue.Queue[dict[str, Any] | None] = queue.Queue()
    font = SoundFont(Path(arguments[0]), arguments[1], arguments[2]) if arguments else None  # type: ignore[arg-type]
    stage = Stage(guard_stdout(), font, inbox)
    sys.setswitchinterval(0.001)  # the thread that renders must not wait for the one that sends
    threading.Thread(target=_listen, args=(inbox,), daemon=True).start()
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
    stage.finish()
    os._exit(0)  # drivers may hang when they are closed; the system takes the device back


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
