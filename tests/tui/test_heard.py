"""A take with all that a person did with it, and its form on disk."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from gan.errors import ComposerError
from gan.measures.facts import facts_of
from gan.music import Note, Role, Score
from gan.music.mix import Channel, Mix
from gan.take import Take
from gan.wishes import Manner, Revision, Wishes
from tui.heard import FORM, Heard, Origin


@pytest.fixture
def heard(score: Score) -> Heard:
    revision = Revision(frozenset({Role.BASS, Role.DRUMS}), (2, 3), 0.5)
    wishes = Wishes(Manner(adventure=1.5), {Role.BASS: 2.0}, ("jazz", 0.3))
    origin = Origin(wishes, revision, "abc", "pop-s5-1", score, "/weights")
    mix = Mix({Role.BASS: Channel(volume=90, pan=20), Role.CHORDS: Channel(program=24)}, frozenset({Role.DRUMS}))
    take = Take(score, "pop", 7, 2, "0123456789ab")
    return Heard(take, facts_of(score), origin, 4, mix, frozenset({Role.CHORDS}), 3)


def test_it_survives_json(heard: Heard) -> None:
    assert Heard.from_json(json.loads(json.dumps(heard.to_json()))) == heard


def test_one_of_a_newer_form_is_refused_in_words(heard: Heard) -> None:
    with pytest.raises(ComposerError, match="newer composer-tui"):
        Heard.from_json({**heard.to_json(), "form": FORM + 1})


@pytest.mark.parametrize(
    "damage",
    [
        {"form": 0},
        {"form": "1"},
        {"stars": 6},
        {"stars": "many"},
        {"mix": {"channels": {"bass": [200, None, None]}, "muted": [], "soloed": []}},
        {"mix": {"channels": {"tuba": [2, None, None]}, "muted": [], "soloed": []}},
        {"locks": ["tuba"]},
        {"take": {}},
        {"origin": []},
        {"edits": None},
    ],
)
def test_damage_is_refused(heard: Heard, damage: dict[str, object]) -> None:
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError, ComposerError)):
        Heard.from_json({**heard.to_json(), **damage})


def test_what_is_rewritten_is_named_after_its_parent_and_another_genre(heard: Heard) -> None:
    assert heard.name == "pop-s5-1-r7-2"
    assert replace(heard, take=replace(heard.take, genre="jazz")).name == "pop-s5-1-jazz-r7-2"
    assert replace(heard, origin=Origin()).name == "pop-s7-2"


def test_other_notes_are_counted_anew_and_the_take_stays_the_same_one(heard: Heard, score: Score) -> None:
    tracks = (replace(score.tracks[0], notes=(Note(0, 61, 24),)), *score.tracks[1:])
    changed = heard.with_notes(replace(score, tracks=tracks), 1)
    assert changed.id == heard.id and changed.edited and changed.facts != heard.facts


def test_a_mix_says_what_is_heard_and_forgets_what_is_as_usual(score: Score) -> None:
    mix = Mix({Role.BASS: Channel()}, frozenset({Role.BASS}))
    assert mix.channels == {} and mix.silent_in(score) == {2}
    assert replace(mix, soloed=frozenset({Role.BASS})).silent_in(score) == {0, 1, 3}
    assert mix.played(score) is score
    flutes = mix.having(Role.CHORDS, Channel(program=73)).played(score)
    assert flutes.tracks[1].program == 73 and flutes.tracks[0] == score.tracks[0]
