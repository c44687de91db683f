"""The SoundFont 2.01 file format, written: samples, instruments and presets to the bytes of a RIFF file.

Same parts, same bytes: nothing here depends on the time, the machine or the order of a set. Generator values are the
format's own units (timecents, centibels, cents); `soundfonts.synthesis.units` makes them.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

GENERATORS = {
    "start": 0,
    "mod_lfo_to_pitch": 5,
    "vib_lfo_to_pitch": 6,
    "mod_env_to_pitch": 7,
    "filter_cutoff": 8,
    "filter_q": 9,
    "mod_lfo_to_filter": 10,
    "mod_env_to_filter": 11,
    "mod_lfo_to_volume": 13,
    "chorus": 15,
    "reverb": 16,
    "pan": 17,
    "mod_lfo_delay": 21,
    "mod_lfo_rate": 22,
    "vib_lfo_delay": 23,
    "vib_lfo_rate": 24,
    "mod_delay": 25,
    "mod_attack": 26,
    "mod_hold": 27,
    "mod_decay": 28,
    "mod_sustain": 29,
    "mod_release": 30,
    "volume_delay": 33,
    "volume_attack": 34,
    "volume_hold": 35,
    "volume_decay": 36,
    "volume_sustain": 37,
    "volume_release": 38,
    "key_to_hold": 39,
    "key_to_decay": 40,
    "attenuation": 48,
    "coarse_tune": 51,
    "fine_tune": 52,
    "scale_tuning": 56,
    "exclusive_class": 57,
    "root_key": 58,
}
"""Generators by our names, with their numbers in the format."""
_INSTRUMENT, _KEY_RANGE, _VELOCITY_RANGE, _SAMPLE_ID, _SAMPLE_MODES = 41, 43, 44, 53, 54
_VELOCITY_TO_CUTOFF = 0x0102
"""Modulator source: note-on velocity, linear, from 1 at velocity 0 to 0 at velocity 127."""
_Item = TypeVar("_Item")
_KEY_TO_CUTOFF = 0x0203
"""Modulator source: key number, linear, from -1 at key 0 to 1 at key 127."""
_GUARD = 46
"""Silent samples that the format wants between two sounds."""


@dataclass(frozen=True, eq=False)
class Sample:
    """A recorded sound, one channel."""

    name: str
    pcm: np.ndarray
    """int16 [frames]."""
    rate: int
    """Frames per second at the root key, 400 to 50000."""
    root: int
    """The key at which it is played as it is."""
    loop: tuple[int, int] | None = None
    """First frame of the loop and the first after it; None plays once."""


@dataclass(frozen=True)
class Zone:
    """A sample with the keys and velocities (both ends included) for which it plays, and how."""

    sample: Sample
    keys: tuple[int, int] = (0, 127)
    velocities: tuple[int, int] = (0, 127)
    generators: dict[str, int] = field(default_factory=dict)
    velocity_to_cutoff: int = 0
    """Cents by which the filter closes at the softest velocity."""
    key_to_cutoff: int = 0
    """Cents by which the filter is more open at key 127 than at key 64."""


@dataclass(frozen=True)
class Instrument:
    name: str
    zones: tuple[Zone, ...]


@dataclass(frozen=True)
class Layer:
    """An instrument within a preset; its generators are added to the instrument's own."""

    instrument: Instrument
    generators: dict[str, int] = field(default_factory=dict)
    keys: tuple[int, int] = (0, 127)


@dataclass(frozen=True)
class Preset:
    name: str
    bank: int
    program: int
    layers: tuple[Layer, ...]


def soundfont_bytes(presets: list[Preset], *, name: str, comment: str, copyright: str) -> bytes:
    """The file of some presets with all the instruments and samples they use."""
    presets = sorted(presets, key=lambda preset: (preset.bank, preset.program))
    instruments = _distinct([layer.instrument for preset in presets for layer in preset.layers])
    samples = _distinct([zone.sample for instrument in instruments for zone in instrument.zones])
    smpl, shdr = _sample_tables(samples)
    pdta = _preset_tables(presets, instruments) + _instrument_tables(instruments, samples) + _chunk(b"shdr", shdr)
    info = b"".join(
        (
            _chunk(b"ifil", struct.pack("<HH", 2, 1)),
            _chunk(b"isng", _text("EMU8000")),
            _chunk(b"INAM", _text(name)),
            _chunk(b"ICOP", _text(copyright)),
            _chunk(b"ICMT", _text(comment)),
        )
    )
    body = _chunk(b"LIST", b"INFO" + info) + _chunk(b"LIST", b"sdta" + _chunk(b"smpl", smpl))
    return _chunk(b"RIFF", b"sfbk" + body + _chunk(b"LIST", b"pdta" + pdta))


