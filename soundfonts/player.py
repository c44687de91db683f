"""Playing a score while everything else goes on: the parent's end of the sound process.

Every call returns at once: commands go through a queue to a thread that writes them. What a property says is the
latest report. If the process dies, playing has stopped, `output` says so, and the next call starts a new one that
knows the score, its mix, the mutes and the solos.
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Any, Self

from gan.errors import ComposerError
from gan.music.mix import Mix
from gan.music.score import Score, ticks_per_second
from soundfonts.checking import check_soundfont
from soundfonts.child import error_from_json, spawn
from soundfonts.clock import Clock
from soundfonts.mixing import mix
from soundfonts.plan import plan_of
from soundfonts.player_pipe import Command, arguments_of, end, live_note, write_commands
from soundfonts.routes import Route, RouteReport
from soundfonts.soundfont import SoundFont

STARTING = "starting sound"
STOPPED = "audio stopped – play starts it again"


class Player:
    """A transport with sound.

    Args:
        soundfont: what to play with; the best one on the machine by default.
        route: where the sound goes first.
        on_page: told what somebody at the page does, on a thread of the player's: `{"do": "toggle" | "play" | "stop"}`,
            `{"do": "choose", "index": 0…}`, or `{"do": "key", "pitch": 0…127, "velocity": 0…127}` (0 lets it go; it
            sounds already), each with `at`, the moment on `time.monotonic`'s clock.
        on_trouble: told, on such a thread, why a route does not open or gave up.

    Raises SoundError where the given SoundFont is none. No other call raises anything but SoundError, and that only
    where no process can be started.
    """

    def __init__(
        self,
        soundfont: SoundFont | None = None,
        route: Route = Route(),
        *,
        on_page: Callable[[dict[str, Any]], object] = lambda event: None,
        on_trouble: Callable[[ComposerError], object] = lambda error: None,
    ) -> None:
        if soundfont is not None:
            check_soundfont(soundfont.path)
        self._arguments = arguments_of(soundfont)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._score: Score | None = None
        self._mix = Mix()
        self._muted: set[int] = set()
        self._solo: set[int] = set()
        self._click = False
        self._loop: tuple[int, int] | None = None
        self._serial = 0
        self._playing = False
        self._position: int | None = None
        self._counting = False
        self._clock: Clock | None = None
        self._latency = 0.0
        self._output = STARTING
        self._soundfont = str(soundfont) if soundfont else ""
        self._closed = False
        self._wanted_route = self._proven_route = route
        self._route = RouteReport()
        self._titles: tuple[tuple[str, ...], int] | None = None
        self._midi_wanted = self._midi = ("", "")
        self._on_page = on_page
        self._on_trouble = on_trouble

    @property
    def playing(self) -> bool:
        return self._playing

    @property
    def position(self) -> int | None:
        """The tick now sounding, fresh 25 times a second; while counting in where it will begin; None while stopped."""
        return self._position

    @property
    def counting(self) -> bool:
        """True while a bar is counted in."""
        return self._counting

    @property
    def clock(self) -> Clock | None:
        """Which tick a moment of `time.monotonic` is in the sound process; None while nothing plays or not yet."""
        return self._clock

    @property
    def latency(self) -> float:
        """Seconds from a note's moment to when it is heard, as far as known; 0 where nothing sounds."""
        return self._latency

    @property
    def output(self) -> str:
        """Where the sound goes, in words for the status bar."""
        return self._output

    @property
    def route(self) -> RouteReport:
        """Where the sound goes, for programs."""
        return self._route

    @property
    def midi(self) -> tuple[str, str]:
        """The MIDI input and output that are open, each empty where none is."""
        return self._midi

    @property
    def soundfont(self) -> str:
        """The SoundFont in use, in words; empty until it is known."""
        return self._soundfont

    def start(self) -> None:
        """Open the sound now, so that the first play begins at once. May be left out."""
        with self._lock:
            if self._process is None and not self._closed:
                self._start(resend=True)

    def use(self, soundfont: SoundFont) -> None:
        """Play with another SoundFont from now on; what plays stops. Waits half a second at most.

        Raises SoundError where it is none; all is then as before.
        """
        check_soundfont(soundfont.path)
        with self._lock:
            self._arguments = arguments_of(soundfont)
            process, self._process = self._process, None
            self._soundfont = str(soundfont)
            self._serial += 1
            self._halt()
            self._commands.put(None)
        if process is not None:
            end(process)
            self.start()

    def choose(self, route: Route) -> None:
        """Send the sound another way; what plays goes on there. If it does not open, all stays as it is."""
        self._wanted_route = route
        self._send(lambda: {"do": "route", "route": route.to_json()}, resend=True)

    def connect_midi(self, source: str, target: str) -> None:
        """Let a MIDI input play (as keys of the page do, `"from": "midi"`), and what plays go to an output too.

        They are opened by name, or by a part of it; an empty name closes. What does not open is told as trouble.
        """
        self._midi_wanted = source, target
        if self._process is None:
            self.start()  # which says so
        else:
            self._send(partial(dict, do="midi", source=source, target=target))

    def set_titles(self, names: tuple[str, ...], current: int) -> None:
        """What the page offers to choose from, and which of it is loaded."""
        self._titles = names, current
        self._send(lambda: {"do": "titles", "titles": {"names": names, "current": current}})

    def load(self, score: Score, wanted: Mix = Mix()) -> None:
        """Take a score. While playing, it goes on from the same tick with the new one.

        Of what is wanted of the mix the volumes, places and instruments count; mutes and solos are set apart.
        """
        self._score, self._mix = score, wanted
        self._send(lambda: {"do": "load", "plan": plan_of(score, wanted=wanted).to_json()}, resend=False)

    def set_mix(self, wanted: Mix) -> None:
        """Change volumes, places and instruments of what is loaded; also while playing."""
        score, self._mix = self._score, wanted
        if score is not None and self._process is not None:
            self._send(lambda: {"do": "mix", "strips": [strip.to_json() for strip in mix(score, wanted)]})

    def swap(self, score: Score, muted: Collection[int] = (), solo: Collection[int] = (), wanted: Mix = Mix()) -> None:
        """Take a score with its muted and soloed tracks: while playing at the next beat, so that both keep time."""
        self._score, self._mix = score, wanted
        self._muted, self._solo = set(muted), set(solo)
        balance = {"muted": sorted(self._muted), "solo": sorted(self._solo)}
        self._send(lambda: {"do": "swap", "plan": plan_of(score, wanted=wanted).to_json(), **balance}, resend=False)

    def play(self, from_tick: int = 0, *, count_in: int = 0, until: int | None = None) -> None:
        """Play what is loaded, from a tick on; from the end on or with nothing loaded, nothing plays.

        Args:
            count_in: ticks of clicks before it begins.
            until: the tick where it ends, beyond the end of the music too (a Score without notes has a tempo); the
                end of the music where None.
        """
        length = self._score.length if self._score else 0
        end = length if until is None or self._score is None else until
        if self._loop is not None and from_tick < self._loop[1]:
            end = self._loop[1]
        with self._lock:
            self._serial += 1
            serial = self._serial
            self._playing = 0 <= from_tick < end
            self._position = from_tick if self._playing else None
            self._counting, self._clock = False, None
        command = {"do": "play", "tick": from_tick, "serial": serial, "lead": count_in, "until": until}
        self._send(lambda: command)

    def stop(self) -> None:
        """Stop and let every note go."""
        with self._lock:
            self._serial += 1
            serial = self._serial
            self._halt()
        if self._process is not None:
            self._send(lambda: {"do": "stop", "serial": serial})

    def set_mute(self, track: int, muted: bool) -> None:
        """Silence a track by its index, or let it sound; also while playing, and for scores loaded later."""
        (self._muted.add if muted else self._muted.discard)(track)
        if self._process is not None:
            self._send(lambda: {"do": "mute", "track": track, "on": muted})

    def set_click(self, on: bool) -> None:
        """Let the metronome click on every beat, higher on the bar; a count-in clicks in any case."""
        self._click = on
        if self._process is not None:
            self._send(lambda: {"do": "click", "on": on})

    def set_loop(self, region: tuple[int, int] | None) -> None:
        """Go round and round from the first to before the second tick; None ends it. Raises ValueError if empty."""
        if region is not None and not 0 <= region[0] < region[1]:
            raise ValueError(f"{region} is no region")
        self._loop = region
        if self._process is not None:
            self._send(lambda: {"do": "loop", "region": region})

    def set_tempo(self, tempo: float) -> None:
        """Play what is loaded at another tempo, in quarters per minute, from where it is."""
        if self._score is not None:
            self._score = replace(self._score, tempo=tempo)
            rate = ticks_per_second(self._score.tempo)
            self._send(lambda: {"do": "tempo", "rate": rate})

    def set_solo(self, track: int, solo: bool) -> None:
        """Let only this track (and others on solo) sound."""
        (self._solo.add if solo else self._solo.discard)(track)
        if self._process is not None:
            self._send(lambda: {"do": "solo", "track": track, "on": solo})

    def audition(
        self, pitch: int, program: int = 0, velocity: int = 90, *, drums: bool = False, seconds: float = 0.35
    ) -> None:
        """Sound one short note at once, beside whatever plays."""
        note = live_note(pitch, program, velocity, drums)
        self._send(lambda: {"do": "audition", "seconds": seconds, **note})

    def note_on(self, pitch: int, program: int = 0, velocity: int = 90, *, drums: bool = False) -> None:
        """Press a key: it sounds until `note_off`, or as long as the instrument does, beside whatever plays."""
        note = live_note(pitch, program, velocity, drums)
        self._send(lambda: {"do": "on", **note})

    def note_off(self, pitch: int) -> None:
        """Let a key go."""
        if self._process is not None:
            self._send(lambda: {"do": "off", "pitch": pitch})

    def close(self) -> None:
        """End the sound process. A closed player stays silent."""
        with self._lock:
            self._closed = True
            process, self._process = self._process, None
            self._halt()
        self._commands.put(None)
        if process is None:
            return
        end(process)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _send(self, command: Command, resend: bool = True) -> None:
        """Queue a command, starting the process first where there is none; it is then told all it must know."""
        with self._lock:
            if self._closed:
                return
            if self._process is None:
                self._start(resend)
            self._commands.put(command)

    def _start(self, resend: bool) -> None:
        """Start the process and its two threads. The lock is held. Raises SoundError."""
        self._process = process = spawn("soundfonts.player_process", *self._arguments)
        commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._commands = commands
        self._output = STARTING
        self._route = RouteReport()
        self._midi = ("", "")
        commands.put(partial(dict, do="route", route=self._wanted_route.to_json()))
        if self._titles is not None:
            commands.put(partial(dict, do="titles", titles=dict(zip(("names", "current"), self._titles))))
        if any(self._midi_wanted):
            commands.put(partial(dict, do="midi", **dict(zip(("source", "target"), self._midi_wanted))))
        score, wanted = self._score, self._mix
        if resend and score is not None:
            commands.put(lambda: {"do": "load", "plan": plan_of(score, wanted=wanted).to_json()})
        for name, tracks in (("mute", self._muted), ("solo", self._solo)):
            for track in sorted(tracks):
                commands.put(partial(dict, do=name, track=track, on=True))
        if self._click:
            commands.put(partial(dict, do="click", on=True))
        if self._loop is not None:
            commands.put(partial(dict, do="loop", region=self._loop))
        threading.Thread(target=write_commands, args=(process, commands), daemon=True).start()
        threading.Thread(target=self._read, args=(process,), daemon=True).start()

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        """Take reports until the process ends, then tidy up after it."""
        assert process.stdout is not None
        for line in process.stdout:
            try:
                report = json.loads(line)
            except ValueError:  # the last line of a process that was killed
                continue
            with self._lock:
                if process is not self._process:
                    continue
                self._take(report)
            if "page" in report:
                self._on_page(report["page"])
            if "trouble" in report:
                self._on_trouble(error_from_json(report["trouble"]))
        with self._lock:
            if process is self._process:
                self._process = None
                self._halt()
                self._output = STOPPED
                self._route = RouteReport()
                self._midi = ("", "")
                self._commands.put(None)
        process.wait()

    def _take(self, report: dict[str, Any]) -> None:
        """Note one report. The lock is held. A position older than the last play or stop is passed over."""
        self._output = report.get("output", self._output)
        self._soundfont = report.get("soundfont", self._soundfont)
        self._latency = report.get("latency", self._latency)
        if "route" in report:
            self._route = RouteReport(**report["route"])
        if "midi" in report:
            self._midi = report["midi"]["in"], report["midi"]["out"]
        if "opened" in report:
            self._opened(Route(**report["opened"]))
        if "failed" in report and self._wanted_route == Route(**report["failed"]):
            self._wanted_route = self._proven_route
        if report.get("serial") == self._serial:
            self._playing, self._position = report["playing"], report["position"]
            self._counting = report["counting"]
            self._clock = Clock(*report["clock"]) if report["clock"] else None

    def _opened(self, route: Route) -> None:
        """Remember which route a new process opens: a page where it was. The lock is held."""
        asked = self._wanted_route in (route, self._proven_route)  # no other choice was made meanwhile
        self._proven_route = replace(route, port=self._route.port)
        if asked:
            self._wanted_route = self._proven_route

    def _halt(self) -> None:
        """Nothing plays. The lock is held."""
        self._playing, self._position = False, None
        self._counting, self._clock = False, None
