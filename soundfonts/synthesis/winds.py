"""Reeds and flutes."""

from __future__ import annotations

import numpy as np

from soundfonts.sf2 import Instrument
from soundfonts.synthesis.build import sampled, variant
from soundfonts.synthesis.units import filtered, room, tremolo, vibrato, volume
from soundfonts.synthesis.waves import Spectrum, Wave, band, key_hertz, peak, sustained


def _wind(
    name: str,
    keys: tuple[int, ...],
    spectrum: Spectrum,
    generators: dict[str, int],
    *,
    rate: int = 26000,
    touch: int = 3200,
    length: float = 0.07,
    air: float = 0.006,
    air_band: tuple[float, float] = (800, 6000),
    peaky: float = 0.7,
    width: float = 0.0,
) -> Instrument:
    def breath(hertz: np.ndarray) -> np.ndarray:
        return air * band(*air_band, 1.0)(hertz)

    def make(key: int, top: int) -> Wave:
        return sustained(
            name,
            key,
            spectrum,
            length=length,
            rate=rate,
            noise=breath,
            top=top,
            peaky=peaky,
            width=width,
        )

    return sampled(name, keys, make, generators, touch=touch)


def _reed(
    base: float, formants: tuple[tuple[float, float, float], ...], roll: float, slope: float = 0.6, even: float = 1.0
) -> Spectrum:
    """A reed: formants over a floor, even harmonics at a share of their own."""

    def spectrum(hertz: np.ndarray, number: np.ndarray) -> np.ndarray:
        level = np.full_like(hertz, base)
        for centre, width, amount in formants:
            level += amount * peak(hertz, centre, width) ** 1.3
        level *= number ** (-slope) / (1 + (hertz / roll) ** 4)
        return np.where(number % 2 == 0, level * np.minimum(1, even + 0.07 * number * (even < 1)), level)

    return spectrum


def _breathing(
    attack: float, cents: float, delay: float = 0.4, bright: float = 3500, opening: float = 1.6
) -> dict[str, int]:
    return (
        volume(attack, 1.5, 1, 0.12)
        | filtered(bright, sweep=opening, attack=attack * 1.6, release=0.1)
        | vibrato(cents, 5.1, delay)
        | room(16)
    )


def saxophone() -> Instrument:
    spectrum = _reed(0.3, ((560, 420, 1.0), (1250, 700, 0.7), (2700, 1300, 0.35)), 4200, 0.55)
    return _wind(
        "Saxophone",
        (48, 61, 73),
        spectrum,
        _breathing(0.04, 9, bright=2000),
        air=0.012,
        width=1.5,
        length=0.13,
        rate=19000,
        touch=4000,
    )


def soprano_sax(sax: Instrument) -> Instrument:
    return variant(sax, "Soprano sax", filtered(9000, 3, sweep=1.0, attack=0.05) | vibrato(10, 5.4, 0.3))


def tenor_sax(sax: Instrument) -> Instrument:
    return variant(sax, "Tenor sax", filtered(2400, 1, sweep=1.7, attack=0.07) | vibrato(10, 4.9, 0.35))


def baritone_sax(sax: Instrument) -> Instrument:
    return variant(sax, "Baritone sax", filtered(1800, 2, sweep=1.7, attack=0.06) | vibrato(6, 4.8, 0.5))


def oboe() -> Instrument:
    spectrum = _reed(0.22, ((1150, 560, 1.3), (2900, 900, 0.5), (4700, 1200, 0.15)), 6000, 0.45)
    return _wind("Oboe", (63, 76), spectrum, _breathing(0.03, 8, bright=6000, opening=1.0))


def bassoon() -> Instrument:
    spectrum = _reed(0.18, ((470, 200, 1.5), (1180, 400, 0.28), (2300, 900, 0.06)), 3200, 0.55)
    return _wind("Bassoon", (41, 56), spectrum, _breathing(0.035, 5, bright=2800), rate=18000, length=0.08)


