"""What a SoundFont says of itself, read without FluidSynth."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from gan.errors import SoundError
from soundfonts import SoundFont, check_soundfont
from soundfonts.inspecting import inspect_soundfont, ranges
from tests.soundfonts.debian import small_font


def test_the_built_in_font_has_all_of_general_midi(font: SoundFont) -> None:
    facts = inspect_soundfont(font.path)
    assert facts.texts["name"] == "composer-tui General MIDI" and "MIT" in facts.licence
    assert facts.programs == {0: tuple(range(128)), 128: (0,)} and facts.presets == 129
    assert facts.missing == () and facts.drums and not facts.compressed and facts.version == "2.01"
    assert facts.size == font.path.stat().st_size


def test_what_a_font_lacks_is_told_and_its_texts_are_harmless(tmp_path: Path) -> None:
    path = tmp_path / "small.sf2"
    path.write_bytes(small_font((0, 5, 6)))
    facts = inspect_soundfont(path)
    assert facts.missing == (*range(1, 5), *range(7, 128)) and not facts.drums
    assert facts.texts["comment"].startswith("Two\nlines") and "\x1b" not in facts.texts["comment"]


def test_a_font_whose_maker_left_out_padding_is_read_as_mscores_are(tmp_path: Path) -> None:
    data = small_font()
    at = data.index(b"sdta") + 4
    length = struct.unpack_from("<I", data, at + 4)[0] - 1
    odd = data[: at + 4] + struct.pack("<I", length) + data[at + 8 : at + 8 + length] + data[at + 9 + length :]
    riff = bytearray(odd)
    struct.pack_into("<I", riff, 4, len(odd) - 8)
    struct.pack_into("<I", riff, at - 8, 4 + 8 + length)
    path = tmp_path / "odd.sf3"
    path.write_bytes(riff)
    check_soundfont(path)
    assert inspect_soundfont(path).programs == {0: (0, 5)}


@pytest.mark.parametrize("flag", [0, 0x10])
def test_compressed_samples_are_told(tmp_path: Path, flag: int) -> None:
    data = bytearray(small_font())
    struct.pack_into("<H", data, data.rindex(b"shdr") + 8 + 44, 1 | flag)
    path = tmp_path / "font.sf3"
    path.write_bytes(data)
    assert inspect_soundfont(path).compressed == bool(flag)


def test_texts_cut_anywhere_end_in_an_answer(font: SoundFont, tmp_path: Path) -> None:
    data = font.path.read_bytes()
    info = data.index(b"INFO")
    path = tmp_path / "mutant.sf2"
    for place in range(info, info + 120, 3):
        path.write_bytes(data[:place] + b"\xff" + data[place + 1 :])
        try:
            facts = inspect_soundfont(path)
        except SoundError:
            continue
        assert all(text.isprintable() or "\n" in text for text in facts.texts.values())


def test_numbers_are_written_as_ranges() -> None:
    assert ranges((0, 1, 2, 5, 7, 8)) == "0–2, 5, 7–8" and ranges(()) == ""
