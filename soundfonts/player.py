"""Playing a score while everything else goes on: the parent's end of the sound process.

Every call returns at once: commands go through a queue to a thread that writes them. What a property says is the
latest report. If the process dies, playing has stopped, `output` says so, and the next call starts a new one that
knows the score, the mutes and the solos.
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Any, Self

from gan.music.score import Score
from soundfonts.checking import check_soundfont
from soundfonts.child import spawn
from soundfonts.mixing import DRUM_BANK
from soundfonts.plan import plan_of
from soundfonts.soundfont import SoundFont

STARTING = "starting sound"
STOPPED = "audio stopped – play starts it again"
_Command = Callable[[], dict[str, Any]]


class Player:
    """A transport with sound.

    Args:
        soundfont: what to play with; the best one on the machine by default.

    Raises SoundError where the given SoundFont is none. No other call raises anything but SoundError, and that only
    where no process can be started.
    """

    def __init__(self, soundfont: SoundFont | None = None) -> None:
        if soundfont is not None:
            check_soundfont(soundfont.path)
        self._arguments = (str(soundfont.path), soundfont.name, soundfont.kind) if soundfont else ()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._commands: queue.SimpleQueue[_Command | None] = queue.SimpleQueue()
        self._score: Score | None = None
        self._muted: set[int] = set()
        self._solo: set[int] = set()
        self._serial = 0
        self._playing = False
        self._position: int | None = None
        self._output = STARTING
        self._soundfont = str(soundfont) if soundfont else ""
        self._closed = False

    @property
    def playing(self) -> bool:
        return self._playing

    @property
    def position(self) -> int | None:
        """The tick now sounding, fresh 25 times a second; None while stopped."""
        return self._position

    @property
    def output(self) -> str:
        """Where the sound goes, in words for the status bar."""
        return self._output

    @property
    def soundfont(self) -> str:
        """The SoundFont in use, in words; empty until it is known."""
        return self._soundfont

    def start(self) -> None:
        """Open the sound now, so that the first play begins at once. May be left out."""
        with self._lock:
            if self._process is None and not self._closed:
                self._start(resend=True)

    def load(self, score: Score) -> None:
        """Take a score. While playing, it goes on from the same tick with the new one."""
        self._score = score
        self._send(lambda: {"do": "load", "plan": plan_of(score).to_json()}, resend=False)

    def play(self, from_tick: int = 0) -> None:
        """Play what is loaded, from a tick on; from the end on or with nothing loaded, nothing plays."""
        length = self._score.length if self._score else 0
        with self._lock:
            self._serial += 1
            serial = self._serial
            self._playing = 0 <= from_tick < length
            self._position = from_tick if self._playing else None
        self._send(lambda: {"do": "play", "tick": from_tick, "serial": serial})

    def stop(self) -> None:
        """Stop and let every note go."""
        with self._lock:
            self._serial += 1
            serial = self._serial
            self._playing, self._position = False, None
        if self._process is not None:
            self._send(lambda: {"do": "stop", "serial": serial})

    def set_mute(self, track: int, muted: bool) -> None:
        """Silence a track by its index, or let it sound; also while playing, and for scores loaded later."""
        (self._muted.add if muted else self._muted.discard)(track)
        if self._process is not None:
            self._send(lambda: {"do": "mute", "track": track, "on": muted})

    def set_solo(self, track: int, solo: bool) -> None:
        """Let only this track (and others on solo) sound."""
        (self._solo.add if solo else self._solo.discard)(track)
        if self._process is not None:
            self._send(lambda: {"do": "solo", "track": track, "on": solo})

    def audition(
        self, pitch: int, program: int = 0, velocity: int = 90, *, drums: bool = False, seconds: float = 0.35
    ) -> None:
        """Sound one short note at once, beside whatever plays."""
        bank = DRUM_BANK if drums else 0
        note = {
            "pitch": pitch,
            "bank": bank,
            "program": 0 if drums else program,
            "velocity": velocity,
            "seconds": seconds,
        }
        self._send(lambda: {"do": "audition", **note})

    def close(self) -> None:
        """End the sound process. A closed player stays silent."""
        with self._lock:
            self._closed = True
            process, self._process = self._process, None
            self._playing, self._position = False, None
        self._commands.put(None)
        if process is None:
            return
        try:
            process.wait(0.5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _send(self, command: _Command, resend: bool = True) -> None:
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
        commands: queue.SimpleQueue[_Command | None] = queue.SimpleQueue()
        self._commands = commands
        self._output = STARTING
        score = self._score
        if resend and score is not None:
            commands.put(lambda: {"do": "load", "plan": plan_of(score).to_json()})
        for name, tracks in (("mute", self._muted), ("solo", self._solo)):
            for track in sorted(tracks):
                commands.put(partial(dict, do=name, track=track, on=True))
        threading.Thread(target=_write, args=(process, commands), daemon=True).start()
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
                if process is self._process:
                    self._take(report)
        with self._lock:
            if process is self._process:
                self._process = None
                self._playing, self._position = False, None
                self._output = STOPPED
                self._commands.put(None)
        process.wait()

    def _take(self, report: dict[str, Any]) -> None:
        """Note one report. The lock is held. A position older than the last play or stop is passed over."""
        self._output = report.get("output", self._output)
        self._soundfont = report.get("soundfont", self._soundfont)
        if report.get("serial") == self._serial:
            self._playing, self._position = report["playing"], report["position"]


def _write(process: subprocess.Popen[bytes], commands: queue.SimpleQueue[_Command | None]) -> None:
    """Write commands until told to end or the process is gone; closing its stdin ends it."""
    assert process.stdin is not None
    try:
        while (command := commands.get()) is not None:
            process.stdin.write(json.dumps(command()).encode() + b"\n")
            process.stdin.flush()
        process.stdin.close()
    except OSError:
        pass
