"""Each control does measurably what it says, over several melodies and seeds. How good the weights are is no matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest

from gan.compose import _frame, _Sheet, compose_with, revise_with
from gan.data.texture import ROLE_COLUMNS
from gan.errors import MelodyError, UsageError
from gan.exported import ExportedGenerator
from gan.music import GENRES, Key, Melody, Metre, Note, Role, Score, Track
from gan.music.demos import DEMOS
from gan.wishes import Manner, Revision, Wishes

PASSES = 4
"""As many as the parts need to hear each other at all; all controls but density are no other with more, and slower."""


def beginning(name: str, bars: int) -> Melody:
    """The first bars of a demo."""
    tune = DEMOS[name]
    end = tune.pickup + bars * tune.metre.bar_ticks
    return replace(tune, notes=tuple(note for note in tune.notes if note.end <= end))


TUNES = [beginning("brother", 4), beginning("lantern", 4)]


@pytest.fixture(scope="module")
def network() -> ExportedGenerator:
    return ExportedGenerator()


def takes(
    network: ExportedGenerator,
    genre: str,
    seeds: int,
    temperature: float = 1.0,
    tunes: list[Melody] = TUNES,
    passes: int = PASSES,
    **wishes,
) -> Iterator[list[Score]]:
    """For each melody the takes of some seeds."""
    wish = Wishes(Manner(passes, temperature), **wishes)
    for tune in tunes:
        found = [compose_with(network, tune, GENRES[genre], seed=s, takes=1, wishes=wish) for s in range(seeds)]
        yield [take.score for (take,) in found]


def rewritten(
    network: ExportedGenerator, take: Score, revision: Revision, seed: int = 0, genre: str = "pop", **wishes
) -> Score:
    wish = Wishes(Manner(PASSES), **wishes)
    (made,) = revise_with(network, take, GENRES[genre], revision, seed=seed, takes=1, wishes=wish)
    return made.score


def parts(score: Score) -> set[tuple[Role, int, int]]:
    return {(track.role, note.start, note.pitch) for track in score.tracks[1:] for note in track.notes}


def difference(a: Score, b: Score) -> float:
    """The share of the parts' notes that only one of them has, 0 to 1."""
    first, second = parts(a), parts(b)
    return 1 - 2 * len(first & second) / max(1, len(first) + len(second))


def attacks(score: Score, role: Role) -> int:
    track = score.track(role)
    return len({note.start for note in track.notes}) if track else 0


@pytest.fixture(scope="module")
def pop(network) -> list[Score]:
    """A take of each melody."""
    return [one for (one,) in takes(network, "pop", 1)]


def test_the_higher_the_temperature_the_more_takes_of_other_seeds_differ(network):
    def spread(temperature: float) -> float:
        sets = takes(network, "chorale", 4, temperature)
        return float(np.mean([difference(a, b) for one in sets for a, b in combinations(one, 2)]))

    safe, usual, wild = spread(0.3), spread(1), spread(1.6)
    assert safe + 0.05 < usual and usual + 0.05 < wild, (safe, usual, wild)


def test_truncation_leaves_the_unlikely_out(network):
    def strange(truncation: float) -> float:
        """The share of pitches that are not in the key."""
        wish = Wishes(Manner(PASSES, 1.6, truncation))
        found = compose_with(network, TUNES[0], GENRES["chorale"], seed=0, takes=4, wishes=wish)
        pitches = [note.pitch for take in found for track in take.score.tracks[1:] for note in track.notes]
        return float(np.mean([pitch % 12 not in (0, 2, 4, 5, 7, 9, 11) for pitch in pitches]))

    assert strange(0.3) < 0.7 * strange(0), (strange(0.3), strange(0))


def test_the_network_alone_has_neither_priors_nor_a_temperature_of_ours(network):
    def raw(priors: float, adventure: float) -> Score:
        other = network.alone()
        other.priors = np.full_like(network.priors, priors)
        wish = Wishes(Manner(PASSES, adventure, raw=True))
        (take,) = compose_with(other, TUNES[0], GENRES["chorale"], seed=0, takes=1, wishes=wish)
        return take.score

    plain = raw(0, 1)
    assert raw(9, 1) == plain
    assert Manner(raw=True).temperature == 1 > Manner().temperature
    assert network.priors.any() and not network.alone().priors.any()
    usual, *_ = next(takes(network, "chorale", 1, 1))
    assert difference(usual, plain) > 0.1


