"""Files that mean harm or are broken, made by code: none is stored."""

from __future__ import annotations

import io
import random
import struct
import zipfile

from gan.music import Metre, Note, Role, Score, Track
from gan.music.midi import midi_bytes

XML = '<?xml version="1.0" encoding="UTF-8"?>'
CONTAINER = XML + '<container><rootfiles><rootfile full-path="{0}"/></rootfiles></container>'


def small_score() -> Score:
    melody = tuple(Note(24 * i, 60 + i % 7, 24) for i in range(16))
    bass = tuple(Note(96 * i, 36, 96) for i in range(4))
    return Score((Track(Role.MELODY, melody, 73), Track(Role.BASS, bass, 33)), 101.0, Metre(3, 4), 24, None, "Small")


def midi_mutants(count: int, seed: int = 20) -> list[bytes]:
    """A good file with bytes flipped, cut out, doubled and overwritten; the same ones for the same seed."""
    random_ = random.Random(seed)
    good = midi_bytes(small_score())
    mutants = []
    for _ in range(count):
        data = bytearray(good)
        for _ in range(random_.randint(1, 2)):
            at = random_.randrange(len(data))
            match random_.randrange(4):
                case 0:
                    data[at] ^= 1 << random_.randrange(8)
                case 1:
                    del data[at : at + random_.randint(1, 12)]
                case 2:
                    data[at:at] = data[at : at + random_.randint(1, 40)]
                case _:
                    data[at : at + 4] = random_.choice([b"\xff" * 4, b"\x00" * 4, b"\x7f\xff\xff\xff"])
        mutants.append(bytes(data))
    return mutants


def chunk(body: bytes, claimed: int | None = None) -> bytes:
    return b"MTrk" + struct.pack(">I", len(body) if claimed is None else claimed) + body


def header(tracks: int = 1, division: int = 96) -> bytes:
    return b"MThd" + struct.pack(">IHHH", 6, 1, tracks, division)


END = b"\x00\xff\x2f\x00"

HOSTILE_MIDI: dict[str, bytes] = {
    "a chunk that claims 4 GiB": header() + chunk(END, 0xFFFFFFFF),
    "sixty thousand chunks promised": header(65535) + chunk(END),
    "a note that lasts for ever": header() + chunk(b"\x00\x90\x3c\x50\xff\xff\xff\x7f\x80\x3c\x00" + END),
    "notes that never end": header() + chunk(b"".join(b"\x00\x90" + bytes([p, 80]) for p in range(128)) + END),
    "times that pass all integers": header(division=1)
    + chunk(b"\xff\xff\xff\x7f\x90\x3c\x50" * 9 + b"\xff\xff\xff\x7f\x80\x3c\x00" * 9 + END),
    "a tempo of nought": header() + chunk(b"\x00\xff\x51\x03\x00\x00\x00\x00\x90\x3c\x50\x60\x80\x3c\x00" + END),
    "a metre of nought": header() + chunk(b"\x00\xff\x58\x04\x00\x00\x00\x00\x00\x90\x3c\x50\x60\x80\x3c\x00" + END),
    "a metre of 255 over 2 to the 255": header()
    + chunk(b"\x00\xff\x58\x04\xff\xff\xff\xff\x00\x90\x3c\x50\x60\x80\x3c\x00" + END),
    "a name of a megabyte": header()
    + chunk(b"\x00\xff\x03\xbf\x84\x40" + b"\x1b[2J" * 262_160 + b"\x00\x90\x3c\x50\x60\x80\x3c\x00" + END),
    "status bytes that are none": header() + chunk(b"\x00\xf4\x00\xf5\x00\xfd" + END),
    "data without a status": header() + chunk(b"\x00\x3c\x50\x00\x3c\x50" + END),
    "text that is no text": header() + chunk(b"\x00\xff\x03\x04\xff\xfe\x00\xd8\x00\x90\x3c\x50\x60\x80\x3c\x00" + END),
    "only a header": header(),
}


