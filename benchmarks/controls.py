"""What each control does, in numbers, over takes of the shipped weights on the demos.

    python benchmarks/controls.py --seeds 4

- adventure, truncation: how much takes of other seeds differ (share of their notes), and the share of notes in the key;
- density: attacks of the part a bar, over those without a wish;
- blend: how far takes have gone, from 0 (without it) to 1 (all the other genre), along the line between the mean
  vectors of both (`gan.measures.features`);
- amount: the share of notes that a variation changes;
- passes: clash of the parts among each other.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from itertools import combinations

import numpy as np

from gan.compose import compose_with, revise_with
from gan.data.holdout import cut_windows
from gan.exported import ExportedGenerator
from gan.measures.features import vectors
from gan.measures.harmony import measure_harmony
from gan.measures.sets import difference
from gan.music import GENRES, Role, Score
from gan.music.demos import DEMOS
from gan.wishes import Manner, Revision, Wishes

TUNES = ("ode", "saints", "brother", "lantern")
USUAL = Wishes()


class Writer:
    """Takes of some seeds on each of TUNES."""

    def __init__(self, seeds: int) -> None:
        self._network = ExportedGenerator()
        self._seeds = seeds

    def takes(self, genre: str, wishes: Wishes = USUAL) -> list[list[Score]]:
        """By tune, then by seed."""
        return [
            [
                take.score
                for seed in range(self._seeds)
                for take in compose_with(self._network, DEMOS[tune], GENRES[genre], seed=seed, takes=1, wishes=wishes)
            ]
            for tune in TUNES
        ]

    def variations(self, genre: str, takes: list[list[Score]], amount: float) -> Iterator[tuple[Score, Score]]:
        """Each take and a variation of it."""
        for one in takes:
            for take in one:
                revision = Revision(amount=amount)
                (made,) = revise_with(self._network, take, GENRES[genre], revision, seed=1, takes=1)
                yield take, made.score


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=4)
    options = parser.parse_args()
    writer = Writer(options.seeds)

    print("| control | value | what it gives |\n|---|---|---|")
    for x in (0.3, 0.6, 1, 1.4, 2):
        chance(f"adventure | {x:g}", writer.takes("chorale", Wishes(Manner(adventure=x))))
    for x in (0.1, 0.5):
        chance(f"truncation | {x:g}", writer.takes("chorale", Wishes(Manner(truncation=x))))
    for passes in (4, 16, 64, 128):
        own = [take for one in writer.takes("chorale", Wishes(Manner(passes))) for take in one]
        clash = np.mean([measure_harmony(take).parts_clash or 0 for take in own])
        told(f"passes | {passes}", f"clash of the parts {clash:.3f}")
    usual = writer.takes("pop")
    for role in (Role.CHORDS, Role.BASS, Role.PAD, Role.DRUMS):
        for x in (0, 0.5, 2, 4):
            rate = attacks(writer.takes("pop", Wishes(density={role: x})), role) / max(1, attacks(usual, role))
            told(f"density of {role.value} | {x:g}", f"{rate:.2f} × its attacks")
    for share, gone in zip((0, 0.25, 0.5, 0.75, 1), blended(writer, "chorale", "rock")):
        told(f"blend of rock in chorale | {share:g}", f"{gone:.2f} of the way")
    for amount in (0.1, 0.3, 0.6, 1):
        changed = [difference([take], [made]) for take, made in writer.variations("pop", usual, amount)]
        told(f"amount | {amount:g}", f"{100 * np.mean(changed):.0f} % of the notes change")


def chance(what: str, takes: list[list[Score]]) -> None:
    """Tell how much takes differ and how much of them is in the key."""
    apart = np.mean([difference([a], [b]) for one in takes for a, b in combinations(one, 2)])
    key = np.mean([measure_harmony(take).in_key or 0 for one in takes for take in one])
    told(what, f"{100 * apart:.0f} % of notes differ between seeds, {100 * key:.1f} % in key")


def attacks(takes: Iterable[list[Score]], role: Role) -> int:
    """How often a part plays."""
    tracks = [take.track(role) for one in takes for take in one]
    return sum(len({note.start for note in track.notes}) for track in tracks if track)


def blended(writer: Writer, genre: str, other: str) -> list[float]:
    """For each share of the other genre how far takes are from the one (0) to the other (1)."""
    means = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        takes = writer.takes(genre, Wishes(blend=(other, share)) if share else USUAL)
        means.append(vectors([window for one in takes for take in one for window in cut_windows(take)]).mean(axis=0))
    way = means[-1] - means[0]
    return [float((mean - means[0]) @ way / (way @ way)) for mean in means]


def told(what: str, result: str) -> None:
    print(f"| {what} | {result} |", flush=True)


if __name__ == "__main__":
    main()
