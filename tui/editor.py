"""The melody editor without a screen: what each key does to the melody, the cursor and the next step.

Rule of this file: every change of the melody is one step of undo, loading another melody included. What is selected
belongs to the step: undo brings it back too. What was copied outlives everything but the composer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from gan.music.key import Key
from gan.music.melody import Melody
from gan.music.note import Note
from tui import melody_edit, span_edit
from tui.history import History
from tui.span_edit import Clip, Span
from tui.step_entry import Step


class Layer(Enum):
    """Which keys the melody roll understands; the name is shown at the bottom left."""

    PIANO = "PIANO"
    EDIT = "EDIT"


@dataclass(frozen=True, slots=True)
class _Moment:
    melody: Melody
    cursor: int
    span: Span | None = None
    """What is selected."""
    anchor: int = 0
    """The end of the selection that stays when it is extended."""


class Editor:
    """A melody under edit.

    `cursor` is the tick the next note begins at, `pitch` the pitch of the EDIT cursor. Methods that would leave the
    longest melody raise MelodyError and change nothing.
    """

    def __init__(self, melody: Melody) -> None:
        self._history = History(_Moment(melody, 0))
        self.step = Step()
        self.layer = Layer.PIANO
        self.pitch = _middle_of(melody)
        self.selecting = False
        """True while moving the cursor extends the selection."""
        self.clip: Clip | None = None
        """What was copied or cut last."""
        self.preview: tuple[Melody, Span | None] | None = None
        """What a drag or a recording shows, and shows as selected, before it is a step of undo."""
        self._passed: tuple[Melody, Melody] | None = None
        self.assist = "1/16"
        """The grid that live recording is drawn to: a name of `tui.live_take.ASSISTS`."""

    @property
    def melody(self) -> Melody:
        return self._history.now.melody if self.preview is None else self.preview[0]

    @property
    def cursor(self) -> int:
        return self._history.now.cursor

    @property
    def selection(self) -> Span | None:
        return self._history.now.span if self.preview is None else self.preview[1]

    @property
    def can_undo(self) -> bool:
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        return self._history.can_redo

    # The whole melody

    def load(self, melody: Melody) -> None:
        """Work on another melody; undo brings the old one back."""
        self.selecting = False
        self._history.push(_Moment(melody, 0))
        self.pitch = _middle_of(melody)

    def undo(self) -> None:
        self._history.undo()

    def redo(self) -> None:
        self._history.redo()

    def change(self, melody: Melody) -> None:
        """Take an edited melody, cursor and selection staying."""
        self._history.push(replace(self._history.now, melody=melody))

    def record(self, melody: Melody, cursor: int) -> None:
        """Take a melody with what was recorded into it, the cursor behind that."""
        self._history.push(_Moment(melody, min(cursor, melody_edit.last_tick(melody) - 1)))

    # Step entry: something at the cursor, and the cursor moves on

    def type_note(self, pitch: int) -> None:
        melody = melody_edit.put(self.melody, self.cursor, pitch, self.step.length, self.step.velocity)
        self._history.push(_Moment(melody, self.cursor + self.step.length))
        self.pitch = pitch

    def rest(self) -> None:
        end = self._reachable(self.cursor + self.step.length)
        self._history.push(_Moment(melody_edit.clear(self.melody, self.cursor, end), end))

    def tie(self) -> bool:
        """Hold the note before the cursor on; False where no note ends at the cursor."""
        melody = melody_edit.tie(self.melody, self.cursor, self.step.length)
        if melody is self.melody:
            return False
        self._history.push(_Moment(melody, self.cursor + self.step.length))
        return True

    def take_back(self) -> None:
        self._history.push(_Moment(*melody_edit.take_back(self.melody, self.cursor)))

    # The EDIT layer: something at the cursor, and the cursor stays

    def add_here(self) -> None:
        """A note at the EDIT cursor; the cursor moves behind it, as in step entry."""
        self.type_note(self.pitch)

    def resize_here(self, sign: int) -> bool:
        """Make the note under the cursor a step longer (1) or shorter (-1); False where there is none."""
        if self.note_here is None:
            return False
        unit = self.step.nudge
        self.change(melody_edit.resize_at(self.melody, self.cursor, sign * unit, least=unit))
        return True

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
        self._history.push(_Moment(melody, self._within(span.end), span, span.start))
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
        known = self._passed is not None and self._passed[0] is melody
        under = self._passed[1] if self._passed and known else span_edit.without(melody, target)
        changed = span_edit.moved(melody, target, ticks, under)
        if changed is melody:
            return False
        selected = self.selection and target.shifted(ticks)
        self._history.push(_Moment(changed, self._within(self.cursor + ticks), selected, target.start + ticks))
        self._passed = (changed, under)
        return True

    def drop(self, selected: bool) -> None:
        """Take what a drag shows as one edit; the cursor goes to it, and it is selected or not."""
        if self.preview is None:
            return
        (melody, span), self.preview = self.preview, None
        at = self._within(span.start) if span else self.cursor
        moment = _Moment(melody, at, span if selected else None, span.start if span else 0)
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
        self._history.push(_Moment(melody, self.cursor, span, span.start if span else 0))

    # The cursor

    def move(self, steps: int = 0, semitones: int = 0) -> None:
        """Move the cursor by lengths of the step and by semitones, within the longest melody and MIDI's range."""
        if steps:
            length = self.step.length
            # The first press lands on the grid of the step, so that a cursor off the grid finds back to it.
            off = (self.cursor - self.melody.pickup) % length
            tick = self.cursor + steps * length - (off if steps > 0 or not off else off - length)
            self.go_to(tick)
        self.pitch = min(127, max(0, self.pitch + semitones))

    def move_bar(self, bars: int) -> None:
        """Move the cursor to the beginning of this bar or the one before (-1), or of the next (1)."""
        bar, pickup = self.melody.metre.bar_ticks, self.melody.pickup
        if bars > 0:
            self.go_to(pickup + ((self.cursor - pickup) // bar + 1) * bar)
        else:
            self.go_to(max(0, pickup + ((self.cursor - pickup - 1) // bar) * bar))

    def go_to(self, tick: int, pitch: int | None = None) -> None:
        """Put the cursor somewhere; no step of undo."""
        now, tick = self._history.now, self._within(tick)
        self._history.replace(replace(now, cursor=tick))
        if self.selecting:
            self.select(now.anchor, tick)
        if pitch is not None:
            self.pitch = min(127, max(0, pitch))

    def _within(self, tick: int) -> int:
        return min(max(0, tick), melody_edit.last_tick(self.melody) - 1)

    def _reachable(self, tick: int) -> int:
        if tick > melody_edit.last_tick(self.melody):
            raise melody_edit.too_long()
        return tick


def _middle_of(melody: Melody) -> int:
    pitches = sorted(note.pitch for note in melody.notes)
    return pitches[len(pitches) // 2] if pitches else 60
