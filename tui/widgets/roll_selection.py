"""The keys of the melody roll for what is selected, or for the note under the cursor."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.editor import Layer
from tui.step_entry import VELOCITY_CHANGE
from tui.widgets.melody_view import MelodyView

SELECTION_KEYS = [
    ("del", "remove"),
    ("y x p", "copy cut paste"),
    ("space", "play"),
    ("⇧↑↓", "pitch"),
    ("b f", "move"),
    ("- =", "stretch"),
    ("t", "grid"),
    ("s", "to key"),
    ("esc", "done"),
]
"""What the hint bar says while something is selected."""


class RollSelection(MelodyView):
    """Needs `edited`, `try_edit`, `hear_here` and `ask_for_grid`; `MelodyRoll` has them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("shift+up", "transpose(1)", "Notes higher", id="roll.note_up"),
        Binding("shift+down", "transpose(-1)", "Notes lower", id="roll.note_down"),
        Binding("ctrl+shift+up", "transpose(12)", "Notes an octave higher", id="roll.notes_octave_up"),
        Binding("ctrl+shift+down", "transpose(-12)", "Notes an octave lower", id="roll.notes_octave_down"),
        Binding("alt+left,b", "shift(-1)", "Notes a step earlier", id="roll.notes_earlier"),
        Binding("alt+right,f", "shift(1)", "Notes a step later", id="roll.notes_later"),
        Binding("alt+shift+left,B", "nudge(-1)", "Notes a little earlier", id="roll.notes_nudged_earlier"),
        Binding("alt+shift+right,F", "nudge(1)", "Notes a little later", id="roll.notes_nudged_later"),
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
        Binding("delete", "remove", "Remove notes", id="roll.remove"),
    ]

    def edited(self) -> bool:
        raise NotImplementedError

    def try_edit(self, edit: Callable[[], bool | None]) -> bool:
        raise NotImplementedError

    def hear_here(self) -> None:
        raise NotImplementedError

    def ask_for_grid(self) -> None:
        raise NotImplementedError

    def action_transpose(self, semitones: int) -> None:
        self._do(lambda: self.editor.transpose(semitones))
        self.hear_here()

    def action_shift(self, sign: int) -> None:
        """Move notes by the length of the next note."""
        self._do(lambda: self.editor.shift(sign * self.editor.step.length))

    def action_nudge(self, sign: int) -> None:
        """Move notes by a sixteenth or less."""
        self._do(lambda: self.editor.shift(sign * self.editor.step.nudge))

    def action_stretch(self, sign: int) -> None:
        self._do(lambda: self.editor.stretch(sign > 0))

    def action_louder(self, sign: int) -> None:
        if self.editor.layer is Layer.PIANO or self.editor.target is None:
            self.change_step_velocity(sign)
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
        self.ask_for_grid()

    def quantise(self, grid: int) -> None:
        """Notes to a grid of some ticks: the selected ones, else all."""
        self._do(lambda: self.editor.quantise(grid))

    def action_snap(self) -> None:
        self._do(lambda: self.editor.snap(self.editor.melody.sounding_key))

    def action_remove(self) -> None:
        self._do(self.editor.remove)

    def change_step_velocity(self, sign: int) -> None:
        """Notes typed from now on are louder (1) or softer (-1)."""
        self.editor.step = self.editor.step.velocity_by(sign * VELOCITY_CHANGE)
        self.edited()

    def _do(self, edit: Callable[[], bool]) -> None:
        """Do an edit; the bell where it found nothing to do."""
        if not self.try_edit(edit):
            self.app.bell()
