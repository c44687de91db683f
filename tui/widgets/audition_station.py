"""The Audition station: the takes, the selected one in full, and what to hear of it."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message

from gan.music.genre import GENRES
from gan.music.plain import plain
from gan.music.role import Role
from gan.music.score import Score
from tui import theme
from tui.heard import Heard, percent
from tui.hints import HintsChanged
from tui.widgets.line import Line
from tui.widgets.take_list import TakeList
from tui.widgets.take_roll import TakeRoll


class AuditionStation(Container):
    """Takes to hear, compare and export."""

    class Selected(Message):
        """Another take is the selected one."""

        def __init__(self, heard: Heard) -> None:
            super().__init__()
            self.heard = heard

    class Balanced(Message):
        """Other tracks are muted or soloed."""

        def __init__(self, muted: frozenset[Role], soloed: frozenset[Role]) -> None:
            super().__init__()
            self.muted, self.soloed = muted, soloed

    class Sought(Message):
        """The ruler was clicked: play from there."""

        def __init__(self, score: Score, tick: int) -> None:
            super().__init__()
            self.score, self.tick = score, tick

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "ask('mute')", "Mute a track", id="audition.mute"),
        Binding("s", "ask('solo')", "Solo a track", id="audition.solo"),
        Binding("o", "overlay", "All parts together with the melody", id="audition.overlay"),
        Binding("e", "app.export", "Export", id="audition.export"),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, classes="station")
        self.border_title = "2 Audition"
        self.list = TakeList(id="takes")
        self.roll = TakeRoll(id="take-roll")
        self._line = Line(id="take-line")
        self._muted: frozenset[Role] = frozenset()
        self._soloed: frozenset[Role] = frozenset()

    def compose(self) -> ComposeResult:
        yield self.list
        yield self._line
        yield self.roll

    def on_mount(self) -> None:
        self._describe()

    # From outside

    @property
    def selected(self) -> Heard | None:
        return self.list.selected

    @property
    def playhead(self) -> int | None:
        return self.roll.playhead

    @playhead.setter
    def playhead(self, tick: int | None) -> None:
        self.roll.playhead = tick

    def add(self, heard: Heard, select: bool) -> None:
        """A take arrived."""
        self.list.add(heard, select)
        if select or len(self.list.takes) == 1:
            self.roll.show(heard.take.score, keep_place=False)
        self._describe()

    def restore(self, takes: list[Heard]) -> None:
        """Takes of an earlier time, the oldest first: they stand before those composed since."""
        self.list.restore(takes)
        if self.selected is not None:
            self.roll.show(self.selected.take.score, keep_place=True)
        self._describe()

    def show_composing(self, words: str) -> None:
        """Say what is being written; empty for nothing."""
        if words != self.list.composing:
            self.list.composing = words
            self.list.refresh()

    # Keys

    def on_key(self, event: events.Key) -> None:
        if not self.list.asking:
            return
        what, self.list.asking = self.list.asking, ""
        character = event.character or ""
        if character.isdecimal() or event.key == "escape":
            event.stop()
            event.prevent_default()
            if character == "0":
                self._balance(*((frozenset(), self._soloed) if what == "mute" else (self._muted, frozenset())))
            elif character.isdecimal():
                self._toggle(what, int(character) - 1)
        self._describe()

    def action_ask(self, what: str) -> None:
        if self.selected is not None:
            self.list.asking = what
            self._describe()

    def action_overlay(self) -> None:
        self.roll.together = self.list.together = not self.roll.together
        self.roll.redraw()
        self.post_message(HintsChanged())

    def action_hear_all(self) -> None:
        self._balance(frozenset(), frozenset())

    # Messages of the parts

    def on_take_list_chosen(self, event: TakeList.Chosen) -> None:
        event.stop()
        selected = self.selected
        if selected is not None:
            self.roll.show(selected.take.score, keep_place=True)
            self._describe()
            self.post_message(self.Selected(selected))

    def on_take_roll_toggled(self, event: TakeRoll.Toggled) -> None:
        event.stop()
        self._toggle(event.what, event.track)

    def on_take_roll_sought(self, event: TakeRoll.Sought) -> None:
        event.stop()
        if self.selected is not None:
            self.post_message(self.Sought(self.selected.take.score, event.tick))

    def _toggle(self, what: str, track: int) -> None:
        selected = self.selected
        if selected is None or not 0 <= track < len(selected.take.score.tracks):
            return
        role = frozenset({selected.take.score.tracks[track].role})
        if what == "mute":
            self._balance(self._muted ^ role, self._soloed)
        else:
            self._balance(self._muted, self._soloed ^ role)

    def _balance(self, muted: frozenset[Role], soloed: frozenset[Role]) -> None:
        self._muted, self._soloed = muted, soloed
        self.roll.muted, self.roll.soloed = muted, soloed
        self.roll.redraw()
        self.post_message(self.Balanced(muted, soloed))

    def _describe(self) -> None:
        line, selected = self._line, self.selected
        self.post_message(HintsChanged())
        if selected is None:
            line.show()
            return
        take, facts = selected.take, selected.facts
        dot = (" · ", theme.GRID_BRIGHT)
        line.show(
            (
                (f" {plain(take.score.title or 'untitled', 40)}", theme.BRIGHT),
                dot,
                (GENRES[take.genre].title, theme.TEXT),
                dot,
                (f"seed {take.seed}", theme.TEXT),
                dot,
                (f"weights {plain(take.weights[:8], 8)}", theme.DIM),
                dot,
                (f"{facts.bars} bars {facts.seconds:.0f} s {facts.key}", theme.DIM),
                dot,
                (f"accompanied {percent(facts.accompanied)}", theme.DIM),
            )
        )
