"""Undo and redo without a limit."""

from __future__ import annotations

from typing import Generic, TypeVar

State = TypeVar("State")


class History(Generic[State]):
    """The states something went through. States are immutable values."""

    def __init__(self, first: State) -> None:
        self._states = [first]
        self._at = 0

    @property
    def now(self) -> State:
        return self._states[self._at]

    @property
    def can_undo(self) -> bool:
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        return self._at + 1 < len(self._states)

    def push(self, state: State) -> None:
        """Go on to a new state; what had been undone is forgotten. A state equal to the present one is not kept."""
        if state == self.now:
            return
        del self._states[self._at + 1 :]
        self._states.append(state)
        self._at += 1

    def replace(self, state: State) -> None:
        """Change the present state without a step to undo."""
        self._states[self._at] = state

    def undo(self) -> State:
        """Step back, if possible, and give the state now present."""
        self._at = max(0, self._at - 1)
        return self.now

    def redo(self) -> State:
        """Step forward, if possible, and give the state now present."""
        self._at = min(self._at + 1, len(self._states) - 1)
        return self.now
