"""Rehearsal: the generator is heard at what it will do, and set right by what it then does too often or too seldom.

In training each answer is asked for beside true music. In a take it stands beside the generator's own answers, and
small faults add up: voices that were chosen one after the other end in parallels and bare fifths that no true context
would have led to. So the generator writes takes on melodies of the training music; how often they have each habit
(`gan.data.habits`: parallel fifths and octaves, kinds of sonority) is held against that music itself, and the genre's
priors, which are added to the network's gates for them, are moved by the logarithm of how much too often. The moments
of its own samples are matched; every choice stays the network's.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from gan.compose import compose_with
from gan.data.dataset import Dataset
from gan.data.grid import SLOTS_PER_PATCH
from gan.data.habits import HABITS
from gan.data.holdout import SONG_BARS, melody_of, score_of
from gan.data.masks import COLUMNS, COLUMNS_OF
from gan.data.motion import INTERVALS, PITCHED, parallels_of
from gan.data.sonority import CLASSES, KINDS, sonorities_of
from gan.data.stretches import Stretch, bar_slots
from gan.data.voices import Voices, write_role
from gan.exported import DESCRIPTION, ExportedGenerator
from gan.music.genre import genre_named
from gan.music.melody import Melody
from gan.music.score import Score

GAIN = 2.5
"""Logits by which a prior moves where takes have e times too many (measured: 5 take away four in five)."""
SONORITY_GAIN = 0.7
"""The same for sonorities, whose kinds overlap: what one takes away another need not."""
MOST = 5.0
"""Logits by which a prior moves in one round at most."""
LEAST_NOTES = 40
"""Notes of a part in the takes of a round without which nothing is said of it."""
_DOUBT = 3.0
"""Added to counts: where music would have a habit only so often in as many notes, little can be said of takes."""
Progress = Callable[[str, int, int], None]


def rehearse(
    folder: Path, into: Path, dataset: Dataset, rounds: int, songs: int, seed: int, progress: Progress
) -> np.ndarray:
    """Write the weights of a folder with priors that bring takes to the rates of the music.

    Args:
        folder: weights; the priors that they have already are where it begins.
        into: a folder that exists, and may be the same.
        dataset: the music they learned from. Genres that it has not keep their priors.
        rounds: how often all genres are heard and set right.
        songs: takes of each genre in a round, of SONG_BARS bars at most.
        seed: of melodies and takes.
        progress: called with each take.

    Returns:
        The priors, float [genres, HABITS, parts].

    Raises:
        WeightsError, MissingDependency: see `ExportedGenerator`.
    """
    network = ExportedGenerator(folder)
    wanted = {genre: _summed([s.voices for s in dataset.parts[genre]["train"]]) for genre in dataset.genres}
    total, done = rounds * songs * len(dataset.genres), 0
    for turn in range(rounds):
        for genre in dataset.genres:
            number = network.genres.index(genre)
            rng = np.random.default_rng([seed, 6, turn, number])
            scores = []
            for melody in _melodies(dataset.parts[genre]["train"], songs, rng):
                (take,) = compose_with(network, melody, genre_named(genre), seed=int(rng.integers(2**31)), takes=1)
                scores.append(take.score)
                done += 1
                progress("rehearsing", done, total)
            takes = _summed([_voices_of(score) for score in scores])
            priors = network.priors
            priors[number] += correction(takes, wanted[genre])
            network.priors = priors
    rows = np.round(network.priors.astype(float), 1)
    if folder.resolve() != into.resolve():
        for path in (*folder.glob("*.onnx"), *folder.glob("*.h5")):  # a checkpoint has much more, for going on
            shutil.copyfile(path, into / path.name)
    description = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
    description["priors"] = dict(zip(network.genres, rows.tolist()))
    fresh = into / f".{DESCRIPTION}"
    fresh.write_text(json.dumps(description, separators=(",", ":")), encoding="utf-8")
    fresh.replace(into / DESCRIPTION)
    return rows


def habit_counts(voices: Voices) -> np.ndarray:
    """Of each pitched part: how often it has each habit, then eighths that sound, then notes; int [HABITS + 2, parts].

    All is counted where an eighth begins, a parallel in each accompanying voice that takes part.
    """
    slots = voices.slots // SLOTS_PER_PATCH * SLOTS_PER_PATCH
    state = voices.state[None, :, :slots]
    everything = np.ones((1, slots, COLUMNS), bool)
    here = state[0, 1:, ::SLOTS_PER_PATCH].T.astype(int)  # [patches, ACCOMPANYING]
    parallels = parallels_of(state, everything)[0, :, :INTERVALS]
    sonorities = sonorities_of(state, everything)[0]
    sounds = here > 0
    rows = np.concatenate(
        [
            np.take_along_axis(parallels, here[:, None, None], axis=2)[:, :, 0].sum(axis=0),
            (
                np.take_along_axis(sonorities, (here - 1)[:, None, None] % CLASSES, axis=2)[:, :, 0] & sounds[:, None]
            ).sum(axis=0),
            sounds.sum(axis=0)[None],
            voices.onset[1:, :slots].sum(axis=1)[None],
        ]
    )
    return np.stack([rows[:, list(COLUMNS_OF[role])].sum(axis=1) for role in PITCHED], axis=1)


def correction(takes: np.ndarray, music: np.ndarray) -> np.ndarray:
    """What to add to a genre's priors, float [HABITS, parts]; counts as from `habit_counts`."""
    among = [*INTERVALS * [-1], *KINDS * [-2]]  # parallels among notes, sonorities among eighths
    hits, chances = takes[:HABITS], takes[among]
    expected = music[:HABITS] / np.maximum(music[among], 1) * chances
    odds = [np.log((count + _DOUBT) / (np.maximum(chances - count, 0) + _DOUBT)) for count in (expected, hits)]
    gains = np.array([*INTERVALS * [GAIN], *KINDS * [SONORITY_GAIN]])[:, None]
    moves = np.clip(gains * (odds[0] - odds[1]), -MOST, MOST)
    moves[:, (takes[-1] < LEAST_NOTES) | (music[-1] < LEAST_NOTES)] = 0
    return np.asarray(moves)


def _summed(music: Sequence[Voices]) -> np.ndarray:
    return np.sum([habit_counts(voices) for voices in music], axis=0)


def _melodies(stretches: tuple[Stretch, ...], count: int, rng: np.random.Generator) -> Iterator[Melody]:
    """Melodies of some stretches, of SONG_BARS bars at most."""
    long = [s for s in stretches if s.bars >= SONG_BARS // 2] or list(stretches)
    for index in rng.choice(len(long), size=count, replace=len(long) < count).tolist():
        stretch = long[index]
        bars = min(SONG_BARS, stretch.bars)
        first = int(rng.integers(stretch.bars - bars + 1))
        score = score_of(stretch.part(first * stretch.bar_slots, bars * stretch.bar_slots), stretch.metre)
        if melody := melody_of(score):
            yield melody


def _voices_of(score: Score) -> Voices:
    voices = Voices.silent(score.bars * bar_slots(score.metre))
    for track in score.tracks:
        write_role(voices, track.role, track.notes)
    return voices
