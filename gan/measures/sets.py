"""A set of composed windows against a set of real ones: how alike are the distributions, and how varied are the takes.

Numpy only. A *histogram* is one of `gan.measures.histograms`, *vectors* are rows of `gan.measures.features.vectors`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from gan.measures.features import vectors
from gan.measures.histograms import Histograms, direct, relational
from gan.measures.objective import yang_lerch_features
from gan.music.role import Role
from gan.music.score import Score

SELDOM = 0.05
_GRID = 1024
_MOST = 300
"""Windows that distances are taken between: more add time, not certainty."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """How alike the histograms of two sets are."""

    by_name: dict[str, float]
    """Intersection of each pooled histogram, 0..1; those that less than SELDOM of the windows of
    either set have anything in are left out."""

    @property
    def mean(self) -> float:
        """The mean over the histograms, 0..1; 0 where there is none."""
        return float(np.mean(list(self.by_name.values()))) if self.by_name else 0.0

    @property
    def worst(self) -> float:
        """The smallest of all, 0..1; 0 where there is none."""
        return min(self.by_name.values(), default=0.0)


def direct_overlap(real: Sequence[Score], takes: Sequence[Score]) -> Overlap:
    """The overlap of what the parts do by themselves (`histograms.direct`)."""
    return _overlap(real, takes, direct)


def relational_overlap(real: Sequence[Score], takes: Sequence[Score]) -> Overlap:
    """The overlap of what the parts do against the melody (`histograms.relational`)."""
    return _overlap(real, takes, relational)


def yang_lerch(real: Sequence[Score], takes: Sequence[Score], seed: int = 0) -> dict[str, tuple[float, float]]:
    """Overlapping area (0..1, 1 is best) and Kullback-Leibler divergence (nats, 0 is best) of each feature.

    Yang & Lerch (2018, "On the evaluation of generative models in music"): the Euclidean distances between the
    feature of any two real windows (intra-set), and of a real and a composed one (inter-set), are each smoothed by a
    Gaussian kernel with the bandwidth of Scott's rule; then the two densities are compared. KLD is that of the
    intra-set density from the inter-set one.

    Differs from the paper: the features are taken for each part, and the relational histograms of
    `gan.measures.histograms` as shares join them, because the paper's say nothing of the melody; densities are
    smoothed on a grid of 1,024 places, which is exact up to the grid; from larger sets 300 windows are drawn (`seed`).
    Features that occur in neither set are left out; one that occurs in one alone has OA 0.
    """
    rng = np.random.default_rng([seed, 21])
    ours, theirs = _columns(_some(real, rng)), _columns(_some(takes, rng))
    found: dict[str, tuple[float, float]] = {}
    for name, x in ours.items():
        y = theirs[name]
        x, y = x[np.isfinite(x).all(axis=1)], y[np.isfinite(y).all(axis=1)]
        if max(len(x), len(y)) < 2:
            continue
        if len(x) < 2 or not len(y):
            found[name] = (0.0, float("inf"))
            continue
        within = _distances(x, x)[np.triu_indices(len(x), 1)]
        found[name] = _compare(within, _distances(x, y).ravel())
    return found


def mean_overlap(found: dict[str, tuple[float, float]]) -> float:
    """The mean overlapping area of `yang_lerch`, 0..1."""
    return float(np.mean([area for area, _ in found.values()])) if found else 0.0


def mmd(
    x: np.ndarray | Sequence[Score],
    y: np.ndarray | Sequence[Score],
    permutations: int = 200,
    seed: int = 0,
    *,
    groups: tuple[np.ndarray, np.ndarray] | None = None,
) -> tuple[float, float]:
    """Squared maximum mean discrepancy of two sets and the p-value that they are of one kind.

    The unbiased estimate of Gretton et al. (2012, "A kernel two-sample test", lemma 6) with a Gaussian kernel whose
    bandwidth is the median distance, on vectors standardised over both sets. The p-value counts the permutations
    whose statistic is at least as large.

    Args:
        groups: the piece of each window, int [n] for each set; windows of one piece in one set change sides together,
            because they are not independent. Without them each window changes alone.

    Raises:
        ValueError: fewer than two windows in a set.
    """
    first, second = vectors(x), vectors(y)
    if min(len(first), len(second)) < 2:
        raise ValueError("two windows or more are needed in each set")
    rows = _standardised(np.concatenate([first, second]))
    distance = _distances(rows, rows)
    kernel = np.exp(-(distance**2) / (2 * np.median(distance[np.triu_indices(len(rows), 1)]) ** 2 + 1e-12))
    np.fill_diagonal(kernel, 0)
    own, their = groups or (np.arange(len(first)), np.arange(len(second)))
    unit = np.concatenate([np.unique(own, return_inverse=True)[1], np.unique(their, return_inverse=True)[1]])
    unit[len(first) :] += unit[: len(first)].max() + 1
    side = np.concatenate([np.ones(len(first)), np.zeros(len(second))])
    first_unit = np.zeros(unit.max() + 1)
    first_unit[unit] = side
    rng = np.random.default_rng([seed, 22])
    found = _mmd(kernel, side)
    chance = [_mmd(kernel, rng.permutation(first_unit)[unit]) for _ in range(permutations)]
    return found, (1 + sum(value >= found for value in chance)) / (1 + permutations)


def spread(real: np.ndarray | Sequence[Score], takes: np.ndarray | Sequence[Score]) -> float:
    """How varied the takes are: their mean distance from each other over that of real windows, 1 is best.

    Euclidean distances of vectors standardised over both sets. 0 where all takes are the same; NaN where a set has
    fewer than two windows or the real ones are all the same.
    """
    first, second = vectors(real), vectors(takes)
    if min(len(first), len(second)) < 2:
        return float("nan")
    rows = _standardised(np.concatenate([first, second]))
    means = [_distances(z, z)[np.triu_indices(len(z), 1)].mean() for z in (rows[: len(first)], rows[len(first) :])]
    return float(means[1] / means[0]) if means[0] else float("nan")


def unique_bars(windows: Sequence[Score]) -> float:
    """Share of bars whose accompaniment (role, place, pitch and length of each note) no other bar has before, 0..1.

    Bars in which no part begins a note are not counted; NaN where there are none.
    """
    seen: set[frozenset[tuple[str, int, int, int]]] = set()
    bars = 0
    for window in windows:
        by_bar: dict[int, set[tuple[str, int, int, int]]] = {}
        for track in window.tracks:
            if track.role is not Role.MELODY:
                for note in track.notes:
                    bar, place = divmod(note.start, window.metre.bar_ticks)
                    by_bar.setdefault(bar, set()).add((track.role.value, place, note.pitch, note.length))
        bars += len(by_bar)
        seen |= {frozenset(notes) for notes in by_bar.values()}
    return len(seen) / bars if bars else float("nan")


def difference(takes: Sequence[Score], others: Sequence[Score]) -> float:
    """How much two takes on one melody differ: mean share of the parts' notes (role, start, pitch) that only one has.

    `takes` and `others` are paired by place. 0 where all pairs are the same, 1 where they share nothing.
    """
    shares = []
    for pair in zip(takes, others):
        one, other = (
            {(t.role, n.start, n.pitch) for t in score.tracks if t.role is not Role.MELODY for n in t.notes}
            for score in pair
        )
        if one | other:
            shares.append(len(one ^ other) / len(one | other))
    return float(np.mean(shares)) if shares else 0.0


def _overlap(real: Sequence[Score], takes: Sequence[Score], of: Callable[[Score], Histograms]) -> Overlap:
    ours, theirs = _pooled(real, of), _pooled(takes, of)
    found: dict[str, float] = {}
    for name in {**ours, **theirs}:
        one, often = ours.get(name, (np.zeros(1), 0))
        other, as_often = theirs.get(name, (np.zeros(1), 0))
        if often < SELDOM * len(real) and as_often < SELDOM * len(takes):
            continue
        both = one.sum() and other.sum()
        found[name] = float(np.minimum(one / one.sum(), other / other.sum()).sum()) if both else 0.0
    return Overlap(found)


def _pooled(windows: Sequence[Score], of: Callable[[Score], Histograms]) -> dict[str, tuple[np.ndarray, int]]:
    """Each histogram summed over windows, and in how many windows it is not empty."""
    pool: dict[str, tuple[np.ndarray, int]] = {}
    for window in windows:
        for name, counts in of(window).items():
            total, often = pool.get(name, (np.zeros(len(counts)), 0))
            pool[name] = total + counts, often + bool(counts.any())
    return pool


def _columns(windows: Sequence[Score]) -> dict[str, np.ndarray]:
    """The features of all windows by name, float64 [n, size]."""
    found = [yang_lerch_features(window) for window in windows]
    return {name: np.stack([one[name] for one in found]) for name in found[0]} if found else {}


def _some(windows: Sequence[Score], rng: np.random.Generator) -> list[Score]:
    chosen = np.sort(rng.permutation(len(windows))[:_MOST])
    return [windows[i] for i in chosen]


def _distances(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Euclidean distances, float64 [len(x), len(y)]."""
    x, y = x.astype(np.float64), y.astype(np.float64)
    squares = (x**2).sum(axis=1)[:, None] + (y**2).sum(axis=1)[None, :] - 2 * x @ y.T
    return np.sqrt(np.maximum(squares, 0))


