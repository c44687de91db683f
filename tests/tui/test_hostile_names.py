"""Names that mean harm, in every place that a person looks at: what reaches the terminal is harmless."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from gan.measures.facts import facts_of
from gan.music.midi import midi_bytes
from gan.take import Take
from gan.training.config import TrainingConfig
from gan.training.events import EventWriter
from gan.training.run import Run
from tests.hostile.hostile_files import small_score
from tests.tui.test_terminal import assert_sane, terminal
from tui.heard import Heard, Origin
from tui.library.shelf import Kept

EVIL = "[@click=app.leave]e[/]\x1b]0;owned\x07\x9b31m\u202ex"
"""Markup that would leave the composer, a title for the window, a colour as a C1 code, and a turn of direction."""


@pytest.fixture
def hostile_home(desk: Path) -> Path:
    score = small_score()
    tracks = tuple(dataclasses.replace(track, name=EVIL) for track in score.tracks)
    score = dataclasses.replace(score, tracks=tracks, title=EVIL)
    data = desk / "data"
    (data / "shelf").mkdir(parents=True)
    (data / "melodies").mkdir()
    take = Heard(Take(score, "pop", 7, 1, EVIL), facts_of(score), Origin(parent="a", parent_name=EVIL, folder=EVIL))
    for number, genre in enumerate((EVIL, "pop")):
        value = Kept(take).to_json()
        value["heard"]["take"]["genre"] = genre
        value["heard"]["label"] = value["about"]["name"] = value["about"]["key"] = EVIL
        (data / "shelf" / f"000000000000000{number}-abc.json").write_text(json.dumps(value))
    (data / "melodies" / f"{EVIL.replace('/', '')}.mid").write_bytes(midi_bytes(score))
    (data / "recent.json").write_text(json.dumps({"form": 1, "files": [[f"/{EVIL}.mid", 1.0]]}))
    (data / "choices.json").write_text(json.dumps({"form": 1, "weights": f"/{EVIL}", "soundfont": EVIL}))
    run = Run.create(desk / "runs", TrainingConfig(("rock",), data=EVIL))
    events = EventWriter(run.events_path)
    events.write("RunStarted", 0, device=EVIL, genres=[EVIL], steps=9, windows=1, parameters={EVIL: 1})
    events.write("StepDone", 5, generator_loss=0.7, discriminator_loss=0.7, reconstruction_loss=2.0)
    events.write("SampleReady", 5, path=f"samples/{EVIL}.mid", genre=EVIL)
    events.write("Warned", 5, what=EVIL, why=EVIL, mend=EVIL)
    events.write("RunFailed", 5, what=EVIL, why=EVIL, mend=EVIL)
    run.path.rename(run.path.with_name(f"0001-{EVIL.replace('/', '')}"))
    return desk


def test_hostile_names_on_every_screen_write_nothing_and_do_nothing(hostile_home: Path) -> None:
    with terminal(hostile_home) as t:
        t.until("GENRE")
        for keys, shown in (
            *(("2", "AUDITION"), ("i", "@click"), ("\x1b", ""), ("e", "Export"), ("\x1b", ""), ("w", ""), ("\x1b", "")),
            *(("3", "TRAIN"), ("\r", ""), ("\x1b", ""), ("h", "")),
            *(("4", "LIBRARY"), ("\r", ""), ("\t", ""), ("\x1b[B", ""), ("\x1b[B", ""), ("\x1b[B", ""), ("\x1b[B", "")),
            *(("1", "COMPOSE"), ("\x0f", "melody"), ("\x1b", ""), ("?", "Help"), ("\x1b", "")),
        ):
            t.type(keys)
            t.read(0.5)
            t.read(0.3)
            assert t.process.poll() is None, f"{keys!r} ended it"
            if shown and shown.startswith("@"):
                t.until(shown)
        t.type("\x11")
        assert t.code() == 0
        assert_sane(t)
        told = t.seen
    assert b"\x1b]0;owned" not in told and "\x9b".encode() not in told and "\u202e".encode() not in told
    assert b"owned" in told and b"@click" in told, "they are shown, as text"
    assert not list((hostile_home / "log").glob("crash-*"))
