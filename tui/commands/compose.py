"""Writes takes on a melody: for each genre, as many as asked, a MIDI and a WAV file each.

MELODY is a MIDI, MusicXML or ABC file. Of a file with several tracks the melody is found, and it says which;
--track takes another.
The same melody, genre, seed, wishes and weights give the same MIDI bytes, here and in the composer's window.

The weights are the shipped ones, or those of --weights, whatever was chosen in the Library for the composer's window:
a line means the same wherever it is typed. composer-tui library weights --json tells where others lie.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gan.errors import UsageError
from tui.commands.options import add_genre, add_json, add_seed, chosen_genres, whole_number
from tui.commands.take_files import add_outputs, write_takes
from tui.commands.usual import WRITING
from tui.commands.wishes import add_wishes, mark_of, wishes_of

if TYPE_CHECKING:
    from gan.music import Genre, Melody
    from gan.take import Take
    from gan.wishes import Wishes

EXAMPLES = """\
examples:
  composer-tui compose --demo --genre pop
  composer-tui compose song.mid --genre jazz --genre chorale -n 2 --seed 7 -o takes
  composer-tui compose tune.abc --genre rock --no-audio --json
  composer-tui compose --demo --genre pop --adventure 1.4 --density bass=2 --density pad=0 --blend jazz=0.3

A wish is part of the files' names, so takes that differ only in one lie beside each other.
"""

MAX_TAKES = 99


SETTINGS = {**WRITING, "genres": "studio.genre"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("melody", metavar="MELODY", nargs="?", type=Path, help="a MIDI, MusicXML or ABC file")
    parser.add_argument(
        "--demo",
        metavar="NAME",
        nargs="?",
        const="",
        help="a built-in melody instead of a file (composer-tui demos lists them; without NAME the first)",
    )
    parser.add_argument(
        "--tune", metavar="ID", help="an old tune that comes with music21 (composer-tui demos --search WORD finds them)"
    )
    parser.add_argument(
        "--track",
        metavar="N",
        type=whole_number(1, 999),
        help="the track of MELODY to take as the melody (composer-tui tracks lists them; without it the likeliest)",
    )
    add_genre(parser)
    parser.add_argument(
        "-n", "--takes", metavar="N", type=whole_number(1, MAX_TAKES), default=4, help="takes per genre (default 4)"
    )
    add_seed(parser)
    add_wishes(parser)
    add_outputs(parser)
    parser.add_argument("--weights", metavar="DIR", type=Path, help="weights of your own instead of the shipped ones")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from gan.wishes_json import wishes_to_json
    from tui.cli import narrate

    genres = chosen_genres(options.genres)
    wishes = wishes_of(options, genres)
    melody = _melody(options)
    narrate(_about(melody))
    about = {"title": melody.title, "bars": melody.bars, "notes": len(melody.notes), "found": melody.found}
    told = {"melody": about, "wishes": wishes_to_json(wishes)}
    return write_takes(_takes(melody, genres, wishes, options), options, told)


def _melody(options: argparse.Namespace) -> Melody:
    given = [name for name in ("melody", "demo", "tune") if getattr(options, name) is not None]
    if len(given) != 1:
        raise UsageError(
            "give one melody", "a file, --demo or --tune, only one of them" if given else "", "Try: --demo"
        )
    if options.track is not None and options.melody is None:
        raise UsageError("--track is for a file", "a built-in melody has one track", "Leave it out")
    if options.melody is not None:
        from gan.music.importing import load_melody

        return load_melody(options.melody, options.track)
    from gan.music.demos import DEMOS
    from tui.commands.demos import demo, tune_melody

    if options.tune is not None:
        return tune_melody(options.tune)
    return demo(options.demo or next(iter(DEMOS)))


def _takes(
    melody: Melody, genres: list[Genre], wishes: Wishes, options: argparse.Namespace
) -> Iterator[tuple[str, Take]]:
    from gan.compose import compose_with
    from gan.exported import ExportedGenerator

    network = ExportedGenerator(options.weights)
    for genre in genres:
        for take in compose_with(network, melody, genre, seed=options.seed, takes=options.takes, wishes=wishes):
            yield take.name + mark_of(wishes), take


def _about(melody: Melody) -> str:
    words = [
        melody.title or "untitled",
        f"{melody.bars} bars of {melody.metre}",
        str(melody.sounding_key),
        f"{melody.tempo:.0f} quarters per minute",
    ]
    if melody.found:
        words.append(melody.found)
    return " · ".join(words)
