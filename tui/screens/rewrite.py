"""The dialog that says what of a take is written again, and how much of it."""

from __future__ import annotations

import re
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Horizontal, Vertical
from textual.widgets import Input, Static

from gan.music.genre import GENRES
from gan.music.plain import plain
from gan.music.role import ACCOMPANIMENT
from gan.wishes import Revision
from tui.composing import VARIATION
from tui.heard import Heard
from tui.screens.dialog import Dialog
from tui.widgets.choice import Choice
from tui.widgets.tick import Tick

_AMOUNTS = (0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


class RewriteDialog(Dialog[Revision]):
    """Gives what is written again, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Field above", id="rewrite.up"),
        Binding("down", "move(1)", "Field below", id="rewrite.down"),
        Binding("enter", "take", "Rewrite", id="rewrite.take", priority=True),
    ]

    def __init__(self, heard: Heard, bars: tuple[int, int] | None) -> None:
        super().__init__()
        self._heard, self._bars = heard, bars
        self._parts = [role for role in ACCOMPANIMENT if role in GENRES[heard.take.genre].programs]

    def compose(self) -> ComposeResult:
        bars = f"{self._bars[0]}-{self._bars[1]}" if self._bars else ""
        amount = 1.0 if self._bars or self._heard.locks else VARIATION
        with Vertical(id="box") as box:
            box.border_title = f"Rewrite {plain(self._heard.name, 40)}"
            box.border_subtitle = "space ticks · ←→ value · enter rewrites · esc closes"
            yield Static("What is ticked is written again; new takes come beside this one.", classes="note")
            with Horizontal(id="rewrite-parts"):
                for role in self._parts:
                    yield Tick(role.value, role not in self._heard.locks, id=f"rewrite-{role.value}")
            with Grid(id="rewrite-fields"):
                yield Static("how much")
                words = {f"{x:g}": "all of it" if x == 1 else f"{100 * x:.0f} % of the bars" for x in _AMOUNTS}
                yield Choice(words, f"{amount:g}", id="rewrite-amount")
                yield Static("bars")
                yield Input(
                    bars, placeholder="all, or such as 5-8", compact=True, select_on_focus=False, id="rewrite-bars"
                )
            yield Static("", id="rewrite-note", classes="note", markup=False)

    def on_mount(self) -> None:
        self.set_focus(self.query_one("#rewrite-amount"))

    def action_move(self, by: int) -> None:
        (self.focus_next if by > 0 else self.focus_previous)()

    def action_take(self) -> None:
        roles = frozenset(role for role in self._parts if self.query_one(f"#rewrite-{role.value}", Tick).on)
        text = self.query_one("#rewrite-bars", Input).value.strip()
        match = re.fullmatch(r"(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?", text, re.ASCII)
        last = self._heard.take.score.bars
        bars = (int(match[1]), int(match[2] or match[1])) if match else None
        if not roles:
            self._refuse("Tick one part at least.")
        elif text and (bars is None or not 1 <= bars[0] <= bars[1] <= last):
            self._refuse(f"Bars are written like 5-8; this take has {last}.")
        else:
            self.dismiss(Revision(roles, bars, float(self.query_one("#rewrite-amount", Choice).value)))

    def _refuse(self, text: str) -> None:
        self.query_one("#rewrite-note", Static).update(text)
        self.app.bell()
