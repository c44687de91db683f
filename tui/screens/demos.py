"""The dialog that offers the built-in tunes."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from gan.music.demos import DEMOS
from tui import theme
from tui.screens.dialog import Dialog


class DemoPicker(Dialog[str]):
    """Gives the id of a tune, or None."""

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = "Demo melodies"
            box.border_subtitle = "enter takes it · esc closes"
            yield OptionList(*(Option(_label(name), id=name) for name in DEMOS), compact=True)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option.id)


def _label(name: str) -> Text:
    melody = DEMOS[name]
    text = Text(f"{melody.title[:30]:<31}", style=theme.BRIGHT)
    pickup = "  pickup" if melody.pickup else ""
    facts = f"{melody.sounding_key!s:<9} {melody.metre!s:<5} ♩{melody.tempo:<4.0f} {melody.bars:>2} bars{pickup}"
    return text.append(facts, style=theme.DIM)
