"""`serve` as a process: who is let in, and that a page is a composer."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.soundfonts.test_player import wait_for
from tui.cli import main

PROGRAM = [sys.executable, "-m", "tui.cli", "serve"]
needs_library = pytest.mark.skipif(find_spec("textual_serve") is None, reason="textual-serve is not installed")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Served:
    """The command, running."""

    def __init__(self, desk: Path) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [*PROGRAM, "--port", str(self.port)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        parts = urlsplit(self.process.stdout.readline().strip())
        assert (parts.hostname, parts.port) == ("localhost", self.port)
        self.path = parts.path
        wait_for(self._answers)

    def _answers(self) -> bool:
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", self.port)) == 0

    def get(self, path: str, host: str = "localhost") -> tuple[int, str]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        link.putrequest("GET", path, skip_host=True)
        link.putheader("Host", f"{host}:{self.port}")
        link.endheaders()
        answer = link.getresponse()
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        return answer.status, answer.read().decode()

    def page(self, path: str = "", origin: str = "") -> ClientConnection:
        url = f"ws://localhost:{self.port}{path or self.path}ws?width=100&height=30"
        sock = socket.create_connection(("127.0.0.1", self.port))
        return connect(url, origin=origin or f"http://localhost:{self.port}", sock=sock)  # type: ignore[arg-type]


@pytest.fixture
def served(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setenv("COMPOSER_TUI_AUDIO_DRIVER", "none")
    served = Served(desk)
    yield served
    served.process.kill()
    served.process.communicate()


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@needs_library
def test_a_page_is_a_composer_that_ends_with_it(served: Served) -> None:
    status, page = served.get(served.path)
    assert status == 200 and f"ws://localhost:{served.port}{served.path}ws" in page
    with served.page() as link:
        screen = ""
        deadline = time.monotonic() + 60
        while "engine" not in screen:
            assert time.monotonic() < deadline, screen[-2000:]
            message = link.recv(timeout=60)
            screen += message if isinstance(message, str) else message.decode(errors="replace")
        assert "Compose" in screen and "Traceback" not in screen
        link.send(json.dumps(["stdin", "2"]))
        while "Press g" not in screen and "takes" not in screen:
            message = link.recv(timeout=60)
            screen += message if isinstance(message, str) else message.decode(errors="replace")
        assert children_of(served.process.pid)
    wait_for(lambda: not children_of(served.process.pid))
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(60) in (0, 130)


@needs_library
def test_nobody_else_is_let_in(served: Served) -> None:
    wrong = "/" + "A" * (len(served.path) - 2) + "/"
    for path in ("/", "/ws", "/static/js/textual.js", wrong, served.path[:-2] + "/"):
        status, said = served.get(path)
        assert status == 403 and served.path not in said, path
    assert served.get(served.path, host="evil.example")[0] == 403
    assert served.get(f"{served.path}static/../../etc/passwd")[0] in (403, 404)
    for path, origin in (("/", ""), (wrong, ""), (served.path, "http://evil.example"), (served.path, "null")):
        with pytest.raises(InvalidStatus) as refused:
            served.page(path, origin)
        assert refused.value.response.status_code == 403
    assert not children_of(served.process.pid)


@needs_library
def test_a_port_that_is_taken_is_refused(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["serve", "--port", str(taken.getsockname()[1])]) == 1
    assert "cannot be had" in capsys.readouterr().err


def test_without_the_library_the_line_that_brings_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "textual_serve.py").write_text("raise ImportError('no such thing', name='textual_serve')")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(PROGRAM, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 3 and "composer-tui[serve]" in done.stderr
