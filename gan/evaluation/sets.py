"""The windows an evaluation of one genre compares: two halves of real music, takes and baselines.

Held-out pieces are split in two halves. The first is the *reference*. The second, *real*, gives its melodies to the
takes and to every baseline, so that all of these have the same melodies in the same order, and all are held against
music on other melodies: real music against real music is the ceiling of what a take can reach.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

import numpy as np

from gan.compose import compose_with
from gan.data.holdout import Song, cut_windows, melody_of
from gan.errors import DataError
from gan.exported import ExportedGenerator
from gan.measures.baselines import BASELINES, all_baselines
from gan.measures.sets import difference
from gan.music.genre import Genre, genre_named
from gan.music.melody import Melody
from gan.music.role import Role
from gan.music.score import Score
from gan.wishes import Manner, Wishes

LEAST_WINDOWS = 10
"""In each half; less cannot be cross-validated."""
LEAST_PIECES = 5
"""In each half: whole pieces go into each of the five folds of a cross-validation."""
TWICE = 16
"""Songs, at most, that get a second take to see how much takes on one melody differ."""
MOST_TRAINING = 10_000
"""Training windows that originality is measured against, and that baselines are taken from."""


class Composer(Protocol):
    """What is judged: the product's own generator, or another one to compare it with."""

    genres: tuple[str, ...]
    """Ids of the genres it knows."""
    hash: str
    """Names its weights."""
    raw: bool
    """True where nothing but the network has a say."""

    def take(self, melody: Melody, genre: Genre, seed: int) -> Score:
        """A take on the melody: its notes, and parts to it."""


class NetworkComposer:
    """An exported generator in its usual manner; `raw` leaves out every rule beside the network."""

    def __init__(self, network: ExportedGenerator, raw: bool = False, passes: int = Manner().passes) -> None:
        self.genres, self.hash, self.raw = network.genres, network.hash, raw
        self._network = network
        self._wishes = Wishes(Manner(passes, raw=raw))

    def take(self, melody: Melody, genre: Genre, seed: int) -> Score:
        """The first take of a seed."""
        (take,) = compose_with(self._network, melody, genre, seed=seed, takes=1, wishes=self._wishes)
        return take.score


Progress = Callable[[str, int, int], None]
_TAKE = "take"
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Sets:
    """Windows of one genre."""

    reference: tuple[Score, ...]
    reference_pieces: tuple[int, ...]
    """The piece of each window of `reference`."""
    real: tuple[Score, ...]
    pieces: tuple[int, ...]
    """The piece of each window of `real`, and so of takes and baselines."""
    takes: tuple[Score, ...]
    """As long as `real`; where nothing was written, the melody stands alone."""
    baselines: dict[str, tuple[Score, ...]]
    """By name, each as long as `real`."""
    training: tuple[Score, ...]
    difference: float
    """Between two takes on one melody, of other seeds (see `gan.measures.sets.difference`)."""


def sets_of(
    composer: Composer,
    genre: str,
    songs: Sequence[Song],
    training: Sequence[Song],
    *,
    windows: int = 300,
    seed: int = 0,
    baselines: Collection[str] = BASELINES,
    progress: Progress = lambda what, done, total: None,
) -> Sets:
    """The sets of a genre, a function of the arguments.

    Args:
        composer: what is judged.
        genre: a genre id that it knows.
        songs: held-out music.
        training: the music it learned from; it may be empty.
        windows: in each half, at most.
        seed: of the halves, the takes and the baselines.
        baselines: some of BASELINES.
        progress: called with each song composed on.

    Raises:
        DataError: fewer than LEAST_WINDOWS windows or LEAST_PIECES pieces in a half. See `compose_with` for the rest.
    """
    reference, real = halves_of(genre, songs, windows, seed)
    pairs: list[tuple[Score, Score, int]] = []
    first_takes, second_takes = [], []
    for number, song in enumerate(real):
        progress(f"composing {genre}", number, len(real))
        take = _take(composer, genre, song, seed + number)
        pairs += [(*pair, song.piece) for pair in _paired(song, take)]
        if number < TWICE:
            first_takes.append(take)
            second_takes.append(_take(composer, genre, song, seed + number + len(real)))
    progress(f"composing {genre}", len(real), len(real))
    pairs = _spread(pairs, windows)
    first = _spread([(window, song.piece) for song in reference for window in _real_windows(song)], windows)
    own, pieces = [window for window, _, _ in pairs], [piece for _, _, piece in pairs]
    learned = _sample([window for song in training for window in _real_windows(song)], seed)
    dumb = all_baselines(own, learned, pieces, seed=seed, names=baselines)
    return Sets(
        reference=tuple(window for window, _ in first),
        reference_pieces=tuple(piece for _, piece in first),
        real=tuple(own),
        pieces=tuple(pieces),
        takes=tuple(take for _, take, _ in pairs),
        baselines={name: tuple(made) for name, made in dumb.items()},
        training=tuple(learned),
        difference=difference(first_takes, second_takes),
    )


