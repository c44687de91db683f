"""Damage to good files, the same for the same seed: bytes, words, values of JSON, arrays and members of archives."""

from __future__ import annotations

import copy
import io
import json
import random
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

import numpy as np

Damage = Callable[[bytes, random.Random], bytes]

_WORDS = tuple(
    word.encode()
    for word in (
        *("0", "-1", "1e999", "-1e308", "nan", "Infinity", "99999999999999999999", "9" * 5000, "4294967296", "0.5"),
        *("null", "true", '""', "[]", "{}", "''", "x" * 3000, "\x1b[2J", "\x00", "\u202e", "%", "../../etc/passwd"),
    )
)
_NESTS = (b"[" * 3000, b'{"a":' * 3000, b"<a>" * 3000, b"(" * 3000)
_VALUES: tuple[Any, ...] = (
    *(None, True, -1, 0, 1, 10**6, 10**30, -(10**30), 0.5, 1e308, float("nan"), float("inf")),
    *("", "x", "9" * 5000, "\x1b[2J", "\ud800", "../../etc/passwd", [], {}, [[]], [None], {"a": None}),
)


_NO_XML = dict.fromkeys((0, 27))
"""Characters that XML cannot have."""


def damaged(good: bytes, damage: Damage, seed: int) -> Iterator[bytes]:
    """Without end: what comes of the good file, each mutant by its own number."""
    number = 0
    while True:
        yield damage(good, random.Random(seed * 1_000_003 + number))
        number += 1


