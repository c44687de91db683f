"""Drums with a skin: bass drum, snare, toms, congas, bongos, timbales; and hands."""

from __future__ import annotations

import numpy as np

from soundfonts.synthesis.waves import Wave, band, noise_burst, once


def _skin(rate: int, duration: float, high: float, low: float, bend: float, fall: float) -> np.ndarray:
    """A sine that sinks from `high` to `low` hertz within about 1/`bend` seconds and dies at `fall` nepers a second."""
    time = np.arange(int(duration * rate)) / rate
    hertz = low + (high - low) * np.exp(-bend * time)
    tone: np.ndarray = np.sin(2 * np.pi * np.cumsum(hertz) / rate) * np.exp(-fall * time)
    return np.asarray(tone * _ending(len(time)))


def _ending(frames: int) -> np.ndarray:
    """1, going down to 0 over the last fifth."""
    ending: np.ndarray = np.cos(np.clip((np.arange(frames) / frames - 0.8) / 0.2, 0, 1) * np.pi / 2) ** 2
    return ending


def _mixed(*parts: np.ndarray) -> np.ndarray:
    total = np.zeros(max(map(len, parts)))
    for part in parts:
        total[: len(part)] += part
    return total


def kick() -> Wave:
    rate = 16000
    body = _skin(rate, 0.3, 165, 52, 38, 9.5)
    punch = _skin(rate, 0.1, 320, 90, 60, 45) * 0.5
    beater = noise_burst("beater", rate, 0.02, band(1200, 5500, 1.0), 260) * 0.35
    return once("Kick", 36, rate, np.tanh(1.4 * _mixed(body, punch, beater)))


def snare() -> Wave:
    rate = 30000
    drum = _skin(rate, 0.18, 260, 182, 60, 22) * 0.8 + _skin(rate, 0.18, 390, 331, 60, 30) * 0.45
    wires = noise_burst("wires", rate, 0.19, band(1300, 9000, 0.9), 17) * 0.75
    crack = noise_burst("crack", rate, 0.02, band(800, 8000, 0.8), 220) * 0.8
    return once("Snare", 38, rate, np.tanh(1.2 * _mixed(drum, wires, crack)))


def rim() -> Wave:
    rate = 32000
    wood = _skin(rate, 0.07, 1750, 1680, 90, 75) + 0.6 * _skin(rate, 0.07, 860, 840, 90, 60)
    click = noise_burst("rim", rate, 0.012, band(2000, 9000, 1.0), 380) * 0.6
    return once("Rim", 37, rate, _mixed(wood, click))


def tom() -> Wave:
    rate = 14000
    body = _mixed(_skin(rate, 0.42, 175, 118, 16, 8.5), 0.3 * _skin(rate, 0.3, 290, 205, 18, 17))
    stick = noise_burst("tom", rate, 0.05, band(300, 3500, 0.9), 90) * 0.4
    return once("Tom", 45, rate, _mixed(body, stick))


def conga() -> Wave:
    rate = 20000
    body = _mixed(_skin(rate, 0.24, 235, 215, 40, 15), 0.35 * _skin(rate, 0.16, 420, 398, 40, 28))
    palm = noise_burst("conga", rate, 0.03, band(350, 3000, 0.9), 140) * 0.45
    return once("Conga", 63, rate, _mixed(body, palm))


def slapped_conga() -> Wave:
    rate = 24000
    body = _skin(rate, 0.1, 330, 300, 50, 50) * 0.7
    palm = noise_burst("conga slap", rate, 0.07, band(900, 5200, 0.9), 70)
    return once("Slapped conga", 62, rate, _mixed(body, palm * 0.8))


def clap() -> Wave:
    rate = 22050
    total = np.zeros(int(0.17 * rate))
    for number, start in enumerate((0.0, 0.011, 0.021, 0.032)):
        last = number == 3
        burst = noise_burst(f"clap{number}", rate, 0.13 if last else 0.02, band(800, 3200, 1.2), 26 if last else 160)
        first = int(start * rate)
        total[first : first + len(burst)] += burst * (1.0 if last else 0.75)
    return once("Clap", 39, rate, total)
