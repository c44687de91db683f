"""Partials of strings that are struck or plucked: where, with what, and how fast each dies."""

from __future__ import annotations

import numpy as np

from soundfonts.synthesis.waves import Partials, key_hertz


def string_partials(
    key: int,
    *,
    position: float,
    slope: float,
    corner: float,
    t60: float,
    damping: float,
    stiffness: float = 0.0,
    order: float = 1.0,
    count: int = 70,
) -> Partials:
    """The partials of a string.

    Args:
        position: where it is touched, as a share of its length; partials with a node there are weak.
        slope: fall of level with the partial's number, as a power.
        corner: hertz above which a soft hammer or finger leaves little; `order` says how steeply.
        t60: seconds the fundamental takes to fall by 60 dB.
        damping: hertz at which a partial dies twice as fast as the fundamental.
        stiffness: inharmonicity B in f(n) = n f sqrt(1 + B n n).
    """
    hertz = key_hertz(key)
    number = np.arange(1, count + 1)
    stretch = np.sqrt(1 + stiffness * number**2) / np.sqrt(1 + stiffness)
    frequency = number * hertz * stretch
    comb = 0.08 + np.abs(np.sin(np.pi * number * position))
    level = comb * number ** (-slope) / (1 + (frequency / corner) ** 2) ** (order / 2)
    fall = 6.9 / t60 * (1 + (np.maximum(frequency - hertz, 0) / damping))
    return Partials(number * stretch, level, fall)


def coloured(partials: Partials, key: int, resonances: list[tuple[float, float, float]]) -> Partials:
    """The partials through a body: (hertz, width in hertz, gain added at the peak) of each resonance."""
    frequency = partials.ratio * key_hertz(key)
    gain = np.ones_like(frequency)
    for centre, width, amount in resonances:
        gain += amount / (1 + ((frequency - centre) / (width / 2)) ** 2)
    return Partials(partials.ratio, partials.level * gain, partials.fall)


def joined(*parts: Partials) -> Partials:
    """Several groups of partials as one."""
    return Partials(
        np.concatenate([part.ratio for part in parts]),
        np.concatenate([part.level for part in parts]),
        np.concatenate([part.fall for part in parts]),
    )


def modes(*table: tuple[float, float, float]) -> Partials:
    """Partials from (ratio, level, seconds to fall by 60 dB): bars, bells and skins."""
    ratio, level, t60 = (np.array(column, dtype=float) for column in zip(*table))
    return Partials(ratio, level, 6.9 / t60)
