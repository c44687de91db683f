"""The melody editor without a screen: what each key does to the melody, the cursor and the next step.

Rule of this file: every change of the melody is one step of undo, loading another melody included.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from gan.music.melody import Melody
from tui import melody_edit
from tui.live_take import USUAL_ASSIST
from tui.selecting import Moment, Selecting
from tui.step_entry import Step


class Layer(Enum):
    """Which keys the melody roll understands; the name is shown at the bottom left."""

    PIANO = "PIANO"
    EDIT = "EDIT"


class Editor(Selecting):
    """A melody under edit.

    `cursor` is the tick the next note begins at, `pitch` the pitch of the EDIT cursor. Methods that would leave the
    longest melody raise MelodyError and change nothing.
    """

    def __init__(self, melody: Melody) -> None:
        super().__init__(melody, _middle_of(melody))
        self.step = Step()
        self.layer = Layer.PIANO
        self.assist = USUAL_ASSIST
        """The grid that live recording is drawn to: a name of `tui.live_take.ASSISTS`."""

    @property
    def can_undo(self) -> bool:
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        return self._history.can_redo

    # The whole melody

    def load(self, melody: Melody) -> None:
        """Work on another melody; undo brings the old one back."""
        self._step(Moment(melody, 0))
        self.pitch = _middle_of(melody)

    def undo(self) -> None:
        self.selecting = False
        self._history.undo()

    def redo(self) -> None:
        self.selecting = False
        self._history.redo()

    def record(self, melody: Melody, cursor: int) -> None:
        """Take a melody with what was recorded into it, the cursor behind that."""
        self._step(Moment(melody, min(cursor, melody_edit.last_tick(melody) - 1)))

    # Step entry: something at the cursor, and the cursor moves on

    def type_note(self, pitch: int) -> None:
        melody = melody_edit.put(self.melody, self.cursor, pitch, self.step.length, self.step.velocity)
        self._step(Moment(melody, self.cursor + self.step.length))
        self.pitch = pitch

    def rest(self) -> None:
        end = self._reachable(self.cursor + self.step.length)
        self._step(Moment(melody_edit.clear(self.melody, self.cursor, end), end))

    def tie(self) -> bool:
        """Hold the note before the cursor on; False where no note ends at the cursor."""
        melody = melody_edit.tie(self.melody, self.cursor, self.step.length)
        if melody is self.melody:
            return False
        self._step(Moment(melody, self.cursor + self.step.length))
        return True

    def take_back(self) -> None:
        self._step(Moment(*melody_edit.take_back(self.melody, self.cursor)))

    # The EDIT layer: something at the cursor, and the cursor stays

    def resize_here(self, sign: int) -> bool:
        """Make the note under the cursor a step longer (1) or shorter (-1); False where there is none."""
        if self.note_here is None:
            return False
        unit = self.step.nudge
        self.change(melody_edit.resize_at(self.melody, self.cursor, sign * unit, least=unit))
        return True

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
        """Put the cursor somewhere: at a pitch, else at that of the note there, if any; no step of undo."""
        now, tick = self._history.now, self._within(tick)
        self._history.replace(replace(now, cursor=tick))
        if self.selecting:
            self.select(now.anchor, tick)
        if pitch is not None:
            self.pitch = min(127, max(0, pitch))
        elif self.note_here is not None:
            self.pitch = self.note_here.pitch

    def _step(self, moment: Moment) -> None:
        """Go on to what was typed, loaded or recorded; nothing is selected there."""
        self.selecting = False
        self._history.push(moment)

    def _reachable(self, tick: int) -> int:
        if tick > melody_edit.last_tick(self.melody):
            raise melody_edit.too_long()
        return tick


def _middle_of(melody: Melody) -> int:
    pitches = sorted(note.pitch for note in melody.notes)
    return pitches[len(pitches) // 2] if pitches else 60
