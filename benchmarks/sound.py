"""How fast sound is made, how late a note is heard, and what the page in a browser costs.

    python benchmarks/sound.py [--seconds 60] [--ssh "ssh -p 2222 me@localhost"] [--beside-a-run]

A listener here stands in for the browser: what its sound card and its own buffer add is told by the page itself. Times
are from the call in the composer's process to the first block in which the note is heard.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shlex
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from websockets.sync.client import connect

from gan.music import Note, Role, Score, Track
from soundfonts import Player, builtin_soundfont, render
from soundfonts.page.guard import new_token
from soundfonts.routes import Route

BLOCK_SECONDS = 0.01
LOUD = 300
"""Of 32767: what counts as heard."""
NOTES = 30


def song(seconds: float) -> Score:
    """Five tracks at 120: a tune in eighths, chords of four notes, a bass, a pad and drums in eighths."""
    beats = int(seconds * 2)
    return Score(
        (
            Track(Role.MELODY, tuple(Note(12 * i, 72 + i % 7, 12) for i in range(beats * 2)), 73),
            Track(Role.CHORDS, tuple(Note(48 * i, p, 40) for i in range(beats // 2) for p in (60, 64, 67, 71)), 0),
            Track(Role.BASS, tuple(Note(24 * i, 36 + i % 5, 24) for i in range(beats)), 33),
            Track(Role.PAD, tuple(Note(96 * i, p, 96) for i in range(beats // 4) for p in (55, 60, 64)), 48),
            Track(Role.DRUMS, tuple(Note(12 * i, (36, 42, 38, 42)[i % 4], 6) for i in range(beats * 2))),
        ),
        tempo=120,
    )


def rendering(seconds: float) -> None:
    score = song(seconds)
    with tempfile.TemporaryDirectory() as folder:
        times = []
        for _ in range(3):
            start = time.perf_counter()
            render(score, Path(folder) / "x.wav", soundfont=builtin_soundfont())
            times.append(time.perf_counter() - start)
    print(f"five tracks rendered: {seconds / statistics.median(times):.0f} × real time, the process included")


def opened(route: Route) -> Player:
    player = Player(builtin_soundfont(), route)
    player.start()
    while not player.route.name:
        time.sleep(0.02)
    return player


def latency(name: str, player: Player, block: Callable[[], bytes]) -> None:
    """Notes one by one, each after silence; `block` gives the next bytes of sound."""
    times = []
    for _ in range(NOTES):
        start = time.perf_counter()
        player.audition(84, 80, 120, seconds=0.05)
        while np.abs(np.frombuffer(block(), "<i2")).max(initial=0) < LOUD:
            pass
        times.append((time.perf_counter() - start) * 1000)
        quiet = 0
        while quiet < 40:  # the route rests after 60
            quiet = quiet + 1 if np.abs(np.frombuffer(block(), "<i2")).max(initial=0) < 8 else 0
    times.sort()
    print(
        f"{name}: note to bytes {statistics.median(times):.1f} ms, 95 % within {times[int(len(times) * 0.95)]:.1f} ms"
    )


@contextlib.contextmanager
def tunnel(ssh: str, port: int) -> Iterator[int]:
    """A port here that leads to the port there; without an ssh line the port itself."""
    if not ssh:
        yield port
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        here = probe.getsockname()[1]
    process = subprocess.Popen([*shlex.split(ssh), "-N", "-L", f"{here}:127.0.0.1:{port}"])
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", here)):
                break
            time.sleep(0.1)
        yield here
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def training() -> Iterator[None]:
    """A run on all processors beside, from its first step on."""
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"COMPOSER_TUI_HOME": home}

        def say(*words: str) -> str:
            line = [sys.executable, "-m", "tui", *words]
            return subprocess.run(line, check=True, env=environment, capture_output=True, text=True).stdout

        say("train", "--genre", "chorale", "--preset", "small", "--steps", "100000", "--detach")
        try:
            while '"step": 0,' in say("runs", "--json"):
                time.sleep(2)
            yield
        finally:
            say("stop")


def page(seconds: float, ssh: str) -> None:
    token = new_token()
    name = "browser through ssh" if ssh else "browser"
    with opened(Route("browser", token=token)) as player, tunnel(ssh, player.route.port) as here:
        port = player.route.port
        sock = socket.create_connection(("127.0.0.1", here))
        url, origin = f"ws://localhost:{port}/{token}/sound", f"http://localhost:{port}"
        with connect(url, origin=origin, compression=None, sock=sock) as listener:

            def block() -> bytes:
                while isinstance(message := listener.recv(timeout=30), str):
                    pass
                return message[8:]

            latency(name, player, block)
            player.load(song(seconds + 5))
            player.play()
            for _ in range(100):  # what sounded before may still die away
                block()
            process = player._process
            assert process is not None
            cpu, start, arrivals, count = cpu_seconds(process.pid), time.perf_counter(), [], 0
            while time.perf_counter() - start < seconds:
                message = listener.recv(timeout=30)
                count += len(message)
                if isinstance(message, bytes):
                    arrivals.append(time.perf_counter() - start)
            passed = time.perf_counter() - start
            cpu = cpu_seconds(process.pid) - cpu
    late = np.array(arrivals) - np.arange(len(arrivals)) * BLOCK_SECONDS
    late -= np.percentile(late, 5)
    print(f"{name}, {passed:.0f} s of five tracks: {count / passed / 1000:.0f} kB/s, {cpu / passed:.0%} of a core")
    for buffer in (30, 60, 100, 200):
        print(f"  blocks later than a buffer of {buffer} ms allows: {int((late * 1000 > buffer).sum())} of {len(late)}")


def file() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pipe"
        os.mkfifo(path)
        with opened(Route("file", path=str(path))) as player:
            blocks: list[bytes] = []
            fresh = threading.Condition()

            def read() -> None:
                with path.open("rb", buffering=0) as pipe:
                    while data := pipe.read(441 * 4):
                        with fresh:
                            blocks.append(data[: len(data) // 2 * 2])
                            fresh.notify()

            threading.Thread(target=read, daemon=True).start()

            def block() -> bytes:
                with fresh:
                    fresh.wait_for(lambda: blocks, timeout=30)
                    return blocks.pop(0)

            player.audition(84, 80, 120, seconds=0.05)  # the header comes with the first sound
            while np.abs(np.frombuffer(block(), "<i2")).max(initial=0) < LOUD or len(blocks) > 2:
                pass
            latency("file (a pipe)", player, block)


def cpu_seconds(pid: int) -> float:
    """Processor time a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60, help="how long the page is listened to (default 60)")
    parser.add_argument("--ssh", default="", metavar="LINE", help="listen through this ssh line too")
    parser.add_argument("--beside-a-run", action="store_true", help="while a run of the preset small learns")
    options = parser.parse_args()
    with training() if options.beside_a_run else contextlib.nullcontext():
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
        rendering(60)
        page(options.seconds, "")
        if options.ssh:
            page(options.seconds, options.ssh)
        file()


if __name__ == "__main__":
    main()
