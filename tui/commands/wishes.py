"""What a person may ask for besides melody, genre and seed: options, their reading, their mark on file names."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from gan.errors import UsageError, did_you_mean
from tui.commands.options import whole_number

if TYPE_CHECKING:
    from gan.music import Genre, Role
    from gan.wishes import Wishes

MOST_ADVENTURE = 2.0
MOST_PASSES = 256


def number(least: float, most: float) -> Callable[[str], float]:
    """A type for argparse: a number from `least` to `most`."""

    def read(text: str) -> float:
        value = _number_in(text)
        if value is None or not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least:g} to {most:g}")
        return value

    return read


def add_wishes(parser: argparse.ArgumentParser) -> None:
    """`--adventure`, `--truncation`, `--density`, `--blend`, `--passes` and `--raw`."""
    parser.add_argument(
        "--adventure",
        metavar="X",
        type=number(0, MOST_ADVENTURE),
        default=1.0,
        help="from 0, always the likeliest, to 2, wild (default 1)",
    )
    parser.add_argument(
        "--truncation",
        metavar="X",
        type=number(0, 1),
        default=0.0,
        help="never choose a pitch less likely than this share of the likeliest one (default 0, any may be; try 0.1)",
    )
    parser.add_argument(
        "--density",
        metavar="PART=X",
        action="append",
        default=[],
        help="a part busier or calmer: bass=2, pad=0.5; at 0 it is silent, at most 4; repeat it for several parts",
    )
    parser.add_argument(
        "--blend", metavar="GENRE=X", help="a share of another genre in the style, from 0 to 1: jazz=0.3"
    )
    parser.add_argument(
        "--passes",
        metavar="N",
        type=whole_number(1, MOST_PASSES),
        help="how often the parts listen to each other while they are written: fewer are faster, more fit better",
    )
    parser.add_argument("--raw", action="store_true", help="the network alone: leave out every rule beside it")


def wishes_of(options: argparse.Namespace, genres: list[Genre], kept: Iterable[Role] = ()) -> Wishes:
    """The wishes in the options; a value that asks for nothing is as if it were not given.

    Raises UsageError for an unknown part or genre, a value out of range, a part that is in `kept` or that none of the
    genres has, and a genre blended with itself.
    """
    from gan.wishes import Manner, Wishes

    manner = Manner(adventure=options.adventure, truncation=options.truncation, raw=options.raw)
    if options.passes is not None:
        manner = replace(manner, passes=options.passes)
    return Wishes(manner, _densities(options.density, genres, frozenset(kept)), _blend(options.blend, genres))


def role_named(word: str) -> Role:
    """The role of that name, the melody too. Raises UsageError for any other word."""
    from gan.music import Role
    from gan.music.role import ACCOMPANIMENT

    try:
        return Role(word.strip().lower())
    except ValueError:
        known = [role.value for role in ACCOMPANIMENT]
        mend = f"{did_you_mean(word, known)}Parts: {', '.join(known)}"
        raise UsageError(f"there is no part {word!r}", "", mend) from None


def mark_of(wishes: Wishes) -> str:
    """What a file name says of the wishes, such as `-adventure1.5-bass2-jazz0.3`; empty for none."""
    from gan.wishes import Manner

    usual, manner = Manner(), wishes.manner
    marks = []
    if manner.adventure != usual.adventure:
        marks.append(f"adventure{manner.adventure:g}")
    if manner.truncation:
        marks.append(f"truncation{manner.truncation:g}")
    marks += [f"{role.value}{factor:g}" for role, factor in wishes.density.items()]
    if wishes.blend:
        marks.append(f"{wishes.blend[0]}{wishes.blend[1]:g}")
    if manner.passes != usual.passes:
        marks.append(f"passes{manner.passes}")
    if manner.raw:
        marks.append("raw")
    return "".join(f"-{mark}" for mark in marks)


def _densities(words: list[str], genres: list[Genre], kept: frozenset[Role]) -> dict[Role, float]:
    from gan.music import Role
    from gan.wishes import MAX_DENSITY

    found: dict[Role, float] = {}
    for word in words:
        part, value = _pair("--density", word, "bass=2")
        role = role_named(part)
        if not 0 <= value <= MAX_DENSITY:
            raise UsageError(f"the density of {part} is {value:g}", f"it must be 0 to {MAX_DENSITY:g}", "1 is as usual")
        if role is Role.MELODY:
            raise UsageError("the melody has no density", "it is yours and stays as it is", "Name another part")
        if role in found:
            raise UsageError(f"two densities are given for {role.value}", "", "Give one")
        if role in kept:
            raise UsageError(f"{role.value} is kept, so its density cannot change", "", "Leave out one of the two")
        if all(role not in genre.programs for genre in genres):
            titles = " and ".join(genre.title for genre in genres)
            parts = ", ".join(r.value for r in genres[0].roles[1:])
            raise UsageError(f"there is no part {role.value} to make busier or calmer", f"{titles} has {parts}")
        found[role] = value
    return {role: found[role] for role in Role if found.get(role, 1) != 1}


def _blend(word: str | None, genres: list[Genre]) -> tuple[str, float] | None:
    from gan.music import GENRES

    if word is None:
        return None
    id, share = _pair("--blend", word, "jazz=0.3")
    id = id.strip().lower()
    if id not in GENRES:
        raise UsageError(f"there is no genre {id!r}", "", f"{did_you_mean(id, GENRES)}Genres: {', '.join(GENRES)}")
    if not 0 <= share <= 1:
        raise UsageError(f"the share of {id} is {share:g}", "it must be 0 to 1", f"Try: --blend {id}=0.3")
    if any(genre.id == id for genre in genres):
        raise UsageError(f"{id} cannot be blended with itself", "", "Blend in another genre")
    return (id, share) if share else None


def _pair(option: str, text: str, example: str) -> tuple[str, float]:
    """The name and the number in `name=number`."""
    name, sign, value = text.partition("=")
    read = _number_in(value)
    if not sign or not name.strip() or read is None:
        raise UsageError(f"{option} {text!r} cannot be read", "", f"Write it like: {option} {example}")
    return name, read


def _number_in(text: str) -> float | None:
    """The number, or None for other words and for what is not a number; infinities are."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if value == value else None
