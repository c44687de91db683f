"""Who may have the page: the rule that nothing is answered but what somebody with the whole address asks for.

The address holds a secret that only the person at the terminal was shown. The Host must name this machine's loopback,
so that no stranger's domain that points here can read the page; a WebSocket must come from the page itself. There
is a fixed list of resources, and no path is ever turned into a file name.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import urlsplit

SOCKET = "sound"
"""The last part of the WebSocket's path."""
_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_RESOURCES = {
    "": ("page.html", "text/html; charset=utf-8"),
    "page.css": ("page.css", "text/css; charset=utf-8"),
    "page.js": ("page.js", "text/javascript; charset=utf-8"),
    "keys.js": ("keys.js", "text/javascript; charset=utf-8"),
    "roll.js": ("roll.js", "text/javascript; charset=utf-8"),
    "worklet.js": ("worklet.js", "text/javascript; charset=utf-8"),
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Permissions-Policy": "midi=(self), microphone=(), camera=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Sent with every answer."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered: an HTTP status and a sentence without anything of the request in it."""

    status: int
    reason: str


def new_token() -> str:
    """A fresh secret of 128 random bits, as it stands in the address."""
    return secrets.token_urlsafe(16)


def resource(name: str) -> tuple[bytes, str]:
    """A file of the page and its type. Raises KeyError for a name that is not on the list."""
    file, kind = _RESOURCES[name]
    return files(__package__).joinpath(file).read_bytes(), kind


def admit(path: str, host: str | None, origin: str | None, token: str, *, socket: bool) -> str | Refusal:
    """What a request may have: the name of a resource or `SOCKET`; or why it has nothing.

    Args:
        path: the path as it was sent, `/TOKEN/NAME`.
        host, origin: these headers, None where there was none or more than one.
        token: the secret of the address.
        socket: true where the request asks for a WebSocket.
    """
    if not _is_loopback(host):
        return Refusal(403, "This page is only for the machine itself: open it as http://localhost")
    given, _, name = path.partition("?")[0].removeprefix("/").partition("/")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), token.encode()):
        return Refusal(403, "The address is not whole: take it from the composer, with the letters at its end")
    if (name == SOCKET) != socket:
        return Refusal(404, "There is no such thing here")
    if socket:
        return name if origin == f"http://{host}" else Refusal(403, "Only the composer's own page may listen")
    return name if name in _RESOURCES else Refusal(404, "There is no such thing here")


def _is_loopback(host: str | None) -> bool:
    """True for a Host header that names the loopback, with any port: a tunnel may have another one."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return False
    return parts.netloc == host and "@" not in parts.netloc and parts.hostname in _HOSTS
