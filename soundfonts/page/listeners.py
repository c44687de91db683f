"""Those who listen: what waits to be sent to each, and what each has told.

Rule of this file: a slow listener never holds up another one, nor the music. What cannot be sent in time is dropped,
oldest first, and the page hears a gap instead of an ever growing delay.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from typing import Any

MOST_BLOCKS = 40
"""Blocks of ten milliseconds that may wait for one listener."""
MOST_LISTENERS = 16
_MOST_LATENCY = 60_000.0

Event = dict[str, Any]


class Listener:
    """One open page."""

    def __init__(self) -> None:
        self.latency: float | None = None
        """Milliseconds from the studio to the ear, as the page measured them; None until it did."""
        self.held: set[int] = set()
        """Pitches of keys held down on this page."""
        self._blocks: deque[bytes] = deque(maxlen=MOST_BLOCKS)
        self._words: deque[str] = deque(maxlen=64)
        self._wake = asyncio.Event()

    def block(self, message: bytes) -> None:
        self._blocks.append(message)
        self._wake.set()

    def say(self, words: dict[str, Any]) -> None:
        self._words.append(json.dumps(words, separators=(",", ":")))
        self._wake.set()

    async def next(self) -> str | bytes:
        """What is to be sent next: words before sound."""
        while not self._words and not self._blocks:
            self._wake.clear()
            await self._wake.wait()
        return self._words.popleft() if self._words else self._blocks.popleft()

    def take(self, message: str | bytes, on_event: Callable[[Event], object]) -> None:
        """Do what a page says. What is not understood is passed over.

        `on_event` is given `{"do": "toggle" | "play" | "stop"}`, `{"do": "choose", "index": 0…}` and
        `{"do": "key", "pitch": 0…127, "velocity": 0…127}`, where velocity 0 lets the key go.
        """
        try:
            said = json.loads(message)
            do = said["do"]
            if do == "ping":
                self.say({"pong": float(said["at"])})
            elif do == "latency":
                self.latency = min(max(0.0, float(said["ms"])), _MOST_LATENCY)
            elif do == "key":
                self._key(_within(said["pitch"], 127), _within(said["velocity"], 127), on_event)
            elif do in ("toggle", "play", "stop"):
                on_event({"do": do})
            elif do == "choose":
                on_event({"do": do, "index": _within(said["index"], 9999)})
        except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
            pass

    def leave(self, on_event: Callable[[Event], object]) -> None:
        """Let go of every key that the page held."""
        for pitch in sorted(self.held):
            on_event({"do": "key", "pitch": pitch, "velocity": 0})
        self.held.clear()

    def _key(self, pitch: int, velocity: int, on_event: Callable[[Event], object]) -> None:
        if velocity:
            self.held.add(pitch)
        elif pitch not in self.held:
            return
        else:
            self.held.discard(pitch)
        on_event({"do": "key", "pitch": pitch, "velocity": velocity})


def _within(value: object, most: int) -> int:
    """A whole number from 0 to `most`. Raises ValueError for anything else."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise ValueError(value)
    return value
