"""What a recording is to the roll: something that takes its keys."""

from __future__ import annotations

from typing import Protocol

from textual import events

from tui.hints import Hints


class LiveKeys(Protocol):
    """Gets every key while it records, and says which it understands."""

    def key(self, event: events.Key) -> None: ...

    def strike(self, pitch: int, moment: float) -> None: ...

    def hints(self) -> Hints: ...
