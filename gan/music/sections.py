"""Sections: a score cut where its bar lines or its metre change, for a Score knows only one metre.

The rules this file owns:

- a bar too short for the metre after it leads into it: it is the pickup of that section, whatever its own metre;
- a note held over a cut ends there;
- of a time signature that no `Metre` can hold, and before a first one, `timeline` says what holds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from gan.music.metre import Metre
from gan.music.note import Note
from gan.music.score import Score
from gan.music.timeline import fit_pickup, metre_marks, shifted

Change = tuple[int, int, int]
"""Tick, beats and unit of a time signature; a bar line stands at the tick, and the metre holds from there."""


def cut_sections(score: Score, changes: Iterable[Change]) -> tuple[Score, ...]:
    """The music of a score in sections of one metre each, in their order, every one beginning at tick 0.

    Tempo, key and title are those of the score, whose own metre and pickup are passed over. A track that does not
    play in a section is left out there; so is a section without a whole bar or without notes.

    Args:
        score: the music; no two of its notes need to be in one section.
        changes: every time signature, and every bar line that is not where the metre before it puts one. Beats of 0
            stand for a bar that is not as long as its metre says.
    """
    marks = _irregular(changes)
    far = max(marks[-1][0], score.length)
    sections = []
    lead_in = 0  # where a bar that leads into the next section begins, else where that section itself does
    for (begin, metre), (end, following) in pairwise([*marks, (far, None)]):
        last = begin == marks[-1][0]
        start, lead_in = lead_in, end
        if not last and following is not None and end - begin < following.bar_ticks:
            lead_in = begin
        elif metre is not None and (end > begin if last else end - begin >= metre.bar_ticks):
            sections.append(_section(score, metre, start, begin, end))
    return tuple(section for section in sections if section.tracks)


def _irregular(changes: Iterable[Change]) -> list[tuple[int, Metre | None]]:
    """The marks without those that leave metre and bar lines as they are."""
    kept: list[tuple[int, Metre | None]] = []
    for tick, metre in metre_marks(changes):
        if kept and metre is not None and kept[-1][1] == metre and (tick - kept[-1][0]) % metre.bar_ticks == 0:
            continue
        kept.append((tick, metre))
    return kept


def _section(score: Score, metre: Metre, start: int, bar_line: int, end: int) -> Score:
    """What begins from `start` on and before `end`, in one metre whose first bar line is at `bar_line`."""
    pickup, shift = fit_pickup(bar_line - start, metre)
    tracks = []
    for track in score.tracks:
        first, stop = (bisect_left(track.notes, tick, key=lambda note: note.start) for tick in (start, end))
        notes = [
            Note(note.start - start, note.pitch, min(note.end, end) - note.start, note.velocity)
            for note in track.notes[first:stop]
        ]
        if notes:
            tracks.append(replace(track, notes=shifted(notes, shift)))
    return replace(score, tracks=tuple(tracks), metre=metre, pickup=pickup)
