"""Refusing what is not a SoundFont, by name, before FluidSynth sees it.

FluidSynth reads a missing or broken font as silence and goes on; so the RIFF structure is checked here: the form
`sfbk`, whole to its end, with sample data and at least one preset, every sample within the data.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from gan.errors import SoundError

_RECORD = {"phdr": 38, "pbag": 4, "pmod": 10, "pgen": 4, "inst": 22, "ibag": 4, "imod": 10, "igen": 4, "shdr": 46}
"""Bytes of one record in each chunk of `pdta`."""
_MOST_HEADERS = 64 << 20
"""Bytes of `pdta` beyond which a file is no SoundFont anyone made in earnest."""
_MEND = "Choose another with --soundfont or COMPOSER_TUI_SOUNDFONT, or leave it out: one is built in"


def check_soundfont(path: Path) -> None:
    """Raise SoundError, saying what the file is instead, unless it is a whole SoundFont 2 or 3."""
    path = Path(path)

    def refuse(why: str) -> SoundError:
        return SoundError(f"{path} is not a SoundFont that can be used", why, _MEND)

    try:
        if not path.exists():
            raise refuse("there is no such file")
        if not path.is_file():
            raise refuse("it is not a file")
        size = path.stat().st_size
        with path.open("rb") as file:
            why = _fault(file, size)
    except OSError as problem:
        raise refuse(problem.strerror or str(problem)) from problem
    if why:
        raise refuse(why)


def _fault(file: BinaryIO, size: int) -> str:
    """What is wrong with the file, or nothing."""
    head = file.read(64)
    if not head:
        return "it is empty"
    if head.startswith(b"version https://git-lfs"):
        return "it is a Git LFS pointer, not the file itself; fetch it with: git lfs pull"
    if head[:4] == b"RIFF" and head[8:12] == b"DLS ":
        return "it is a DLS sound bank, whatever its name says"
    if head[:4] != b"RIFF" or len(head) < 12:
        return "it does not begin as a SoundFont does (RIFF … sfbk)"
    if head[8:12] != b"sfbk":
        return f"it is a RIFF file of another kind ({head[8:12].decode('latin-1').strip()!r})"
    claimed = struct.unpack("<I", head[4:8])[0] + 8
    if claimed > size + 1:  # some writers leave out the last padding byte
        return f"it is cut short: {size} of {claimed} bytes are there"
    lists: dict[bytes, tuple[int, int]] = {}
    for tag, start, length in chunks_of(file, 12, min(claimed, size)):
        if tag == b"LIST":
            file.seek(start)
            lists[file.read(4)] = (start + 4, start + length)
    if b"sdta" not in lists or b"pdta" not in lists:
        return "it has no sounds in it" if b"sdta" not in lists else "its list of presets is missing"
    return _fault_in_lists(file, lists[b"sdta"], lists[b"pdta"])


def _fault_in_lists(file: BinaryIO, sdta: tuple[int, int], pdta: tuple[int, int]) -> str:
    """What is wrong inside the sample data and the headers, or nothing."""
    data_bytes = max((length for tag, _, length in chunks_of(file, *sdta) if tag == b"smpl"), default=0)
    if not data_bytes:
        return "it has no sounds in it"
    if pdta[1] - pdta[0] > _MOST_HEADERS:
        return "its list of presets is impossibly long"
    found: dict[str, tuple[int, int]] = {}
    for tag, start, length in chunks_of(file, *pdta):
        name = tag.decode("latin-1")
        if name in _RECORD:
            if length % _RECORD[name] or length == 0:
                return f"its {name} table is damaged"
            found[name] = (start, length)
    missing = sorted(set(_RECORD) - set(found))
    if missing:
        return f"its {missing[0]} table is missing"
    if found["phdr"][1] < 2 * _RECORD["phdr"]:
        return "it has no instruments in it"
    file.seek(found["shdr"][0])
    headers = file.read(found["shdr"][1])
    for offset in range(0, len(headers) - 46, 46):  # the last record only ends the table
        start, end = struct.unpack_from("<II", headers, offset + 20)
        kind = struct.unpack_from("<H", headers, offset + 44)[0]
        limit = data_bytes if kind & 0x10 else data_bytes // 2  # compressed samples count bytes
        if not kind & 0x8000 and (start > end or end > limit):
            return "a sample points outside its data"
    return ""


def chunks_of(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(tag, first byte, length) of the chunks between two places; one that overruns is cut at the end."""
    while start + 8 <= end:
        file.seek(start)
        tag, length = struct.unpack("<4sI", file.read(8))
        start += 8
        yield tag, start, min(length, end - start)
        start += length
        if length % 2:  # a byte of padding follows, which MuseScore's fonts leave out: a tag has no zeros
            file.seek(start)
            start += file.read(1) == b"\0"
