"""Judging a generator: takes on held-out melodies against real music and against accompaniments without understanding.

Real music is held against real music first; that is the *ceiling*, the best a take can do through the same code.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from gan.data.holdout import Song
from gan.errors import UsageError
from gan.evaluation.measuring import Progress, accuracies, measured, rows_of
from gan.evaluation.profile import profile
from gan.evaluation.report import Evaluation, GenreEvaluation, Row
from gan.evaluation.sets import Composer, NetworkComposer, halves_of, sets_of
from gan.measures.baselines import BASELINES

__all__ = ["Composer", "Evaluation", "GenreEvaluation", "NetworkComposer", "Row", "evaluate"]


def evaluate(
    composer: Composer,
    songs_by_genre: Mapping[str, Sequence[Song]],
    training_by_genre: Mapping[str, Sequence[Song]],
    *,
    windows: int = 300,
    seed: int = 0,
    baselines: Collection[str] = BASELINES,
    progress: Progress = lambda what, done, total: None,
) -> Evaluation:
    """Judges takes of each genre; the same arguments give the same numbers.

    Args:
        composer: what is judged, `NetworkComposer` for weights.
        songs_by_genre: held-out music by genre id; half its pieces give the melodies, the others the music that
            everything is held against.
        training_by_genre: what it learned from; a genre without has no measures of originality.
        windows: four-bar windows in each half, at most. Fewer than 300 leave small faults unseen.
        seed: of everything that is left to chance.
        baselines: some of BASELINES; each takes as long as the takes do.
        progress: called with what is done, how much of it, and of how much.

    Raises:
        UsageError: no genre, or one that the composer does not know. DataError: too little music.
        MissingDependency: no scikit-learn or scipy.
    """
    unknown = [genre for genre in songs_by_genre if genre not in composer.genres]
    if unknown or not songs_by_genre:
        what = f"these weights do not know the genre {unknown[0]}" if unknown else "there is no genre to evaluate"
        raise UsageError(what, "", f"They know {', '.join(composer.genres)}")
    for genre, songs in songs_by_genre.items():
        halves_of(genre, songs, windows, seed)  # too little music of one is told before the others take their minutes
    values, vectors, sizes, differences = {}, {}, {}, {}
    for genre, songs in songs_by_genre.items():
        training = training_by_genre.get(genre, ())
        sets = sets_of(
            composer,
            genre,
            songs,
            training,
            windows=windows,
            seed=seed,
            baselines=baselines,
            progress=progress,
        )
        values[genre], vectors[genre] = measured(genre, sets, seed, progress)
        sizes[genre] = len(sets.takes), len(set(sets.pieces)), len(sets.reference), len(sets.training)
        differences[genre] = sets.difference
    for genre, by_set in accuracies(vectors, seed).items():
        for name, share in by_set.items():
            values[genre][name]["genre_accuracy"] = share
    found = tuple(
        GenreEvaluation(genre, *sizes[genre], rows_of(values[genre]), profile(vectors[genre]), differences[genre])
        for genre in values
    )
    return Evaluation(composer.hash, seed, composer.raw, found)
