"""Whatever a file holds: music comes back, or one error with words for people, and this process lives on.

The checks that come before any library are tested here in this process, which is quick; what must hold of the child
is tested through it.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import resource
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from gan.errors import MusicFileError, TimeLimit
from gan.music import Score
from gan.music.importing import load_score, read_score
from gan.music.midi import read_midi
from gan.music.musicxml_reader import read_musicxml
from tests.hostile.hostile_files import (
    HOSTILE_ABC,
    HOSTILE_MIDI,
    REFUSED_XML,
    STRANGE_XML,
    lying_bomb,
    midi_mutants,
    mxl,
    xml_score,
)

ROOT = Path(__file__).parents[2]
MOST_MEMORY = 1536 << 20


def read(data: bytes) -> Score | None:
    """The score as a child reads it, or None where it was refused in words."""
    try:
        return read_score(data)
    except (MusicFileError, TimeLimit) as error:
        assert error.what
        assert "\x1b" not in str(error)
        return None


def read_midi_here(data: bytes) -> Score | None:
    try:
        return read_midi(data)
    except MusicFileError as error:
        assert error.what
        return None


def test_two_hundred_broken_midi_files_give_music_or_one_error() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF)
    read_well = sum(read_midi_here(data) is not None for data in midi_mutants(200))
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert 20 <= read_well <= 180  # the mutants are neither all harmless nor all refused
    assert after.ru_maxrss - before.ru_maxrss < 300 * 1024  # kibibytes


@pytest.mark.parametrize("name", HOSTILE_MIDI)
def test_hostile_midi_is_read_or_refused(name: str) -> None:
    score = read_midi_here(HOSTILE_MIDI[name])
    assert score is None or score.bars <= 4096


@pytest.mark.parametrize("name", ["a name of a megabyte", "times that pass all integers"])
def test_hostile_midi_comes_back_from_the_child_in_plain_words(name: str) -> None:
    score = read(HOSTILE_MIDI[name])
    assert score is None or all(track.name.isprintable() and len(track.name) <= 80 for track in score.tracks)


@pytest.mark.parametrize("name", REFUSED_XML)
def test_hostile_musicxml_is_refused_before_anything_is_made_of_it(name: str) -> None:
    with pytest.raises(MusicFileError):
        read_musicxml(REFUSED_XML[name])


def test_a_bomb_that_lies_is_refused_before_100_megabytes_of_it_are_held() -> None:
    data = lying_bomb(101)
    tracemalloc.start()
    try:
        with pytest.raises(MusicFileError):
            read_musicxml(data)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", STRANGE_XML)
def test_strange_musicxml_is_read_or_refused(name: str) -> None:
    read(STRANGE_XML[name])


@pytest.mark.parametrize("name", HOSTILE_ABC)
def test_hostile_abc_is_read_or_refused(name: str) -> None:
    score = read(HOSTILE_ABC[name])
    if score is not None:
        assert score.length < 24 * 10_000
        assert score.title.isprintable()


def test_no_child_takes_more_memory_than_its_share() -> None:
    """The largest of all children of a process that has no others: this one's may be of any size."""
    program = (
        "import resource\n"
        "from tests.hostile.test_hostile_files import REFUSED_XML, read\n"
        "assert read(REFUSED_XML['a bomb of 24 MB']) is read(REFUSED_XML['99,999,999 beats']) is None\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert 0 < int(done.stdout) * 1024 < MOST_MEMORY


class Planted:
    """A pickle that leaves a trace where it is loaded."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.trace),)


def test_a_pickle_planted_where_music21_keeps_its_cache_is_not_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    (scratch / "music21").mkdir(parents=True)
    monkeypatch.setenv("TMPDIR", str(scratch))
    trace = tmp_path / "executed"
    score = tmp_path / "tune.musicxml"
    score.write_bytes(xml_score())
    planted = pickle.dumps(Planted(trace))
    digest = hashlib.md5(str(score).encode()).hexdigest()
    for name in (f"m21-{digest}.p", f"m21-{digest}.p.gz", f"music21/m21-{digest}.p", f"music21/m21-{digest}.p.gz"):
        (scratch / name).write_bytes(planted)
    kept = {path: path.stat().st_mtime_ns for path in scratch.rglob("*")}
    assert load_score(score).tracks
    assert not trace.exists()
    assert {path: path.stat().st_mtime_ns for path in scratch.rglob("*")} == kept  # nothing was written either


def test_the_good_sisters_of_the_bad_files_are_read() -> None:
    """So that a refusal above is for what is bad in the file."""
    assert read_musicxml(xml_score()).parts
    assert read_musicxml(mxl("score.xml", xml_score())).parts
    assert read_musicxml(mxl("an 'odd' & name.xml", xml_score())).parts  # its container is not well formed
    score = read(b"X:1\nM:4/4\nL:1/4\nK:C\nC D E F | G A B c |\n")
    assert score is not None and len(score.tracks[0].notes) == 8