def test_temperature_0_composes(network):
    for one in takes(network, "chorale", 2, 0):
        assert all(parts(score) for score in one)


def slowly(network: ExportedGenerator, **wishes) -> list[Score]:
    """Takes in many passes: in few of them notes come together that know nothing of each other, and are too many.

    Of a genre in which all four parts play often enough to be counted in few takes.
    """
    tunes = [DEMOS["brother"], TUNES[1]]
    found = takes(network, "electronic", 3, passes=Manner().passes // 2, tunes=tunes, **wishes)
    return [score for one in found for score in one]


@pytest.fixture(scope="module")
def usual(network) -> list[Score]:
    return slowly(network)


@pytest.mark.parametrize("role", [Role.CHORDS, Role.BASS, Role.PAD, Role.DRUMS])
def test_density_changes_how_often_its_part_plays(network, usual, role):
    calm, busy = (slowly(network, density={role: factor}) for factor in (0.5, 2))
    counts = [sum(attacks(score, role) for score in found) for found in (calm, usual, busy)]
    assert 1.1 * counts[0] < counts[1] < counts[2] / 1.1, counts


def test_density_0_silences_a_part_and_no_other(network):
    for one in takes(network, "pop", 2, density={Role.BASS: 0}):
        for score in one:
            assert attacks(score, Role.BASS) == 0
            assert len(parts(score)) > score.bars


def test_in_a_rewriting_density_0_silences_the_bars_in_question(network, pop):
    score = rewritten(network, pop[0], Revision(bars=(2, 3)), density={Role.BASS: 0})
    bars = {note.start // 96 for note in score.track(Role.BASS).notes}
    assert bars == {note.start // 96 for note in pop[0].track(Role.BASS).notes} - {1, 2}


@pytest.mark.parametrize("kept", [Role.CHORDS, Role.BASS, Role.DRUMS])
def test_kept_parts_are_identical_and_the_others_are_new(network, pop, kept):
    for take in pop:
        score = rewritten(network, take, Revision(frozenset(GENRES["pop"].roles[1:]) - {kept}))
        same = {track.role for track in take.tracks if score.track(track.role) == track and track.notes}
        assert {Role.MELODY, kept} - {track.role for track in take.tracks if not track.notes} <= same
        assert difference(take, score) > 0.1


def test_outside_the_bars_nothing_changes_and_inside_something_does(network, pop):
    for take in pop:
        bar = take.metre.bar_ticks
        score = rewritten(network, take, Revision(bars=(2, 3)))
        assert [track.role for track in score.tracks] == [track.role for track in take.tracks]
        for before, after in zip(take.tracks, score.tracks):
            changed = {note.start // bar for note in set(before.notes) ^ set(after.notes)}
            assert changed <= {1, 2}, before.role
        assert difference(take, score) > 0


@pytest.mark.parametrize(("metre", "pickup"), [(Metre(3, 4), 24), (Metre(6, 8), 0), (Metre(7, 16), 0)])
def test_bars_are_those_of_the_metre_and_a_pickup_is_the_first(network, metre, pickup):
    count = (pickup + 6 * metre.bar_ticks) // 12
    tune = Melody(tuple(Note(12 * i, 60 + i % 5, 12) for i in range(count)), metre=metre, pickup=pickup, key=Key())
    ((take,),) = takes(network, "pop", 1, tunes=[tune])
    score = rewritten(network, take, Revision(bars=(2, 2)))
    first = pickup or metre.bar_ticks
    for before, after in zip(take.tracks, score.tracks):
        assert all(first <= n.start < first + metre.bar_ticks for n in set(before.notes) ^ set(after.notes))
    assert difference(take, score) > 0


def test_notes_that_are_held_across_a_seam_stay_whole_or_go_whole(network):
    """A pad that rings into the rewritten bar 2 is kept to the letter; one that rings out of it is rewritten."""
    tune = Track(Role.MELODY, tuple(Note(24 * i, 72, 24) for i in range(16)))
    held = (Note(48, 60, 96, 64), Note(48, 64, 72, 64))
    leaving = (Note(150, 67, 90, 64),)
    after = (Note(288, 60, 96, 64),)
    take = Score((tune, Track(Role.PAD, (*held, *leaving, *after))), key=Key())
    for seed in range(6):
        notes = rewritten(network, take, Revision(bars=(2, 2)), seed).track(Role.PAD).notes
        assert {n for n in notes if not 96 <= n.start < 192} == {*held, *after}
        assert all(n.end <= 192 for n in notes if 96 <= n.start < 192), "bar 3 sounds as what is kept says"


def test_the_larger_the_amount_the_more_notes_change(network, pop):
    shares = [
        np.mean(
            [difference(take, rewritten(network, take, Revision(amount=x), seed)) for take in pop for seed in (1, 2, 3)]
        )
        for x in (0.2, 0.6, 1)
    ]
    assert 0 < shares[0] < shares[1] < shares[2], shares


def test_the_smallest_amount_falls_where_something_may_change(network, pop):
    """One bar of one voice of those in question, however few they are."""
    sheet = _Sheet(TUNES[0])
    mask = sheet.mask([Role.DRUMS]) & sheet.in_bars(2, 3)[:, None]
    for seed in range(20):
        few = sheet.scattered(mask, 0.01, np.random.default_rng(seed))
        assert few.any() and not (few & ~mask).any()


def test_the_seed_that_wrote_a_take_does_not_write_it_again(network, pop):
    again = rewritten(network, pop[0], Revision(), seed=0)
    assert difference(pop[0], again) > 0.1
    third = rewritten(network, again, Revision(), seed=0)
    assert difference(again, third) > 0.1
    assert rewritten(network, pop[0], Revision(), seed=0) == again


def test_a_blend_of_0_is_no_blend(network):
    plain = list(takes(network, "pop", 2))
    assert list(takes(network, "pop", 2, blend=("chorale", 0.0))) == plain


def test_a_blend_of_1_plays_as_often_as_the_other_genre_does(network):
    """Of chorales and rock, whose parts play at quite different rates."""

    def rates(genre: str, **wishes) -> np.ndarray:
        scores = [score for one in takes(network, genre, 5, **wishes) for score in one]
        return np.mean([[attacks(s, role) / s.bars for role in (Role.CHORDS, Role.BASS)] for s in scores], axis=0)

    chorale, target, blended = rates("chorale"), rates("rock"), rates("chorale", blend=("rock", 1.0))
    assert np.abs(blended - target).sum() < 0.75 * np.abs(chorale - target).sum(), (chorale, target, blended)


def test_a_blend_shares_out_the_style(network):
    """The genres' numbers in the style are the shares, and so often is the arrangement borrowed from the other."""
    sheet = _Sheet(TUNES[0])
    genre, other = (network.genres.index(name) for name in ("chorale", "pop"))
    drummed = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        styles = [
            _frame(
                network,
                GENRES["chorale"],
                sheet.voices(()),
                sheet.mask(GENRES["chorale"].roles),
                sheet.melody.metre,
                Wishes(blend=("pop", share)),
                np.random.default_rng(seed),
            ).style
            for seed in range(40)
        ]
        assert all(s[0, genre] == pytest.approx(1 - share) and s[0, other] == pytest.approx(share) for s in styles)
        drums = len(network.genres) + ROLE_COLUMNS[Role.DRUMS].start  # they play in pop and never in a chorale
        drummed.append(sum(s[0, drums] > 0 for s in styles))
    assert drummed[0] == 0 and drummed[-1] > 30
    assert all(a <= b for a, b in pairwise(drummed)) and 5 < drummed[2] < 35, drummed


def test_what_cannot_be_rewritten_is_refused_in_words(network, pop):
    with pytest.raises(UsageError, match="no bar 9"):
        rewritten(network, pop[0], Revision(bars=(4, 9)))
    with pytest.raises(UsageError, match="nothing to write again"):
        rewritten(network, pop[0], Revision(frozenset({Role.DRUMS})), genre="chorale")
    two = Track(Role.MELODY, (Note(0, 60, 48), Note(24, 64, 48)))
    with pytest.raises(MelodyError, match="one voice"):
        rewritten(network, Score((two,)), Revision())
    with pytest.raises(MelodyError, match="no notes"):
        rewritten(network, Score((pop[0].tracks[1],)), Revision())
