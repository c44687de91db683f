"""The forms of all files of ours: an older one opens or says what to do, a newer one is refused in a sentence, and a
write that fails leaves what was there."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gan.data.stretches import load_stretches, save_stretches
from gan.data.tables import read_table
from gan.errors import ComposerError
from gan.exported import SHIPPED, ExportedGenerator
from gan.measures.facts import facts_of
from gan.music import Note, Role, Score, Track
from gan.music.demos import DEMOS
from gan.take import Take
from gan.training.checkpoint import MANIFEST, check_config, newest_whole, save_checkpoint
from gan.training.config import TrainingConfig
from gan.training.run import Run, runs_in
from tests.tables import write_table
from tui.cli import main
from tui.heard import Heard
from tui.library.choices import Choices, load_choices, save_choices
from tui.library.melodies import Recent
from tui.library.shelf import Kept, Shelf, told_of
from tui.library.trash import Trash
from tui.session import Session, load_session, save_session

Change = Callable[[dict[str, Any]], dict[str, Any]]
CONFIG = TrainingConfig(("rock",), steps=7)


@dataclass(frozen=True)
class Form:
    """A kind of file: how one is written, where it then lies, and what is read of it."""

    write: Callable[[Path, int], None]
    """Writes under a folder what a number tells."""
    place: str
    """Where it lies, as a pattern."""
    number: str
    """The name of the field that has the form."""
    read: Callable[[Path], Any]
    """What is read from under a folder: the same for the same number. Raises ComposerError."""
    older: Change = lambda value: value
    """Makes of a file what an earlier version wrote of the same."""
    newer: Callable[[Path], str] | None = None
    """What is said of one of a newer form; where None, `read` raises it."""


def _score(number: int) -> Score:
    return Score((Track(Role.MELODY, (Note(0, 60 + number, 96),)),), 120)


def _heard(number: int) -> Heard:
    score = _score(number)
    return Heard(Take(score, "pop", number, 1, "0" * 12), facts_of(score), made=1.0, id="a" * 32)


def _shelf(folder: Path) -> Shelf:
    return Shelf(folder / "shelf", Trash(folder / "trash"))


def _told_of_shelf(folder: Path) -> str:
    passed_over: list[str] = []
    assert list(_shelf(folder).takes(passed_over)) == []
    return told_of(passed_over)


def _without(*names: str) -> Change:
    return lambda value: {name: found for name, found in value.items() if name not in names}


def _write_run(folder: Path, number: int) -> None:
    shutil.rmtree(folder / "runs", ignore_errors=True)
    Run.create(folder / "runs", TrainingConfig(("rock",), steps=1 + number))


def _write_checkpoint(folder: Path, number: int) -> None:
    shutil.rmtree(folder / "checkpoints", ignore_errors=True)
    (folder / "checkpoints").mkdir()

    def write(draft: Path) -> None:
        (draft / "state").write_bytes(bytes([number]))

    save_checkpoint(folder / "checkpoints", 5, CONFIG.to_json(), write, 3)


def _read_checkpoint(folder: Path) -> bytes:
    found = newest_whole(folder / "checkpoints", pytest.fail)
    assert found is not None
    check_config(found[0], CONFIG.to_json())
    return (found[0] / "state").read_bytes()


def _write_choices(_: Path, number: int) -> None:
    save_choices(Choices(str(number), ""))


def _told_of_choices(_: Path) -> str:
    assert load_choices() == Choices()
    with pytest.raises(ComposerError) as caught:
        save_choices(Choices("other", ""))
    return str(caught.value)


def _older_checkpoint(value: dict[str, Any]) -> dict[str, Any]:
    """Before there were several backends, a best checkpoint and a choice of precision."""
    config = _without("backend", "precision", "machines", "listen", "quarters")(value["config"])
    return {**_without("held_out_loss")(value), "config": config}


FORMS = {
    "session": Form(
        lambda folder, number: save_session(folder, Session(DEMOS["brother"], "pop", number)),
        "session.json",
        "form",
        lambda folder: load_session(folder)[0],
        _without("takes", "wishes"),
        lambda folder: load_session(folder)[1],
    ),
    "take": Form(
        lambda folder, number: _shelf(folder).keep(Kept(_heard(number), "1-a.json")) and None,
        "shelf/*.json",
        "form",
        lambda folder: [kept.heard.take for kept in _shelf(folder).takes()],
        lambda value: {**_without("about")(value), "heard": _without("label")(value["heard"])},
        _told_of_shelf,
    ),
    "run": Form(
        _write_run,
        "runs/*/config.json",
        "form",
        lambda folder: Run.open(next((folder / "runs").iterdir())).config,
        _without("form", "backend", "precision", "machines", "listen"),
    ),
    "checkpoint": Form(
        _write_checkpoint, f"checkpoints/*/{MANIFEST}", "format", _read_checkpoint, _older_checkpoint
    ),
    "choices": Form(
        _write_choices, "data/choices.json", "form", lambda _: load_choices().weights, newer=_told_of_choices
    ),
}  # fmt: skip


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> Form:
    return FORMS[request.param]


def change(home: Path, form: Form, how: Change) -> bytes:
    """Changes the file of a form, and gives what it now holds."""
    (path,) = home.glob(form.place)
    path.write_text(json.dumps(how(json.loads(path.read_bytes()))))
    return path.read_bytes()


def test_a_file_says_its_form_and_comes_back(home: Path, form: Form) -> None:
    form.write(home, 3)
    (path,) = home.glob(form.place)
    assert json.loads(path.read_bytes())[form.number] >= 1
    first = form.read(home)
    form.write(home, 4)
    assert form.read(home) != first, "what is read is what is in the file"


def test_a_file_of_an_older_version_opens(home: Path, form: Form) -> None:
    form.write(home, 3)
    now = form.read(home)
    change(home, form, form.older)
    assert form.read(home) == now


def test_a_file_of_a_newer_version_is_refused_in_a_sentence_and_stays(home: Path, form: Form) -> None:
    form.write(home, 3)
    data = change(home, form, lambda value: {**value, form.number: 99, "new": "unknown"})
    if form.newer is not None:
        said = form.newer(home)
    else:
        with pytest.raises(ComposerError) as caught:
            form.read(home)
        said = str(caught.value)
    assert "newer" in said and "\n" not in said
    assert data in [path.read_bytes() for path in home.rglob("*.json")], "it is still there, if under another name"


WHOLE = ("session", "take", "choices")
"""Those that take the place of an older file; the others begin a folder of their own."""


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO], ids=errno.errorcode.get)
def test_a_write_that_fails_leaves_what_was_there(
    home: Path, name: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = FORMS[name]
    form.write(home, 3)
    before, names = form.read(home), sorted(home.rglob("*"))
    monkeypatch.setattr(os, "fsync", _failing(number))
    with pytest.raises((OSError, ComposerError)):
        form.write(home, 4)
    assert form.read(home) == before and sorted(home.rglob("*")) == names


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT], ids=errno.errorcode.get)
def test_a_run_that_cannot_be_written_leaves_no_folder(
    home: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "write_text", _failing(number))
    with pytest.raises(ComposerError, match=os.strerror(number)):
        Run.create(home / "runs", CONFIG)
    assert list((home / "runs").iterdir()) == []


def _failing(number: int) -> Callable[..., None]:
    """Fails as the system does with such an error."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def test_a_newer_run_is_told_of_by_name_and_in_the_list(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    FORMS["run"].write(home, 3)
    change(home, FORMS["run"], lambda value: {**value, "form": 2})
    assert main(["runs"]) == 0
    assert "run 0001-rock was made by a newer composer-tui" in capsys.readouterr().err
    assert main(["watch", "0001"]) == 1
    assert capsys.readouterr().err.count("newer") == 1
    passed_over: list[tuple[str, ComposerError]] = []
    assert runs_in(home / "runs", passed_over) == [] and [name for name, _ in passed_over] == ["0001-rock"]


