"""Files of our own forms that somebody else wrote or a disk spoiled: refused in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gan.data.stretches import load_stretches
from gan.data.tables import read_table
from gan.errors import DataError, RunError, WeightsError
from gan.exported import DESCRIPTION, ExportedGenerator
from gan.music.demos import DEMOS
from gan.music.jsonform import score_from_json, score_to_json
from gan.training.checkpoint import best_checkpoint, newest_whole
from gan.training.config import TrainingConfig
from gan.training.events import read_events
from gan.training.run import Run, runs_in
from gan.training.sources import presets_of
from tests.hostile.hostile_files import HOSTILE_ARRAYS, HOSTILE_JSON, array_file, arrays, small_score
from tui.commands.follow import words
from tui.config import load_config
from tui.library.choices import Choices, load_choices
from tui.library.melodies import Recent
from tui.library.shelf import Shelf
from tui.library.trash import Trash
from tui.run_view import RunView
from tui.session import Session, load_session


@pytest.mark.parametrize("name", HOSTILE_ARRAYS)
def test_hostile_arrays_are_refused_as_training_music(name: str, tmp_path: Path) -> None:
    path = tmp_path / "rock.npz"
    path.write_bytes(HOSTILE_ARRAYS[name])
    for read in (read_table, load_stretches):
        with pytest.raises(DataError) as caught:
            read(path)
        assert "rock.npz" in caught.value.what and caught.value.why


def test_the_good_sister_of_the_hostile_arrays_is_read(tmp_path: Path) -> None:
    path = tmp_path / "rock.npz"
    head = "{'descr': '<i2', 'fortran_order': False, 'shape': (1, %d), }"
    path.write_bytes(arrays(notes=array_file(head % 7, bytes(14)), meta=array_file(head % 2, bytes(4))))
    assert read_table(path) == ()


@pytest.mark.parametrize("name", HOSTILE_JSON)
def test_hostile_json_in_any_place_of_ours_is_no_crash(name: str, home: Path) -> None:
    data = HOSTILE_JSON[name]
    run = Run.create(home / "runs", TrainingConfig(("rock",)))
    run.events_path.write_bytes(data + b"\n" + b'{"kind":"StepDone","step":7,"generator_loss":1}\n')
    assert run.status().step >= 7
    events, _ = read_events(run.events_path)
    view = RunView()
    view.take(events, run.path)
    assert view.step == 7 and all(isinstance(words(event, 9, run.path), str) for event in events)

    checkpoint = run.checkpoints_path / "step-00000001"
    checkpoint.mkdir()
    (checkpoint / "manifest.json").write_bytes(data)
    assert best_checkpoint(run.checkpoints_path) is None
    with pytest.raises(RunError):
        newest_whole(run.checkpoints_path, lambda _: None)
    (run.path / "config.json").write_bytes(data)
    assert runs_in(home / "runs") == []

    (checkpoint / DESCRIPTION).write_bytes(data)
    (checkpoint / "composer.onnx").write_bytes(b"")
    for read in (ExportedGenerator, presets_of):
        with pytest.raises(WeightsError):
            read(checkpoint)

    folder = home / "data"
    for path in ("session.json", "choices.json", "recent.json", "takes/1-a.json", "trash/1-a/about.json"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    passed_over: list[str] = []
    trash = Trash(folder / "trash")
    assert load_session(folder)[0] is None and load_choices() == Choices()
    assert Recent(folder / "recent.json").files() == []
    assert list(Shelf(folder / "takes", trash).takes(passed_over)) == [] and passed_over and trash.all() == []


@pytest.mark.parametrize("path", ["x" * 3000, "a\0b", "/" * 9000, "..", "."])
def test_a_path_that_cannot_be_in_what_the_library_remembers_is_passed_over(path: str, tmp_path: Path) -> None:
    (tmp_path / "recent.json").write_text(json.dumps({"form": 1, "files": [[path, 1.0]]}))
    recent = Recent(tmp_path / "recent.json")
    assert all(entry.path != Path(path) for entry in recent.entries(tmp_path)) and len(recent.folders()) <= 1
    trash = Trash(tmp_path / "trash")
    about = {"form": 1, "section": "takes", "name": "x", "origin": path, "at": 1.0, "file": path}
    (trash.folder / "1-a").mkdir(parents=True)
    (trash.folder / "1-a" / "about.json").write_text(json.dumps(about))
    assert trash.all() == [], "never the folder itself, or the one around it"


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "[" + ".".join("a" * 20_000) + "]", "a." * 30_000 + "a = 1"])
def test_settings_that_are_nested_too_deeply_are_told(text: str, home: Path) -> None:
    (home / "config").mkdir()
    (home / "config" / "config.toml").write_text(text)
    problems = load_config(folder=home).problems
    assert problems and all("config.toml" in str(problem) for problem in problems)


@pytest.mark.parametrize(
    "change", [{"start": 0.5}, {"start": 10**12}, {"pitch": True}, {"length": "24"}, {"title": ["x"]}, {"program": 1.0}]
)
def test_music_of_other_kinds_than_ours_is_refused_where_it_is_read(change: dict[str, object]) -> None:
    value = score_to_json(small_score())
    assert score_from_json(value) == small_score()
    ((name, other),) = change.items()
    if name == "title":
        value["title"] = other
    elif name == "program":
        value["tracks"][0]["program"] = other
    else:
        value["tracks"][0]["notes"][0][("start", "pitch", "length").index(name)] = other
    with pytest.raises((ValueError, TypeError)):
        score_from_json(value)


@pytest.mark.parametrize("blend", [["jazz"], [[], 0.5], {"a": 1}, "jazz"])
def test_wishes_of_another_form_set_a_session_aside(blend: object, home: Path) -> None:
    (home / "data").mkdir()
    value = Session(next(iter(DEMOS.values())), "pop").to_json()
    value["wishes"]["blend"] = blend
    (home / "data" / "session.json").write_text(json.dumps(value))
    session, notice = load_session(home / "data")
    assert session is None and "set aside" in notice
