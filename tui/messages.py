"""What the threads tell the app. A widget declares its own messages; these have no widget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from textual.message import Message

from gan.errors import ComposerError

if TYPE_CHECKING:
    from gan.music.melody import Melody
    from gan.music.score import Score
    from gan.training.sources import Source
    from tui.heard import Heard
    from tui.library.shelf import Kept
    from tui.run_view import Sample


@dataclass
class TakeArrived(Message):
    """The engine composed a take."""

    heard: Heard
    first: bool
    """True for the first one of its batch."""


@dataclass
class TakesRestored(Message):
    """Takes of an earlier time were read from the shelf, the oldest first."""

    takes: list[Kept]


@dataclass
class ComposingEnded(Message):
    """No more takes of this batch; `error` says why where it failed."""

    error: ComposerError | None = None


@dataclass
class MelodyLoaded(Message):
    """A file was read."""

    melody: Melody


@dataclass
class Follows(Message):
    """A job beside the event loop is done; `what` follows from it, on the loop."""

    what: Callable[[], object]


@dataclass
class Told(Message):
    """A sentence for the person."""

    text: str
    title: str = ""
    severity: Literal["information", "warning", "error"] = "information"


@dataclass
class Trouble(Message):
    """Something failed in a way that is told in words."""

    error: ComposerError


@dataclass
class SampleLoaded(Message):
    """A sample of a run was read and is to be heard."""

    score: Score
    swap: bool = False
    """True where it takes the place of one that plays, and else is not played."""


@dataclass
class RungComposed(Message):
    """A take was composed with the weights of a step, to be heard."""

    sample: Sample
    wish: int
    """The number of the wish it answers."""
    words: str
    """What is composed next; empty where that was all."""


@dataclass
class MachineKnown(Message):
    """What runs of this machine tell before another begins (see `gan.training.sources`)."""

    sources: list[Source]
    paces: dict[str, float]
    music: dict[str, Path]
    """Where music of a genre lies that a person added."""
