"""Bass strings: upright, electric in five manners."""

from __future__ import annotations

import numpy as np

from soundfonts.sf2 import Instrument
from soundfonts.synthesis.build import sampled, variant
from soundfonts.synthesis.plucking import coloured, joined, string_partials
from soundfonts.synthesis.units import dying, filtered, room, vibrato, volume
from soundfonts.synthesis.waves import Partials, Wave, band, key_hertz, noise_burst, struck

_KEYS = (30, 41, 53)


def _bass(
    name: str,
    *,
    position: float,
    slope: float,
    corner: float,
    t60: float,
    damping: float,
    attack: float,
    rate: int,
    generators: dict[str, int],
    knock: float,
    knock_band: tuple[float, float],
    order: float = 1.5,
    touch: int = 3800,
    body: list[tuple[float, float, float]] | None = None,
    stiffness: float = 6e-5,
    knock_fall: float = 90,
) -> Instrument:
    """A bass string; `t60` is the life of the fundamental at E2 (40), half that 24 keys higher."""

    def make(key: int, top: int) -> Wave:
        life = t60 * 2 ** ((40 - key) / 24)
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
        string = coloured(string, key, body or [])
        quick = Partials(
            string.ratio * (1 + 0.35 / (string.ratio * key_hertz(key))), string.level * 0.5, string.fall * 3
        )
        noise = noise_burst(f"{name}{key}", rate, 0.06, band(*knock_band, 1.0), knock_fall)
        level = float(np.sqrt(np.sum(string.level**2)))
        return struck(
            name,
            key,
            joined(string, quick),
            attack=attack,
            length=0.05,
            rate=rate,
            keep_fall=6.9 / life,
            knock=noise * level * knock,
            top=top,
        )

    middle = t60 * 2 ** ((40 - 60) / 24) * 100 / 60
    return sampled(name, _KEYS, make, dying(middle, 0.16, 50) | generators, touch=touch)


def upright() -> Instrument:
    return _bass(
        "Upright bass",
        position=0.2,
        slope=1.0,
        corner=520,
        t60=3.4,
        damping=260,
        attack=0.19,
        rate=9000,
        generators=filtered(700, sweep=2.0, decay=0.8, sustain=0.0) | room(8),
        knock=0.35,
        knock_band=(60, 900),
        body=[(62, 30, 0.5), (110, 50, 0.9), (240, 120, 0.7)],
    )


def finger() -> Instrument:
    return _bass(
        "Finger bass",
        position=0.18,
        slope=0.75,
        corner=750,
        t60=6.0,
        damping=380,
        attack=0.18,
        rate=9500,
        generators=filtered(1000, sweep=1.8, decay=1.2, sustain=0.0) | room(4),
        knock=0.12,
        knock_band=(150, 1500),
        body=[(700, 600, 0.5)],
    )


def slap() -> Instrument:
    return _bass(
        "Slap bass",
        position=0.07,
        slope=0.35,
        corner=2400,
        order=1.0,
        t60=4.5,
        damping=800,
        attack=0.15,
        rate=15000,
        generators=filtered(5000, sweep=1.2, decay=0.5, sustain=0) | room(5),
        knock=0.55,
        knock_band=(1200, 7000),
        touch=3400,
        knock_fall=140,
        stiffness=1.2e-4,
    )


def popped(slap: Instrument) -> Instrument:
    return variant(slap, "Popped bass", filtered(4000, 5, sweep=2, decay=0.3, sustain=0))


def fretless(finger: Instrument) -> Instrument:
    return variant(
        finger,
        "Fretless bass",
        volume(0.018, 9, 100, 0.2, key_to_decay=30) | filtered(1500, 6) | vibrato(9, 5, 0.3) | room(8, 14),
    )


def pick(slap: Instrument) -> Instrument:
    return variant(slap, "Pick bass", filtered(1500, sweep=1.6, decay=0.15, sustain=0) | room(4), touch=1800)
