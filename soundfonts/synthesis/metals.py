"""Cymbals, hats, bells and the small percussion of metal and wood."""

from __future__ import annotations

import numpy as np

from soundfonts.synthesis.waves import Wave, band, heard, noise_burst, once, rng

_GUARD = 16


def _plate(name: str, rate: int, length: float, low: float, high: float, lines: int, air: float) -> Wave:
    """A loop of the dense ringing of a metal plate: many lines, none a harmonic of another, over a little noise.

    The envelope of the instrument lets it die; the filter takes the top away first.
    """
    frames = int(length * rate)
    chance = rng(name)
    bins = np.zeros(frames // 2 + 1, dtype=np.complex128)
    grid = np.arange(1, len(bins)) * rate / frames
    shape = band(low, high, 1.0)(grid)
    bins[1:] = air * shape * (chance.normal(size=len(grid)) + 1j * chance.normal(size=len(grid)))
    spots = np.exp(chance.uniform(np.log(low * 0.6), np.log(min(high * 1.3, rate * 0.48)), lines))
    places = np.unique(np.round(spots * frames / rate).astype(int))
    places = places[places < len(bins) - 1]
    level = shape[places - 1] * chance.exponential(1.0, len(places)) * 3.2
    bins[places] += level * np.exp(1j * chance.uniform(-np.pi, np.pi, len(places)))
    data = np.fft.irfft(bins, frames)
    return Wave(name, np.concatenate([data, data[:_GUARD]]), rate, 60, (0, frames), heard(data, rate))


def cymbal() -> Wave:
    return _plate("Cymbal", 30000, 0.4, 900, 13000, 420, 0.9)


def hat() -> Wave:
    return _plate("Hat", 38000, 0.16, 5200, 17000, 160, 0.8)


def _ring(rate: int, duration: float, table: tuple[tuple[float, float, float], ...]) -> np.ndarray:
    """Sines of (hertz, level, seconds to fall by 60 dB), ending softly."""
    time = np.arange(int(duration * rate)) / rate
    total = np.zeros(len(time))
    for hertz, level, t60 in table:
        total += level * np.sin(2 * np.pi * hertz * time) * np.exp(-6.9 / t60 * time)
    total *= np.cos(np.clip((time / duration - 0.75) / 0.25, 0, 1) * np.pi / 2) ** 2
    return total


def ping() -> Wave:
    """The stick on a ride cymbal."""
    rate = 26000
    stick = noise_burst("ping", rate, 0.03, band(3000, 12000, 1.0), 180)
    bell = _ring(
        rate, 0.16, ((3140, 0.5, 0.5), (4470, 0.4, 0.4), (5630, 0.35, 0.35), (7210, 0.25, 0.3), (2210, 0.25, 0.4))
    )
    bell[: len(stick)] += 0.7 * stick
    return once("Ping", 51, rate, bell)


def ride_bell() -> Wave:
    rate = 20000
    table = ((1180, 0.5, 1.0), (2190, 0.5, 0.9), (3410, 0.5, 0.8), (4520, 0.4, 0.6), (6350, 0.3, 0.5))
    return once("Ride bell", 53, rate, _ring(rate, 0.24, table))


def cowbell() -> Wave:
    rate = 24000
    table = ((562, 0.9, 0.35), (845, 1.0, 0.3), (1690, 0.5, 0.2), (2540, 0.35, 0.15), (3380, 0.2, 0.1))
    return once("Cowbell", 56, rate, np.tanh(1.5 * _ring(rate, 0.18, table)))


def tambourine() -> Wave:
    rate = 36000
    jingles = noise_burst("jingles", rate, 0.14, band(6000, 14000, 1.4), 19)
    jingles += 0.4 * _ring(rate, 0.14, ((8350, 1, 0.3), (10250, 1, 0.3), (6900, 0.6, 0.25)))
    jingles[: rate // 30] *= np.linspace(0.3, 1, rate // 30)
    return once("Tambourine", 54, rate, jingles)


def shaker() -> Wave:
    rate = 32000
    return once("Shaker", 70, rate, noise_burst("shaker", rate, 0.1, band(4500, 11000, 1.4), 36, 0.012))


def claves() -> Wave:
    rate = 28000
    return once("Claves", 75, rate, _ring(rate, 0.09, ((2480, 1.0, 0.11), (5020, 0.15, 0.05))))


def wood() -> Wave:
    rate = 26000
    return once("Wood", 76, rate, _ring(rate, 0.09, ((960, 1.0, 0.1), (2240, 0.5, 0.06), (3460, 0.25, 0.04))))


def guiro() -> Wave:
    rate = 16000
    total = np.zeros(int(0.3 * rate))
    place = 0.0
    for number in range(20):
        tooth = noise_burst(f"guiro{number}", rate, 0.012, band(1800, 5200, 1.4), 330)
        first = int(place * rate)
        total[first : first + len(tooth)] += tooth * (0.5 + number / 30)
        place += 0.0145 - 0.00018 * number
    return once("Guiro", 74, rate, total)


def vibraslap() -> Wave:
    rate = 12000
    time = np.arange(int(0.4 * rate)) / rate
    rattle = np.maximum(np.sin(2 * np.pi * 21 * time), 0) ** 6 * np.exp(-5 * time)
    noise = noise_burst("vibraslap", rate, 0.4, band(1500, 4500, 1.6), 0.1)
    return once("Vibraslap", 58, rate, rattle * noise)


def cuica() -> Wave:
    rate = 10000
    time = np.arange(int(0.24 * rate)) / rate
    hertz = 420 + 240 * np.sin(np.pi * np.minimum(time / 0.22, 1))
    tone = np.tanh(2 * np.sin(2 * np.pi * np.cumsum(hertz) / rate)) * np.sin(np.pi * time / 0.24) ** 0.6
    return once("Cuica", 79, rate, tone)


def triangle() -> Wave:
    """A loop of the few lines of a steel rod; the envelope lets it die."""
    rate, frames = 34000, 1700
    time = np.arange(frames + _GUARD) / rate
    bins = (204, 280, 420, 545, 690, 203)  # times 20 Hz
    level = (0.5, 0.7, 0.7, 0.5, 0.3, 0.3)
    data = sum(a * np.sin(2 * np.pi * 20 * b * time + b) for a, b in zip(level, bins))
    assert isinstance(data, np.ndarray)
    return Wave("Triangle", data, rate, 81, (0, frames), heard(data, rate))


def whistle() -> Wave:
    """One turn of the pea in a referee's whistle, looped."""
    rate, frames = 22050, 662  # a thirty-third of a second and a bit, 78 waves of the tone
    turn = 2 * np.pi * np.arange(frames + _GUARD) / frames
    tone = np.sin(78 * turn + 3.1 * np.sin(turn)) * (0.75 + 0.25 * np.sin(turn))
    return Wave("Police whistle", tone, rate, 72, (0, frames), heard(tone, rate))
