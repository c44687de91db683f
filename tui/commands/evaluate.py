"""Judges the weights: takes on held-out melodies, against real music and against accompaniments without understanding.

For each genre it says how far the takes are from real music, beside how far real music is from other real music.
evaluation.json, evaluation.md and evaluation.png in the folder have all the numbers. The music that is held out is
no part of what the weights learned from, where those were trained with the same data.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from gan.errors import MissingDependency, UsageError
from tui.commands.options import add_data, add_genre, add_json, add_seed, chosen_genres, need_data, whole_number

if TYPE_CHECKING:
    from gan.data.holdout import Song
    from gan.evaluation import Evaluation
    from gan.exported import ExportedGenerator
    from gan.music.metre import Metre

EXAMPLES = """\
examples:
  composer-tui evaluate --genre chorale
  composer-tui evaluate --genre pop --genre rock --data ~/segments -o report
  composer-tui evaluate --data ~/segments --raw --json
  composer-tui evaluate --genre song --data ~/segments --metre 3/4

Without --genre it takes every genre that the weights know and the data have. Without --data the genre chorale is
judged by the Bach chorales that come with music21. It takes some minutes for a genre; fewer --windows are faster, but
with less than 300 small faults are not seen.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_genre(parser)
    add_data(parser)
    parser.add_argument("--weights", metavar="DIR", type=Path, help="weights of your own instead of the shipped ones")
    parser.add_argument(
        "--windows",
        metavar="N",
        type=whole_number(10, 10_000),
        default=300,
        help="windows of four bars to compose and to compare with, at most (default 300)",
    )
    add_seed(parser)
    parser.add_argument("--metre", metavar="N/M", type=_metre, help="only music in this metre: 3/4, 6/8 (default all)")
    parser.add_argument("--raw", action="store_true", help="leave out every rule beside the network")
    parser.add_argument(
        "--no-baselines",
        action="store_true",
        help="leave out the accompaniments without understanding, and the picture: five times as fast",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="DIR",
        type=Path,
        default=Path("evaluation"),
        help="the folder to write in (default evaluation)",
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from gan.data.corpora import check_corpora
    from gan.exported import ExportedGenerator
    from gan.locations import made

    need_data(options.data)
    network = ExportedGenerator(options.weights)
    genres = _genres(options, network)
    check_corpora(genres, options.data)
    folder = made(options.output)
    # A second's work, so not before the options are known to be right.
    from gan.evaluation import NetworkComposer, evaluate
    from gan.measures.baselines import BASELINES

    teller = _Teller()
    held_out, training = {}, {}
    for genre in genres:
        held_out[genre], training[genre] = _music(genre, options, teller)
    found = evaluate(
        NetworkComposer(network, options.raw),
        held_out,
        training,
        windows=options.windows,
        seed=options.seed,
        baselines=() if options.no_baselines else BASELINES,
        progress=teller,
    )
    _write(found, folder, pictured=not options.no_baselines)  # without them there is no scale to draw
    if options.json:
        print(json.dumps(found.to_json(), indent=2))
    else:
        _print(found, folder)
    return 0


def _genres(options: argparse.Namespace, network: ExportedGenerator) -> tuple[str, ...]:
    """The genres asked for, else those that the weights know and the data have."""
    from gan.data.corpora import BUILT_IN_GENRE, stretches_path, table_path

    if options.genres:
        asked = tuple(genre.id for genre in chosen_genres(options.genres))
        for id in asked:
            if id not in network.genres:
                known = ", ".join(network.genres)
                raise UsageError(f"these weights do not know the genre {id}", "", f"They know {known}")
        return asked
    if options.data is None:
        found = [id for id in network.genres if id == BUILT_IN_GENRE]
    else:
        paths = {id: (table_path(id, options.data), stretches_path(id, options.data)) for id in network.genres}
        found = [id for id, both in paths.items() if any(path.is_file() for path in both)]
    if not found:
        where = options.data or "what comes with music21"
        raise UsageError("there is no genre to evaluate", f"{where} has no music of the genres that the weights know")
    return tuple(found)


def _music(genre: str, options: argparse.Namespace, teller: _Teller) -> tuple[list[Song], list[Song]]:
    """Held-out and training music of a genre.

    The test part is used, and the validation part too where the test part has not enough for two halves.
    """
    from gan.data.holdout import cut_windows, held_out_songs
    from gan.locations import cache_dir

    def part(name: str) -> list[Song]:
        songs = held_out_songs(genre, options.data, cache_dir(), teller, name)
        return [song for song in songs if options.metre in (None, song.score.metre)]

    songs = part("test")
    if sum(len(cut_windows(song.score)) for song in songs) < 2 * options.windows:
        songs += part("validation")
    return songs, part("train")


def _metre(text: str) -> Metre:
    """A type for argparse."""
    from gan.music.metre import Metre

    try:
        beats, unit = text.split("/")
        return Metre(int(beats), int(unit))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a metre such as 3/4") from None


class _Teller:
    """Narrates progress: each thing when it begins, and when a quarter more of it is done."""

    def __init__(self) -> None:
        self._told = ("", -1)

    def __call__(self, what: str, done: int, total: int) -> None:
        from tui.cli import narrate

        state = what, 4 * done // max(1, total)
        if state != self._told:
            self._told = state
            narrate(f"{what}: {done} of {total}")


def _write(found: Evaluation, folder: Path, pictured: bool) -> None:
    from gan.evaluation.picture import picture
    from tui.cli import complain
    from tui.commands.output import write_file

    write_file(folder / "evaluation.json", (json.dumps(found.to_json(), indent=2) + "\n").encode())
    write_file(folder / "evaluation.md", found.markdown().encode())
    if not pictured:
        return
    try:
        write_file(folder / "evaluation.png", picture(found))
    except MissingDependency as error:
        complain(MissingDependency("the numbers are written, but no picture", str(error.what), error.mend))


def _print(found: Evaluation, folder: Path) -> None:
    from gan.music.plain import plain
    from tui.commands.output import print_table

    for one in found.genres:
        print(one.genre)
        print_table(one.table(), numbers=(1, 2, 3))
        for sentence in one.summary():
            print(sentence)
        print()
    print(plain(str(folder), limit=2000))
