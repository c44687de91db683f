"""A window as arrays: the rule that time is cut where something changes, so nothing is rounded and little is counted.

A window of `bars` bars is cut at every start and end of a pitched note and at every pulse; between two cuts (a
*stretch*) the same notes sound, so a weight of `ticks` makes every count exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gan.music.role import Role
from gan.music.score import Score

PITCHED = (Role.MELODY, Role.CHORDS, Role.BASS, Role.PAD)
PARTS = PITCHED[1:]

DRUM_KINDS = ("kick", "snare", "hat", "tom", "cymbal", "hand")
"""What the General MIDI drum keys are told apart by."""
_KEYS = ((35, 36), (37, 38, 39, 40), (42, 44, 46), (41, 43, 45, 47, 48, 50), (49, 51, 52, 53, 55, 57, 59))
_KIND_OF = np.full(128, len(_KEYS))
for _kind, _keys in enumerate(_KEYS):
    _KIND_OF[list(_keys)] = _kind


@dataclass(frozen=True, slots=True)
class Line:
    """The notes of one pitched role, `n` of them, sorted by start and pitch, over `s` stretches."""

    start: np.ndarray
    """int64 [n], ticks."""
    pitch: np.ndarray
    """int64 [n], MIDI."""
    length: np.ndarray
    """int64 [n], ticks."""
    pitch_classes: np.ndarray
    """bool [s, 12]: which sound."""
    top: np.ndarray
    """int64 [s]: the highest sounding pitch, -1 in silence."""
    bottom: np.ndarray
    """int64 [s]: the lowest sounding pitch, -1 in silence."""
    voices: np.ndarray
    """int64 [s]: how many notes sound."""
    begins: np.ndarray
    """bool [s]: whether a note starts with the stretch."""

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True, slots=True)
class Window:
    """All of a window; `s` stretches."""

    bars: int
    """1 or more."""
    bar_ticks: int
    pulse_ticks: int
    begin: np.ndarray
    """int64 [s]: the tick at which each stretch begins."""
    ticks: np.ndarray
    """int64 [s]: how long it lasts, 1 or more."""
    on_pulse: np.ndarray
    """bool [s]: whether it begins with a pulse."""
    lines: dict[Role, Line]
    """One for each of PITCHED, with no notes where the role does not play."""
    drum_start: np.ndarray
    """int64 [hits], ticks."""
    drum_kind: np.ndarray
    """int64 [hits], index into DRUM_KINDS."""


def window_of(score: Score) -> Window:
    """The arrays of a score without a pickup; two tracks of one role are taken together."""
    bars, bar, pulse = max(1, score.bars), score.metre.bar_ticks, score.metre.pulse_ticks
    notes = {role: _columns(score, role) for role in Role}
    end = bars * bar
    pulses = (np.arange(bars)[:, None] * bar + np.arange(0, bar, pulse)[None, :]).ravel()
    cuts = [pulses, np.array([end])]
    for role in PITCHED:
        start, _, length = notes[role]
        cuts += [start, start + length]
    edges = np.unique(np.concatenate(cuts))
    begin = edges[:-1]
    drum_start, drum_key, _ = notes[Role.DRUMS]
    return Window(
        bars=bars,
        bar_ticks=bar,
        pulse_ticks=pulse,
        begin=begin,
        ticks=np.diff(edges),
        on_pulse=begin % bar % pulse == 0,
        lines={role: _line(notes[role], begin) for role in PITCHED},
        drum_start=drum_start,
        drum_kind=_KIND_OF[drum_key],
    )


def _columns(score: Score, role: Role) -> np.ndarray:
    """Start, pitch and length of a role's notes, int64 [3, n], sorted by the first two."""
    notes = sorted((n.start, n.pitch, n.length) for track in score.tracks if track.role is role for n in track.notes)
    return np.array(notes, np.int64).reshape(-1, 3).T


def _line(notes: np.ndarray, begin: np.ndarray) -> Line:
    start, pitch, length = notes
    if not len(start):
        silent = np.full(len(begin), -1)
        return Line(start, pitch, length, np.zeros((len(begin), 12), bool), silent, silent, silent + 1, silent >= 0)
    active = (start[None, :] <= begin[:, None]) & (begin[:, None] < (start + length)[None, :])
    one_hot = (pitch[:, None] % 12 == np.arange(12)).astype(np.float32)
    lowest = np.where(active, pitch[None, :], 128).min(axis=1)
    return Line(
        start,
        pitch,
        length,
        active.astype(np.float32) @ one_hot > 0,
        np.where(active, pitch[None, :], -1).max(axis=1),
        np.where(lowest < 128, lowest, -1),
        active.sum(axis=1),
        np.isin(begin, start),
    )
