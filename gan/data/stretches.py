"""Stretches: uninterrupted music of one metre, as arrays, kept by genre in one .npz file.

Training windows of any length are cut from stretches, from each bar line on.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gan.data.arrays import opened_arrays
from gan.data.grid import PATCH_TICKS, SLOTS_PER_PATCH
from gan.data.voices import DRUMS, STATES, VOICES, VOICES_OF, Voices, write_role
from gan.errors import DataError
from gan.locations import make
from gan.music.melody import one_voice
from gan.music.metre import Metre
from gan.music.note import Note
from gan.music.role import Role
from gan.music.score import Score

FORMAT = 3
_PLAINER = 2
"""The form before, which did not say what was played; it is read too."""
BLOCK_BARS = 4
"""Bars that must have a melody and parts together, or are left out together."""
_LEAST_MELODY_NOTES = 4
_LEAST_MELODY_BARS = 2


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole bars of one metre, of one piece, without a gap."""

    voices: Voices
    metre: Metre
    source: int
    """The piece it was cut from; training and held-out music share none."""
    start: int
    """The tick in the piece."""
    played: bool = True
    """False where parts were made by rule, from chord symbols: their harmony can be learned from, but how a band
    plays cannot."""

    @property
    def bar_slots(self) -> int:
        """Slots in a bar."""
        return bar_slots(self.metre)

    @property
    def bars(self) -> int:
        return self.voices.slots // self.bar_slots

    def part(self, first: int, slots: int) -> Voices:
        """Views of `slots` slots from slot `first` on."""
        v, end = self.voices, first + slots
        return Voices(v.state[:, first:end], v.onset[:, first:end], v.drums[first:end])


def bar_slots(metre: Metre) -> int:
    """Slots in a bar, 3 or more. For a metre that does not `fits_grid` it is the nearest below."""
    return max(1, metre.bar_ticks // PATCH_TICKS) * SLOTS_PER_PATCH


def fits_grid(metre: Metre) -> bool:
    """True where a bar is a whole number of eighths, so that bar lines stand between patches."""
    return metre.bar_ticks % PATCH_TICKS == 0


def stretches_of(score: Score, source: int) -> Iterator[Stretch]:
    """The stretches of a score with one track a role.

    It is looked at in blocks of BLOCK_BARS bars (as many as make 8 quarters or more, where bars are short). A block
    needs a melody of 4 notes in 2 bars or more, and two accompanying roles that sound; blocks that follow each other
    make a stretch. A metre whose bars do not fit the grid gives none.
    """
    if not fits_grid(score.metre):
        return
    bar = score.metre.bar_ticks
    block = bar * block_bars(score.metre)
    run: list[int] = []
    for start in range(score.pickup, score.length - block + 1, block):
        if _has_enough(score, start, block):
            run.append(start)
        elif run:
            yield _cut(score, run[0], run[-1] + block, source)
            run = []
    if run:
        yield _cut(score, run[0], run[-1] + block, source)


def block_bars(metre: Metre) -> int:
    """Bars in a block: a multiple of BLOCK_BARS."""
    bars = BLOCK_BARS
    while bars * bar_slots(metre) < 48:
        bars *= 2
    return bars


def _has_enough(score: Score, start: int, length: int) -> bool:
    roles = 0
    melody: list[Note] = []
    for track in score.tracks:
        notes = [n for n in track.notes if start <= n.start < start + length]
        if track.role is Role.MELODY:
            melody = notes
        else:
            roles += bool(notes)
    bars = {(n.start - start) // score.metre.bar_ticks for n in melody}
    return roles >= 2 and len(melody) >= _LEAST_MELODY_NOTES and len(bars) >= _LEAST_MELODY_BARS


def _cut(score: Score, start: int, end: int, source: int) -> Stretch:
    voices = Voices.silent((end - start) // PATCH_TICKS * SLOTS_PER_PATCH)
    for track in score.tracks:
        notes = [n for n in track.notes if start <= n.start < end]
        write_role(voices, track.role, one_voice(notes) if track.role is Role.MELODY else notes, start)
    return Stretch(voices, score.metre, source, start)


def joined(blocks: Sequence[Stretch]) -> Stretch:
    """Stretches of one piece that follow each other without a gap, as one."""
    first = blocks[0]
    voices = Voices(
        np.concatenate([b.voices.state for b in blocks], axis=1),
        np.concatenate([b.voices.onset for b in blocks], axis=1),
        np.concatenate([b.voices.drums for b in blocks]),
    )
    return Stretch(voices, first.metre, first.source, first.start, first.played)


def sounds(voices: Voices) -> bool:
    """True where there is a melody and something beside it."""
    parts = any(voices.state[list(own)].any() for role, own in VOICES_OF.items() if role is not Role.MELODY)
    return bool(voices.state[0].any() and (parts or voices.drums.any()))


def save_stretches(stretches: Sequence[Stretch], path: Path) -> None:
    """Write atomically: a reader sees the old file or the new one."""
    make(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".tmp")
    rows = [(s.voices.slots, s.metre.beats, s.metre.unit, s.source, s.start, s.played) for s in stretches]
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez_compressed(
                file,
                format=np.int32(FORMAT),
                state=np.concatenate([s.voices.state for s in stretches], axis=1),
                onset=np.concatenate([s.voices.onset for s in stretches], axis=1),
                drums=np.concatenate([s.voices.drums for s in stretches]),
                rows=np.array(rows, np.int64),
            )
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def load_stretches(path: Path) -> tuple[Stretch, ...]:
    """The stretches of a file written by `save_stretches`. Raises DataError where it is not one."""
    try:
        with opened_arrays(path) as arrays:
            form = int(arrays.numbers("format", 0))
            if form > FORMAT:
                raise DataError(f"{path.name} was made by a newer composer-tui", "", "Update composer-tui")
            if form not in (_PLAINER, FORMAT):
                raise DataError(f"{path.name} is of another version", "", "Remove it; it is made again")
            state, onset, drums, rows = (arrays.numbers(name, 2) for name in ("state", "onset", "drums", "rows"))
        slots = len(drums)
        if (state.shape, onset.shape, drums.shape) != ((VOICES, slots), (VOICES, slots), (slots, DRUMS)):
            raise ValueError("its arrays are not of one length")
        if form == _PLAINER:
            rows = np.pad(rows, ((0, 0), (0, 1)), constant_values=1)
        if rows.shape[1] != 6 or (rows[:, 0] < 0).any() or sum(rows[:, 0].tolist()) != slots:
            raise ValueError("its stretches are not as long as its arrays")
        if state.max(initial=0) >= STATES or onset.max(initial=0) > 1 or drums.max(initial=0) > 1:
            raise ValueError("it has notes that cannot be")
        found, first = [], 0
        for slots, beats, unit, source, start, played in rows.tolist():
            end = first + slots
            voices = Voices(state[:, first:end], onset[:, first:end], drums[first:end])
            found.append(Stretch(voices, Metre(beats, unit), source, start, bool(played)))
            first = end
        return tuple(found)
    except (OSError, ValueError) as error:
        raise DataError(f"{path.name} does not hold stretches", str(error), "Remove it; it is made again") from None
