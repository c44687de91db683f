"""Which way the sound goes: the card that offers the ways, what was chosen, and what a page in a browser asks for.

Rule of this file: nothing listens on a port before somebody chose the browser, and the card comes by itself only once:
over SSH when something plays that nobody hears, or when the composer was started with the browser as its way.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.message import Message

from gan import locations
from gan.errors import ComposerError
from gan.music.plain import plain
from tui.messages import Trouble

if TYPE_CHECKING:
    from pathlib import Path

    from soundfonts.routes import Route, RouteReport
    from tui.app import ComposerApp
    from tui.midi import MidiDesk
    from tui.recording import Recording
    from tui.transport import Transport


class PageAsked(Message):
    """Somebody at the page in a browser did something: see `Player`'s `on_page`."""

    def __init__(self, event: dict[str, Any]) -> None:
        super().__init__()
        self.event = event


class Sounding:
    """The ways out of one composer."""

    def __init__(self, app: ComposerApp) -> None:
        self._app = app
        self._token = ""
        self._offered = False

    def first_route(self) -> Route:
        """The route to begin with, by the environment; where that names none, the app complains."""
        from soundfonts.routes import Route, route_from_environment

        try:
            return self._route(route_from_environment(os.environ))
        except ComposerError as error:
            self._app.post_message(Trouble(error))
            return Route()

    @property
    def report(self) -> RouteReport:
        return self._app.transport.link.route

    def choose(self, name: str) -> None:
        """Send the sound another way, one of `soundfonts.routes.ROUTES`; what plays goes on."""
        try:
            self._app.transport.link.choose(self._route(name))
        except ComposerError as error:
            self._app.complain(error)
            return
        self._offered = True

    def look(self) -> None:
        """Show the card once: where something plays in silence over SSH, or a page was asked for at the start."""
        report = self.report
        transport = self._app.transport
        unheard = report.name == "silent" and transport.playing and not transport.link.midi[1]
        if self._offered or not (unheard or report.url):
            return
        from soundfonts.drivers import over_ssh

        self._offered = True
        if (report.url or over_ssh(os.environ)) and self._app.screen is self._app.stations:
            self.open_card()

    def open_card(self) -> None:
        from tui.screens.sound_card import SoundCard

        self._offered = True
        if not isinstance(self._app.screen, SoundCard):
            self._app.push_screen(SoundCard(self))

    def copy(self, text: str, what: str) -> None:
        """Put a line on the clipboard of the person's own machine, through the terminal (OSC 52)."""
        self._app.copy_to_clipboard(text)
        self._app.tell(f"{what} was sent to your clipboard (if your terminal allows it).", seconds=3)

    def _route(self, name: str) -> Route:
        from soundfonts.page.guard import new_token
        from soundfonts.routes import Route

        if name == "browser":
            self._token = self._token or new_token()
            return Route(name, token=self._token, port=port_from_environment(os.environ))
        if name == "file":
            return Route(name, path=str(next_file()))
        return Route(name)


class SoundingHandlers:
    """What the app does about the ways of sound: a part of `ComposerApp`."""

    midi: MidiDesk
    recording: Recording
    sounding: Sounding
    transport: Transport

    def action_sound(self) -> None:
        """Open the card."""
        self.sounding.open_card()

    def action_play(self) -> None:
        raise NotImplementedError

    def on_page_asked(self, message: PageAsked) -> None:
        event, playing = message.event, self.transport.playing
        do = event["do"]
        if do == "key":
            self.recording.page_key(event["pitch"], event["velocity"], event["at"])
            if event.get("from") == "midi" and event["velocity"]:
                self.midi.typed(event["pitch"], event["velocity"])
        elif do == "toggle" or (do == "play" and not playing) or (do == "stop" and playing):
            self.action_play()


def next_file(*, made: bool = True) -> Path:
    """A WAV file that is not there yet, in the folder of takes.

    The folder is made, unless `made` is False. Raises ComposerError where it cannot be.
    """
    folder = locations.takes_dir()
    if made:
        locations.made(folder)
    number = 1
    while (path := folder / f"heard-{number:03}.wav").exists():
        number += 1
    return path


def tunnel_line(port: int, environment: Mapping[str, str]) -> str:
    """The command that brings a port of this machine to the one the person sits at.

    The name of this machine is `COMPOSER_TUI_SSH_HOST` where that is set, else what the machine calls itself.
    """
    return f"ssh -N -L {port}:127.0.0.1:{port} {_ssh_target(environment)}"


def pulse_line(environment: Mapping[str, str]) -> str:
    """The command that connects anew with the person's own PulseAudio or PipeWire behind it."""
    return f"ssh -R 24713:$XDG_RUNTIME_DIR/pulse/native {_ssh_target(environment)}"


def port_from_environment(environment: Mapping[str, str]) -> int:
    """The page's port that `COMPOSER_TUI_PORT` asks for; 0, which is any, where it names none."""
    text = environment.get("COMPOSER_TUI_PORT", "")
    return int(text) if text.isascii() and text.isdecimal() and int(text) < 65536 else 0


def _ssh_target(environment: Mapping[str, str]) -> str:
    """`-p PORT user@host`, as a shell takes it."""
    import getpass
    import shlex
    import socket

    host = environment.get("COMPOSER_TUI_SSH_HOST") or socket.gethostname()
    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # no name for this user
        user = ""
    target = shlex.quote(plain(f"{user}@{host}" if user and "@" not in host else host, 200))
    here = environment.get("SSH_CONNECTION", "").split()
    port = here[3] if len(here) == 4 and here[3].isascii() and here[3].isdecimal() else "22"
    return target if port == "22" else f"-p {port} {target}"
