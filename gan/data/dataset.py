"""Batches of training windows as a pure function of (seed, step).

Pieces are split, never windows: the same tune in two files (found by its melody, whatever the key) is one piece, so
held-out music is music the networks have not met. A window begins at any bar line from which its stretch is long
enough. Every window is put into C major or A minor by its melody, and three times in ten moved on to another of the
twelve keys, so that a wrong guess of the key, or a passage away from it, is nothing new.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gan.data.grid import SLOTS_PER_PATCH, SLOTS_PER_QUARTER, metre_features
from gan.data.stretches import Stretch
from gan.data.texture import TEXTURE, bar_counts, moved, span_of_patch, span_textures
from gan.data.voices import LOWEST, STATES
from gan.errors import DataError
from gan.music.key import keys_of_weights
from gan.music.metre import Metre

PARTS = ("train", "validation", "test")
HOME_KEY_SHARE = 0.7
"""How often a window stays in C major or A minor."""
BALANCE = 0.4
"""Genres are drawn in proportion to (windows ** BALANCE): small ones are heard more often, but not as often."""


@dataclass(frozen=True, slots=True)
class Batch:
    """`b` windows with what steers them."""

    state: np.ndarray
    """uint8 [b, VOICES, slots]."""
    onset: np.ndarray
    """uint8 [b, VOICES, slots]."""
    drums: np.ndarray
    """uint8 [b, slots, DRUMS]."""
    texture: np.ndarray
    """float32 [b, patches, TEXTURE]: of the span each patch is in."""
    metre: np.ndarray
    """float32 [b, patches, METRE_FEATURES]."""
    bar_slots: np.ndarray
    """int32 [b], slots in a bar."""
    genre: np.ndarray
    """int32 [b], index into the dataset's genres."""