def halves_of(genre: str, songs: Sequence[Song], windows: int, seed: int) -> tuple[list[Song], list[Song]]:
    """The reference and the music whose melodies are given, of about `windows` windows each. Raises DataError."""
    reference, real = (_limited(half, windows) for half in _halves(songs, seed))
    _check(genre, reference, real)
    return reference, real


def _check(genre: str, *halves: list[Song]) -> None:
    windows = min(sum(len(_real_windows(song)) for song in half) for half in halves)
    pieces = min(len({song.piece for song in half}) for half in halves)
    if windows < LEAST_WINDOWS or pieces < LEAST_PIECES:
        needed = f"{LEAST_WINDOWS} windows of four bars from {LEAST_PIECES} pieces"
        why = f"each half of the held-out music needs {needed}, and one has {windows} from {pieces}"
        raise DataError(f"there is too little music to evaluate {genre}", why, "Bring more music")


def _halves(songs: Sequence[Song], seed: int) -> tuple[list[Song], list[Song]]:
    """The songs in two halves of about as many bars that share no piece."""
    pieces: dict[int, list[Song]] = {}
    for song in songs:
        pieces.setdefault(song.piece, []).append(song)
    numbers = sorted(pieces)
    halves: tuple[list[Song], list[Song]] = ([], [])
    bars = [0, 0]
    for i in np.random.default_rng([seed, 10]).permutation(len(numbers)):
        own = pieces[numbers[int(i)]]
        smaller = int(bars[1] < bars[0])
        halves[smaller].extend(own)
        bars[smaller] += sum(song.score.bars for song in own)
    return halves


def _limited(songs: list[Song], windows: int) -> list[Song]:
    """Songs of `windows` windows and LEAST_PIECES pieces or more, if there are as many.

    A song of every piece comes before the second of any: many pieces tell more than many windows of one.
    """
    seen: dict[int, int] = {}
    turns = []
    for song in songs:
        seen[song.piece] = seen.get(song.piece, -1) + 1
        turns.append(seen[song.piece])
    chosen: list[Song] = []
    count = 0
    for i in sorted(range(len(songs)), key=lambda i: (turns[i], i)):
        if count >= windows and len({song.piece for song in chosen}) >= LEAST_PIECES:
            break
        chosen.append(songs[i])
        count += len(_real_windows(songs[i]))
    return chosen


def _spread(items: Sequence[Item], count: int) -> list[Item]:
    """At most `count` of the items, spread evenly over them."""
    return [items[int(i)] for i in np.linspace(0, len(items) - 1, min(count, len(items))).astype(int)]


def _real_windows(song: Song) -> list[Score]:
    return cut_windows(song.score)


def _take(composer: Composer, genre: str, song: Song, seed: int) -> Score:
    """A take on the song's melody."""
    given = melody_of(song.score)
    assert given is not None, "a song has a melody"
    return composer.take(given, genre_named(genre), seed)


def _paired(song: Song, take: Score) -> list[tuple[Score, Score]]:
    """The song's windows, each with that of the take on its melody.

    Both are cut as one score, so that they stay together where a take is silent.
    """
    written = [replace(track, name=_TAKE) for track in take.tracks if track.role is not Role.MELODY]
    both = replace(song.score, tracks=(*song.score.tracks, *written))
    pairs = []
    for window in cut_windows(both):
        (tune,) = (track for track in window.tracks if track.role is Role.MELODY)
        parts = [track for track in window.tracks if track.role is not Role.MELODY and track.notes]
        own = [track for track in parts if track.name != _TAKE]
        made = [replace(track, name="") for track in parts if track.name == _TAKE]
        if own:
            pairs.append((replace(window, tracks=(tune, *own)), replace(window, tracks=(tune, *made))))
    return pairs


def _sample(windows: list[Score], seed: int) -> list[Score]:
    """At most MOST_TRAINING of the windows, in their order."""
    chosen = np.random.default_rng([seed, 11]).permutation(len(windows))[:MOST_TRAINING]
    return [windows[int(i)] for i in np.sort(chosen)]