def flipped(data: bytes, chance: random.Random) -> bytes:
    """One or two changes of bytes: flipped, cut out, doubled, overwritten, or cut off behind."""
    mutant = bytearray(data)
    for _ in range(chance.randint(1, 2)):
        at = chance.randrange(len(mutant) or 1)
        match chance.randrange(6):
            case 0:
                mutant[at : at + 1] = bytes([mutant[at] ^ 1 << chance.randrange(8)] if mutant else b"")
            case 1:
                del mutant[at : at + chance.randint(1, 12)]
            case 2:
                mutant[at:at] = mutant[at : at + chance.randint(1, 40)]
            case 3:
                del mutant[at:]
            case 4:
                mutant[at:at] = chance.randbytes(chance.randint(1, 8))
            case _:
                mutant[at : at + 4] = chance.choice(
                    [b"\xff" * 4, b"\x00" * 4, b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f"]
                )
    return bytes(mutant)


def reworded(data: bytes, chance: random.Random) -> bytes:
    """Some words or numbers of a text changed for others that nobody expects there, or bytes."""
    if chance.random() < 0.3:
        return flipped(data, chance)
    for _ in range(chance.randint(1, 3)):
        words = list(re.finditer(rb"[\w.+#-]+", data))
        if not words:
            return data
        place = chance.choice(words)
        other = chance.choice(_NESTS) if chance.random() < 0.02 else chance.choice([*_WORDS, chance.choice(words)[0]])
        data = data[: place.start()] + other + data[place.end() :]
    return data


def revalued(data: bytes, chance: random.Random) -> bytes:
    """Values anywhere in a line of JSON changed, left out or put elsewhere; or words, or bytes."""
    if chance.random() < 0.4:
        return reworded(data, chance)
    lines = data.splitlines(keepends=True)
    number = chance.randrange(len(lines))
    value = json.loads(lines[number])
    for _ in range(chance.randint(1, 2)):
        holder, key = chance.choice(list(_places(value)) or [(value, None)])
        if key is None:
            continue
        match chance.randrange(5):
            case 0:
                del holder[key]
            case 1:
                holder[key] = copy.deepcopy(chance.choice([held[k] for held, k in _places(value)]))
            case _:
                holder[key] = copy.deepcopy(chance.choice(_VALUES))
    lines[number] = json.dumps(value).encode() + (b"\n" if lines[number].endswith(b"\n") else b"")
    return b"".join(lines)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every list or object of a JSON value with every key of it."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from _places(value[key])


def restructured(data: bytes, chance: random.Random) -> bytes:
    """Elements of XML with other texts, left out, doubled, put elsewhere or renamed; or words, or bytes."""
    if chance.random() < 0.3:
        return reworded(data, chance)
    root = ElementTree.fromstring(data)
    for _ in range(chance.randint(1, 3)):
        holders = [element for element in root.iter() if len(element)]
        holder = chance.choice(holders)
        child = chance.choice(list(holder))
        match chance.randrange(6):
            case 0:
                holder.remove(child)
            case 1:
                for _ in range(chance.choice([1, 1, 2, 40])):
                    holder.append(copy.deepcopy(child))
            case 2:
                chance.choice(holders).insert(0, copy.deepcopy(child))
            case 3:
                child.tag = chance.choice(list(root.iter())).tag
            case _:
                leaf = chance.choice([element for element in holder.iter() if not len(element)] or [child])
                leaf.text = chance.choice(_WORDS).decode().translate(_NO_XML)
        if not len(root):
            break
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def archived(within: Damage) -> Damage:
    """Damage to a member of a zip archive that is then packed anew with sums that agree; or to the archive's bytes."""

    def damage(data: bytes, chance: random.Random) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        if chance.random() < 0.3:
            return flipped(packed(members), chance)  # packed anew: an archive holds the time at which it was made
        name = chance.choice(list(members))
        if chance.random() < 0.1:
            del members[name]
        else:
            members[name] = within(members[name], chance)
        return packed(members)

    return damage


def packed(members: dict[str, bytes]) -> bytes:
    """A zip archive, of no time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def rearranged(data: bytes, chance: random.Random) -> bytes:
    """Numbers, shape or kind of an array in .npy form changed under a header that agrees; or its bytes."""
    try:
        array = np.load(io.BytesIO(data), allow_pickle=False)
    except ValueError:
        return flipped(data, chance)
    match chance.randrange(5):
        case 0:
            return flipped(data, chance)
        case 1:
            array = np.resize(array, chance.choice([(), (0,), (3,), (1, 1), (2, 0), (2, 2, 2), (*array.shape, 1)]))
        case 2:
            kinds = [np.int8, np.uint64, np.float16, np.float64, np.bool_, np.complex64, "S4", "U2", "M8[s]"]
            array = array.astype(chance.choice(kinds))
        case 3:
            huge = chance.choice([b"(9999999999999,)", b"(999999, 999999)", b"(-1,)", b"(1e9,)"])
            return re.sub(rb"\([\d, ]*\)", lambda found: huge.ljust(len(found[0])), data, count=1)
        case _:
            array = array.copy().reshape(-1)
            limits = np.iinfo(array.dtype)
            for _ in range(chance.randint(1, 3)):
                if array.size:
                    array[chance.randrange(array.size)] = chance.choice([limits.min, limits.max, 0, limits.max // 2])
            array = array.reshape(np.load(io.BytesIO(data)).shape)
    out = io.BytesIO()
    np.save(out, array, allow_pickle=False)
    return out.getvalue()


def retabled(data: bytes, chance: random.Random) -> bytes:
    """A SoundFont with bytes of its headers overwritten, or whole lengths; the sounds themselves are left alone."""
    if chance.random() < 0.3:
        return flipped(data, chance)
    mutant = bytearray(data)
    tables = data.find(b"pdta")
    for _ in range(chance.randint(1, 6)):
        head = chance.random() < 0.3
        at = chance.randrange(0, 200) if head or tables < 0 else chance.randrange(tables - 8, len(data) - 4)
        match chance.randrange(3):
            case 0:
                mutant[at] = chance.randrange(256)
            case 1:
                mutant[at : at + 4] = struct.pack("<I", chance.choice([0, 1, 46, 2**31 - 1, 2**31, 2**32 - 1]))
            case _:
                mutant[at : at + 2] = struct.pack("<H", chance.choice([0, 1, 0x10, 0x8000, 0xFFFF]))
    return bytes(mutant)
