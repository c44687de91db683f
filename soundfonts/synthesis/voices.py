"""Choirs and single voices: a buzz through the resonances of a mouth."""

from __future__ import annotations

import numpy as np

from soundfonts.sf2 import Instrument
from soundfonts.synthesis.build import sampled, variant, widened
from soundfonts.synthesis.units import filtered, room, vibrato, volume
from soundfonts.synthesis.waves import Spectrum, Wave, band, peak, sustained

# (hertz, width, level) of the formants
_AH = ((740, 130, 1.0), (1180, 150, 0.5), (2750, 260, 0.16), (3500, 320, 0.13), (4700, 500, 0.04))
_OOH = ((340, 90, 1.0), (780, 130, 0.26), (2500, 260, 0.03), (3400, 320, 0.02))


def _mouth(formants: tuple[tuple[float, float, float], ...], stretch: float) -> Spectrum:
    def spectrum(hertz: np.ndarray, number: np.ndarray) -> np.ndarray:
        gain = np.full_like(hertz, 0.012)
        for centre, width, level in formants:
            gain += level * peak(hertz, centre * stretch, width * stretch * 1.5) ** 1.6
        shaped: np.ndarray = number**-0.75 * gain + np.where(number == 1, 0.12, 0.0)
        return shaped

    return spectrum


def _choir(
    name: str,
    formants: tuple[tuple[float, float, float], ...],
    keys: tuple[int, ...],
    breath: float,
    cents: float = 5,
) -> Instrument:
    def air(hertz: np.ndarray) -> np.ndarray:
        return breath * band(1200, 5000, 1.0)(hertz)

    def make(key: int, top: int) -> Wave:
        stretch = 1.0 if key < 55 else 1.08 if key < 67 else 1.17  # smaller heads sing higher
        return sustained(
            name,
            key,
            _mouth(formants, stretch),
            length=0.4,
            rate=13000 if name == "Choir aah" else 10000,
            width=16,
            noise=air,
            top=top,
        )

    generators = volume(0.13, release=0.45) | filtered(9000) | vibrato(7, 5.0, 0.35) | room(30)
    return widened(sampled(name, keys, make, generators, touch=1200), cents=cents)


def choir_aah() -> Instrument:
    return _choir("Choir aah", _AH, (45, 59, 72), 0.004)


def choir_ooh() -> Instrument:
    # 5 cents would beat as fast as the upper sample's loop comes round, and pull the choir sharp.
    return _choir("Choir ooh", _OOH, (50, 69), 0.003, cents=3.5)


def synth_voice(aah: Instrument) -> Instrument:
    return variant(aah, "Synth voice", volume(0.06, release=0.35) | filtered(5000, 3) | vibrato(12, 5.4, 0.2))
