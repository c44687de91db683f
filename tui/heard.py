"""A take as the Audition station holds it: the music, what was counted in it, and all that a person did with it.

Rule of this file: a take on disk carries a form number, and one of a newer form is refused in words, never guessed at.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field, replace
from typing import Any

from gan.errors import ComposerError
from gan.measures.facts import Facts, facts_of
from gan.music.genre import GENRES
from gan.music.jsonform import score_from_json, score_to_json
from gan.music.melody import MAX_BARS
from gan.music.mix import Mix
from gan.music.plain import plain
from gan.music.role import Role
from gan.music.score import Score
from gan.take import Take
from gan.wishes import Revision, Wishes
from gan.wishes_json import revision_from_json, revision_to_json, wishes_from_json, wishes_to_json

FORM = 1
"""Of the JSON; a change that older programs cannot read raises it."""
MOST_STARS = 5
_MOST_BARS = 2 * MAX_BARS
"""Of a take in a file; a little more than there can be."""


@dataclass(frozen=True)
class Origin:
    """How a take came to be: with the take's genre, seed, number and weights, all that is needed to write it again."""

    wishes: Wishes = Wishes()
    revision: Revision | None = None
    """What was written again; None for a take that was composed on a melody."""
    parent: str = ""
    """The id of the take it was rewritten from; that one may be gone since."""
    parent_name: str = ""
    source: Score | None = None
    """The music of that take as it then was."""
    folder: str = ""
    """The folder of the weights where they are not the shipped ones."""

    def to_json(self) -> dict[str, Any]:
        return {
            "wishes": wishes_to_json(self.wishes),
            "revision": revision_to_json(self.revision) if self.revision else None,
            "parent": self.parent,
            "parent_name": self.parent_name,
            "source": score_to_json(self.source) if self.source else None,
            "folder": self.folder,
        }

    @staticmethod
    def from_json(value: dict[str, Any]) -> Origin:
        revision, source = value["revision"], value["source"]
        return Origin(
            wishes_from_json(value["wishes"]),
            revision_from_json(revision) if revision else None,
            str(value["parent"]),
            str(value["parent_name"]),
            score_from_json(source) if source else None,
            str(value["folder"]),
        )


@dataclass(frozen=True)
class Heard:
    """A take with its facts, its origin and what a person did with it. A change makes another one with the same id."""

    take: Take
    facts: Facts
    origin: Origin = Origin()
    stars: int = 0
    """0 (not rated) to MOST_STARS."""
    mix: Mix = Mix()
    locks: frozenset[Role] = frozenset()
    """The parts that a rewriting keeps."""
    edits: int = 0
    """How many changes were made to its notes by hand."""
    made: float = field(default_factory=time.time)
    """When it was composed, in seconds since 1970."""
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    """Stays the same through all changes."""
    label: str = ""
    """What the person calls it, fit for a file; empty for the name it was composed under."""

    def __post_init__(self) -> None:
        if not isinstance(self.stars, int) or not 0 <= self.stars <= MOST_STARS:
            raise ValueError(f"{self.stars!r} stars are not within 0..{MOST_STARS}")

    @property
    def name(self) -> str:
        """A short name, fit for a file: `pop-s7-1`, `pop-s7-1-r8-2` for what was rewritten from it, or the label."""
        if self.label:
            return self.label
        take, parent = self.take, self.origin.parent_name
        if not parent:
            return take.name
        other = "" if f"{take.genre}-" in parent else f"-{take.genre}"
        return f"{parent}{other}-r{take.seed}-{take.number}"

    @property
    def file_name(self) -> str:
        """What its files are called, without suffix: notes changed by hand are not given out as the generator's."""
        return f"{self.name}-edited" if self.edited else self.name

    @property
    def edited(self) -> bool:
        """True where the notes are no longer those that were composed."""
        return self.edits > 0

    @property
    def in_key(self) -> float | None:
        """Share of note length in the key, 0..1."""
        return self.facts.in_key

    @property
    def empty(self) -> float | None:
        """Mean share of empty bars of the tracks the generator wrote, 0..1."""
        shares = [t.empty_bars for t in self.facts.tracks if t.role != "melody" and t.empty_bars is not None]
        return sum(shares) / len(shares) if shares else None

    @property
    def clash(self) -> float | None:
        """Share of sounding pairs a semitone apart, 0..1."""
        return self.facts.clash

    def with_notes(self, score: Score, edits: int) -> Heard:
        """The take with other notes, after so many changes by hand; its facts are counted anew."""
        return replace(self, take=replace(self.take, score=score), facts=facts_of(score), edits=edits)

    def to_json(self) -> dict[str, Any]:
        """As JSON values; `from_json` is the inverse. The facts are counted again, so they are not in it."""
        return {
            "form": FORM,
            "id": self.id,
            "made": self.made,
            "take": self.take.to_json(),
            "origin": self.origin.to_json(),
            "stars": self.stars,
            "mix": self.mix.to_json(),
            "locks": [role.value for role in Role if role in self.locks],
            "edits": self.edits,
            "label": self.label,
        }

    @staticmethod
    def from_json(value: dict[str, Any]) -> Heard:
        """The take of `to_json`.

        Raises ComposerError for one of a newer form or of a genre that is not there; ValueError, LookupError, TypeError
        or AttributeError (and its UsageError for wishes out of range) on anything else.
        """
        form = value["form"]
        if not isinstance(form, int) or form < 1:
            raise ValueError("of no form that there ever was")
        if form > FORM:
            raise ComposerError(
                "the take was kept by a newer composer-tui",
                f"it is of form {form}, this version reads form {FORM}",
                "Update composer-tui",
            )
        take, origin = Take.from_json(value["take"]), Origin.from_json(value["origin"])
        for genre in (take.genre, *(origin.wishes.blend or ())[:1]):
            if genre not in GENRES:
                raise ComposerError("the take is of a genre that is not there", plain(str(genre), 40))
        if take.score.bars > _MOST_BARS:
            raise ValueError(f"of {take.score.bars} bars")
        return Heard(
            take,
            facts_of(take.score),
            origin,
            value["stars"],
            Mix.from_json(value["mix"]),
            frozenset(map(Role, value["locks"])),
            int(value["edits"]),
            float(value["made"]),
            str(value["id"]),
            plain(str(value.get("label", "")), 80),
        )


def percent(share: float | None) -> str:
    """A share in whole per cent, or a dash where there is nothing to measure."""
    return "–" if share is None else f"{100 * share:.0f}%"
