"""Lets weights write takes and sets them right: parallels and bare chords as often as in the music they learned from.

A generator learns beside true notes; beside its own it errs more: voices end in parallel fifths and octaves, and chords
lack their third. So takes are written on melodies of the training music, and what they have too often is wanted less.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from gan.errors import UsageError
from tui.commands.options import add_data, add_seed, need_data, whole_number

EXAMPLES = """\
examples:
  composer-tui rehearse RUN/checkpoints/step-00002000 --data ~/segments -o ~/weights
  composer-tui rehearse ~/weights --data ~/segments -o ~/weights --rounds 5

The folder of weights is one that train wrote: every checkpoint of a run is. What is written is such a folder too, for
compose --weights and train --from. More rounds go on from where the last ones came to.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path, help="the weights")
    add_data(parser, "the one that they learned from, as in train")
    parser.add_argument(
        "--rounds", metavar="N", type=whole_number(1, 100), default=3, help="times to set them right (default 3)"
    )
    parser.add_argument(
        "--songs",
        metavar="N",
        type=whole_number(1, 1000),
        default=4,
        help="takes of each genre in a round, of 16 bars; with few, chance is taken for a fault (default 4)",
    )
    add_seed(parser)
    parser.add_argument("-o", "--output", metavar="DIR", type=Path, required=True, help="the folder to write in")


def run(options: argparse.Namespace) -> int:
    from gan.data.corpora import check_corpora, load_corpora
    from gan.exported import ExportedGenerator
    from gan.locations import cache_dir, made
    from tui.cli import narrate

    need_data(options.data)
    if (options.output / "manifest.json").exists():
        raise UsageError(f"{options.output} is a checkpoint of a run", "its files are sealed", "Name another folder")
    genres = ExportedGenerator(options.folder).genres
    check_corpora(genres, options.data)
    folder = made(options.output)
    # Seconds' work, so not before the options are known to be right.
    from gan.data.dataset import Dataset
    from gan.rehearsal import rehearse

    def tell(what: str, done: int, total: int) -> None:
        if done % max(1, total // 20) == 0:
            narrate(f"{what}: {done} of {total}")

    dataset = Dataset(load_corpora(genres, options.data, cache_dir(), tell))
    rehearse(options.folder, folder, dataset, options.rounds, options.songs, options.seed, tell)
    print(folder)
    return 0
