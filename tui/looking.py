"""Looking at what the cursor is on: read beside the event loop, given up at once where the cursor moves on.

Rule of this file: at most one reading is at work for a dialog; what was read a moment ago is not read again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

from textual.message import Message
from textual.message_pump import MessagePump
from textual.timer import Timer
from textual.widget import Widget

from gan.errors import ComposerError
from gan.music.look import Look
from gan.music.readers import Reading, ReadyReader
from tui.background import in_background

_REST_SECONDS = 0.12
"""How long the cursor rests on something before that is read."""
_KEPT = 32

Answer = Look | ComposerError


class Looked(Message):
    """What a look found."""

    def __init__(self, key: Hashable, answer: Answer) -> None:
        super().__init__()
        self.key, self.answer = key, answer


class Looker:
    """Reads for a screen, one thing at a time, and tells it by `Looked`."""

    def __init__(self, screen: Widget, ready: ReadyReader | None = None) -> None:
        """Args: ready: the child that reads; the looker has it end with itself."""
        self._ready = ready
        self._screen: Widget = screen
        self._kept: OrderedDict[Hashable, Answer] = OrderedDict()
        self._reading: Reading | None = None
        self._timer: Timer | None = None

    def look(self, key: Hashable, read: Callable[[Reading], Look], rest: bool = True) -> None:
        """Have something read, after a short rest or at once, in place of what was asked for before."""
        self.stop()
        if key in self._kept:
            self._screen.post_message(Looked(key, self._kept[key]))
        elif not rest:
            self._begin(key, read)
        else:
            self._timer = self._screen.set_timer(_REST_SECONDS, lambda: self._begin(key, read))

    def keep(self, looked: Looked) -> None:
        """Remember an answer for the next time the cursor comes by."""
        self._kept[looked.key] = looked.answer
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def stop(self) -> None:
        """Give up what is being read."""
        if self._timer is not None:
            self._timer.stop()
        if self._reading is not None:
            self._reading.stop()
        self._timer = self._reading = None

    def prepare(self) -> None:
        """Start the child that is kept ready, beside the event loop."""
        if self._ready is not None:
            in_background(self._screen.app, self._ready.prepare)

    def close(self) -> None:
        """Read nothing any more."""
        self.stop()
        if self._ready is not None:
            in_background(self._screen.app, self._ready.close)

    def _begin(self, key: Hashable, read: Callable[[Reading], Look]) -> None:
        reading = self._reading = Reading(self._ready)
        screen: MessagePump = self._screen

        def look() -> None:
            answer: Answer
            try:
                answer = read(reading)
            except ComposerError as error:
                answer = error
            if not reading.stopped:
                screen.post_message(Looked(key, answer))

        in_background(self._screen.app, look)
