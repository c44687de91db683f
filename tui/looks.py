"""Changing the composer's theme while it is open, and what the terminal gets of its colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual.filter import LineFilter, Monochrome, NoColor
from textual.widget import Widget

from tui import theme
from tui.palettes import PALETTES

if TYPE_CHECKING:
    from tui.app import ComposerApp


@runtime_checkable
class _Redrawn(Protocol):
    """A widget that keeps a picture, in which kinds of lines may differ."""

    def redraw(self) -> None: ...


class Looks:
    """The wardrobe of one composer."""

    def __init__(self, app: ComposerApp, name: str) -> None:
        self._app = app
        self._no_colour = NoColor()
        for each in PALETTES:
            app.register_theme(theme.textual_theme(each))
        self.wear(name)

    def wear(self, name: str) -> None:
        """Change the theme and draw everything again. Raises KeyError for no theme."""
        theme.wear(name)
        self._app.theme = f"composer-{name}"
        for screen in self._app.screen_stack:
            for widget in screen.walk_children(Widget, with_self=True):
                if isinstance(widget, _Redrawn):
                    widget.redraw()
                widget.refresh()

    def filters(self, of_textual: Sequence[LineFilter]) -> list[LineFilter]:
        """What is done to each line before it reaches the terminal: the theme alone decides whether colours pass."""
        kept = [each for each in of_textual if not isinstance(each, Monochrome | NoColor)]
        return [*kept, self._no_colour] if theme.COLOURLESS else kept