class Dataset:
    """Stretches of several genres, split and balanced.

    Args:
        stretches: by genre id, in the order that numbers the genres.
        quarters: length of a window.
        seed: of the shuffling and the keys; the split depends on the music alone.

    Attributes:
        parts: by genre and part ("train", "validation", "test") its stretches.
        slots: length of a window in slots.

    Raises:
        DataError: a genre has too little music.
    """

    def __init__(self, stretches: dict[str, tuple[Stretch, ...]], quarters: int = 16, seed: int = 0) -> None:
        self.genres = tuple(stretches)
        self.seed = seed
        self.slots = quarters * SLOTS_PER_QUARTER
        self.parts = {genre: split(one) for genre, one in stretches.items()}
        self._metre: dict[Metre, np.ndarray] = {}
        self._take("train")
        for genre, windows in zip(self.genres, self._windows):
            if not len(windows) or not self.parts[genre]["validation"]:
                raise DataError(
                    f"genre {genre} has too few pieces",
                    f"none is left to train on or to hold out, {quarters} quarters long",
                    "Bring more music, or learn from shorter windows (--quarters)",
                )

    def held_out(self) -> Dataset | None:
        """The same over the validation music, for measuring; None where no piece of it is a window long.

        Genres without a window are passed over.
        """
        other = copy.copy(self)
        other._take("validation")
        return other if other.epoch_length else None

    def _take(self, part: str) -> None:
        """Draw from a part of the music."""
        self._own = [self.parts[genre][part] for genre in self.genres]
        self._windows = [self._starts(stretches) for stretches in self._own]
        # Windows overlap; what counts is how many would lie side by side.
        sizes = np.array([sum(s.voices.slots for s in own) // self.slots for own in self._own])
        share = sizes**BALANCE / max(1.0, (sizes**BALANCE).sum())
        quota = np.maximum(1, np.round(share * sizes.sum()).astype(int))
        self._quota = np.where([len(windows) > 0 for windows in self._windows], quota, 0)
        self._counts = [[bar_counts(s.voices, s.bar_slots) for s in own] for own in self._own]
        self._epoch = -1
        self._order = np.zeros((0, 3), np.int64)

    def fingerprint(self) -> str:
        """Of the music and of the order it comes in: two datasets with one fingerprint give the same batches."""
        digest = hashlib.sha256(self.order(0).tobytes())
        for stretches in self._own:
            for stretch in stretches:
                for array in (stretch.voices.state, stretch.voices.onset, stretch.voices.drums):
                    digest.update(array.tobytes())
        return digest.hexdigest()

    @property
    def epoch_length(self) -> int:
        """Windows in an epoch."""
        return int(self._quota.sum())

    def order(self, epoch: int) -> np.ndarray:
        """Which windows, in which order: int64 [epoch_length, 3] of genre, stretch and bar.

        A function of (seed, epoch).
        """
        if epoch != self._epoch:
            rng = np.random.default_rng([self.seed, 1, epoch])
            rows = []
            for genre, (windows, quota) in enumerate(zip(self._windows, self._quota)):
                if not quota:
                    continue
                rounds = -(-quota // len(windows))
                index = np.concatenate([rng.permutation(len(windows)) for _ in range(rounds)])[:quota]
                rows.append(np.concatenate([np.full((quota, 1), genre), windows[index]], axis=1))
            self._order = rng.permutation(np.concatenate(rows))
            self._epoch = epoch
        return self._order

    def batch(self, step: int, size: int) -> Batch:
        """The training batch of a step (counted from 0). A function of (seed, step, size)."""
        first = step * size
        rows: list[np.ndarray] = []
        while len(rows) < size:
            epoch, place = divmod(first + len(rows), self.epoch_length)
            rows.extend(self.order(epoch)[place : place + size - len(rows)])
        rng = np.random.default_rng([self.seed, 2, step])
        patches = self.slots // SLOTS_PER_PATCH
        genre, index, bar = np.array(rows).T
        stretches = [self._own[g][i] for g, i in zip(genre.tolist(), index.tolist())]
        bars = np.array([stretch.bar_slots for stretch in stretches], np.int32)
        parts = [s.part(first, self.slots) for s, first in zip(stretches, (bar * bars).tolist())]
        state = np.stack([voices.state for voices in parts])
        shift = home_shift(state[:, 0])
        away = rng.random(size) >= HOME_KEY_SHARE
        shift = np.where(away, (shift + rng.integers(1, 12, size) + 6) % 12 - 6, shift)
        texture = np.zeros((size, patches, TEXTURE), np.float32)
        for length in np.unique(bars).tolist():
            own = np.nonzero(bars == length)[0]
            counts = [self._counts[genre[i]][index[i]][bar[i] :][: -(-self.slots // length)] for i in own.tolist()]
            spans = moved(span_textures(np.stack(counts), length), shift[own, None])
            texture[own] = spans[:, span_of_patch(patches, length, SLOTS_PER_PATCH)]
        return Batch(
            transposed(state, shift[:, None, None]),
            np.stack([voices.onset for voices in parts]),
            np.stack([voices.drums for voices in parts]),
            texture,
            np.stack([self._features(stretch.metre) for stretch in stretches]),
            bars,
            genre.astype(np.int32),
        )

    def _features(self, metre: Metre) -> np.ndarray:
        if metre not in self._metre:
            self._metre[metre] = metre_features(self.slots // SLOTS_PER_PATCH, metre)
        return self._metre[metre]

    def _starts(self, stretches: Sequence[Stretch]) -> np.ndarray:
        """Stretch and bar of each window, int64 [n, 2]."""
        rows = [
            (i, bar) for i, s in enumerate(stretches) for bar in range((s.voices.slots - self.slots) // s.bar_slots + 1)
        ]
        return np.array(rows, np.int64).reshape(-1, 2)


def transposed(state: np.ndarray, shift: int | np.ndarray) -> np.ndarray:
    """States (uint8, any shape) moved by semitones; what would leave the range moves back by an octave."""
    shifted = state + np.asarray(shift, np.int16)
    shifted = np.where(shifted < 1, shifted + 12, np.where(shifted >= STATES, shifted - 12, shifted))
    return np.where(state > 0, shifted, 0).astype(np.uint8)


def home_shift(melodies: np.ndarray) -> np.ndarray:
    """Semitones (-6 to 5) that bring each melody's key to C major or A minor, int [n]. Melodies: uint8 [n, slots]."""
    weights = np.zeros((len(melodies), 12))
    melody, slot = np.nonzero(melodies)
    np.add.at(weights, (melody, (melodies[melody, slot].astype(int) + LOWEST - 1) % 12), 1)
    tonics = np.array([key.relative_major_tonic for key in keys_of_weights(weights)], np.int64)
    return (6 - tonics) % 12 - 6


HELD_OUT_SHARE = 0.1
_TUNE_SLOTS = 96


def split(stretches: Sequence[Stretch]) -> dict[str, tuple[Stretch, ...]]:
    """The stretches in PARTS, about 8 : 1 : 1, whole tunes to a part; a function of the music alone.

    Where there is music in 4/4 it alone is counted, so that music in other metres brought along later leaves the
    parts as they were.
    """
    tune = _tunes(stretches)
    blocks = np.array([s.voices.slots // _TUNE_SLOTS for s in stretches])
    common = np.array([s.metre == Metre(4, 4) for s in stretches])
    if common.any():
        blocks = blocks * common
    part = np.full(len(tune), "train", "U10")
    tunes = sorted(set(tune.tolist()), key=lambda t: hashlib.sha256(f"tune {t}".encode()).digest())
    for name in ("test", "validation"):
        taken = 0
        while taken < HELD_OUT_SHARE * blocks.sum() and len(tunes) > 1:
            own = tune == tunes.pop()
            part[own] = name
            taken += int(blocks[own].sum())
    return {name: tuple(s for s, p in zip(stretches, part) if p == name) for name in PARTS}


def _tunes(stretches: Sequence[Stretch]) -> np.ndarray:
    """A number for each stretch's tune, int [n]: pieces that share four bars of melody share the number."""
    parent: dict[int, int] = {s.source: s.source for s in stretches}

    def root(piece: int) -> int:
        while parent[piece] != piece:
            parent[piece] = parent[parent[piece]]
            piece = parent[piece]
        return piece

    seen: dict[bytes, int] = {}
    for stretch in stretches:
        for first in range(0, stretch.voices.slots - _TUNE_SLOTS + 1, _TUNE_SLOTS):
            voices = stretch.part(first, _TUNE_SLOTS)
            melody, onset = voices.state[0].astype(np.int16), voices.onset[0]
            pitches = melody[onset > 0]
            if len(pitches) < 6:
                continue  # a few notes are no tune: many pieces share them
            word = np.diff(pitches).tobytes() + onset.tobytes()
            piece = root(stretch.source)
            other = root(seen.setdefault(word, piece))
            parent[max(piece, other)] = min(piece, other)
    return np.array([root(s.source) for s in stretches], np.int64)
