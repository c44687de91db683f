"""The terminal: left as it was found, whatever ends the composer; native noise never on it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gan.training.run import runs_in
from tests.tables import write_table
from tui.session import load_session

ENTER_SCREEN, LEAVE_SCREEN, SHOW_CURSOR = b"\x1b[?1049h", b"\x1b[?1049l", b"\x1b[?25h"
PATIENCE = 90.0


class Terminal:
    """A pseudo-terminal with a program in it."""

    def __init__(self, program: str, home: Path) -> None:
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.before = termios.tcgetattr(theirs)
        self.seen = b""
        self._theirs = theirs
        environment = {
            **os.environ,
            "COMPOSER_TUI_HOME": str(home),
            "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        for name in ("COLUMNS", "LINES"):
            environment.pop(name, None)
        self.process = subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment,
            preexec_fn=lambda: (os.setsid(), fcntl.ioctl(0, termios.TIOCSCTTY, 0)),
        )

    def read(self, seconds: float = 0.1) -> None:
        """Take what the program has written."""
        while select.select([self.ours], [], [], seconds)[0]:
            try:
                data = os.read(self.ours, 65536)
            except OSError:
                return
            if not data:
                return
            self.seen += data
            seconds = 0

    def until(self, text: str) -> None:
        """Wait until a text was written."""
        end = time.monotonic() + PATIENCE
        while text.encode() not in self.seen:
            assert time.monotonic() < end and self.process.poll() is None, self.seen[-3000:]
            self.read()

    def type(self, text: str) -> None:
        os.write(self.ours, text.encode())

    def code(self) -> int:
        """The exit code, once the program is gone."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < end, "the program does not end"
            self.read()
        self.read()
        return self.process.returncode

    def close(self) -> None:
        for descriptor in (self.ours, self._theirs):
            if descriptor >= 0:
                os.close(descriptor)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def hang_up(self) -> None:
        """Close the terminal under the program."""
        os.close(self._theirs)
        os.close(self.ours)
        self._theirs = self.ours = -1


PROGRAM = "import sys; from tui.cli import main; sys.exit(main([]))"


@contextmanager
def terminal(home: Path, program: str = PROGRAM) -> Iterator[Terminal]:
    opened = Terminal(program, home)
    try:
        yield opened
    finally:
        opened.close()


def assert_sane(left: Terminal) -> None:
    assert left.seen.count(ENTER_SCREEN) == left.seen.count(LEAVE_SCREEN) == 1
    assert SHOW_CURSOR in left.seen.rpartition(LEAVE_SCREEN)[2]
    assert termios.tcgetattr(left._theirs) == left.before


@pytest.mark.parametrize("key", ["q", "\x11"])
def test_both_keys_leave_with_0_and_keep_the_session(desk: Path, key: str) -> None:
    with terminal(desk) as t:
        t.until("seed 0")
        t.type(key)
        assert t.code() == 0
        assert_sane(t)
    session, _ = load_session(desk / "data")
    assert session is not None and session.genre == "chorale"


