"""Writes a part of a take again: some of its tracks, some of its bars, or a little of everything.

TAKE is a file that compose or rewrite wrote, or one whose tracks are named melody, chords, bass, pad and drums. The
melody, the parts of --keep and the bars outside --bars come back note for note, and what is new fits them: a note
belongs to the bar it begins in. The same take, options and weights give the same MIDI bytes. The weights
are the shipped ones, or those of --weights, whatever was chosen in the Library for the composer's window.
"""

from __future__ import annotations

import argparse
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gan.errors import MusicFileError, UsageError
from tui.commands.compose import MAX_TAKES
from tui.commands.options import add_genre, add_json, add_seed, bars_of, chosen_genres, whole_number
from tui.commands.take_files import add_outputs, write_takes
from tui.commands.usual import WRITING
from tui.commands.wishes import add_wishes, mark_of, number, role_named, wishes_of

if TYPE_CHECKING:
    from gan.music import Genre, Score
    from gan.take import Take
    from gan.wishes import Revision, Wishes

EXAMPLES = """\
examples:
  composer-tui rewrite takes/pop-s7-1.mid --genre pop --keep drums --keep bass
  composer-tui rewrite takes/pop-s7-1.mid --genre pop --bars 5-8 -n 8 --adventure 1.4
  composer-tui rewrite takes/pop-s7-1.mid --genre jazz --amount 0.2 --seed 3
  composer-tui rewrite takes/pop-s7-1.mid --genre pop --keep chords --keep pad --density drums=2

The files are named after the take, the seed and what was asked, such as pop-s7-1-r0-1-bars5-8.mid; the take stays.
"""

_LONGEST_STEM = 100
"""Characters of a take's name that its rewritings carry on: rewritings of rewritings must stay names of files."""


SETTINGS = WRITING


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("take", metavar="TAKE", type=Path, help="a take, as a MIDI or MusicXML file")
    add_genre(parser)
    parser.add_argument(
        "--keep",
        metavar="PART",
        action="append",
        default=[],
        help="a part that stays (chords, bass, pad or drums); repeat it for several",
    )
    parser.add_argument("--bars", metavar="A-B", help="write only these bars again, counted from 1; a pickup is bar 1")
    parser.add_argument(
        "--amount",
        metavar="X",
        type=number(0.01, 1),
        default=1.0,
        help="share of the bars of each voice that is written again: a little gives a variation (default 1)",
    )
    parser.add_argument(
        "-n", "--takes", metavar="N", type=whole_number(1, MAX_TAKES), default=4, help="how many to write (default 4)"
    )
    add_seed(parser)
    add_wishes(parser)
    add_outputs(parser)
    parser.add_argument("--weights", metavar="DIR", type=Path, help="weights of your own instead of the shipped ones")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from gan.music.role import ACCOMPANIMENT
    from gan.wishes import Revision
    from gan.wishes_json import wishes_to_json
    from tui.cli import narrate

    genre = _genre(options.genres)
    kept = [role_named(word) for word in options.keep]
    wishes = wishes_of(options, [genre], kept)
    bars = bars_of(options.bars)
    again = [role for role in ACCOMPANIMENT if role in genre.programs and role not in kept]
    if not again:
        parts = ", ".join(role.value for role in genre.roles[1:])
        raise UsageError("nothing is left to write again", f"{genre.title} has {parts}, all kept", "Keep fewer parts")
    revision = Revision(frozenset(again), bars, options.amount)
    take = _take(options.take)
    stays = [track.role.value for track in take.tracks if track.role not in again]
    where = f"bars {bars[0]} to {bars[1]}" if bars else f"{take.bars} bars"
    written = ", ".join(role.value for role in again)
    narrate(f"{take.title or 'untitled'} · {where} · {written} written again · {', '.join(stays)} kept")
    told = {
        "take": {"file": str(options.take), "title": take.title, "bars": take.bars, "kept": stays},
        "revision": {"parts": [role.value for role in again], "bars": bars, "amount": options.amount},
        "wishes": wishes_to_json(wishes),
    }
    return write_takes(_takes(take, genre, revision, wishes, options), options, told)


def _takes(
    take: Score, genre: Genre, revision: Revision, wishes: Wishes, options: argparse.Namespace
) -> Iterator[tuple[str, Take]]:
    from gan.compose import revise_with
    from gan.exported import ExportedGenerator

    network = ExportedGenerator(options.weights)
    made = revise_with(network, take, genre, revision, seed=options.seed, takes=options.takes, wishes=wishes)
    for one in made:
        name = f"{_stem(options.take, genre)}-r{one.seed}-{one.number}{_mark(genre, revision)}{mark_of(wishes)}"
        yield name, one


def _stem(path: Path, genre: Genre) -> str:
    """What the names of the rewritings begin with: the take's name, and the genre where that is another."""
    from gan.music import GENRES
    from gan.music.plain import plain

    stem = path.stem
    if len(stem) > _LONGEST_STEM:
        stem = f"{stem[: _LONGEST_STEM - 9]}-{zlib.crc32(stem.encode(errors='surrogateescape')):08x}"
    stem = plain(stem, _LONGEST_STEM)
    so_far = re.findall(rf"(?:^|-)({'|'.join(GENRES)})-[rs]\d+-\d+", stem)
    return stem if so_far[-1:] == [genre.id] else f"{stem}-{genre.id}"


def _mark(genre: Genre, revision: Revision) -> str:
    """What a file name says of the revision, such as `-bass+drums-bars5-8-amount0.2`; empty where all is new."""
    marks = []
    parts = [role.value for role in genre.roles if role in revision.roles]
    if len(parts) < len(genre.roles) - 1:
        marks.append("+".join(parts))
    if revision.bars:
        marks.append(f"bars{revision.bars[0]}-{revision.bars[1]}")
    if revision.amount < 1:
        marks.append(f"amount{revision.amount:g}")
    return "".join(f"-{mark}" for mark in marks)


def _genre(ids: list[str]) -> Genre:
    genres = chosen_genres(ids)
    if len(genres) > 1:
        raise UsageError("a take is written again in one genre", f"{len(genres)} are given", "Give one --genre")
    return genres[0]


def _take(path: Path) -> Score:
    """The take in a file. Raises MusicFileError, which says how to make one, for any other music."""
    from gan.music import Role
    from gan.music.importing import load_score
    from gan.music.partnames import role_named as role_in
    from gan.music.plain import plain

    score = load_score(path)
    strange = [track.name for track in score.tracks if role_in(track.name) is not track.role]
    roles = [track.role for track in score.tracks]
    double = [role.value for role in Role if roles.count(role) > 1]
    if strange:
        why = f"its track {strange[0]!r} is not named as the part that it is"
    elif double:
        why = f"it has more than one track named {double[0]}"
    elif Role.MELODY not in roles:
        why = f"it has no track named melody, only {', '.join(roles) or 'silence'}"
    else:
        return score
    raise MusicFileError(
        f"{plain(path.name, 60)} is not a take",
        why,
        f"Name its tracks {', '.join(Role)}, each once, or have a take made: composer-tui compose FILE --genre pop",
    )
