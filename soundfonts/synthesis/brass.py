"""Brass: the louder, the brighter; the attack opens from dark to bright."""

from __future__ import annotations

import numpy as np

from soundfonts.sf2 import Instrument
from soundfonts.synthesis.build import sampled, variant, widened
from soundfonts.synthesis.units import filtered, room, vibrato, volume
from soundfonts.synthesis.waves import Spectrum, Wave, band, peak, sustained


def _bell(formant: float, steep: float, extra: tuple[tuple[float, float, float], ...] = ()) -> Spectrum:
    """Rising towards the formant of the bell, falling beyond it by a power."""

    def spectrum(hertz: np.ndarray, number: np.ndarray) -> np.ndarray:
        level = (1 + (formant / hertz) ** 2) ** -0.35 / (1 + (hertz / formant) ** 2) ** (steep / 2)
        for centre, width, amount in extra:
            level = level * (1 + amount * peak(hertz, centre, width))
        return level

    return spectrum


def _horn(
    name: str,
    keys: tuple[int, ...],
    spectrum: Spectrum,
    *,
    rate: int,
    attack: float,
    open_hertz: float,
    sweep: float,
    cents: float,
    touch: int,
    length: float = 0.08,
    width: float = 0.0,
    reverb: float = 18,
) -> Instrument:
    def breath(hertz: np.ndarray) -> np.ndarray:
        return 0.006 * band(600, 4000, 1.0)(hertz)

    def make(key: int, top: int) -> Wave:
        return sustained(name, key, spectrum, length=length, rate=rate, width=width, noise=breath, top=top, peaky=0.8)

    generators = (
        volume(attack, 1.5, 2, 0.14)
        | filtered(open_hertz, sweep=sweep, attack=attack * 1.8, decay=0.6, sustain=0.8, release=0.1)
        | vibrato(cents, 5.2, 0.45)
        | room(reverb)
    )
    return sampled(name, keys, make, generators, touch=touch)


def trumpet() -> Instrument:
    bell = _bell(1250, 3.4, ((2400, 1600, 0.6),))
    return _horn(
        "Trumpet", (58, 68, 79), bell, rate=26000, attack=0.03, open_hertz=2000, sweep=2.6, cents=6, touch=3800
    )


def trombone() -> Instrument:
    bell = _bell(760, 2.5, ((1700, 1000, 0.5),))
    return _horn("Trombone", (43, 57), bell, rate=22050, attack=0.04, open_hertz=1600, sweep=2.5, cents=5, touch=3200)


def tuba() -> Instrument:
    return _horn(
        "Tuba", (38,), _bell(320, 2.9), rate=12000, attack=0.05, open_hertz=900, sweep=2.0, cents=3, touch=3000
    )


def french_horn() -> Instrument:
    bell = _bell(560, 3.2, ((1100, 700, 0.4),))
    return _horn(
        "French horn",
        (46, 61),
        bell,
        rate=18000,
        attack=0.055,
        open_hertz=1500,
        sweep=1.8,
        cents=3,
        touch=2800,
        reverb=26,
    )


def muted_trumpet() -> Instrument:
    def spectrum(hertz: np.ndarray, number: np.ndarray) -> np.ndarray:
        return (
            (0.1 + peak(hertz, 1900, 700) + 0.8 * peak(hertz, 3200, 1200)) / (1 + (hertz / 5200) ** 4) * number**-0.15
        )

    return _horn(
        "Muted trumpet", (65,), spectrum, rate=30000, attack=0.025, open_hertz=5000, sweep=1.2, cents=7, touch=1600
    )


def section() -> Instrument:
    bell = _bell(1100, 2.4, ((2200, 1600, 0.6),))
    instrument = _horn(
        "Brass section",
        (50, 67),
        bell,
        rate=16000,
        attack=0.035,
        open_hertz=2000,
        sweep=2.4,
        cents=4,
        touch=2400,
        length=0.34,
        width=9,
    )
    return widened(instrument, cents=4, pan=26)


def soft_section(section: Instrument) -> Instrument:
    return variant(
        section, "Soft brass", volume(0.09, 2, 2, 0.3) | filtered(900, 3, sweep=1.6, attack=0.2, release=0.3)
    )
