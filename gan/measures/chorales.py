"""What is counted in four-part chorales: forbidden parallels, and a grade against a reference set.

The four voices, from soprano to bass, are the melody, the chords, the pad and the bass; of a role that plays several
notes at once the upper line counts (`one_voice`).

*Parallels*: two voices begin a note in the same tick, each right after a note of its own, both move, in the same
direction, and stand a perfect fifth (or a unison or octave) apart before and after, whole octaves taken out.

The *grade* follows Fang et al. (2020, "Bach or Mock? A grading function for chorales in the style of J. S. Bach").
It is the sum of nine distances between a piece and the reference set, 0 or more, low where the piece is like the
reference. Each feature is a distribution over categories:

- notes: the time spent on each pitch class, and in silence, over the four voices;
- rhythm: the lengths of the notes of all voices;
- harmonic quality: the set of pitch classes that sound, up to transposition, each time any voice begins or ends a note;
- intervals of soprano, alto, tenor and bass: the semitones, with direction, from each note of the voice to its next;
- parallels: how many there are to a note;
- repetition: the lengths of passages that come back later in the piece in all four voices.

A distance is the Wasserstein distance (order 1) between the two distributions with the categories one unit apart, in
the order of their frequency in the reference; what the reference does not have follows, the most frequent last. The
lengths of repeated passages are numbers already, in sixteenths. Nine distances, all of weight 1, as in the paper.

What differs from the paper:

- pieces may be windows of a few bars, so each distribution holds fewer events and every grade is higher than that of
  a whole chorale: compare with the grades of windows as long against the same reference;
- pitches are not spelled: pitch classes, semitones and sets stand for degrees, named intervals and chord names, and no
  set is "unidentifiable"; windows stand in C major or A minor, and the two modes are not told apart;
- rests are no category of the rhythm;
- the paper multiplies the rate of parallels, over the reference's rate, by the distance between the mixes of fifths and
  octaves, so a piece that errs often in the usual mix pays nothing. Here the factor is always 1/2, which is what that
  distance is for a single parallel where the reference has as many fifths as octaves; fermatas excuse nothing;
- a repeated passage is counted at its greatest length for each pair of places where it stands, not with all the
  passages within it; a piece without any has one of length 0;
- a piece that lacks a feature altogether (a voice that is silent) counts as having one category new to the reference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from gan.music.melody import one_voice
from gan.music.note import TICKS_PER_QUARTER, Note
from gan.music.role import Role
from gan.music.score import Score

VOICES = (Role.MELODY, Role.CHORDS, Role.PAD, Role.BASS)
"""Soprano, alto, tenor, bass."""

_SIXTEENTH = TICKS_PER_QUARTER // 4
_PARALLEL_WEIGHT = 0.5
_SILENCE = -1
_HELD = -2
_LACKING = 1 << 20  # beyond all categories

Counts = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Parallels:
    """Parallel motions in some music; sums of these are those of the music together."""

    fifths: int
    octaves: int
    """Unisons too."""
    notes: int
    """Notes of the four voices."""

    @property
    def per_thousand(self) -> float | None:
        """Fifths and octaves to a thousand notes; None without notes."""
        return 1000 * (self.fifths + self.octaves) / self.notes if self.notes else None

    def __add__(self, other: Parallels) -> Parallels:
        return Parallels(self.fifths + other.fifths, self.octaves + other.octaves, self.notes + other.notes)


def parallels(score: Score) -> Parallels:
    """The parallel fifths and octaves between any two of the four voices."""
    return _parallels(_voices(score))


def chorale_grade(windows: Sequence[Score], reference: Sequence[Score]) -> list[float]:
    """The grade of each window against a reference set, 0 or more, low is good; one number for each window.

    A window of the reference set is graded lower than one from outside: keep the two apart. Raises ValueError for a
    reference set without notes.
    """
    known = [_features(score) for score in reference]
    pooled = [Counter[int]() for _ in range(_DISTRIBUTIONS)]
    together = Parallels(0, 0, 0)
    for distributions, found in known:
        together += found
        for counts, more in zip(pooled, distributions):
            counts.update(more)
    if not together.notes:
        raise ValueError("a reference set without notes grades nothing")
    # A set without a single parallel would make one parallel infinitely bad: it counts as if it had one.
    rate = max(together.fifths + together.octaves, 1) / together.notes
    return [_grade(score, pooled, rate) for score in windows]


def _grade(score: Score, reference: Sequence[Counter[int]], rate: float) -> float:
    distributions, found = _features(score)
    *named, lengths = zip(distributions, reference)
    grade = sum(_ranked_distance(counts, expected) for counts, expected in named) + _length_distance(*lengths)
    if found.notes:
        grade += _PARALLEL_WEIGHT * (found.fifths + found.octaves) / found.notes / rate
    return grade


_DISTRIBUTIONS = 8
"""What `_features` gives: notes, rhythm, harmonic quality, intervals of S A T B, repetition."""


def _features(score: Score) -> tuple[list[Counter[int]], Parallels]:
    """The distributions of a piece as the module's docstring names them, and its parallels."""
    voices = _voices(score)
    length = score.length
    pitches = np.full((len(voices), length), _SILENCE, dtype=np.int64)
    for row, voice in zip(pitches, voices):
        for note in voice:
            row[note.start : note.end] = note.pitch
    classes, time = np.unique(np.where(pitches < 0, _SILENCE, pitches % 12), return_counts=True)
    edges = sorted({tick for voice in voices for note in voice for tick in (note.start, note.end)} - {length})
    qualities = Counter[int](_quality(column[column >= 0]) for column in pitches[:, edges].T)
    qualities.pop(0, None)  # silence has no quality
    distributions = [
        Counter[int](dict(zip(classes.tolist(), time.tolist()))),
        Counter[int](note.length for voice in voices for note in voice),
        qualities,
        *(Counter[int](after.pitch - note.pitch for note, after in pairwise(voice)) for voice in voices),
        Counter[int](_repeats(voices, length)),
    ]
    return distributions, _parallels(voices)


