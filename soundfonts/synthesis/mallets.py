"""Bars, tubes, plates and bells: what rings when a mallet meets it; and timpani."""

from __future__ import annotations

from soundfonts.sf2 import Instrument
from soundfonts.synthesis.build import sampled
from soundfonts.synthesis.plucking import modes
from soundfonts.synthesis.units import dying, filtered, room, tremolo
from soundfonts.synthesis.waves import Partials, Wave, band, noise_burst, struck


def _bar(
    name: str,
    keys: tuple[int, ...],
    partials: Partials,
    *,
    t60: float,
    attack: float,
    rate: int = 28000,
    knock: float = 0.12,
    knock_band: tuple[float, float] = (600, 4000),
    generators: dict[str, int] | None = None,
    key_to_decay: int = 50,
    touch: int = 1800,
    release: float = 0.6,
) -> Instrument:
    """An instrument whose first partial lives `t60` seconds at middle C; the others are given in full."""

    def make(key: int, top: int) -> Wave:
        shrink = 2 ** ((60 - key) * key_to_decay / 1200)
        scaled = Partials(partials.ratio, partials.level, partials.fall / shrink)
        noise = noise_burst(f"{name}{key}", rate, 0.025, band(*knock_band, 1.0), 200) * knock
        return struck(name, key, scaled, attack=attack, rate=rate, keep_fall=6.9 / (t60 * shrink), knock=noise, top=top)

    table = dying(t60 * 100 / 60, release, key_to_decay) | filtered(9000) | room(18) | (generators or {})
    return sampled(name, keys, make, table, touch=touch, follow=3600)


def celesta() -> Instrument:
    table = modes((1, 1, 2.6), (2, 0.14, 1.4), (4.0, 0.4, 0.8), (6.9, 0.22, 0.45), (10.4, 0.1, 0.25))
    return _bar("Celesta", (72,), table, t60=2.6, attack=0.12, rate=26000, knock=0.06)


def glockenspiel() -> Instrument:
    table = modes((1, 1, 3.5), (2.76, 0.8, 1.8), (5.4, 0.55, 1.0), (8.93, 0.3, 0.5))
    return _bar("Glockenspiel", (82,), table, t60=3.5, attack=0.11, rate=32000, knock=0.15, knock_band=(3000, 12000))


def music_box() -> Instrument:
    table = modes((1, 1, 2.2), (2.0, 0.22, 1.6), (6.27, 0.42, 0.9), (11.2, 0.14, 0.4))
    return _bar("Music box", (78,), table, t60=2.2, attack=0.1, rate=28000, knock=0.1, knock_band=(2000, 9000))


def vibraphone() -> Instrument:
    table = modes((1, 1, 6.0), (3.98, 0.2, 1.3), (9.2, 0.07, 0.35))
    return _bar(
        "Vibraphone",
        (57, 72),
        table,
        t60=6.0,
        attack=0.14,
        rate=20000,
        knock=0.04,
        generators=tremolo(2.2, 5.2),
        release=1.2,
    )


def marimba() -> Instrument:
    table = modes((1, 1, 1.1), (3.93, 0.3, 0.22), (9.6, 0.1, 0.07))
    return _bar(
        "Marimba",
        (50, 67),
        table,
        t60=1.1,
        attack=0.08,
        rate=20000,
        knock=0.16,
        knock_band=(250, 2200),
        key_to_decay=70,
        touch=2600,
    )


def xylophone() -> Instrument:
    table = modes((1, 1, 0.7), (3.0, 0.5, 0.25), (6.1, 0.28, 0.12), (10.2, 0.1, 0.06))
    return _bar(
        "Xylophone",
        (74,),
        table,
        t60=0.7,
        attack=0.09,
        rate=32000,
        knock=0.3,
        knock_band=(1500, 8000),
        key_to_decay=60,
    )


def tubular_bells() -> Instrument:
    table = modes(
        (0.5, 0.12, 9),
        (1, 0.62, 9.0),
        (1.5, 0.6, 6),
        (2.0, 0.9, 5.5),
        (2.74, 0.8, 3.5),
        (3.56, 0.6, 2.4),
        (4.48, 0.42, 1.7),
        (5.5, 0.28, 1.2),
        (6.6, 0.16, 0.8),
    )
    return _bar(
        "Tubular bells", (64,), table, t60=9, attack=0.3, rate=16000, knock=0.12, knock_band=(1500, 7000), release=2.0
    )


def steel_drum() -> Instrument:
    table = modes(
        (1, 1, 1.4), (2.003, 0.6, 1.0), (3.01, 0.3, 0.6), (4.02, 0.2, 0.4), (5.1, 0.1, 0.25), (1.006, 0.3, 1.2)
    )
    return _bar("Steel drum", (62,), table, t60=1.4, attack=0.18, rate=18000, knock=0.1, knock_band=(400, 3000))


def kalimba() -> Instrument:
    table = modes((1, 1, 1.3), (2.0, 0.08, 0.5), (5.8, 0.14, 0.16), (11.5, 0.04, 0.06))
    return _bar("Kalimba", (66,), table, t60=1.3, attack=0.09, rate=26000, knock=0.12, knock_band=(400, 3000))


def timpani() -> Instrument:
    table = modes(
        (1, 1, 3.0),
        (1.504, 0.62, 2.1),
        (1.742, 0.2, 0.5),
        (2.0, 0.36, 1.6),
        (2.245, 0.1, 0.4),
        (2.494, 0.2, 1.2),
        (2.8, 0.08, 0.3),
        (2.98, 0.1, 0.9),
        (0.85, 0.35, 0.25),
    )
    return _bar(
        "Timpani",
        (43,),
        table,
        t60=3.0,
        attack=0.36,
        rate=8000,
        knock=0.5,
        knock_band=(60, 700),
        key_to_decay=20,
        touch=3000,
        release=1.2,
    )
