"""What the bottom line says: the layer the keys are in, and the most useful of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from textual.message import Message


@dataclass(frozen=True, slots=True)
class Hints:
    """A layer's name and pairs of a key and what it does, the most useful first."""

    layer: str
    keys: list[tuple[str, str]] = field(default_factory=list)
    modal: bool = False
    """True where nothing but these keys is understood."""


@runtime_checkable
class HasHints(Protocol):
    """A widget that says which keys it understands while it has the focus."""

    def hints(self) -> Hints: ...


class HintsChanged(Message):
    """What the keys of the sender do has changed."""
