"""The warm child that composes for the screen."""

import json
import os
import signal
from pathlib import Path

import pytest

from gan.compose import compose, revise_with
from gan.engine import Engine
from gan.errors import MelodyError, UsageError, WeightsError
from gan.exported import ExportedGenerator
from gan.music import GENRES, Melody, Note, Role
from gan.take import Take
from gan.wishes import Manner, Revision, Wishes
from gan.wishes_json import revision_from_json, revision_to_json, wishes_from_json, wishes_to_json

FEW = Wishes(Manner(passes=4))
TUNE = Melody(tuple(Note(24 * i, 60 + 2 * (i % 3), 24) for i in range(8)))


@pytest.fixture(scope="module")
def engine():
    made = Engine()
    made.start()
    yield made
    made.close()


def test_it_composes_what_the_library_composes(engine):
    theirs = list(engine.compose(TUNE, GENRES["jazz"], seed=3, takes=2, wishes=FEW))
    assert theirs == list(compose(TUNE, GENRES["jazz"], seed=3, takes=2, wishes=FEW))


def test_it_hears_wishes(engine):
    wishes = Wishes(Manner(passes=3, adventure=0.5), {Role.BASS: 2.0, Role.PAD: 0.0}, ("jazz", 0.4))
    theirs = list(engine.compose(TUNE, GENRES["pop"], seed=3, takes=1, wishes=wishes))
    assert theirs == list(compose(TUNE, GENRES["pop"], seed=3, takes=1, wishes=wishes))
    assert theirs != list(engine.compose(TUNE, GENRES["pop"], seed=3, takes=1, wishes=FEW))


def test_it_rewrites_what_the_library_rewrites(engine):
    (take,) = engine.compose(TUNE, GENRES["pop"], seed=3, takes=1, wishes=FEW)
    revision = Revision(frozenset({Role.BASS, Role.CHORDS}), (1, 1))
    wishes = Wishes(Manner(passes=3))
    theirs = list(engine.rewrite(take.score, GENRES["pop"], revision, seed=4, takes=2, wishes=wishes))
    ours = revise_with(ExportedGenerator(), take.score, GENRES["pop"], revision, seed=4, takes=2, wishes=wishes)
    assert theirs == list(ours) and theirs[0].score != take.score
    with pytest.raises(UsageError, match="no bar 9"):
        list(engine.rewrite(take.score, GENRES["pop"], Revision(bars=(9, 9)), seed=4, takes=1))


def test_an_error_crosses_the_pipe_and_the_child_lives_on(engine):
    with pytest.raises(MelodyError, match="no notes"):
        list(engine.compose(Melody(()), GENRES["pop"], seed=0, takes=1, wishes=FEW))
    assert len(list(engine.compose(TUNE, GENRES["pop"], seed=0, takes=1, wishes=FEW))) == 1


def test_a_killed_child_is_replaced(engine):
    os.kill(engine._child.pid, signal.SIGKILL)
    engine._child.wait()
    assert len(list(engine.compose(TUNE, GENRES["pop"], seed=0, takes=2, wishes=FEW))) == 2


def test_an_answer_left_half_read_does_not_spoil_the_next(engine):
    first = engine.compose(TUNE, GENRES["pop"], seed=0, takes=4, wishes=FEW)
    assert next(first).number == 1
    first.close()
    assert [t.seed for t in engine.compose(TUNE, GENRES["pop"], seed=9, takes=1, wishes=FEW)] == [9]


def test_missing_weights_are_told_with_the_first_request(tmp_path: Path):
    engine = Engine(tmp_path)
    try:
        with pytest.raises(WeightsError, match="no composing weights"):
            list(engine.compose(TUNE, GENRES["pop"], seed=0, takes=1, wishes=FEW))
    finally:
        engine.close()


@pytest.mark.parametrize(
    "wishes", [Wishes(), Wishes(Manner(4, 1.5, 0.1, True), {Role.DRUMS: 0.5, Role.CHORDS: 4.0}, ("rock", 1.0))]
)
def test_wishes_survive_json(wishes):
    assert wishes_from_json(json.loads(json.dumps(wishes_to_json(wishes)))) == wishes
    assert wishes_from_json({}) == Wishes()


def test_revisions_survive_json():
    for revision in (Revision(), Revision(frozenset({Role.PAD}), (2, 7), 0.3)):
        assert revision_from_json(json.loads(json.dumps(revision_to_json(revision)))) == revision


def test_a_take_survives_json():
    (take,) = compose(TUNE, GENRES["chorale"], seed=5, takes=1, wishes=FEW)
    assert Take.from_json(take.to_json()) == take
