"""Segment tables: note lists of ready-cut windows (`<corpus>.npz` with `notes` and `meta`) → Segments.

`notes`, int [m, 7]: segment, role (0 melody, 1 chords, 2 bass, 3 pad, 4 drums, 5 other), onset, length (both in
1/24 quarter), pitch, velocity, program. `meta`, int [n, >= 2]: piece, start in the piece.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from gan.data.segments import SLOTS, Segments
from gan.data.voices import DRUMS, VOICES, Voices, write_role
from gan.errors import DataError
from gan.music.melody import one_voice
from gan.music.note import Note
from gan.music.role import Role

_ROLES = (Role.MELODY, Role.CHORDS, Role.BASS, Role.PAD, Role.DRUMS)


def read_table(path: Path, progress: Callable[[int, int], None] | None = None) -> Segments:
    """The segments of a table; `progress(done, total)` is called now and then. Raises DataError."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            notes, meta = archive["notes"].astype(np.int64), archive["meta"].astype(np.int64)
    except FileNotFoundError:
        raise DataError(f"there is no segment table {path.name}", f"{path.parent} does not have it") from None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise DataError(f"{path.name} is no segment table", str(error)) from None
    count = len(meta)
    state = np.zeros((count, VOICES, SLOTS), np.uint8)
    onset = np.zeros((count, VOICES, SLOTS), np.uint8)
    drums = np.zeros((count, SLOTS, DRUMS), np.uint8)
    order = np.argsort(notes[:, 0], kind="stable")
    notes = notes[order]
    bounds = np.searchsorted(notes[:, 0], np.arange(count + 1))
    for i in range(count):
        rows = notes[bounds[i] : bounds[i + 1]]
        into = Voices(state[i], onset[i], drums[i])
        for code, role in enumerate(_ROLES):
            part = [
                Note(int(on), int(pitch), max(1, int(length)))
                for _, _, on, length, pitch, _, _ in rows[rows[:, 1] == code]
            ]
            write_role(into, role, one_voice(part) if role is Role.MELODY else part)
        if progress and i % 200 == 0:
            progress(i, count)
    if progress:
        progress(count, count)
    sounds = np.any(state[:, 1:], axis=(1, 2)) | np.any(drums, axis=(1, 2))
    kept = np.flatnonzero(np.any(state[:, 0], axis=1) & sounds)
    return Segments(state, onset, drums, meta[:, 0].astype(np.int32), meta[:, 1].astype(np.int32)).taken(kept)
