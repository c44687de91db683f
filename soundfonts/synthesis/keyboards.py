"""Piano, electric pianos, harpsichord, clavinet."""

from __future__ import annotations

import numpy as np

from soundfonts.sf2 import Instrument
from soundfonts.synthesis.build import sampled, variant
from soundfonts.synthesis.plucking import coloured, joined, modes, string_partials
from soundfonts.synthesis.units import dying, filtered, room, tremolo
from soundfonts.synthesis.waves import Partials, Wave, band, key_hertz, noise_burst, rng, struck

_PIANO_T60 = 7.5
"""Seconds middle C takes to fall by 60 dB; halved every 14 keys upwards."""


def _piano_wave(key: int, top: int) -> Wave:
    hertz = key_hertz(key)
    t60 = min(18.0, _PIANO_T60 * 2 ** ((60 - key) / 14))
    slow = string_partials(
        key,
        position=0.122,
        slope=0.55,
        corner=850 + 2.6 * hertz,
        order=2.0,
        t60=t60,
        damping=700 + 0.8 * hertz,
        stiffness=2.2e-4 * 2 ** (max(key - 48, -12) / 9),
        count=60,
    )
    # Two strings a hair apart: one sound that dies at once into the soundboard, one that stays.
    chance = rng("piano", key)
    quick = Partials(slow.ratio, slow.level * chance.uniform(1.4, 2.2, 60), slow.fall * 3.6 + 2.2)
    high = slow.ratio * hertz > 900
    beating = Partials(
        slow.ratio[high] * (1 + 1.6 / (slow.ratio[high] * hertz)), slow.level[high] * 0.4, slow.fall[high]
    )
    rate = 16000 if key < 50 else 18000 if key < 70 else 22050 if key < 84 else 28000
    attack = 0.35 if key < 70 else 0.26 if key < 80 else 0.18
    length = 0.27 if key < 70 else 0.16 if key < 80 else 0.06
    knock = noise_burst(f"hammer{key}", rate, 0.12, band(90, 700 + hertz, 1.2), 55, 0.002)
    bright = noise_burst(f"felt{key}", rate, 0.03, band(1500, 5000, 1.0), 220)
    knock[: len(bright)] += 0.35 * bright
    level = float(np.sqrt(np.sum(slow.level**2)))
    return struck(
        "Piano",
        key,
        joined(slow, quick, beating),
        attack=attack,
        length=length,
        rate=rate,
        keep_fall=float(slow.fall[0]),
        knock=knock * level * 0.22,
        top=top,
    )


def piano() -> Instrument:
    generators = (
        dying(_PIANO_T60 * 100 / 60, release=0.55, key_to_decay=86)
        | filtered(1900, sweep=1.9, decay=5.0, sustain=0.0)
        | room(12)
    )
    return sampled("Piano", (29, 41, 51, 60, 69, 81), _piano_wave, generators, touch=3800, follow=3600)


def _tine_wave(key: int, top: int) -> Wave:
    t60 = 7.0 * 2 ** ((60 - key) / 24)
    table = modes((1, 1, t60), (2, 0.34, t60 * 0.6), (3, 0.13, t60 * 0.35), (4, 0.07, t60 * 0.25), (5, 0.03, t60 * 0.2))
    tine = modes((6.27, 0.24, 0.4), (17.5, 0.07, 0.14))
    return struck("Tine piano", key, joined(table, tine), attack=0.2, rate=18000, keep_fall=6.9 / t60, top=top)


def tine_piano() -> Instrument:
    generators = dying(11, release=0.35, key_to_decay=50) | filtered(4200) | tremolo(1.4, 4.6) | room(10, 18)
    return sampled("Tine piano", (48, 66), _tine_wave, generators, touch=3600, follow=2400)


def _fm_wave(key: int, top: int) -> Wave:
    t60 = 6.0 * 2 ** ((60 - key) / 20)
    low = modes((1, 1, t60), (2, 0.22, t60 * 0.7), (3, 0.1, t60 * 0.5), (5, 0.03, t60 * 0.3))
    bell = modes((13, 0.12, 0.5), (14, 0.42, 0.7), (15, 0.12, 0.5), (27, 0.06, 0.2))
    return struck("FM piano", key, joined(low, bell), attack=0.17, rate=22050, keep_fall=6.9 / t60, top=top)


def fm_piano() -> Instrument:
    generators = dying(10, release=0.4, key_to_decay=60) | filtered(7000) | room(12, 30)
    return sampled("FM piano", (56,), _fm_wave, generators, touch=3000, follow=2400)


def _harpsichord_wave(key: int, top: int) -> Wave:
    t60 = 4.6 * 2 ** ((60 - key) / 20)
    eight = string_partials(
        key, position=0.09, slope=0.35, corner=5200, t60=t60, damping=2600, stiffness=3e-5, count=80
    )
    four = string_partials(key + 12, position=0.12, slope=0.6, corner=5200, t60=t60 * 0.8, damping=2600, count=40)
    octave = Partials(four.ratio * 2, four.level * 0.22, four.fall)
    quill = noise_burst(f"quill{key}", 24000, 0.02, band(1500, 9000), 260)
    level = float(np.sqrt(np.sum(eight.level**2)))
    return struck(
        "Harpsichord",
        key,
        joined(eight, octave),
        attack=0.17,
        length=0.02,
        rate=24000,
        keep_fall=6.9 / t60,
        knock=quill * level * 0.3,
        top=top,
    )


def harpsichord() -> Instrument:
    generators = dying(7.7, release=0.2, key_to_decay=60) | room(14)
    return sampled("Harpsichord", (48, 67), _harpsichord_wave, generators)


def _clavinet_wave(key: int, top: int) -> Wave:
    t60 = 4.4 * 2 ** ((60 - key) / 20)
    string = string_partials(key, position=0.16, slope=0.45, corner=2600, order=1.6, t60=t60, damping=1800, count=50)
    string = coloured(string, key, [(700, 500, 1.0), (2100, 900, 1.4)])
    return struck("Clavinet", key, string, attack=0.12, rate=20000, keep_fall=6.9 / t60, top=top)


def clavinet() -> Instrument:
    generators = dying(7.3, release=0.08, key_to_decay=60) | filtered(5000, 4) | room(6)
    return sampled("Clavinet", (45, 62), _clavinet_wave, generators, touch=2400, follow=2400)


def upright(piano: Instrument) -> Instrument:
    """The piano with a harder touch."""
    return variant(piano, "Bright piano", filtered(4500, sweep=1.6, decay=6.0, sustain=0.0), touch=2200)
