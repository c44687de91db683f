"""Music as plain JSON values: what crosses a pipe between processes and what a project file holds."""

from __future__ import annotations

from typing import Any

from gan.music.key import Key
from gan.music.melody import Melody
from gan.music.metre import Metre
from gan.music.note import TICKS_PER_QUARTER, Note
from gan.music.role import Role
from gan.music.score import Score, Track

MOST_TICKS = 4096 * 32 * 4 * TICKS_PER_QUARTER
"""A time beyond which no note ends: as many of the longest bars as a file may have."""


def _notes_out(notes: tuple[Note, ...]) -> list[list[int]]:
    return [[n.start, n.pitch, n.length, n.velocity] for n in notes]


def _notes_in(rows: list[list[int]]) -> tuple[Note, ...]:
    notes = tuple(Note(*map(_whole, row)) for row in rows)
    if max((note.end for note in notes), default=0) > MOST_TICKS:
        raise ValueError("it is longer than music can be")
    return notes


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(f"a {type(value).__name__} where a whole number stands")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a {type(value).__name__} where a text stands")
    return value


def _shared_out(music: Score | Melody) -> dict[str, Any]:
    return {
        "tempo": music.tempo,
        "metre": str(music.metre),
        "pickup": music.pickup,
        "key": [music.key.tonic, music.key.mode] if music.key else None,
        "title": music.title,
    }


def _shared_in(value: dict[str, Any]) -> dict[str, Any]:
    key = value.get("key")
    return {
        "tempo": value["tempo"],
        "metre": Metre.parse(_text(value["metre"])),
        "pickup": _whole(value["pickup"]),
        "key": Key(_whole(key[0]), key[1]) if key else None,
        "title": _text(value.get("title", "")),
    }


def melody_to_json(melody: Melody) -> dict[str, Any]:
    """A melody as JSON values; `melody_from_json` is its inverse."""
    return {"notes": _notes_out(melody.notes), "found": melody.found, **_shared_out(melody)}


def melody_from_json(value: dict[str, Any]) -> Melody:
    """The melody of `melody_to_json`. Raises ValueError, LookupError or TypeError on anything else."""
    return Melody(_notes_in(value["notes"]), found=_text(value.get("found", "")), **_shared_in(value))


def score_to_json(score: Score) -> dict[str, Any]:
    """A score as JSON values; `score_from_json` is its inverse."""
    tracks = [
        {"role": t.role.value, "program": t.program, "name": t.name, "notes": _notes_out(t.notes)} for t in score.tracks
    ]
    return {"tracks": tracks, **_shared_out(score)}


def score_from_json(value: dict[str, Any]) -> Score:
    """The score of `score_to_json`. Raises ValueError, LookupError or TypeError on anything else."""
    tracks = tuple(
        Track(Role(t["role"]), _notes_in(t["notes"]), _whole(t["program"]), _text(t["name"])) for t in value["tracks"]
    )
    return Score(tracks, **_shared_in(value))
