import importlib.util
from pathlib import Path

import pytest

from tui.cli import main


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--machines", "2", "--number", "2"], "number 2 of 2 machines: they are counted from 0"),
        (["--machines", "2"], "--number"),
        (["--machines", "1", "--number", "1"], "'1' is not a whole number from 2"),
        (["--machines", "2", "--number", "1", "--data", "nowhere"], "there is no folder nowhere"),
    ],
)
def test_what_cannot_be_joined_ends_in_one_sentence(
    words: list[str], said: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["join", "127.0.0.1:1", *words]) == 2
    out, err = capsys.readouterr()
    assert said in err and not out and "Traceback" not in err


@pytest.mark.parametrize(
    "words",
    [
        ["join", "127.0.0.1:1", "--machines", "2", "--number", "1"],
        ["train", "--genre", "chorale", "--backend", "jax"],
    ],
)
def test_without_jax_it_says_how_to_get_it_and_leaves_no_run(
    words: list[str], home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == "jax" else find(name, *rest))
    assert main(words) == 3
    assert "pip install 'composer-tui[jax]'" in capsys.readouterr().err
    assert not list(home.rglob("config.json"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--backend", "torch"], "there is no backend 'torch'"),
        (["--precision", "half"], "there is no precision 'half'"),
        (["--machines", "2"], "Use --backend jax and --listen HOST:PORT"),
    ],
)
def test_a_training_that_cannot_be_is_refused_before_it_starts(
    words: list[str], said: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", "--genre", "chorale", *words]) == 2
    assert said in capsys.readouterr().err and not list(home.rglob("config.json"))
