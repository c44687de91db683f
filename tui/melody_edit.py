"""Edits of a melody, as pure functions: a melody in, a melody out.

Rule of this file: one voice always. A new note wins over whatever lay in its place: a note it begins
inside of is cut short, notes that begin inside it go away.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import replace

from gan.errors import MelodyError
from gan.music.melody import MAX_BARS, Melody
from gan.music.metre import Metre
from gan.music.note import Note
from tui.step_entry import STEP_VELOCITY

METRES = (Metre(4, 4), Metre(3, 4), Metre(6, 8), Metre(2, 4))
"""The metres a key press steps through."""
TEMPO_RANGE = (20, 300)
"""The tempos, in quarters per minute, that can be set."""


def last_tick(melody: Melody) -> int:
    """The first tick behind the longest melody that is accompanied."""
    bars = MAX_BARS - 1 if melody.pickup else MAX_BARS
    return melody.pickup + bars * melody.metre.bar_ticks


def note_at(melody: Melody, tick: int) -> Note | None:
    """The note that sounds at a tick, or None."""
    note = note_before(melody, tick + 1)
    return note if note is not None and tick < note.end else None


def note_before(melody: Melody, tick: int) -> Note | None:
    """The last note that begins before a tick, or None."""
    index = bisect_left(melody.notes, tick, key=_start)
    return melody.notes[index - 1] if index else None


def notes_between(melody: Melody, start: int, end: int) -> tuple[Note, ...]:
    """The notes that sound anywhere from `start` to `end`, found without a look at the others."""
    first = bisect_right(melody.notes, start, key=_start)
    if first and melody.notes[first - 1].end > start:
        first -= 1
    return melody.notes[first : bisect_left(melody.notes, end, key=_start)]


def clear(melody: Melody, start: int, end: int) -> Melody:
    """The melody with silence from `start` to `end`: cut before it, gone inside it."""
    kept = []
    for note in melody.notes:
        if note.end <= start or note.start >= end:
            kept.append(note)
        elif note.start < start:
            kept.append(replace(note, length=start - note.start))
    return replace(melody, notes=tuple(kept))


def put(melody: Melody, start: int, pitch: int, length: int, velocity: int = STEP_VELOCITY) -> Melody:
    """The melody with a note of `length` ticks at tick `start`. Raises MelodyError past the longest melody."""
    return overlay(melody, (Note(start, pitch, length, velocity),))


def overlay(melody: Melody, notes: Iterable[Note]) -> Melody:
    """The melody with notes of one voice laid over it. Raises MelodyError past the longest melody."""
    over = sorted(notes)
    if over and over[-1].end > last_tick(melody):
        raise too_long()
    kept = []
    for note in melody.notes:
        index = bisect_right(over, note.start, key=_start)
        if index and over[index - 1].end > note.start:
            continue
        if index < len(over) and over[index].start < note.end:
            note = replace(note, length=over[index].start - note.start)
        kept.append(note)
    return replace(melody, notes=(*kept, *over))


def too_long() -> MelodyError:
    """What is said where an edit would leave the longest melody."""
    return MelodyError(f"a melody has at most {MAX_BARS} bars", "", "Delete something, or begin a new one")


def resize_at(melody: Melody, tick: int, change: int, least: int) -> Melody:
    """The melody with the note at a tick longer or shorter by `change` ticks.

    It keeps at least `least` ticks and stops where the next note begins.
    """
    note = note_at(melody, tick)
    if note is None:
        return melody
    following = [other.start for other in melody.notes if other.start > note.start]
    limit = min([*following, last_tick(melody)]) - note.start
    length = min(max(min(least, note.length), note.length + change), limit)
    return _swap(melody, note, replace(note, length=length))


def tie(melody: Melody, cursor: int, length: int) -> Melody:
    """The melody with the note that ends at `cursor` held on for `length` ticks; the same where none ends there."""
    before = note_before(melody, cursor)
    if before is None or before.end != cursor:
        return melody
    return put(melody, before.start, before.pitch, before.length + length, before.velocity)


def take_back(melody: Melody, cursor: int) -> tuple[Melody, int]:
    """What backspace leaves, and where the cursor then stands.

    The rest before the cursor is stepped over; without a rest the note that ends at the cursor (or sounds
    there) goes away.
    """
    before = note_before(melody, cursor)
    if before is None:
        return melody, 0
    if before.end < cursor:
        return melody, before.end
    return replace(melody, notes=tuple(note for note in melody.notes if note is not before)), before.start


def transpose(melody: Melody, semitones: int) -> Melody:
    """The melody shifted by some semitones, its written key with it; the same where a note would leave MIDI's range."""
    if not all(0 <= note.pitch + semitones <= 127 for note in melody.notes):
        return melody
    notes = tuple(replace(note, pitch=note.pitch + semitones) for note in melody.notes)
    key = melody.key and replace(melody.key, tonic=(melody.key.tonic + semitones) % 12)
    return replace(melody, notes=notes, key=key)


def with_tempo(melody: Melody, change: float) -> Melody:
    """The melody faster or slower by some quarters per minute, within `TEMPO_RANGE`, on whole numbers."""
    low, high = TEMPO_RANGE
    return replace(melody, tempo=float(min(max(round(melody.tempo + change), low), high)))


def with_next_metre(melody: Melody) -> Melody:
    """The melody in the next of `METRES`. Raises as `with_metre` does."""
    here = METRES.index(melody.metre) if melody.metre in METRES else -1
    return with_metre(melody, METRES[(here + 1) % len(METRES)])


def with_metre(melody: Melody, metre: Metre) -> Melody:
    """The melody in another metre; notes stay where they are, a pickup that no longer fits goes.

    Raises MelodyError where the notes would fill more bars than a melody may have.
    """
    pickup = melody.pickup if melody.pickup < metre.bar_ticks else 0
    changed = replace(melody, metre=metre, pickup=pickup)
    if changed.bars > MAX_BARS:
        raise MelodyError(f"in {metre} this melody has {changed.bars} bars", f"at most {MAX_BARS} are accompanied")
    return changed


def blank(like: Melody) -> Melody:
    """A melody without notes, of the same tempo and metre."""
    return Melody((), tempo=like.tempo, metre=like.metre, title="My melody")


def _start(note: Note) -> int:
    return note.start


def _swap(melody: Melody, old: Note, new: Note) -> Melody:
    return replace(melody, notes=tuple(new if note is old else note for note in melody.notes))
