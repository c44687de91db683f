"""What is in a SoundFont: what its makers say of it, which banks and programs it has, which of General MIDI it lacks.

Rule of this file: only the texts and the list of presets are read, never more of them than a font can have in earnest;
the sounds stay where they are.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from gan.errors import SoundError
from gan.music.plain import plain
from soundfonts.checking import check_soundfont, chunks_of

_TEXTS = {
    b"INAM": "name",
    b"ICOP": "copyright",
    b"ICMT": "comment",
    b"IENG": "engineer",
    b"IPRD": "product",
    b"ICRD": "date",
    b"ISFT": "software",
}
_MOST_TEXT = 65536
_MOST_SHOWN = 4000
_PRESET_BYTES = 38
_MOST_PRESETS = 128 * 129


@dataclass(frozen=True)
class FontFacts:
    """A SoundFont as its headers tell."""

    path: Path
    size: int
    """Bytes of the file."""
    version: str
    """Of the format, such as `2.01`."""
    texts: dict[str, str]
    """What its makers say: some of name, copyright, comment, engineer, product, date, software; several lines each."""
    programs: dict[int, tuple[int, ...]]
    """The programs of each bank, both 0 to 128 and in order; bank 128 has the drum kits."""
    compressed: bool
    """True where its samples are Ogg Vorbis, as in .sf3: FluidSynth plays them where it was built with libsndfile."""

    @property
    def presets(self) -> int:
        return sum(map(len, self.programs.values()))

    @property
    def missing(self) -> tuple[int, ...]:
        """Programs of General MIDI, 0 to 127, that bank 0 lacks; the built-in font plays those."""
        return tuple(sorted({*range(128)} - {*self.programs.get(0, ())}))

    @property
    def drums(self) -> bool:
        """Whether it has a drum kit."""
        return bool(self.programs.get(128))

    @property
    def licence(self) -> str:
        """What it says of its rights, in a line: the copyright, else the comment; empty where it says nothing."""
        return " ".join((self.texts.get("copyright") or self.texts.get("comment", "")).split())

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "path": str(self.path),
            "bytes": self.size,
            "format": self.version,
            "compressed": self.compressed,
            **{f"info_{name}": text for name, text in self.texts.items()},
            "presets": self.presets,
            "banks": {str(bank): list(programs) for bank, programs in self.programs.items()},
            "missing_programs": list(self.missing),
            "drums": self.drums,
        }


def inspect_soundfont(path: Path) -> FontFacts:
    """What is in a SoundFont. Raises SoundError, saying what the file is instead, where it is none."""
    path = Path(os.path.expanduser(path))
    check_soundfont(path)
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            lists = {}
            for tag, start, length in chunks_of(file, 12, size):
                if tag == b"LIST":
                    file.seek(start)
                    lists[file.read(4)] = (start + 4, start + length)
            version, texts = _info(file, *lists.get(b"INFO", (0, 0)))
            tables = {tag: (start, length) for tag, start, length in chunks_of(file, *lists[b"pdta"])}
            programs = _programs(file, *tables[b"phdr"])
            compressed = _compressed(file, *tables[b"shdr"])
    except OSError as problem:
        raise SoundError(f"{path} cannot be read", problem.strerror or str(problem)) from problem
    return FontFacts(path, size, version, texts, programs, compressed)


def ranges(numbers: tuple[int, ...]) -> str:
    """Numbers in order as people write them: `0–5, 8, 10–12`."""
    runs = [[n for _, n in group] for _, group in groupby(enumerate(numbers), lambda item: item[1] - item[0])]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def megabytes(size: int) -> str:
    """A size as people read it."""
    return f"{size / 1e6:.1f} MB" if size < 1e7 else f"{size / 1e6:.0f} MB"


def _info(file: BinaryIO, start: int, end: int) -> tuple[str, dict[str, str]]:
    version, texts = "", {}
    for tag, at, length in chunks_of(file, start, end):
        file.seek(at)
        if tag == b"ifil" and length >= 4:
            version = "{}.{:02}".format(*struct.unpack("<HH", file.read(4)))
        elif tag in _TEXTS and _TEXTS[tag] not in texts:
            data = file.read(min(length, _MOST_TEXT)).split(b"\0", 1)[0]
            lines = [plain(line, 300).strip() for line in _decoded(data).replace("\r", "\n").split("\n")]
            text = "\n".join(line for line in lines if line)[:_MOST_SHOWN]
            if text:
                texts[_TEXTS[tag]] = text
    return version, texts


def _decoded(data: bytes) -> str:
    """The format says ASCII; makers write what their machine does."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _programs(file: BinaryIO, start: int, length: int) -> dict[int, tuple[int, ...]]:
    file.seek(start)
    table = file.read(min(length - _PRESET_BYTES, _MOST_PRESETS * _PRESET_BYTES))  # the last record only ends it
    found = {struct.unpack_from("<HH", table, at + 20) for at in range(0, len(table), _PRESET_BYTES)}
    banks = sorted({bank for _, bank in found})
    return {bank: tuple(sorted(program for program, of in found if of == bank)) for bank in banks}


def _compressed(file: BinaryIO, start: int, length: int) -> bool:
    file.seek(start)
    headers = file.read(length)
    return any(struct.unpack_from("<H", headers, at + 44)[0] & 0x10 for at in range(0, len(headers) - 46, 46))
