"""The piano roll of the Compose station: turns keys and clicks into edits. `MelodyView` draws it.

Rule of this file: an edit that is refused is told, and one that finds nothing to do rings the bell.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from gan.errors import ComposerError
from tui import melody_edit
from tui.editor import Layer
from tui.hints import Hints
from tui.widgets.melody_view import GUTTER, ZOOMS, MelodyView


class MelodyRoll(MelodyView, can_focus=True):
    """The melody to work on."""

    class Edited(Message):
        """The melody, the cursor, the layer or the next step changed."""

    class Entered(Message):
        """A note was typed or clicked in, and is to be heard."""

        def __init__(self, pitch: int) -> None:
            super().__init__()
            self.pitch = pitch

    class Refused(Message):
        """An edit was not possible."""

        def __init__(self, error: ComposerError) -> None:
            super().__init__()
            self.error = error

    class Sought(Message):
        """The ruler was clicked at a tick."""

        def __init__(self, tick: int) -> None:
            super().__init__()
            self.tick = tick

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "layer", "Piano or edit keys", id="roll.layer"),
        Binding("backspace", "take_back", "Take back", id="roll.take_back"),
        Binding("ctrl+z", "undo", "Undo", id="roll.undo"),
        Binding("ctrl+y", "redo", "Redo", id="roll.redo"),
        Binding("left", "move(-1, 0)", "Back", id="roll.left"),
        Binding("right", "move(1, 0)", "On", id="roll.right"),
        Binding("up", "move(0, 1)", "Higher", id="roll.up"),
        Binding("down", "move(0, -1)", "Lower", id="roll.down"),
        Binding("ctrl+left", "bar(-1)", "Bar back", id="roll.bar_back"),
        Binding("ctrl+right", "bar(1)", "Bar on", id="roll.bar_on"),
        Binding("ctrl+up", "move(0, 12)", "Octave higher", id="roll.octave_up"),
        Binding("ctrl+down", "move(0, -12)", "Octave lower", id="roll.octave_down"),
        Binding("shift+up", "shift(1)", "Note higher", id="roll.note_up"),
        Binding("shift+down", "shift(-1)", "Note lower", id="roll.note_down"),
        Binding("home", "ends(-1)", "Beginning", id="roll.home"),
        Binding("end", "ends(1)", "End", id="roll.end"),
        Binding("enter", "add", "Add note", id="roll.add"),
        Binding("delete", "remove", "Remove note", id="roll.remove"),
        Binding("left_square_bracket", "zoom(1)", "See more", id="roll.zoom_out"),
        Binding("right_square_bracket", "zoom(-1)", "See closer", id="roll.zoom_in"),
    ]

    # What the hint bar says

    def hints(self) -> Hints:
        if self.editor.layer is Layer.PIANO:
            keys = [
                ("a–'", "note"),
                (",", "rest"),
                ("- =", "length"),
                ("space", "play"),
                ("^g", "compose"),
                ("esc", "edit"),
                ("tab", "genres"),
            ]
        else:
            keys = [
                ("←→↑↓", "move"),
                ("enter", "add"),
                ("del", "remove"),
                ("- =", "size"),
                ("space", "play"),
                ("g", "compose"),
                ("esc", "piano"),
            ]
        return Hints(self.editor.layer.value, keys)

    # Keys

    def on_key(self, event: events.Key) -> None:
        character = event.character or ""
        if event.key.startswith("ctrl+") or not character.isprintable() or not character:
            return
        if self._shared_key(character) or (self.editor.layer is Layer.PIANO and self._piano_key(character)):
            event.stop()
            event.prevent_default()

    def _piano_key(self, character: str) -> bool:
        pitch = self.editor.step.pitch_of(character)
        if pitch is not None:
            self.enter_note(pitch)
        elif character in "zx":
            self.editor.step = self.editor.step.octave_by(-1 if character == "z" else 1)
            self._edited()
        elif character == ",":
            self._try(self.editor.rest)
        elif character == "/":
            if not self._try(self.editor.tie):
                self.app.bell()
        else:
            # A letter that plays nothing does nothing: a slip of the finger must not leave the layer.
            return character.isalpha() and character not in "rm"
        return True

    def _shared_key(self, character: str) -> bool:
        step = self.editor.step
        if character in "-_":
            if self.editor.layer is Layer.EDIT and self.editor.resize_here(-1):
                return self._edited()
            self.editor.step = step.shorter()
        elif character in "=+":
            if self.editor.layer is Layer.EDIT and self.editor.resize_here(1):
                return self._edited()
            self.editor.step = step.longer()
        elif character == ".":
            self.editor.step = step.toggle_dot()
        elif character == "r":
            self.editor.step = step.toggle_triplet()
        else:
            return False
        return self._edited()

    def enter_note(self, pitch: int) -> None:
        """A note of the step's length at the cursor, heard at once."""
        self._try(lambda: self.editor.type_note(pitch))
        self.post_message(self.Entered(pitch))

    def action_layer(self) -> None:
        self.editor.layer = Layer.EDIT if self.editor.layer is Layer.PIANO else Layer.PIANO
        self._edited()

    def action_take_back(self) -> None:
        self._try(self.editor.take_back)

    def action_undo(self) -> None:
        if not self.editor.can_undo:
            self.app.bell()
        self._try(self.editor.undo)

    def action_redo(self) -> None:
        if not self.editor.can_redo:
            self.app.bell()
        self._try(self.editor.redo)

    def action_move(self, steps: int, semitones: int) -> None:
        if semitones and self.editor.layer is Layer.PIANO:
            self.editor.step = self.editor.step.octave_by(1 if semitones > 0 else -1)
        else:
            self.editor.move(steps, semitones)
        self._edited()

    def action_shift(self, semitones: int) -> None:
        note = melody_edit.note_at(self.editor.melody, self.editor.cursor)
        if note is None:
            self.app.bell()
            return
        self.editor.change(melody_edit.move_at(self.editor.melody, self.editor.cursor, semitones))
        moved = melody_edit.note_at(self.editor.melody, self.editor.cursor)
        self.editor.pitch = moved.pitch if moved else self.editor.pitch
        self.post_message(self.Entered(self.editor.pitch))
        self._edited()

    def action_bar(self, bars: int) -> None:
        self.editor.move_bar(bars)
        self._edited()

    def action_ends(self, side: int) -> None:
        self.editor.go_to(0 if side < 0 else self.editor.melody.length)
        self._edited()

    def action_add(self) -> None:
        if self.editor.layer is Layer.EDIT:
            self.enter_note(self.editor.pitch)

    def action_remove(self) -> None:
        if not self.editor.remove_here():
            self.app.bell()
        self._edited()

    def action_zoom(self, by: int) -> None:
        self._zoom = min(max(self._zoom + by, 0), len(ZOOMS) - 1)
        self._left = self._page_of(self.editor.cursor)
        self.show()

    # The mouse

    def on_click(self, event: events.Click) -> None:
        column = event.x - GUTTER
        if column < 0:
            return
        tick = self._window.left + column * self._window.ticks_per_column
        if event.y == 0:
            self.post_message(self.Sought(tick))
            return
        pitch = self._window.pitch_at(event.y - 1)
        hit = melody_edit.note_at(self.editor.melody, tick)
        if hit is not None and abs(hit.pitch - pitch) <= 1:
            self.editor.go_to(hit.start, hit.pitch)
            if event.chain == 2 and self.editor.layer is Layer.EDIT:
                self.action_remove()
            else:
                self.post_message(self.Entered(hit.pitch))
        else:
            length = self.editor.step.length
            on_grid = tick - (tick - self.editor.melody.pickup) % length
            self.editor.go_to(on_grid, pitch)
            if event.chain == 2 and self.editor.layer is Layer.EDIT:
                self.action_add()
        self._edited()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._scroll(1)
        event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._scroll(-1)
        event.stop()

    def _scroll(self, bars: int) -> None:
        bar = self.editor.melody.metre.bar_ticks
        self._left = min(max(0, self._left + bars * bar), max(0, melody_edit.last_tick(self.editor.melody) - bar))
        self._rebuild()
        self.refresh()

    # Within

    def _edited(self) -> bool:
        self.show()
        self.post_message(self.Edited())
        return True

    def _try(self, edit: Callable[[], bool | None]) -> bool:
        """Do an edit; False where it found nothing to do."""
        try:
            done = edit()
        except ComposerError as error:
            self.post_message(self.Refused(error))
            return True
        self._edited()
        return done is not False
