"""The form of a training run: what to learn, how long, from what."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid
from textual.widgets import Input, Static

from gan.errors import ComposerError, UsageError
from gan.music.genre import GENRES
from gan.training.config import PRESETS, TrainingConfig
from tui import theme
from tui.hints import Hints
from tui.widgets.choice import Choice
from tui.widgets.line import Line

_DEFAULT_STEPS, _DEFAULT_BATCH = "2000", "16"
_PRESET_WORDS = {"tiny": "tiny (a look)", "small": "small (laptop)", "base": "base (the real one)"}


class Field(Input):
    """A line to type into."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "screen.focus('#chart')", "Leave the field", id="field.leave")
    ]

    def hints(self) -> Hints:
        keys = [("type", "a value"), ("↑↓", "field"), ("enter", "next"), ("esc", "leave"), ("^q", "quit")]
        return Hints("FORM", keys, modal=True)


class TrainForm(Grid):
    """Genre, size, steps, batch and data folder, checked as they are typed."""

    DEFAULT_CSS = """
    TrainForm { grid-size: 2; grid-columns: 8 1fr; grid-rows: 1; height: auto; width: 1fr; }
    TrainForm Static { color: $text-muted; }
    TrainForm Line { column-span: 2; height: 2; }
    TrainForm Field { background: $panel; border: none; height: 1; padding: 0; }
    TrainForm Field:focus { background: $block-cursor-background; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "field(-1)", "Field above", id="form.up"),
        Binding("down,enter", "field(1)", "Field below", id="form.down"),
    ]

    def compose(self) -> ComposeResult:
        yield Static("genre")
        yield Choice({id: genre.title for id, genre in GENRES.items()}, "chorale", id="form-genre")
        yield Static("size")
        yield Choice({name: _PRESET_WORDS.get(name, name) for name in PRESETS}, "small", id="form-preset")
        yield Static("steps")
        yield Field(_DEFAULT_STEPS, compact=True, select_on_focus=False, id="form-steps")
        yield Static("batch")
        yield Field(_DEFAULT_BATCH, compact=True, select_on_focus=False, id="form-batch")
        yield Static("data")
        yield Field("", placeholder="built-in chorales", compact=True, select_on_focus=False, id="form-data")
        yield Line(id="form-verdict")

    def on_mount(self) -> None:
        self._judge()

    def offer(self, values: dict[str, str]) -> None:
        """Fill fields in, by their names; the others stay."""
        for name, value in values.items():
            field = self.query_one(f"#form-{name}")
            if isinstance(field, Choice):
                field.value = value
                field.refresh()
            elif isinstance(field, Field):
                field.value = value
        self._judge()

    def action_field(self, by: int) -> None:
        fields = [widget for widget in self.children if widget.focusable]
        # `has_focus` comes a moment later than the focus itself; keys may be faster.
        here = next((index for index, widget in enumerate(fields) if widget is self.screen.focused), 0)
        self.screen.set_focus(fields[(here + by) % len(fields)])

    def on_choice_changed(self, event: Choice.Changed) -> None:
        event.stop()
        self._judge()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._judge()

    def config(self) -> TrainingConfig:
        """The configuration as it stands. Raises UsageError, naming the field."""
        genre = self.query_one("#form-genre", Choice).value
        data = self.query_one("#form-data", Field).value.strip()
        if not data and genre != "chorale":
            what = f"{GENRES[genre].title} needs a data folder"
            raise UsageError(what, "only chorales are built in", "Name a folder of music")
        if data and not Path(data).expanduser().is_dir():
            raise UsageError("the data folder is not there", "", "Name a folder of music, or leave it empty")
        return TrainingConfig(
            genres=(genre,),
            steps=self._number("steps"),
            batch=self._number("batch"),
            preset=self.query_one("#form-preset", Choice).value,
            data=str(Path(data).expanduser().resolve()) if data else "",
        )

    def _number(self, name: str) -> int:
        text = self.query_one(f"#form-{name}", Field).value.strip().replace(",", "").replace(" ", "")
        if not text.isascii() or not text.isdecimal() or len(text) > 12:
            raise UsageError(f"{name} must be a whole number")
        return int(text)

    def _judge(self) -> None:
        verdict = self.query_one("#form-verdict", Line)
        try:
            self.config()
        except ComposerError as error:
            verdict.show(((error.what, theme.BAD),), ((error.mend or error.why, theme.DIM),))
            return
        verdict.show((("t ", theme.ACCENT), ("starts training", theme.DIM)))
