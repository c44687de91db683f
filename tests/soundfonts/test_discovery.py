"""Which SoundFont is used: the named one, a known one, ours."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from gan.errors import SoundError
from soundfonts import SoundFont, builtin_soundfont, discovery, find_soundfonts
from soundfonts.builtin import generator_version


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(discovery, "soundfont_folders", lambda: [tmp_path / "empty", tmp_path])
    return tmp_path


def test_ours_is_there_where_nothing_else_is(font: SoundFont, folder: Path) -> None:
    assert find_soundfonts() == [font]
    assert font.kind == "built-in" and generator_version() in font.path.name


def test_known_sets_come_first_and_the_fullest_before_the_rest(font: SoundFont, folder: Path) -> None:
    for name in ("TimGM6mb.sf2", "FluidR3_GM.sf2", "my-weird-piano.sf2", "FluidR3_GM.txt"):
        shutil.copy(font.path, folder / name)
    (folder / "default-GM.sf2").symlink_to(folder / "TimGM6mb.sf2")
    (folder / "GeneralUser-GS.sf2").write_bytes(b"broken")
    found = find_soundfonts()
    assert [one.name for one in found] == ["FluidR3 GM", "TimGM6mb", "composer-tui"]
    assert [one.kind for one in found] == ["found", "found", "built-in"]


def test_a_named_font_comes_first(font: SoundFont, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = folder / "mine.sf2"
    shutil.copy(font.path, mine)
    assert find_soundfonts(mine)[0] == SoundFont(mine, "mine", "chosen")
    monkeypatch.setenv("COMPOSER_TUI_SOUNDFONT", str(mine))
    assert find_soundfonts()[0].path == mine
    monkeypatch.setenv("COMPOSER_TUI_SOUNDFONT", "built-in")
    assert find_soundfonts() == [font]


def test_a_named_font_that_is_none_is_an_error_not_a_fallback(font: SoundFont, folder: Path) -> None:
    with pytest.raises(SoundError, match="no such file"):
        find_soundfonts(folder / "absent.sf2")


def test_the_built_in_font_is_made_once_and_a_damaged_one_anew(font: SoundFont) -> None:
    made = font.path.stat().st_mtime_ns
    assert builtin_soundfont() == font and font.path.stat().st_mtime_ns == made
    whole = font.path.read_bytes()
    font.path.write_bytes(whole[:5000])
    outdated = font.path.with_name("composer-tui-0123456789ab.sf2")
    outdated.write_bytes(whole)
    os.utime(outdated, (0, 0))
    assert builtin_soundfont().path.read_bytes() == whole
    assert [path.name for path in font.path.parent.glob("*.sf2*")] == [font.path.name]


def test_a_cache_that_cannot_be_written_is_done_without(
    font: SoundFont, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "home"
    blocked.write_text("a file where a folder should be")
    monkeypatch.setenv("COMPOSER_TUI_HOME", str(blocked))
    elsewhere = builtin_soundfont()
    assert elsewhere.path.read_bytes() == font.path.read_bytes()
    assert elsewhere.path.parent.stat().st_mode & 0o077 == 0
