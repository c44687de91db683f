"""The library without a screen: the same storage, the same rules."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from gan.exported import SHIPPED
from gan.measures.facts import facts_of
from gan.music import Melody, Role, Score
from gan.music.importing import load_score
from gan.music.midi import midi_bytes
from gan.music.mix import Channel, Mix
from gan.take import Take
from gan.training.config import TrainingConfig
from gan.training.run import Run, take_lock
from tui.cli import main
from tui.heard import Heard
from tui.library.choices import FILE_NAME, load_choices
from tui.library.library import Library
from tui.library.melodies import save_melody
from tui.library.places import melodies_dir, shelf_dir
from tui.library.shelf import Kept

pytestmark = pytest.mark.usefixtures("desk")

Printed = pytest.CaptureFixture[str]


@pytest.fixture
def two_takes(desk: Path, score: Score) -> None:
    for number in (1, 2):
        take = Take(score, "pop", 5, number, "0123456789ab")
        Library().shelf.keep(Kept(Heard(take, facts_of(score), stars=number, made=1000.0 + number)))


def listed(section: str, capsys: Printed) -> list[dict[str, object]]:
    assert main(["library", section, "--json"]) == 0
    value: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return value


@pytest.mark.usefixtures("two_takes")
def test_all_sections_are_listed_for_people_and_for_programs(capsys: Printed) -> None:
    assert main(["library"]) == 0
    out, err = capsys.readouterr()
    assert "TAKES" in out and "pop-s5-2" in out and "★★" in out and "Ode to Joy" in out and "shipped" in out
    assert "There are no runs yet." in err
    assert main(["library", "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert list(value) == ["takes", "melodies", "runs", "weights", "soundfonts", "trash"]
    newest = value["takes"][0]
    assert (newest["name"], newest["stars"], newest["bars"], newest["genre"]) == ("pop-s5-2", 2, 2, "pop")
    assert value["weights"][0]["in_use"] and "chorale" in value["weights"][0]["genres"]


@pytest.mark.usefixtures("two_takes")
def test_a_take_is_renamed_exported_deleted_and_brought_back(tmp_path: Path, score: Score, capsys: Printed) -> None:
    assert main(["library", "rename", "takes", "pop-s5-1", "for Anna"]) == 0
    assert main(["library", "export", "for Anna", "-o", str(tmp_path / "songs")]) == 0
    path = tmp_path / "songs" / "for Anna.mid"
    assert capsys.readouterr().out.splitlines()[-1] == str(path)
    assert load_score(path).tracks == score.tracks
    assert main(["library", "delete", "takes", "for Anna", "pop-s5-2"]) == 0
    assert listed_names(capsys, "takes") == []
    assert main(["library", "restore"]) == 0
    assert listed_names(capsys, "takes") == ["pop-s5-2"], "what was deleted last"
    assert main(["library", "restore", "for Anna"]) == 0
    assert listed_names(capsys, "takes") == ["pop-s5-2", "for Anna"]


def listed_names(capsys: Printed, section: str) -> list[object]:
    capsys.readouterr()
    return [entry["name"] for entry in listed(section, capsys)]


def test_melodies_are_files_that_are_renamed_and_deleted(melody: Melody, capsys: Printed) -> None:
    save_melody(melodies_dir(), "song", melody, Library().trash)
    (melodies_dir() / "tune.abc").write_text("X:1\nK:C\nCDEF|\n")
    assert {"song", "tune"} <= set(map(str, listed_names(capsys, "melodies")))
    assert main(["library", "rename", "melodies", "song", "Abendlied"]) == 0
    assert (melodies_dir() / "Abendlied.mid").exists()
    assert main(["library", "rename", "melodies", "Abendlied", "tune"]) == 0, "another kind of file"
    assert main(["library", "delete", "melodies", "tune.abc"]) == 0
    assert not (melodies_dir() / "tune.abc").exists() and (melodies_dir() / "tune.mid").exists()


def test_a_run_at_work_is_neither_renamed_nor_deleted(desk: Path, capsys: Printed) -> None:
    run = Run.create(desk / "runs", TrainingConfig(genres=("chorale",)))
    with take_lock(run):
        for line in (["delete", "runs", "0001"], ["rename", "runs", "0001", "mine"]):
            assert main(["library", *line]) == 1
            assert "it is training. Stop it first: composer-tui stop 0001-chorale" in capsys.readouterr().err
    assert main(["library", "rename", "runs", "0001", "mine"]) == 0
    assert main(["library", "delete", "runs", "0001-mine"]) == 0
    assert list((desk / "runs").iterdir()) == []
    assert main(["library", "restore"]) == 0
    assert Run.open(desk / "runs" / "0001-mine").config == run.config


def test_weights_that_were_chosen_are_found_where_their_run_lies_now(desk: Path, capsys: Printed) -> None:
    run = Run.create(desk / "runs", TrainingConfig(genres=("chorale",)))
    folder = run.checkpoints_path / "step-00000400"
    shutil.copytree(SHIPPED, folder)
    assert main(["library", "use", "weights", "0001-chorale/400"]) == 0
    assert load_choices().weights == str(folder)
    assert main(["library", "rename", "runs", "0001", "mine"]) == 0
    assert load_choices().weights == str(desk / "runs" / "0001-mine" / "checkpoints" / folder.name)
    assert main(["library", "delete", "weights", "0001-mine/400"]) == 0
    assert load_choices().weights == ""


def test_a_run_whose_folder_has_no_number_is_renamed_as_a_whole(desk: Path) -> None:
    run = Run.create(desk / "runs", TrainingConfig(genres=("chorale",)))
    run.path.rename(desk / "runs" / "from a friend")
    assert main(["library", "rename", "runs", "from a friend", "hers"]) == 0
    assert [path.name for path in (desk / "runs").iterdir()] == ["hers"]


def test_a_take_is_exported_as_it_was_mixed_and_named_as_changed_by_hand(tmp_path: Path, score: Score) -> None:
    take = Take(score, "pop", 5, 1, "0123456789ab")
    mix = Mix({Role.BASS: Channel(volume=17)})
    Library().shelf.keep(Kept(Heard(take, facts_of(score), mix=mix, edits=2)))
    assert main(["library", "export", "pop-s5-1", "-o", str(tmp_path)]) == 0
    assert (tmp_path / "pop-s5-1-edited.mid").read_bytes() == midi_bytes(score, mix)


def test_what_a_newer_version_chose_is_left_as_it_is(desk: Path, capsys: Printed) -> None:
    path = desk / "data" / FILE_NAME
    path.parent.mkdir(exist_ok=True)
    path.write_text('{"form": 9}')
    assert main(["library", "use", "soundfonts", "built-in"]) == 1
    assert "a newer composer-tui keeps its own" in capsys.readouterr().err
    assert path.read_text() == '{"form": 9}' and load_choices().soundfont == ""


def test_what_is_used_is_chosen_for_the_next_start(capsys: Printed) -> None:
    assert main(["library", "use", "soundfonts", "built-in"]) == 0
    assert load_choices().soundfont == "built-in"
    marks = {entry["id"]: entry["mark"] for entry in listed("soundfonts", capsys)}
    assert marks["built-in"] == "in use" and marks["best"] == ""
    assert main(["library", "use", "weights", "shipped"]) == 0
    assert load_choices().weights == ""


@pytest.mark.usefixtures("two_takes")
def test_files_that_cannot_be_read_are_told_of_and_the_others_listed(capsys: Printed) -> None:
    (shelf_dir() / "0000000000000001-aa.json").write_bytes(b"\x00")
    (shelf_dir() / "0000000000000002-bb.json").write_text('{"form": 7}')
    assert main(["library", "takes"]) == 0
    out, err = capsys.readouterr()
    assert "pop-s5-1" in out and "pop-s5-2" in out
    assert "0000000000000002-bb.json (of a newer version)" in err and "(damaged)" in err


@pytest.mark.usefixtures("two_takes")
@pytest.mark.parametrize(
    ("line", "said", "code"),
    [
        (["take"], "there is no section 'take'. Did you mean 'takes'?", 2),
        (["takes", "pop"], "a section is listed as a whole", 2),
        (["rename", "takes", "pop-s5-1"], "renaming takes a section, a name and a new name", 2),
        (["rename", "takes", "pop-s5-1", " /.. "], "that is no name", 1),
        (["rename", "weights", "shipped", "x"], "they come with the composer", 1),
        (["delete", "takes", "jazz"], "there is no 'jazz' among the takes", 2),
        (["delete", "takes", "pop"], "'pop' names 2 of the takes", 2),
        (["delete", "melodies", "ode"], "it is built in", 1),
        (["delete", "soundfonts", "built-in"], "it is built in", 1),
        (["restore"], "the trash is empty", 2),
        (["use", "takes", "pop-s5-1"], "weights or soundfonts can be used", 2),
        (["export"], "no take is named", 2),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(line: list[str], said: str, code: int, capsys: Printed) -> None:
    assert main(["library", *line]) == code
    err = capsys.readouterr().err
    assert said in err and err.count("\n") == 1
