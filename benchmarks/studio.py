"""What the studio costs: its start, a key, the bytes it sends, and drawing much; each beside a measure of the machine.

    python benchmarks/studio.py --rounds 5

The studio runs in a pseudo terminal of 80 x 24, with a home of its own. Then once more while a run of the `small`
preset learns on all cores (the chorales that music21 brings; the first time they are read). Last: how much slower the
run is while the studio is attached to it, in turns with nobody attached.
"""

from __future__ import annotations

import argparse
import asyncio
import fcntl
import json
import os
import pty
import random
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

import numpy as np

from gan.training.events import read_events

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
COMMAND = [sys.executable, "-m", "tui"]


class Terminal:
    """A program in a pseudo terminal."""

    def __init__(self, *arguments: str, home: str) -> None:
        environment = {**os.environ, "COMPOSER_TUI_HOME": home, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        environment.pop("NO_COLOR", None)
        self.pid, self._end = pty.fork()
        if self.pid == 0:
            os.execvpe(COMMAND[0], [*COMMAND, *arguments], environment)
        fcntl.ioctl(self._end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.sent = b""

    def read(self, seconds: float) -> bytes:
        """What comes within that time, or less where something does."""
        ready, _, _ = select.select([self._end], [], [], seconds)
        found = os.read(self._end, 1 << 16) if ready else b""
        self.sent += found
        return found

    def until(self, text: bytes, seconds: float = 120) -> None:
        """Read until a text was sent. Raises TimeoutError."""
        end = time.monotonic() + seconds
        while text not in self.sent:
            self.read(0.05)
            if time.monotonic() > end:
                raise TimeoutError(f"{text!r} never came: {self.sent[-500:]!r}")

    def bytes_in(self, seconds: float) -> int:
        """Bytes sent in that time."""
        end, count = time.monotonic() + seconds, 0
        while (left := end - time.monotonic()) > 0:
            count += len(self.read(left))
        return count

    def bytes_and_share_in(self, seconds: float) -> tuple[int, float]:
        """Bytes sent in that time, and the share of a core that the process itself took meanwhile."""
        begun, before = time.monotonic(), self.cpu_seconds
        count = self.bytes_in(seconds)
        return count, (self.cpu_seconds - before) / (time.monotonic() - begun)

    def type(self, keys: str) -> None:
        os.write(self._end, keys.encode())

    def answer(self, keys: str) -> float:
        """Seconds from keys to the first bytes, begun in a moment without any."""
        while self.read(0.08):
            pass
        begun = time.perf_counter()
        self.type(keys)
        while not self.read(2):
            pass
        return time.perf_counter() - begun

    @property
    def cpu_seconds(self) -> float:
        """Processor time of the process itself, without its children."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND

    @property
    def resident_mib(self) -> float:
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def close(self) -> None:
        self.type("\x11")
        end = time.monotonic() + 20
        while time.monotonic() < end:
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                break
            try:
                self.read(0.1)
            except OSError:  # the other end is closed
                time.sleep(0.1)
        os.close(self._end)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keys", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=20, help="to count bytes for")
    options = parser.parse_args()
    print("| | | beside |\n|---|---|---|", flush=True)
    _start(options.rounds)
    asyncio.run(_drawing())
    with tempfile.TemporaryDirectory() as home:
        studio = Terminal(home=home)
        studio.until(b"Compose")
        studio.bytes_in(5)
        _keys(studio, options.keys, "nothing else at work")
        studio.close()
        _beside_a_run(home, options)


def _start(rounds: int) -> None:
    cpu, resident, bare = [], [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as home:
            studio = Terminal(home=home)
            studio.until(b"Compose")
            cpu.append(studio.cpu_seconds)
            resident.append(studio.resident_mib)
            studio.close()
        begun = os.times()
        subprocess.run([sys.executable, "-c", "import textual.app, textual.widgets, rich.text, numpy"], check=True)
        after = os.times()
        bare.append(after.children_user + after.children_system - begun.children_user - begun.children_system)
    of_it = np.median(cpu) / np.median(bare)
    print(f"| processor to the first frame | {np.median(cpu):.2f} s | {of_it:.1f} × importing Textual and numpy |")
    print(f"| memory at the first frame | {np.median(resident):.0f} MiB | |", flush=True)


def _keys(studio: Terminal, count: int, beside: str) -> None:
    """In the melody's roll, octave up and down: the keyboard and a line change."""
    studio.type("1\t")
    studio.bytes_in(1)
    times = []
    for number in range(count):
        times.append(studio.answer("zx"[number % 2]))
        time.sleep(random.uniform(0, 0.05))  # not in step with the clock of the screen
    median, late = 1000 * np.median(times), 1000 * np.percentile(times, 95)
    print(f"| a key to the first changed cell | {median:.0f} ms (95 %: {late:.0f}) | {beside} |", flush=True)


def _beside_a_run(home: str, options: argparse.Namespace) -> None:
    environment = {**os.environ, "COMPOSER_TUI_HOME": home}
    train = [*COMMAND, "train", "--genre", "chorale", "--preset", "small", "--steps", "100000", "--detach"]
    train += ["--checkpoint-every", "100000"]  # none falls into what is timed
    subprocess.run(train, check=True, env=environment, capture_output=True)
    try:
        while not _step_of_newest_run(environment):
            time.sleep(2)
        studio = Terminal(home=home)
        studio.until(b"Compose")
        studio.bytes_in(10)
        _keys(studio, options.keys, "a run learns on all cores")
        studio.type("\x07")  # ctrl+g, also while notes are typed: takes, of which the first is played
        studio.until(b"\xe2\x96\xb6", 300)
        studio.bytes_in(10)
        studio.type("3")
        studio.bytes_in(2)
        count, share = studio.bytes_and_share_in(options.seconds)
        rate = count / options.seconds
        print(f"| to the terminal | {rate / 1000:.1f} kB/s | at the Train station, a run learns, a take plays |")
        print(f"| processor of the studio | {100 * share:.1f} % of a core | at the same time |", flush=True)
        studio.close()
        _slowed(home, options)
    finally:
        subprocess.run([*COMMAND, "stop"], env=environment, capture_output=True)


def _slowed(home: str, options: argparse.Namespace) -> None:
    """Steps a second of the run with the studio attached, over those without, and what the studio takes meanwhile."""
    ratios, shares = [], []
    for _ in range(options.rounds):
        begun = time.time()
        time.sleep(options.seconds)
        alone = _steps_a_second(home, begun)
        studio = Terminal("attach", home=home)
        studio.until(b"steps/s")
        studio.bytes_in(5)
        begun = time.time()
        shares.append(studio.bytes_and_share_in(options.seconds)[1])
        ratios.append(_steps_a_second(home, begun) / alone)
        studio.close()
    slower = 100 * (1 - float(np.median(ratios)))
    spread = ", ".join(f"{100 * (1 - ratio):.1f}" for ratio in sorted(ratios))
    print(f"| processor of the studio, attached | {100 * np.median(shares):.1f} % of a core | nothing plays |")
    print(f"| a run is slower by, with the studio attached | {slower:.1f} % | in turns: {spread} |", flush=True)


def _steps_a_second(home: str, begun: float) -> float:
    """Of the only run since a moment of `time.time`, by the times that its events tell."""
    (path,) = Path(home).glob("runs/*/events.jsonl")
    events, _ = read_events(path)
    told = [(e["time"], e["step"]) for e in events if e["kind"] == "StepDone" and e["time"] >= begun]
    (first, low), (last, high) = told[0], told[-1]
    return (high - low) / (last - first)


def _step_of_newest_run(environment: dict[str, str]) -> int:
    told = subprocess.run([*COMMAND, "runs", "--json"], env=environment, capture_output=True, check=True).stdout
    return int(json.loads(told)[0]["step"] or 0)


async def _drawing() -> None:
    """Drawing much beside drawing little, in this process."""
    from gan.measures.facts import facts_of
    from gan.music import Note, Role, Score, Track
    from gan.take import Take
    from tui.app import ComposerApp
    from tui.heard import Heard
    from tui.messages import TakeArrived
    from tui.run_view import RunView

    def score(notes: int) -> Score:
        pitches = 48 + np.arange(notes) * 7 % 24
        part = tuple(Note(6 * i, int(pitch), 6) for i, pitch in enumerate(pitches))
        return Score((Track(Role.MELODY, part), Track(Role.CHORDS, part[: notes // 2])))

    def view(steps: int) -> RunView:
        found = RunView(steps=steps)
        rng = np.random.default_rng(0)
        losses = [{"kind": "StepDone", "step": s + 1, "generator_loss": float(x), "discriminator_loss": float(y)}
                  for s, (x, y) in enumerate(rng.normal(1, 0.1, (steps, 2)))]  # fmt: skip
        found.take(losses, Path())
        return found

    with tempfile.TemporaryDirectory() as home:
        os.environ["COMPOSER_TUI_HOME"] = home
        app = ComposerApp()
        async with app.run_test(size=(80, 24)) as pilot:
            rolls = {}
            for notes in (100, 10_000):
                app.post_message(
                    TakeArrived(Heard(Take(score(notes), "pop", notes, 1, "0" * 12), facts_of(score(notes))), True)
                )
                await pilot.pause()
                await pilot.press("2")
                roll = app.stations.audition_station.roll
                rolls[notes] = _median_ms(lambda roll=roll: (roll.redraw(), _all_lines(roll)))
            charts = {}
            await pilot.press("3")
            await pilot.pause()
            chart = app.stations.train_station.chart
            for steps in (100, 100_000):
                seen = view(steps)
                charts[steps] = _median_ms(lambda seen=seen: (chart.show(seen), _all_lines(chart)))
        app.close_links()
        del os.environ["COMPOSER_TUI_HOME"]
    for what, found in (("a roll of 10,000 notes", rolls), ("a chart of 100,000 steps", charts)):
        small, large = found.values()
        print(f"| {what}, drawn anew | {large:.1f} ms | {large / small:.1f} × one of 100 |", flush=True)


def _all_lines(widget: object) -> None:
    for y in range(widget.size.height):  # type: ignore[attr-defined]
        widget.render_line(y)  # type: ignore[attr-defined]


def _median_ms(work: object, rounds: int = 15) -> float:
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()  # type: ignore[operator]
        times.append(time.perf_counter() - begun)
    return 1000 * float(np.median(times))


if __name__ == "__main__":
    main()
