"""Serves a page in a browser that plays music of this machine: files that are named, else the takes kept here.

It prints an address to open on your own machine; over SSH it also says how to bring the port there. On the page pieces
are chosen, played and stopped, and its piano sounds here. It goes on until Ctrl-C. Nobody else can listen: the
address holds a secret, and the page answers this machine (and tunnels to it) alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan.errors import ComposerError
from tui.commands.options import whole_number

if TYPE_CHECKING:
    from gan.music.score import Score
    from tui.commands.hearing import Hearing

EXAMPLES = """\
examples:
  composer-tui listen
  composer-tui listen takes/*.mid
  composer-tui listen song.musicxml --port 9000
"""
SETTINGS: dict[str, str] = {}
_MOST = 200
Piece = tuple[str, "Callable[[], Score]"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scores", metavar="SCORE", type=Path, nargs="*", help="MIDI, MusicXML or ABC files")
    parser.add_argument("--port", metavar="N", type=whole_number(1, 65535), help="the page's port (default 8765)")
    parser.add_argument("--soundfont", metavar="FILE", type=Path, help="a SoundFont instead of the best found")


def run(options: argparse.Namespace) -> int:
    from tui.commands.hearing import heard_on, page_route, tell_address
    from tui.commands.render import chosen_font

    pieces = _files(options.scores) if options.scores else _kept() or _demos()
    with heard_on(page_route(options.port), chosen_font(options.soundfont)) as hearing:
        tell_address(hearing.route)
        _attend(hearing, pieces)
    return 0


def _attend(hearing: Hearing, pieces: list[Piece]) -> None:
    """Play what is asked for, one piece after the other, until the command is ended."""
    from tui.cli import complain

    names = tuple(name for name, _ in pieces)
    current = 0
    hearing.player.set_titles(names, current)
    begin = False
    while True:
        event = None if begin else hearing.asked()
        if event is not None and event["do"] == "choose":
            current, begin = min(event["index"], len(pieces) - 1), True
        begin = begin or (event is not None and event["do"] in ("toggle", "play"))
        if not begin:
            continue
        hearing.player.set_titles(names, current)
        asked: dict[str, Any] | None = None
        try:
            score = pieces[current][1]()
        except ComposerError as error:
            complain(error)
        else:
            asked = hearing.play(score)
        begin = asked is not None or current + 1 < len(pieces)
        current = min(asked["index"] if asked is not None else current + 1, len(pieces) - 1)


def _files(paths: list[Path]) -> list[Piece]:
    """The files that were named; each is read when it is played. Raises ComposerError for one that is not there."""
    from gan.music.importing import load_score
    from gan.music.plain import plain

    for path in paths:
        if not path.is_file():
            raise ComposerError(f"there is no file {path}", "", "Look at its name")
    return [(plain(path.stem, 80), lambda path=path: load_score(path)) for path in paths[:_MOST]]  # type: ignore[misc]


def _kept() -> list[Piece]:
    """The takes on the shelf, the newest first."""
    from gan.music.plain import plain
    from tui.library.places import shelf_dir, trash_dir
    from tui.library.shelf import Shelf
    from tui.library.trash import Trash

    kept = list(Shelf(shelf_dir(), Trash(trash_dir())).takes())[::-1]
    return [(plain(take.heard.name, 80), lambda take=take: take.heard.take.score) for take in kept[:_MOST]]  # type: ignore[misc]


def _demos() -> list[Piece]:
    """The built-in melodies."""
    from gan.music.demos import DEMOS
    from tui.transport import melody_score

    return [(melody.title, lambda melody=melody: melody_score(melody, "chorale")) for melody in DEMOS.values()]  # type: ignore[misc]
