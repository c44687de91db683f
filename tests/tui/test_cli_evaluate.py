from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

import gan.evaluation
from gan.evaluation import NetworkComposer
from tests.tables import write_table
from tui.cli import main


def evaluate(*words: object) -> int:
    return main(["evaluate", *map(str, words)])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a segment table of one genre; a fifth of its sixty pieces is held out."""
    write_table(tmp_path / "segments" / "pop.npz", pieces=60, segments=2)
    return tmp_path / "segments"


@pytest.mark.usefixtures("home")
def test_it_writes_the_numbers_and_prints_what_was_reached(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    in_few_passes = partial(NetworkComposer, passes=4)
    monkeypatch.setattr(gan.evaluation, "NetworkComposer", in_few_passes)
    folder = tmp_path / "new" / "report"
    # Without --genre it takes those that the folder has.
    assert evaluate("--data", data, "--windows", 10, "--no-baselines", "--metre", "4/4", "-o", folder) == 0
    out, err = capsys.readouterr()
    assert sorted(path.name for path in folder.iterdir()) == ["evaluation.json", "evaluation.md"]
    value = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))
    assert list(value["genres"]) == ["pop"] and value["raw"] is False
    measures = value["genres"]["pop"]["measures"]
    assert measures["c2st"]["ceiling"] is not None and "chorale_grade" not in measures
    assert "## pop" in (folder / "evaluation.md").read_text(encoding="utf-8")

    assert out.startswith("pop\nmeasure") and str(folder) in out
    assert "C2ST AUC" in out and "reached in every measure: " in out
    assert "composing pop: 0 of" in err and "measuring pop: 0 of" in err


def test_too_little_music_ends_in_one_sentence_and_writes_nothing(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_table(tmp_path / "segments" / "pop.npz", pieces=10, segments=1)
    assert evaluate("--genre", "pop", "--data", tmp_path / "segments", "-o", tmp_path / "report") == 1
    err = capsys.readouterr().err.splitlines()[-1]
    assert "there is too little music to evaluate pop" in err
    assert not list((tmp_path / "report").iterdir())


@pytest.mark.usefixtures("home")
def test_only_music_in_the_metre_that_is_asked_for_is_judged(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate("--data", data, "--windows", 10, "--no-baselines", "--metre", "3/4", "-o", tmp_path / "r") == 1
    assert "there is too little music to evaluate pop" in capsys.readouterr().err
    assert evaluate("--data", data, "--metre", "waltz") == 2
    assert "'waltz' is not a metre such as 3/4" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--genre", "choral"], 2, "Did you mean 'chorale'?"),
        (["--genre", "pop"], 1, "Name a folder of music with --data"),
        (["--genre", "pop", "--data", "."], 1, "there is no pop music in ."),
        (["--data", "."], 2, "there is no genre to evaluate"),
        (["--data", "nowhere"], 2, "there is no folder nowhere"),
        (["--genre", "chorale", "--windows", "9"], 2, "'9' is not a whole number from 10"),
        (["--genre", "chorale", "--weights", "."], 1, "there are no composing weights in ."),
        (["--genre", "chorale", "-o", "file"], 1, "there is a file of that name"),
    ],
)
def test_what_cannot_be_evaluated_ends_in_one_sentence(
    words: list[str],
    code: int,
    said: str,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(home)
    (home / "file").touch()
    assert evaluate(*words) == code
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    assert err.startswith("composer-tui: ") and said in err
    assert [path.name for path in home.iterdir()] == ["file"]
