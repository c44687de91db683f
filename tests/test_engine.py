"""The warm child that composes for the screen."""

import json
import os
import signal
from pathlib import Path

import pytest

from gan.compose import compose
from gan.engine import Engine
from gan.errors import MelodyError, WeightsError
from gan.music import GENRES, Melody, Note, Role
from gan.take import Take
from gan.wishes import Manner, Wishes
from gan.wishes_json import wishes_from_json, wishes_to_json

TUNE = Melody(tuple(Note(24 * i, 60 + 2 * (i % 3), 24) for i in range(8)))


@pytest.fixture(scope="module")
def engine():
    made = Engine()
    made.start()
    yield made
    made.close()


def test_it_composes_what_the_library_composes(engine):
    theirs = list(engine.compose(TUNE, GENRES["jazz"], seed=3, takes=2))
    assert theirs == list(compose(TUNE, GENRES["jazz"], seed=3, takes=2))


def test_it_hears_wishes(engine):
    wishes = Wishes(Manner(passes=3, adventure=0.5), {Role.BASS: 2.0, Role.PAD: 0.0}, ("jazz", 0.4))
    theirs = list(engine.compose(TUNE, GENRES["pop"], seed=3, takes=1, wishes=wishes))
    assert theirs == list(compose(TUNE, GENRES["pop"], seed=3, takes=1, wishes=wishes))
    assert theirs != list(engine.compose(TUNE, GENRES["pop"], seed=3, takes=1))


def test_an_error_crosses_the_pipe_and_the_child_lives_on(engine):
    with pytest.raises(MelodyError, match="no notes"):
        list(engine.compose(Melody(()), GENRES["pop"], seed=0, takes=1))
    assert len(list(engine.compose(TUNE, GENRES["pop"], seed=0, takes=1))) == 1


def test_a_killed_child_is_replaced(engine):
    os.kill(engine._child.pid, signal.SIGKILL)
    engine._child.wait()
    assert len(list(engine.compose(TUNE, GENRES["pop"], seed=0, takes=2))) == 2


def test_an_answer_left_half_read_does_not_spoil_the_next(engine):
    first = engine.compose(TUNE, GENRES["pop"], seed=0, takes=4)
    assert next(first).number == 1
    first.close()
    assert [t.seed for t in engine.compose(TUNE, GENRES["pop"], seed=9, takes=1)] == [9]


def test_missing_weights_are_told_with_the_first_request(tmp_path: Path):
    engine = Engine(tmp_path)
    try:
        with pytest.raises(WeightsError, match="no composing weights"):
            list(engine.compose(TUNE, GENRES["pop"], seed=0, takes=1))
    finally:
        engine.close()


@pytest.mark.parametrize(
    "wishes", [Wishes(), Wishes(Manner(4, 1.5, 0.1, True), {Role.DRUMS: 0.5, Role.CHORDS: 4.0}, ("rock", 1.0))]
)
def test_wishes_survive_json(wishes):
    assert wishes_from_json(json.loads(json.dumps(wishes_to_json(wishes)))) == wishes
    assert wishes_from_json({}) == Wishes()


def test_a_take_survives_json():
    (take,) = compose(TUNE, GENRES["chorale"], seed=5, takes=1)
    assert Take.from_json(take.to_json()) == take
