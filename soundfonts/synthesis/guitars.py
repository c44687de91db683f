"""Guitars from nylon to distortion, and the plucked instruments that are near them."""

from __future__ import annotations

import numpy as np

from soundfonts.sf2 import Instrument
from soundfonts.synthesis.build import sampled, variant
from soundfonts.synthesis.plucking import coloured, joined, string_partials
from soundfonts.synthesis.units import dying, filtered, room, tuned, vibrato, volume
from soundfonts.synthesis.waves import Partials, Wave, band, key_hertz, noise_burst, peak, struck, sustained

_BODY = [(105.0, 40.0, 0.9), (210.0, 70.0, 1.1), (420.0, 160.0, 0.5), (1900.0, 1200.0, 0.35)]
"""Air, top and back of an acoustic guitar."""


def _plucked(
    name: str,
    keys: tuple[int, ...],
    *,
    position: float,
    slope: float,
    corner: float,
    t60: float,
    damping: float,
    attack: float,
    rate: int,
    generators: dict[str, int],
    order: float = 1.0,
    body: list[tuple[float, float, float]] = _BODY,
    pick: float = 0.15,
    pick_band: tuple[float, float] = (800, 5000),
    stiffness: float = 4e-5,
    touch: int = 4000,
    doubled: float = 0.0,
    length: float = 0.05,
    release: float = 0.18,
) -> Instrument:
    """A plucked string whose fundamental lives `t60` seconds at middle C (half that 24 keys higher).

    `doubled` is the level of a second polarization, slightly out of tune, that dies sooner.
    """

    def make(key: int, top: int) -> Wave:
        life = t60 * 2 ** ((60 - key) / 24)
        string = string_partials(
            key,
            position=position,
            slope=slope,
            corner=corner,
            order=order,
            t60=life,
            damping=damping,
            stiffness=stiffness,
        )
        string = coloured(string, key, body)
        parts = [string]
        if doubled:
            shift = 1 + 0.9 / (string.ratio * key_hertz(key))
            parts.append(Partials(string.ratio * shift, string.level * doubled, string.fall * 2.2))
        noise = noise_burst(f"{name}{key}", rate, 0.03, band(*pick_band, 1.0), 160)
        level = float(np.sqrt(np.sum(string.level**2)))
        return struck(
            name,
            key,
            joined(*parts),
            attack=attack,
            length=length,
            rate=rate,
            keep_fall=6.9 / life,
            knock=noise * level * pick,
            top=top,
        )

    return sampled(name, keys, make, dying(t60 * 100 / 60, release, 50) | generators, touch=touch, follow=2400)


def nylon() -> Instrument:
    return _plucked(
        "Nylon guitar",
        (45, 57, 70),
        position=0.22,
        slope=1.05,
        corner=1500,
        t60=4.6,
        damping=600,
        attack=0.22,
        rate=15000,
        generators=filtered(1500, sweep=1.8, decay=2.0, sustain=0.0) | room(14),
        pick=0.12,
        pick_band=(300, 2500),
        doubled=0.4,
    )


def steel() -> Instrument:
    return _plucked(
        "Steel guitar",
        (45, 57, 70),
        position=0.14,
        slope=0.75,
        corner=3200,
        t60=5.0,
        damping=1300,
        attack=0.19,
        rate=20000,
        generators=filtered(2900, sweep=1.7, decay=2.5, sustain=0.0) | room(14, 8),
        pick=0.2,
        pick_band=(1500, 7000),
        doubled=0.5,
        stiffness=8e-5,
    )


def clean() -> Instrument:
    return _plucked(
        "Clean guitar",
        (48, 65),
        position=0.17,
        slope=0.85,
        corner=3000,
        order=1.5,
        t60=6.0,
        damping=1400,
        attack=0.2,
        rate=17000,
        generators=filtered(2400, sweep=1.7, decay=2.5, sustain=0.0) | room(12, 30),
        body=[(2400.0, 1800.0, 0.5)],
        pick=0.22,
        pick_band=(900, 5000),
        doubled=0.25,
    )


def jazz(clean: Instrument) -> Instrument:
    return variant(clean, "Jazz guitar", filtered(1500) | room(12, 6), touch=900)


def muted(clean: Instrument) -> Instrument:
    closing = filtered(1000, sweep=1.8, decay=0.2, sustain=0)
    # A filter that closes turns the phase back and so flattens the tone by as much.
    return variant(clean, "Muted guitar", dying(2.0, 0.06, 20) | closing | {"fine_tune": 2}, touch=1200)


