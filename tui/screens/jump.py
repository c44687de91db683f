"""Jump mode: a letter on each part of the screen, and a press of it goes there."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_lowercase

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.geometry import Region
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from tui import theme
from tui.widgets.piano_keys import PianoKeys
from tui.widgets.train_form import TrainForm

_WORDS = {"melody-roll": "roll", "take-roll": "tracks", "train-form": "form"}
"""What a part is called, where its id does not say it well."""


@dataclass(frozen=True)
class Place:
    """A part of the screen to go to."""

    letter: str
    word: str
    widget: Widget
    region: Region


class Jump(ModalScreen[Widget]):
    """Letters over the screen; gives the part that was chosen, or None."""

    DEFAULT_CSS = """
    Jump Static { position: absolute; width: auto; height: 1; background: $primary; color: $background; }
    """

    def __init__(self, places: list[Place]) -> None:
        super().__init__()
        self._places = places

    def compose(self) -> ComposeResult:
        for place in self._places:
            letter = Text(f" {place.letter} ", style=f"bold {'reverse' if theme.COLOURLESS else ''}")
            label = Static(letter.append(f"{place.word} "), id=f"jump-{place.letter}")
            label.styles.offset = (place.region.x, place.region.y)
            yield label

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        chosen = next((place.widget for place in self._places if place.letter == (event.character or "").lower()), None)
        if chosen is None and event.key not in ("escape", "ctrl+t", "ctrl+q"):
            self.app.bell()
        else:
            self.dismiss(chosen)

    def on_click(self) -> None:
        self.dismiss(None)

    def on_resize(self, event: events.Resize) -> None:
        if event.size != self.size or not self._places:
            self.dismiss(None)  # the parts lie elsewhere now


def places_on(screen: Screen[None]) -> list[Place]:
    """The parts of a screen that are seen, each with a letter of its own: the first free one of its word."""
    parts: list[Widget] = []
    for widget in screen.focus_chain:
        form = next((each for each in widget.ancestors if isinstance(each, TrainForm)), None)
        part = form or widget
        if part not in parts:
            parts.append(part)
    parts += [piano for piano in screen.query(PianoKeys) if piano.is_on_screen and piano.region.area]
    places: list[Place] = []
    for part in parts:
        if not part.region.area:
            continue
        word = _WORDS.get(part.id or "", part.id or type(part).__name__.lower()).replace("-", " ")
        taken = {place.letter for place in places}
        letter = next((each for each in [*word, *ascii_lowercase] if each.isalpha() and each not in taken), "")
        if letter:
            places.append(Place(letter, word, part, part.region))
    return places
