"""The piano roll of the Compose station: turns keys into edits.

`MelodyView` draws it, `RollSelection` has the keys for what is selected, `RollMouse` the mouse.

Rule of this file: an edit that is refused is told, and one that finds nothing to do rings the bell.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from gan.errors import ComposerError
from tui.editor import Editor, Layer
from tui.hints import Hints
from tui.live_keys import LiveKeys
from tui.widgets.roll_mouse import RollMouse
from tui.widgets.roll_selection import SELECTION_KEYS, RollSelection


class MelodyRoll(RollSelection, can_focus=True):
    """The melody to work on."""

    class Edited(Message):
        """The melody, the cursor, the layer or the next step changed."""

    class Entered(Message):
        """A note was typed, clicked or moved, and is to be heard."""

        def __init__(self, pitch: int, velocity: int) -> None:
            super().__init__()
            self.pitch, self.velocity = pitch, velocity

    class Refused(Message):
        """An edit was not possible."""

        def __init__(self, error: ComposerError) -> None:
            super().__init__()
            self.error = error

    class RecordWanted(Message):
        """Live recording is to begin at the cursor."""

    class AssistWanted(Message):
        """Another grid for live recording is wanted."""

    class Sought(Message):
        """The ruler was clicked at a tick."""

        def __init__(self, tick: int) -> None:
            super().__init__()
            self.tick = tick

    class QuantiseWanted(Message):
        """A grid to quantise to is to be asked for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "layer", "Piano or edit keys", id="roll.layer"),
        Binding("backspace", "take_back", "Take back", id="roll.take_back"),
        Binding("left", "move(-1, 0)", "Back", id="roll.left"),
        Binding("right", "move(1, 0)", "On", id="roll.right"),
        Binding("up", "move(0, 1)", "Higher", id="roll.up"),
        Binding("down", "move(0, -1)", "Lower", id="roll.down"),
        Binding("ctrl+left", "bar(-1)", "Bar back", id="roll.bar_back"),
        Binding("ctrl+right", "bar(1)", "Bar on", id="roll.bar_on"),
        Binding("ctrl+up", "move(0, 12)", "Octave higher", id="roll.octave_up"),
        Binding("ctrl+down", "move(0, -12)", "Octave lower", id="roll.octave_down"),
        Binding("pageup", "page(-1)", "Page back", id="roll.page_back"),
        Binding("pagedown", "page(1)", "Page on", id="roll.page_on"),
        Binding("home", "ends(-1)", "Beginning", id="roll.home"),
        Binding("end", "ends(1)", "End", id="roll.end"),
        Binding("enter", "add", "Add note", id="roll.add"),
        Binding("left_square_bracket", "zoom(1)", "See more", id="roll.zoom_out"),
        Binding("right_square_bracket", "zoom(-1)", "See closer", id="roll.zoom_in"),
    ]

    live: LiveKeys | None = None
    """What takes the keys while it records; None while nothing does."""

    def __init__(self, editor: Editor, *, id: str | None = None) -> None:
        super().__init__(editor, id=id)
        self._mouse = RollMouse(self)

    # What the hint bar says

    def hints(self) -> Hints:
        if self.live is not None:
            return self.live.hints()
        if self.editor.layer is Layer.PIANO:
            keys = [
                ("a–'", "note"),
                ("space", "play"),
                ("^g", "compose"),
                ("esc", "edit"),
                ("enter", "record"),
                (",", "rest"),
                ("- =", "length"),
                ("tab", "genres"),
            ]
        elif self.editor.selection is not None:
            keys = SELECTION_KEYS
        else:
            keys = [
                ("←→↑↓", "move"),
                ("enter", "add"),
                ("space", "play"),
                ("esc", "piano"),
                ("v", "select"),
                ("del", "remove"),
                ("- =", "size"),
                ("p", "paste"),
                ("k", "tempo, key …"),
            ]
        return Hints(self.editor.layer.value, keys)

    # Keys

    def on_key(self, event: events.Key) -> None:
        if self.live is not None:
            self.live.key(event)
            event.stop()
            event.prevent_default()
            return
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
            self.edited()
        elif character in "cv":
            self.change_step_velocity(-1 if character == "c" else 1)
        elif character == "q":
            self.post_message(self.AssistWanted())
        elif character == ",":
            self.try_edit(self.editor.rest)
        elif character == "/":
            if not self.try_edit(self.editor.tie):
                self.app.bell()
        else:
            # A letter that plays nothing does nothing: a slip of the finger must not leave the layer.
            return character.isalpha() and character not in "rm"
        return True

    def _shared_key(self, character: str) -> bool:
        step = self.editor.step
        if character in "-_":
            if self.editor.layer is Layer.EDIT and self._resize(-1):
                return True
            self.editor.step = step.shorter()
        elif character in "=+":
            if self.editor.layer is Layer.EDIT and self._resize(1):
                return True
            self.editor.step = step.longer()
        elif character == ".":
            self.editor.step = step.toggle_dot()
        elif character == "r":
            self.editor.step = step.toggle_triplet()
        else:
            return False
        return self.edited()

    def _resize(self, sign: int) -> bool:
        """Stretch the selection, or the note under the cursor; False where there is neither."""
        editor = self.editor
        if editor.selection is not None:
            return self.try_edit(lambda: editor.stretch(sign > 0))
        return self.try_edit(lambda: editor.resize_here(sign))

    def enter_note(self, pitch: int) -> None:
        """A note of the step's length at the cursor, or now where it is recorded; heard at once."""
        if self.live is not None:
            self.live.strike(pitch, time.monotonic())
            return
        self.try_edit(lambda: self.editor.type_note(pitch))
        self.post_message(self.Entered(pitch, self.editor.step.velocity))

    def to_piano(self) -> None:
        """Have the keys play notes."""
        self.editor.layer = Layer.PIANO
        self.edited()

    def cancel_drag(self) -> bool:
        """Let a drag of the mouse be; False where there is none."""
        return self._mouse.cancel()

    def action_layer(self) -> None:
        if self.cancel_drag():
            return
        if self.editor.selection is not None or self.editor.selecting:
            self.editor.deselect()
            self.edited()
            return
        self.editor.layer = Layer.EDIT if self.editor.layer is Layer.PIANO else Layer.PIANO
        self.editor.go_to(self.editor.cursor)  # on the note there, if any
        self.edited()

    def action_take_back(self) -> None:
        if self.editor.selection is not None:
            return self.action_remove()
        self.try_edit(self.editor.take_back)

    def action_undo(self) -> None:
        if not self.editor.can_undo:
            self.app.bell()
        self.try_edit(self.editor.undo)

    def action_redo(self) -> None:
        if not self.editor.can_redo:
            self.app.bell()
        self.try_edit(self.editor.redo)

    def action_move(self, steps: int, semitones: int) -> None:
        if semitones and self.editor.layer is Layer.PIANO:
            self.editor.step = self.editor.step.octave_by(1 if semitones > 0 else -1)
        else:
            self.editor.move(steps, semitones)
        self.edited()

    def action_bar(self, bars: int) -> None:
        self.editor.move_bar(bars)
        self.edited()

    def action_ends(self, side: int) -> None:
        self.editor.go_to(0 if side < 0 else self.editor.melody.length)
        self.edited()

    def action_page(self, sign: int) -> None:
        bars = max(1, (self._window.right - self._window.left) // self.editor.melody.metre.bar_ticks)
        for _ in range(bars):
            self.editor.move_bar(sign)
        self.edited()

    def action_add(self) -> None:
        if self.editor.layer is Layer.EDIT:
            self.enter_note(self.editor.pitch)
        else:
            self.post_message(self.RecordWanted())

    def action_zoom(self, by: int) -> None:
        self.zoom_by(by, self.editor.cursor)

    def hear_here(self) -> None:
        """Let the note under the cursor be heard."""
        note = self.editor.note_here
        if note is not None:
            self.post_message(self.Entered(note.pitch, note.velocity))

    def ask_for_grid(self) -> None:
        """Have the grid to quantise to be asked for."""
        self.post_message(self.QuantiseWanted())

    # The mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._mouse.down(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._mouse.move(event)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        self._mouse.up(event)

    def on_click(self, event: events.Click) -> None:
        self._mouse.click(event)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._mouse.wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._mouse.wheel(event, -1)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        self._mouse.wheel(event, 1, sideways=True)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        self._mouse.wheel(event, -1, sideways=True)

    # Within

    def edited(self) -> bool:
        """Show an edit, and tell of it."""
        self.stay()
        self.show()
        self.post_message(self.Edited())
        return True

    def try_edit(self, edit: Callable[[], bool | None]) -> bool:
        """Do an edit; False where it found nothing to do. A drag that is not let go yet is given up."""
        self.cancel_drag()
        try:
            done = edit()
        except ComposerError as error:
            self.post_message(self.Refused(error))
            return True
        self.edited()
        return done is not False
