"""A picture of a take: its tracks over each other as piano rolls.

    python benchmarks/pictures.py TAKE.mid ... -o FOLDER

Writes FOLDER/TAKE.png for each MIDI file.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from gan.music.importing import load_score
from gan.music.note import TICKS_PER_QUARTER

COLOURS = ("#d1495b", "#30638e", "#003d5b", "#8d6a9f", "#5b8e7d")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("takes", metavar="TAKE", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path())
    options = parser.parse_args()
    for path in options.takes:
        picture(path, options.output / f"{path.stem}.png")


def picture(path: Path, into: Path) -> None:
    score = load_score(path)
    tracks = [t for t in score.tracks if t.notes]
    figure, rows = plt.subplots(len(tracks), 1, sharex=True, figsize=(11, 1.3 * len(tracks)), squeeze=False)
    for axis, track, colour in zip(rows[:, 0], tracks, COLOURS):
        for note in track.notes:
            start, length = note.start / TICKS_PER_QUARTER, note.length / TICKS_PER_QUARTER
            axis.barh(note.pitch, length * 0.92, left=start, height=0.9, color=colour)
        axis.set_ylabel(track.name)
        axis.set_yticks([p for p in range(0, 128, 12) if axis.get_ylim()[0] <= p <= axis.get_ylim()[1]])
        for tick in range(score.pickup, score.length + 1, score.metre.bar_ticks):
            axis.axvline(tick / TICKS_PER_QUARTER, color="#cccccc", linewidth=0.5, zorder=0)
    rows[-1, 0].set_xlabel("quarters")
    rows[0, 0].set_title(f"{path.stem}: {score.title or 'untitled'}, {score.metre}", fontsize=10)
    figure.tight_layout()
    figure.savefig(into, dpi=70)
    plt.close(figure)


if __name__ == "__main__":
    main()
