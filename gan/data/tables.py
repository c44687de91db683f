"""Segment tables: note lists of ready-cut four-bar windows (`<corpus>.npz` with `notes` and `meta`) → stretches.

`notes`, int [m, 7]: segment, role (0 melody, 1 chords, 2 bass, 3 pad, 4 drums, 5 other), onset, length (both in
1/24 quarter), pitch, velocity, program. `meta`, int [n, >= 2]: piece, start in the piece, and in its sixth column 1
where the parts were made by rule from chord symbols. All is in 4/4. Windows that follow each other in a piece make one
stretch.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from gan.data.arrays import opened_arrays
from gan.data.stretches import Stretch, joined, sounds
from gan.data.voices import Voices, write_role
from gan.errors import DataError
from gan.music.melody import one_voice
from gan.music.metre import Metre
from gan.music.note import Note
from gan.music.role import Role

SLOTS = 96
"""Slots in a window of a table: four bars of 4/4."""
TICKS = 384
_COLUMNS = 7
_BY_RULE = 5
_ROLES = (Role.MELODY, Role.CHORDS, Role.BASS, Role.PAD, Role.DRUMS)


def read_table(path: Path, progress: Callable[[int, int], None] | None = None) -> tuple[Stretch, ...]:
    """The stretches of a table, by piece and start; `progress(done, total)` is called now and then.

    Raises DataError.
    """
    try:
        with opened_arrays(path) as arrays:
            notes, meta = arrays.numbers("notes", 2).astype(np.int64), arrays.numbers("meta", 2).astype(np.int64)
            if notes.shape[1] != _COLUMNS or meta.shape[1] < 2:
                raise ValueError("it has other columns")
            _check_notes(notes)
    except FileNotFoundError:
        raise DataError(f"there is no segment table {path.name}", f"{path.parent} does not have it") from None
    except (OSError, ValueError) as error:
        raise DataError(f"{path.name} is no segment table", str(error)) from None
    count = len(meta)
    made = meta[:, _BY_RULE] == 1 if meta.shape[1] > _BY_RULE else np.zeros(count, bool)
    notes = notes[np.argsort(notes[:, 0], kind="stable")]
    bounds = np.searchsorted(notes[:, 0], np.arange(count + 1))
    found: list[Stretch] = []
    run: list[Stretch] = []
    for done, i in enumerate(np.lexsort((meta[:, 1], meta[:, 0])).tolist()):
        voices = _voices(notes[bounds[i] : bounds[i + 1]])
        source, start = int(meta[i, 0]), int(meta[i, 1])
        if run and not (sounds(voices) and (source, start) == (run[-1].source, run[-1].start + TICKS)):
            found.append(joined(run))
            run = []
        if sounds(voices):
            run.append(Stretch(voices, Metre(4, 4), source, start, played=not made[i]))
        if progress and done % 200 == 0:
            progress(done, count)
    if run:
        found.append(joined(run))
    if progress:
        progress(count, count)
    return tuple(found)


def _check_notes(notes: np.ndarray) -> None:
    """Raise ValueError where a column holds what no note has."""
    onset, length, pitch = notes[:, 2], notes[:, 3], notes[:, 4]
    if ((onset < 0) | (onset > TICKS) | (length > 2**20) | (pitch < 0) | (pitch > 127)).any():
        raise ValueError("it has notes that cannot be")


def _voices(rows: np.ndarray) -> Voices:
    """The notes of one window."""
    voices = Voices.silent(SLOTS)
    for code, role in enumerate(_ROLES):
        part = [
            Note(int(on), int(pitch), max(1, int(length))) for _, _, on, length, pitch, _, _ in rows[rows[:, 1] == code]
        ]
        write_role(voices, role, one_voice(part) if role is Role.MELODY else part)
    return voices
