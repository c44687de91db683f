"""Selecting in a melody and what is done to the selection, without a screen: the half of the editor that has spans.

Rule of this file: what is selected belongs to the step of undo, which brings it back too. What was copied outlives
everything but the composer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from gan.music.key import Key
from gan.music.melody import Melody
from gan.music.note import Note
from tui import melody_edit, span_edit
from tui.history import History
from tui.span_edit import Clip, Span


@dataclass(frozen=True, slots=True)
class Moment:
    """What a step of undo goes back to."""

    melody: Melody
    cursor: int
    span: Span | None = None
    """What is selected."""
    anchor: int = 0
    """The end of the selection that stays when it is extended."""


class Selecting:
    """A melody with a cursor and a selection. Methods that would leave the longest melody raise MelodyError."""

    def __init__(self, melody: Melody, pitch: int) -> None:
        self._history = History(Moment(melody, 0))
        self.pitch = pitch
        self.selecting = False
        """True while moving the cursor extends the selection."""
        self.clip: Clip | None = None
        """What was copied or cut last."""
        self.preview: tuple[Melody, Span | None] | None = None
        """What a drag or a recording shows, and shows as selected, before it is a step of undo."""
        self._passed: tuple[Melody, Span, Melody] | None = None

    @property
    def melody(self) -> Melody:
        return self._history.now.melody if self.preview is None else self.preview[0]

    @property
    def cursor(self) -> int:
        return self._history.now.cursor

    @property
    def selection(self) -> Span | None:
        return self._history.now.span if self.preview is None else self.preview[1]

    def change(self, melody: Melody) -> None:
        """Take an edited melody, cursor and selection staying, the cursor within the longest melody of its metre."""
        now = self._history.now
        cursor = min(now.cursor, melody_edit.last_tick(melody) - 1)
        self._history.push(replace(now, melody=melody, cursor=cursor))

    # Selecting

    def select(self, anchor: int, tick: int) -> None:
        """Select from a tick to another, whichever comes first; nothing where they are the same. No step of undo."""
        span = Span(min(anchor, tick), max(anchor, tick)) if anchor != tick else None
        self._history.replace(replace(self._history.now, span=span, anchor=anchor))

    def select_all(self) -> bool:
        """Select all notes; False where there are none."""
        if self.melody.notes:
            self.select(0, self.melody.length)
        return bool(self.melody.notes)

    def deselect(self) -> None:
        self.selecting = False
        self.select(0, 0)

    def toggle_selecting(self) -> None:
        """Begin to select at the cursor, or be content with what is selected."""
        if not self.selecting:
            self.select(self.cursor, self.cursor)
        self.selecting = not self.selecting

    def extending(self, move: Callable[[], None]) -> None:
        """Do a move of the cursor that extends the selection, or begins one at the cursor."""
        now = self._history.now
        at_its_end = now.span is not None and now.cursor in (now.span.start, now.span.end)
        anchor = now.anchor if at_its_end or self.selecting else now.cursor
        move()
        self.select(anchor, self.cursor)

    @property
    def note_here(self) -> Note | None:
        """The note under the cursor."""
        return melody_edit.note_at(self.melody, self.cursor)

    @property
    def target(self) -> Span | None:
        """What an edit is about: the selection, else the note under the cursor, else nothing."""
        note = self.note_here
        return self.selection or (Span(note.start, note.end) if note else None)

    # Edits of the selection, or of the note under the cursor. They give False where there was nothing to do.

    def remove(self) -> bool:
        target = self.target
        if target is None or not span_edit.notes_in(self.melody, target):
            return False
        self._push(span_edit.without(self.melody, target), None)
        self.selecting = False
        return True

    def copy(self) -> bool:
        clip = span_edit.copied(self.melody, self.target) if self.target else None
        if clip is not None:
            self.clip, self.selecting = clip, False
        return clip is not None

    def cut(self) -> bool:
        return self.copy() and self.remove()

    def paste(self) -> bool:
        """Lay what was copied at the cursor; the cursor moves behind it, and what was pasted is selected."""
        if self.clip is None:
            return False
        melody, span = span_edit.pasted(self.melody, self.clip, self.cursor)
        self._history.push(Moment(melody, self._within(span.end), span, span.start))
        self.selecting = False
        return True

    def transpose(self, semitones: int) -> bool:
        changed = self._edit(lambda melody, span: span_edit.transposed(melody, span, semitones))
        if changed and self.note_here is not None:
            self.pitch = self.note_here.pitch
        return changed

    def shift(self, ticks: int) -> bool:
        """Move in time, the cursor too. What is passed over on the way comes back."""
        melody, target = self.melody, self.target
        if target is None:
            return False
        passed = self._passed
        known = passed is not None and passed[0] is melody and passed[1] == target
        under = passed[2] if passed and known else span_edit.without(melody, target)
        changed = span_edit.moved(melody, target, ticks, under)
        if changed is melody:
            return False
        selected = self.selection and target.shifted(ticks)
        self._history.push(Moment(changed, self._within(self.cursor + ticks), selected, target.start + ticks))
        self._passed = (changed, target.shifted(ticks), under)
        return True

    def drop(self, selected: bool) -> None:
        """Take what a drag shows as one edit; the cursor goes to it, and it is selected or not."""
        if self.preview is None:
            return
        (melody, span), self.preview = self.preview, None
        at = self._within(span.start) if span else self.cursor
        moment = Moment(melody, at, span if selected else None, span.start if span else 0)
        if melody == self.melody:
            self._history.replace(moment)
        else:
            self._history.push(moment)
        if span and self.note_here is not None:
            self.pitch = self.note_here.pitch

    def stretch(self, longer: bool) -> bool:
        """Twice or half as long; only a selection is stretched."""
        if self.selection is None:
            return False
        self._push(*span_edit.stretched(self.melody, self.selection, longer))
        return True

    def louder(self, change: int) -> bool:
        return self._edit(lambda melody, span: span_edit.with_velocity(melody, span, change))

    def quantise(self, grid: int) -> bool:
        """Only what is selected, else the whole melody."""
        target = self.selection or span_edit.whole(self.melody)
        if target is None:
            return False
        changed, span = span_edit.quantised(self.melody, target, grid)
        if changed == self.melody:
            return False
        self._push(changed, self.selection and span)
        return True

    def snap(self, key: Key) -> bool:
        """Only what is selected, else the whole melody."""
        return self._edit(lambda melody, span: span_edit.snapped(melody, span, key), everything=True)

    def _edit(self, edit: Callable[[Melody, Span], Melody], everything: bool = False) -> bool:
        target = self.selection or (span_edit.whole(self.melody) if everything else self.target)
        changed = edit(self.melody, target) if target else self.melody
        if changed == self.melody:
            return False
        self.change(changed)
        return True

    def _push(self, melody: Melody, span: Span | None) -> None:
        self._history.push(Moment(melody, self.cursor, span, span.start if span else 0))

    def _within(self, tick: int) -> int:
        return min(max(0, tick), melody_edit.last_tick(self.melody) - 1)
