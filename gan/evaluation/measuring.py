"""Every measure of every set of a genre, from windows and vectors that are computed once."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from gan.evaluation.bar import MEASURES
from gan.evaluation.report import Row
from gan.evaluation.sets import Sets
from gan.measures.bars import measure_track
from gan.measures.chorales import chorale_grade, parallels
from gan.measures.copying import copied_windows, ngram_copies
from gan.measures.features import vectors
from gan.measures.harmony import measure_harmony
from gan.measures.judges import PairingJudge, c2st, genre_accuracy
from gan.measures.sets import direct_overlap, mean_overlap, mmd, relational_overlap, spread, unique_bars, yang_lerch
from gan.music.role import Role
from gan.music.score import Score

CHORALE = "chorale"
"""The genre that chorale measures are for."""
SAME_AT_LEAST = 0.5
"""Overlap of a histogram between two halves of real music without which it is left out of the worst overlap."""

Progress = Callable[[str, int, int], None]
Windows = Sequence[Score]
Values = dict[str, float | None]


def measured(genre: str, sets: Sets, seed: int, progress: Progress) -> tuple[dict[str, Values], dict[str, np.ndarray]]:
    """The values of each set by measure id, and the vectors of each set.

    Sets are named "real", "takes" and as the baselines are; "reference" has vectors alone. Genre accuracy needs all
    genres and is not among the values.
    """
    named: dict[str, Windows] = {"real": sets.real, "takes": sets.takes, **sets.baselines}
    rows = {"reference": vectors(sets.reference)}
    judge = PairingJudge(sets.reference, seed)
    ceiling = direct_overlap(sets.reference, sets.real).by_name
    # A histogram in which real music differs from real music by chance says nothing of a take.
    erratic = {histogram for histogram, overlap in ceiling.items() if overlap < SAME_AT_LEAST}
    values: dict[str, Values] = {}
    for number, (name, windows) in enumerate(named.items()):
        progress(f"measuring {genre}", number, len(named))
        rows[name] = vectors(windows)
        values[name] = _set_values(sets, windows, rows["reference"], rows[name], judge, erratic, seed)
        if genre == CHORALE:
            values[name] |= _chorale_values(sets, windows)
    progress(f"measuring {genre}", len(named), len(named))
    own = _track_means(sets.real)
    reference = _track_means(sets.reference)
    for name, windows in named.items():
        # A take is held against the parts that its own melody really has; those against the reference's.
        values[name] |= _ratios(_track_means(windows), reference if name == "real" else own)
        values[name]["unique_bars"] = _ratio(
            unique_bars(windows), unique_bars(sets.reference if name == "real" else sets.real)
        )
    return values, rows


def accuracies(vectors_of: dict[str, dict[str, np.ndarray]], seed: int) -> dict[str, Values]:
    """By genre and set: how much of the set a classifier gives to the genre, of all genres.

    Args:
        vectors_of: by genre the vectors of each set; the classifier learns from the set "reference".
        seed: of the classifier.
    """
    found: dict[str, Values] = {genre: {} for genre in vectors_of}
    if len(vectors_of) < 2:
        return found
    known = {genre: sets["reference"] for genre, sets in vectors_of.items()}
    names = dict.fromkeys(name for sets in vectors_of.values() for name in sets if name != "reference")
    for name in names:
        asked = {genre: sets[name] for genre, sets in vectors_of.items() if name in sets}
        _, by_genre = genre_accuracy(known, asked, seed)
        for genre, share in by_genre.items():
            found[genre][name] = share
    return found


def rows_of(values: dict[str, Values]) -> tuple[Row, ...]:
    """A row for each measure that any set has a value of, in the order of MEASURES."""
    baselines = [name for name in values if name not in ("real", "takes")]
    rows = []
    for id, measure in MEASURES.items():
        by_set = {name: one.get(id) for name, one in values.items()}
        if any(value is not None for value in by_set.values()):
            others = {name: by_set[name] for name in baselines}
            rows.append(Row(measure, by_set["real"], by_set["takes"], others, values["takes"].get("mmd_p")))
    return tuple(rows)


def _set_values(
    sets: Sets,
    windows: Windows,
    reference: np.ndarray,
    rows: np.ndarray,
    judge: PairingJudge,
    erratic: set[str],
    seed: int,
) -> Values:
    """What is measured against the reference and the training music; erratic histograms cannot be the worst."""
    direct = direct_overlap(sets.reference, windows)
    pieces = np.array(sets.reference_pieces), np.array(sets.pieces)
    _, p = mmd(reference, rows, seed=seed, groups=pieces)
    values: Values = {
        "c2st": c2st(reference, rows, seed, groups=pieces),
        "pairing": judge.score(windows),
        "relational_overlap": relational_overlap(sets.reference, windows).mean,
        "direct_overlap": direct.mean,
        "direct_overlap_worst": min(
            (share for name, share in direct.by_name.items() if name not in erratic), default=None
        ),
        "yang_lerch": mean_overlap(yang_lerch(sets.reference, windows, seed)),
        "clash": _mean(measure_harmony(window).clash for window in windows),
        "spread": _known(spread(reference, rows)),
        "mmd_p": p,
    }
    if sets.training:
        values["copied_windows"] = _known(copied_windows(windows, sets.training, sets.reference))
        values["ngram_copies"] = _known(ngram_copies(windows, sets.training))
    return values


def _chorale_values(sets: Sets, windows: Windows) -> Values:
    found = [parallels(window) for window in windows]
    notes = sum(one.notes for one in found)
    errors = sum(one.fifths + one.octaves for one in found)
    return {
        "chorale_grade": _mean(chorale_grade(windows, sets.reference)),
        "parallels": 1000 * errors / notes if notes else None,
    }


def _track_means(windows: Windows) -> dict[str, dict[Role, float]]:
    """By measure id and pitched part: the mean over the windows in which there is something to measure."""
    found: dict[str, dict[Role, list[float]]] = {"pitch_classes": {}, "qualified_notes": {}}
    for window in windows:
        for track in window.tracks:
            if track.role in (Role.MELODY, Role.DRUMS):
                continue
            measures = measure_track(track, window)
            for id, roles in found.items():
                value = getattr(measures, id)
                if value is not None:
                    roles.setdefault(track.role, []).append(value)
    return {id: {role: float(np.mean(all)) for role, all in roles.items()} for id, roles in found.items()}


def _ratios(own: dict[str, dict[Role, float]], real: dict[str, dict[Role, float]]) -> Values:
    """Of each measure the ratio to real of the part in which it is farthest from 1; 0 for a part never played."""
    values: Values = {}
    for id, roles in real.items():
        ratios = [own[id].get(role, 0.0) / value for role, value in roles.items() if value]
        values[id] = max(ratios, key=lambda ratio: abs(ratio - 1), default=None)
    return values


def _ratio(own: float, real: float) -> float | None:
    return _known(own / real) if real else None


def _known(value: float) -> float | None:
    """The value, or None for the NaN of a measure that had nothing to measure."""
    return None if math.isnan(value) else value


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None
