"""Notes as a dense array: time runs down the rows, pitch along the columns.

Conventions:

- A row is a *frame* of `FRAME_TICKS` = 2 ticks: 12 frames to a quarter, so sixteenths (3), eighth triplets (4)
  and sixteenth triplets (2) are whole numbers of frames.
- Column p is MIDI pitch p.
- The onset rule: `sounding` says that a pitch sounds in a frame, `onset` that a note begins there. A frame that sounds
  without an onset holds the note of the frame before. So a repeated note differs from a held one.
- The snapping rule: starts and ends go to the nearest frame border, halves to the later one; every note keeps at
  least one frame; a note that still sounds when its pitch begins again is cut short there.

Velocities are not kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from gan.music.note import TICKS_PER_QUARTER, Note
from gan.music.score import without_overlaps

FRAME_TICKS = 2
"""Ticks in a frame."""

FRAMES_PER_QUARTER = TICKS_PER_QUARTER // FRAME_TICKS

PITCHES = 128


@dataclass(frozen=True, eq=False, slots=True)
class Pianoroll:
    """Two planes of bool [frames, 128], read-only. Raises ValueError where they break the onset rule."""

    sounding: np.ndarray
    """bool [frames, 128]: the pitch sounds in this frame."""
    onset: np.ndarray
    """bool [frames, 128]: a note of this pitch begins in this frame."""

    def __post_init__(self) -> None:
        for name in ("sounding", "onset"):
            plane = np.array(getattr(self, name), dtype=bool)
            if plane.ndim != 2 or plane.shape[1] != PITCHES:
                raise ValueError(f"the plane {name} has the shape {plane.shape}, not [frames, {PITCHES}]")
            plane.setflags(write=False)
            object.__setattr__(self, name, plane)
        if self.sounding.shape != self.onset.shape:
            raise ValueError(f"the planes differ in length: {len(self.sounding)} and {len(self.onset)} frames")
        if np.any(self.onset & ~self.sounding):
            raise ValueError("a note begins in a frame in which it does not sound")
        if np.any(_rises(self.sounding) & ~self.onset):
            raise ValueError("a note sounds that never began")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Pianoroll):
            return NotImplemented
        return np.array_equal(self.sounding, other.sounding) and np.array_equal(self.onset, other.onset)

    __hash__ = None  # type: ignore[assignment]  # arrays have no hash

    @property
    def frames(self) -> int:
        """The number of frames."""
        return len(self.sounding)

    @property
    def ticks(self) -> int:
        """The length in ticks."""
        return self.frames * FRAME_TICKS

    @staticmethod
    def from_notes(notes: Iterable[Note], frames: int | None = None) -> Pianoroll:
        """The notes, snapped (see the module), in as many frames as they need or exactly in `frames`.

        What lies behind the last frame is left out, a note that crosses it is cut.
        """
        snapped = without_overlaps(_snap(note) for note in notes)
        if frames is None:
            frames = max((note.end for note in snapped), default=0)
        sounding = np.zeros((frames, PITCHES), dtype=bool)
        onset = np.zeros((frames, PITCHES), dtype=bool)
        for note in snapped:
            if note.start < frames:
                sounding[note.start : note.end, note.pitch] = True
                onset[note.start, note.pitch] = True
        return Pianoroll(sounding, onset)

    def to_notes(self, velocity: int = 80) -> tuple[Note, ...]:
        """The notes, sorted, all of one velocity; the inverse of `from_notes` for notes on the frame borders."""
        begins = np.argwhere(self.onset.T)  # [notes, 2]: pitch, frame; sorted by pitch, then frame
        stops = np.argwhere(_stops(self.sounding, self.onset).T)
        return tuple(
            sorted(
                Note(int(frame) * FRAME_TICKS, int(pitch), int(stop - frame) * FRAME_TICKS, velocity)
                for (pitch, frame), (_, stop) in zip(begins, stops)
            )
        )


def snap_to_frame(tick: int) -> int:
    """The frame border nearest to a tick, halves to the later one."""
    return (2 * tick + FRAME_TICKS) // (2 * FRAME_TICKS)


def _snap(note: Note) -> Note:
    start = snap_to_frame(note.start)
    return Note(start, note.pitch, max(1, snap_to_frame(note.end) - start), note.velocity)


def _rises(sounding: np.ndarray) -> np.ndarray:
    """bool [frames, 128]: it sounds here and did not in the frame before."""
    rises = sounding.copy()
    rises[1:] &= ~sounding[:-1]
    return rises


def _stops(sounding: np.ndarray, onset: np.ndarray) -> np.ndarray:
    """bool [frames + 1, 128]: a note that sounded in the frame before ends at this border."""
    stops = np.zeros((len(sounding) + 1, PITCHES), dtype=bool)
    stops[1:-1] = sounding[:-1] & (~sounding[1:] | onset[1:])
    if len(sounding):
        stops[-1] = sounding[-1]
    return stops
