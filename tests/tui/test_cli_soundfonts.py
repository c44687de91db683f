"""`composer-tui soundfonts`: listed, looked into, chosen, fetched."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from soundfonts import catalogue, discovery
from soundfonts.places import fonts_dir
from tests.soundfonts.debian import offer_of, package_of, serving, small_font
from tui.cli import main
from tui.library.choices import load_choices

Printed = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def only_ours(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No SoundFont of this machine is in reach, and none is named."""
    monkeypatch.setattr(discovery, "soundfont_folders", lambda: [fonts_dir()])
    monkeypatch.delenv("COMPOSER_TUI_SOUNDFONT", raising=False)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.sf2"
    path.write_bytes(small_font(tuple(range(120))))
    return path


def listed(capsys: Printed) -> dict[str, object]:
    assert main(["soundfonts", "list", "--json"]) == 0
    value: dict[str, object] = json.loads(capsys.readouterr().out)
    return value


def test_the_list_says_which_plays_and_why(mine: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    assert main(["soundfonts"]) == 0
    out, err = capsys.readouterr()
    assert "built-in" in out and "129" in out and "♪" in out and "MIT" in out
    assert "composer-tui plays: no known General MIDI set was found" in err
    fonts_dir().mkdir(parents=True)
    (fonts_dir() / "TimGM6mb.sf2").write_bytes(small_font())
    value = listed(capsys)
    assert value["plays"] == str(fonts_dir() / "TimGM6mb.sf2") and "fullest" in str(value["why"])
    monkeypatch.setenv("COMPOSER_TUI_SOUNDFONT", str(mine))
    value = listed(capsys)
    assert value["plays"] == str(mine) and "COMPOSER_TUI_SOUNDFONT" in str(value["why"])


def test_a_font_is_chosen_by_its_name_or_its_file_as_in_the_library(mine: Path, capsys: Printed) -> None:
    assert main(["soundfonts", "use", "built-in"]) == 0
    assert load_choices().soundfont == "built-in"
    assert main(["soundfonts", "use", str(mine)]) == 0
    assert load_choices().soundfont == str(mine)
    capsys.readouterr()
    value = listed(capsys)
    assert value["plays"] == str(mine) and value["why"] == "it was chosen in the Library"
    assert main(["soundfonts"]) == 0
    assert "In play, render and compose it is composer-tui" in capsys.readouterr().err
    assert main(["soundfonts", "use", "best"]) == 0
    assert load_choices().soundfont == ""


def test_info_tells_what_is_in_a_font_and_what_it_lacks(mine: Path, capsys: Printed) -> None:
    assert main(["soundfonts", "info", str(mine)]) == 0
    out = capsys.readouterr().out
    assert "CC0, nobody" in out and "programs 0–119" in out and "123 Bird" in out and "no drum kit" in out
    assert "\x1b" not in out
    assert main(["soundfonts", "info", "built-in", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["missing_programs"] == []


def test_a_fetched_font_is_found_and_plays(monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    package = package_of(font := small_font())
    monkeypatch.setitem(catalogue.OFFERS, "timgm6mb", offer_of(package, font))
    with serving(package) as mirror:
        line = ["soundfonts", "fetch", "timgm6mb", "--mirror", mirror.url]
        monkeypatch.setattr("sys.stdin", io.StringIO())
        assert main(line) == 2
        err = capsys.readouterr().err
        assert "licence   CC0" in err and mirror.url in err and "sha256" in err and "Add --yes" in err
        assert not fonts_dir().exists(), "nothing is done before the answer"
        assert main([*line, "--yes"]) == 0
    path = Path(capsys.readouterr().out.strip())
    assert path.read_bytes() == font
    assert listed(capsys)["plays"] == str(path)
    assert main(["soundfonts", "fetch"]) == 0
    assert "is there" in capsys.readouterr().out


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("\n", 2), ("no\n", 2)])
def test_fetching_waits_for_a_yes(answer: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    package = package_of(font := small_font())
    monkeypatch.setitem(catalogue.OFFERS, "timgm6mb", offer_of(package, font))
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    with serving(package) as mirror:
        assert main(["soundfonts", "fetch", "timgm6mb", "--mirror", mirror.url]) == code
        assert len(mirror.asked) == (code == 0)


@pytest.mark.parametrize(
    ("line", "said", "code"),
    [
        (["lst"], "Did you mean 'list'?", 2),
        (["info"], "needs the name of a SoundFont", 2),
        (["list", "x"], "all SoundFonts are listed", 2),
        (["info", "absent.sf2"], "there is no such file", 1),
        (["use", "nothing"], "there is no 'nothing' among the soundfonts", 2),
        (["use", "./absent.sf2"], "there is no such file", 1),
        (["fetch", "fluid"], "Did you mean 'fluidr3'?", 2),
        (["fetch", "fluidr3", "--mirror", "file:///etc"], "is no address", 2),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(line: list[str], said: str, code: int, capsys: Printed) -> None:
    assert main(["soundfonts", *line]) == code
    err = capsys.readouterr().err
    assert said in err and err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 9\n", "Git LFS pointer"),
        (small_font()[:-900], "cut short"),
        (b"fLaC and so on", "does not begin as a SoundFont does"),
    ],
)
def test_what_is_no_font_is_called_what_it_is(content: bytes, said: str, tmp_path: Path, capsys: Printed) -> None:
    path = tmp_path / "x.sf2"
    path.write_bytes(content)
    for deed in ("info", "use"):
        assert main(["soundfonts", deed, str(path)]) == 1
        err = capsys.readouterr().err
        assert said in err and err.count("\n") == 1
    assert load_choices().soundfont == ""
