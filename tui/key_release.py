"""Which key was let go, where the terminal can tell: the kitty keyboard protocol's event types.

Textual asks terminals for the protocol, but not for event types, and its parser does not know them. Here they are asked
for, whether they came is asked too, and they are taken out of what the terminal sends before Textual's parser sees it.

Rules this file owns:

- A key press or repeat is to the rest of the program what it is without event types; a release is never a press.
- A terminal that does not answer tells no releases, and nothing waits for its answer.
- It relies on one private name of Textual, `XTermParser._sequence_to_key_events`; tests with a pseudo-terminal hold it.
"""

from __future__ import annotations

import os
import re
import selectors
from codecs import getincrementaldecoder
from collections.abc import Iterable
from typing import Any, cast

from textual import constants, events
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.keys import Keys
from textual.message import Message

EVENT_TYPES = 2
"""The protocol's flag that has releases told."""
_ASK = f"\x1b[={EVENT_TYPES};2u\x1b[?u"
"""Set the flag beside those that are set, then ask which are."""
_ANSWER = re.compile(r"\x1b\[\?(\d{1,4})u")
_TYPED = re.compile(r"\x1b\[([\d:]*);(\d*):([123])((?:;[\d:]*)?)([u~ABCDEFHPQRS])")
_RELEASE = "3"
_READ_BYTES = 4096
_WAIT_SECONDS = 0.1


class KeyReleased(Message):
    """A key was let go. `key` and `character` are those of its press; `time` is when it arrived."""

    def __init__(self, key: str, character: str | None) -> None:
        super().__init__()
        self.key, self.character = key, character


class ReleaseParser(XTermParser):
    """Textual's parser, to which a release is a `KeyReleased` and the answer to our question no key."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self.tells_releases = False
        self._down: dict[str, events.Key] = {}
        """The last press of each key by its code: a release does not tell what character it wrote."""

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        if answer := _ANSWER.fullmatch(sequence):
            self.tells_releases = bool(int(answer[1]) & EVENT_TYPES)
            return [events.Key(Keys.Ignore, sequence)]
        if typed := _TYPED.fullmatch(sequence):
            code, modifiers, kind, text, end = typed.groups()
            if kind == _RELEASE:
                return self._released(_code(code, end))
            modifiers = "" if modifiers == "1" else modifiers  # as without event types, where there are none
            sequence = f"\x1b[{code};{modifiers}{text}{end}" if modifiers or text else f"\x1b[{code}{end}"
        try:
            keys = list(super()._sequence_to_key_events(sequence, alt))
        except (ValueError, OverflowError):  # numbers that are no key: what a terminal sends must not end the reading
            return [events.Key(Keys.Ignore, sequence)]
        if keys and sequence.startswith("\x1b["):
            self._down[_code(sequence[2:-1].partition(";")[0], sequence[-1])] = keys[-1]
        return keys

    def _released(self, code: str) -> Iterable[events.Key]:
        """What the rest of the parser passes on for the release of a key."""
        pressed = self._down.pop(code, None)
        if pressed is None:  # its press went to another program
            return [events.Key(Keys.Ignore, code)]
        return cast(Any, [KeyReleased(pressed.key, pressed.character)])


def _code(number: str, end: str) -> str:
    """What the press and the release of a key share: its number, and the letter that ends its sequence."""
    return (number.partition(":")[0] or "1") + end


class ReleaseDriver(LinuxDriver):
    """Textual's driver for terminals, with releases where the terminal tells them."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._parser: ReleaseParser | None = None

    @property
    def tells_releases(self) -> bool:
        """True once the terminal has said that it tells when a key is let go."""
        return self._parser is not None and self._parser.tells_releases

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call]
        apple = os.environ.get("TERM_PROGRAM", "") == "Apple_Terminal"  # it would print what it does not know
        if self.input_tty and not constants.DISABLE_KITTY_KEY and not apple and self._writer_thread is not None:
            self.write(_ASK)
            self.flush()

    def run_input_thread(self) -> None:
        """Read the terminal and pass on what it sends, until the composer is left."""
        self._parser = parser = ReleaseParser(self._debug)
        decode = getincrementaldecoder("utf-8")().decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                text = decode(os.read(self.fileno, _READ_BYTES)) if selector.select(_WAIT_SECONDS) else ""
                for message in parser.feed(text) if text else ():
                    self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)
        try:
            for _ in parser.feed(""):
                pass
        except (EOFError, ParseError):
            pass


def tells_releases(app: App[Any]) -> bool:
    """True where the app's terminal tells when a key is let go."""
    return bool(getattr(app._driver, "tells_releases", False))
