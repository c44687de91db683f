"""The Audition station: the takes, the selected one in full, and what a person does with them.

Rule of this file: a take changes in one place, `_change`, which tells everybody; the app plays, composes and keeps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar, Literal

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message

from gan.music.mix import Mix
from gan.music.role import Role
from gan.music.score import Track
from tui.desk import as_usual, further_right, louder, with_instrument
from tui.heard import MOST_STARS, Heard
from tui.hints import HintsChanged
from tui.provenance import facts_line
from tui.takes import ORDERS, Step
from tui.widgets.line import Line
from tui.widgets.take_list import TakeList
from tui.widgets.take_roll import TakeRoll


class AuditionStation(Container):
    """Takes to hear, compare, mix, change, rate and export."""

    class Selected(Message):
        """Another take is the selected one."""

        def __init__(self, heard: Heard) -> None:
            super().__init__()
            self.heard = heard

    class Changed(Message):
        """A person changed a take (same id), deleted one (no `after`), or took that back (no `before`)."""

        def __init__(self, before: Heard | None, after: Heard | None) -> None:
            super().__init__()
            self.before, self.after = before, after

    class Sought(Message):
        """The ruler was clicked: play from there."""

        def __init__(self, heard: Heard, tick: int) -> None:
            super().__init__()
            self.heard, self.tick = heard, tick

    class Sounded(Message):
        """A note of a General MIDI program may be heard."""

        def __init__(self, pitch: int, program: int) -> None:
            super().__init__()
            self.pitch, self.program = pitch, program

    class Wanted(Message):
        """A dialog is wanted: `wishes`, `rewrite`, `details` or `instrument`."""

        def __init__(self, what: Literal["wishes", "rewrite", "details", "instrument"]) -> None:
            super().__init__()
            self.what = what

    class Refused(Message):
        """Something could not be done, in words."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "ask('mute')", "Mute a track", id="audition.mute"),
        Binding("s", "ask('solo')", "Solo a track", id="audition.solo"),
        Binding("o", "overlay", "All parts together with the melody", id="audition.overlay"),
        Binding("e", "app.export", "Export", id="audition.export"),
        Binding("w", "want('wishes')", "Wishes", id="audition.wishes"),
        Binding("r", "app.rewrite", "More like this, or what is not locked again", id="audition.rewrite"),
        Binding("R", "want('rewrite')", "Rewrite with choices", id="audition.rewrite_choices"),
        Binding("i", "want('details')", "Details", id="audition.details"),
        Binding("asterisk", "rate", "Rate with stars", id="audition.rate"),
        Binding("z", "order", "Other order", id="audition.order"),
        Binding("a", "mark('A')", "Mark as A", id="audition.mark_a"),
        Binding("b", "mark('B')", "Mark as B", id="audition.mark_b"),
        Binding("f", "flip", "Flip between A and B", id="audition.flip"),
        Binding("ctrl+z", "undo", "Undo", id="audition.undo"),
        Binding("ctrl+y", "redo", "Redo", id="audition.redo"),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, classes="station")
        self.border_title = "2 Audition"
        self.list = TakeList(id="takes")
        self.roll = TakeRoll(id="take-roll")
        self._line = Line(id="take-line")
        self._muted: frozenset[Role] = frozenset()
        self._soloed: frozenset[Role] = frozenset()
        self._seen = ""
        """The id of the take in the roll."""

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
        """A take arrived, from the engine or from where it was kept."""
        takes = self.list.model
        if not takes.all:
            self._muted, self._soloed = heard.mix.muted | self._muted, heard.mix.soloed | self._soloed
        takes.add(heard, select)
        self.list.renew()
        if takes.selected is heard:
            self._carry()
            self._show(keep_place=bool(heard.origin.parent))
        self._describe()

    def restore(self, takes: list[Heard]) -> None:
        """Takes of an earlier time, the oldest first: they stand before those composed since."""
        model = self.list.model
        if takes and not model.all:
            self._muted, self._soloed = takes[-1].mix.muted, takes[-1].mix.soloed
        model.restore(takes)
        self.list.renew()
        self._show(keep_place=True)
        self._describe()

    def take_away(self, id: str) -> None:
        """A take went to the trash; it is not undone here."""
        if self.list.model.drop(id, undoable=False) is not None:
            self.list.renew()
            self._chosen()

    def replace(self, heard: Heard) -> None:
        """A take is another one now, with the same id; it is not undone here."""
        self._told(self.list.model.change(heard, undoable=False))

    def choose(self, id: str) -> None:
        """Select a take by its id."""
        if self.list.model.choose(id):
            self.list.renew()
            self._chosen()

    def show_composing(self, words: str) -> None:
        """Say what is being written; empty for nothing."""
        if words != self.list.composing:
            self.list.composing = words
            self.list.refresh()

    def show_wishes(self, words: str) -> None:
        """Say what the next takes are asked for; empty for the usual."""
        if words != self.list.wishes:
            self.list.wishes = words
            self.list.refresh()

    def change(self, after: Heard) -> None:
        """A take became another with the same id; can be undone."""
        self._told(self.list.model.change(after))

    def choose_instrument(self, id: str, role: Role, program: int) -> None:
        """Have a part of the take of an id played by a General MIDI program, 0 to 127."""
        heard = self.list.model.named(id)
        for track in heard.take.score.tracks if heard is not None else ():
            if heard is not None and track.role is role:
                self.change(replace(heard, mix=with_instrument(heard.mix, track, program)))

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

    def action_want(self, what: Literal["wishes", "rewrite", "details", "instrument"]) -> None:
        self.post_message(self.Wanted(what))

    def action_overlay(self) -> None:
        self.roll.together = self.list.together = not self.roll.together
        self.roll.redraw()
        self.post_message(HintsChanged())

    def action_hear_all(self) -> None:
        self._balance(frozenset(), frozenset())

    def action_rate(self) -> None:
        """One star more; none after the last."""
        if (heard := self.selected) is not None:
            self.change(replace(heard, stars=(heard.stars + 1) % (MOST_STARS + 1)))

    def action_order(self) -> None:
        """As made, best first, only those with stars."""
        orders = list(ORDERS)
        takes = self.list.model
        takes.order = orders[(orders.index(takes.order) + 1) % len(orders)]
        self.list.renew()
        self.post_message(HintsChanged())

    def action_mark(self, mark: str) -> None:
        """Mark the selected take to compare it, or take the mark away."""
        if (heard := self.selected) is not None:
            marks = self.list.model.marks
            if marks.get(mark) == heard.id:
                del marks[mark]
            else:
                marks[mark] = heard.id
            self.list.refresh()
            self.post_message(HintsChanged())

    def action_flip(self) -> None:
        """Go to the other one of A and B; while playing, at the same place."""
        takes, selected = self.list.model, self.selected
        there = [mark for mark in "AB" if takes.named(takes.marks.get(mark, "")) is not None]
        if len(there) < 2 or selected is None:
            self.post_message(self.Refused("Mark two takes first: a marks A, b marks B; then f flips between them."))
            return
        if takes.choose(takes.marks["B" if selected.id == takes.marks["A"] else "A"]):
            self.list.renew()
            self._chosen()

    def action_delete(self) -> None:
        """Take the selected take out of the list; undo brings it back."""
        if (heard := self.selected) is not None:
            self._told(self.list.model.drop(heard.id))

    def action_undo(self) -> None:
        """Take back the last change of any take, which then is the selected one."""
        self._stepped(self.list.model.undo)

    def action_redo(self) -> None:
        self._stepped(self.list.model.redo)

    # Messages of the parts

    def on_take_list_chosen(self, event: TakeList.Chosen) -> None:
        event.stop()
        self._chosen()

    def on_take_list_delete(self, event: TakeList.Delete) -> None:
        event.stop()
        self.action_delete()

    def on_take_roll_asked(self, event: TakeRoll.Asked) -> None:
        event.stop()
        if event.what in ("mute", "solo", "lock"):
            self._toggle(event.what, event.track)
        elif event.what == "volume":
            self._mix(lambda mix, track: louder(mix, track, event.by), event.track)
        elif event.what == "pan":
            self._mix(lambda mix, track: further_right(mix, track, event.by), event.track)
        elif event.what == "usual":
            self._mix(as_usual, event.track)
        elif event.what == "edit":
            self._edit(event.track)
        elif event.what == "instrument" and self.selected is not None:
            self.post_message(self.Wanted("instrument"))

    def on_take_roll_edited(self, event: TakeRoll.Edited) -> None:
        event.stop()
        if (heard := self.selected) is not None:
            self.change(heard.with_notes(event.score, heard.edits + 1))

    def on_take_roll_sounded(self, event: TakeRoll.Sounded) -> None:
        event.stop()
        if (heard := self.selected) is not None:
            track = heard.mix.played(heard.take.score).tracks[event.track]
            if not track.is_drums:
                self.post_message(self.Sounded(event.pitch, track.program))

    def on_take_roll_sought(self, event: TakeRoll.Sought) -> None:
        event.stop()
        if self.selected is not None:
            self.post_message(self.Sought(self.selected, event.tick))

    # Within

    def _toggle(self, what: str, number: int) -> None:
        heard = self.selected
        if heard is None or not 0 <= number < len(heard.take.score.tracks):
            return
        role = heard.take.score.tracks[number].role
        if what == "mute":
            self._balance(self._muted ^ {role}, self._soloed)
        elif what == "solo":
            self._balance(self._muted, self._soloed ^ {role})
        elif role is Role.MELODY:
            self.post_message(self.Refused("The melody is yours: it is never rewritten, so it needs no lock."))
        else:
            self.change(replace(heard, locks=heard.locks ^ {role}))

    def _edit(self, number: int) -> None:
        heard = self.selected
        if heard is None or number >= len(heard.take.score.tracks):
            return
        if heard.take.score.tracks[number].role is Role.MELODY:
            self.post_message(self.Refused("The melody is changed in Compose (1); here the parts are."))
        else:
            self.roll.edit()
            self.post_message(HintsChanged())  # what a child posts in its parent's hand goes no further than the parent

    def _balance(self, muted: frozenset[Role], soloed: frozenset[Role]) -> None:
        self._muted, self._soloed = muted, soloed
        self._carry()

    def _carry(self) -> None:
        """Mutes and solos go along from take to take: they belong to listening as much as to the take."""
        if (heard := self.selected) is not None:
            mix = replace(heard.mix, muted=self._muted, soloed=self._soloed)
            self._told(self.list.model.change(replace(heard, mix=mix), undoable=False))

    def _mix(self, change: Callable[[Mix, Track], Mix], number: int) -> None:
        heard = self.selected
        if heard is not None and number < len(heard.take.score.tracks):
            self.change(replace(heard, mix=change(heard.mix, heard.take.score.tracks[number])))

    def _stepped(self, step: Callable[[], Step | None]) -> None:
        before = self.selected
        self._told(step())
        after = self.selected
        if before is not None and after is not None and before.id != after.id:
            self._chosen()

    def _told(self, step: Step | None) -> None:
        """Show what a change of the takes did, and tell it."""
        if step is None:
            return
        self.list.renew()
        self.post_message(self.Changed(step.before, step.after))
        selected = self.selected
        if step.before is not None and step.after is not None:
            if selected is step.after:
                self._show(keep_place=True)
                self._describe()
        else:
            self._chosen()

    def _chosen(self) -> None:
        """Another take is the selected one, or none."""
        self._carry()
        self._show(keep_place=True)
        self._describe()
        if (selected := self.selected) is not None:
            self.post_message(self.Selected(selected))

    def _show(self, *, keep_place: bool) -> None:
        heard = self.selected
        if heard is None:
            self.roll.show(None, keep_place=False)
            return
        if heard.id != self._seen:  # the notes that were being changed are those of another take
            self._seen = heard.id
            self.roll.end_edit()
        self.roll.show_desk(heard.mix, heard.locks)
        if heard.take.score is not self.roll.score or not keep_place:
            self.roll.show(heard.take.score, keep_place=keep_place)

    def _describe(self) -> None:
        self.post_message(HintsChanged())
        heard = self.selected
        if heard is None:
            self._line.show()
        else:
            self._line.show(facts_line(heard))
