"""A soak: a run learns and a studio plays beside it for an hour, and nothing may grow, get lost or be left behind.

    python -m benchmarks.soak --minutes 60 --record soak.jsonl

The run is of the `tiny` preset on made-up music. The studio is attached to it in a pseudo terminal, plays a melody
round and round into a WAV file, walks through its stations and is resized at random. In the first third of the time it
is killed (kill -9) and attached again, as often as `--kills` says; then one studio lives to the end. Every sample has
the resident memory and the open descriptors of each process, and what lies in the folder for temporary files.

At the end stand on stdout, as JSON, the slope of the memory of each process that lived long, and the faults: lost
steps, processes, sockets, temporary files and shared memory that stayed behind. Any fault: exit code 1. Linux only.
"""

from __future__ import annotations

import argparse
import ctypes
import fcntl
import json
import os
import pty
import random
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from tests.tables import write_table

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = [sys.executable, "-m", "tui"]
STATIONS = "1234"
PATIENCE = 180.0
"""Seconds that anything may take that must come about."""
SETTLING = 300.0
"""Seconds at the start of a process in which its memory may grow: libraries load, caches fill."""
SHORTEST = 600.0
"""Seconds after that which a slope needs to mean anything."""
MOST_GROWTH = 24.0
"""MiB in an hour above which memory leaks."""
_SUBREAPER = 36
"""prctl's number: whoever loses its parent below this process becomes its child, and is not lost from sight."""


class Process:
    """What Linux tells of a process; empty where it is gone."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._folder = Path(f"/proc/{pid}")

    def _text(self, name: str) -> str:
        try:
            return (self._folder / name).read_text(errors="replace")
        except OSError:
            return ""

    @property
    def state(self) -> str:
        """One letter, Z where it is a zombie."""
        return self._text("stat").rpartition(")")[2].strip()[:1]

    @property
    def parent(self) -> int:
        return int([*self._text("stat").rpartition(")")[2].split(), "0", "0"][1])

    @property
    def role(self) -> str:
        """The module that runs there: tui, worker, player_process …"""
        words = self._text("cmdline").split("\0")
        return words[words.index("-m") + 1].rpartition(".")[2] if "-m" in words else words[0].rpartition("/")[2]

    @property
    def resident(self) -> float:
        """MiB."""
        _, _, rest = self._text("status").partition("VmRSS:")
        return int(rest.split()[0]) / 1024 if rest else 0.0

    @property
    def open_files(self) -> list[str]:
        """What its descriptors lead to."""
        found = []
        try:
            for link in (self._folder / "fd").iterdir():
                found.append(os.readlink(link))
        except OSError:
            pass
        return found

    @property
    def shared_memory(self) -> set[str]:
        """The names under /dev/shm that it has open or mapped."""
        mapped = [line.split(maxsplit=5)[-1] for line in self._text("maps").splitlines() if "/dev/shm/" in line]
        return {name for name in (*mapped, *self.open_files) if name.startswith("/dev/shm/") and "deleted" not in name}


def descendants() -> list[Process]:
    """All processes below this one."""
    everybody = [Process(int(folder.name)) for folder in Path("/proc").iterdir() if folder.name.isdecimal()]
    children = defaultdict(list)
    for process in everybody:
        children[process.parent].append(process)
    found, open_ = [], [os.getpid()]
    while open_:
        below = children[open_.pop()]
        found += below
        open_ += [process.pid for process in below]
    return found


class Studio:
    """A studio in a pseudo terminal, attached to a run."""

    def __init__(self, environment: dict[str, str], chance: random.Random) -> None:
        self._chance = chance
        self._said = b""
        self.pid, self._end = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            os.execvpe(PROGRAM[0], [*PROGRAM, "attach"], environment)
        self.resize(24, 80)
        self.begun = time.monotonic()

    def wake(self) -> None:
        """Wait for its first screen, then let it play round and round, and compose."""
        self.until(b"rock")
        self.read(3)
        for keys in ("1", "\x0c", " ", "\x07"):
            self.type(keys)
            self.read(1)

    def until(self, text: bytes) -> None:
        end = time.monotonic() + PATIENCE
        while text not in self._said:
            self.read(0.1)
            if time.monotonic() > end:
                raise TimeoutError(f"{text!r} never came: {self._said[-500:]!r}")

    def read(self, seconds: float) -> None:
        """Take what it sends in that time."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self._end], [], [], left)[0]:
                try:
                    self._said = (self._said + os.read(self._end, 1 << 16))[-100_000:]
                except OSError as error:  # nobody is at the other end
                    raise EOFError(f"the studio is gone: {self._said[-500:]!r}") from error

    def type(self, keys: str) -> None:
        os.write(self._end, keys.encode())

    def resize(self, lines: int, columns: int) -> None:
        fcntl.ioctl(self._end, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def stir(self) -> None:
        """Another size, and now and then another station."""
        small = self._chance.random() < 0.1
        wide, high = ((1, 59), (1, 17)) if small else ((60, 240), (18, 70))
        self.resize(self._chance.randint(*high), self._chance.randint(*wide))
        if self._chance.random() < 0.5:
            self.type(self._chance.choice(STATIONS))

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._end)

    def leave(self) -> int:
        """Quit as a person does. Returns the exit code."""
        self.resize(24, 80)
        self.read(2)
        self.type("\x11")
        end = time.monotonic() + PATIENCE
        while not (gone := os.waitpid(self.pid, os.WNOHANG))[0]:
            try:
                self.read(0.2)
            except EOFError:
                time.sleep(0.2)
            if time.monotonic() > end:
                raise TimeoutError("the studio does not end")
        os.close(self._end)
        return os.waitstatus_to_exitcode(gone[1])


