"""Edits of a span of a melody, as pure functions: what the EDIT keys do to a selection.

Rules of this file: a note belongs to the span it begins in, and goes with it whole. A span that is moved, stretched or
pasted replaces what lies under it, with its rests too, so that it has the same notes afterwards; nothing else changes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace

from gan.errors import MelodyError
from gan.music.key import Key
from gan.music.melody import Melody
from gan.music.note import Note
from tui import melody_edit

GRIDS = {"1/4": 24, "1/8": 12, "1/16": 6, "1/32": 3, "1/4t": 16, "1/8t": 8, "1/16t": 4}
"""What notes can be quantised to: names and ticks; `t` is a triplet."""


@dataclass(frozen=True, slots=True)
class Span:
    """From a tick to another, the end exclusive."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"from tick {self.start} to {self.end} is no span")

    @property
    def length(self) -> int:
        """Ticks."""
        return self.end - self.start

    def shifted(self, ticks: int) -> Span:
        return Span(self.start + ticks, self.end + ticks)


@dataclass(frozen=True, slots=True)
class Clip:
    """What was copied: notes from tick 0 on, and how long the span was they came from."""

    notes: tuple[Note, ...]
    length: int


def whole(melody: Melody) -> Span | None:
    """The span of all notes; None where there are none."""
    return Span(0, melody.length) if melody.notes else None


def notes_in(melody: Melody, span: Span) -> tuple[Note, ...]:
    """The notes that begin in a span."""
    first = bisect_left(melody.notes, span.start, key=lambda note: note.start)
    last = bisect_left(melody.notes, span.end, key=lambda note: note.start)
    return melody.notes[first:last]


def without(melody: Melody, span: Span) -> Melody:
    """The melody with silence where the notes of the span were."""
    gone = notes_in(melody, span)
    first = bisect_left(melody.notes, span.start, key=lambda note: note.start)
    return replace(melody, notes=melody.notes[:first] + melody.notes[first + len(gone) :])


def copied(melody: Melody, span: Span) -> Clip | None:
    """The notes of a span to paste elsewhere; None where none begins there."""
    notes = notes_in(melody, span)
    return Clip(tuple(replace(note, start=note.start - span.start) for note in notes), span.length) if notes else None


def pasted(melody: Melody, clip: Clip, tick: int) -> tuple[Melody, Span]:
    """The melody with a clip at a tick, its rests too. Raises MelodyError past the longest melody."""
    span = Span(tick, tick + clip.length)
    return _laid(melody, span, (replace(note, start=note.start + tick) for note in clip.notes)), span


def transposed(melody: Melody, span: Span, semitones: int) -> Melody:
    """Higher or lower by some semitones; the same melody where a note would leave MIDI's range."""
    notes = notes_in(melody, span)
    if not all(0 <= note.pitch + semitones <= 127 for note in notes):
        return melody
    return _exchange(melody, span, (replace(note, pitch=note.pitch + semitones) for note in notes))


def moved(melody: Melody, span: Span, ticks: int, under: Melody | None = None) -> Melody:
    """Earlier or later by some ticks; the same melody where a note would begin before the first tick.

    `under` is what the notes are laid on, the melody without them where None. Raises MelodyError past the longest
    melody.
    """
    notes = notes_in(melody, span)
    if not notes or notes[0].start + ticks < 0 or span.start + ticks < 0:
        return melody
    rest = without(melody, span) if under is None else under
    return _laid(rest, span.shifted(ticks), (replace(note, start=note.start + ticks) for note in notes))


def stretched(melody: Melody, span: Span, longer: bool) -> tuple[Melody, Span]:
    """Twice as long, or half as long, from the beginning of the span on. Nothing is rounded.

    Raises MelodyError where halving leads to what the grid has not, and past the longest melody.
    """
    notes = [replace(note, start=note.start - span.start) for note in notes_in(melody, span)]
    if not longer and any(note.start % 2 or note.length % 2 for note in notes):
        raise MelodyError("these notes cannot be halved", "some are too short, or off the grid", "Quantise them first")

    def scaled(ticks: int) -> int:
        return ticks * 2 if longer else ticks // 2

    changed = [replace(n, start=span.start + scaled(n.start), length=scaled(n.length)) for n in notes]
    goal = Span(span.start, span.start + max(1, scaled(span.length)))
    return _laid(without(melody, span), goal, changed), goal


def quantised(melody: Melody, span: Span, grid: int) -> tuple[Melody, Span]:
    """With beginnings and ends on the nearest lines of a grid of `grid` ticks, counted from the first bar line.

    The span given back is wider where notes left it.
    A note keeps at least one line's length, as far as the next one leaves it; of notes on one line the longest stays.
    The note after the span keeps its place, and beginnings stay before it, as before the end of the longest melody.
    A beginning before the first line, in a pickup, lands on that line.
    """
    offset = melody.pickup % grid
    behind = bisect_left(melody.notes, span.end, key=lambda note: note.start)
    following = list(melody.notes[behind : behind + 1])
    limit = following[0].start if following else melody_edit.last_tick(melody)

    def near(tick: int) -> int:
        line = (tick - offset + grid // 2) // grid * grid + offset
        return line if line >= 0 else line + grid

    def beginning(tick: int) -> int:
        line = min(near(tick), (limit - 1 - offset) // grid * grid + offset)
        return line if line >= 0 else tick  # no line lies before the limit

    on_line: dict[int, Note] = {}
    for note in notes_in(melody, span):
        start = beginning(note.start)
        if start not in on_line or on_line[start].length < note.length:
            on_line[start] = note
    line = [replace(n, start=s, length=max(grid, near(n.end) - s)) for s, n in sorted(on_line.items())]
    ends = [note.start for note in line[1:]] + [limit]
    cut = [replace(n, length=min(n.length, end - n.start)) for n, end in zip(line, ends)]
    goal = Span(min(span.start, cut[0].start), max(span.end, cut[-1].start + 1)) if cut else span
    return _exchange(melody, span, cut), goal


def snapped(melody: Melody, span: Span, key: Key) -> Melody:
    """With every pitch in the key: the nearest one of its scale, of two equally near the lower."""

    def near(pitch: int) -> int:
        ways = (pitch, pitch - 1, pitch + 1, pitch - 2, pitch + 2)
        return next(way for way in ways if 0 <= way <= 127 and way % 12 in key.pitch_classes)

    return _exchange(melody, span, (replace(note, pitch=near(note.pitch)) for note in notes_in(melody, span)))


def with_velocity(melody: Melody, span: Span, change: int) -> Melody:
    """Louder or softer by some steps of velocity, within 1 to 127."""
    notes = notes_in(melody, span)
    return _exchange(melody, span, (replace(note, velocity=min(127, max(1, note.velocity + change))) for note in notes))


def _laid(melody: Melody, span: Span, notes: Iterable[Note]) -> Melody:
    """The melody with notes in a span, in the place of all that was there."""
    return melody_edit.overlay(melody_edit.clear(melody, span.start, span.end), notes)


def _exchange(melody: Melody, span: Span, notes: Iterable[Note]) -> Melody:
    """Other notes in the place of those of a span; the same melody where they are the same."""
    changed = melody_edit.overlay(without(melody, span), notes)
    return melody if changed == melody else changed
