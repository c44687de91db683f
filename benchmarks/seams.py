"""Whether long takes have seams: can windows over the borders of the composer's spans be told from windows within?

    python benchmarks/seams.py --data DIR --genre chorale --genre rock

A take is lent its arrangement in spans of four bars, and grown in groups of eight. So windows of four bars are cut over
each border of groups, over the middle of each group, and within spans. For takes and for the music that their melodies
stood in a classifier (`gan.measures.judges.c2st`) tells windows over borders from windows within: 0.5 where there is
nothing to tell. Music has phrases; what counts is how much more there is to tell in takes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from gan.data.holdout import held_out_songs, melody_of, window_at
from gan.evaluation import NetworkComposer
from gan.exported import ExportedGenerator
from gan.locations import cache_dir
from gan.measures.judges import c2st
from gan.music.genre import genre_named
from gan.music.score import Score

LEAST_BARS = 16
BARS = 4
"""Of a window."""
BORDERS = {"groups of eight bars": 6, "spans of four bars within them": 2}
"""Kinds of borders, and the first bar from which on a window has one in its middle, counted from 0."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--genre", action="append", required=True)
    parser.add_argument("--songs", type=int, default=40, help="of each genre, at most")
    parser.add_argument("--weights", type=Path)
    options = parser.parse_args()
    composer = NetworkComposer(ExportedGenerator(options.weights))
    print("| genre | songs | windows over the borders of | takes | their music |\n|---|---|---|---|---|")
    for genre in options.genre:
        real = _long_songs(genre, options.data, options.songs)
        takes = [composer.take(tune, genre_named(genre), seed) for seed, s in enumerate(real) if (tune := melody_of(s))]
        for name, first in BORDERS.items():
            told = " | ".join(f"{_told(songs, first):.3f}" for songs in (takes, real))
            print(f"| {genre} | {len(real)} | {name} | {told} |", flush=True)


def _long_songs(genre: str, data: Path, most: int) -> list[Score]:
    """Held-out songs, one of a piece, spread over the pieces."""
    pieces: dict[int, Score] = {}
    where = genre, data, cache_dir(), lambda *_: None
    for song in held_out_songs(*where) + held_out_songs(*where, part="validation"):
        long = song.score.length - song.score.pickup >= LEAST_BARS * song.score.metre.bar_ticks
        if long and melody_of(song.score) is not None:
            pieces.setdefault(song.piece, song.score)
    found = list(pieces.values())
    return [found[i] for i in np.linspace(0, len(found) - 1, min(most, len(found))).round().astype(int)]


def _told(songs: list[Score], first: int) -> float:
    """How well windows that begin at bars `first`, `first` + 8 … are told from those within spans."""
    pieces, windows = zip(*(_cut(songs, begin, every) for begin, every in ((0, 4), (first, 8))))
    return c2st(*windows, groups=pieces)


def _cut(songs: list[Score], begin: int, every: int) -> tuple[np.ndarray, list[Score]]:
    """Windows from some bars on, counted from 0, and the song of each."""
    found = []
    for number, song in enumerate(songs):
        bar = song.metre.bar_ticks
        for start in range(song.pickup + begin * bar, song.length - BARS * bar + 1, every * bar):
            if (window := window_at(song, start, BARS * bar)) is not None:
                found.append((number, window))
    return np.array([number for number, _ in found]), [window for _, window in found]


if __name__ == "__main__":
    main()
