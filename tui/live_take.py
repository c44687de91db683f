"""Notes as they are played: strokes of keys in time become notes on a grid.

Rule of this file: what was played is kept as it was played; the grid (the "rhythm assist") is laid on it only when
notes are asked for, and one voice comes out: a note ends where the next one begins.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from gan.music.melody import Melody
from gan.music.note import Note
from tui import melody_edit

ASSISTS: dict[str, int] = {"off": 1, "1/8": 12, "1/16": 6, "triplet": 8}
"""The grids that recorded notes can be drawn to, in ticks: `triplet` is the eighth triplet."""
USUAL_ASSIST = "1/16"
LEAST_LENGTH = 3
"""Ticks of the shortest note that is recorded: a thirty-second."""
_EARLY = 12
"""A stroke so many ticks before the start is an early first note; before that it is none."""
_REPEAT_SECONDS = 0.075
"""A key that comes again so soon was not struck again: the terminal repeats it while it is held."""
_FIRST_REPEAT_SECONDS = 1.2
"""The longest time a terminal waits before it begins to repeat a key."""


@dataclass(slots=True)
class _Stroke:
    pitch: int
    velocity: int
    start: float
    moment: float
    end: float | None = None
    held: bool = False
    """True where repeats showed that the key stayed down."""


class LiveTake:
    """What is played from a tick on.

    Args:
        start: the tick where recording begins.
        pickup: a tick on every grid: the first bar line.
        length: ticks of a note whose end nobody tells.
        releases: True where the terminal tells when a key is let go.
    """

    def __init__(self, start: int, pickup: int, length: int, releases: bool) -> None:
        self.start = start
        self._pickup = pickup
        self._length = length
        self._releases = releases
        self._strokes: list[_Stroke] = []
        self._last = -math.inf

    def press(self, pitch: int, velocity: int, tick: float, moment: float) -> bool:
        """A key arrives at a tick, at a moment in seconds; False where it only says that the key is still held."""
        last = self._strokes[-1] if self._strokes else None
        before, self._last = self._last, moment
        if last is not None and last.pitch == pitch:
            if self._releases and last.end is None:
                return False
            if not self._releases and moment - before < _REPEAT_SECONDS:
                self._hold(tick)
                return False
        if last is not None and last.end is None and self._releases:
            last.end = tick
        if tick >= self.start - _EARLY:
            self._strokes.append(_Stroke(pitch, velocity, tick, moment))
        return True

    def _hold(self, tick: float) -> None:
        """The last key is held. Its first repeat looked like a note of its own: it never was one."""
        last = self._strokes[-1]
        if not last.held and len(self._strokes) > 1:
            first = self._strokes[-2]
            if first.pitch == last.pitch and not first.held and last.moment - first.moment < _FIRST_REPEAT_SECONDS:
                self._strokes.pop()
                last = first
        last.held, last.end = True, tick

    def release(self, pitch: int, tick: float) -> None:
        """A key is let go."""
        for stroke in reversed(self._strokes):
            if stroke.pitch == pitch and stroke.end is None:
                stroke.end = tick
                return

    def notes(self, grid: int, now: float, limit: int) -> tuple[Note, ...]:
        """The notes up to a tick, on a grid of so many ticks, none beyond `limit`."""
        least = max(grid, LEAST_LENGTH)
        placed: dict[int, tuple[_Stroke, int]] = {}
        for stroke in self._strokes:
            start = max(self.start, self._snap(stroke.start, grid))
            if stroke.end is not None:
                end = self._snap(stroke.end, grid)
            elif self._releases:
                end = self._snap(now, grid)
            else:
                end = start + self._length
            placed[start] = stroke, min(max(end, start + least), limit)
        starts = sorted(start for start in placed if start < limit)
        notes = []
        for start, following in zip(starts, [*starts[1:], limit]):
            stroke, end = placed[start]
            notes.append(Note(start, stroke.pitch, min(end, following) - start, stroke.velocity))
        return tuple(notes)

    def melody(self, before: Melody, grid: int, now: float) -> Melody:
        """A melody with what was played up to a tick in the place of what lay there; the same where nothing was."""
        if not self._strokes:
            return before
        notes = self.notes(grid, now, melody_edit.last_tick(before))
        end = max([note.end for note in notes] + [self.start + int(max(0.0, now - self.start)) // grid * grid])
        rest = melody_edit.clear(before, self.start, end)
        return replace(rest, notes=(*rest.notes, *notes))

    def _snap(self, tick: float, grid: int) -> int:
        return self._pickup + math.floor((tick - self._pickup) / grid + 0.5) * grid


def count_in_ticks(melody: Melody, start: int) -> int:
    """Ticks of clicks before a tick: a bar, and what there is of the bar that the tick lies in."""
    return melody.metre.bar_ticks + (start - melody.pickup) % melody.metre.bar_ticks
