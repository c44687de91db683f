"""The shelf: takes outlive the composer, however it ends."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import tui.library.takes
from gan.measures.facts import facts_of
from gan.music import Role, Score
from gan.music.mix import Mix
from gan.take import Take
from tests.tui.piloting import PATIENCE, composer, give_takes, notices_of, press, screen_of, until
from tui.heard import Heard
from tui.library.files import copied_over
from tui.library.places import shelf_dir, trash_dir
from tui.library.shelf import Kept, Shelf, read_kept, told_of
from tui.library.takes import TakeEntries
from tui.library.trash import KEEP_DAYS, Trash

ROOT = Path(__file__).parents[2]


def a_take(score: Score, number: int = 1) -> Kept:
    return Kept(Heard(Take(score, "pop", 5, number, "0123456789ab"), facts_of(score), made=1000.0 + number))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf", Trash(tmp_path / "trash"), most=3)


def test_a_take_comes_back_as_it_was(shelf: Shelf, score: Score) -> None:
    heard = replace(a_take(score).heard, stars=3, mix=Mix(muted=frozenset({Role.BASS})), locks=frozenset({Role.DRUMS}))
    kept = Kept(replace(heard, label="the good one"))
    shelf.keep(kept)
    assert list(shelf.takes()) == [kept]
    assert kept.heard.name == "the good one"


def test_a_changed_take_takes_the_place_of_the_old(shelf: Shelf, score: Score) -> None:
    kept = a_take(score)
    shelf.keep(kept)
    shelf.keep(replace(kept, heard=replace(kept.heard, label="better")))
    assert [one.heard.name for one in shelf.takes()] == ["better"]


def test_a_full_shelf_makes_room_by_putting_the_oldest_into_the_trash(shelf: Shelf, score: Score) -> None:
    for number in range(1, 4):
        assert shelf.keep(a_take(score, number)) == []
    (gone,) = shelf.keep(a_take(score, 4))
    assert gone.name == "pop-s5-1" and gone.thing.exists()
    assert [kept.heard.take.number for kept in shelf.takes()] == [2, 3, 4]


def test_a_take_with_stars_stays_on_a_full_shelf(shelf: Shelf, score: Score) -> None:
    first = a_take(score, 1)
    shelf.keep(replace(first, heard=replace(first.heard, stars=1)))
    for number in range(2, 6):
        shelf.keep(a_take(score, number))
    assert [kept.heard.take.number for kept in shelf.takes()] == [1, 4, 5]


GOOD = {"form": 1, "heard": {}}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "damaged"),
        (b"\x00\xff", "damaged"),
        (b"[]", "damaged"),
        (b"[" * 100_000, "damaged"),
        (b"{}", "damaged"),
        (json.dumps(GOOD).encode(), "damaged"),
        (json.dumps({**GOOD, "form": 2}).encode(), "of a newer version"),
        (json.dumps({**GOOD, "heard": {"form": 99}}).encode(), "of a newer version"),
        (json.dumps({**GOOD, "form": "new"}).encode(), "damaged"),
        (b" " * (9 * 2**20), "too long"),
    ],
)
def test_a_file_that_cannot_be_read_is_passed_over_with_a_sentence_and_left_alone(
    shelf: Shelf, score: Score, data: bytes, why: str
) -> None:
    shelf.keep(a_take(score))
    path = shelf.folder / "0000000000001-ffffffff.json"
    path.write_bytes(data)
    passed_over: list[str] = []
    assert len(list(shelf.takes(passed_over))) == 1
    assert (
        told_of(passed_over) == f"One take on the shelf could not be read and stay where they are: {path.name} ({why})."
    )
    for number in range(2, 6):
        shelf.keep(a_take(score, number))
    assert path.read_bytes() == data, "a full shelf throws away only what it could read"


def test_what_is_cut_off_while_it_is_written_is_no_take(shelf: Shelf, score: Score) -> None:
    kept = a_take(score)
    shelf.keep(kept)
    whole = shelf.path_of(kept).read_bytes()
    shelf.path_of(kept).with_name(f".{kept.file}.77-abc.part").write_bytes(whole[:100])
    assert list(shelf.takes()) == [kept]


def _keep_many(folder: Path, score: Score, first: int) -> None:
    shelf = Shelf(folder / "shelf", Trash(folder / "trash"), most=20)
    for number in range(first, first + 15):
        shelf.keep(a_take(score, number))


def test_two_composers_on_one_shelf_lose_nothing(tmp_path: Path, score: Score) -> None:
    spawn = multiprocessing.get_context("spawn")
    both = [spawn.Process(target=_keep_many, args=(tmp_path, score, first)) for first in (1, 101)]
    for process in both:
        process.start()
    for process in both:
        process.join(PATIENCE)
        assert process.exitcode == 0
    on_shelf = {kept.heard.take.number for kept in Shelf(tmp_path / "shelf", Trash(tmp_path / "trash")).takes()}
    in_trash = {read_kept(one.thing).heard.take.number for one in Trash(tmp_path / "trash").all()}
    assert on_shelf | in_trash == {*range(1, 16), *range(101, 116)}
    assert len(on_shelf) <= 20


def test_the_trash_gives_back_what_it_took_and_forgets_only_the_old(tmp_path: Path) -> None:
    trash, song = Trash(tmp_path / "trash"), tmp_path / "song.mid"
    song.write_bytes(b"old")
    first = trash.put("melodies", "song", song)
    song.write_bytes(b"new")
    assert trash.restore(first) == tmp_path / "song-2.mid", "the name was taken meanwhile"
    assert (song.read_bytes(), (tmp_path / "song-2.mid").read_bytes()) == (b"new", b"old")
    second = trash.put("melodies", "song", song)
    assert trash.all() == [second]
    assert trash.empty_old(time.time() + (KEEP_DAYS - 1) * 86400) == 0
    assert trash.empty_old(time.time() + (KEEP_DAYS + 1) * 86400) == 1
    assert trash.all() == [] and not second.folder.exists()


def test_a_list_of_takes_is_read_again_only_where_a_file_changed(
    shelf: Shelf, score: Score, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = TakeEntries(shelf)
    for number in (1, 2):
        shelf.keep(a_take(score, number))
    assert [entry.name for entry in entries.all()] == ["pop-s5-2", "pop-s5-1"]
    read: list[Path] = []
    whole = tui.library.takes.read_json
    monkeypatch.setattr("tui.library.takes.read_json", lambda path, form: (read.append(path), whole(path, form))[1])
    first = next(shelf.takes())
    shelf.keep(replace(first, heard=replace(first.heard, label="better")))
    assert [entry.name for entry in entries.all()] == ["pop-s5-2", "better"]
    assert read == [shelf.path_of(first)]
    shelf.path_of(first).write_bytes(b"{")
    for _ in range(2):
        passed_over: list[str] = []
        assert [entry.name for entry in entries.all(passed_over)] == ["pop-s5-2"]
        assert passed_over == [f"{first.file} (damaged)"]


def test_what_goes_to_another_file_system_is_there_whole_or_stays(tmp_path: Path) -> None:
    source, target = tmp_path / "run", tmp_path / "trash" / "run"
    (source / "checkpoints").mkdir(parents=True)
    (source / "checkpoints" / "state").write_bytes(b"weights")
    (source / "lock").symlink_to("nowhere")
    target.parent.mkdir()
    os.mkfifo(source / "pipe")
    with pytest.raises(OSError):
        copied_over(source, target)
    assert (source / "checkpoints" / "state").exists() and list(target.parent.iterdir()) == []
    (source / "pipe").unlink()
    copied_over(source, target)
    assert not source.exists() and [path.name for path in target.parent.iterdir()] == ["run"]
    assert (target / "checkpoints" / "state").read_bytes() == b"weights" and (target / "lock").is_symlink()


# In the composer


@pytest.fixture
def other(desk: Path, score: Score, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A composer in a process of its own, to which takes come."""
    program = f"""
        import asyncio, os, pickle, sys
        from tests.tui.piloting import composer, give_takes
        async def work():
            async with composer() as (app, pilot):
                give_takes(app, *[pickle.loads({__import__("pickle").dumps(score)!r})] * 4)
                while True:
                    await pilot.pause(0.1)
        asyncio.run(work())
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


async def test_takes_are_there_again_after_the_composer_was_killed(other: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while len(list(shelf_dir().glob("*.json"))) < 4:
        assert time.monotonic() < end and other.poll() is None
        time.sleep(0.05)
    os.killpg(other.pid, signal.SIGKILL)
    assert other.wait() == -signal.SIGKILL
    async with composer() as (app, pilot):
        await until(pilot, lambda: len(app.stations.audition_station.list.takes) == 4, "the takes coming back")
        await press(pilot, "2")
        assert "● pop-s5-4" in screen_of(app) and "pop-s5-1" in screen_of(app)
        assert "two bars" in screen_of(app), "the facts and the roll of the selected one"


@pytest.mark.usefixtures("desk")
async def test_what_is_changed_in_the_station_is_kept(score: Score) -> None:
    async with composer() as (app, pilot):
        give_takes(app, score)
        takes = app.stations.audition_station.list.takes
        await until(pilot, lambda: len(list(shelf_dir().glob("*.json"))) == 1, "its being kept")
        takes[0] = replace(takes[0], stars=4)
        await until(pilot, lambda: read_kept(next(shelf_dir().glob("*.json"))).heard.stars == 4, "the stars being kept")


@pytest.mark.usefixtures("desk")
async def test_what_is_taken_away_in_the_station_goes_to_the_trash(score: Score) -> None:
    async with composer() as (app, pilot):
        give_takes(app, score, score)
        takes = app.stations.audition_station.list.takes
        await until(pilot, lambda: len(list(shelf_dir().glob("*.json"))) == 2, "both being kept")
        del takes[0]
        app.keep_all()
        assert len(list(shelf_dir().glob("*.json"))) == 1
        assert [one.name for one in Trash(trash_dir()).all()] == ["pop-s5-1"]


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("meanwhile", ["nothing", "emptied", "written again"])
async def test_a_take_that_is_brought_back_in_the_station_is_on_the_shelf_once(score: Score, meanwhile: str) -> None:
    async with composer() as (app, pilot):
        give_takes(app, score)
        takes = app.stations.audition_station.list.takes
        await until(pilot, lambda: len(list(shelf_dir().glob("*.json"))) == 1, "its being kept")
        path, heard = next(shelf_dir().glob("*.json")), takes.pop()
        app.keep_all()
        (gone,) = Trash(trash_dir()).all()
        if meanwhile == "emptied":
            shutil.rmtree(trash_dir())
        elif meanwhile == "written again":
            shutil.copy(gone.thing, path)
        takes.append(replace(heard, stars=2))
        app.keep_all()
        assert [(kept.file, kept.heard.stars) for kept in app.shelving._shelf.takes()] == [(path.name, 2)]


async def test_old_takes_stand_before_those_composed_since(desk: Path, score: Score) -> None:
    Shelf(shelf_dir(), Trash(trash_dir())).keep(a_take(score, 9))
    (shelf_dir() / "9999999999999-dddddddd.json").write_text('{"form": 99}')
    async with composer() as (app, pilot):
        give_takes(app, score)
        takes = app.stations.audition_station.list.takes
        await until(pilot, lambda: len(takes) == 2, "the old one coming")
        assert [heard.take.number for heard in takes] == [9, 1]
        await until(pilot, lambda: "of a newer version" in notices_of(app), "the notice of the newer file")
        selected = app.stations.audition_station.selected
        assert selected is not None and selected.take.number == 1
    assert (shelf_dir() / "9999999999999-dddddddd.json").exists()


async def test_a_shelf_that_cannot_be_written_is_told_once_and_work_goes_on(desk: Path, score: Score) -> None:
    (desk / "data").mkdir()
    (desk / "data" / "shelf").write_text("a file where the folder should be")
    async with composer() as (app, pilot):
        give_takes(app, score, score)
        await until(pilot, lambda: "on the shelf" in notices_of(app), "the notice")
        app.keep_all()
        await pilot.pause()
        assert notices_of(app).count("Takes cannot be kept") == 1
        (desk / "data" / "shelf").unlink()
        await until(pilot, lambda: len(list(shelf_dir().glob("*.json"))) == 2, "their being kept after all")


async def test_no_thread_of_a_composer_that_ended_stays(desk: Path) -> None:
    before = set(threading.enumerate())
    async with composer() as (app, pilot):
        await until(pilot, lambda: "engine ready" in screen_of(app), "the engine")
        assert any(thread.name == "shelf" for thread in set(threading.enumerate()) - before)
    end = time.monotonic() + PATIENCE
    while left := [thread.name for thread in set(threading.enumerate()) - before]:
        assert time.monotonic() < end, f"{left} went on"
        time.sleep(0.05)
