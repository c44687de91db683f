"""The tunes that come with the product."""

from __future__ import annotations

import pytest

from gan.errors import UsageError
from gan.music import Metre, Note
from gan.music.demos import DEMOS, demo_named, melody_from_text
from gan.music.key import find_key


def test_the_first_demo_is_in_four_four_without_a_pickup() -> None:
    first = next(iter(DEMOS.values()))
    assert (str(first.metre), first.pickup) == ("4/4", 0)
    assert 8 <= first.bars <= 16


@pytest.mark.parametrize("id", DEMOS)
def test_every_demo_is_in_the_key_it_names(id: str) -> None:
    assert find_key(DEMOS[id].notes) == DEMOS[id].key


@pytest.mark.parametrize("id", DEMOS)
def test_every_demo_is_singable_and_of_a_useful_length(id: str) -> None:
    demo = DEMOS[id]
    assert 8 <= demo.bars <= 17
    assert all(55 <= note.pitch <= 84 for note in demo.notes)
    assert demo.title and demo.found == ""


def test_there_are_demos_of_several_metres_and_with_pickups() -> None:
    assert {str(demo.metre) for demo in DEMOS.values()} == {"4/4", "3/4", "6/8"}
    assert sum(demo.pickup > 0 for demo in DEMOS.values()) >= 2


def test_a_tune_and_its_pickup_fill_whole_bars() -> None:
    for id in ("grace", "greensleeves"):
        assert DEMOS[id].length % DEMOS[id].metre.bar_ticks == 0


def test_ties_dots_rests_and_triplets_are_understood() -> None:
    melody = melody_from_text("G4q | C5q. -e ~e C5t D5t E5t B4e | ~w", title="t", tempo=100, metre=Metre(4, 4))
    assert melody.pickup == 24
    assert [(n.start, n.pitch, n.length) for n in melody.notes] == [
        (0, 67, 24),
        (24, 72, 48),
        (84, 72, 8),
        (92, 74, 8),
        (100, 76, 8),
        (108, 71, 108),
    ]


@pytest.mark.parametrize("text", ["C4q | C4w | C4h | C4w", "H4w", "C4x", "C4w C4q", "C4"])
def test_wrong_bars_and_notes_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        melody_from_text(text, title="t", tempo=100, metre=Metre(4, 4))


def test_ode_to_joy_begins_as_beethoven_wrote_it() -> None:
    assert [note.pitch - 62 for note in DEMOS["ode"].notes[:15]] == [4, 4, 5, 7, 7, 5, 4, 2, 0, 0, 2, 4, 4, 2, 2]


def test_an_unknown_demo_is_answered_with_all_of_them() -> None:
    assert demo_named("grace").notes[0] == Note(0, 62, 24, DEMOS["grace"].notes[0].velocity)
    with pytest.raises(UsageError, match="greensleeves"):
        demo_named("nothing")
