"""The dialog of wishes: what the next takes are asked for besides melody and genre."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, VerticalScroll
from textual.widgets import Input, Static

from gan.music.genre import GENRES
from gan.music.role import ACCOMPANIMENT, Role
from gan.wishes import Manner, Wishes
from tui.screens.dialog import Dialog
from tui.session import MOST_TAKES
from tui.widgets.choice import Choice

_ADVENTURES = (0, 0.2, 0.4, 0.6, 0.8, 0.9, 1, 1.1, 1.2, 1.4, 1.6, 1.8, 2)
_DENSITIES = (0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4)
_SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1)
_PASSES = (8, 16, 32, 64, 128)
_MOST_DIGITS = 9
_ABOUT = {
    "adventure": "How far it strays from the likeliest notes.",
    "density": "How many notes this part gets, beside what is usual in the genre.",
    "blend": "Another genre that has a say in every note.",
    "share": "How much of a say: at 100 % it is all the other genre.",
    "passes": "How often a take is gone over before it is done.",
    "takes": "How many takes g writes.",
    "seed": "Where chance begins: the same seed and wishes write the same takes.",
}
"""What the fields are about, by the beginning of their names."""


@dataclass(frozen=True)
class Asked:
    """What the dialog gives."""

    wishes: Wishes
    takes: int
    seed: int
    compose: bool = False
    """True where takes are to be composed at once."""


class WishesDialog(Dialog[Asked]):
    """Gives what is asked for, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "field(-1)", "Field above", id="wishes.up"),
        Binding("down", "field(1)", "Field below", id="wishes.down"),
        Binding("enter", "take", "Keep them", id="wishes.take", priority=True),
        Binding("g,ctrl+g", "take(True)", "Keep them and compose", id="wishes.compose"),
        Binding("u", "usual", "All as usual", id="wishes.usual"),
    ]

    def __init__(self, genre: str, wishes: Wishes, takes: int, seed: int) -> None:
        super().__init__()
        self._genre, self._wishes, self._takes, self._seed = GENRES[genre], wishes, takes, seed

    def compose(self) -> ComposeResult:
        wishes = self._wishes
        blend, share = wishes.blend or ("", 0.3)
        with VerticalScroll(id="box", can_focus=False) as box:
            box.border_title = f"Wishes for the next takes · {self._genre.title}"
            box.border_subtitle = "←→ value · u all as usual · enter keeps them · g composes · esc closes"
            with Grid(id="wish-fields"):
                yield Static("adventure")
                yield _numbers("adventure", _ADVENTURES, wishes.manner.adventure, _adventure_words)
                for role in self._parts:
                    yield Static(role.value)
                    yield _numbers(f"density-{role.value}", _DENSITIES, wishes.density.get(role, 1), _density_words)
                yield Static("blend with")
                others = {id: genre.title for id, genre in GENRES.items() if id != self._genre.id}
                yield Choice({"": "nothing", **others}, blend if blend in others else "", id="wish-blend")
                yield Static("its share")
                yield _numbers("share", _SHARES, share, lambda x: f"{100 * x:.0f} %")
                yield Static("passes")
                yield _numbers("passes", _PASSES, wishes.manner.passes, _passes_words)
                yield Static("takes")
                yield _numbers("takes", range(1, MOST_TAKES + 1), self._takes, lambda x: f"{x:g} at a time")
                yield Static("seed")
                yield Input(
                    str(self._seed), compact=True, select_on_focus=False, max_length=_MOST_DIGITS, id="wish-seed"
                )
            yield Static("", id="wish-note", classes="note", markup=False)

    @property
    def _parts(self) -> list[Role]:
        return [role for role in ACCOMPANIMENT if role in self._genre.programs]

    def on_mount(self) -> None:
        self.set_focus(self.query_one("#wish-adventure"))

    def action_field(self, by: int) -> None:
        fields = [widget for widget in self.query_one("#wish-fields").children if widget.focusable]
        here = next((index for index, widget in enumerate(fields) if widget is self.focused), 0)
        self.set_focus(fields[(here + by) % len(fields)])

    def on_descendant_focus(self) -> None:
        """Say what the field is about."""
        name = (self.focused.id or "") if self.focused else ""
        about = next((words for field, words in _ABOUT.items() if name.startswith(f"wish-{field}")), "")
        self.query_one("#wish-note", Static).update(about)

    def action_take(self, compose: bool = False) -> None:
        text = self.query_one("#wish-seed", Input).value.strip()
        if not (text.isascii() and text.isdecimal()):
            self.query_one("#wish-note", Static).update("The seed must be a whole number, 0 or more.")
            self.app.bell()
            return
        manner = replace(self._wishes.manner, adventure=self._number("adventure"), passes=int(self._number("passes")))
        # Parts that this genre lacks keep what was wished for them in another one.
        density = {role: x for role, x in self._wishes.density.items() if role not in self._parts}
        density |= {role: x for role in self._parts if (x := self._number(f"density-{role.value}")) != 1}
        blend = self.query_one("#wish-blend", Choice).value
        wishes = Wishes(manner, density, (blend, self._number("share")) if blend else None)
        self.dismiss(Asked(wishes, int(self._number("takes")), int(text), compose))

    def action_usual(self) -> None:
        """All but the number of takes and the seed as if nothing were wished."""
        self.query_one("#wish-adventure", Choice).choose("1")
        self.query_one("#wish-blend", Choice).choose("")
        self.query_one("#wish-passes", Choice).choose(f"{Manner().passes}")
        for role in self._parts:
            self.query_one(f"#wish-density-{role.value}", Choice).choose("1")

    def _number(self, name: str) -> float:
        return float(self.query_one(f"#wish-{name}", Choice).value)


def _numbers(name: str, values: Iterable[float], value: float, words: Callable[[float], str]) -> Choice:
    """A field of numbers, among them the one that is chosen, whatever it is."""
    return Choice({f"{x:g}": words(x) for x in sorted({*values, value})}, f"{value:g}", id=f"wish-{name}")


def _adventure_words(x: float) -> str:
    words: dict[float, str] = {0: "always the likeliest", 1: "as usual", 2: "wild"}
    return f"{x:g}  {words.get(x, 'safer' if x < 1 else 'bolder')}"


def _density_words(x: float) -> str:
    words: dict[float, str] = {0: "silent", 1: "as usual"}
    return words.get(x, f"×{x:g}  {'calmer' if x < 1 else 'busier'}")


def _passes_words(x: float) -> str:
    return f"{x:g}  as usual" if x == Manner().passes else f"{x:g}  {'quicker' if x < Manner().passes else 'slower'}"
