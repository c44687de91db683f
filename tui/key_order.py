"""Keys that arrive together are done one after the other, in their order.

A key that no part of the screen takes for itself climbs to the app, which knows its binding; meanwhile the next one
would be at the part in focus already: of `a`, backspace, `b` that came in one packet over SSH the backspace would be
the last to be done. So the app holds a key back until the one before has had its way.

Rule of this file: a key is held back for a moment at most, whatever becomes of the one before.
"""

from __future__ import annotations

from collections import deque

from textual import events
from textual.app import App
from textual.message import Message
from textual.timer import Timer

_LONGEST_WAIT = 0.5
"""Seconds after which a key counts as done though nothing was heard of it: what had the focus may be gone."""


class KeyPassed(Message, bubble=True):
    """Follows a key on its way, and so comes to the app when the key has had its way."""


class KeysInOrder(App[int]):
    """The app's way with keys."""

    def __init__(self) -> None:
        super().__init__()
        self._held_back: deque[events.Key] = deque()
        self._on_its_way: Timer | None = None

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif self._on_its_way is not None:
            self._held_back.append(event)
        else:
            await self._send(event)

    async def on_key_passed(self, event: KeyPassed) -> None:
        event.stop()
        await self._next()

    async def _send(self, event: events.Key) -> None:
        target = self.focused or self.screen
        self._on_its_way = self.set_timer(_LONGEST_WAIT, self._next)
        await super().on_event(event)
        if not target.post_message(KeyPassed()):
            await self._next()

    async def _next(self) -> None:
        if self._on_its_way is not None:
            self._on_its_way.stop()
            self._on_its_way = None
        if self._held_back:
            await self._send(self._held_back.popleft())
