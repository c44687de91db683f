"""Folders, completion, and exports."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gan.errors import ComposerError
from gan.music import Score
from gan.music.midi import midi_bytes
from gan.take import Take
from tui.exporting import Export, folder_trouble, forms_in_order
from tui.folders import complete, matching, music_in, shortened, split_typed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("song.mid", "Sonata.MusicXML", "notes.txt", ".hidden.mid", "tune.abc"):
        (tmp_path / name).touch()
    for name in ("albums", "books"):
        (tmp_path / name).mkdir()
    (tmp_path / "albums" / "one.mid").touch()
    return tmp_path


def names(entries: list[object]) -> list[str]:
    return [entry.name for entry in entries]  # type: ignore[attr-defined]


def test_folders_come_first_and_only_music_is_listed(folder: Path) -> None:
    assert names(music_in(folder)) == ["albums", "books", "Sonata.MusicXML", "song.mid", "tune.abc"]
    assert music_in(folder / "nowhere") == []


@pytest.mark.parametrize(
    "typed,completed",
    [
        ("so", "son"),
        ("son", "son"),
        ("song", "song.mid"),
        ("SONA", "Sonata.MusicXML"),
        ("alb", "albums/"),
        ("albums/", "albums/one.mid"),
        ("x", "x"),
    ],
)
def test_a_path_is_completed_as_far_as_there_is_no_choice(folder: Path, typed: str, completed: str) -> None:
    assert complete(typed, folder) == completed


def test_hidden_files_are_found_by_who_types_the_dot(folder: Path) -> None:
    assert names(matching(".", folder)) == [".hidden.mid"]


def test_typed_paths_start_at_the_base_or_the_root_or_the_home(folder: Path) -> None:
    assert split_typed("", folder) == (folder, "")
    assert split_typed("/etc/pa", folder) == (Path("/etc"), "pa")
    assert split_typed("~/x", folder) == (Path.home(), "x")
    split_typed("~nobody-of-that-name/x", folder)


def test_a_long_path_is_shortened_at_its_beginning() -> None:
    assert shortened(Path("/a/b"), 10) == "/a/b"
    assert shortened(Path("/very/long/way/to/the/song"), 10) == "…/the/song"


def take_of(score: Score) -> Take:
    return Take(score, "chorale", 7, 1, "0123456789ab")


def test_an_export_writes_the_bytes_of_the_take_and_never_over_a_file(tmp_path: Path, score: Score) -> None:
    export = Export(take_of(score), tmp_path / "new" / "folder", ("midi",))
    first, second = list(export.write()), list(export.write())
    assert [path.name for path in first + second] == ["chorale-s7-1.mid", "chorale-s7-1-2.mid"]
    assert first[0].read_bytes() == second[0].read_bytes() == midi_bytes(score)
    assert sorted(path.name for path in first[0].parent.iterdir()) == ["chorale-s7-1-2.mid", "chorale-s7-1.mid"]


def test_an_export_draws_the_score_and_encodes_the_sound_with_its_tags(tmp_path: Path, score: Score) -> None:
    soundfile, _ = pytest.importorskip("soundfile"), pytest.importorskip("verovio")
    export = Export(take_of(score), tmp_path, forms_in_order({"ogg", "svg"}))
    assert export.sounds and not Export(take_of(score), tmp_path, ("midi", "svg")).sounds
    picture, sound = export.write()
    assert picture.name == "chorale-s7-1.svg" and b"two bars" in picture.read_bytes()
    with soundfile.SoundFile(str(sound)) as file:
        assert (file.title, file.genre) == ("two bars", "Chorale")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["chorale-s7-1.ogg", "chorale-s7-1.svg"]


def test_all_forms_of_an_export_share_a_number(tmp_path: Path, score: Score) -> None:
    (tmp_path / "chorale-s7-1.wav").touch()
    paths = Export(take_of(score), tmp_path, ("midi", "wav")).paths()
    assert [path.name for path in paths.values()] == ["chorale-s7-1-2.mid", "chorale-s7-1-2.wav"]
    assert forms_in_order({"wav", "midi"}) == ("midi", "wav")


def test_a_folder_that_is_a_file_is_told_before_and_while_writing(tmp_path: Path, score: Score) -> None:
    (tmp_path / "file").touch()
    place = tmp_path / "file" / "deeper"
    assert "is a file" in folder_trouble(place)
    with pytest.raises(ComposerError, match="cannot write"):
        list(Export(take_of(score), place, ("midi",)).write())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert "cannot be written to" in folder_trouble(tmp_path / "new")
    tmp_path.chmod(0o700)
