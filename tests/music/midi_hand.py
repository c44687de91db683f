"""MIDI files written by hand, byte by byte, for what our own writer never writes."""

from __future__ import annotations

import struct


def number(value: int) -> bytes:
    groups = [value & 0x7F]
    while value := value >> 7:
        groups.append(0x80 | value & 0x7F)
    return bytes(reversed(groups))


def meta(kind: int, payload: bytes) -> bytes:
    return bytes([0xFF, kind]) + number(len(payload)) + payload


def name(text: str) -> bytes:
    return meta(0x03, text.encode())


def metre(beats: int, power: int) -> bytes:
    """beats / 2**power"""
    return meta(0x58, bytes([beats, power, 24, 8]))


def tempo(quarters_per_minute: float) -> bytes:
    return meta(0x51, round(60_000_000 / quarters_per_minute).to_bytes(3, "big"))


def program(channel: int, patch: int) -> bytes:
    return bytes([0xC0 | channel, patch])


def chunk(*events: tuple[int, bytes]) -> bytes:
    """Events as (ticks since the one before, bytes)."""
    body = b"".join(number(delta) + event for delta, event in events) + b"\x00\xff\x2f\x00"
    return b"MTrk" + struct.pack(">I", len(body)) + body


def midi(*chunks: bytes, division: int = 480, format: int = 1) -> bytes:
    return b"MThd" + struct.pack(">IHHH", 6, format, len(chunks), division) + b"".join(chunks)


def line(channel: int, pitches: list[int], ticks: int = 480, wait: int = 0) -> list[tuple[int, bytes]]:
    """Notes one after the other, each `ticks` long, the first after `wait`."""
    events = []
    for index, pitch in enumerate(pitches):
        events.append((0 if index else wait, bytes([0x90 | channel, pitch, 80])))
        events.append((ticks, bytes([0x80 | channel, pitch, 0])))
    return events
