"""Measuring the loudness of every program of a SoundFont: `python -m soundfonts.balance FONT` prints it.

For makers of the built-in font: run with `--trims` and put the table it prints into `synthesis/levels.py`. Loudness
is the loudest 400 ms of a held note, weighted like the ear (BS.1770's momentary loudness), in LUFS, as the mean over
keys of the two octaves in which an instrument usually plays.
"""

from __future__ import annotations

import math
import sys

import numpy as np

from soundfonts.mixing import DRUM_BANK
from soundfonts.orchestra import Orchestra

RATE = 44100
STEPS = (-12, -8, -4, 0, 4, 8, 12)
"""Semitones from a program's usual key at which it is measured."""
TARGET = -30.0
"""LUFS that every program is brought down to; the drums, a stroke at a time, stay 4 dB below."""
_USUAL = {
    **dict.fromkeys(range(32, 40), 38),
    9: 79,
    10: 72,
    13: 74,
    42: 48,
    43: 36,
    47: 45,
    57: 52,
    58: 38,
    60: 55,
    67: 48,
    70: 48,
    72: 84,
    78: 76,
    79: 72,
}
"""The middle key of a program's register, where it is not D4 (62)."""
_DRUMS = (36, 38, 42, 46, 45, 49, 51)


def usual_key(program: int) -> int:
    """A key in the middle of the register in which a program usually plays."""
    return _USUAL.get(program, 62)


def played(orchestra: Orchestra, key: int, velocity: int = 90, held: float = 1.0, total: float = 1.4) -> np.ndarray:
    """One note of track 0, float [frames, 2]; what sounded before is cut and has died away."""
    orchestra.silence()
    orchestra.frames(RATE // 8)
    orchestra.note_on(0, key, velocity)
    first = orchestra.frames(int(held * RATE))
    orchestra.note_off(0, key)
    second = orchestra.frames(int((total - held) * RATE))
    return np.concatenate([first, second])


def heard_loudness(orchestra: Orchestra, key: int) -> float:
    """The loudness of a note of track 0 in LUFS: the mean of two strokes, about half a turn of the chorus apart."""
    return float(np.mean([momentary_loudness(played(orchestra, key)) for _ in range(2)]))


def momentary_loudness(sound: np.ndarray) -> float:
    """The loudest 400 ms of a sound, float [frames, 2] at 44.1 kHz, in LUFS."""
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    weight = hertz**2 / (hertz**2 + 38.0**2) * (1 + 0.58 * hertz**2 / (hertz**2 + 1500.0**2))
    weighted = np.fft.irfft(np.fft.rfft(sound, axis=0) * weight[:, None], len(sound), axis=0)
    power = np.concatenate([[0.0], np.cumsum(np.sum(weighted**2, axis=1))])
    window = int(0.4 * RATE)
    best = float(np.max(power[window:] - power[:-window])) / window
    return -0.691 + 10 * math.log10(best + 1e-12)


def dry_strip(bank: int, program: int) -> dict[str, int]:
    """A strip in the middle, at full volume, without reverb or chorus of its own."""
    return {"channel": 0, "bank": bank, "program": program, "volume": 100, "pan": 64, "reverb": 0, "chorus": 0}


def loudness_of_programs(font: str, steps: tuple[int, ...] = STEPS) -> tuple[list[float], float]:
    """LUFS of programs 0 to 127 at keys around their usual one, and of the drum kit's main strokes."""
    orchestra = Orchestra([font], RATE)
    programs = []
    for program in range(128):
        orchestra.seat([dry_strip(0, program)])
        middle = usual_key(program)
        programs.append(float(np.mean([heard_loudness(orchestra, middle + step) for step in steps])))
    orchestra.seat([dry_strip(DRUM_BANK, 0)])
    drums = float(np.mean([momentary_loudness(played(orchestra, key)) for key in _DRUMS]))
    orchestra.close()
    return programs, drums


def main(arguments: list[str]) -> int:
    """Print the loudness of each program, or with `--trims` the corrections to bring the louder ones down."""
    from soundfonts.synthesis.levels import DRUM_TRIM, LOUDNESS_TRIM

    programs, drums = loudness_of_programs(arguments[0])
    if "--trims" in arguments:
        untrimmed = np.array(programs) + np.array(LOUDNESS_TRIM)
        trims = [f"{max(0.0, value - TARGET):.1f}" for value in untrimmed]
        for row in range(0, 128, 16):
            print("    " + ", ".join(trims[row : row + 16]) + ",")
        print(f"DRUM_TRIM = {max(0.0, drums + DRUM_TRIM - TARGET + 4):.1f}")
    else:
        for program, value in enumerate(programs):
            print(f"{program:3d} {value:6.1f}")
        print(f"kit {drums:6.1f}; spread {max(programs) - min(programs):.1f} dB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
