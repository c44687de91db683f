"""The dialog for a melody's title, tempo, key and metre."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Vertical
from textual.widgets import Input, Static

from gan.errors import ComposerError
from gan.music.key import Key, find_key
from gan.music.melody import Melody
from gan.music.plain import plain
from tui import melody_edit, theme
from tui.melody_words import key_of, metre_of, tempo_of
from tui.screens.dialog import Dialog
from tui.widgets.choice import Choice
from tui.widgets.line import Line

_FOUND = "found"
_LONGEST_TITLE = 100


class MelodySettings(Dialog[Melody]):
    """Gives the melody as it was set, or None. What was typed is judged at once."""

    AUTO_FOCUS = "#set-tempo"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "field(-1)", "Field above", id="settings.up"),
        Binding("down", "field(1)", "Field below", id="settings.down"),
        Binding("enter", "set", "Set", id="settings.set"),
    ]

    def __init__(self, melody: Melody) -> None:
        super().__init__()
        self._melody = melody

    def compose(self) -> ComposeResult:
        melody = self._melody
        keys = {_FOUND: f"found from the notes ({find_key(melody.notes)})"}
        keys |= {str(key): str(key) for key in (Key(tonic, mode) for mode in ("major", "minor") for tonic in range(12))}
        with Vertical(id="box") as box:
            box.border_title = "The melody"
            box.border_subtitle = "↑ ↓ field · ← → or a letter: key · enter sets · esc closes"
            with Grid(id="settings"):
                yield Static("title")
                yield Input(
                    plain(melody.title, _LONGEST_TITLE),
                    placeholder="My melody",
                    compact=True,
                    select_on_focus=False,
                    id="set-title",
                )
                yield Static("tempo")
                yield Input(
                    f"{melody.tempo:.4g}",
                    placeholder="quarters a minute",
                    compact=True,
                    select_on_focus=False,
                    id="set-tempo",
                )
                yield Static("key")
                yield Choice(keys, str(melody.key) if melody.key else _FOUND, id="set-key", by_letter=True)
                yield Static("metre")
                yield Input(
                    str(melody.metre), placeholder="such as 7/8", compact=True, select_on_focus=False, id="set-metre"
                )
            yield Line((), (), id="verdict")

    def on_mount(self) -> None:
        self._judge()

    def action_field(self, by: int) -> None:
        fields = [widget for widget in self.query_one("#settings").children if widget.focusable]
        here = next((index for index, widget in enumerate(fields) if widget is self.focused), 0)
        self.set_focus(fields[(here + by) % len(fields)])

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._judge()

    def on_choice_changed(self, event: Choice.Changed) -> None:
        event.stop()
        self._judge()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_set()

    def action_set(self) -> None:
        try:
            self.dismiss(self._set())
        except ComposerError:
            self.app.bell()  # the sentence is on the screen already

    def _set(self) -> Melody:
        """The melody as the fields say. Raises ComposerError, naming what is wrong."""
        melody, tempo = self._melody, self.query_one("#set-tempo", Input).value
        key = self.query_one("#set-key", Choice).value
        if tempo != f"{melody.tempo:.4g}":  # a tempo that was not touched stays what it is to the last digit
            melody = replace(melody, tempo=tempo_of(tempo))
        metre = metre_of(self.query_one("#set-metre", Input).value)
        if metre != melody.metre:
            melody = melody_edit.with_metre(melody, metre)
        title = plain(self.query_one("#set-title", Input).value.strip(), _LONGEST_TITLE)
        if title != plain(melody.title, _LONGEST_TITLE):
            melody = replace(melody, title=title)
        return replace(melody, key=None if key == _FOUND else key_of(key))

    def _judge(self) -> None:
        verdict = self.query_one("#verdict", Line)
        try:
            melody = self._set()
        except ComposerError as error:
            verdict.show(((error.what, theme.BAD),), ((error.mend or error.why, theme.DIM),))
            return
        bars = f"{melody.bars} bar{'' if melody.bars == 1 else 's'}"
        gone = ", without its pickup" if self._melody.pickup and not melody.pickup else ""
        facts = f"♩{melody.tempo:.4g}  {melody.metre}  {melody.sounding_key} · {bars}{gone}"
        verdict.show(((facts, theme.GOOD),), (("Notes stay where they are.", theme.DIM),))
