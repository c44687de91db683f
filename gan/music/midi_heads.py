"""The heads of a MIDI file's chunks: the names that symusic does not hand over.

symusic gives the notes; it drops the title, the role and tracks without notes. This reads, of every chunk, the
meta events before its first note and nothing more, so the work is bounded by the heads, not by the file.
"""

from __future__ import annotations

from dataclasses import dataclass

_MOST_CHUNKS = 1024
_MOST_EVENTS = 4096


@dataclass
class ChunkHead:
    """What a chunk says of itself before its first note."""

    name: str = ""
    instrument: str = ""
    """Text of meta event 04; our own files hold the role there."""
    program: int = 0
    has_notes: bool = False


def read_heads(data: bytes) -> list[ChunkHead]:
    """The heads of the track chunks, in order. Damaged chunks end the list; nothing is raised."""
    heads: list[ChunkHead] = []
    at = 8 + int.from_bytes(data[4:8], "big")
    while at + 8 <= len(data) and len(heads) < _MOST_CHUNKS:
        length = int.from_bytes(data[at + 4 : at + 8], "big")
        if data[at : at + 4] == b"MTrk":
            heads.append(_read_head(data[at + 8 : at + 8 + length]))
        at += 8 + length
    return heads


def decode_text(payload: bytes) -> str:
    """Text of a MIDI file: UTF-8 where it is that, else Latin-1, as older programs write."""
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        return payload.decode("latin-1")


def _read_head(body: bytes) -> ChunkHead:
    head = ChunkHead()
    at, status = 0, 0
    try:
        for _ in range(_MOST_EVENTS):
            _, at = _variable(body, at)  # the time between events
            if body[at] >= 0x80:
                status, at = body[at], at + 1
            if status == 0xFF:
                kind = body[at]
                length, at = _variable(body, at + 1)
                payload = body[at : at + length]
                at += length
                if kind == 0x2F:
                    break
                if kind == 0x03 and not head.name:
                    head.name = decode_text(payload)
                elif kind == 0x04 and not head.instrument:
                    head.instrument = decode_text(payload)
            elif status in (0xF0, 0xF7):
                length, at = _variable(body, at)
                at += length
            elif status >> 4 in (0xC, 0xD):
                if status >> 4 == 0xC:
                    head.program = body[at] & 0x7F
                at += 1
            elif status >> 4 in (0x8, 0x9):
                head.has_notes = True
                break
            elif 0xA0 <= status < 0xF0:
                at += 2
            else:
                break
    except IndexError:
        pass
    return head


def _variable(body: bytes, at: int) -> tuple[int, int]:
    """A number in groups of seven bits, and where it ends. Raises IndexError behind the end."""
    number = 0
    for _ in range(4):
        byte = body[at]
        at += 1
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            break
    return number, at