def _distinct(items: list[_Item]) -> list[_Item]:
    """The items in order of first appearance, each object once."""
    return list({id(item): item for item in items}.values())


def _chunk(tag: bytes, data: bytes) -> bytes:
    return tag + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _text(text: str) -> bytes:
    """Zero-ended ASCII of even length, as the INFO list wants it."""
    data = text.encode("ascii")[:255] + b"\0"
    return data + b"\0" * (len(data) % 2)


def _name(text: str) -> bytes:
    return text.encode("ascii")[:19].ljust(20, b"\0")


def _sample_tables(samples: list[Sample]) -> tuple[bytes, bytes]:
    data, headers, position = [], [], 0
    for sample in samples:
        length = len(sample.pcm)
        start, end = sample.loop or (0, length)
        headers.append(
            _name(sample.name)
            + struct.pack("<IIIII", position, position + length, position + start, position + end, sample.rate)
            + struct.pack("<BbHH", sample.root, 0, 0, 1)
        )
        data.append(sample.pcm.astype("<i2").tobytes() + b"\0" * (2 * _GUARD))
        position += length + _GUARD
    headers.append(_name("EOS") + b"\0" * 26)
    return b"".join(data), b"".join(headers)


def _amounts(generators: dict[str, int]) -> bytes:
    return b"".join(
        struct.pack("<Hh", number, generators[name]) for name, number in GENERATORS.items() if name in generators
    )


def _preset_tables(presets: list[Preset], instruments: list[Instrument]) -> bytes:
    index = {id(instrument): i for i, instrument in enumerate(instruments)}
    headers: list[bytes] = []
    bags: list[bytes] = []
    generators = b""
    for preset in presets:
        headers.append(_name(preset.name) + struct.pack("<HHHIII", preset.program, preset.bank, len(bags), 0, 0, 0))
        for layer in preset.layers:
            bags.append(struct.pack("<HH", len(generators) // 4, 0))
            if layer.keys != (0, 127):
                generators += struct.pack("<HBB", _KEY_RANGE, *layer.keys)
            generators += _amounts(layer.generators)
            generators += struct.pack("<HH", _INSTRUMENT, index[id(layer.instrument)])
    headers.append(_name("EOP") + struct.pack("<HHHIII", 0, 0, len(bags), 0, 0, 0))
    bags.append(struct.pack("<HH", len(generators) // 4, 0))
    return b"".join(
        (
            _chunk(b"phdr", b"".join(headers)),
            _chunk(b"pbag", b"".join(bags)),
            _chunk(b"pmod", b"\0" * 10),
            _chunk(b"pgen", generators + b"\0" * 4),
        )
    )


def _instrument_tables(instruments: list[Instrument], samples: list[Sample]) -> bytes:
    index = {id(sample): i for i, sample in enumerate(samples)}
    headers: list[bytes] = []
    bags: list[bytes] = []
    generators, modulators = b"", b""
    for instrument in instruments:
        headers.append(_name(instrument.name) + struct.pack("<H", len(bags)))
        for zone in instrument.zones:
            bags.append(struct.pack("<HH", len(generators) // 4, len(modulators) // 10))
            generators += struct.pack("<HBB", _KEY_RANGE, *zone.keys)
            if zone.velocities != (0, 127):
                generators += struct.pack("<HBB", _VELOCITY_RANGE, *zone.velocities)
            generators += _amounts(zone.generators)
            generators += struct.pack("<HH", _SAMPLE_MODES, 1 if zone.sample.loop else 0)
            generators += struct.pack("<HH", _SAMPLE_ID, index[id(zone.sample)])
            cutoff = GENERATORS["filter_cutoff"]
            if zone.velocity_to_cutoff:
                modulators += struct.pack("<HHhHH", _VELOCITY_TO_CUTOFF, cutoff, -zone.velocity_to_cutoff, 0, 0)
            if zone.key_to_cutoff:
                modulators += struct.pack("<HHhHH", _KEY_TO_CUTOFF, cutoff, zone.key_to_cutoff, 0, 0)
    headers.append(_name("EOI") + struct.pack("<H", len(bags)))
    bags.append(struct.pack("<HH", len(generators) // 4, len(modulators) // 10))
    return b"".join(
        (
            _chunk(b"inst", b"".join(headers)),
            _chunk(b"ibag", b"".join(bags)),
            _chunk(b"imod", modulators + b"\0" * 10),
            _chunk(b"igen", generators + b"\0" * 4),
        )
    )
