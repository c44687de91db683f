"""What an evaluation found, as JSON, as Markdown, and as rows of a table for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gan.evaluation.bar import COLUMNS, MEASURES, NONE, Measure, reached, verdict
from gan.evaluation.profile import Profile

SPOILED = ("5 % wrong", "15 % wrong")
"""Sets that are real music with some wrong notes: to read the numbers by, not to be beaten."""
BORROWED = ("mismatched", "late", "pasted")
"""Baselines made of real parts, which no measure of the parts alone can tell from real music."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of one genre; None where it could not be measured."""

    measure: Measure
    ceiling: float | None
    """Real music held against real music of other pieces."""
    takes: float | None
    baselines: dict[str, float | None]
    """By the name of the baseline, real music with wrong notes among them."""
    mmd_p: float | None = None
    """For the measures whose last demand it is part of."""

    @property
    def verdict(self) -> str:
        """The column of the bar that the takes reach, NONE, or empty where nothing is asked."""
        return verdict(self.measure.asks(self.takes, self.ceiling, self.mmd_p))

    def distance(self, value: float | None) -> float | None:
        """How far a value is from real music; None where the measure does not rank."""
        if self.measure.distance is None or value is None or self.ceiling is None:
            return None
        return self.measure.distance(value, self.ceiling)

    @property
    def ranks(self) -> dict[str, bool]:
        """By the name of each baseline that can be ranked: are the takes nearer to real music?"""
        own = self.distance(self.takes)
        left_out = SPOILED + BORROWED if self.measure.parts_only else SPOILED
        others = {name: self.distance(value) for name, value in self.baselines.items() if name not in left_out}
        return {name: own < other for name, other in others.items() if own is not None and other is not None}

    @property
    def nearest(self) -> str:
        """The name of the baseline that comes nearest to real music, or empty."""
        found = {name: self.distance(self.baselines[name]) for name in self.ranks}
        return min(found, key=lambda name: (found[name] or 0.0, name), default="")


@dataclass(frozen=True, slots=True)
class GenreEvaluation:
    """All measures of a genre, with the size of its sets."""

    genre: str
    windows: int
    """Windows of the takes, and of each set on their melodies."""
    pieces: int
    reference_windows: int
    training_windows: int
    rows: tuple[Row, ...]
    profile: Profile = field(default_factory=dict)
    """What each set is like; in it "reference" is what all are held against."""
    difference: float | None = None
    """Share of the notes of the parts in which two takes on one melody differ, 0 to 1; None where there is one."""

    @property
    def verdict(self) -> str:
        """The column that every measure reaches, or NONE."""
        column = reached(*(row.measure.asks(row.takes, row.ceiling, row.mmd_p) for row in self.rows))
        return COLUMNS[column - 1] if column else NONE

    @property
    def short(self) -> tuple[str, ...]:
        """The titles of the measures that keep the genre from the next column."""
        asked = [(row, row.measure.asks(row.takes, row.ceiling, row.mmd_p)) for row in self.rows]
        column = reached(*(demands for _, demands in asked))
        return tuple(row.measure.title for row, demands in asked if column < len(COLUMNS) and demands[column] is False)

    @property
    def beaten(self) -> dict[str, tuple[int, int]]:
        """By baseline: in how many measures the takes are nearer to real music than it, of how many."""
        names = {name for row in self.rows for name in row.baselines if name not in SPOILED}
        order = [name for name in self.rows[0].baselines if name in names] if self.rows else []
        won = {name: [row.ranks[name] for row in self.rows if name in row.ranks] for name in order}
        return {name: (sum(one), len(one)) for name, one in won.items()}

    def table(self) -> list[tuple[str, ...]]:
        """A head and a row for each measure: real, takes, the nearest baseline, the verdict."""
        rows: list[tuple[str, ...]] = [("measure", "real", "takes", "nearest baseline", "", "reached")]
        for row in self.rows:
            shown, nearest = row.measure.shown, row.nearest
            dumb = (shown(row.baselines[nearest]), nearest) if nearest else ("", "")
            rows.append((row.measure.title, shown(row.ceiling), shown(row.takes), *dumb, row.verdict))
        return rows

    def summary(self) -> list[str]:
        """Sentences for people: the size, the verdict with what falls short, and the ranking."""
        size = f"{self.windows} windows of {self.pieces} pieces, against {self.reference_windows} of others"
        said = [size, f"reached in every measure: {self.verdict}"]
        if self.short:
            said.append(f"short of the next: {', '.join(self.short)}")
        if self.beaten:
            beaten = ", ".join(f"{name} {won} of {of}" for name, (won, of) in self.beaten.items())
            said.append(f"measures in which the takes are nearer to real music than a baseline: {beaten}")
            if borrowed := [name for name in BORROWED if name in self.beaten]:
                said.append(f"not ranked by what does not hear the melody: {', '.join(borrowed)}, whose parts are real")
        if self.difference is not None:
            said.append(f"two takes on one melody differ in {100 * self.difference:.0f} % of their notes")
        return said

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "genre": self.genre,
            "windows": self.windows,
            "pieces": self.pieces,
            "reference_windows": self.reference_windows,
            "training_windows": self.training_windows,
            "verdict": self.verdict,
            "short": list(self.short),
            "beaten": {name: {"won": won, "of": of} for name, (won, of) in self.beaten.items()},
            "measures": {
                row.measure.id: {
                    "ceiling": _rounded(row.ceiling),
                    "takes": _rounded(row.takes),
                    "baselines": {name: _rounded(value) for name, value in row.baselines.items()},
                    "verdict": row.verdict,
                    "not_beaten": [name for name, better in row.ranks.items() if not better],
                }
                for row in self.rows
            },
            "profile": {
                title: {name: _rounded(value) for name, value in by_set.items()}
                for title, by_set in self.profile.items()
            },
            "difference": _rounded(self.difference),
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An evaluation of one generator."""

    weights: str
    """First 12 hexadecimal digits of the exported generator's sha256."""
    seed: int
    raw: bool
    """True where every rule beside the network was left out."""
    genres: tuple[GenreEvaluation, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "weights": self.weights,
            "seed": self.seed,
            "raw": self.raw,
            "measures": {measure.id: measure.title for measure in MEASURES.values()},
            "genres": {one.genre: one.to_json() for one in self.genres},
        }

    def markdown(self) -> str:
        """A section and a table with all sets for each genre."""
        rules = "the network alone" if self.raw else "as shipped"
        lines = [f"# Evaluation of weights {self.weights} (seed {self.seed}, {rules})"]
        for one in self.genres:
            names = list(one.rows[0].baselines) if one.rows else []
            head = ["measure", "real", "takes", *names, "reached"]
            lines += ["", f"## {one.genre}", "", *(f"- {sentence}" for sentence in one.summary()), ""]
            lines += [_cells(head), _cells(["---"] * len(head))]
            for row in one.rows:
                values = [row.ceiling, row.takes, *(row.baselines[name] for name in names)]
                lines.append(_cells([row.measure.title, *map(row.measure.shown, values), row.verdict]))
            lines += _profiled(one.profile)
        return "\n".join([*lines, ""])


def _profiled(profile: Profile) -> list[str]:
    """A table of means, all sets."""
    if not profile:
        return []
    names = list(next(iter(profile.values())))
    lines = ["", "What they are like, on the mean (definitions in gan/measures/bars.py and harmony.py):", ""]
    lines += [_cells(["measure", *names]), _cells(["---"] * (1 + len(names)))]
    for title, values in profile.items():
        lines.append(_cells([title, *("–" if value is None else f"{value:.3f}" for value in values.values())]))
    return lines


def _cells(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 6)
