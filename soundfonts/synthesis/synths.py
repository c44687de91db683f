"""Synthesizers: leads, basses and pads from a handful of waveforms, detuned layers and moving filters."""

from __future__ import annotations

import numpy as np

from soundfonts.sf2 import Instrument
from soundfonts.synthesis.build import sampled, variant, widened
from soundfonts.synthesis.units import filtered, room, tremolo, vibrato, volume
from soundfonts.synthesis.waves import Spectrum, Wave, band, peak, sustained

_KEYS = (30, 42, 54, 66, 78, 90)


def _waveform(name: str, spectrum: Spectrum, peaky: float) -> Instrument:
    def make(key: int, top: int) -> Wave:
        rate = 32000 if key < 80 else 44100
        return sustained(name, key, spectrum, length=0.012, rate=rate, top=top, peaky=peaky)

    return sampled(name, _KEYS, make, volume(0.004, release=0.08))


def saw() -> Instrument:
    return _waveform("Saw", lambda hertz, number: 1.0 / number, 1.0)


def square() -> Instrument:
    return _waveform("Square", lambda hertz, number: np.where(number % 2 == 1, 1.0 / number, 0.0), 1.0)


def lead(wave: Instrument, name: str, *, hertz: float = 6500, q: float = 3, chorus: float = 16) -> Instrument:
    generators = (
        volume(0.006, release=0.14) | filtered(hertz, q, sweep=0.9, decay=0.35, sustain=0.25) | vibrato(8, 5.6, 0.35)
    )
    return variant(wave, name, generators | room(14, chorus), touch=1200)


def synth_bass(saw: Instrument) -> Instrument:
    generators = volume(0.003, 5, 10, 0.08) | filtered(420, 9, sweep=3.2, decay=0.32, sustain=0.12) | room(2, 4)
    return variant(saw, "Synth bass", generators, touch=1400)


def square_bass(square: Instrument) -> Instrument:
    generators = volume(0.003, 6, 8, 0.08) | filtered(520, 6, sweep=2.4, decay=0.22, sustain=0.1) | room(2, 4)
    return variant(square, "Square bass", generators, touch=1400)


def supersaw(
    saw: Instrument, name: str, generators: dict[str, int], *, cents: float = 9, pan: float = 30
) -> Instrument:
    """Two saws to the sides, detuned against each other."""
    return widened(variant(saw, name, generators), cents=cents, pan=pan)


def pad(
    attack: float, release: float, hertz: float, *, q: float = 2, sweep: float = 1.0, opening: float = 1.2
) -> dict[str, int]:
    """The generators of a pad: a slow swell whose filter opens behind it."""
    return (
        volume(attack, release=release)
        | filtered(hertz, q, sweep=sweep, attack=opening)
        | room(34, 30)
        | vibrato(4, 4.4, 0.6)
    )


def glass() -> Instrument:
    """Rubbed glass: almost a sine, with a ring above."""

    def spectrum(hertz: np.ndarray, number: np.ndarray) -> np.ndarray:
        return np.select([number == 1, number == 2, number == 3, number == 5], [1.0, 0.12, 0.16, 0.05], 0.0)

    def make(key: int, top: int) -> Wave:
        return sustained("Glass", key, spectrum, length=0.34, rate=12000, width=4, top=top)

    return widened(sampled("Glass", (67,), make, volume(0.25, release=0.8) | room(34, 20) | tremolo(1.0, 4.0)), cents=3)


def metallic() -> Instrument:
    def spectrum(hertz: np.ndarray, number: np.ndarray) -> np.ndarray:
        chosen = np.isin(number, (1, 2, 5, 7, 9, 12, 13, 17))
        return np.where(chosen, number**-0.7, 0.0)

    def make(key: int, top: int) -> Wave:
        return sustained("Metallic", key, spectrum, length=0.26, rate=16000, width=5, top=top)

    return widened(sampled("Metallic", (60,), make, volume(0.3, release=0.9) | filtered(6000) | room(32, 24)), cents=4)


def calliope(recorder: Instrument) -> Instrument:
    return variant(
        recorder, "Calliope", volume(0.03, release=0.1) | vibrato(5, 5.5, 0.3) | filtered(9000, 4) | room(14)
    )


def wind() -> Instrument:
    """A loop of noise, for breath, sea, rain and applause; its pitch follows the keys."""

    def make(key: int, top: int) -> Wave:
        def hiss(hertz: np.ndarray) -> np.ndarray:
            return band(120, 7000, 0.8)(hertz) * (0.7 + peak(hertz, 1200, 900))

        return sustained("Noise", key, lambda hertz, number: 0 * hertz, length=0.4, rate=15000, noise=hiss)

    return widened(sampled("Noise", (60,), make, volume(0.01, release=0.2)), cents=0, pan=40)
