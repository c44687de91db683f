"""The SoundFonts that give the instruments: lists them, looks into one, chooses one, fetches a free one.

    soundfonts list          those of this machine, and which one plays and why
    soundfonts info FILE     what a font says of itself, its banks and programs, and what of General MIDI it lacks
    soundfonts use NAME      plays in the composer's window from its next start on; NAME may be a file, or best
    soundfonts fetch         the free fonts that can be fetched
    soundfonts fetch NAME    fetches one: it says from where, how much and under which licence, and asks

Fetching goes on where it broke off, and what comes is checked. A font lies in `soundfonts` in the data folder.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan.errors import SoundError, UsageError, did_you_mean
from tui.commands.options import add_json

if TYPE_CHECKING:
    from soundfonts.catalogue import Offer
    from soundfonts.inspecting import FontFacts

SETTINGS: dict[str, str] = {}
"""No option goes by a setting, but the settings name the font that plays."""
_DEEDS = ("list", "info", "use", "fetch")
_MOST_LICENCE = 60
EXAMPLES = """\
examples:
  composer-tui soundfonts
  composer-tui soundfonts info ~/sounds/piano.sf2
  composer-tui soundfonts use TimGM6mb.sf2
  composer-tui soundfonts fetch fluidr3
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("deed", metavar="DEED", nargs="?", default="list", help=f"{', '.join(_DEEDS)} (default list)")
    parser.add_argument("name", metavar="NAME", nargs="?", help="a file, or the name of a font")
    parser.add_argument("--yes", "-y", action="store_true", help="fetch without asking")
    parser.add_argument("--mirror", metavar="URL", help="fetch from another mirror of Debian (http or https)")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    deed = options.deed
    if deed not in _DEEDS:
        near = did_you_mean(deed, _DEEDS)
        raise UsageError(f"soundfonts cannot {deed!r}", "", f"{near}It can: {', '.join(_DEEDS)}")
    if options.name is None and deed in ("info", "use"):
        raise UsageError(f"{deed} needs the name of a SoundFont", "", "List them: composer-tui soundfonts")
    if options.name is not None and deed == "list":
        raise UsageError(f"all SoundFonts are listed, not {options.name!r}", "", "Try: soundfonts info FILE")
    {"list": _list, "info": _info, "use": _use, "fetch": _fetch}[deed](options)
    return 0


def _list(options: argparse.Namespace) -> None:
    from soundfonts import find_soundfonts
    from soundfonts.inspecting import inspect_soundfont, megabytes
    from tui.cli import narrate
    from tui.commands.output import print_table
    from tui.library.choices import load_choices
    from tui.library.fonts import font_entries, playing

    choice = load_choices().soundfont
    font, why = playing(choice)
    best = find_soundfonts()[0]
    rows: list[tuple[object, ...]] = [("id", "size", "presets", "plays", "licence")]
    values = []
    for entry in font_entries(choice):
        if entry.id == "best" or entry.path is None:
            continue
        try:
            facts = inspect_soundfont(entry.path)
        except SoundError as error:
            narrate(error)
            continue
        plays = _same(entry.path, font.path)
        rows.append((entry.id, megabytes(facts.size), facts.presets, "♪" if plays else "", _short(facts.licence)))
        values.append({"id": entry.id, "name": entry.name, "plays": plays, **facts.to_json()})
    if options.json:
        print(json.dumps({"plays": str(font.path), "why": why, "soundfonts": values}, indent=2))
        return
    print_table(rows, numbers=(1, 2))
    narrate(f"{font.name} plays: {why}.")
    if not _same(best.path, font.path):
        narrate(f"In play, render and compose it is {best.name}, unless --soundfont names another.")


def _info(options: argparse.Namespace) -> None:
    from soundfonts.inspecting import inspect_soundfont

    facts = inspect_soundfont(_path_of(options.name))
    if options.json:
        print(json.dumps(facts.to_json(), indent=2))
        return
    for title, text in _told(facts):
        first, *rest = text.split("\n")
        print(f"{title:<10}  {first}")
        for line in rest:
            print(f"{'':<10}  {line}")


def _told(facts: FontFacts) -> list[tuple[str, str]]:
    """What there is to say of a font, as titles and texts of one or more lines."""
    from gan.music.plain import plain
    from soundfonts.inspecting import megabytes, ranges
    from soundfonts.synthesis.programs import NAMES

    form = f"SoundFont {facts.version}"
    if facts.compressed:
        form += ", compressed (sf3): FluidSynth plays it where it was built with libsndfile"
    lines = [("file", plain(str(facts.path), 2000)), ("size", megabytes(facts.size)), ("format", form)]
    lines += list(facts.texts.items())
    many = "preset" if facts.presets == 1 else "presets"
    lines.append(("presets", f"{facts.presets} {many} in {len(facts.programs)} banks"))
    for bank, programs in facts.programs.items():
        kind = " (drum kits)" if bank == 128 else ""
        lines.append((f"bank {bank}", f"programs {ranges(programs)}{kind}"))
    if not facts.missing:
        lacks = "nothing: all 128 programs are there"
    elif len(facts.missing) > 16:
        lacks = f"{len(facts.missing)} programs: {ranges(facts.missing)}"
    else:
        lacks = ", ".join(f"{program} {NAMES[program]}" for program in facts.missing)
    lines.append(("lacks", lacks if facts.drums else f"{lacks}\nand it has no drum kit"))
    if facts.missing or not facts.drums:
        lines.append(("", "What it lacks is played by the next font, in the end the built-in one."))
    return lines


