"""Music of your own to train on: add reads the files in a folder, list shows what there is.

Of each MIDI, MusicXML and ABC file it says what was found: the track that has the melody, the bars in each metre, and
the blocks of four bars to learn from, in which a melody and two other tracks or more play. What is there already, or
has the same tune, is left out; so is a file that cannot be read. Of an ABC file the first tune is taken.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from gan.errors import DataError, UsageError
from tui.commands.options import add_json, chosen_genres, need_data

if TYPE_CHECKING:
    from gan.data.adding import Addition, Found

EXAMPLES = """\
examples:
  composer-tui dataset add ~/quartets --genre chamber
  composer-tui dataset add ~/songs --genre pop -o ~/music-data
  composer-tui dataset list
  composer-tui train --genre pop --data ~/music-data
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)
    add = actions.add_parser("add", help="read the music in a folder", allow_abbrev=False)
    add.add_argument("folder", metavar="FOLDER", type=Path, help="a folder of MIDI, MusicXML and ABC files")
    add.add_argument("--genre", "-g", metavar="GENRE", required=True, help="the genre that the music is in")
    add.add_argument("-o", "--output", metavar="DATA_DIR", type=Path, help="where the data are kept")
    add_json(add)
    show = actions.add_parser("list", help="show what music there is", allow_abbrev=False)
    show.add_argument("--data", metavar="DIR", type=Path, help="where the data are kept")
    add_json(show)


def run(options: argparse.Namespace) -> int:
    return _add(options) if options.action == "add" else _list(options)


def _add(options: argparse.Namespace) -> int:
    from gan.data.adding import ENOUGH_BLOCKS, add_folder
    from gan.locations import cache_dir, datasets_dir, made
    from tui.cli import narrate

    (genre,) = chosen_genres([options.genre])
    if not options.folder.is_dir():
        raise UsageError(f"there is no folder {options.folder}", "", "FOLDER has the music that is added")
    data = made(options.output or datasets_dir())

    def told(number: int, count: int, found: Found) -> None:
        line = f"{number} of {count}: {_sentence(found)}"
        narrate(line) if options.json else print(line, flush=True)

    added = add_folder(options.folder, genre.id, data, cache_dir(), told, _progress)
    blocks = sum(added.total.values())
    if options.json:
        print(json.dumps(_to_json(added, genre.id), indent=2))
    else:
        _print_sum(added)
    why = "a fifth of the pieces is held out, and the networks would know the rest by heart instead of its style"
    mend = f"Bring more: about {ENOUGH_BLOCKS} are needed"
    if added.refused:
        raise DataError(f"{_count(blocks)} are too little to learn {genre.id} from, so nothing is written", why, mend)
    if blocks < ENOUGH_BLOCKS:
        narrate(f"{_count(blocks)} are too little to learn {genre.id} from: {why}. {mend}")
    narrate(f"{added.path}. To learn from it: composer-tui train --genre {genre.id} --data {data}")
    return 0


def _list(options: argparse.Namespace) -> int:
    from gan.data.adding import blocks_by_metre, music_in
    from gan.locations import cache_dir, datasets_dir
    from tui.cli import narrate
    from tui.commands.output import print_table

    data = options.data or datasets_dir()
    need_data(options.data, "training music")
    found = music_in(data, cache_dir(), _progress)
    rows: list[tuple[object, ...]] = [("genre", "pieces", "blocks", "by metre")]
    values = []
    for genre, stretches in found.items():
        blocks, pieces = blocks_by_metre(stretches), len({stretch.source for stretch in stretches})
        rows.append((genre, pieces, sum(blocks.values()), _listed(blocks)))
        values.append({"genre": genre, "pieces": pieces, "blocks": blocks})
    if options.json:
        print(json.dumps(values, indent=2))
    elif found:
        print_table(rows, numbers=(1, 2))
    else:
        narrate(f"There is no music in {data} yet. Add some: composer-tui dataset add FOLDER --genre chorale")
    return 0


def _progress(what: str, done: int, total: int) -> None:
    from tui.cli import narrate

    if done == total:
        narrate(f"{what}: {total} read")


def _sentence(found: Found) -> str:
    """What was found in a file, in a line."""
    from gan.data.adding import blocks_by_metre

    said = [f"melody {found.melody}"] if found.melody else []
    if found.bars:
        said.append(f"bars: {_listed(found.bars)}")
    if found.stretches:
        said.append(_count(sum(blocks_by_metre(found.stretches).values())))
    if found.why:
        said.append(f"left out: {found.why}")
    return f"{found.name}: {'; '.join(said)}"


def _count(blocks: int) -> str:
    return f"{blocks} {'block' if blocks == 1 else 'blocks'} of four bars"


def _listed(by_metre: dict[str, int]) -> str:
    return ", ".join(f"{count} in {metre}" for metre, count in by_metre.items())


def _print_sum(added: Addition) -> None:
    from tui.commands.output import print_table

    states = [found.state for found in added.files]
    print(
        f"{len(states)} files: {states.count('new')} new, {states.count('known')} known already, "
        f"{states.count('unusable')} with nothing to learn from, {states.count('unreadable')} not readable"
    )
    rows: list[tuple[object, ...]] = [("metre", "new blocks", "in all")]
    rows += [(metre, added.added.get(metre, 0), count) for metre, count in added.total.items()]
    rows.append(("all", sum(added.added.values()), sum(added.total.values())))
    print_table(rows, numbers=(1, 2))


def _to_json(added: Addition, genre: str) -> dict[str, object]:
    from gan.data.adding import blocks_by_metre

    return {
        "genre": genre,
        "path": str(added.path),
        "refused": added.refused,
        "new_blocks": added.added,
        "blocks": added.total,
        "files": [
            {
                "file": found.name,
                "state": found.state,
                "why": found.why,
                "melody": found.melody,
                "bars": found.bars,
                "new_blocks": blocks_by_metre(found.stretches),
            }
            for found in added.files
        ],
    }
