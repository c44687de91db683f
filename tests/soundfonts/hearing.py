"""How alike two sounds are to an ear that does not mind a few milliseconds: the spectra of both, side by side."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

RATE = 44100
_WINDOW = 8192
_HOP = 2205
_BANDS = 48


def of_pcm(data: bytes) -> np.ndarray:
    """Signed 16-bit stereo as one float channel."""
    return np.frombuffer(data[: len(data) // 4 * 4], "<i2").reshape(-1, 2).mean(axis=1) / 32768


def picture(sound: np.ndarray) -> np.ndarray:
    """Loudness by time (20 a second) and pitch (a band for each semitone from C3 on), loud parts counting most."""
    frames = np.lib.stride_tricks.sliding_window_view(sound, _WINDOW)[::_HOP] * np.hanning(_WINDOW)
    spectrum = np.abs(np.fft.rfft(frames, axis=1))
    edges = 130.8 * 2 ** ((np.arange(_BANDS + 1) - 0.5) / 12) * _WINDOW / RATE
    bands = [spectrum[:, int(a) : max(int(a) + 1, int(b))].sum(axis=1) for a, b in pairwise(edges)]
    return np.sqrt(np.stack(bands, axis=1))


def likeness(heard: np.ndarray, wanted: np.ndarray) -> float:
    """The best correlation of the wanted sound's picture with what was heard, wherever in it that began; 1 at most."""
    long, short = picture(heard), picture(wanted)
    count = min(len(short), len(long))
    short = short[:count]
    shifts = range(max(1, len(long) - count + 1))
    return max(float(np.corrcoef(long[n : n + count].ravel(), short.ravel())[0, 1]) for n in shifts)
