"""The piano roll of the Compose station: turns keys into edits. `MelodyView` draws it, `RollMouse`
understands the mouse.

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
from tui.step_entry import VELOCITY_CHANGE
from tui.widgets.melody_view import MelodyView
from tui.widgets.roll_mouse import RollMouse

_SELECTION_KEYS = [
    ("del", "remove"),
    ("y x p", "copy cut paste"),
    ("⇧↑↓", "pitch"),
    ("b f", "move"),
    ("- =", "stretch"),
    ("t", "grid"),
    ("s", "to key"),
    ("esc", "done"),
]


class MelodyRoll(MelodyView, can_focus=True):
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
        Binding("shift+up", "transpose(1)", "Notes higher", id="roll.note_up"),
        Binding("shift+down", "transpose(-1)", "Notes lower", id="roll.note_down"),
        Binding("ctrl+shift+up", "transpose(12)", "Notes an octave higher", id="roll.notes_octave_up"),
        Binding("ctrl+shift+down", "transpose(-12)", "Notes an octave lower", id="roll.notes_octave_down"),
        Binding("alt+left,b", "shift(-1)", "Notes earlier", id="roll.notes_earlier"),
        Binding("alt+right,f", "shift(1)", "Notes later", id="roll.notes_later"),
        Binding("left_parenthesis", "louder(-1)", "Softer", id="roll.softer"),
        Binding("right_parenthesis", "louder(1)", "Louder", id="roll.louder"),
        Binding("v", "select", "Begin or end selecting", id="roll.select"),
        Binding("shift+left", "extend('move', -1)", "Select back", id="roll.select_back"),
        Binding("shift+right", "extend('move', 1)", "Select on", id="roll.select_on"),
        Binding("ctrl+shift+left", "extend('bar', -1)", "Select a bar back", id="roll.select_bar_back"),
        Binding("ctrl+shift+right", "extend('bar', 1)", "Select a bar on", id="roll.select_bar_on"),
        Binding("shift+home", "extend('end', -1)", "Select to the beginning", id="roll.select_home"),
        Binding("shift+end", "extend('end', 1)", "Select to the end", id="roll.select_end"),
        Binding("a", "select_all", "Select all", id="roll.select_all"),
        Binding("y", "copy", "Copy", id="roll.copy"),
        Binding("x", "cut", "Cut", id="roll.cut"),
        Binding("p", "paste", "Paste", id="roll.paste"),
        Binding("t", "quantise", "Quantise to a grid", id="roll.quantise"),
        Binding("s", "snap", "Snap to the key", id="roll.snap"),
        Binding("home", "ends(-1)", "Beginning", id="roll.home"),
        Binding("end", "ends(1)", "End", id="roll.end"),
        Binding("enter", "add", "Add note", id="roll.add"),
        Binding("delete", "remove", "Remove note", id="roll.remove"),
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
                ("enter", "record"),
                ("space", "play"),
                ("^g", "compose"),
                ("esc", "edit"),
                (",", "rest"),
                ("- =", "length"),
                ("tab", "genres"),
            ]
        elif self.editor.selection is not None:
            keys = _SELECTION_KEYS
        else:
            keys = [
                ("←→↑↓", "move"),
                ("enter", "add"),
                ("del", "remove"),
                ("- =", "size"),
                ("v", "select"),
                ("p", "paste"),
                ("esc", "piano"),
                ("k", "tempo, key …"),
                ("space", "play"),
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
            self._louder(-1 if character == "c" else 1)
        elif character == "q":
            self.post_message(self.AssistWanted())
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
            return self._try(lambda: editor.stretch(sign > 0))
        return self._try(lambda: editor.resize_here(sign))

    def _louder(self, sign: int) -> None:
        self.editor.step = self.editor.step.velocity_by(sign * VELOCITY_CHANGE)
        self.edited()

    def enter_note(self, pitch: int) -> None:
        """A note of the step's length at the cursor, or now where it is recorded; heard at once."""
        if self.live is not None:
            self.live.strike(pitch, time.monotonic())
            return
        self._try(lambda: self.editor.type_note(pitch))
        self.post_message(self.Entered(pitch, self.editor.step.velocity))

    def action_layer(self) -> None:
        if self._mouse.cancel():
            return
        if self.editor.selection is not None or self.editor.selecting:
            self.editor.deselect()
            self.edited()
            return
        self.editor.layer = Layer.EDIT if self.editor.layer is Layer.PIANO else Layer.PIANO
        self.edited()

    def action_take_back(self) -> None:
        if self.editor.selection is not None:
            return self.action_remove()
        self._try(self.editor.take_back)

    def action_undo(self) -> None:
        self._mouse.cancel()
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
        self.edited()

    def action_transpose(self, semitones: int) -> None:
        self._do(lambda: self.editor.transpose(semitones))
        self.hear_here()

    def action_shift(self, sign: int) -> None:
        self._do(lambda: self.editor.shift(sign * self.editor.step.nudge))

    def action_stretch(self, sign: int) -> None:
        self._do(lambda: self.editor.stretch(sign > 0))

    def action_louder(self, sign: int) -> None:
        if self.editor.layer is Layer.PIANO or self.editor.target is None:
            self._louder(sign)
            return
        self._do(lambda: self.editor.louder(sign * VELOCITY_CHANGE))
        self.hear_here()

    def action_select(self) -> None:
        self.editor.toggle_selecting()
        self.edited()

    def action_extend(self, by: str, sign: int) -> None:
        editor = self.editor
        editor.layer = Layer.EDIT
        if by == "move":
            editor.extending(lambda: editor.move(steps=sign))
        elif by == "bar":
            editor.extending(lambda: editor.move_bar(sign))
        else:
            editor.extending(lambda: editor.go_to(0 if sign < 0 else editor.melody.length))
        self.edited()

    def action_select_all(self) -> None:
        self.editor.layer = Layer.EDIT
        self._do(self.editor.select_all)

    def action_copy(self) -> None:
        self._do(self.editor.copy)

    def action_cut(self) -> None:
        self._do(self.editor.cut)

    def action_paste(self) -> None:
        self._do(self.editor.paste)

    def action_quantise(self) -> None:
        self.post_message(self.QuantiseWanted())

    def quantise(self, grid: int) -> None:
        """Notes to a grid of some ticks: the selected ones, else all."""
        self._do(lambda: self.editor.quantise(grid))

    def action_snap(self) -> None:
        self._do(lambda: self.editor.snap(self.editor.melody.sounding_key))

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

    def action_remove(self) -> None:
        self._do(self.editor.remove)

    def action_zoom(self, by: int) -> None:
        self.zoom_by(by, self.editor.cursor)

    def hear_here(self) -> None:
        """Let the note under the cursor be heard."""
        note = self.editor.note_here
        if note is not None:
            self.post_message(self.Entered(note.pitch, note.velocity))

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
        self.show()
        self.post_message(self.Edited())
        return True

    def _do(self, edit: Callable[[], bool]) -> None:
        """Do an edit; the bell where it found nothing to do."""
        if not self._try(edit):
            self.app.bell()

    def _try(self, edit: Callable[[], bool | None]) -> bool:
        """Do an edit; False where it found nothing to do."""
        try:
            done = edit()
        except ComposerError as error:
            self.post_message(self.Refused(error))
            return True
        self.edited()
        return done is not False
