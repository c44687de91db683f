"""Organs and free reeds."""

from __future__ import annotations

import numpy as np

from soundfonts.sf2 import Instrument
from soundfonts.synthesis.build import sampled, variant, widened
from soundfonts.synthesis.plucking import modes
from soundfonts.synthesis.units import dying, filtered, room, tremolo, vibrato, volume
from soundfonts.synthesis.waves import Wave, band, peak, struck, sustained

_DRAWBARS = {1: 1.0, 2: 0.75, 3: 0.85, 4: 0.4, 6: 0.12, 8: 0.22}
"""A tone-wheel registration, over a base an octave below the key: 16', 8', 5 1/3', 4', 2 2/3', 2'."""


def _drawbar_wave(key: int, top: int) -> Wave:
    def spectrum(hertz: np.ndarray, number: np.ndarray) -> np.ndarray:
        return np.array([_DRAWBARS.get(int(n), 0.0) for n in number])

    # The sample's own fundamental lies an octave below the key it is played with: the 16' stop.
    wave = sustained("Drawbars", key - 12, spectrum, length=0.025, rate=24000, top=top - 12)
    return Wave(wave.name, wave.data, wave.rate * 1, key, wave.loop, wave.weight)


def drawbars() -> Instrument:
    generators = volume(0.004, release=0.06) | room(10, 20) | vibrato(4, 6.4, 0.05) | tremolo(0.6, 6.4)
    return sampled("Drawbar organ", (41, 53, 65, 77, 89), _drawbar_wave, generators)


def rock_organ(drawbars: Instrument) -> Instrument:
    return variant(
        drawbars, "Rock organ", vibrato(9, 6.7, 0.01) | tremolo(1.6, 6.7, cutoff_cents=300) | filtered(9000, 3)
    )


def percussion() -> Instrument:
    """The click and the third harmonic of a percussive organ."""

    def make(key: int, top: int) -> Wave:
        return struck(
            "Organ click", key, modes((3, 1, 0.5), (2, 0.5, 0.5)), attack=0.04, rate=20000, keep_fall=14, top=top
        )

    return sampled("Organ percussion", (66,), make, dying(0.7, 0.1, 0))


def _pipes_wave(key: int, top: int) -> Wave:
    """Principal chorus: 8', 4', 2 2/3', 2' and a mixture, each rank a shade out of tune with the next."""

    def spectrum(hertz: np.ndarray, number: np.ndarray) -> np.ndarray:
        total = np.zeros_like(hertz)
        for foot, level in ((1, 1.0), (2, 0.7), (3, 0.3), (4, 0.5), (6, 0.22), (8, 0.24)):
            rank = number / foot
            whole = np.isclose(rank, np.round(rank))
            total += np.where(whole, level * np.maximum(rank, 1) ** -1.5, 0)
        return total / np.sqrt(1 + (hertz / 5500) ** 4)

    def wind(hertz: np.ndarray) -> np.ndarray:
        return 0.012 * band(400, 5000, 1.0)(hertz)

    return sustained("Pipes", key, spectrum, length=0.2, rate=18000, width=2.4, noise=wind, top=top)


def church_organ() -> Instrument:
    generators = volume(0.045, release=0.45) | room(36)
    return widened(sampled("Church organ", (43, 58, 73), _pipes_wave, generators), cents=2, pan=22)


def _reed_wave(key: int, top: int) -> Wave:
    def spectrum(hertz: np.ndarray, number: np.ndarray) -> np.ndarray:
        return (
            number**-0.85
            * (0.4 + peak(hertz, 700, 700) + 0.7 * peak(hertz, 2200, 1400))
            / np.sqrt(1 + (hertz / 5500) ** 6)
        )

    return sustained("Free reed", key, spectrum, length=0.04, rate=26000, top=top, peaky=0.7)


def reed_organ() -> Instrument:
    return sampled("Reed organ", (50, 66, 81), _reed_wave, volume(0.05, release=0.12) | filtered(5200) | room(14))


def accordion(reed: Instrument, cents: float = 7) -> Instrument:
    """Two reeds to a key that beat against each other."""
    return widened(variant(reed, "Accordion", volume(0.035, release=0.1) | filtered(8000)), cents=cents, pan=14)


def bandoneon(reed: Instrument) -> Instrument:
    return widened(variant(reed, "Bandoneon", volume(0.03, release=0.1) | filtered(5200, 2)), cents=1, pan=14)


def harmonica(reed: Instrument) -> Instrument:
    return variant(
        reed, "Harmonica", volume(0.03, release=0.1) | filtered(6500, 3) | vibrato(9, 5.6, 0.25) | tremolo(1.0, 5.6)
    )


def bagpipe(reed: Instrument) -> Instrument:
    return variant(reed, "Bagpipe", volume(0.03, release=0.06) | filtered(12000, 4))
