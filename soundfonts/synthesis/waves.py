"""Sound from spectra: tones that loop without a seam, and tones that are struck and die.

A loop holds a whole number of periods, and the sample's rate is chosen so that the tone is in tune to a tenth of a
cent; every component of a looped part lies on a bin of that loop, so its end meets its beginning exactly.
Randomness comes from generators seeded by the name and key of the sound.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from soundfonts.sf2 import Sample

Spectrum = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""(hertz [n], number of the harmonic [n]) -> amplitude [n]."""
_GUARD = 16
"""Frames kept after a loop, equal to its beginning, for the synthesizer's interpolation."""


@dataclass(frozen=True, eq=False)
class Wave:
    """A sound before its level is settled: float64 [frames], with what a `Sample` needs."""

    name: str
    data: np.ndarray
    rate: int
    root: int
    loop: tuple[int, int] | None
    weight: float
    """Its loudness as heard, by which the keys of an instrument are matched."""


def rng(*parts: object) -> np.random.Generator:
    """A random generator that depends on the given words alone."""
    return np.random.default_rng(zlib.crc32("/".join(map(str, parts)).encode()))


def key_hertz(key: float) -> float:
    """The frequency of a key in equal temperament, A4 (69) = 440 Hz."""
    return 440.0 * 2 ** ((key - 69) / 12)


def plan_loop(key: int, rate: int, length: float) -> tuple[int, int, int]:
    """(periods, frames, frames per second) of a loop of about `length` seconds that is in tune."""
    hertz = key_hertz(key)
    periods = max(1, round(length * hertz))
    frames = round(periods * rate / hertz)
    return periods, frames, round(hertz * frames / periods)


def heard(data: np.ndarray, rate: int) -> float:
    """Loudness of a sound: its root mean square after a weighting like the ear's (BS.1770 in outline)."""
    spectrum = np.fft.rfft(data)
    hertz = np.fft.rfftfreq(len(data), 1 / rate)
    low = hertz**2 / (hertz**2 + 38.0**2)
    shelf = 1 + 0.58 * hertz**2 / (hertz**2 + 1500.0**2)
    return float(np.sqrt(np.sum(np.abs(spectrum * low * shelf) ** 2) * 2) / len(data)) + 1e-12


