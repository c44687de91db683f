"""The dialog that asks for a name."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from gan.music.plain import plain
from tui.library.files import file_name
from tui.screens.dialog import Dialog


class NameDialog(Dialog[str]):
    """Gives a name, or None.

    Args:
        title: what is named.
        name: the name so far.
        comes_to: says what would become of a name, in a line.
    """

    def __init__(self, title: str, name: str, comes_to: Callable[[str], str]) -> None:
        super().__init__()
        self._title, self._name_now, self._comes_to = title, name, comes_to

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = plain(self._title, 60)
            box.border_subtitle = "enter takes it · esc closes"
            yield Input(plain(self._name_now, 80), placeholder="name", compact=True, select_on_focus=True)
            yield Static("", id="comes-to", classes="note", markup=False)

    def on_mount(self) -> None:
        self._show(self._name_now)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._show(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if file_name(event.value):
            self.dismiss(event.value.strip())
        else:
            self.app.bell()

    def _show(self, name: str) -> None:
        text = self._comes_to(name) if file_name(name) else "A name has a letter or a figure."
        self.query_one("#comes-to", Static).update(plain(text, 400))
