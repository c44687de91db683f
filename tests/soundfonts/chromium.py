"""A headless Chromium, driven over its DevTools protocol: no more of it than the page's tests need."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_PATIENCE = 60.0


class Chromium:
    """One page in a browser of its own; `folder` takes its profile."""

    def __init__(self, folder: Path) -> None:
        assert PROGRAM
        self._process = subprocess.Popen(
            [
                PROGRAM,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--window-size=1100,760",
                "--remote-debugging-port=0",
                f"--user-data-dir={folder}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        told = folder / "DevToolsActivePort"
        deadline = time.monotonic() + _PATIENCE
        while not (told.exists() and told.read_text().count("\n")):
            assert time.monotonic() < deadline and self._process.poll() is None, "Chromium did not start"
            time.sleep(0.1)
        port = int(told.read_text().splitlines()[0])
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=30) as answer:
            target = next(target for target in json.load(answer) if target["type"] == "page")
        self._ended = ExitStack()
        link = connect(target["webSocketDebuggerUrl"], compression=None, max_size=None, open_timeout=30)
        self._link = self._ended.enter_context(link)
        self._serial = 0
        self.said: list[str] = []
        """What the page wrote on its console, exceptions and refusals of its policy among it."""
        for domain in ("Page", "Runtime", "Log"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: Any) -> Any:
        """One call of the protocol."""
        self._serial += 1
        self._link.send(json.dumps({"id": self._serial, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._link.recv(timeout=_PATIENCE))
            if answer.get("id") == self._serial:
                assert "error" not in answer, answer
                return answer["result"]
            if answer.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled"):
                self.said.append(json.dumps(answer["params"])[:500])

    def run(self, code: str) -> Any:
        """The value of JavaScript, awaited, as if a person had clicked."""
        result = self.ask("Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True, userGesture=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def until(self, code: str) -> Any:
        """The value of JavaScript once it is a true one."""
        deadline = time.monotonic() + _PATIENCE
        while not (value := self.run(code)):
            assert time.monotonic() < deadline, f"never: {code}; {self.said}"
            time.sleep(0.1)
        return value

    def open(self, url: str) -> None:
        self.ask("Page.navigate", url=url)
        self.until(f"document.readyState === 'complete' && location.href === {json.dumps(url)}")

    def key(self, kind: str, key: str) -> None:
        """`keyDown` or `keyUp` of a key that types its name."""
        self.ask("Input.dispatchKeyEvent", type=kind, key=key, text=key if kind == "keyDown" else "")

    def picture(self) -> bytes:
        """The page as a PNG."""
        return base64.b64decode(self.ask("Page.captureScreenshot")["data"])

    def close(self) -> None:
        self._ended.close()
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
