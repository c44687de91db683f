"""Solo strings and string ensembles."""

from __future__ import annotations

import numpy as np

from soundfonts.sf2 import Instrument
from soundfonts.synthesis.build import sampled, variant, widened
from soundfonts.synthesis.units import filtered, room, tremolo, vibrato, volume
from soundfonts.synthesis.waves import Spectrum, Wave, band, peak, sustained

_VIOLIN = ((275, 60, 1.0), (460, 90, 1.4), (560, 110, 1.2), (950, 250, 0.9), (2500, 1300, 1.5), (3600, 1500, 0.7))
_CELLO = ((110, 40, 1.0), (190, 60, 1.2), (300, 120, 1.0), (650, 250, 0.8), (1500, 900, 1.0), (2300, 1200, 0.8))
_BASS = ((65, 30, 1.0), (105, 40, 1.2), (230, 120, 0.8), (500, 300, 0.7), (1200, 900, 0.6))


def _bowed(body: tuple[tuple[float, float, float], ...], top_hertz: float, slope: float = 1.0) -> Spectrum:
    """The saw-tooth of a bowed string through a wooden body."""

    def spectrum(hertz: np.ndarray, number: np.ndarray) -> np.ndarray:
        gain = np.full_like(hertz, 0.42)
        for centre, width, amount in body:
            gain += amount * peak(hertz, centre, width) ** 2
        level: np.ndarray = number ** (-slope) * gain / np.sqrt(1 + (hertz / top_hertz) ** 6)
        return level

    return spectrum


def _solo(
    name: str,
    keys: tuple[int, ...],
    body: tuple[tuple[float, float, float], ...],
    top_hertz: float,
    *,
    rate: int = 22050,
    attack: float = 0.07,
    cents: float = 15,
    bow: float = 0.012,
) -> Instrument:
    def hiss(hertz: np.ndarray) -> np.ndarray:
        return bow * band(700, top_hertz, 1.0)(hertz)

    def make(key: int, top: int) -> Wave:
        return sustained(
            name, key, _bowed(body, top_hertz), length=0.2, rate=rate, width=0.9, noise=hiss, top=top, peaky=0.6
        )

    generators = (
        volume(attack, 2, 1.5, 0.22)
        | filtered(5200, sweep=1.2, attack=attack * 1.5)
        | vibrato(cents, 5.4, 0.28)
        | room(18)
    )
    return sampled(name, keys, make, generators, touch=3200)


def violin() -> Instrument:
    return _solo("Violin", (60, 75), _VIOLIN, 5200, rate=20000)


def cello() -> Instrument:
    return _solo("Cello", (40, 52), _CELLO, 3600, rate=16000, attack=0.09, cents=13)


def contrabass() -> Instrument:
    return _solo("Contrabass", (35,), _BASS, 2200, rate=12000, attack=0.1, cents=6)


def viola(violin: Instrument) -> Instrument:
    """The violin's samples below, with a darker top."""
    return variant(violin, "Viola", filtered(3300, 2, sweep=1.0, attack=0.1) | vibrato(10, 5.1, 0.3))


def fiddle(violin: Instrument) -> Instrument:
    return variant(violin, "Fiddle", volume(0.025, 2, 2, 0.12) | filtered(9000) | vibrato(6, 5.8, 0.3))


def _section_wave(key: int, top: int) -> Wave:
    body = _VIOLIN if key > 62 else _CELLO

    def hiss(hertz: np.ndarray) -> np.ndarray:
        return 0.012 * band(900, 5000, 1.0)(hertz)

    spectrum = _bowed(body, 4300 if key > 50 else 3200, 1.02)
    return sustained("Strings", key, spectrum, length=0.43, rate=15000, width=14, noise=hiss, top=top)


def strings() -> Instrument:
    generators = volume(0.09, 2, 1, 0.4) | filtered(3600, sweep=1.3, attack=0.12) | vibrato(4, 5.2, 0.3) | room(24)
    return widened(sampled("Strings", (43, 57, 69, 82), _section_wave, generators, touch=3400), cents=4)


def slow_strings(strings: Instrument) -> Instrument:
    return variant(strings, "Slow strings", volume(0.35, 2, 0, 0.8) | filtered(3200, sweep=0.8, attack=0.5))


def tremolo_strings(strings: Instrument) -> Instrument:
    return variant(strings, "Tremolo strings", volume(0.04, 2, 1, 0.3) | tremolo(3.6, 6.8, cutoff_cents=500))
