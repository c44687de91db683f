"""The SoundFont's file, taken apart again by the letter of the format."""

from __future__ import annotations

import struct
from itertools import pairwise

import numpy as np
import pytest

from soundfonts import SoundFont
from soundfonts.generate import generate


def chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 0
    while at < len(data):
        tag, length = struct.unpack_from("<4sI", data, at)
        found.append((tag, data[at + 8 : at + 8 + length]))
        at += 8 + length + length % 2
    assert at == len(data)
    return found


@pytest.fixture(scope="module")
def tables(font: SoundFont) -> dict[bytes, bytes]:
    """Every chunk of the file by its tag."""
    ((tag, body),) = chunks(font.path.read_bytes())
    assert tag == b"RIFF" and body[:4] == b"sfbk"
    lists = chunks(body[4:])
    assert [inner[:4] for _, inner in lists] == [b"INFO", b"sdta", b"pdta"]
    return {tag: data for _, inner in lists for tag, data in chunks(inner[4:])}


def records(data: bytes, form: str) -> list[tuple]:
    return list(struct.iter_unpack("<" + form, data))


def test_the_file_is_small_and_the_same_each_time(font: SoundFont) -> None:
    data = font.path.read_bytes()
    assert 300_000 < len(data) < 1_000_000
    assert generate() == data


def test_all_128_programs_and_a_drum_kit_are_there(tables: dict[bytes, bytes]) -> None:
    presets = records(tables[b"phdr"], "20sHHHIII")
    assert presets[-1][0].rstrip(b"\0") == b"EOP"
    places = [(bank, program) for _, program, bank, *_ in presets[:-1]]
    assert places == [(0, program) for program in range(128)] + [(128, 0)]
    names = [name.rstrip(b"\0").decode("ascii") for name, *_ in presets[:-1]]
    assert len(set(names)) == len(names) and all(names)


def test_the_tables_point_into_each_other(tables: dict[bytes, bytes]) -> None:
    for head, form, bag, gen, mod in (
        (b"phdr", "20sHHHIII", b"pbag", b"pgen", b"pmod"),
        (b"inst", "20sH", b"ibag", b"igen", b"imod"),
    ):
        heads = records(tables[head], form)
        bags = records(tables[bag], "HH")
        firsts = [row[3] if head == b"phdr" else row[1] for row in heads]
        assert firsts == sorted(firsts) and firsts[-1] == len(bags) - 1
        assert bags[-1] == (len(tables[gen]) // 4 - 1, len(tables[mod]) // 10 - 1)
        generators = records(tables[gen], "HH")
        last, targets = (41, b"inst") if head == b"phdr" else (53, b"shdr")
        count = len(tables[targets]) // (22 if targets == b"inst" else 46) - 1
        for (start, _), (end, _) in pairwise(bags):
            numbers = [number for number, _ in generators[start:end]]
            assert numbers[-1] == last and generators[end - 1][1] < count
            assert 43 not in numbers[1:]  # a key range comes first or not at all


def test_samples_lie_apart_and_within_the_data(tables: dict[bytes, bytes]) -> None:
    pcm = np.frombuffer(tables[b"smpl"], "<i2")
    at = 0
    for name, start, end, loop_start, loop_end, rate, root, _, _, kind in records(tables[b"shdr"], "20sIIIIIBbHH")[:-1]:
        assert start == at and start < end <= len(pcm), name
        assert not pcm[end : end + 46].any()
        assert 400 <= rate <= 50000 and root <= 127 and kind == 1
        assert start <= loop_start < loop_end <= end
        assert np.abs(pcm[start:end].astype(int)).max() > 6000
        at = end + 46
    assert at == len(pcm)


def test_loops_end_as_they_begin(tables: dict[bytes, bytes]) -> None:
    pcm = np.frombuffer(tables[b"smpl"], "<i2").astype(int)
    looped = 0
    for name, start, end, loop_start, loop_end, *_ in records(tables[b"shdr"], "20sIIIIIBbHH")[:-1]:
        if (loop_start, loop_end) == (start, end):
            continue
        looped += 1
        seam = np.abs(pcm[loop_end : loop_end + 8] - pcm[loop_start : loop_start + 8]).max()
        assert end - loop_end >= 8 and seam <= 40, (name, seam)  # of 32768
    assert looped > 100
