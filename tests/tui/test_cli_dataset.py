from __future__ import annotations

import json
from pathlib import Path

import pytest

from gan.music.midi import midi_bytes
from tests.data.test_adding import tune
from tui.cli import main


def dataset(*words: object) -> int:
    return main(["dataset", *map(str, words)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Sixty-two blocks in two files, and one that is damaged."""
    path = tmp_path / "music"
    path.mkdir()
    (path / "a.mid").write_bytes(midi_bytes(tune(1, bars=240)))
    (path / "b.mid").write_bytes(midi_bytes(tune(2, bars=8)))
    (path / "c.mid").write_text("damaged")
    return path


def test_it_says_of_each_file_what_was_found_and_where_to_learn_from_it(
    folder: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dataset("add", folder, "--genre", "pop") == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[:2] == [
        "1 of 3: a.mid: melody “Lead Vocals”, by its name; bars: 240 in 4/4; 60 blocks of four bars",
        "2 of 3: b.mid: melody “Lead Vocals”, by its name; bars: 8 in 4/4; 2 blocks of four bars",
    ]
    assert out.splitlines()[2].startswith("3 of 3: c.mid: left out: The file is not music")
    assert "3 files: 2 new, 0 known already, 0 with nothing to learn from, 1 not readable" in out
    assert out.splitlines()[-1].split() == ["all", "62", "62"]
    data = home / "datasets"
    assert "62 blocks of four bars are too little to learn pop from" in err and "about 300" in err
    assert f"composer-tui train --genre pop --data {data}" in err
    assert [path.name for path in data.iterdir()] == ["pop.stretches.npz"]

    assert dataset("list") == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()[1:]] == [
        ["pop", "2", "62", "62", "in", "4/4"]
    ]


def test_programs_get_json_on_stdout_and_progress_on_stderr(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "new" / "data"
    assert dataset("add", folder, "-g", "electronic", "-o", data, "--json") == 0
    out, err = capsys.readouterr()
    value = json.loads(out)
    assert value["path"] == str(data / "electronic_game.stretches.npz") and not value["refused"]
    assert value["blocks"] == value["new_blocks"] == {"4/4": 62}
    assert [(file["file"], file["state"]) for file in value["files"]] == [
        ("a.mid", "new"),
        ("b.mid", "new"),
        ("c.mid", "unreadable"),
    ]
    assert value["files"][1]["bars"] == {"4/4": 8} and value["files"][1]["new_blocks"] == {"4/4": 2}
    assert "2 of 3: b.mid" in err
    assert dataset("list", "--data", data, "--json") == 0
    assert json.loads(capsys.readouterr().out) == [{"genre": "electronic", "pieces": 2, "blocks": {"4/4": 62}}]


def test_a_handful_of_bars_is_refused(folder: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.mid").unlink()
    assert dataset("add", folder, "--genre", "pop") == 1
    out, err = capsys.readouterr()
    assert "1 of 2: b.mid" in out
    assert err.startswith("composer-tui: 2 blocks of four bars are too little to learn pop from, so nothing is written")
    assert err.count("\n") == 1
    assert list((home / "datasets").iterdir()) == []


def test_a_damaged_data_file_is_told_and_stays(folder: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = home / "datasets" / "pop.stretches.npz"
    path.parent.mkdir()
    path.write_text("damaged")
    assert dataset("add", folder, "--genre", "pop") == 1
    assert "pop.stretches.npz does not hold stretches" in capsys.readouterr().err
    assert path.read_text() == "damaged"


def test_without_any_music_the_list_says_how_to_add_some(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dataset("list") == 0
    out, err = capsys.readouterr()
    assert out == "" and "composer-tui dataset add FOLDER --genre" in err
    assert list(home.iterdir()) == []
    assert dataset("list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "the following arguments are required: ACTION"),
        (["remove"], 2, "invalid choice: 'remove'"),
        (["add", "."], 2, "the following arguments are required: --genre"),
        (["add", ".", "--genre", "choral"], 2, "Did you mean 'chorale'?"),
        (["add", "nowhere", "--genre", "pop"], 2, "there is no folder nowhere"),
        (["add", ".", "--genre", "pop", "-o", "file"], 1, "there is a file of that name"),
        (["add", ".", "--genre", "pop", "-o", "data"], 1, "no music files in ."),
        (["list", "--data", "nowhere"], 2, "there is no folder nowhere"),
    ],
)
def test_what_cannot_be_done_ends_in_one_sentence(
    words: list[str],
    code: int,
    said: str,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(home)
    (home / "file").touch()
    assert dataset(*words) == code
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    assert err.startswith("composer-tui: ") and said in err
