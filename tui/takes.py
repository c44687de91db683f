"""The takes at the Audition station: which there are, which one is chosen, in which order they are seen, and undo.

Rule of this file: plain logic without a screen. Every change of a take goes through here, so that all can be undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tui.heard import Heard

ORDERS = {"made": "as made", "best": "best first", "starred": "only ★"}
"""The orders the list can be seen in, and what they are called."""


@dataclass(frozen=True)
class Step:
    """One change: a take became another (same id), came (no `before`) or went (no `after`) at a place in the list."""

    before: Heard | None
    after: Heard | None
    place: int

    def reversed(self) -> Step:
        return Step(self.after, self.before, self.place)


class Takes:
    """The takes in the order they were made, and a view of them."""

    def __init__(self) -> None:
        self.all: list[Heard] = []
        self.order = "made"
        """A key of `ORDERS`."""
        self.marks: dict[str, str] = {}
        """The ids of the takes marked A and B."""
        self._chosen = ""
        self._restored = 0
        self._done: list[Step] = []
        self._undone: list[Step] = []

    @property
    def shown(self) -> list[Heard]:
        """The takes as they are seen. The chosen one is always among them."""
        if self.order == "best":
            return sorted(self.all, key=lambda heard: -heard.stars)
        if self.order == "starred":
            return [heard for heard in self.all if heard.stars or heard.id == self._chosen]
        return self.all

    @property
    def selected(self) -> Heard | None:
        return self.named(self._chosen)

    @property
    def index(self) -> int:
        """The place of the chosen take among those shown; 0 where there is none."""
        return next((index for index, heard in enumerate(self.shown) if heard.id == self._chosen), 0)

    def named(self, id: str) -> Heard | None:
        """The take of an id."""
        return next((heard for heard in self.all if heard.id == id), None)

    def mark_of(self, heard: Heard) -> str:
        """`A`, `B`, `AB` or nothing."""
        return "".join(mark for mark in "AB" if self.marks.get(mark) == heard.id)

    def choose(self, id: str) -> bool:
        """Choose a take; False where it is the chosen one already, or not there."""
        if id == self._chosen or self.named(id) is None:
            return False
        self._chosen = id
        return True

    def add(self, heard: Heard, select: bool) -> None:
        """A take came by itself: nothing that undo would take away."""
        self.all.append(heard)
        if select or len(self.all) == 1:
            self._chosen = heard.id

    def restore(self, heards: Sequence[Heard]) -> None:
        """Takes of an earlier time, behind those restored before. A person's choice stays, else it is the newest."""
        only_old = len(self.all) == self._restored
        at_end = not self.all or self._chosen == self.all[-1].id
        self.all[self._restored : self._restored] = heards
        self._restored += len(heards)
        if only_old and at_end and self.all:
            self._chosen = self.all[-1].id

    def change(self, after: Heard, *, undoable: bool = True) -> Step | None:
        """A take became another of the same id; None where nothing changed or there is no such take."""
        place = next((place for place, heard in enumerate(self.all) if heard.id == after.id), None)
        if place is None or self.all[place] == after:
            return None
        return self._do(Step(self.all[place], after, place), undoable)

    def drop(self, id: str, *, undoable: bool = True) -> Step | None:
        """Take one out of the list."""
        place = next((place for place, heard in enumerate(self.all) if heard.id == id), None)
        return None if place is None else self._do(Step(self.all[place], None, place), undoable)

    def undo(self) -> Step | None:
        """Take the last change back. Gives what happened by that; None where there is nothing to undo."""
        return self._again(self._done, self._undone)

    def redo(self) -> Step | None:
        """Make the change that was taken back."""
        return self._again(self._undone, self._done)

    def _do(self, step: Step, undoable: bool) -> Step:
        self._apply(step)
        if undoable:
            self._done.append(step)
            self._undone.clear()
        return step

    def _again(self, source: list[Step], other: list[Step]) -> Step | None:
        step = None
        while step is None or self._is_idle(step):
            if not source:
                return None
            step = source.pop().reversed()
        if step.before is not None and step.after is not None and (now := self.named(step.after.id)) is not None:
            # Mutes and solos cannot be undone, so they are not taken back along with what was done before them.
            mix = replace(step.after.mix, muted=now.mix.muted, soloed=now.mix.soloed)
            step = replace(step, before=now, after=replace(step.after, mix=mix))
            self._chosen = now.id  # one sees what is undone
        other.append(step)
        self._apply(step)
        return step

    def _is_idle(self, step: Step) -> bool:
        """Whether a change finds nothing to do, because the Library took the take away or brought it back."""
        if step.before is None:
            return step.after is None or self.named(step.after.id) is not None
        return self.named(step.before.id) is None

    def _apply(self, step: Step) -> None:
        if step.before is not None and step.after is not None:
            place = next(p for p, heard in enumerate(self.all) if heard.id == step.after.id)
            self.all[place] = step.after
        elif step.after is not None:
            self._restored += step.place < self._restored
            self.all.insert(min(step.place, len(self.all)), step.after)
            self._chosen = step.after.id
        elif step.before is not None:
            seen = [heard.id for heard in self.shown]
            gone = step.before.id
            place = next(place for place, heard in enumerate(self.all) if heard.id == gone)
            del self.all[place]
            self._restored -= place < self._restored
            if gone == self._chosen:
                at = seen.index(gone)
                left = [id for id in (*seen[at + 1 :], *reversed(seen[:at])) if self.named(id)]
                self._chosen = left[0] if left else self.all[0].id if self.all else ""
