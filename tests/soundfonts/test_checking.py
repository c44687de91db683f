"""What is not a SoundFont is refused by name, before FluidSynth sees it."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pytest

from gan.errors import SoundError
from soundfonts import SoundFont, check_soundfont

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 148362924\n"


def riff(form: bytes, body: bytes = b"") -> bytes:
    return b"RIFF" + struct.pack("<I", len(body) + 4) + form + body


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b"\x00\x01\x02 not music at all" * 50, "does not begin as a SoundFont"),
        (b"RIFF", "does not begin as a SoundFont"),
        (POINTER, "Git LFS pointer"),
        (riff(b"DLS ", b"\0" * 200), "DLS sound bank"),
        (riff(b"WAVE", b"\0" * 200), "RIFF file of another kind ('WAVE')"),
        (riff(b"sfbk"), "no sounds in it"),
        (b"%PDF-1.7 something", "does not begin as a SoundFont"),
    ],
)
def test_other_files_are_refused_by_name(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "font.sf2"
    path.write_bytes(content)
    with pytest.raises(SoundError) as caught:
        check_soundfont(path)
    assert reason in caught.value.why and str(path) in caught.value.what and caught.value.mend


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="no such file"):
        check_soundfont(tmp_path / "nothing.sf2")
    with pytest.raises(SoundError, match="not a file"):
        check_soundfont(tmp_path)


@pytest.mark.parametrize("share", [0.999, 0.9, 0.5, 0.01])
def test_a_font_cut_short_is_refused(font: SoundFont, tmp_path: Path, share: float) -> None:
    data = font.path.read_bytes()
    path = tmp_path / "half.sf2"
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(SoundError, match="cut short"):
        check_soundfont(path)


def test_a_font_whose_sample_points_outside_is_refused(font: SoundFont, tmp_path: Path) -> None:
    data = bytearray(font.path.read_bytes())
    place = data.rindex(b"shdr") + 8 + 24
    data[place : place + 4] = struct.pack("<I", 0x7FFFFFFF)
    path = tmp_path / "wild.sf2"
    path.write_bytes(data)
    with pytest.raises(SoundError, match="outside its data"):
        check_soundfont(path)


def test_damaged_headers_end_in_an_answer(font: SoundFont, tmp_path: Path) -> None:
    data = font.path.read_bytes()
    chance = random.Random(7)
    path = tmp_path / "mutant.sf2"
    headers = data.rindex(b"phdr")
    for _ in range(60):
        mutant = bytearray(data)
        for _ in range(8):
            mutant[chance.choice([chance.randrange(64), chance.randrange(headers - 16, len(data))])] = chance.randrange(
                256
            )
        path.write_bytes(mutant)
        try:
            check_soundfont(path)
        except SoundError:
            pass


def test_the_built_in_font_passes(font: SoundFont) -> None:
    check_soundfont(font.path)
