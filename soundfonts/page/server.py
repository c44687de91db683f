"""The server of the page: HTTP for five small files, a WebSocket for the sound, on the loopback address alone.

It lives in a thread of the sound process. Samples go out as binary messages: a serial number and flags, then signed
16-bit little-endian frames, left and right in turn. Words go both ways as JSON. All that a stranger can send is a
request that `guard` judges, and short messages that `Listener.take` judges.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from gan.errors import MissingDependency, SoundError
from soundfonts.page.guard import HEADERS, Refusal, admit, resource
from soundfonts.page.listeners import MOST_LISTENERS, Event, Listener

FIRST_PORT = 8765
_PORTS_TRIED = 10
_BEGINS, _RESTS = 1, 2
"""The flags of the first block after a pause, when the page fills its buffer anew, and of the last one before it."""
_HEADER = struct.Struct("<IHH")
_MOST_MESSAGE_BYTES = 1024
_SEND_BUFFER_BYTES = 32 * 1024
"""What the system may hold for one listener: a fifth of a second of sound."""


class PageServer:
    """A page on this machine's loopback.

    Args:
        token: the secret in its address.
        port: the port to listen on, 0 for 8765 or the next free one.
        on_event: told what listeners do, on the server's thread (`Listener.take`); also `{"do": "listeners"}` when
            one came, went or measured its latency.

    Raises SoundError where no port can be had, MissingDependency without websockets.
    """

    def __init__(self, token: str, port: int, on_event: Callable[[Event], object]) -> None:
        self._websockets = _load_websockets()
        self._token = token
        self._on_event = on_event
        self._listeners: set[Listener] = set()
        self._serial = 0
        self._words: dict[str, dict[str, Any]] = {}
        """The latest of each kind of words, for those who come later."""
        self._socket = _bound(port)
        self.port: int = self._socket.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._ended = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),), daemon=True)
        self._thread.start()

    @property
    def listeners(self) -> int:
        return len(self._listeners)

    @property
    def latency(self) -> float | None:
        """Milliseconds from here to the ear of the listener who is furthest away; None while none has measured."""
        known = [listener.latency for listener in list(self._listeners) if listener.latency is not None]
        return max(known, default=None)

    def publish(self, samples: bytes, *, begins: bool, rests: bool) -> None:
        """Send the next block of sound to all (`pump.Sink`)."""
        self._serial = (self._serial + 1) & 0xFFFFFFFF
        message = _HEADER.pack(self._serial, begins * _BEGINS | rests * _RESTS, 0) + samples
        self._soon(self._to_all, message)

    def say(self, kind: str, words: dict[str, Any]) -> None:
        """Send words to all, and to those who come later until there are newer ones of this kind."""
        self._words[kind] = {kind: words}
        self._soon(self._to_all, {kind: words})

    def close(self) -> None:
        """Send all away and close the port."""
        self._soon(self._ended.set)
        self._thread.join(2)

    def _soon(self, call: Callable[..., object], *arguments: object) -> None:
        try:
            self._loop.call_soon_threadsafe(call, *arguments)
        except RuntimeError:  # it is closed already
            pass

    def _to_all(self, message: bytes | dict[str, Any]) -> None:
        for listener in self._listeners:
            if isinstance(message, bytes):
                listener.block(message)
            else:
                listener.say(message)

    async def _serve(self) -> None:
        serve = self._websockets.serve(
            self._attend,
            sock=self._socket,
            process_request=self._answer,
            compression=None,
            server_header=None,
            max_size=_MOST_MESSAGE_BYTES,
            max_queue=64,
            write_limit=_SEND_BUFFER_BYTES,
            open_timeout=5,
            close_timeout=0.5,
            ping_interval=10,
            ping_timeout=20,
        )
        async with serve:
            await self._ended.wait()

    def _answer(self, connection: Any, request: Any) -> Any:
        """The answer to a request, or None where it may open a WebSocket."""
        headers = request.headers
        wants_socket = (_only(headers, "Upgrade") or "").lower() == "websocket"
        found = admit(request.path, _only(headers, "Host"), _only(headers, "Origin"), self._token, socket=wants_socket)
        if isinstance(found, Refusal):
            return self._response(found.status, f"{found.reason}.\n".encode(), "text/plain; charset=utf-8")
        if wants_socket:
            if len(self._listeners) < MOST_LISTENERS:
                return None
            return self._response(503, b"Too many listen already.\n", "text/plain; charset=utf-8")
        return self._response(200, *resource(found))

    def _response(self, status: int, body: bytes, kind: str) -> Any:
        headers = self._websockets.Headers({**HEADERS, "Content-Type": kind, "Content-Length": str(len(body))})
        headers["Connection"] = "close"
        return self._websockets.Response(status, HTTPStatus(status).phrase, headers, body)

    async def _attend(self, connection: Any) -> None:
        """Serve one listener until it goes."""
        peer = connection.transport.get_extra_info("socket")
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
        listener = Listener()
        for words in list(self._words.values()):
            listener.say(words)
        self._listeners.add(listener)
        self._on_event({"do": "listeners"})
        sending = asyncio.create_task(_send(connection, listener))
        try:
            async for message in connection:
                before = listener.latency
                listener.take(message, self._on_event)
                if listener.latency != before:
                    self._on_event({"do": "listeners"})
        except self._websockets.ConnectionClosed:
            pass
        finally:
            sending.cancel()
            self._listeners.discard(listener)
            listener.leave(self._on_event)
            self._on_event({"do": "listeners"})


async def _send(connection: Any, listener: Listener) -> None:
    while True:
        await connection.send(await listener.next())


def _only(headers: Any, name: str) -> str | None:
    """The value of a header that was sent once."""
    values: list[str] = headers.get_all(name)
    return values[0] if len(values) == 1 else None


def _bound(port: int) -> socket.socket:
    """A socket on the loopback address. Raises SoundError where the port is taken."""
    tries = [port] if port else [*range(FIRST_PORT, FIRST_PORT + _PORTS_TRIED), 0]
    problem: OSError | None = None
    for number in tries:
        bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind(("127.0.0.1", number))
            bound.listen(16)
            return bound
        except OSError as error:
            bound.close()
            problem = error
    reason = (problem.strerror or str(problem)) if problem else ""
    raise SoundError(f"port {port} cannot be had for the page", reason, "Choose another one")


def _load_websockets() -> Any:
    """What is used of the websockets library, in one place. Raises MissingDependency."""
    try:
        from types import SimpleNamespace

        from websockets.asyncio.server import serve
        from websockets.datastructures import Headers
        from websockets.exceptions import ConnectionClosed
        from websockets.http11 import Response
    except ImportError as problem:
        mend = "pip install 'websockets>=14'"
        raise MissingDependency("the page needs the library websockets", str(problem), mend) from problem
    return SimpleNamespace(serve=serve, Headers=Headers, ConnectionClosed=ConnectionClosed, Response=Response)
