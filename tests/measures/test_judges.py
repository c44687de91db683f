from __future__ import annotations

import sys

import numpy as np
import pytest

from gan.errors import MissingDependency
from gan.measures.judges import FOLDS, PairingJudge, auc, c2st, folds, genre_accuracy, under
from gan.music import Key, Metre, Note, Role, Score, Track


@pytest.fixture(autouse=True)
def few_trees(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough for what is told apart here, and quick."""
    monkeypatch.setattr("gan.measures.judges.TREES", 20)


def window(melody: list[int], bass: list[int], metre: Metre = Metre()) -> Score:
    return Score(
        tuple(
            Track(role, tuple(Note(24 * i, pitch, 24) for i, pitch in enumerate(pitches)))
            for role, pitches in ((Role.MELODY, melody), (Role.BASS, bass))
        ),
        metre=metre,
        key=Key(),
    )


def following(seed: int, count: int, below: int = 12) -> list[Score]:
    """Windows whose bass follows the melody at a distance."""
    rng = np.random.default_rng(seed)
    melodies = [(60 + rng.choice([0, 2, 4, 5, 7, 9, 11, 12], 8)).tolist() for _ in range(count)]
    return [window(melody, [pitch - below for pitch in melody]) for melody in melodies]


def test_auc_counts_pairs_in_the_right_order() -> None:
    # Of four pairs three stand right; with a tie two and a half.
    assert auc(np.array([0, 1, 0, 1]), np.array([0.1, 0.4, 0.5, 0.9])) == 0.75
    assert auc(np.array([0, 1, 0, 1]), np.array([0.1, 0.4, 0.4, 0.4])) == 0.75
    assert auc(np.array([1, 0]), np.array([0.0, 1.0])) == 0


def test_a_piece_falls_into_one_fold() -> None:
    pieces = np.repeat(np.arange(11), [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5])
    labels = (pieces > 4).astype(int)
    fold = folds(pieces, labels, 0)
    assert all(len(set(fold[pieces == piece].tolist())) == 1 for piece in range(11))
    for label in (0, 1):
        filled = np.bincount(fold[labels == label], minlength=FOLDS)
        assert filled.min() >= 1 and filled.max() - filled.min() <= 5
    with pytest.raises(ValueError, match="4 pieces are too few"):
        folds(np.arange(9), np.repeat([0, 1], [5, 4]), 0)


def test_like_sets_are_not_told_apart_and_unlike_ones_are() -> None:
    rng = np.random.default_rng(0)
    real, like = rng.normal(size=(60, 4)).astype(np.float32), rng.normal(size=(70, 4)).astype(np.float32)
    unlike = like + np.array([3, 0, 0, 0], np.float32)
    assert 0.3 < c2st(real, like) < 0.7
    assert c2st(real, unlike) > 0.95


def test_the_same_seed_gives_the_same_value() -> None:
    rows = np.random.default_rng(2).normal(size=(20, 2)).astype(np.float32)
    assert c2st(rows[:10], rows[10:], 3) == c2st(rows[:10], rows[10:], 3)


def test_what_only_tells_pieces_apart_tells_nothing_of_the_sets() -> None:
    # Every piece has a place of its own: learning it does not help with another piece.
    rng = np.random.default_rng(1)
    places = rng.normal(size=(24, 4)).repeat(8, axis=0).astype(np.float32)
    pieces = np.arange(24).repeat(8)
    assert c2st(places[:96], places[96:]) > 0.95
    assert c2st(places[:96], places[96:], groups=(pieces[:96], pieces[96:])) < 0.8


def test_sets_of_few_pieces_do_not_come_out_below_a_half_by_themselves() -> None:
    rng = np.random.default_rng(4)
    found = []
    for seed in range(12):
        lengths = rng.integers(2, 30, 14)
        rows = (2 * rng.normal(size=(14, 3))).repeat(lengths, axis=0) + rng.normal(size=(lengths.sum(), 3))
        pieces, first = np.arange(14).repeat(lengths), lengths[:7].sum()
        rows = rows.astype(np.float32)
        found.append(c2st(rows[:first], rows[first:], seed, groups=(pieces[:first], pieces[first:])))
    assert 0.46 < np.mean(found) < 0.56


def test_parts_that_follow_their_melody_fit_it_best() -> None:
    judge = PairingJudge(following(0, 24))
    assert judge.score(following(1, 24)) > 0.95
    strangers = following(2, 24)
    moved = [under(one, other) for one, other in zip(strangers, strangers[1:] + strangers[:1])]
    assert judge.score(moved) < 0.7


def test_windows_without_a_match_cannot_be_paired() -> None:
    with pytest.raises(ValueError, match="different melodies"):
        PairingJudge([window([60], [48])] * 6).score(following(0, 6))
    with pytest.raises(ValueError, match="too few"):
        PairingJudge(following(0, 2)).score(following(0, 6))


def test_parts_under_a_shorter_melody_end_with_its_last_bar() -> None:
    long = window([60] * 8, [])
    held = Score((Track(Role.BASS, (Note(48, 36, 140), Note(96, 40, 96))),), key=Key())
    assert under(window([60] * 3, []), held).tracks[1].notes == (Note(48, 36, 48),)
    assert under(long, held).tracks[1].notes == held.tracks[0].notes


def test_genres_are_known_by_what_they_learned_from() -> None:
    train = {"near": following(0, 12, 12), "far": following(1, 12, 24)}
    mean, by_genre = genre_accuracy(train, {"near": following(2, 6, 12), "far": following(3, 6, 12)})
    assert by_genre["near"] == 1
    assert by_genre["far"] == 0
    assert mean == 0.5
    with pytest.raises(ValueError):
        genre_accuracy(train, {"other": following(0, 6)})


def test_without_scikit_learn_a_person_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(MissingDependency, match="pip install scikit-learn"):
        c2st(following(0, 6), following(1, 6))
