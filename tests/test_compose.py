"""What the shipped weights do with a melody."""

import numpy as np
import pytest

from gan.compose import compose, compose_with
from gan.data.grid import SLOT_TICKS
from gan.errors import MelodyError, UsageError
from gan.exported import ExportedGenerator
from gan.music import GENRES, Key, Melody, Metre, Note, Role, genre_named
from gan.music.demos import DEMOS
from gan.music.midi import midi_bytes
from gan.wishes import Manner, Wishes

FEW = Wishes(Manner(passes=4))
"""As many passes as the parts need to hear each other at all; what is tested here is no other with more, and slower."""
DEMO = next(iter(DEMOS.values()))


@pytest.fixture(scope="module")
def network() -> ExportedGenerator:
    return ExportedGenerator()


def tune(bars: int, metre: Metre = Metre(4, 4), pickup: int = 0, up: int = 0) -> Melody:
    """Quarters up and down a C major scale."""
    steps = (0, 2, 4, 5, 7, 9, 11, 12, 11, 9, 7, 5, 4, 2)
    count = (pickup + bars * metre.bar_ticks) // 24
    notes = tuple(Note(24 * i, 60 + up + steps[i % len(steps)], 24) for i in range(count))
    return Melody(notes, metre=metre, pickup=pickup, key=Key(up % 12, "major"))


def takes_of(network, melody, genre="chorale", seed=1, takes=1):
    return list(compose_with(network, melody, genre_named(genre), seed=seed, takes=takes, wishes=FEW))


def parts(take):
    return [(t.role, [(n.start, n.pitch, n.length) for n in t.notes]) for t in take.score.tracks[1:]]


@pytest.mark.parametrize("genre", GENRES)
def test_every_genre_writes_its_roles_around_the_untouched_melody(network, genre):
    (take,) = takes_of(network, DEMO, genre)
    score = take.score
    assert [t.role for t in score.tracks] == [r for r in Role if r in GENRES[genre].programs]
    assert [t.name for t in score.tracks] == [t.role.value for t in score.tracks]
    assert score.tracks[0].notes == DEMO.notes
    for name in ("tempo", "metre", "pickup", "title"):
        assert getattr(score, name) == getattr(DEMO, name)
    assert score.key == DEMO.sounding_key
    assert sum(len(t.notes) for t in score.tracks[1:]) > 2 * DEMO.bars
    assert score.length <= DEMO.bars * DEMO.metre.bar_ticks
    assert all(n.start % 24 in SLOT_TICKS for t in score.tracks[1:] for n in t.notes)


def test_the_same_request_gives_the_same_bytes(network):
    first, again = takes_of(network, DEMO, "pop", 7, 2), list(compose(DEMO, GENRES["pop"], seed=7, takes=2, wishes=FEW))
    assert [midi_bytes(t.score) for t in first] == [midi_bytes(t.score) for t in again]
    assert [t.name for t in first] == ["pop-s7-1", "pop-s7-2"]


def test_a_take_does_not_depend_on_how_many_were_asked_for(network):
    assert takes_of(network, tune(4), takes=1)[0] == takes_of(network, tune(4), takes=3)[0]


def test_seed_number_genre_and_melody_each_change_the_music(network):
    base = parts(takes_of(network, tune(4))[0])
    assert parts(takes_of(network, tune(4), seed=2)[0]) != base
    assert parts(takes_of(network, tune(4), takes=2)[1]) != base
    assert parts(takes_of(network, tune(4), genre="chamber")[0]) != base
    other = Melody(tuple(Note(24 * i, (67, 65, 62, 59)[i % 4], 24) for i in range(16)), key=Key(0, "major"))
    assert parts(takes_of(network, other)[0]) != base


def test_the_harmony_follows_the_melody(network):
    """Over one held note the chorale's parts agree with that note, whichever it is."""
    shares = []
    for pitch in (60, 62, 64, 65, 67, 69):
        melody = Melody(tuple(Note(48 * i, pitch, 48) for i in range(8)), key=Key(0, "major"))
        score = takes_of(network, melody)[0].score
        sounding = [(n.pitch - pitch) % 12 for t in score.tracks[1:] for n in t.notes for _ in range(n.length)]
        shares.append(np.isin(sounding, (0, 3, 4, 5, 7, 8, 9)).mean())
    assert np.mean(shares) > 0.8, shares


def test_another_key_gives_the_same_music_moved(network):
    low, high = parts(takes_of(network, tune(4))[0]), parts(takes_of(network, tune(4, up=3))[0])
    assert high == [(r, [(s, p + 3, n) for s, p, n in notes]) for r, notes in low]


@pytest.mark.parametrize(
    ("metre", "pickup"),
    [(Metre(3, 4), 0), (Metre(3, 4), 24), (Metre(6, 8), 12), (Metre(2, 4), 0), (Metre(5, 8), 0), (Metre(4, 4), 72)],
)
def test_any_metre_and_pickup(network, metre, pickup):
    melody = tune(6, metre, pickup)
    score = takes_of(network, melody)[0].score
    assert score.metre == metre and score.pickup == pickup and score.tracks[0].notes == melody.notes
    assert any(t.notes for t in score.tracks[1:])
    assert score.length <= pickup + melody.bars * metre.bar_ticks


def test_a_song_of_128_bars_is_played_through(network):
    score = takes_of(network, tune(128))[0].score
    for track in score.tracks[1:]:
        bars = {n.start // 96 for n in track.notes}
        assert len(bars) > 90, f"{track.name} rests in {128 - len(bars)} bars"


def test_one_note_is_enough(network):
    assert takes_of(network, Melody((Note(0, 60, 96),)))[0].score.length == 96


def test_what_cannot_be_composed_is_refused_in_words(network):
    with pytest.raises(MelodyError, match="no notes"):
        takes_of(network, Melody(()))
    with pytest.raises(MelodyError, match="129 bars"):
        takes_of(network, tune(129))
    with pytest.raises(UsageError):
        takes_of(network, tune(1), seed=-1)
    with pytest.raises(UsageError):
        takes_of(network, tune(1), takes=0)