@pytest.mark.parametrize("number,code", [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_signals_leave_the_terminal_sane(desk: Path, number: signal.Signals, code: int) -> None:
    with terminal(desk) as t:
        t.until("seed 0")
        t.process.send_signal(number)
        assert t.code() == code
        assert_sane(t)
    assert (desk / "data" / "session.json").exists()


def test_an_unforeseen_failure_is_one_sentence_and_a_log(desk: Path) -> None:
    broken = (
        "import sys; from tui import app; from tui.cli import main\n"
        "app.ComposerApp.action_help = lambda self: 1 / 0\n"
        "sys.exit(main([]))"
    )
    with terminal(desk, broken) as t:
        t.until("seed 0")
        t.type("?")
        assert t.code() == 1
        assert_sane(t)
        last = t.seen.rpartition(LEAVE_SCREEN)[2].decode()
        assert "division by zero" in last and "Traceback" not in last and str(desk / "log") in last
    assert any("ZeroDivisionError" in path.read_text() for path in (desk / "log").glob("crash-*.log"))


def test_native_noise_goes_to_the_log(desk: Path) -> None:
    noisy = (
        "import os, sys; from tui import app; from tui.cli import main\n"
        "app.ComposerApp.action_help = lambda self: [os.write(fd, b'ALSA lib: noise') for fd in (1, 2)]\n"
        "sys.exit(main([]))"
    )
    with terminal(desk, noisy) as t:
        t.until("seed 0")
        t.type("?")
        time.sleep(0.5)
        t.type("q")
        assert t.code() == 0
        assert b"ALSA" not in t.seen
    assert (desk / "log" / "screen.log").read_text().count("ALSA lib: noise") == 2


def test_a_terminal_that_goes_away_ends_the_composer_at_once_with_its_work_kept(desk: Path) -> None:
    with terminal(desk) as t:
        t.until("seed 0")
        t.type("n")
        t.until("My melody")
        t.hang_up()
        assert t.process.wait(10) == 129
    session, _ = load_session(desk / "data")
    assert session is not None and session.melody.notes == ()


def test_it_also_ends_where_the_hangup_signal_is_ignored(desk: Path) -> None:
    deaf = (
        "import signal, sys; from tui import opening; from tui.cli import main\n"
        "opening._SIGNALS = (signal.SIGINT, signal.SIGTERM)\n"
        "real, hangup = signal.signal, signal.SIGHUP\n"
        "real(hangup, signal.SIG_IGN)\n"
        "signal.signal = lambda number, handler: None if number == hangup else real(number, handler)\n"
        "sys.exit(main([]))"
    )
    with terminal(desk, deaf) as t:
        t.until("seed 0")
        t.hang_up()
        assert t.process.wait(10) == 129


@pytest.mark.parametrize("setting", [{"TERM": "dumb"}, {"LC_ALL": "en_US.ISO-8859-1"}])
def test_a_terminal_that_cannot_show_it_is_told_so(monkeypatch: pytest.MonkeyPatch, setting: dict[str, str]) -> None:
    from gan.errors import UsageError
    from tui.terminal import check_terminal

    for name, value in setting.items():
        monkeypatch.setenv(name, value)
    if "LC_ALL" in setting:
        monkeypatch.setattr("locale.nl_langinfo", lambda _: "ISO-8859-1")
        monkeypatch.setenv("TERM", "xterm")
    with pytest.raises(UsageError) as caught:
        check_terminal()
    assert caught.value.exit_code == 2 and caught.value.mend


def test_a_moving_playhead_sends_little(desk: Path) -> None:
    with terminal(desk) as t:
        t.until("seed 0")
        t.type(" ")
        t.until("▼")
        begin = len(t.seen)
        while t.seen[begin:].count("▼".encode()) < 8:
            assert t.process.poll() is None
            t.read()
        moves = t.seen[begin:].split("▼".encode())
        assert sorted(map(len, moves))[len(moves) // 2] < 2500, "bytes for a step of the playhead at 80×24"
        t.type("q")
        assert t.code() == 0


def test_a_thread_that_fails_is_told_in_words_and_the_terminal_is_left_sane(desk: Path) -> None:
    broken = (
        "import sys; from tui import app; from tui.background import in_background; from tui.cli import main\n"
        "app.ComposerApp.action_help = lambda self: in_background(self, lambda: 1 / 0)\n"
        "sys.exit(main([]))"
    )
    with terminal(desk, broken) as t:
        t.until("seed 0")
        t.type("?")
        t.until("division by zero")
        t.type("q")
        assert t.code() == 0
        assert_sane(t)
        assert b"Traceback" not in t.seen
    assert any("ZeroDivisionError" in path.read_text() for path in (desk / "log").glob("crash-*.log"))


@pytest.mark.parametrize("setting", ["TERM=dumb", "TERM="])
def test_in_a_terminal_that_cannot_show_it_the_composer_says_so_and_draws_nothing(desk: Path, setting: str) -> None:
    name, _, value = setting.partition("=")
    with terminal(desk, f"import os; os.environ[{name!r}] = {value!r}\n{PROGRAM}") as t:
        assert t.code() == 2
        assert b"cannot show the composer" in t.seen and b"\x1b[" not in t.seen and b"Traceback" not in t.seen


@pytest.mark.stress
@pytest.mark.timeout(600)
def test_a_terminal_that_goes_away_ends_the_composer_and_not_its_run(desk: Path) -> None:
    """The real worker of a tiny run, started by the composer's own process."""
    data = desk / "music"
    write_table(data / "rock.npz")
    begin = (
        "from pathlib import Path; from gan.training.config import TrainingConfig; from gan.training.run import Run\n"
        f"Run.create(Path({str(desk / 'runs')!r}), TrainingConfig(('rock',), steps=100_000, batch=2, quarters=8, "
        f"preset='tiny', data={str(data)!r}, event_every=1)).start()\n"
    )
    with terminal(desk, begin + PROGRAM) as t:
        t.until("seed 0")
        (run,) = runs_in(desk / "runs")
        try:
            while run.status().step < 5:
                t.read(0.5)
            t.type("3")
            t.until("gave it away")
            t.hang_up()
            assert t.process.wait(10) == 129
            reached = run.status().step
            while run.status().step <= reached + 5:
                assert run.worker_pid() is not None
                time.sleep(0.2)
        finally:
            pid = run.worker_pid()
            if pid is not None:
                os.kill(pid, signal.SIGKILL)