def clarinet() -> Instrument:
    spectrum = _reed(0.55, ((1500, 1100, 0.5), (3100, 1000, 0.2)), 4200, 0.75, even=0.04)
    return _wind("Clarinet", (54, 67, 80), spectrum, _breathing(0.035, 2, 0.6, bright=3400), air=0.008)


def shanai(oboe: Instrument) -> Instrument:
    return variant(oboe, "Shanai", filtered(9000, 4) | vibrato(14, 5.8, 0.2) | volume(0.02, release=0.08))


def _tube(*levels: float) -> Spectrum:
    """Harmonics by their amplitudes, falling fast after the last."""

    def spectrum(hertz: np.ndarray, number: np.ndarray) -> np.ndarray:
        beyond = levels[-1] * 0.5 ** np.maximum(number - len(levels), 0)
        table = np.array([*levels, *[0.0] * max(0, len(number) - len(levels))])[: len(number)]
        return np.where(number <= len(levels), table, beyond) / (1 + (hertz / 7000) ** 4)

    return spectrum


def _flute_wave(key: int, top: int) -> Wave:
    def breath(hertz: np.ndarray) -> np.ndarray:
        own = key_hertz(key)
        return 0.014 * band(own * 0.9, 4500, 0.8)(hertz)

    low = min(1.0, 2 ** ((60 - key) / 14))  # the low register has the richer tone
    spectrum = _tube(1.0, 0.18 + 0.62 * low, 0.08 + 0.35 * low, 0.04 + 0.12 * low, 0.02 + 0.06 * low, 0.02)
    return sustained(
        "Flute", key, spectrum, length=0.2, rate=16000 if key < 80 else 22050, noise=breath, top=top, width=1.0
    )


def flute() -> Instrument:
    generators = volume(0.055, release=0.13) | filtered(9000) | vibrato(7, 5.0, 0.3) | tremolo(1.0, 5.0, 0.3) | room(18)
    return sampled("Flute", (65, 80), _flute_wave, generators, touch=2600)


def piccolo(flute: Instrument) -> Instrument:
    return variant(flute, "Piccolo", volume(0.03, release=0.09) | filtered(14000) | vibrato(8, 5.6, 0.3))


def recorder() -> Instrument:
    spectrum = _tube(1.0, 0.09, 0.22, 0.03, 0.06, 0.01)
    generators = volume(0.025, release=0.08) | vibrato(2, 4.8, 0.5) | room(16)
    return _wind("Recorder", (71,), spectrum, generators, air=0.012, length=0.14, peaky=0)


def pan_flute() -> Instrument:
    spectrum = _tube(1.0, 0.05, 0.2, 0.02, 0.05)
    generators = volume(0.05, release=0.16) | filtered(7000) | vibrato(6, 4.8, 0.35) | room(24)
    return _wind(
        "Pan flute", (67,), spectrum, generators, air=0.11, air_band=(500, 5000), length=0.22, rate=16000, peaky=0
    )


def shakuhachi(pan_flute: Instrument) -> Instrument:
    return variant(pan_flute, "Shakuhachi", volume(0.03, release=0.14) | vibrato(18, 4.6, 0.4) | tremolo(1.6, 4.6, 0.4))


def bottle(pan_flute: Instrument) -> Instrument:
    return variant(pan_flute, "Bottle", volume(0.06, release=0.1) | filtered(1500, 4) | vibrato(0))


def ocarina(flute: Instrument) -> Instrument:
    return variant(flute, "Ocarina", volume(0.03, release=0.1) | filtered(1700) | vibrato(5, 5.0, 0.3), follow=1200)


def whistle(flute: Instrument) -> Instrument:
    # The filter climbs with the keys, or it would swallow the highest.
    pure = filtered(1100, 3)
    return variant(flute, "Whistle", volume(0.05, release=0.1) | pure | vibrato(14, 5.6, 0.25), follow=3000)


def english_horn(oboe: Instrument) -> Instrument:
    return variant(
        oboe, "English horn", _breathing(0.045, 8, bright=2300, opening=1.0) | filtered(1100, 2, sweep=0.9, attack=0.06)
    )