def _compare(one: np.ndarray, other: np.ndarray) -> tuple[float, float]:
    """Overlapping area of the smoothed densities of two samples, and the divergence of the first from the second."""
    both = np.concatenate([one, other])
    widths = [sample.std() * len(sample) ** -0.2 for sample in (one, other)]  # Scott's rule in one dimension
    scale = max(float(both.max()), 1e-9)
    widths = [max(float(width), scale / _GRID) for width in widths]
    margin = 4 * max(widths)
    edges = np.linspace(both.min() - margin, both.max() + margin, _GRID + 1)
    step = edges[1] - edges[0]
    p, q = (_smoothed(np.histogram(s, edges)[0], width / step) for s, width in zip((one, other), widths))
    tiny = 1e-12
    return float(np.minimum(p, q).sum()), float((p * np.log((p + tiny) / (q + tiny))).sum())


def _smoothed(counts: np.ndarray, width: float) -> np.ndarray:
    """Counts convolved with a Gaussian of `width` places, summing to 1."""
    reach = min(len(counts) // 2 - 1, int(np.ceil(4 * width)))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / width) ** 2)
    smooth = np.convolve(counts, kernel, "same")
    return np.asarray(smooth / smooth.sum())


def _standardised(rows: np.ndarray) -> np.ndarray:
    """Columns with mean 0 and deviation 1, float64; those that do not vary are left out."""
    rows = rows.astype(np.float64)
    deviation = rows.std(axis=0)
    varies = deviation > 1e-9
    return np.asarray((rows - rows.mean(axis=0))[:, varies] / deviation[varies])


def _mmd(kernel: np.ndarray, side: np.ndarray) -> float:
    """The unbiased statistic for a split: side is 1 or 0 [n]; the kernel's diagonal is 0."""
    m, n = side.sum(), (1 - side).sum()
    if min(m, n) < 2:
        return 0.0
    ones, zeros = kernel @ side, kernel @ (1 - side)
    within = side @ ones / (m * (m - 1)) + (1 - side) @ zeros / (n * (n - 1))
    return float(within - 2 * (side @ zeros) / (m * n))