def sustained(
    name: str,
    key: int,
    spectrum: Spectrum,
    *,
    length: float = 0.05,
    rate: int = 32000,
    width: float = 0.0,
    noise: Callable[[np.ndarray], np.ndarray] | None = None,
    top: int | None = None,
    peaky: float = 0.5,
) -> Wave:
    """A tone that goes on for ever: one loop and nothing else.

    Args:
        spectrum: amplitudes of the harmonics.
        length: seconds of the loop; longer ones have room for `width` and `noise`.
        width: cents over which each harmonic is spread, as many players or a moving bow spread it.
        noise: amplitude of noise at a frequency (hertz [n] -> [n]), relative to the harmonics.
        top: highest key it will be played at; harmonics that would pass 19 kHz there are left out.
        peaky: 1 aligns the harmonics into one pulse a period (reeds, brass), 0 scatters them.
    """
    periods, frames, rate = plan_loop(key, rate, length)
    hertz = rate * periods / frames
    chance = rng(name, key)
    highest = min(0.47 * rate, 19000 * 2 ** ((key - (top or key)) / 12))
    numbers = np.arange(1, max(2, int(highest / hertz) + 1))
    amplitudes = np.maximum(spectrum(numbers * hertz, numbers), 0.0)
    phases = chance.uniform(-np.pi, np.pi, len(numbers)) * (1 - peaky) - np.pi / 2
    bins = np.zeros(frames // 2 + 1, dtype=np.complex128)
    if width:
        for number, amplitude in zip(numbers, amplitudes):
            _spread(bins, int(number) * periods, amplitude, width, chance)
    else:
        bins[numbers * periods] = amplitudes * np.exp(1j * phases)
    if noise is not None:
        grid = np.arange(1, len(bins)) * rate / frames
        level = noise(grid) * np.sqrt(rate / frames) * 0.1
        bins[1:] += level * (chance.normal(size=len(grid)) + 1j * chance.normal(size=len(grid)))
    data = np.fft.irfft(bins, frames) * frames / 2
    return Wave(name, np.concatenate([data, np.resize(data, _GUARD)]), rate, key, (0, frames), heard(data, rate))


def _spread(bins: np.ndarray, centre: int, amplitude: float, cents: float, chance: np.random.Generator) -> None:
    """Put a harmonic on the bins around its own, keeping its power and its mean frequency."""
    sigma = max(0.45, centre * (2 ** (cents / 1200) - 1))
    reach = int(3 * sigma) + 1
    offsets = np.arange(-reach, reach + 1)
    # What chance gives one side it gives the other, so that the band stays in tune.
    sizes = np.sqrt(chance.exponential(1.0, reach + 1) + 0.15)[np.abs(offsets)]
    shape = np.exp(-0.5 * (offsets / sigma) ** 2) * sizes
    shape = shape / np.sqrt(np.sum(shape**2)) * amplitude * np.exp(1j * chance.uniform(-np.pi, np.pi, len(offsets)))
    within = (centre + offsets > 0) & (centre + offsets < len(bins) - 1)
    bins[(centre + offsets)[within]] += shape[within]


@dataclass(frozen=True, eq=False)
class Partials:
    """Components of a struck sound; all arrays [n]."""

    ratio: np.ndarray
    """Frequency against the tone's own."""
    level: np.ndarray
    """Amplitude at the stroke."""
    fall: np.ndarray
    """Decay in nepers per second: 6.9 divided by the seconds to fall by 60 dB."""


def struck(
    name: str,
    key: int,
    partials: Partials,
    *,
    attack: float,
    length: float = 0.0,
    rate: int = 24000,
    keep_fall: float | None = None,
    knock: np.ndarray | None = None,
    top: int | None = None,
) -> Wave:
    """A tone that is struck or plucked: an attack in which every partial dies at its own pace, then a loop.

    The slowest decay is left to the synthesizer's envelope, so the sample holds each partial against that one; where
    the loop begins the partials have come to rest, the quick ones faded to nothing.

    Args:
        attack: seconds before the loop.
        length: seconds of the loop; 0 makes it as short as it can be.
        keep_fall: the decay left to the envelope, in nepers per second; the slowest partial's by default.
        knock: noise of the stroke, float [frames] at the sample's rate, added at the start.
        top: highest key it will be played at (see `sustained`).
    """
    periods, frames, rate = plan_loop(key, rate, length or 2.5 / key_hertz(key))
    hertz = rate * periods / frames
    start = int(attack * rate)
    total = start + frames + _GUARD
    time = np.arange(total) / rate
    share = np.minimum(time * rate / max(start, 1), 1.0)
    eased = np.where(share < 0.5, share, share - (share - 0.5) ** 2) * start / rate
    kept = keep_fall if keep_fall is not None else float(partials.fall.min())
    highest = min(0.47 * rate, 19000 * 2 ** ((key - (top or key)) / 12))
    loudest = float(partials.level.max())
    fade = np.cos(np.clip((share - 0.35) / 0.65, 0, 1) * np.pi / 2) ** 2
    data = np.zeros(total)
    for number, (ratio, level, fall) in enumerate(zip(partials.ratio, partials.level, partials.fall)):
        if ratio * hertz > highest or level < loudest * 1e-4:
            continue
        shape = level * np.exp(-max(fall - kept, 0.0) * eased)
        stays = shape[-1] > loudest * 0.004 and round(ratio * periods) > 0
        turns = round(ratio * periods) / periods if stays else ratio
        if not stays:
            shape = shape * fade
        # Alternate signs keep the stroke from piling up in one peak; every partial starts from zero.
        data += (1 if number % 3 else -1) * shape * np.sin(2 * np.pi * turns * hertz * time)
    if knock is not None:
        part = knock[:start]
        data[: len(part)] += part * fade[: len(part)]
    body = data[: start + frames]
    held = np.exp(-kept * np.arange(len(body)) / rate) * body
    quarter = held[: int(0.25 * rate)]
    return Wave(name, data, rate, key, (start, start + frames), heard(quarter, rate))


def noise_burst(
    name: str,
    rate: int,
    duration: float,
    shape: Callable[[np.ndarray], np.ndarray],
    fall: float,
    attack: float = 0.0005,
) -> np.ndarray:
    """Noise of a spectrum (hertz [n] -> amplitude [n]) that dies at `fall` nepers per second; float
    [frames], peak 1.
    """
    frames = int(duration * rate)
    bins = np.fft.rfft(rng(name, "noise").normal(size=frames))
    bins *= shape(np.fft.rfftfreq(frames, 1 / rate))
    time = np.arange(frames) / rate
    data = np.fft.irfft(bins, frames) * np.exp(-fall * time) * np.minimum(time / attack, 1)
    data *= np.cos(np.clip((time / duration - 0.7) / 0.3, 0, 1) * np.pi / 2) ** 2
    burst: np.ndarray = data / (np.abs(data).max() + 1e-12)
    return burst


def once(name: str, root: int, rate: int, data: np.ndarray) -> Wave:
    """A sound that is played once, as it is."""
    return Wave(name, data, rate, root, None, heard(data, rate))


def band(low: float, high: float, slope: float = 2.0) -> Callable[[np.ndarray], np.ndarray]:
    """A smooth band of frequencies: near 1 between `low` and `high` hertz, falling outside."""

    def shape(hertz: np.ndarray) -> np.ndarray:
        ratio = np.maximum(hertz, 1.0)
        gain: np.ndarray = 1 / (1 + (low / ratio) ** (2 * slope)) / (1 + (ratio / high) ** (2 * slope))
        return gain

    return shape


def peak(hertz: np.ndarray, centre: float, width: float) -> np.ndarray:
    """A resonance: 1 at `centre` hertz, half the power at `width` / 2 to either side."""
    return 1 / np.sqrt(1 + ((hertz - centre) / (width / 2)) ** 2)


def samples(waves: list[Wave], *, match: float = 1.0, ceiling: float = 0.92) -> list[Sample]:
    """The waves of one instrument as 16-bit samples, equally loud to the ear, the highest peak at `ceiling`.

    `match` 0 leaves their levels as they are, 1 makes them equal.
    """
    scaled = [wave.data / wave.weight**match for wave in waves]
    loudest = max(float(np.abs(data).max()) for data in scaled)
    return [
        Sample(
            f"{wave.name} {wave.root}",
            np.round(data / loudest * ceiling * 32767).astype(np.int16),
            wave.rate,
            wave.root,
            wave.loop,
        )
        for wave, data in zip(waves, scaled)
    ]
