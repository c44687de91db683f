"""The WAV container: 16-bit little-endian PCM, interleaved left and right."""

from __future__ import annotations

import struct

OPEN_LENGTH = 0xFFFFFFFF
"""The length field of a stream whose end is not known when it begins."""


def wav_header(data_bytes: int | None, sample_rate: int, channels: int = 2) -> bytes:
    """The 44 bytes before the samples. `data_bytes` None stands for a stream of unknown length."""
    block = channels * 2
    size = OPEN_LENGTH if data_bytes is None else data_bytes
    riff = OPEN_LENGTH if data_bytes is None else data_bytes + 36
    fmt = struct.pack("<HHIIHH", 1, channels, sample_rate, sample_rate * block, block, 16)
    return (
        b"RIFF"
        + struct.pack("<I", riff)
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + fmt
        + b"data"
        + struct.pack("<I", size)
    )
