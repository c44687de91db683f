"""The list of takes and the mixing desk, without a screen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gan.measures.facts import facts_of
from gan.music import Role, Score
from gan.music.mix import Channel, Mix
from gan.take import Take
from tui.desk import as_usual, further_right, instrument_words, louder, pan_of, pan_words, volume_of, with_instrument
from tui.heard import Heard
from tui.takes import Takes


@pytest.fixture
def takes(score: Score) -> Takes:
    made = Takes()
    for number in (1, 2, 3):
        made.add(Heard(Take(score, "pop", 5, number, "0123456789ab"), facts_of(score)), select=number == 1)
    return made


def numbers(takes: Takes) -> list[int]:
    return [heard.take.number for heard in takes.shown]


def test_a_deleted_take_comes_back_to_its_place_beside_those_that_came_meanwhile(takes: Takes, score: Score) -> None:
    second = takes.all[1]
    takes.choose(second.id)
    takes.drop(second.id)
    assert numbers(takes) == [1, 3] and takes.selected and takes.selected.take.number == 3
    takes.add(Heard(Take(score, "pop", 6, 4, ""), facts_of(score)), select=False)
    takes.undo()
    assert numbers(takes) == [1, 2, 3, 4] and takes.selected is second
    takes.redo()
    assert numbers(takes) == [1, 3, 4]


def test_all_takes_may_be_deleted_and_come_back(takes: Takes) -> None:
    for heard in list(takes.all):
        takes.drop(heard.id)
    assert takes.selected is None and takes.shown == [] and takes.index == 0
    for _ in range(4):
        takes.undo()
    assert numbers(takes) == [1, 2, 3]


def test_changes_are_undone_one_by_one_and_a_new_one_forgets_the_undone(takes: Takes) -> None:
    first = takes.all[0]
    takes.change(replace(first, stars=1))
    takes.change(replace(first, stars=2))
    assert takes.change(replace(first, stars=2)) is None
    takes.undo()
    assert takes.all[0].stars == 1
    takes.change(replace(first, stars=5))
    assert takes.redo() is None
    takes.undo()
    takes.undo()
    assert takes.all[0] == first and takes.undo() is None


def test_stars_order_and_filter_and_the_chosen_one_stays_in_sight(takes: Takes) -> None:
    takes.change(replace(takes.all[2], stars=3))
    takes.change(replace(takes.all[1], stars=1))
    takes.order = "best"
    assert numbers(takes) == [3, 2, 1] and takes.index == 2
    takes.order = "starred"
    assert numbers(takes) == [1, 2, 3], "the chosen one has no star"
    takes.choose(takes.all[1].id)
    assert numbers(takes) == [2, 3] and takes.index == 0


def test_the_desk_steps_and_comes_back_to_the_usual(score: Score) -> None:
    chords = score.tracks[1]
    mix = louder(Mix(), chords, 2)
    assert volume_of(mix, chords) == 104 and louder(mix, chords, -2) == Mix()
    assert volume_of(louder(mix, chords, 99), chords) == 127 and volume_of(louder(mix, chords, -99), chords) == 0
    mix = further_right(further_right(Mix(), chords, 2), chords, 1)
    assert pan_words(pan_of(mix, chords)) == "C", "it does not jump over the middle"
    assert pan_words(pan_of(further_right(mix, chords, 1), chords)) == "R8"
    assert as_usual(mix, chords) == Mix()


def test_an_instrument_is_named_and_drums_have_none(score: Score) -> None:
    mix = with_instrument(Mix(), score.tracks[1], 73)
    assert mix.channels == {Role.CHORDS: Channel(program=73)} and instrument_words(mix, score.tracks[1]) == "flute"
    assert with_instrument(mix, score.tracks[1], score.tracks[1].program) == Mix()
    assert with_instrument(Mix(), score.tracks[3], 5) == Mix()
    assert instrument_words(Mix(), score.tracks[3]) == "drum kit"


def test_takes_of_an_earlier_time_stand_first_and_leave_the_choice_alone(takes: Takes, score: Score) -> None:
    old = [Heard(Take(score, "pop", 1, number, ""), facts_of(score)) for number in (8, 9)]
    takes.restore(old)
    assert numbers(takes) == [8, 9, 1, 2, 3] and takes.selected and takes.selected.take.number == 1
    fresh = Takes()
    fresh.restore(old)
    assert fresh.selected is old[-1]


def test_undoing_leaves_mutes_alone_and_chooses_the_take_it_was_about(takes: Takes) -> None:
    first, second = takes.all[0], takes.all[1]
    takes.change(replace(first, stars=3))
    mix = replace(first.mix, muted=frozenset({Role.BASS}))
    takes.change(replace(takes.all[0], mix=mix), undoable=False)
    takes.choose(second.id)
    takes.undo()
    assert takes.selected and takes.selected.id == first.id
    assert takes.all[0].stars == 0 and takes.all[0].mix.muted == {Role.BASS}
    takes.redo()
    assert takes.all[0].stars == 3 and takes.all[0].mix.muted == {Role.BASS}


def test_undo_passes_over_what_was_done_to_a_take_that_is_gone(takes: Takes) -> None:
    first, second, _ = takes.all
    takes.change(replace(first, stars=1))
    takes.change(replace(second, stars=2))
    takes.drop(second.id, undoable=False)  # as the Library does
    step = takes.undo()
    assert step is not None and step.after == first and takes.all[0].stars == 0
    assert takes.undo() is None and takes.redo() is not None and takes.redo() is None


def test_takes_of_an_earlier_time_keep_their_order_when_a_deleted_one_comes_back_between_them(score: Score) -> None:
    takes = Takes()
    old = [Heard(Take(score, "pop", 5, number, "0123456789ab"), facts_of(score)) for number in (1, 2, 3)]
    takes.restore(old[:2])
    takes.add(Heard(Take(score, "pop", 5, 9, ""), facts_of(score)), select=False)
    takes.drop(old[0].id)
    takes.undo()
    takes.restore(old[2:])
    assert numbers(takes) == [1, 2, 3, 9]
