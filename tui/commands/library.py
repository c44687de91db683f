"""Takes, melodies, runs, weights, SoundFonts and the trash: lists, renames and deletes them, and brings them back.

    library [SECTION]               lists a section, without one all of them
    library rename SECTION NAME NEW
    library delete SECTION NAME…    moves to the trash, which keeps it for 30 days
    library restore [ID…]           brings it back; without an id what was deleted last
    library use weights NAME        what composes in the composer's window from its next start on
    library use soundfonts NAME     what plays there; a file of yours is named with its folder or its ending
    library export NAME… -o DIR     writes takes of the shelf as MIDI files

The composer's Library station shows and does the same. A name may be an id, a name, or how one of them begins.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from gan.errors import UsageError, did_you_mean
from tui.commands.options import add_json
from tui.library.choices import load_choices
from tui.library.entry import SECTIONS, TITLES, age

if TYPE_CHECKING:
    from tui.library.entry import Entry
    from tui.library.library import Library

_DEEDS = ("rename", "delete", "restore", "use", "export")
EXAMPLES = """\
examples:
  composer-tui library
  composer-tui library takes --json
  composer-tui library rename takes pop-s7-1 "for Anna"
  composer-tui library delete runs 0003
  composer-tui library restore
  composer-tui library export "for Anna" -o songs
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", metavar="SECTION", nargs="?", help=f"{', '.join(SECTIONS)}; or {', '.join(_DEEDS)}")
    parser.add_argument("words", metavar="NAME", nargs="*", help="what is to be renamed, deleted, restored, exported")
    parser.add_argument(
        "-o", "--output", metavar="DIR", type=Path, default=Path("takes"), help="where export writes (default takes)"
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from tui.library.library import Library

    library, what, words = Library(), options.what, list(options.words)
    if what is not None and what not in (*SECTIONS, *_DEEDS):
        near = did_you_mean(what, (*SECTIONS, *_DEEDS))
        raise UsageError(f"there is no section {what!r}", "", f"{near}Sections: {', '.join(SECTIONS)}")
    if what in _DEEDS:
        deed = {"rename": _rename, "delete": _delete, "restore": _restore, "use": _use, "export": _export}[what]
        deed(library, words, options)
        return 0
    if words:
        raise UsageError(f"a section is listed as a whole, not {words[0]!r}", "", "Try: composer-tui library --help")
    _list(library, SECTIONS if what is None else (what,), options.json)
    return 0


def _list(library: Library, sections: tuple[str, ...], as_json: bool) -> None:
    from tui.cli import narrate
    from tui.commands.output import print_table
    from tui.library.shelf import told_of

    passed_over: list[str] = []
    found = {section: library.entries(section, load_choices(), passed_over) for section in sections}
    if passed_over:
        narrate(told_of(passed_over))
    if as_json:
        values = {section: [entry.to_json() for entry in entries] for section, entries in found.items()}
        print(json.dumps(values if len(sections) > 1 else values[sections[0]], indent=2))
        return
    for number, (section, entries) in enumerate(found.items()):
        if len(sections) > 1:
            print(("\n" if number else "") + TITLES[section].upper())
        if not entries:
            narrate("The trash is empty." if section == "trash" else f"There are no {TITLES[section].lower()} yet.")
            continue
        rows = [("id", "name", "", "about", "made")]
        rows += [(entry.id, entry.name, entry.mark, entry.about, age(entry.at)) for entry in entries]
        print_table(rows)


def _rename(library: Library, words: list[str], options: argparse.Namespace) -> None:
    from tui.cli import narrate

    if len(words) != 3:
        raise UsageError("renaming takes a section, a name and a new name", "", 'Example: library rename takes X "Y"')
    entry = library.named(_section(words[0]), words[1], load_choices())
    path = library.rename(entry, words[2])
    _follow(entry, path)
    narrate(f"{entry.name} is called {words[2]} now.")
    print(shown(path))


def _delete(library: Library, words: list[str], options: argparse.Namespace) -> None:
    from tui.cli import narrate

    if len(words) < 2:
        raise UsageError("deleting takes a section and a name", "", "Example: library delete takes pop-s7-1")
    section = _section(words[0])
    library.trash.empty_old()
    for entry in [library.named(section, word, load_choices()) for word in words[1:]]:
        discarded = library.delete(entry)
        _follow(entry, None)
        if discarded is None:
            narrate(f"{entry.name} is off the list of loaded melodies; its file stays.")
        else:
            narrate(f"{entry.name} is in the trash. Back with: composer-tui library restore {discarded.id}")
            print(discarded.id)


def _follow(entry: Entry, now: Path | None) -> None:
    """Weights that were chosen to compose and lie elsewhere now compose from there; those that are gone no more."""
    from tui.library.choices import after_move, save_choices

    before = load_choices()
    after = after_move(before, entry.path, now) if entry.path is not None else before
    if after != before:
        save_choices(after)


def _restore(library: Library, words: list[str], options: argparse.Namespace) -> None:
    from tui.cli import narrate

    trash = library.trash.all()
    if not trash:
        raise UsageError("the trash is empty")
    chosen = trash[:1]
    if words:
        chosen = []
        for word in words:
            fitting = [one for one in trash if one.id == word] or [one for one in trash if one.name == word]
            if not fitting:
                raise UsageError(f"there is no {word!r} in the trash", "", "List it: composer-tui library trash")
            chosen.append(fitting[0])
    for one in chosen:
        path = library.trash.restore(one)
        narrate(f"{one.name} is back among the {TITLES.get(one.section, one.section).lower()}.")
        print(shown(path))


def _use(library: Library, words: list[str], options: argparse.Namespace) -> None:
    if len(words) != 2 or words[0] not in ("weights", "soundfonts"):
        raise UsageError("weights or soundfonts can be used", "", "Example: library use weights shipped")
    use(library, *words)


def use(library: Library, section: str, word: str) -> None:
    """Have the composer use weights or a SoundFont, by its name or its file, from its next start on; and say so."""
    from tui.cli import narrate
    from tui.library.choices import save_choices
    from tui.library.fonts import font_file
    from tui.library.library import chosen_with
    from tui.library.weights import check_weights

    choices = load_choices()
    entry = font_file(word) if section == "soundfonts" else None
    entry = entry or library.named(section, word, choices)
    if section == "weights":
        assert entry.path is not None
        check_weights(entry.path)
    save_choices(chosen_with(choices, entry))
    narrate(f"From its next start on the composer uses {entry.name}.")


def _export(library: Library, words: list[str], options: argparse.Namespace) -> None:
    from gan.locations import made
    from gan.music.midi import midi_bytes
    from tui.commands.output import write_file
    from tui.library.files import free_path

    if not words:
        raise UsageError("no take is named", "", "List them: composer-tui library takes")
    folder = made(options.output)
    for entry in [library.named("takes", word, load_choices()) for word in words]:
        assert entry.path is not None
        heard = library.take(entry.path, entry.name).heard
        path = free_path(folder / f"{heard.file_name}.mid")
        write_file(path, midi_bytes(heard.take.score, heard.mix))
        print(shown(path))


def _section(word: str) -> str:
    if word not in SECTIONS:
        raise UsageError(f"there is no section {word!r}", "", f"{did_you_mean(word, SECTIONS)}{', '.join(SECTIONS)}")
    return word


def shown(path: Path) -> str:
    """A path as it may be printed."""
    from gan.music.plain import plain

    return plain(str(path), limit=2000)
