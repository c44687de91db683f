"""The last eight programs: sounds of the world, from the noises that the other instruments already have."""

from __future__ import annotations

from soundfonts.sf2 import Instrument, Sample, Zone
from soundfonts.synthesis.build import variant
from soundfonts.synthesis.units import dying, filtered, room, tremolo, tuned, vibrato, volume


def _single(name: str, sample: Sample, root: int, generators: dict[str, int]) -> Instrument:
    """One sample over all keys, at its own pitch on `root`."""
    return Instrument(name, (Zone(sample, generators={"root_key": root, **generators}),))


def fret_noise(sounds: dict[str, Sample]) -> Instrument:
    return _single("Fret noise", sounds["Guiro"], 52, volume(release=2.0) | room(6))


def breath(wind: Instrument) -> Instrument:
    return variant(wind, "Breath", volume(0.03, 1.2, 100, 0.2) | filtered(2600, 3))


def seashore(wind: Instrument) -> Instrument:
    return variant(
        wind,
        "Seashore",
        volume(0.9, release=1.5) | filtered(1800) | tremolo(5, 0.16, 0.01, 1400) | {"scale_tuning": 20},
    )


def bird(whistle: Instrument) -> Instrument:
    return variant(
        whistle, "Bird", volume(0.01, 2.2, 100, 0.1) | vibrato(420, 11, 0.01) | tremolo(8, 5.2) | {"coarse_tune": 24}
    )


def telephone(square: Instrument) -> Instrument:
    return variant(
        square, "Telephone", volume(0.01, release=0.2) | filtered(3400, 8) | tremolo(14, 11) | {"scale_tuning": 30}
    )


def helicopter(wind: Instrument) -> Instrument:
    return variant(
        wind, "Helicopter", volume(0.15, release=0.5) | filtered(520, 4) | tremolo(13, 10.5) | {"scale_tuning": 40}
    )


def applause(wind: Instrument) -> Instrument:
    return variant(
        wind, "Applause", volume(0.4, release=1.0) | filtered(4200) | tremolo(4, 9, 0.01, 900) | {"scale_tuning": 30}
    )


def gunshot(wind: Instrument) -> Instrument:
    return variant(
        wind, "Gunshot", dying(1.4, 1.2, 0) | filtered(600, sweep=4, decay=0.7, sustain=0) | {"scale_tuning": 30}
    )


def reverse_cymbal(sounds: dict[str, Sample]) -> Instrument:
    return _single(
        "Reverse cymbal",
        sounds["Cymbal"],
        60,
        volume(1.6, 0.6, 100, 0.12) | filtered(3000, sweep=2, attack=1.6) | room(16),
    )


def synth_drum(sounds: dict[str, Sample]) -> Instrument:
    generators = dying(2.2, 1.5, 10) | {"mod_env_to_pitch": 900, "mod_decay": -2400, "mod_sustain": 1000}
    return _single("Synth drum", sounds["Tom"], 50, generators | room(12))


def melodic_tom(sounds: dict[str, Sample]) -> Instrument:
    return _single("Melodic tom", sounds["Tom"], 46, volume(release=3.0) | room(14) | tuned(-22))


def agogo(sounds: dict[str, Sample]) -> Instrument:
    return _single("Agogo", sounds["Cowbell"], 80, volume(release=2.0) | room(12) | tuned(-30))


def wood_block(sounds: dict[str, Sample]) -> Instrument:
    return _single("Wood block", sounds["Wood"], 83, volume(release=2.0) | room(10) | tuned(49))


def taiko(sounds: dict[str, Sample]) -> Instrument:
    return _single("Taiko", sounds["Tom"], 46, volume(release=3.0) | filtered(2000) | room(20) | tuned(-22))
