"""Edits of one track of a take, as pure functions: a score and a note in, a score and the note it became out.

Rule of this file: what comes out is always a track (two notes of one pitch never overlap: the later one cuts the
earlier short), and no note leaves MIDI's range or begins before the music.
"""

from __future__ import annotations

from dataclasses import replace

from gan.music.note import TICKS_PER_QUARTER, Note
from gan.music.score import Score, without_overlaps

STEP = TICKS_PER_QUARTER // 4
"""A sixteenth: what notes are moved and lengthened by."""
NEW_VELOCITY = 80


def notes_of(score: Score, track: int) -> tuple[Note, ...]:
    """The notes of a track, in order."""
    return score.tracks[track].notes


def beside(score: Score, track: int, note: Note | None, by: int) -> Note | None:
    """The note so many places after a note of the track; the first one where there is none to begin with."""
    notes = notes_of(score, track)
    if not notes:
        return None
    if note is None or note not in notes:
        return notes[0]
    return notes[min(max(notes.index(note) + by, 0), len(notes) - 1)]


def at_tick(score: Score, track: int, tick: int) -> Note | None:
    """The first note that begins at a tick or later, else the last; None in an empty track."""
    notes = notes_of(score, track)
    return next((note for note in notes if note.start >= tick), notes[-1] if notes else None)


def moved(score: Score, track: int, note: Note, semitones: int, ticks: int) -> tuple[Score, Note]:
    """The note higher by some semitones and later by some ticks, within MIDI's range."""
    pitch = min(127, max(0, note.pitch + semitones))
    return _with(score, track, note, replace(note, pitch=pitch, start=max(0, note.start + ticks)))


def resized(score: Score, track: int, note: Note, ticks: int) -> tuple[Score, Note]:
    """The note longer by some ticks; it keeps a step, or what it has where that is less."""
    return _with(score, track, note, replace(note, length=max(min(STEP, note.length), note.length + ticks)))


def added(score: Score, track: int, note: Note | None, tick: int) -> tuple[Score, Note]:
    """A note behind another, like it, unless there is one; in an empty track a quarter at a tick, near the melody."""
    if note is not None:
        new = replace(note, start=note.end)
        there = next((n for n in notes_of(score, track) if (n.start, n.pitch) == (new.start, new.pitch)), None)
        if there is not None:
            return score, there
    else:
        melody = [n.pitch for n in score.tracks[0].notes]
        new = Note(tick, sum(melody) // len(melody) if melody else 60, TICKS_PER_QUARTER, NEW_VELOCITY)
    return _with(score, track, None, new)


def removed(score: Score, track: int, note: Note) -> tuple[Score, Note | None]:
    """The track without the note; the one that is then in its place."""
    notes = notes_of(score, track)
    place = notes.index(note)
    left = notes[:place] + notes[place + 1 :]
    return _having(score, track, left), left[min(place, len(left) - 1)] if left else None


def _with(score: Score, track: int, old: Note | None, new: Note) -> tuple[Score, Note]:
    others = [note for note in notes_of(score, track) if note is not old and note != old]
    others = [note for note in others if (note.start, note.pitch) != (new.start, new.pitch)]  # the changed one wins
    notes = without_overlaps([*others, new])
    there = next(note for note in notes if (note.start, note.pitch) == (new.start, new.pitch))
    return _having(score, track, notes), there


def _having(score: Score, track: int, notes: tuple[Note, ...]) -> Score:
    tracks = list(score.tracks)
    tracks[track] = replace(tracks[track], notes=notes)
    return replace(score, tracks=tuple(tracks))
