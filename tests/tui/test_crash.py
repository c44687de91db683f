"""The report of a crash: one file, for this user alone, that can be sent to somebody else."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tui.crash import report

SECRETS = ("anna", "Love song", "love-song", "Greensleeves", "Liebes")


def crashed(how: object) -> BaseException:
    try:
        exec(str(how), {})
    except Exception as error:
        return error
    raise AssertionError("nothing happened")


@pytest.mark.parametrize(
    "code",
    [
        "open('/home/anna/music/Love song.mid')",
        "raise OSError(28, 'No space left on device', '/home/anna/love-song.mid')",
        "{}['Greensleeves']",
        "int('Liebes Lied')",
        "raise ValueError('no notes in /home/anna/love-song.mid: 3 bytes')",
        "raise ValueError(\"the title 'Greensleeves' and ~/anna/love-song.mid\")",
        "raise ExceptionGroup('several', [ValueError('/home/anna'), KeyError('Love song')])",
        "try:\n  {}['Greensleeves']\nexcept KeyError:\n  raise RuntimeError('3 of 4')",
        "try:\n  open('/home/anna/Love song.mid')\nexcept OSError as e:\n  raise RuntimeError('3 of 4') from e",
    ],
)  # fmt: skip
def test_a_report_names_no_music_and_no_path(home: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        sys, "argv", ["/home/anna/bin/composer-tui", "render", "/home/anna/love-song.mid", "-o=anna.wav"]
    )
    error = crashed(code)
    told = report(error)
    (path,) = (home / "log").iterdir()
    text = path.read_text()
    assert told.mend == f"Details: {path}" and type(error).__name__ in text
    assert "command line: render … -o\n" in text
    assert not [word for word in (*SECRETS, str(home), os.path.expanduser("~/")) if word in text], text


def test_it_says_where_in_the_code_it_happened(home: Path) -> None:
    try:
        Path(os.devnull).iterdir().__next__()
    except OSError as error:
        report(error)
    try:
        None.nothing  # type: ignore[attr-defined]  # noqa: B018
    except AttributeError as error:
        report(error)
    (path,) = (home / "log").iterdir()
    text = path.read_text()
    assert "tests/tui/test_crash.py:" in text and "None.nothing" in text
    assert "AttributeError: 'NoneType' object has no attribute 'nothing'" in text


def test_exceptions_that_led_to_each_other_are_told_once(home: Path) -> None:
    first, second = ValueError("1 of 2"), ValueError("2 of 2")
    first.__context__, second.__context__ = second, first
    report(first)
    (path,) = (home / "log").iterdir()
    assert path.read_text().count("ValueError") == 2


def test_a_report_is_for_this_user_alone_and_goes_elsewhere_where_there_is_no_place(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(0)
    try:
        report(ValueError())
        (path,) = (home / "log").iterdir()
        assert path.stat().st_mode & 0o077 == path.parent.stat().st_mode & 0o077 == 0
        (home / "file").touch()
        monkeypatch.setenv("COMPOSER_TUI_HOME", str(home / "file"))
        monkeypatch.setattr("tempfile.tempdir", str(home))
        told = report(ValueError())
    finally:
        os.umask(before)
    (elsewhere,) = home.glob("composer-tui-crash-*.log")
    assert told.mend == f"Details: {elsewhere}" and elsewhere.stat().st_mode & 0o077 == 0
