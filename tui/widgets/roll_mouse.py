"""The mouse on the melody roll: clicking, dragging notes, their ends and selections, the wheel.

Rule of this file: a drag shows what it would do and becomes one step of undo when it is let go; escape lets it be.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from textual import events

from gan.errors import ComposerError
from gan.music.melody import Melody
from tui import melody_edit, span_edit
from tui.editor import Layer
from tui.span_edit import Span
from tui.widgets.melody_view import GUTTER

if TYPE_CHECKING:
    from tui.widgets.melody_roll import MelodyRoll


@dataclass(slots=True)
class _Grip:
    """What was taken hold of, and where."""

    what: Literal["notes", "end", "empty"]
    tick: int
    level: int
    melody: Melody
    span: Span
    """The notes that are dragged; one tick where there are none."""
    chosen: bool
    """True where the notes are what is selected."""
    moved: bool = False


class RollMouse:
    """What the mouse does to a roll."""

    def __init__(self, roll: MelodyRoll) -> None:
        self._roll = roll
        self._grip: _Grip | None = None
        self._dragged = False

    def down(self, event: events.MouseDown) -> None:
        self._dragged = False
        if event.button != 1 or event.y == 0 or event.x < GUTTER or self._roll.live is not None:
            return
        roll, editor = self._roll, self._roll.editor
        tick, note = roll.tick_at(event.x), roll.note_at_cell(event.x, event.y)
        selected = editor.selection
        if note is None or event.shift:
            self._grip = _Grip("empty", tick, _level(event), editor.melody, Span(tick, tick + 1), False)
        elif roll.is_last_column(note, event.x):
            self._grip = _Grip("end", tick, _level(event), editor.melody, Span(note.start, note.end), False)
        else:
            chosen = selected is not None and selected.start <= note.start < selected.end
            span = selected if chosen and selected is not None else Span(note.start, note.end)
            self._grip = _Grip("notes", tick, _level(event), editor.melody, span, chosen)
        roll.capture_mouse()

    def move(self, event: events.MouseMove) -> None:
        grip, roll = self._grip, self._roll
        if grip is None:
            return
        tick, level = roll.tick_at(event.x), _level(event)
        if not grip.moved:
            if (tick, level) == (grip.tick, grip.level):
                return
            grip.moved = True
            roll.hold_pitches()
        if grip.what == "empty":
            self._select(grip, tick)
        elif grip.what == "end":
            self._stretch(grip, tick)
        else:
            self._carry(grip, tick, level, event.ctrl)
        roll.scroll_beside(event.x)
        roll.draw()

    def up(self, event: events.MouseUp) -> None:
        grip = self._let_go()
        if grip is None or not grip.moved:
            return
        self._dragged = True
        self._roll.editor.drop(selected=grip.chosen)
        if grip.what == "notes":
            self._roll.hear_here()
        self._roll.edited()

    def cancel(self) -> bool:
        """Let a drag be; False where there is none."""
        grip = self._let_go()
        if grip is None:
            return False
        self._dragged = True
        self._roll.editor.preview = None
        if grip.what == "empty":
            self._roll.editor.deselect()
        self._roll.edited()
        return True

    def click(self, event: events.Click) -> None:
        """A press and release at one place; the second one of a double click adds or removes a note."""
        roll, editor = self._roll, self._roll.editor
        if self._dragged or event.x < GUTTER or self._roll.live is not None:
            return
        tick = roll.tick_at(event.x)
        if event.y == 0:
            roll.post_message(roll.Sought(tick))
            return
        note = roll.note_at_cell(event.x, event.y)
        if event.shift:
            editor.layer = Layer.EDIT
            editor.extending(lambda: editor.go_to(tick))
        elif note is not None:
            editor.deselect()
            editor.go_to(note.start, note.pitch)
            if event.chain == 2:
                roll.action_remove()
            else:
                roll.hear_here()
        else:
            editor.deselect()
            on_grid = tick - (tick - editor.melody.pickup) % editor.step.length
            editor.go_to(on_grid, roll.pitch_of_level(_level(event)))
            if event.chain == 2:
                roll.enter_note(editor.pitch)
        roll.edited()

    def wheel(self, event: events.MouseEvent, by: int, sideways: bool = False) -> None:
        """Scroll by pitches; with shift, or by a wheel that goes sideways, by bars; with ctrl see more or closer."""
        event.stop()
        event.prevent_default()
        if event.ctrl:
            self._roll.zoom_by(by, self._roll.tick_at(max(GUTTER, event.x)))
        elif event.shift or sideways:
            self._roll.scroll_bars(by)
        else:
            self._roll.scroll_pitches(-2 * by)

    def _let_go(self) -> _Grip | None:
        grip, self._grip = self._grip, None
        if grip is not None:
            self._roll.release_mouse()
        return grip

    def _select(self, grip: _Grip, tick: int) -> None:
        """From the grid line before the one end to the one after the other."""
        editor, unit = self._roll.editor, self._roll.editor.step.nudge
        low, high = min(grip.tick, tick), max(grip.tick, tick) + 1
        pickup = editor.melody.pickup
        low, high = max(0, low - (low - pickup) % unit), high + -(high - pickup) % unit
        editor.layer, editor.selecting = Layer.EDIT, False
        anchor, head = (low, high) if tick >= grip.tick else (high, low)
        editor.go_to(head)
        editor.select(anchor, head)

    def _stretch(self, grip: _Grip, tick: int) -> None:
        editor, unit = self._roll.editor, self._roll.editor.step.nudge
        change = _whole(tick - grip.tick, unit)
        editor.preview = melody_edit.resize_at(grip.melody, grip.span.start, change, least=unit), None

    def _carry(self, grip: _Grip, tick: int, level: int, fine: bool) -> None:
        """Move notes to where the mouse is; `fine` is a semitone to a row, where a row may have two."""
        roll, editor, span = self._roll, self._roll.editor, grip.span
        ticks = max(_whole(tick - grip.tick, editor.step.nudge), -span.start)
        semitones = roll.pitch_of_level(level) - roll.pitch_of_level(grip.level)
        if fine:
            semitones = grip.level // 2 - level // 2
        higher = span_edit.transposed(grip.melody, span, semitones)
        try:
            moved = span_edit.moved(higher, span, ticks, span_edit.without(grip.melody, span))
        except ComposerError:
            return  # beyond the longest melody the notes stay where they were last
        editor.preview = moved, span.shifted(ticks)


def _level(event: events.MouseEvent) -> int:
    """The half row below the ruler; some terminals tell it more exactly than by rows."""
    return math.floor(2 * (event.pointer_y - 1))


def _whole(ticks: int, unit: int) -> int:
    return round(ticks / unit) * unit
