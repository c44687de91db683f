"""Music held out of training, as scores in their home key: what takes are compared with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gan.data.corpora import Progress, load_corpora
from gan.data.dataset import home_shift, split, transposed
from gan.data.grid import tick_of
from gan.data.stretches import Stretch, block_bars
from gan.data.voices import Voices, read_role
from gan.music.key import Key
from gan.music.melody import Melody
from gan.music.metre import Metre
from gan.music.note import Note
from gan.music.role import Role
from gan.music.score import Score, Track, without_overlaps

SONG_BARS = 16
"""Bars in a song at most (twice as many where bars are short)."""


@dataclass(frozen=True, slots=True)
class Song:
    """Some bars of a piece that follow each other."""

    score: Score
    """In C major or A minor by its melody; all roles that sound, the melody first; no pickup."""
    piece: int
    """Songs of one piece have one number."""


def held_out_songs(
    genre: str,
    folder: Path | None,
    cache: Path,
    progress: Progress,
    part: str = "test",
    limit_windows: int | None = None,
) -> list[Song]:
    """The songs of a part of a genre's music; see `load_corpora` for the arguments and what is raised.

    Args:
        part: "train", "validation" or "test".
        limit_windows: about how many four-bar windows, spread evenly over the part; all where None.
    """
    stretches = split(load_corpora((genre,), folder, cache, progress)[genre])[part]
    songs = [piece for stretch in stretches for piece in _songs(stretch)]
    windows = np.cumsum([s.bars // block_bars(s.metre) for s in songs])
    if limit_windows is not None and len(songs) and windows[-1] > limit_windows:
        wanted = max(1, round(len(songs) * limit_windows / int(windows[-1])))
        songs = [songs[i] for i in np.linspace(0, len(songs) - 1, wanted).astype(int)]
    return [Song(score_of(s.voices, s.metre), s.source) for s in songs]


def score_of(voices: Voices, metre: Metre) -> Score:
    """Voices as a score in C major or A minor, moved there by the melody."""
    shift = int(home_shift(voices.state[:1])[0])
    home = Voices(transposed(voices.state, shift), voices.onset, voices.drums)
    tracks = [Track(role, without_overlaps(read_role(home, role))) for role in Role]
    return Score(tuple(t for t in tracks if t.notes or t.role is Role.MELODY), metre=metre, key=Key())


def melody_of(score: Score) -> Melody | None:
    """The melody of a score from `score_of`; None where it has no notes."""
    tune = score.track(Role.MELODY)
    return Melody(tune.notes, score.tempo, score.metre, 0, score.key) if tune and tune.notes else None


def cut_windows(score: Score, bars: int = 4) -> list[Score]:
    """Windows of `bars` bars that lie side by side, without those that have no melody or no parts.

    A note goes to the window it begins in and ends with it at the latest. A last part of a window is left out, up to
    the last bar line at or after the end of the last note of any track.
    """
    length = bars * score.metre.bar_ticks
    total = -(-max(0, score.length - score.pickup) // score.metre.bar_ticks) * score.metre.bar_ticks
    starts = range(score.pickup, score.pickup + total - length + 1, length)
    return [window for start in starts if (window := window_at(score, start, length)) is not None]


def window_at(score: Score, start: int, length: int) -> Score | None:
    """The window of `length` ticks from tick `start` on, as `cut_windows` cuts it; None without melody or parts."""
    tracks = [Track(t.role, _within(t.notes, start, length), t.program, t.name) for t in score.tracks]
    heard = {t.role for t in tracks if t.notes}
    if Role.MELODY not in heard or len(heard) == 1:
        return None
    return Score(tuple(tracks), score.tempo, score.metre, 0, score.key)


def _within(notes: tuple[Note, ...], start: int, length: int) -> tuple[Note, ...]:
    end = start + length
    return tuple(
        Note(n.start - start, n.pitch, min(n.end, end) - n.start, n.velocity) for n in notes if start <= n.start < end
    )


def _songs(stretch: Stretch) -> list[Stretch]:
    slots = SONG_BARS // 4 * block_bars(stretch.metre) * stretch.bar_slots
    pieces = []
    for first in range(0, stretch.voices.slots, slots):
        voices = stretch.part(first, min(slots, stretch.voices.slots - first))
        pieces.append(Stretch(voices, stretch.metre, stretch.source, stretch.start + int(tick_of(first))))
    return pieces
