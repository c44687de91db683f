"""Score to the bytes of a Standard MIDI File, format 1, at 480 ticks to a quarter.

The rule this file owns: everything of a Score is written, so that `read_midi` finds it again.

- Chunk 0 conducts: the title as its name, tempo, key signature and time signatures at their ticks.
- A pickup is spelt as a first bar with a time signature of its own.
- Then one chunk per track, in the order of the score, on one channel with one program: its name, its role as the
  instrument name (meta event 04), the program, the notes. Empty tracks are written too. Of a mix the instruments are
  written, and volume (controller 7) and place (10) where they are not the usual.
- Drums sound on channel 10; the other tracks share the fifteen others in turn.
"""

from __future__ import annotations

import struct

from gan.music.metre import Metre
from gan.music.mix import Channel, Mix
from gan.music.note import TICKS_PER_QUARTER
from gan.music.score import Score, Track
from gan.music.timeline import spell_pickup

FILE_TICKS_PER_QUARTER = 480

DRUM_CHANNEL = 9
"""Counted from 0, as in the file; people call it channel 10."""

_SCALE = FILE_TICKS_PER_QUARTER // TICKS_PER_QUARTER

Event = tuple[int, bytes]
"""A tick of the file and the bytes of an event."""


def midi_bytes(score: Score, mix: Mix = Mix()) -> bytes:
    """The score as a MIDI file. The same score gives the same bytes, always; `read_midi` is the exact inverse.

    A mix gives volumes, places and instruments; muted tracks are written as the others. `read_midi` finds its
    instruments again, and passes over the rest.
    """
    score = mix.played(score)
    chunks = [_conductor(score)]
    channels = [channel for channel in range(16) if channel != DRUM_CHANNEL]
    pitched = 0
    for track in score.tracks:
        if track.is_drums:
            chunks.append(_track(track, DRUM_CHANNEL, mix.channel(track.role)))
        else:
            chunks.append(_track(track, channels[pitched % len(channels)], mix.channel(track.role)))
            pitched += 1
    return b"MThd" + struct.pack(">IHHH", 6, 1, len(chunks), FILE_TICKS_PER_QUARTER) + b"".join(chunks)


def _conductor(score: Score) -> bytes:
    events: list[Event] = []
    if score.title:
        events.append((0, _meta(0x03, _utf8(score.title))))
    events.append((0, _meta(0x51, round(60_000_000 / score.tempo).to_bytes(3, "big"))))
    if score.key is not None:
        minor = score.key.mode == "minor"
        events.append((0, _meta(0x59, struct.pack(">bB", score.key.sharps, minor))))
    for tick, beats, unit in spell_pickup(score.pickup):
        events.append((tick * _SCALE, _time_signature(beats, unit)))
    events.append((score.pickup * _SCALE, _time_signature(score.metre.beats, score.metre.unit)))
    return _chunk(events)


def _time_signature(beats: int, unit: int) -> bytes:
    clicks = 96 // unit  # MIDI clocks, 24 to a quarter, in a click of the metronome
    if beats <= 32 and Metre(beats, unit).is_compound:
        clicks *= 3
    return _meta(0x58, bytes([beats, unit.bit_length() - 1, clicks, 8]))


def _track(track: Track, channel: int, desk: Channel) -> bytes:
    events: list[Event] = [
        (0, _meta(0x03, _utf8(track.name))),
        (0, _meta(0x04, track.role.value.encode("ascii"))),
        (0, bytes([0xC0 | channel, track.program])),
    ]
    for controller, value in ((7, desk.volume), (10, desk.pan)):
        if value is not None:
            events.append((0, bytes([0xB0 | channel, controller, value])))
    sounds: list[tuple[int, int, int, int]] = []
    for note in track.notes:
        sounds.append((note.start, 1, note.pitch, note.velocity))
        sounds.append((note.end, 0, note.pitch, 0))  # 0 sorts first: a note ends before its pitch begins again
    for tick, begins, pitch, velocity in sorted(sounds):
        status = (0x90 if begins else 0x80) | channel
        events.append((tick * _SCALE, bytes([status, pitch, velocity])))
    return _chunk(events)


def _chunk(events: list[Event]) -> bytes:
    body = bytearray()
    now = 0
    for tick, event in events:
        body += _variable(tick - now) + event
        now = tick
    body += b"\x00" + _meta(0x2F, b"")
    return b"MTrk" + struct.pack(">I", len(body)) + bytes(body)


def _meta(kind: int, payload: bytes) -> bytes:
    return bytes([0xFF, kind]) + _variable(len(payload)) + payload


def _variable(number: int) -> bytes:
    """A number in groups of seven bits, as MIDI writes lengths and times."""
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(0x80 | number & 0x7F)
    return bytes(reversed(groups))


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")