def xml_score(measure: str = "", *, head: str = "", before: str = "") -> bytes:
    """A MusicXML score of one part with one bar."""
    note = "<note><pitch><step>C</step><octave>4</octave></pitch><duration>4</duration><type>whole</type></note>"
    return (
        f"{XML}{before}<score-partwise version='4.0'>{head}<part-list><score-part id='P1'><part-name>Voice</part-name>"
        "</score-part></part-list><part id='P1'><measure number='1'><attributes><divisions>1</divisions>"
        f"</attributes>{measure}{note}</measure></part></score-partwise>"
    ).encode()


def attributes(content: str) -> str:
    return f"<attributes>{content}</attributes>"


def mxl(name: str, content: bytes, container: str | None = None) -> bytes:
    """A compressed score."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/container.xml", container if container is not None else CONTAINER.format(name))
        archive.writestr(name, content)
    return out.getvalue()


def bomb(megabytes: int) -> bytes:
    """An .mxl of some kilobytes that unpacks to so many megabytes of valid score."""
    filling = b"<!--" + b" " * (megabytes << 20) + b"-->"
    return mxl("score.xml", xml_score().replace(b"<part-list>", filling + b"<part-list>"))


def lying_bomb(megabytes: int) -> bytes:
    """The same, with a table of contents that says it is small."""
    data = bytearray(bomb(megabytes))
    size = next(info for info in zipfile.ZipFile(io.BytesIO(data)).infolist() if info.filename == "score.xml").file_size
    small, packed = struct.pack("<I", 1000), struct.pack("<I", size)
    return bytes(data).replace(packed, small)


LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {chr(98 + i)} '{('&' + chr(97 + i) + ';') * 10}'>" for i in range(9))
    + "]>"
)

REFUSED_XML: dict[str, bytes] = {
    "99,999,999 beats": xml_score(attributes("<time><beats>99999999</beats><beat-type>4</beat-type></time>")),
    "beats as a huge power": xml_score(attributes("<time><beats>1e300</beats><beat-type>4</beat-type></time>")),
    "beats in many terms": xml_score(attributes("<time><beats>200+99999</beats><beat-type>4</beat-type></time>")),
    "beats that are words": xml_score(attributes("<time><beats>four</beats><beat-type>4</beat-type></time>")),
    "divisions that are not a number": xml_score(attributes("<divisions>nan</divisions>")),
    "a duration without end": xml_score("<forward><duration>99999999999999999999</duration></forward>"),
    "an octave in the sky": xml_score(
        "<note><pitch><step>C</step><octave>99999</octave></pitch><duration>4</duration></note>"
    ),
    "a transposition out of this world": xml_score(
        attributes("<transpose><chromatic>999999999</chromatic></transpose>")
    ),
    "a billion laughs": xml_score(before=LAUGHS, head="<movement-title>&i;</movement-title>"),
    "a file of the system": xml_score(
        before="<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>", head="<movement-title>&f;</movement-title>"
    ),
    "a broken end": xml_score()[:-30],
    "five thousand bars": xml_score().replace(b"<measure number='1'>", b"<measure/>" * 5000 + b"<measure number='1'>"),
    "an unknown encoding": xml_score().replace(b"UTF-8", b"klingon"),
    "a bomb of 24 MB": bomb(24),
    "a bomb that lies about its size": lying_bomb(24),
    "an archive without a score": mxl("readme.txt", b"hello"),
    "an archive cut in two": mxl("score.xml", xml_score() * 1)[:-40],
}

STRANGE_XML: dict[str, bytes] = {
    "a hundred thousand levels": f"{XML}<score-partwise>{'<a>' * 100_000}{'</a>' * 100_000}</score-partwise>".encode(),
    "no parts": (XML + "<score-partwise version='4.0'><part-list/></score-partwise>").encode(),
    "a step that is no letter": xml_score().replace(b"<step>C", b"<step>Q"),
    "an archive that names a file outside": mxl("score.xml", xml_score(), CONTAINER.format("../../etc/passwd")),
    "bars without number": xml_score().replace(b"<measure number='1'>", b"<measure/>" * 3000 + b"<measure number='1'>"),
}
"""Odd, and up to the library behind the checks."""

HOSTILE_ABC: dict[str, bytes] = {
    "a length of a billion": b"X:1\nM:4/4\nL:1/4\nK:C\nC999999999 D E F | G\n",
    "a metre of a billion": b"X:1\nM:999999999/4\nL:1/4\nK:C\nC D E F | G A B c |\n",
    "a note of a thousand bars": b"X:1\nM:4/4\nL:1/4\nK:C\nC9999 D E F | G\n",
    "a metre that is no number": b"X:1\nM:-1e308/4\nL:1/4\nK:C\nC D E F |[M:Infinity/4] G A B c |\n",
    "three thousand notes in a bar": b"X:1\nM:4/4\nL:1/4\nK:C\n" + b"C" * 3000 + b"|\n",
    "a tuplet of nought": b"X:1\nM:4/4\nL:1/4\nK:C\n(0CDE F | G A B c |\n",
    "a chord that never closes": b"X:1\nM:4/4\nL:1/4\nK:C\n[CEG [CEG D | E F G A\n",
    "a fraction by nought": b"X:1\nM:4/0\nL:1/0\nK:C\nC/0 D E F |\n",
    "a key of nowhere": b"X:1\nM:4/4\nL:1/4\nK:Hmaj\nC D E F | G A B c |\n",
    "no notes": b"X:1\nT:Nothing\nK:C\n",
    "control characters": b"X:1\nT:\x1b[2J\x07\nM:4/4\nL:1/4\nK:C\nC D \x1b[0m E F | G A B c |\n",
    "a thousand voices": b"X:1\nM:4/4\nK:C\n" + b"".join(b"V:%d\nCDEF|\n" % i for i in range(1000)),
    "brackets without end": b"X:1\nM:4/4\nK:C\n" + b"(" * 50_000 + b"[" * 50_000 + b"C|\n",
}


def array_file(header: str, body: bytes = b"") -> bytes:
    """One array in .npy form, with a header of any words."""
    text = header.encode().ljust(118) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + body


def arrays(**members: bytes) -> bytes:
    """An .npz file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return out.getvalue()