@pytest.mark.parametrize(("format", "mend"), [(99, "Update composer-tui"), (3, "Train them anew")])
def test_weights_of_another_format_are_refused_with_what_to_do(tmp_path: Path, format: int, mend: str) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(SHIPPED, folder)
    description = json.loads((folder / "composer.json").read_text())
    (folder / "composer.json").write_text(json.dumps({**description, "format": format}))
    with pytest.raises(ComposerError, match=mend):
        ExportedGenerator(folder)


@pytest.mark.parametrize(("format", "mend"), [(99, "Update composer-tui"), (1, "it is made again")])
def test_music_of_another_format_is_refused_with_what_to_do(tmp_path: Path, format: int, mend: str) -> None:
    write_table(tmp_path / "rock.npz")
    save_stretches(read_table(tmp_path / "rock.npz"), path := tmp_path / "rock.stretches.npz")
    assert load_stretches(path)
    with np.load(path) as archive:
        arrays = dict(archive)
    np.savez(path, **{**arrays, "format": np.int32(format)})
    with pytest.raises(ComposerError, match=mend):
        load_stretches(path)


def test_music_of_the_format_before_counts_as_played(tmp_path: Path) -> None:
    write_table(tmp_path / "rock.npz")
    save_stretches(read_table(tmp_path / "rock.npz"), path := tmp_path / "rock.stretches.npz")
    with np.load(path) as archive:
        arrays = dict(archive)
    np.savez(path, **{**arrays, "format": np.int32(2), "rows": arrays["rows"][:, :5]})
    assert all(stretch.played for stretch in load_stretches(path))


def test_what_a_newer_version_remembers_and_threw_away_is_left_alone(home: Path) -> None:
    recent, trash = Recent(home / "recent.json"), Trash(home / "trash")
    recent.add(home / "song.mid")
    (home / "old").touch()
    about = trash.put("melodies", "old", home / "old").folder / "about.json"
    for path in (home / "recent.json", about):
        path.write_text(json.dumps({**json.loads(path.read_text()), "form": 99}))
    before = (home / "recent.json").read_bytes(), about.read_bytes()
    recent.add(home / "other.mid")
    assert (recent.files(), trash.all(), trash.empty_old()) == ([], [], 0)
    assert ((home / "recent.json").read_bytes(), about.read_bytes()) == before
