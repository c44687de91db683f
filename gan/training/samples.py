"""What a run composes as it learns: takes on melodies it does not learn from, beside the music they stood in.

The melodies are the same at every checkpoint, so that a row of samples is a ladder: the same task, step after step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gan.compose import compose_with
from gan.data.dataset import Dataset
from gan.data.holdout import melody_of, score_of
from gan.data.stretches import Stretch
from gan.exported import ExportedGenerator
from gan.measures.facts import Facts, facts_of
from gan.music.demos import DEMOS
from gan.music.genre import genre_named
from gan.music.melody import Melody
from gan.music.role import Role
from gan.music.score import Score
from gan.take import Take
from gan.wishes import Manner, Wishes

BARS = 8
MEASURES = ("in_key", "clash", "consonance", "accompanied", "pitch_classes", "notes_per_bar")
"""What takes and real music are compared by; see `gan.measures.facts`. The last two are means over pitched parts."""
QUICK = Wishes(Manner(passes=16))
"""Fewer passes than usual takes have: the run waits for them."""
_MELODIES = 4
"""Melodies for all genres together; each genre has one at least."""


@dataclass(frozen=True, slots=True)
class Task:
    """A melody to be accompanied."""

    genre: str
    melody: Melody
    real: Score | None
    """The music the melody stood in; None where it is a built-in tune."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The mean of each of MEASURES over takes, and over the music their melodies stood in."""

    takes: dict[str, float]
    real: dict[str, float]
    difference: float | None
    """Share of the notes by which takes of two seeds on the first melody differ, 0 to 1."""


def tasks_of(dataset: Dataset) -> list[Task]:
    """The melodies of a run: of the validation music where it has pieces of BARS bars, else a built-in tune."""
    each = max(1, _MELODIES // len(dataset.genres))
    tasks = []
    for genre in dataset.genres:
        long = [s for s in dataset.parts[genre]["validation"] if s.bars >= BARS]
        places = np.unique(np.linspace(0, len(long) - 1, min(each, len(long))).astype(int)) if long else ()
        own = [_task(genre, long[int(place)]) for place in places]
        tasks += [task for task in own if task] or [Task(genre, next(iter(DEMOS.values())), None)]
    return tasks


def composed(network: ExportedGenerator, tasks: list[Task], seed: int) -> Iterator[tuple[Task, Take]]:
    """A take for each task."""
    for task in tasks:
        yield task, _take(network, task, seed)


def measured(network: ExportedGenerator, made: list[tuple[Task, Take]], seed: int) -> Measured:
    """What the takes are like beside the real music, of those tasks that have any."""
    pairs = [(take.score, task.real) for task, take in made if task.real is not None]
    task, first = made[0]
    other = _take(network, task, seed + 1)
    return Measured(
        _means([take for take, _ in pairs]),
        _means([real for _, real in pairs]),
        _difference(first.score, other.score),
    )


def _take(network: ExportedGenerator, task: Task, seed: int) -> Take:
    (take,) = compose_with(network, task.melody, genre_named(task.genre), seed=seed, takes=1, wishes=QUICK)
    return take


def _task(genre: str, stretch: Stretch) -> Task | None:
    part = stretch.part(0, BARS * stretch.bar_slots)
    real = score_of(part, stretch.metre)
    melody = melody_of(real)
    return Task(genre, melody, real) if melody else None


def _means(scores: list[Score]) -> dict[str, float]:
    rows = [_values(facts_of(score)) for score in scores]
    found = {}
    for name in MEASURES:
        values = [row[name] for row in rows if row[name] is not None]
        if values:
            found[name] = round(sum(v for v in values if v is not None) / len(values), 4)
    return found


def _values(facts: Facts) -> dict[str, float | None]:
    parts = [track for track in facts.tracks if track.pitch_classes is not None and track.role != Role.MELODY.value]
    classes = [track.pitch_classes for track in parts if track.pitch_classes is not None]
    return {
        "in_key": facts.in_key,
        "clash": facts.clash,
        "consonance": facts.consonance,
        "accompanied": facts.accompanied,
        "pitch_classes": sum(classes) / len(classes) if classes else None,
        "notes_per_bar": sum(t.notes for t in parts) / len(parts) / max(1, facts.bars) if parts else None,
    }


def _difference(one: Score, other: Score) -> float | None:
    first, second = _notes(one), _notes(other)
    return len(first ^ second) / len(first | second) if first or second else None


def _notes(score: Score) -> set[tuple[Role, int, int]]:
    return {(t.role, n.start, n.pitch) for t in score.tracks if t.role is not Role.MELODY for n in t.notes}
