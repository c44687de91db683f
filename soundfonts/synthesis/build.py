"""Putting waves under the keys: from a few sampled keys to an instrument over the whole keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from soundfonts.sf2 import Instrument, Zone
from soundfonts.synthesis.waves import Wave, samples

Maker = Callable[[int, int], Wave]
"""(key to sample, highest key it is used for) -> wave."""


def spans(keys: Sequence[int]) -> list[tuple[int, int]]:
    """The keys (both ends included) that each sampled key serves; a sample reaches a little further up than down."""
    tops = [low + (high - low) * 11 // 20 for low, high in pairwise(keys)] + [127]
    bottoms = [0, *(top + 1 for top in tops[:-1])]
    return list(zip(bottoms, tops))


def sampled(
    name: str,
    keys: Sequence[int],
    make: Maker,
    generators: dict[str, int],
    *,
    touch: int = 0,
    match: float = 1.0,
    follow: int = 0,
) -> Instrument:
    """An instrument from a wave made at each of some keys.

    Args:
        generators: how all of it plays.
        touch: cents by which the filter closes at the softest velocity.
        match: how far the keys are made equally loud, 0 to 1.
        follow: cents by which the filter is more open at key 127 than at key 64.
    """
    ranges = spans(keys)
    waves = [make(key, min(top, key + 12)) for key, (_, top) in zip(keys, ranges)]
    zones = tuple(
        Zone(sample, keys=span, generators=generators, velocity_to_cutoff=touch, key_to_cutoff=follow)
        for sample, span in zip(samples(waves, match=match), ranges)
    )
    return Instrument(name, zones)


def variant(
    instrument: Instrument, name: str, generators: dict[str, int], touch: int | None = None, follow: int | None = None
) -> Instrument:
    """The same samples played another way; only the named generators change, and touch and follow where given."""
    zones = tuple(
        replace(
            zone,
            generators={**zone.generators, **generators},
            velocity_to_cutoff=zone.velocity_to_cutoff if touch is None else touch,
            key_to_cutoff=zone.key_to_cutoff if follow is None else follow,
        )
        for zone in instrument.zones
    )
    return Instrument(name, zones)


def widened(instrument: Instrument, *, cents: float = 3.0, pan: float = 32.0) -> Instrument:
    """Every looped sample twice, left and right, a little apart in pitch and half a loop apart in time.

    From one channel of samples it makes an ensemble that is wide and never repeats as its loop does.
    """
    zones: list[Zone] = []
    for zone in instrument.zones:
        start, end = zone.sample.loop or (0, 0)
        fine = zone.generators.get("fine_tune", 0)
        for side in (-1, 1):
            own = {"pan": round(side * pan * 10), "fine_tune": fine + round(side * cents)}
            if side > 0 and start == 0:
                own["start"] = min(32767, end // 2)
            zones.append(replace(zone, generators={**zone.generators, **own}))
    return Instrument(instrument.name, tuple(zones))
