from __future__ import annotations

import importlib
import json
import os
import pkgutil
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import tui.commands
from gan.music import GENRES
from gan.music.demos import DEMOS
from tui.cli import COMMANDS, main

PROGRAM = [sys.executable, "-m", "tui.cli"]


def test_the_version_is_told_without_importing_anything_heavy() -> None:
    code = (
        "import sys; from tui.cli import main; main(['--version']);"
        "print([m for m in ('tensorflow', 'keras', 'textual', 'rich', 'music21', 'onnxruntime', 'numpy')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert re.fullmatch(r"composer-tui \d+\.\d+\.\d+\n\[\]\n", done.stdout)


def test_the_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    for name, summary in COMMANDS.items():
        assert re.search(rf"^    {name} +{re.escape(summary)}$", text, re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_has_examples(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    text = capsys.readouterr().out
    assert f"usage: composer-tui {name}" in text
    assert re.search(rf"examples:\n.*composer-tui (compose|{name})", text, re.DOTALL)


def test_every_command_module_is_listed() -> None:
    names = [module.name for module in pkgutil.iter_modules(tui.commands.__path__)]
    modules = {name: importlib.import_module(f"tui.commands.{name}") for name in names}
    assert {name for name, module in modules.items() if hasattr(module, "EXAMPLES")} == set(COMMANDS)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["genre"], "there is no command 'genre'. Did you mean 'genres'?"),
        (["xyzzy"], "there is no command 'xyzzy'. Commands: compose, melody, render,"),
        ([__file__], "For a file: ctrl+o in the composer, or composer-tui compose FILE"),
        (["--colour"], "unrecognized arguments: --colour. Try: composer-tui --help"),
        (["genres", "--jsn"], "unrecognized arguments: --jsn"),
        (["compose", "-n", "0"], "'0' is not a whole number from 1 to 99"),
        (["compose", "-n", "many"], "'many' is not a whole number"),
        (["compose", "--seed", "-1"], "'-1' is not a whole number from 0"),
        (["render"], "the following arguments are required: SCORE"),
    ],
)
def test_a_wrong_line_ends_in_one_sentence_and_code_2(
    line: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(line) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("composer-tui: ") and said in err
    assert err.count("\n") == 1


def test_without_a_terminal_it_names_the_command_to_use_instead(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "needs a terminal" in (err := capsys.readouterr().err)
    assert "composer-tui compose --demo" in err


def test_the_genres_are_listed_for_people_and_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["genres"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(GENRES)
    assert main(["genres", "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert [genre["id"] for genre in value] == list(GENRES)
    assert value[0]["programs"]["melody"] == 19


def test_the_demos_are_listed_for_people_and_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demos"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]] == list(DEMOS)
    assert main(["demos", "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert {demo["id"]: demo["bars"] for demo in value} == {id: melody.bars for id, melody in DEMOS.items()}


def test_one_variable_puts_everything_under_one_folder(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["paths", "--json"]) == 0
    paths = json.loads(capsys.readouterr().out)
    assert paths == {name: str(home / name) for name in ("config", "data", "runs", "takes", "cache", "log")}
    assert list(home.iterdir()) == []


def test_without_the_variable_the_platform_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("COMPOSER_TUI_HOME")
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert main(["paths", "--json"]) == 0
    paths = json.loads(capsys.readouterr().out)
    assert all(Path(path).is_relative_to(tmp_path) and "composer-tui" in path for path in paths.values())
    assert len(set(paths.values())) == 6


def test_an_unexpected_failure_is_one_line_and_its_traceback_a_file(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(options: object) -> int:
        raise RuntimeError("out of \x1b[31mink\nand paper")

    monkeypatch.setattr("tui.commands.genres.run", run)
    assert main(["genres"]) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1 and "\x1b" not in err and "Traceback" not in err
    logs = list((home / "log").iterdir())
    assert len(logs) == 1 and str(logs[0]) in err
    assert "RuntimeError: out of" in logs[0].read_text() and "in run\n" in logs[0].read_text()


def test_an_unexpected_failure_is_told_even_where_no_log_can_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("COMPOSER_TUI_HOME", str(tmp_path / "file"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr("tui.commands.genres.run", lambda options: 1 // 0)
    assert main(["genres"]) == 1
    assert (named := re.search(r"Details: (\S+)", capsys.readouterr().err))
    assert "ZeroDivisionError" in Path(named[1]).read_text()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_ends_a_command_with_its_exit_code_and_no_traceback(number: int, code: int) -> None:
    program = (
        f"import os, sys, tui.commands.genres as genres\n"
        f"genres.run = lambda options: os.kill(os.getpid(), {int(number)}) or 0\n"
        f"from tui.cli import main\n"
        f"sys.exit(main(['genres']))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (code, "")


def test_a_hangup_that_is_ignored_stays_ignored() -> None:
    program = (
        "import os, signal, sys, tui.commands.genres as genres\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "genres.run = lambda options: os.kill(os.getpid(), signal.SIGHUP) or 0\n"
        "from tui.cli import main\n"
        "sys.exit(main(['genres']))\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_reader_that_went_away_is_no_crash() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run([*PROGRAM, "genres"], stdout=write_end, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write_end)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_it_works_with_descriptors_closed(closed: str) -> None:
    line = f'"$0" -m tui.cli genres --json {closed}'
    done = subprocess.run(["sh", "-c", line, sys.executable], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    if ">&-" not in closed.replace("2>&-", ""):
        assert len(json.loads(done.stdout)) == len(GENRES)


def test_a_terminal_of_ascii_gets_question_marks_instead_of_a_crash() -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([*PROGRAM, "demos"], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0
    assert "Fr?re Jacques" in done.stdout


@pytest.mark.parametrize(
    "line", [["--plain", "demos"], ["--sound", "browser", "play", "x.mid"], ["--theme=light", "runs"]]
)
def test_an_option_of_the_composer_before_a_command_is_refused_not_passed_over(
    line: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(line) == 2
    assert "before a command means nothing" in capsys.readouterr().err


def test_attach_takes_the_theme_before_it(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--theme", "polka-dots", "attach"]) == 2
    assert "studio.theme cannot be 'polka-dots'" in capsys.readouterr().err