def _driven_wave(key: int, top: int) -> Wave:
    """A string through a valve amplifier: odd harmonics up, everything pressed together, a speaker's band."""

    def spectrum(hertz: np.ndarray, number: np.ndarray) -> np.ndarray:
        comb = 0.35 + np.abs(np.sin(np.pi * number * 0.17))
        odd = np.where(number % 2 == 1, 1.0, 0.62)
        speaker = 1 / (1 + (hertz / 3600) ** 6) / np.sqrt(1 + (85 / hertz) ** 4)
        return comb * odd * number**-0.72 * speaker * (1 + 0.9 * peak(hertz, 2300, 1800))

    return sustained("Driven guitar", key, spectrum, length=0.11, rate=17000, width=2.2, top=top, peaky=0.7)


def overdriven() -> Instrument:
    generators = (
        volume(0.002, 24, 30, 0.15)
        | filtered(5200, 2, sweep=0.8, decay=0.5, sustain=0.1)
        | room(12, 12)
        | vibrato(6, 5, 0.5)
    )
    return sampled("Overdriven guitar", (43, 57, 71), _driven_wave, generators, touch=2200)


def _distorted_wave(key: int, top: int) -> Wave:
    def spectrum(hertz: np.ndarray, number: np.ndarray) -> np.ndarray:
        speaker = 1 / (1 + (hertz / 4600) ** 6) / np.sqrt(1 + (80 / hertz) ** 4)
        return number**-0.45 * speaker * (1 + 0.8 * peak(hertz, 1400, 900) + 1.0 * peak(hertz, 3000, 1600))

    def fizz(hertz: np.ndarray) -> np.ndarray:
        return 0.035 * band(500, 4200, 1.5)(hertz)

    return sustained(
        "Distorted guitar", key, spectrum, length=0.13, rate=17000, width=4, noise=fizz, top=top, peaky=0.3
    )


def distorted() -> Instrument:
    generators = (
        volume(0.002, 30, 20, 0.15)
        | filtered(6500, 1, sweep=0.6, decay=0.4, sustain=0.2)
        | room(12, 14)
        | vibrato(7, 5, 0.5)
    )
    return sampled("Distorted guitar", (43, 57, 71), _distorted_wave, generators, touch=900)


def harmonics(celesta: Instrument) -> Instrument:
    return variant(celesta, "Guitar harmonics", dying(4.3, 0.3, 40) | filtered(3200) | room(16, 20))


def banjo() -> Instrument:
    return _plucked(
        "Banjo",
        (60,),
        position=0.1,
        slope=0.5,
        corner=3600,
        t60=1.5,
        damping=2200,
        attack=0.17,
        rate=22050,
        generators=room(8),
        body=[(320.0, 160.0, 0.8), (900.0, 500.0, 0.9)],
        pick=0.3,
        pick_band=(1000, 7000),
    )


def sitar() -> Instrument:
    return _plucked(
        "Sitar",
        (57,),
        position=0.06,
        slope=0.25,
        corner=4200,
        t60=3.4,
        damping=5200,
        attack=0.14,
        rate=15000,
        generators=room(14, 14) | vibrato(6, 5.5, 0.3),
        body=[(500.0, 300.0, 0.5), (2200.0, 1400.0, 1.3)],
        pick=0.2,
        stiffness=0,
        doubled=0.6,
        length=0.1,
    )


def shamisen(banjo: Instrument) -> Instrument:
    return variant(banjo, "Shamisen", dying(2.2, 0.1, 30) | filtered(5200, 5) | tuned(0))


def dulcimer(harpsichord: Instrument) -> Instrument:
    return variant(harpsichord, "Dulcimer", dying(5, 0.7, 60) | filtered(3600) | room(18, 10), touch=1600)


def harp() -> Instrument:
    return _plucked(
        "Harp",
        (48, 69),
        position=0.32,
        slope=1.25,
        corner=2200,
        t60=3.6,
        damping=700,
        attack=0.14,
        rate=15000,
        generators=room(22),
        body=[(250.0, 200.0, 0.5)],
        pick=0.06,
        pick_band=(300, 2000),
        doubled=0.25,
        release=1.1,
    )


def pizzicato() -> Instrument:
    return _plucked(
        "Pizzicato",
        (48, 67),
        position=0.2,
        slope=1.0,
        corner=1700,
        t60=0.75,
        damping=700,
        attack=0.13,
        rate=17000,
        generators=room(18),
        body=[(280.0, 90.0, 0.8), (480.0, 160.0, 0.8), (1100.0, 500.0, 0.4)],
        pick=0.2,
        pick_band=(200, 1800),
        doubled=0.5,
        release=0.3,
    )


def koto(harpsichord: Instrument) -> Instrument:
    return variant(
        harpsichord,
        "Koto",
        dying(3.4, 0.3, 50) | filtered(2600, 4, sweep=1, decay=0.6, sustain=0) | vibrato(8, 5, 0.2) | room(14),
    )
