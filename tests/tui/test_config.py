"""Settings: where they come from, what is said of wrong ones, and what they do."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path

import pytest

from tests.tui.piloting import composer, dialog, notices_of, press, screen_of, until
from tui import theme
from tui.cli import main
from tui.config import Config, load_config, user_file
from tui.settings import settings


@pytest.fixture
def work(desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder of its own, and an environment without settings."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for setting in settings().values():
        monkeypatch.delenv(setting.variable, raising=False)
    return folder


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def mine(text: str) -> Path:
    return write(user_file(), text)


def said(config: Config) -> list[str]:
    return [str(problem) for problem in config.problems]


def test_a_flag_comes_before_the_environment_the_project_the_person_and_what_is_usual(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def now(flag: str | None = None) -> tuple[str, str]:
        value = load_config({"studio.theme": flag}).values["studio.theme"]
        return value.value, value.origin

    assert now() == ("dark", "default")
    path = mine('# mine\n[studio]\ntheme = "light"\n')
    assert now() == ("light", f"user {path}:3")
    project = write(work / "composer-tui.toml", '[studio]\ntheme = "high-contrast"\n')
    assert now() == ("high-contrast", f"project {project}:2")
    monkeypatch.setenv("COMPOSER_TUI_THEME", "colour-blind")
    assert now() == ("colour-blind", "environment COMPOSER_TUI_THEME")
    assert now("dark") == ("dark", "flag --theme")
    monkeypatch.setenv("NO_COLOR", "1")
    assert now() == ("no-colour", "environment NO_COLOR")
    assert now("light") == ("light", "flag --theme")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[studio]\ntheme = "ligth"', ["line 2", "studio.theme", "'ligth'", "Did you mean 'light'?", "dark, light,"]),
        ("[studio]\n\ntakes = 99", ["line 3", "studio.takes cannot be 99", "a whole number from 1 to 16"]),
        ("[studio]\ntakes = true", ["studio.takes cannot be true"]),
        ("[studio]\ntakes = 2.5", ["studio.takes cannot be 2.5"]),
        ("[compose]\nadventure = nan", ["compose.adventure cannot be nan", "a number from 0 to 2"]),
        ('[train]\npreset = "smal"', ["train.preset", "Did you mean 'small'?"]),
        ("[train]\nstpes = 5", ["line 2", "no setting train.stpes", "Did you mean 'steps'?", "preset, steps, batch"]),
        ("[studio]\nadventure = 1", ["no setting studio.adventure", "Did you mean 'compose.adventure'?"]),
        ("studio.them = 1", ["line 1", "no setting studio.them", "Did you mean 'theme'?"]),
        ("[stduio]\nx = 1", ["line 1", "no section [stduio]", "Did you mean 'studio'?"]),
        ("studio = 3", ["studio is a section"]),
        ("[studio]\ntheme = \n", ["line 2, column 9", "not TOML"]),
        ('[studio]\ntheme = "dark', ["not TOML"]),
        ("[keys]\nplay = 3", ["line 2", "the keys of play are not in quotes"]),
    ],
)
def test_what_is_wrong_is_told_with_file_line_key_and_what_is_allowed(work: Path, text: str, words: list[str]) -> None:
    path = mine(text)
    problems = said(load_config())
    assert len(problems) == 1 and str(path) in problems[0]
    assert [word for word in words if word not in problems[0]] == []


def test_one_wrong_line_leaves_the_others_as_they_are(work: Path) -> None:
    mine('[studio]\ntheme = "ligth"\ngenre = "jazz"\n')
    config = load_config()
    assert (config["studio.theme"], config["studio.genre"], len(config.problems)) == ("dark", "jazz", 1)


@pytest.mark.parametrize("data", [b"\xff\xfe[", b"#" * 300_000, b"\x00", b"[" * 5000, b"a" * 5000, b"a." * 5000])
def test_a_file_that_is_no_file_with_settings_is_told_and_never_a_crash(work: Path, data: bytes) -> None:
    user_file().parent.mkdir()
    user_file().write_bytes(data)
    assert len(load_config().problems) == 1


def test_what_is_no_regular_file_is_not_read(work: Path) -> None:
    os.mkfifo(work / "composer-tui.toml")
    assert "no regular file" in said(load_config())[0]


def test_a_path_is_looked_for_from_the_file_that_names_it(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    path = mine('[train]\ndata = "music"\n[studio]\nsoundfont = "~/a.sf2"\n')
    config = load_config()
    assert config["train.data"] == str(path.parent / "music")
    assert config["studio.soundfont"] == "/home/ada/a.sf2"


def test_a_variable_that_is_wrong_is_told_by_its_name(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPOSER_TUI_TRAIN_STEPS", "many")
    assert said(load_config())[0].startswith(
        "COMPOSER_TUI_TRAIN_STEPS in the environment: train.steps cannot be 'many'"
    )
    monkeypatch.setenv("COMPOSER_TUI_TRAIN_STEPS", "77")
    assert load_config()["train.steps"] == 77


# The commands


def test_show_tells_each_value_and_its_origin(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = mine('[compose]\npasses = 8\n[keys]\n"chart.log" = "ctrl+l"\n')
    assert main(["config", "show", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["compose.passes"] == {"value": 8, "from": f"user {path}:2"}
    assert shown["keys.chart.log"] == {"value": "ctrl+l", "from": f"user {path}:4"}
    assert shown["studio.theme"] == {"value": "dark", "from": "default"}
    assert main(["config", "show"]) == 0
    assert f"user {path}:2" in capsys.readouterr().out


def test_a_wrong_file_ends_the_commands_that_go_by_it_with_code_2(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine('[studio]\ntakes = "x"\n')
    for words in ("config show", "keys", "compose --demo --genre pop", "train --genre chorale"):
        assert main(words.split()) == 2
        out, err = capsys.readouterr()
        assert out == "" and err.count("\n") == 1 and "studio.takes cannot be 'x'" in err
    assert main(["compose", "--help"]) == 0
    assert main(["paths"]) == 0


def test_validate_tells_all_that_is_wrong_in_the_files_that_count_or_in_one(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["config", "validate"]) == 0
    path = write(work / "other.toml", '[studio]\ntheme = "x"\ngenre = "y"\n[keys]\nnone = "a"\n')
    assert main(["config", "validate", str(path)]) == 2
    lines = capsys.readouterr().err.splitlines()[-3:]
    assert ["studio.theme" in lines[0], "studio.genre" in lines[1], "no binding none" in lines[2]] == [True] * 3
    assert main(["config", "validate", "absent.toml"]) == 2
    assert main(["config", "validate"]) == 0, "other.toml does not count here"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('"roll.ad" = "x"', ["no binding roll.ad", "Did you mean 'roll.add'?"]),
        ('play = "spce"', ["no key 'spce'", "Did you mean 'space'?"]),
        ('play = "contrl+x"', ["no key 'contrl+x'"]),
        ('play = " , "', []),
        ('play = ""', ["play has no key"]),
        ('chart.log = "s"', ["chart.log and chart.smooth would both have the key s", "loss chart"]),
        ('"generate" = "q"', ["generate and quit", "everywhere"]),
    ],
)
def test_keys_that_cannot_be_are_told(
    work: Path, line: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = mine(f"[keys]\n{line}\n")
    assert main(["config", "validate"]) == (2 if words else 0)
    err = capsys.readouterr().err
    if words:
        assert f"{path}, line 2" in err and err.count("\n") == 1
        assert [word for word in words if word not in err] == []


def test_two_bindings_may_change_their_keys_with_each_other(work: Path) -> None:
    mine('[keys]\n"chart.log" = "s"\n"chart.smooth" = "l"\n')
    assert main(["config", "validate"]) == 0


def test_init_writes_a_file_that_says_what_is_usual_and_never_writes_over_one(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["config", "init"]) == 0
    assert capsys.readouterr().out == f"{user_file()}\n"
    text = user_file().read_text()
    assert tomllib.loads(text) == {"studio": {}, "train": {}, "compose": {}, "keys": {}}
    live = tomllib.loads("\n".join(line[2:] if " = " in line else line for line in text.splitlines()))
    assert live["studio"]["theme"] == "dark" and set(live) == {"studio", "train", "compose", "keys"}
    assert {f"{part}.{key}" for part in ("studio", "train", "compose") for key in live[part]} == set(settings())
    user_file().write_text(text.replace('# theme = "dark"', 'theme = "light"'))
    assert main(["config", "init"]) == 1
    assert load_config()["studio.theme"] == "light"


def test_keys_are_listed_with_id_keys_and_place(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine('[keys]\n"generate" = "ctrl+k,?"\nhelp = "f1"\n')
    assert main(["keys", "--json"]) == 0
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["generate"] == {
        "id": "generate",
        "keys": ["ctrl+k", "?"],
        "does": "Compose takes",
        "where": "everywhere",
        "changed": True,
    }
    assert (rows["roll.add"]["keys"], rows["roll.add"]["where"]) == (["enter"], "melody roll")
    assert main(["keys"]) == 0
    assert "ctrl+k,?" in capsys.readouterr().out


def test_settings_are_the_usual_values_of_a_command_and_its_options_come_first(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(work / "composer-tui.toml", '[studio]\ngenre = "pop"\ntakes = 1\nseed = 9\n[compose]\npasses = 2\n')
    assert main(["compose", "--demo", "--no-audio", "--json", "-o", "out"]) == 0
    assert [path.name for path in (work / "out").iterdir()] == ["pop-s9-1-passes2.mid"]
    capsys.readouterr()
    line = ["compose", "--demo", "--no-audio", "--genre", "chorale", "--seed", "0", "--passes", "1", "-o", "two"]
    assert main(line) == 0
    assert [path.name for path in (work / "two").iterdir()] == ["chorale-s0-1-passes1.mid"]


def test_the_theme_flag_takes_only_themes(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--theme", "ligth"]) == 2
    assert "Did you mean 'light'?" in capsys.readouterr().err
    assert main(["--theme", "light"]) == 2
    assert "needs a terminal" in capsys.readouterr().err


# The composer


async def test_the_composer_opens_as_its_person_wants_it(work: Path) -> None:
    text = '[studio]\ntheme = "light"\ngenre = "rock"\nseed = 12\ntakes = 2\n'
    mine(text + '[train]\nsteps = 123\npreset = "tiny"\n[compose]\nadventure = 1.5\n')
    async with composer() as (app, pilot):
        assert theme.NAME == "light" and app.theme == "composer-light"
        session = app.session
        assert (session.genre, session.seed, session.takes) == ("rock", 12, 2)
        assert session.wishes.manner.adventure == 1.5
        await until(pilot, lambda: app.stations.train_station.form.config().steps == 123, "the form being filled")
        assert app.stations.train_station.form.config().preset == "tiny"


async def test_with_a_wrong_file_the_composer_opens_and_says_what_is_wrong(work: Path) -> None:
    mine('[studio]\ntheme = "ligth"\n[keys]\nplay = "spce"\n')
    async with composer() as (app, pilot):
        await until(pilot, lambda: "Did you mean 'space'" in notices_of(app), "the notices")
        assert "studio.theme cannot be 'ligth'" in notices_of(app)
        assert theme.NAME == "dark"


async def test_changed_keys_work_and_are_shown_in_hints_and_help(work: Path) -> None:
    mine('[keys]\n"compose.load" = "ctrl+l"\n"compose.demos" = "f9"\n"help" = "f2"\n"genres.down" = "n"\n')
    async with composer(120, 30) as (app, pilot):
        await until(pilot, lambda: "^l load" in screen_of(app), "the hint with the new key")
        line = screen_of(app).splitlines()[-1]
        assert "f9 demos" in line and "f2 help" in line and " l load" not in line
        before = app.session.genre
        await press(pilot, "n")
        assert app.session.genre != before
        await press(pilot, "l", "question_mark")
        assert len(app.screen_stack) == 1, "the old keys do nothing"
        await dialog(pilot, "f2")
        await until(pilot, lambda: "Help · Compose" in screen_of(app), "the help")
        assert " ^l " in screen_of(app) and " f9 " in screen_of(app)
        await press(pilot, "escape")
        await dialog(pilot, "ctrl+l")


async def test_settings_that_are_not_given_leave_the_session_alone(work: Path) -> None:
    async with composer() as (app, pilot):
        await press(pilot, "down", "down")
        kept = app.session.genre
        app.keep_all()
    mine('[studio]\ngenre = "chorale"\n')
    async with composer() as (app, _):
        assert app.session.genre == kept, "a genre is for a fresh session"