def _use(options: argparse.Namespace) -> None:
    import os

    from tui.cli import narrate
    from tui.commands.library import use
    from tui.library.library import Library

    use(Library(), "soundfonts", options.name)
    if named := os.environ.get("COMPOSER_TUI_SOUNDFONT"):
        narrate(f"But COMPOSER_TUI_SOUNDFONT or your settings name {named}, and that comes first.")


def _fetch(options: argparse.Namespace) -> None:
    from soundfonts.catalogue import OFFERS, PLACES
    from soundfonts.fetching import fetch
    from soundfonts.places import fonts_dir
    from tui.cli import narrate
    from tui.commands.library import shown

    if options.name is None:
        _offer_all(options.json)
        return
    offer = OFFERS.get(options.name.lower())
    if offer is None:
        near = did_you_mean(options.name, OFFERS)
        raise UsageError(f"there is no {options.name!r} to fetch", "", f"{near}There are: {', '.join(OFFERS)}")
    if options.mirror is not None and not options.mirror.startswith(("http://", "https://")):
        raise UsageError(f"--mirror {options.mirror!r} is no address", "", "It begins with https://")
    places = PLACES if options.mirror is None else (options.mirror,)
    for line in _terms(offer, places[0]):
        narrate(line)
    if not options.yes:
        _ask()
    path = fetch(offer, fonts_dir(), _Progress(), places)
    narrate(f"{offer.title} is there. Play with it: composer-tui soundfonts use {path.name}")
    print(shown(path))


def _offer_all(as_json: bool) -> None:
    from soundfonts.catalogue import OFFERS
    from soundfonts.inspecting import megabytes
    from soundfonts.places import fonts_dir
    from tui.commands.output import print_table

    there = {offer.id: (fonts_dir() / offer.file_name).exists() for offer in OFFERS.values()}
    if as_json:
        print(json.dumps([_to_json(offer, there[offer.id]) for offer in OFFERS.values()], indent=2))
        return
    rows: list[tuple[object, ...]] = [("id", "name", "download", "licence", "about")]
    for offer in OFFERS.values():
        about = f"{offer.about}{' (is there)' if there[offer.id] else ''}"
        rows.append((offer.id, offer.title, megabytes(offer.size), offer.licence, about))
    print_table(rows, numbers=(2,))


def _to_json(offer: Offer, there: bool) -> dict[str, Any]:
    return {
        "id": offer.id,
        "name": offer.title,
        "url": offer.url(),
        "bytes": offer.size,
        "sha256": offer.sha256,
        "licence": offer.licence,
        "font_bytes": offer.font_size,
        "fetched": there,
    }


def _terms(offer: Offer, place: str) -> list[str]:
    from soundfonts.inspecting import megabytes

    return [
        f"{offer.title}: {offer.about}",
        f"  licence   {offer.licence}",
        f"  from      {offer.url(place)}",
        f"  download  {megabytes(offer.size)}; on the disk {megabytes(offer.font_size)}",
        f"  sha256    {offer.sha256}",
    ]


def _ask() -> None:
    """Raise UsageError unless the person says yes."""
    if not sys.stdin.isatty():
        raise UsageError("nothing was fetched", "there is nobody to ask", "Add --yes")
    print("Fetch it? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise UsageError("nothing was fetched")


class _Progress:
    """Tells each tenth of the way in a line."""

    def __init__(self) -> None:
        self._tenth = 0

    def __call__(self, done: int, total: int) -> None:
        from tui.cli import narrate

        tenth = done * 10 // total
        if tenth > self._tenth:
            narrate(f"  {tenth * 10} %")
        self._tenth = tenth


def _path_of(name: str) -> Path:
    """The file that is meant: a path, or the id of a font in the usual folders."""
    from soundfonts.discovery import all_soundfonts
    from tui.folders import typed_path

    path = typed_path(name)
    if "/" in name or path.exists():
        return path
    if name == "built-in":
        return all_soundfonts()[-1].path
    return next((font.path for font in all_soundfonts() if name in (font.path.name, font.name)), path)


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _short(text: str) -> str:
    return text if len(text) <= _MOST_LICENCE else f"{text[: _MOST_LICENCE - 1]}…"
