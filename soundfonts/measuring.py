"""What can be heard of a SoundFont, in numbers: how loud its notes are, how well in tune, whether its loops click.

For makers of the built-in font. Notes are rendered by FluidSynth; the seams of loops are read from the file as well,
where nothing covers them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from soundfonts.balance import RATE, STEPS, dry_strip, heard_loudness, played, usual_key
from soundfonts.checking import chunks_of
from soundfonts.orchestra import Orchestra

_HARMONICS = 6
_HOP = 0.02
_HELD = 3.0
"""Seconds for which a note is held: longer than any loop, so that an ensemble's own beating averages out."""
_QUIET = 3e-3
"""Share of a note's largest jolt below which nothing is heard: there the synthesizer itself lets dying notes go."""


@dataclass(frozen=True)
class Measured:
    """A program as it sounds at some keys."""

    program: int
    keys: tuple[int, ...]
    loudness: tuple[float, ...]
    """LUFS of the loudest 400 ms in its room, of each key."""
    cents: tuple[float, ...]
    """How far from equal temperament, of each key; positive is sharp."""
    click: float
    """The worst key's jolt against the moments around it, see `click_of`."""

    @property
    def level(self) -> float:
        """Mean loudness over the keys, LUFS."""
        return float(np.mean(self.loudness))

    @property
    def uneven(self) -> float:
        """Decibels between its softest and its loudest key."""
        return max(self.loudness) - min(self.loudness)

    @property
    def off(self) -> float:
        """The mistuning of the worst key, cents."""
        return max(self.cents, key=abs)


class Bench:
    """A SoundFont in two synthesizers: in the room in which it is heard, and dry, for what a room would cover.

    Raises MissingDependency or SoundError where FluidSynth or the font is not there.
    """

    def __init__(self, font: Path) -> None:
        self.room = Orchestra([str(font)], RATE)
        self.dry = Orchestra([str(font)], RATE, **{"synth.reverb.active": 0, "synth.chorus.active": 0})

    def close(self) -> None:
        self.room.close()
        self.dry.close()

    def measure(self, program: int, steps: tuple[int, ...] = STEPS) -> tuple[Measured, np.ndarray]:
        """A program at keys around its usual one, and how it sounded in the room, float32 [frames, 2]."""
        for orchestra in (self.room, self.dry):
            orchestra.seat([dry_strip(0, program)])
        keys = tuple(usual_key(program) + step for step in steps)
        loudness = tuple(heard_loudness(self.room, key) for key in keys)
        heard = [played(self.room, key) for key in keys]
        bare = [played(self.dry, key, held=_HELD, total=_HELD) for key in keys]
        return (
            Measured(
                program,
                keys,
                loudness,
                tuple(map(cents_off, bare, keys)),
                max(map(click_of, bare, keys)),
            ),
            np.concatenate(heard),
        )


def cents_off(sound: np.ndarray, key: int) -> float:
    """How far the strongest of the first harmonics of a sound [frames, 2] is from equal temperament, in cents.

    It is the mean frequency by power: of a vibrato and of several players the middle.
    """
    hertz = 440 * 2 ** ((key - 69) / 12)
    window, hop = int(max(0.08, 8 / hertz) * RATE), int(_HOP * RATE)
    views = [
        np.lib.stride_tricks.sliding_window_view(channel, window)[int(0.05 * RATE) :: hop] * np.hanning(window)
        for channel in sound.T.astype(float)
    ]
    best = (0.0, 0.0)
    for harmonic in range(1, _HARMONICS + 1):
        wanted = hertz * harmonic
        wave = np.exp(-2j * np.pi * wanted / RATE * np.arange(window))
        turn = np.exp(-2j * np.pi * wanted * hop / RATE)
        step, power = 0j, 0.0
        for view in views:
            phasor = view @ wave
            step += turn * np.sum(phasor[1:] * np.conj(phasor[:-1]))
            power += float(np.sum(np.abs(phasor) ** 2))
        found = wanted + float(np.angle(step)) * RATE / (2 * np.pi * hop)
        best = max(best, (power, 1200 * float(np.log2(found / wanted))))
    return best[1]


def click_of(sound: np.ndarray, key: int) -> float:
    """The largest jolt of a held sound [frames, 2], as a multiple of those just before and after it.

    A tone jolts alike in every period; a click does so once. 1 to 2 is a tone, beyond 4 something is heard.
    """
    hertz = 440 * 2 ** ((key - 69) / 12)
    window = int(max(0.03, 2 / hertz) * RATE)
    jolt = np.abs(np.diff(sound[int(0.3 * RATE) :], 3, axis=0)).max(axis=1)
    most = jolt[: len(jolt) // window * window].reshape(-1, window).max(axis=1)
    around = np.maximum(most[:-2], most[2:])
    return float(np.max(most[1:-1] / (around + _QUIET * np.abs(np.diff(sound, 3, axis=0)).max() + 1e-7)))


def seams(font: Path) -> Iterator[tuple[str, float]]:
    """Of each looped sample of a font its name and the jolt where its loop closes, as a multiple of the loop's largest.

    1 and less is as smooth as the tone itself. Only for a font that `check_soundfont` passed, uncompressed.
    """
    data = font.read_bytes()
    with font.open("rb") as file:
        lists = {data[at : at + 4]: (at + 4, at + length) for _, at, length in chunks_of(file, 12, len(data))}
        tables = {
            tag: data[at : at + length]
            for name in (b"sdta", b"pdta")
            for tag, at, length in chunks_of(file, *lists[name])
        }
    pcm = np.frombuffer(tables[b"smpl"], "<i2").astype(float)
    headers = tables[b"shdr"]
    looped = _looped(tables)
    for number in range(len(headers) // 46 - 1):
        name = headers[number * 46 : number * 46 + 20].split(b"\0")[0].decode("latin-1")
        _, _, first, after = struct.unpack_from("<IIII", headers, number * 46 + 20)
        if number not in looped or after - first < 8:
            continue
        loop = np.diff(np.resize(pcm[first:after], after - first + 6), 3)
        own, seam = np.abs(loop[: after - first - 3]), np.abs(loop[after - first - 3 : after - first])
        yield name, float(seam.max() / (own.max() + 1))


def _looped(tables: dict[bytes, bytes]) -> set[int]:
    """The samples that an instrument plays in a loop: generator 54 odd before generator 53 names the sample."""
    found, mode = set(), 0
    for at in range(0, len(tables[b"igen"]), 4):
        generator, amount = struct.unpack_from("<HH", tables[b"igen"], at)
        if generator == 54:
            mode = amount
        elif generator == 53:
            if mode & 1:
                found.add(amount)
            mode = 0
    return found
