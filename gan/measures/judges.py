"""Classifiers as judges: can they tell composed from real, does a part fit its melody, is the genre the right one.

The only module of `gan.measures` that needs scikit-learn; it is imported where it is used. Every judge is the same
small ensemble: logistic regression and extremely randomised trees, which see more and weigh twice; their probabilities
are averaged. Windows are given as scores or as rows of `gan.measures.features.vectors`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from gan.errors import MissingDependency
from gan.measures.features import MELODY_FEATURES, vectors
from gan.music.note import Note
from gan.music.role import Role
from gan.music.score import Score, Track, without_overlaps

FOLDS = 5
TREES = 200
RARE = 0.02
"""A feature that differs in a smaller share of windows is not looked at."""
_OTHERS = 2
"""Other melodies that each accompaniment is held against."""

Windows = Sequence[Score] | np.ndarray


class _Classifier(Protocol):
    def fit(self, x: np.ndarray, y: np.ndarray) -> Any: ...

    def predict_proba(self, x: np.ndarray) -> np.ndarray: ...


def c2st(
    real: Windows,
    takes: Windows,
    seed: int = 0,
    *,
    groups: tuple[np.ndarray, np.ndarray] | None = None,
) -> float:
    """How well composed windows can be told from real ones: AUC of a cross-validated classifier, 0.5 is best.

    The classifier two-sample test of Lopez-Paz & Oquab (2017, "Revisiting classifier two-sample tests"), with the
    area under the ROC curve in place of the accuracy. The larger set is thinned to the size of the smaller, so that
    the share of each is one half.

    Args:
        real, takes: at least FOLDS windows each, or float32 [n, FEATURES].
        seed: of the thinning, the folds and the trees.
        groups: the piece of each window, int [n] for each set; a piece falls into one fold with all its windows, real
            and composed. Without them every window is its own piece.

    Each fold has about its share of either set, and the AUC is the mean over folds. Were the folds filled without
    regard to the sets and their probabilities thrown together, a set of few pieces would come out below a half by
    itself: a fold with many real windows leaves few to learn from, and is told to be composed. Measured with real
    music in two halves of 7 pieces (24 times): 0.34 so, 0.45 now; of 25 pieces 0.48 and 0.51, of 40 0.46 and 0.52.

    Raises:
        ValueError: fewer than FOLDS windows or pieces in a set. MissingDependency: no scikit-learn.
    """
    _need_sklearn()
    rng = np.random.default_rng([seed, 31])
    x, y = vectors(real), vectors(takes)
    own, their = groups or (np.arange(len(x)), len(x) + np.arange(len(y)))
    size = min(len(x), len(y))
    if size < FOLDS:
        raise ValueError(f"{size} windows are too few to be told apart, {FOLDS} are needed")
    first, second = (np.sort(rng.permutation(n)[:size]) for n in (len(x), len(y)))
    rows = np.concatenate([x[first], y[second]])
    labels = np.repeat([0, 1], size)
    fold = folds(np.concatenate([own[first], their[second]]), labels, seed)
    scores = _crossed(rows, labels, fold, seed)
    return float(np.mean([auc(labels[fold == number], scores[fold == number]) for number in range(FOLDS)]))


class PairingJudge:
    """Tells whether parts fit their own melody better than another one of the same metre and length.

    It learns from real windows alone what a melody over its own parts looks like, against the same parts under other
    real melodies. It sees only the features that involve the melody. Takes on melodies that it learned from would be
    judged too kindly or too harshly: give it real music of other pieces.

    Raises:
        ValueError: fewer than FOLDS windows, or no two of the same metre and number of bars.
        MissingDependency: no scikit-learn.
    """

    def __init__(self, real: Sequence[Score], seed: int = 0) -> None:
        _need_sklearn()
        self._seed = seed
        rows, labels = _paired(real, np.random.default_rng([seed, 41]))
        self._judge = _fitted(rows, labels, seed)

    def score(self, takes: Sequence[Score]) -> float:
        """AUC of the takes with their own melodies against the same parts under other takes' melodies; 1 is best.

        Raises ValueError as the constructor does.
        """
        rows, labels = _paired(takes, np.random.default_rng([self._seed, 42]))
        return auc(labels, self._judge.predict_proba(rows)[:, 1])


def genre_accuracy(
    train: Mapping[str, Windows], test: Mapping[str, Windows], seed: int = 0
) -> tuple[float, dict[str, float]]:
    """How often a classifier trained on real music of each genre knows the genre of `test`: the mean, and by genre.

    The mean is over genres, so that each weighs the same; 1 / genres is chance. Compare with the same for real
    held-out windows.

    Raises:
        ValueError: fewer than two genres, or one in `test` that `train` lacks. MissingDependency: no scikit-learn.
    """
    _need_sklearn()
    names = list(train)
    if len(names) < 2 or not set(test) <= set(names):
        raise ValueError(f"{sorted(test)} cannot be told apart by {names}")
    rows = [vectors(train[name]) for name in names]
    judge = _fitted(np.concatenate(rows), np.repeat(np.arange(len(names)), [len(r) for r in rows]), seed)
    found: dict[str, float] = {}
    for name, windows in test.items():
        guessed = judge.predict_proba(vectors(windows)).argmax(axis=1)
        found[name] = float((guessed == names.index(name)).mean())
    return float(np.mean(list(found.values()))), found


def auc(labels: np.ndarray, scores: np.ndarray) -> float:
    """Area under the ROC curve: how often a 1 scores above a 0, ties half (Mann & Whitney 1947), 0..1.

    Labels: 0 or 1 [n], both occurring; scores: float [n].
    """
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    ones = int((labels == 1).sum())
    return float((rank[labels == 1].sum() - ones * (ones + 1) / 2) / (ones * (len(labels) - ones)))


def folds(groups: np.ndarray, labels: np.ndarray, seed: int) -> np.ndarray:
    """A fold, 0 to FOLDS - 1, for each window, whole groups to a fold, int64 [n].

    Each fold has about as many windows of label 0 as the others, and of label 1 too; both are int [n]. Raises
    ValueError where a label has fewer groups than FOLDS.
    """
    pieces, of = np.unique(groups, return_inverse=True)
    size = np.zeros((len(pieces), 2), np.int64)
    np.add.at(size, (of, labels), 1)
    fewest = int((size > 0).sum(axis=0).min())
    if fewest < FOLDS:
        raise ValueError(f"{fewest} pieces are too few for {FOLDS} folds")
    order = np.random.default_rng([seed, 32]).permutation(len(pieces))
    order = order[np.argsort(-size[order].sum(axis=1), kind="stable")]  # the largest first, each to the emptiest fold
    filled = np.zeros((FOLDS, 2), np.int64)
    fold = np.zeros(len(pieces), np.int64)
    for piece in order:
        fold[piece] = (filled @ size[piece]).argmin()
        filled[fold[piece]] += size[piece]
    return np.asarray(fold[of])


def _crossed(rows: np.ndarray, labels: np.ndarray, fold: np.ndarray, seed: int) -> np.ndarray:
    """For each row the probability of label 1 by a classifier that did not learn from its fold, float64 [n]."""
    scores = np.zeros(len(rows))
    for number in range(FOLDS):
        held = fold == number
        scores[held] = _fitted(rows[~held], labels[~held], seed).predict_proba(rows[held])[:, 1]
    return scores


def _fitted(rows: np.ndarray, labels: np.ndarray, seed: int) -> _Classifier:
    """The ensemble, trained."""
    from sklearn.ensemble import ExtraTreesClassifier, VotingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, StandardScaler

    # The root of a share tells a rare event from none better than the share itself.
    line = make_pipeline(
        FunctionTransformer(_root), StandardScaler(), LogisticRegression(C=0.01, max_iter=300, class_weight="balanced")
    )
    trees = ExtraTreesClassifier(
        TREES, min_samples_leaf=2, max_features=0.1, class_weight="balanced", random_state=seed
    )
    judge = VotingClassifier([("line", line), ("trees", trees)], voting="soft", weights=[1, 2])
    model: _Classifier = make_pipeline(FunctionTransformer(_Kept(rows)), judge)
    model.fit(rows, labels)
    return model


def _root(rows: np.ndarray) -> np.ndarray:
    return np.asarray(np.sign(rows) * np.sqrt(np.abs(rows)))


class _Kept:
    """Leaves out the columns in which fewer than RARE of some rows differ from the rest."""

    def __init__(self, rows: np.ndarray) -> None:
        self.columns = np.flatnonzero((rows != np.median(rows, axis=0)).mean(axis=0) >= RARE)

    def __call__(self, rows: np.ndarray) -> np.ndarray:
        return rows[:, self.columns]


def _paired(windows: Sequence[Score], rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Windows as they are (label 1) and their parts under other melodies (label 0): features and labels.

    Other melodies differ from the own one, so that neighbours that repeat it are not taken for strangers.
    Raises ValueError.
    """
    if len(windows) < FOLDS:
        raise ValueError(f"{len(windows)} windows are too few to be paired, {FOLDS} are needed")
    alike: dict[tuple[object, int], list[int]] = {}
    tunes = []
    for i, window in enumerate(windows):
        melody = window.track(Role.MELODY)
        tunes.append(melody.notes if melody else ())
        alike.setdefault((window.metre, window.bars), []).append(i)
    rows, labels = [], []
    for i, window in enumerate(windows):
        others = [j for j in alike[window.metre, window.bars] if tunes[j] != tunes[i]]
        if not others:
            continue
        scores = [window, *(under(windows[j], window) for j in rng.choice(others, min(_OTHERS, len(others)), False))]
        rows.append(vectors(scores)[:, MELODY_FEATURES])
        labels += [1, *[0] * (len(scores) - 1)]
    if not rows:
        raise ValueError("no two windows with different melodies have the same metre and number of bars")
    return np.concatenate(rows), np.array(labels)


def under(melody: Score, parts: Score) -> Score:
    """The melody of one window over the parts of another, all ending with the melody's last bar."""
    end = melody.bars * melody.metre.bar_ticks
    tracks = [track for track in melody.tracks if track.role is Role.MELODY]
    for track in parts.tracks:
        if track.role is not Role.MELODY:
            notes = [
                Note(n.start, n.pitch, min(n.length, end - n.start), n.velocity) for n in track.notes if n.start < end
            ]
            tracks.append(Track(track.role, without_overlaps(notes), track.program))
    return Score(tuple(tracks), melody.tempo, melody.metre, 0, melody.key)


def _need_sklearn() -> None:
    try:
        import sklearn  # noqa: F401
    except ImportError as error:
        raise MissingDependency("scikit-learn is not installed", str(error), "Type: pip install scikit-learn") from None