class Soak:
    """The whole of it, under one folder."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self._options = options
        self._home, self._temporary, self._person = folder / "home", folder / "temporary", folder / "person"
        for each in (self._home, self._temporary, self._person):
            each.mkdir()
        self._environment = {
            **os.environ,
            "HOME": str(self._person),
            "COMPOSER_TUI_HOME": str(self._home),
            "COMPOSER_TUI_SOUND": options.sound,
            "TMPDIR": str(self._temporary),
            "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8",
        }
        for name in ("NO_COLOR", "COLUMNS", "LINES"):
            self._environment.pop(name, None)
        self._chance = random.Random(options.seed)
        self._begun = time.monotonic()
        self._memory: dict[tuple[str, int], list[tuple[float, float]]] = defaultdict(list)
        """Of each process, by role and number: seconds and MiB."""
        self._descriptors: dict[str, list[int]] = defaultdict(list)
        self._shared: set[str] = set()
        self._zombies_seen: dict[int, int] = defaultdict(int)
        self.faults: list[str] = []

    def run(self, record: Any) -> dict[str, Any]:
        write_table(self._home / "rock.npz")
        train = ["train", "--genre", "rock", "--preset", "tiny", "--steps", "1000000", "--quarters", "16"]
        self._said(*train, "--batch", "2", "--data", str(self._home), "--detach")
        folder = next((self._home / "runs").iterdir())
        kills, codes = 0, []
        try:
            self._until(lambda: self._steps(folder), "the run takes no step")
            self._begun = time.monotonic()
            length = 60 * self._options.minutes
            every = length / 3 / (self._options.kills + 1)
            studio = self._attach()
            next_sample = next_stir = time.monotonic()
            while (now := time.monotonic()) < self._begun + length or kills < self._options.kills:
                if kills < self._options.kills and now > self._begun + every * (kills + 1):
                    kills += 1
                    studio.kill()
                    self._nobody_outlives(studio)
                    studio = self._attach()
                if now >= next_stir:
                    studio.stir()
                    next_stir = now + self._chance.uniform(0.5, 4)
                if now >= next_sample:
                    record.write(json.dumps(self._sample(kills)) + "\n")
                    record.flush()
                    next_sample = now + self._options.every
                studio.read(0.25)
            codes.append(studio.leave())
        finally:
            self._said("stop")
        if codes != [0]:
            self.faults.append(f"the studio left with {codes}")
        curve = self._whole_curve(folder)
        self._until(lambda: not self._living(), "processes stay behind", fatal=False)
        self._left_behind()
        return {
            "minutes": self._options.minutes,
            "kills": kills,
            "steps": curve,
            "memory": self._slopes(),
            "descriptors": {role: [counts[0], max(counts)] for role, counts in self._descriptors.items()},
            "faults": self.faults,
        }

    def _attach(self) -> Studio:
        studio = Studio(self._environment, self._chance)
        studio.wake()
        if self._options.sound == "file":
            self._until(self._sounds, "nothing plays", while_=studio.read)
        return studio

    def _sounds(self) -> bool:
        """Whether a sound process writes into a file of sound."""
        return any(name.endswith(".wav") for process in descendants() for name in process.open_files)

    def _said(self, *line: str) -> None:
        subprocess.run([*PROGRAM, *line], cwd=ROOT, env=self._environment, check=True, capture_output=True)

    def _sample(self, kills: int) -> dict[str, Any]:
        """What there is now."""
        self._reap()
        seconds = time.monotonic() - self._begun
        told: dict[str, Any] = {"seconds": round(seconds, 1), "kills": kills, "processes": {}}
        below = descendants()
        for process in below:
            if process.state == "Z":
                self._zombies_seen[process.pid] += 1
                if self._zombies_seen[process.pid] == 3:  # a parent that waits for it has not come to that
                    self.faults.append(f"at {seconds:.0f} s: a zombie of {Process(process.parent).role}")
                continue
            role, files = process.role, process.open_files
            sockets = sum(name.startswith("socket:") for name in files)
            self._memory[role, process.pid].append((seconds, process.resident))
            self._descriptors[role].append(len(files))
            self._shared |= process.shared_memory
            told["processes"][role] = [round(process.resident, 1), len(files), sockets]
        told["zombies"] = sum(process.state == "Z" for process in below)
        told["temporary"] = sorted(path.name for path in self._temporary.rglob("*"))
        return told

    def _nobody_outlives(self, studio: Studio) -> None:
        """The children of a studio that was killed end by themselves."""
        self._until(
            lambda: {process.role for process in self._living()} <= {"worker"},
            f"children outlive the studio {studio.pid}",
            fatal=False,
        )

    def _living(self) -> list[Process]:
        self._reap()
        return [process for process in descendants() if process.state not in ("Z", "")]

    def _reap(self) -> None:
        """Take leave of those that became children of this process when their parent was killed."""
        for process in descendants():
            if process.parent == os.getpid() and process.state == "Z":
                os.waitpid(process.pid, os.WNOHANG)

    def _until(self, what: Any, otherwise: str, fatal: bool = True, while_: Any = time.sleep) -> None:
        end = time.monotonic() + PATIENCE
        while not what():
            if time.monotonic() > end:
                if fatal:
                    raise TimeoutError(otherwise)
                self.faults.append(f"{otherwise}: {sorted(process.role for process in self._living())}")
                return
            while_(0.2)

    def _events(self, folder: Path) -> list[dict[str, Any]]:
        path = folder / "events.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def _steps(self, folder: Path) -> list[int]:
        return [event["step"] for event in self._events(folder) if event["kind"] == "StepDone"]

    def _whole_curve(self, folder: Path) -> int:
        """The last step; a fault where a point of the curve is missing, double or out of order."""
        told, every = self._steps(folder), json.loads((folder / "config.json").read_text())["event_every"]
        due = [1, *range(every, told[-1] + 1, every)]
        due += [] if due[-1] == told[-1] else [told[-1]]  # a run that is stopped tells its last step too
        if told != due:
            self.faults.append(f"lost or double steps: {sorted(set(told) ^ set(due))[:10]}")
        kinds = [event["kind"] for event in self._events(folder)]
        if kinds.count("RunStarted") != 1 or kinds[-1] != "RunStopped":
            self.faults.append(f"the run did not go through: it ends with {kinds[-3:]}")
        return told[-1]

    def _left_behind(self) -> None:
        found = [*self._temporary.rglob("*"), *(path for path in self._person.rglob("*") if not path.is_dir())]
        found += [path for path in self._home.rglob("*") if path.is_socket() or path.is_fifo()]
        found += [path for path in self._home.rglob("*") if path.suffix in (".tmp", ".part") or path.name[0] == "."]
        found += [Path(name) for name in self._shared if os.path.exists(name)]
        if found:
            self.faults.append(f"left behind: {sorted(map(str, found))[:10]}")

    def _slopes(self) -> dict[str, dict[str, float | None]]:
        """Of the longest life in each role: first and last MiB after it settled, the most, and MiB in an hour."""
        told: dict[str, dict[str, float | None]] = {}
        for (role, _), points in sorted(self._memory.items(), key=lambda item: len(item[1])):
            seconds, memory = np.array(points).T
            settled = seconds >= seconds[0] + SETTLING
            slope = None
            if settled.any() and seconds[-1] - seconds[0] >= SETTLING + SHORTEST:
                slope = round(3600 * float(np.polyfit(seconds[settled], memory[settled], 1)[0]), 1)
                if slope > MOST_GROWTH:
                    self.faults.append(f"{role} grows by {slope} MiB in an hour")
            first = memory[settled][0] if settled.any() else memory[0]
            told[role] = {"first": first, "last": memory[-1], "most": max(memory), "slope": slope}
        return told


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--kills", type=int, default=20, help="of the studio, all in the first third")
    parser.add_argument("--every", type=float, default=10, help="seconds between samples")
    parser.add_argument("--sound", default="file", help="where the sound goes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--record", metavar="FILE", default=os.devnull, help="where the samples go, a line each")
    options = parser.parse_args()
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory(prefix="composer-tui-soak-") as folder, open(options.record, "w") as record:
        told = Soak(options, Path(folder)).run(record)
    print(json.dumps(told, indent=1))
    return 1 if told["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
