"""A small segment table of music made by rule: triads under stepwise tunes, one tune to a piece."""

from __future__ import annotations

from pathlib import Path

import numpy as np

SCALE = (0, 2, 4, 5, 7, 9, 11)


def write_table(path: Path, pieces: int = 12, segments: int = 4, seed: int = 0) -> None:
    """A table of `pieces` pieces with `segments` four-bar windows each, in the columns of `gan.data.tables`."""
    rng = np.random.default_rng(seed)
    notes, meta = [], []
    for piece in range(pieces):
        for window in range(segments):
            number = piece * segments + window
            meta.append((piece, window * 384, 0, 1, 1, 0))
            degree = int(rng.integers(7))
            for beat in range(16):
                degree = int(np.clip(degree + rng.integers(-2, 3), 0, 13))
                pitch = 60 + 12 * (degree // 7) + SCALE[degree % 7]
                notes.append((number, 0, beat * 24, 24, pitch, 80, 0))
                if beat % 4 == 0:
                    root = SCALE[degree % 7]
                    for third in (0, 4, 7):
                        notes.append((number, 1, beat * 24, 96, 48 + root + third, 70, 0))
                    notes.append((number, 3, beat * 24, 96, 60 + root, 70, 0))
                notes.append((number, 2, beat * 24, 24, 36 + SCALE[degree % 7], 80, 0))
                notes.append((number, 4, beat * 24, 6, 36 if beat % 2 == 0 else 38, 80, 0))
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, notes=np.array(notes, np.int16), meta=np.array(meta, np.int32))
