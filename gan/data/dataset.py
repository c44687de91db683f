"""Batches of training windows as a pure function of (seed, step).

Pieces are split, never windows: the same tune in two files (found by its melody, whatever the key) is one piece, so
held-out music is music the networks have not met. Every window is put into C major or A minor by its melody, and three
times in ten moved on to another of the twelve keys, so that a wrong guess of the key, or a passage away from it, is
nothing new.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from gan.data.segments import Segments
from gan.data.texture import REGISTER_COLUMNS, TEXTURE, textures_of
from gan.data.voices import LOWEST, STATES
from gan.errors import DataError
from gan.music.key import key_of_weights

PARTS = ("train", "validation", "test")
HOME_KEY_SHARE = 0.7
"""How often a window stays in C major or A minor."""
BALANCE = 0.4
"""Genres are drawn in proportion to (windows ** BALANCE): small ones are heard more often, but not as often."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows with what steers them; `b` of them."""

    state: np.ndarray
    """uint8 [b, VOICES, SLOTS]."""
    onset: np.ndarray
    """uint8 [b, VOICES, SLOTS]."""
    drums: np.ndarray
    """uint8 [b, SLOTS, DRUMS]."""
    texture: np.ndarray
    """float32 [b, TEXTURE]."""
    genre: np.ndarray
    """int32 [b], index into the dataset's genres."""


class Dataset:
    """Segments of several genres, split and balanced.

    Args:
        segments: by genre id, in the order that numbers the genres.
        seed: of the shuffling and the keys; the split depends on the music alone.

    Raises:
        DataError: a genre has no window in a part.
    """

    def __init__(self, segments: dict[str, Segments], seed: int = 0) -> None:
        self.genres = tuple(segments)
        self.seed = seed
        self.parts = {genre: split(one) for genre, one in segments.items()}
        for genre, parts in self.parts.items():
            for name in ("train", "validation"):
                if not len(parts[name]):
                    raise DataError(f"genre {genre} has too few pieces", f"none is left for {name}", "Bring more music")
        self._train = [self.parts[genre]["train"] for genre in self.genres]
        sizes = np.array([len(part) for part in self._train])
        share = sizes**BALANCE / (sizes**BALANCE).sum()
        self._quota = np.maximum(1, np.round(share * sizes.sum()).astype(int))
        self._home = [home_shift(part.state[:, 0]) for part in self._train]
        self._texture = [textures_of(part.state, part.onset, part.drums) for part in self._train]
        self._epoch = -1
        self._order = np.zeros((0, 2), np.int64)

    @property
    def epoch_length(self) -> int:
        """Windows in an epoch."""
        return int(self._quota.sum())

    def order(self, epoch: int) -> np.ndarray:
        """Which windows, in which order: int64 [epoch_length, 2] of genre and index. A function of (seed, epoch)."""
        if epoch != self._epoch:
            rng = np.random.default_rng([self.seed, 1, epoch])
            rows = []
            for genre, (part, quota) in enumerate(zip(self._train, self._quota)):
                rounds = -(-quota // len(part))
                index = np.concatenate([rng.permutation(len(part)) for _ in range(rounds)])[:quota]
                rows.append(np.stack([np.full(quota, genre), index], axis=1))
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
        picked = []
        for genre, index in rows:
            shift = int(self._home[genre][index])
            if rng.random() >= HOME_KEY_SHARE:
                shift = (shift + int(rng.integers(1, 12)) + 6) % 12 - 6
            picked.append((int(genre), int(index), shift))
        return self._gather(picked, self._train, self._texture)

    def held_out(self, part: str, genre: str, limit: int = 10**9) -> Batch:
        """Windows of a part ("validation" or "test") in their home keys, spread evenly over it."""
        number = self.genres.index(genre)
        own = self.parts[genre][part]
        index = np.linspace(0, len(own) - 1, min(limit, len(own))).astype(int)
        home = home_shift(own.state[:, 0])
        picked = [(0, int(i), int(home[i])) for i in index]
        batch = self._gather(picked, [own], [textures_of(own.state, own.onset, own.drums)])
        return Batch(batch.state, batch.onset, batch.drums, batch.texture, np.full(len(picked), number, np.int32))

    @staticmethod
    def _gather(picked: list[tuple[int, int, int]], parts: list[Segments], textures: list[np.ndarray]) -> Batch:
        state = np.stack([transposed(parts[g].state[i], shift) for g, i, shift in picked])
        texture = np.stack([textures[g][i] for g, i, _ in picked]).reshape(-1, TEXTURE)
        shifts = np.array([shift for _, _, shift in picked], np.float32)
        for column in REGISTER_COLUMNS:
            texture[:, column] += shifts / 12 * (texture[:, column - 2] > 0)
        return Batch(
            state,
            np.stack([parts[g].onset[i] for g, i, _ in picked]),
            np.stack([parts[g].drums[i] for g, i, _ in picked]),
            texture,
            np.array([g for g, _, _ in picked], np.int32),
        )


def transposed(state: np.ndarray, shift: int) -> np.ndarray:
    """States (uint8, any shape) moved by semitones; what would leave the range moves back by an octave."""
    moved = state.astype(np.int16) + shift
    moved = np.where(moved < 1, moved + 12, np.where(moved >= STATES, moved - 12, moved))
    return np.where(state > 0, moved, 0).astype(np.uint8)


def home_shift(melodies: np.ndarray) -> np.ndarray:
    """Semitones (-6 to 5) that bring each melody's key to C major or A minor, int [n]. Melodies: uint8 [n, slots]."""
    shifts = np.zeros(len(melodies), np.int64)
    for i, melody in enumerate(melodies):
        pitch_classes = (melody[melody > 0].astype(int) + LOWEST - 1) % 12
        key = key_of_weights(np.bincount(pitch_classes, minlength=12).astype(float))
        shifts[i] = (6 - key.relative_major_tonic) % 12 - 6
    return shifts


HELD_OUT_SHARE = 0.1


def split(segments: Segments) -> dict[str, Segments]:
    """The segments in PARTS, about 8 : 1 : 1, whole tunes to a part; a function of the music alone."""
    tune = _tunes(segments)
    part = np.full(len(tune), "train", "U10")
    tunes = sorted(set(tune.tolist()), key=lambda t: hashlib.sha256(f"tune {t}".encode()).digest())
    for name in ("test", "validation"):
        taken = 0
        while taken < HELD_OUT_SHARE * len(tune) and len(tunes) > 1:
            own = tune == tunes.pop()
            part[own] = name
            taken += int(own.sum())
    return {name: segments.taken(part == name) for name in PARTS}


def _tunes(segments: Segments) -> np.ndarray:
    """A number for each segment's tune, int [n]: pieces that share a window's melody share the number."""
    parent: dict[int, int] = {int(s): int(s) for s in segments.source}

    def root(piece: int) -> int:
        while parent[piece] != piece:
            parent[piece] = parent[parent[piece]]
            piece = parent[piece]
        return piece

    seen: dict[bytes, int] = {}
    for i in range(len(segments)):
        melody, onset = segments.state[i, 0].astype(np.int16), segments.onset[i, 0]
        pitches = melody[onset > 0]
        if len(pitches) < 6:
            continue  # a few notes are no tune: many pieces share them
        word = np.diff(pitches).tobytes() + onset.tobytes()
        piece = root(int(segments.source[i]))
        other = root(seen.setdefault(word, piece))
        parent[max(piece, other)] = min(piece, other)
    return np.array([root(int(s)) for s in segments.source], np.int64)