def _voices(score: Score) -> list[tuple[Note, ...]]:
    tracks = [score.track(role) for role in VOICES]
    return [one_voice(track.notes) if track else () for track in tracks]


def _parallels(voices: Sequence[Sequence[Note]]) -> Parallels:
    """Parallels of voices, each a line of notes that never sound together."""
    # By the tick of the second note: the pitches that a voice goes from and to without a rest.
    moves = [
        {after.start: (note.pitch, after.pitch) for note, after in pairwise(voice) if note.end == after.start}
        for voice in voices
    ]
    fifths = octaves = 0
    for one, other in combinations(moves, 2):
        for tick in one.keys() & other.keys():
            (here, to), (there, there_to) = one[tick], other[tick]
            before, after = abs(here - there) % 12, abs(to - there_to) % 12
            if before == after and (to - here) * (there_to - there) > 0:
                fifths += before == 7
                octaves += before == 0
    return Parallels(fifths, octaves, sum(map(len, voices)))


def _quality(pitches: np.ndarray) -> int:
    """One number for all transpositions of a set of pitches, octaves taken out; 0 for none.

    It is the set as bits, turned so that the number is the smallest.
    """
    bits = sum({1 << int(pitch) % 12 for pitch in pitches})
    return min((bits >> turn | bits << (12 - turn)) & 0xFFF for turn in range(12))


def _repeats(voices: Sequence[Sequence[Note]], length: int) -> list[int]:
    """The lengths in sixteenths of passages that come back in all voices; [0] where there is none.

    One for each pair of places, as long as the two agree. A passage begins where a voice begins a note or falls
    silent and has two notes or more.
    """
    steps = -(-length // _SIXTEENTH)
    # What each voice does in each sixteenth: begin a pitch, hold it, fall silent or stay so.
    lines = np.full((steps, len(voices)), _HELD, dtype=np.int64)
    for line, voice in zip(lines.T, voices):
        for note in voice:
            end = note.end // _SIXTEENTH
            if end < steps and line[end] == _HELD:
                line[end] = _SILENCE
            line[note.start // _SIXTEENTH] = note.pitch
    begun = (lines >= 0).sum(axis=1)
    begins = (lines != _HELD).any(axis=1)
    same = (lines[:, None] == lines[None, :]).all(axis=2)
    found = []
    for apart in range(1, steps):
        agree = np.concatenate([[False], same.diagonal(apart), [False]])
        (turns,) = np.nonzero(agree[1:] != agree[:-1])
        for first, end in zip(turns[::2], turns[1::2]):
            first += begins[first:end].argmax()
            if begun[first:end].sum() > 1:
                found.append(int(end - first))
    return found or [0]


def _ranked_distance(counts: Counts, reference: Counts) -> float:
    """The Wasserstein distance of two distributions, categories one apart by their frequency in the reference."""
    counts = counts or {_LACKING: 1}
    # Ties are settled by the category itself, so that the order of the pieces changes nothing.
    known = sorted(reference, key=lambda category: (-reference[category], category))
    new = sorted((c for c in counts if c not in reference), key=lambda category: (counts[category], category))
    categories = [*known, *new]
    piece = np.array([counts.get(category, 0) for category in categories], dtype=np.float64)
    expected = np.array([reference.get(category, 0) for category in categories], dtype=np.float64)
    return _steps_apart(piece, expected)


def _length_distance(counts: Counts, reference: Counts) -> float:
    """The Wasserstein distance of two distributions of whole numbers from 0."""
    longest = max(*counts, *reference)
    piece, expected = np.zeros(longest + 1), np.zeros(longest + 1)
    for lengths, histogram in ((counts, piece), (reference, expected)):
        for length, count in lengths.items():
            histogram[length] = count
    return _steps_apart(piece, expected)


def _steps_apart(one: np.ndarray, other: np.ndarray) -> float:
    """The Wasserstein distance of two histograms over 0, 1, 2 ...: what their cumulated shares differ by."""
    if not other.sum():
        # The reference lacks the feature altogether: it expects the piece to lack it as well.
        return 0.0
    return float(np.abs(one.cumsum() / one.sum() - other.cumsum() / other.sum()).sum())
