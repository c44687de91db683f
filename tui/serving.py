"""The server of the composer in a browser: textual-serve behind a door of our own.

Rule of this file: what textual-serve answers is answered only on the loopback, under a path that is a secret, for a
Host that names the loopback and, for the WebSocket that starts a composer, to the page itself. Its page may load
nothing from elsewhere.
"""

from __future__ import annotations

import hmac
import logging
import os
import shlex
import socket
from typing import Any

from aiohttp import web
from textual_serve.server import Server

from gan.child import module_command, module_environment
from gan.errors import ComposerError
from soundfonts.page.guard import is_loopback

_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class StudioServer(Server):  # type: ignore[misc]
    """Serves composers at `address` until it is interrupted.

    Raises ComposerError where the port is taken.
    """

    def __init__(self, port: int, token: str) -> None:
        _check_port(port)
        super().__init__(shlex.join(module_command("tui.served")), host="127.0.0.1", port=port, title="composer-tui")
        self._token = token
        # What the composers are started with: a terminal that can all that xterm.js can.
        os.environ.update(module_environment() | {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"})

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}/{self._token}/"

    def initialize_logging(self) -> None:
        logging.getLogger("textual-serve").setLevel(logging.CRITICAL)

    async def on_startup(self, app: web.Application) -> None:
        """Nothing: the command has said all."""

    async def handle_index(self, request: web.Request) -> Any:
        # At the other end of a tunnel the port may be another.
        self.public_url = f"http://{request.host}"
        return await super().handle_index(request)

    async def _make_app(self) -> web.Application:
        outer = web.Application(middlewares=[self._guard])
        outer.add_subapp(f"/{self._token}", await super()._make_app())
        return outer

    @web.middleware  # type: ignore[untyped-decorator]
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        refusal = self._refusal(request)
        if refusal:
            return web.Response(status=403, text=f"{refusal}.\n", headers=_HEADERS)
        try:
            response: web.StreamResponse = await handler(request)
        except web.HTTPException as problem:
            return web.Response(status=problem.status, text=f"{problem.reason}.\n", headers=_HEADERS)
        if not response.prepared:
            response.headers.update(_HEADERS)
        return response

    def _refusal(self, request: web.Request) -> str:
        """Why a request is not answered; empty where it is."""
        hosts, origins = request.headers.getall("Host", []), request.headers.getall("Origin", [])
        if len(hosts) != 1 or not is_loopback(hosts[0]):
            return "This page is only for the machine itself: open it as http://localhost"
        given = request.raw_path.removeprefix("/").partition("/")[0]
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._token.encode()):
            return "The address is not whole: take it from the terminal, with the letters at its end"
        if "Upgrade" in request.headers and origins != [f"http://{hosts[0]}"]:
            return "Only the composer's own page may start one"
        return ""


def _check_port(port: int) -> None:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError as error:
            reason = error.strerror or str(error)
            raise ComposerError(f"port {port} cannot be had", reason, "Choose another one with --port") from error
