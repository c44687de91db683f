"""Where a take comes from, in words, and the command that writes the same notes again.

Rule of this file: the command is complete. With the file it names, it gives the same notes on every machine that has
the same weights; where it cannot, that is said.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace

from gan.music.genre import GENRES
from gan.music.plain import plain
from gan.music.role import ACCOMPANIMENT, Role
from gan.music.score import Score
from gan.wishes import Manner, Revision, Wishes
from tui import theme
from tui.heard import Heard, percent
from tui.widgets.line import Part


@dataclass(frozen=True)
class Recipe:
    """A command and the file that it reads."""

    words: tuple[str, ...]
    """The command line, word by word; the file's path stands where `source` is."""
    source: Score
    """What that file holds, as MIDI."""
    source_name: str
    """The file's name without suffix."""
    exact: bool = True
    """False where the melody has empty bars before it, which `compose` leaves out of what it reads."""

    def line(self, path: str) -> str:
        """The command as it is typed, with the path of the file."""
        return shlex.join(path if word == "" else word for word in self.words)


def recipe_of(heard: Heard) -> Recipe:
    """What writes the notes of a take again, as they were before changes by hand."""
    origin, take = heard.origin, heard.take
    source, exact = origin.source, True
    if origin.revision is None or source is None:
        words = ["composer-tui", "compose", "", "--genre", take.genre]
        source, name = replace(take.score, tracks=take.score.tracks[:1]), f"{take.name}-melody"
        exact = _begins_at_once(source)
    else:
        words, name = ["composer-tui", "rewrite", "", "--genre", take.genre], origin.parent_name
        words += _revision_words(origin.revision, take.genre)
    words += ["--seed", str(take.seed), "-n", str(take.number), *wish_words(origin.wishes)]
    if origin.folder:
        words += ["--weights", origin.folder]
    return Recipe(tuple(words), source, name, exact)


def wish_words(wishes: Wishes) -> list[str]:
    """Wishes as the options of the command line."""
    words, usual, manner = [], Manner(), wishes.manner
    if manner.adventure != usual.adventure:
        words += ["--adventure", f"{manner.adventure:g}"]
    if manner.truncation:
        words += ["--truncation", f"{manner.truncation:g}"]
    for role, factor in wishes.density.items():
        words += ["--density", f"{role.value}={factor:g}"]
    if wishes.blend:
        words += ["--blend", f"{wishes.blend[0]}={wishes.blend[1]:g}"]
    if manner.passes != usual.passes:
        words += ["--passes", str(manner.passes)]
    if manner.raw:
        words.append("--raw")
    return words


def fitting(wishes: Wishes, genre: str, roles: frozenset[Role] = frozenset(ACCOMPANIMENT)) -> Wishes:
    """What of some wishes can be asked where only these parts are written, in this genre."""
    programs = GENRES[genre].programs
    density = {r: x for r, x in wishes.density.items() if r in roles and r in programs and x != 1}
    blend = wishes.blend if wishes.blend and wishes.blend[0] != genre and wishes.blend[1] > 0 else None
    return Wishes(wishes.manner, density, blend)


def wishes_in_words(wishes: Wishes) -> str:
    """Wishes for people, such as `adventure 1.5 · bass ×2 · 30 % jazz`; empty for the usual."""
    words, usual = [], Manner()
    if wishes.manner.adventure != usual.adventure:
        words.append(f"adventure {wishes.manner.adventure:g}")
    if wishes.manner.truncation:
        words.append(f"truncation {wishes.manner.truncation:g}")
    words += [f"{role.value} ×{factor:g}" if factor else f"no {role.value}" for role, factor in wishes.density.items()]
    if wishes.blend:
        words.append(f"{100 * wishes.blend[1]:.0f} % {GENRES[wishes.blend[0]].title}")
    if wishes.manner.passes != usual.passes:
        words.append(f"{wishes.manner.passes} passes")
    if wishes.manner.raw:
        words.append("the network alone")
    return " · ".join(words)


def revision_in_words(revision: Revision, genre: str) -> str:
    """What was written again, such as `bass, drums · bars 5–8` or `a quarter of all`."""
    roles = [role for role in GENRES[genre].programs if role is not Role.MELODY]
    again = [role.value for role in roles if role in revision.roles]
    words = ["all parts" if len(again) == len(roles) else ", ".join(again)]
    if revision.bars:
        first, last = revision.bars
        words.append(f"bar {first}" if first == last else f"bars {first}–{last}")
    if revision.amount < 1:
        words.append(f"{100 * revision.amount:.0f} %")
    return " · ".join(words)


def facts_line(heard: Heard) -> tuple[Part, ...]:
    """The line over the roll: title, genre, where it comes from, what was counted."""
    take, facts, origin = heard.take, heard.facts, heard.origin
    dot = (" · ", theme.GRID_BRIGHT)
    parts: list[Part] = [
        (f" {plain(take.score.title or 'untitled', 40)}", theme.BRIGHT),
        dot,
        (GENRES[take.genre].title, theme.TEXT),
    ]
    if heard.edited:
        parts += [dot, ("changed by hand", theme.ACCENT)]
    if origin.revision is not None:
        parts += [dot, (f"from {plain(origin.parent_name, 40)}: ", theme.DISCRIMINATOR)]
        parts += [(revision_in_words(origin.revision, take.genre), theme.TEXT)]
    parts += [dot, (f"seed {take.seed}", theme.TEXT)]
    if words := wishes_in_words(origin.wishes):
        parts += [dot, (words, theme.GOOD)]
    parts += [
        dot,
        (f"{facts.bars} bars {facts.seconds:.0f} s {facts.key}", theme.DIM),
        dot,
        (f"accompanied {percent(facts.accompanied)}", theme.DIM),
        dot,
        (f"weights {plain(take.weights[:8], 8)}", theme.DIM),
    ]
    return tuple(parts)


def _begins_at_once(score: Score) -> bool:
    """Whether the music begins in the pickup or in the first bar."""
    first = min((note.start for track in score.tracks for note in track.notes), default=0)
    return first < (score.pickup or score.metre.bar_ticks)


def _revision_words(revision: Revision, genre: str) -> list[str]:
    words = []
    for role in GENRES[genre].programs:
        if role is not Role.MELODY and role not in revision.roles:
            words += ["--keep", role.value]
    if revision.bars:
        words += ["--bars", f"{revision.bars[0]}-{revision.bars[1]}"]
    if revision.amount < 1:
        words += ["--amount", f"{revision.amount:g}"]
    return words
