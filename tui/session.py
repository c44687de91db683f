"""The session: what the next start takes up again.

Rule of this file: the file is only ever replaced whole (written beside, then renamed), and one that cannot be
read is set aside under another name, never deleted.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan.errors import UsageError
from gan.jsontext import parse_json
from gan.music.demos import DEMOS
from gan.music.genre import GENRES
from gan.music.jsonform import melody_from_json, melody_to_json
from gan.music.melody import MAX_BARS, Melody
from gan.wishes import MAX_ADVENTURE, Wishes
from gan.wishes_json import wishes_from_json, wishes_to_json
from tui.files import write_json

if TYPE_CHECKING:
    from tui.config import Config

FILE_NAME = "session.json"
_FORM = 1
MOST_TAKES = 16
_MOST_BYTES = 4 * 2**20


@dataclass(frozen=True)
class Session:
    """What a person was working on."""

    melody: Melody
    genre: str
    """The id of a genre."""
    seed: int = 0
    """The seed the next takes are composed with."""
    takes: int = 4
    """How many are composed at a time, 1 to MOST_TAKES."""
    wishes: Wishes = Wishes()
    """What they are asked for besides."""

    def to_json(self) -> dict[str, Any]:
        return {
            "form": _FORM,
            "melody": melody_to_json(self.melody),
            "genre": self.genre,
            "seed": self.seed,
            "takes": self.takes,
            "wishes": wishes_to_json(self.wishes),
        }

    @staticmethod
    def from_json(value: dict[str, Any]) -> Session:
        """The session of `to_json`. Raises ValueError, LookupError, TypeError or AttributeError on anything else."""
        if value["form"] != _FORM:
            raise ValueError("of another version")
        melody, genre, seed = melody_from_json(value["melody"]), value["genre"], value["seed"]
        if genre not in GENRES:
            raise ValueError("of a genre that is not there")
        if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
            raise ValueError("with a seed that is no whole number")
        if melody.bars > MAX_BARS:
            raise ValueError(f"with {melody.bars} bars of melody")
        takes = value.get("takes", 4)  # a session of version 0.1 has neither takes nor wishes
        if not isinstance(takes, int) or isinstance(takes, bool) or not 1 <= takes <= MOST_TAKES:
            raise ValueError("with a number of takes that cannot be")
        return Session(melody, genre, seed, takes, _wishes(value.get("wishes", {})))


def session_for(config: Config, kept: Session | None) -> Session:
    """What is worked on: what was kept, else a fresh session; with as many takes and such wishes as were set."""
    session = kept or Session(next(iter(DEMOS.values())), config["studio.genre"], config["studio.seed"])
    manner = session.wishes.manner
    if config.given("compose.passes"):
        manner = replace(manner, passes=config["compose.passes"])
    if config.given("compose.adventure"):
        manner = replace(manner, adventure=config["compose.adventure"])
    takes = config["studio.takes"] if config.given("studio.takes") else session.takes
    return replace(session, takes=takes, wishes=replace(session.wishes, manner=manner))


def _wishes(value: dict[str, Any]) -> Wishes:
    """Wishes of a file: in range, or refused."""
    try:
        wishes = wishes_from_json(value)
    except UsageError as error:
        raise ValueError(error.what) from error
    manner, blend = wishes.manner, wishes.blend
    if not (0 <= manner.adventure <= MAX_ADVENTURE and manner.passes >= 1) or (blend and blend[0] not in GENRES):
        raise ValueError("with wishes that cannot be met")
    return wishes


def load_session(folder: Path) -> tuple[Session | None, str]:
    """The session kept in a folder, and a sentence for the person where one had to be set aside.

    No session gives (None, ""). Never raises for what is in the file.
    """
    path = folder / FILE_NAME
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return None, ""
    except OSError as error:
        return None, f"The last session could not be read ({error.strerror}); this is a fresh one."
    form: Any = None
    try:
        if len(data) > _MOST_BYTES:
            raise ValueError("too long")
        value = parse_json(data)
        form = value["form"]
        return Session.from_json(value), ""
    except (ValueError, LookupError, TypeError, AttributeError):
        newer = isinstance(form, int) and form > _FORM
        return None, _set_aside(path, newer)


def save_session(folder: Path, session: Session) -> None:
    """Keep a session. Raises OSError where the folder cannot be written; the old file is then untouched."""
    write_json(folder / FILE_NAME, session.to_json())


def _set_aside(path: Path, newer: bool) -> str:
    why = "was kept by a newer composer-tui" if newer else "could not be read"
    for number in range(1, 1000):
        aside = path.with_name(f"session-{'newer' if newer else 'broken'}-{number}.json")
        if not aside.exists():
            break
    try:
        os.replace(path, aside)
    except OSError:
        return f"The last session {why}; this is a fresh one."
    return f"The last session {why}; it was set aside as {aside.name}. This is a fresh one."
