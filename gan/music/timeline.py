"""From a file's many tempo and metre marks to the one tempo, metre and pickup of a Score.

The rules, the same for every format:

- Metre: the time signature that governs the most ticks; of equals the first. Music before the first one is in 4/4.
- Pickup: the bar lines of the longest stretch in that metre are carried back to the start; what is left over is it.
  A first bar of 1/4 before 4/4, a half bar before 4/4 and a single bar of 2/4 all read as pickups.
- Key: the signature that governs the most ticks.
- Tempo: the one that governs the most ticks of the music, if that is more than a third; else (rubato) the median.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from gan.music.metre import Metre
from gan.music.note import Note
from gan.music.score import PICKUP_UNIT

DEFAULT_TEMPO = 120.0
"""Quarters per minute where a file says nothing, as the MIDI standard has it."""

_SLOWEST, _FASTEST = 4.0, 1000.0

T = TypeVar("T")


def choose_metre(changes: Iterable[tuple[int, int, int]], end: int) -> tuple[Metre, int]:
    """The metre and the tick of the first bar line of music that ends at tick `end`.

    Args:
        changes: (tick, beats, unit) of every time signature; values no `Metre` can hold are passed over.
        end: the end of the music in ticks.
    """
    stretches: list[tuple[int, Metre | None]] = []
    for tick, metre in metre_marks(changes):
        if not stretches or stretches[-1][1] != metre:
            stretches.append((tick, metre))
    total: dict[Metre, int] = {}
    longest: dict[Metre, tuple[int, int]] = {}  # metre -> (-ticks, start) of its longest stretch
    for (start, this), (stop, _) in zip(stretches, [*stretches[1:], (end, None)]):
        if this is None:
            continue
        ticks = stop - start
        if (start, this) == stretches[-1]:
            ticks = max(ticks, this.bar_ticks)
        total[this] = total.get(this, 0) + ticks
        longest[this] = min(longest.get(this, (1, 0)), (-ticks, start))
    if not total:
        return Metre(), 0
    metre = max(total, key=lambda m: total[m])
    return metre, longest[metre][1] % metre.bar_ticks


def metre_marks(changes: Iterable[tuple[int, int, int]]) -> list[tuple[int, Metre | None]]:
    """The metre from each time signature on, the first at tick 0; None stands for what no `Metre` can hold.

    Args:
        changes: (tick, beats, unit) of every time signature; of several at one tick the last is valid.
    """
    marks: dict[int, Metre | None] = {0: Metre()}
    for tick, beats, unit in sorted(changes):
        marks[tick] = _metre(beats, unit)
    return list(marks.items())


def moved_changes(changes: Iterable[tuple[int, int, int]], ticks: int) -> list[tuple[int, int, int]]:
    """Time signatures, so many ticks later; one at the start stays there, and the music before the next is longer."""
    return [(tick + ticks if tick else 0, beats, unit) for tick, beats, unit in changes]


def choose_tempo(changes: Iterable[tuple[int, float]], start: int, end: int) -> float:
    """The tempo, within 4..1000 quarters per minute, of music that sounds from tick `start` to `end`.

    Args:
        changes: (tick, quarters per minute) of every tempo mark.
    """
    marks = [(0, DEFAULT_TEMPO), *sorted(changes, key=lambda change: change[0])]
    held: dict[float, int] = {}
    for (tick, tempo), (stop, _) in zip(marks, [*marks[1:], (end + 1, 0.0)]):
        ticks = min(stop, end + 1) - max(tick, start)
        if ticks > 0:
            held[tempo] = held.get(tempo, 0) + ticks
    if not held:
        return DEFAULT_TEMPO
    whole = sum(held.values())
    tempo = max(held, key=lambda t: held[t])
    if 3 * held[tempo] <= whole:
        below = 0
        for tempo in sorted(held):
            below += held[tempo]
            if 2 * below >= whole:
                break
    return min(max(tempo, _SLOWEST), _FASTEST)


def choose_longest(changes: Iterable[tuple[int, T]], end: int) -> T | None:
    """Of values that each hold from their tick to the next, the one that holds longest; None where there is none."""
    marks = sorted(changes, key=lambda change: change[0])
    held: dict[T, int] = {}
    for (tick, value), stop in zip(marks, [*(tick for tick, _ in marks[1:]), end]):
        held[value] = held.get(value, 0) + max(0, stop - tick)
    return max(held, key=lambda value: held[value], default=None)


def spell_pickup(pickup: int) -> list[tuple[int, int, int]]:
    """Time signatures (tick, beats, unit) that fill a pickup: 24 ticks are 1/4, 36 are 3/8.

    Beats stay within the 255 that MIDI can hold; only the longest pickups need two signatures.
    """
    beats, unit = pickup // PICKUP_UNIT, 32
    while unit > 4 and beats % 2 == 0:
        beats, unit = beats // 2, unit // 2
    if pickup == 0:
        return []
    if beats <= 255:
        return [(0, beats, unit)]
    whole = pickup // 24 * 24
    return [(0, whole // 24, 4), *((whole + tick, b, u) for tick, b, u in spell_pickup(pickup - whole))]


def fit_pickup(pickup: int, metre: Metre) -> tuple[int, int]:
    """A pickup that a Score can hold, and the ticks by which the notes move later for it (0, 1 or 2)."""
    shift = -pickup % PICKUP_UNIT
    return (pickup + shift) % metre.bar_ticks, shift


def shifted(notes: Iterable[Note], ticks: int) -> tuple[Note, ...]:
    """The notes, so many ticks later."""
    if ticks == 0:
        return tuple(notes)
    return tuple(replace(note, start=note.start + ticks) for note in notes)


def _metre(beats: int, unit: int) -> Metre | None:
    try:
        return Metre(beats, unit)
    except ValueError:
        return None
