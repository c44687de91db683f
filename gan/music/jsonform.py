"""Music as plain JSON values: what crosses a pipe between processes and what a project file holds."""

from __future__ import annotations

from typing import Any

from gan.music.key import Key
from gan.music.melody import Melody
from gan.music.metre import Metre
from gan.music.note import Note
from gan.music.role import Role
from gan.music.score import Score, Track


def _notes_out(notes: tuple[Note, ...]) -> list[list[int]]:
    return [[n.start, n.pitch, n.length, n.velocity] for n in notes]


def _notes_in(rows: list[list[int]]) -> tuple[Note, ...]:
    return tuple(Note(*row) for row in rows)


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
        "metre": Metre.parse(value["metre"]),
        "pickup": value["pickup"],
        "key": Key(key[0], key[1]) if key else None,
        "title": value.get("title", ""),
    }


def melody_to_json(melody: Melody) -> dict[str, Any]:
    """A melody as JSON values; `melody_from_json` is its inverse."""
    return {"notes": _notes_out(melody.notes), "found": melody.found, **_shared_out(melody)}


def melody_from_json(value: dict[str, Any]) -> Melody:
    """The melody of `melody_to_json`. Raises ValueError, KeyError or TypeError on anything else."""
    return Melody(_notes_in(value["notes"]), found=value.get("found", ""), **_shared_in(value))


def score_to_json(score: Score) -> dict[str, Any]:
    """A score as JSON values; `score_from_json` is its inverse."""
    tracks = [
        {"role": t.role.value, "program": t.program, "name": t.name, "notes": _notes_out(t.notes)} for t in score.tracks
    ]
    return {"tracks": tracks, **_shared_out(score)}


def score_from_json(value: dict[str, Any]) -> Score:
    """The score of `score_to_json`. Raises ValueError, KeyError or TypeError on anything else."""
    tracks = tuple(Track(Role(t["role"]), _notes_in(t["notes"]), t["program"], t["name"]) for t in value["tracks"])
    return Score(tracks, **_shared_in(value))
