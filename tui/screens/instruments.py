"""The dialog that finds an instrument by its name."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tui.instruments import PROGRAM_NAMES, programs_named
from tui.screens.dialog import Dialog


class InstrumentPicker(Dialog[int]):
    """Gives a General MIDI program, 0 to 127, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Before", id="instruments.up", priority=True),
        Binding("down", "move(1)", "Next", id="instruments.down", priority=True),
        Binding("enter", "take", "Take it", id="instruments.take", priority=True),
    ]

    def __init__(self, part: str, program: int) -> None:
        super().__init__()
        self._part, self._program = part, program

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = f"Instrument of the {self._part}"
            box.border_subtitle = "type to search · ↑↓ · enter takes it · esc closes"
            yield Input(placeholder="such as flute, or a number", compact=True, id="instrument-search")
            yield OptionList(compact=True, id="instrument-list")

    def on_mount(self) -> None:
        self._fill(programs_named(""))
        self.query_one(OptionList).highlighted = self._program
        self.set_focus(self.query_one(Input))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._fill(programs_named(event.value))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(int(event.option.id or 0))

    def action_move(self, by: int) -> None:
        options = self.query_one(OptionList)
        if options.option_count:
            options.highlighted = min(max((options.highlighted or 0) + by, 0), options.option_count - 1)

    def action_take(self) -> None:
        options = self.query_one(OptionList)
        if options.option_count:
            self.dismiss(int(options.get_option_at_index(options.highlighted or 0).id or 0))
        else:
            self.app.bell()

    def _fill(self, programs: list[int]) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(
            Option(f"{program + 1:>3}  {PROGRAM_NAMES[program]}", id=str(program)) for program in programs
        )
        options.highlighted = 0 if programs else None