def _numbers(shape: str, kind: str = "<i2", body: bytes = b"") -> bytes:
    return array_file(f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}", body)


_META = _numbers("(1, 2)", body=bytes(4))
_ROW = struct.pack("<7h", 0, 0, 0, 24, 60, 80, 0)
_EARLY = struct.pack("<7h", 0, 0, -9, 1, 60, 80, 0)

HOSTILE_ARRAYS: dict[str, bytes] = {
    "four tebibytes": arrays(notes=_numbers("(314146179364, 7)"), meta=_META),
    "fewer numbers than it says": arrays(notes=_numbers("(2, 7)", body=_ROW), meta=_META),
    "a shape of nothing": arrays(notes=_numbers("()", body=bytes(2)), meta=_META),
    "one column": arrays(notes=_numbers("(7,)", body=_ROW), meta=_META),
    "another order of columns": arrays(notes=_numbers("(1, 6)", body=_ROW[:12]), meta=_META),
    "texts": arrays(notes=_numbers("(1, 7)", "<U1", bytes(28)), meta=_META),
    "objects, which are pickled": arrays(notes=_numbers("(1, 7)", "|O", b"cos\nsystem\n(S'x'\ntR."), meta=_META),
    "a header without end": arrays(notes=array_file("{'descr': (((("), meta=_META),
    "a note before the beginning": arrays(notes=_numbers("(1, 7)", body=_EARLY), meta=_META),
    "no arrays": arrays(),
    "no archive": b"PK\x03\x04 and then nothing",
}
"""Offered as a segment table, as stretches and as the state of a run."""

HOSTILE_JSON: dict[str, bytes] = {
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "a number of five thousand figures": b'{"form":1,"kind":"StepDone","step":' + b"9" * 5000 + b"}",
    "infinity": b'{"form":1,"kind":"Working","step":1,"what":"x","done":Infinity,"total":1}',
    "half a character": b'{"form":1,"kind":"Warned","step":1,"what":"\\ud800"}',
    "no text": b"\xff\xfe\x00",
    "a list": b"[1, 2]",
}
"""Put where a file of ours lies."""
