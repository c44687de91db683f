"""What a file is, told by its first bytes and never by its suffix.

The rule this file owns: a file that is not music is named for what it is, in a sentence.
"""

from __future__ import annotations

import re
import zipfile
from enum import Enum
from io import BytesIO

from gan.errors import MusicFileError


class Format(str, Enum):
    """The formats that are read."""

    MIDI = "midi"
    MUSICXML = "musicxml"
    ABC = "abc"


_READABLE = "Give a MIDI, MusicXML (.musicxml, .mxl) or ABC file"
_EXPORT = "Export it there as MIDI or MusicXML"

_STRANGERS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", "Scan or type the music into a notation program and export MusicXML"),
    (b"ID3", "an MP3 recording", "Recordings are not transcribed; give the notes"),
    (b"\xff\xfb", "an MP3 recording", "Recordings are not transcribed; give the notes"),
    (b"OggS", "an Ogg recording", "Recordings are not transcribed; give the notes"),
    (b"fLaC", "a FLAC recording", "Recordings are not transcribed; give the notes"),
    (b"\x89PNG", "a PNG picture", _READABLE),
    (b"\xff\xd8\xff", "a JPEG picture", _READABLE),
    (b"GIF8", "a GIF picture", _READABLE),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first"),
    (b"\xfd7zXZ", "an xz archive", "Unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it first"),
    (b"Rar!", "a RAR archive", "Unpack it first"),
    (b"\x7fELF", "a program", _READABLE),
    (b"version https://git-lfs", "a Git LFS pointer, not the file itself", "Fetch it with: git lfs pull"),
    (b"\x18FICHIER GUITAR PRO", "a Guitar Pro file", _EXPORT),
    (b"ptab", "a Power Tab file", _EXPORT),
)

_XML_ROOTS = {
    "html": ("a web page", "The download may have failed; fetch the file itself"),
    "museScore": ("a MuseScore project", _EXPORT),
    "svg": ("an SVG drawing", _READABLE),
    "mei": ("an MEI score", "Export it as MusicXML"),
}


def sniff(data: bytes) -> Format:
    """The format of a file's bytes. Raises MusicFileError that says what it is instead."""
    if not data.strip(b"\x00 \t\r\n"):
        raise MusicFileError("The file is empty", "", _READABLE)
    if data.startswith(b"MThd"):
        return Format.MIDI
    if data.startswith(b"RIFF"):
        kind = {b"WAVE": "a WAV recording", b"sfbk": "a SoundFont", b"RMID": "MIDI in a RIFF wrapper"}
        raise _stranger(kind.get(data[8:12], "a RIFF file"), _EXPORT if data[8:12] == b"RMID" else _READABLE)
    if data.startswith(b"PK\x03\x04"):
        return _sniff_zip(data)
    for magic, words, mend in _STRANGERS:
        if data.startswith(magic):
            raise _stranger(words, mend)
    text = _as_text(data[:65536])
    if text.lstrip().startswith("<"):
        return _sniff_xml(text)
    if re.search(r"^K:", _as_text(data), re.MULTILINE) and re.search(r"^[XTML]:", text, re.MULTILINE):
        return Format.ABC
    raise MusicFileError("The file is not music that can be read", "it is neither MIDI, MusicXML nor ABC", _READABLE)


def _stranger(words: str, mend: str) -> MusicFileError:
    return MusicFileError(f"The file is {words}", "it is neither MIDI, MusicXML nor ABC", mend)


def _as_text(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")


def _sniff_zip(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        raise MusicFileError("The compressed file is damaged", "its table of contents is broken", _READABLE) from None
    if any(name.endswith(".mscx") for name in names):
        raise _stranger("a MuseScore project", _EXPORT)
    if any(name.endswith(".gpif") for name in names):
        raise _stranger("a Guitar Pro file", _EXPORT)
    if "[Content_Types].xml" in names:
        raise _stranger("an office document", _READABLE)
    if any(name.endswith((".xml", ".musicxml")) for name in names):
        return Format.MUSICXML
    raise _stranger("a zip archive", "Unpack it first")


def _sniff_xml(text: str) -> Format:
    no_root = re.compile(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(\[[^\]]*\])?[^>]*>", re.DOTALL | re.IGNORECASE)
    match = re.search(r"<\s*(?:\w+:)?([\w-]+)", no_root.sub("", text))
    root = match[1] if match else ""
    if root in ("score-partwise", "score-timewise"):
        return Format.MUSICXML
    words, mend = _XML_ROOTS.get("html" if root.lower() == "html" else root, ("XML, but not a score", _READABLE))
    raise _stranger(words, mend)
