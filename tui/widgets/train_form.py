"""The form of a training run: what to learn, how long, from what, and how long that will take."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid
from textual.widgets import Input, Static

from gan.errors import ComposerError, UsageError
from gan.music.genre import GENRES
from gan.music.plain import plain
from gan.training.config import PRESETS, TrainingConfig
from tui import theme
from tui.folders import typed_path
from tui.hints import Hints
from tui.spans import span
from tui.widgets.choice import Choice
from tui.widgets.line import Line, Part

if TYPE_CHECKING:
    from gan.training.sources import Source

_DEFAULTS = {"steps": "2000", "batch": "16", "seed": "0", "data": ""}
_PRESET_WORDS = {"tiny": "tiny (a look)", "small": "small (laptop)", "base": "base (shipped)"}
_FROM_CHANCE = "chance"
BUILT_IN = "chorale"
"""The genre that has music without a folder."""
_CHOICES = ("genre", "preset", "from")


class Field(Input):
    """A line to type into."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "screen.focus('#chart')", "Leave the field", id="field.leave")
    ]

    def hints(self) -> Hints:
        keys = [("type", "a value"), ("↑↓", "field"), ("enter", "next"), ("esc", "leave"), ("^q", "quit")]
        return Hints("FORM", keys, modal=True)


class TrainForm(Grid):
    """Genre, size, steps, batch, seed, data folder and weights to start from, checked as they are typed."""

    DEFAULT_CSS = """
    TrainForm { grid-size: 2; grid-columns: 8 1fr; grid-rows: 1 1 1 1 1 1 1 3; height: auto; width: 1fr; }
    TrainForm Static { color: $text-muted; }
    TrainForm Static.-wrong { color: $error; text-style: bold; }
    TrainForm Line { column-span: 2; height: 3; }
    TrainForm Field { background: $panel; border: none; height: 1; padding: 0; }
    TrainForm Field:focus { background: $block-cursor-background; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "field(-1)", "Field above", id="form.up"),
        Binding("down,enter", "field(1)", "Field below", id="form.down"),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._sources: dict[str, Source] = {}
        self._paces: Mapping[str, float] = {}
        self._music: Mapping[str, Path] = {}

    def compose(self) -> ComposeResult:
        yield Static("genre", id="label-genre")
        yield Choice({id: genre.title for id, genre in GENRES.items()}, "chorale", id="form-genre")
        yield Static("size", id="label-preset")
        yield Choice({name: _PRESET_WORDS.get(name, name) for name in PRESETS}, "small", id="form-preset")
        for name, value in _DEFAULTS.items():
            yield Static(name, id=f"label-{name}")
            yield Field(value, compact=True, select_on_focus=False, id=f"form-{name}")
        yield Static("from", id="label-from")
        yield Choice({"": _FROM_CHANCE}, "", id="form-from")
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

    def recall(self, config: TrainingConfig) -> None:
        """Fill the form in as it was for a run, where nothing was changed yet and the form can say all of the run."""
        said = TrainingConfig(
            genres=config.genres[:1],
            steps=config.steps,
            batch=config.batch,
            seed=config.seed,
            preset=config.preset,
            data=config.data,
        )
        untouched = (self._choice("genre"), self._choice("preset"), self._choice("from")) == ("chorale", "small", "")
        if not untouched or any(self._text(name) != value for name, value in _DEFAULTS.items()) or said != config:
            return
        own = self._music.get(config.genres[0])
        data = "" if own is not None and config.data == str(own) else config.data
        numbers = {name: str(getattr(config, name)) for name in ("steps", "batch", "seed")}
        self.offer({"genre": config.genres[0], "preset": config.preset, "data": data, **numbers})

    def know(self, sources: Sequence[Source], paces: Mapping[str, float], music: Mapping[str, Path]) -> None:
        """Weights to start from, how fast this machine learns (see `gan.training.sources`), and music that was added.

        `music`: where the music of a genre lies that came there by `dataset add`.
        """
        self._sources = {str(source.folder): source for source in sources}
        self._paces = paces
        self._music = music
        titles = {folder: plain(source.title, 40) for folder, source in self._sources.items()}
        self.query_one("#form-from", Choice).offer({"": _FROM_CHANCE, **titles})
        self._judge()

    def action_field(self, by: int) -> None:
        fields = [widget for widget in self.children if widget.focusable]
        # `has_focus` comes a moment later than the focus itself; keys may be faster.
        here = next((index for index, widget in enumerate(fields) if widget is self.screen.focused), 0)
        self.screen.set_focus(fields[(here + by) % len(fields)])

    def on_choice_changed(self, event: Choice.Changed) -> None:
        event.stop()
        source = self._sources.get(self._choice("from"))
        if event.control.id == "form-from" and source and self._choice("preset") not in source.presets:
            self.query_one("#form-preset", Choice).choose(source.presets[0])
        self._judge()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._judge()

    def config(self) -> TrainingConfig:
        """The configuration as it stands. Raises UsageError; `wrong_field` says of which field."""
        genre, data = self._choice("genre"), self._text("data")
        own = self._own_music()
        if not data and genre != BUILT_IN and own is None:
            what = f"{GENRES[genre].title} needs a data folder"
            raise UsageError(what, "only chorales are built in", "Name a folder of MIDI files")
        folder = str(typed_path(data).absolute()) if data else str(own or "")
        if folder and not os.path.isdir(folder):
            raise UsageError("the data folder is not there", "", "Name a folder of MIDI files, or leave it empty")
        start, preset = self._choice("from"), self._choice("preset")
        source = self._sources.get(start)
        if source and preset not in source.presets:
            sizes = " or ".join(source.presets)
            raise UsageError(f"from: weights of size {sizes}", f"the size is {preset}", f"Take the size {sizes}")
        return TrainingConfig(
            genres=(genre,),
            steps=self._number("steps"),
            batch=self._number("batch"),
            seed=self._number("seed"),
            preset=preset,
            data=os.path.realpath(folder) if folder else "",
            start=start,
        )

    def _own_music(self) -> Path | None:
        """Where music of the genre lies that was added, unless the genre has built-in music."""
        genre = self._choice("genre")
        return self._music.get(genre) if genre != BUILT_IN else None

    def _choice(self, name: str) -> str:
        return self.query_one(f"#form-{name}", Choice).value

    def _text(self, name: str) -> str:
        return self.query_one(f"#form-{name}", Field).value.strip()

    def _number(self, name: str) -> int:
        text = self._text(name).replace(",", "").replace(" ", "")
        if not text.isascii() or not text.isdecimal() or len(text) > 12:
            raise UsageError(f"{name} must be a whole number")
        return int(text)

    def _judge(self) -> None:
        verdict = self.query_one("#form-verdict", Line)
        own = "your music" if self._own_music() is not None else "your MIDI folder"
        hint = "built-in chorales" if self._choice("genre") == BUILT_IN else own
        self.query_one("#form-data", Field).placeholder = hint
        width = max(16, verdict.size.width or 26)
        wrong = ""
        rows: list[tuple[Part, ...]] = []
        try:
            config = self.config()
        except ComposerError as error:
            wrong = wrong_field(error)
            rows += [((line, theme.BAD),) for line in textwrap.wrap(error.what, width)]
            rows += [((line, theme.DIM),) for line in textwrap.wrap(error.mend or error.why, width)]
        else:
            rows.append((("t ", theme.ACCENT), ("starts training", theme.DIM)))
            rows += [((line, theme.DIM),) for line in textwrap.wrap(self._how_long(config), width)]
        verdict.show(*rows[:3])
        for name in (*_CHOICES, *_DEFAULTS):
            self.query_one(f"#label-{name}", Static).set_class(name == wrong, "-wrong")

    def _how_long(self, config: TrainingConfig) -> str:
        from gan.training.sources import seconds_for

        seconds = seconds_for(config, self._paces)
        return "" if seconds is None else f"about {span(seconds)}, as fast as the last one of this size"


def wrong_field(error: ComposerError) -> str:
    """The field of the form that an error of its `config` is about; empty where none is."""
    words = error.what.removeprefix("the ").replace(":", " ").split()
    first = words[0] if words else ""
    return "data" if "data" in words else first if first in (*_CHOICES, *_DEFAULTS) else ""
