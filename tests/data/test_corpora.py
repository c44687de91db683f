import numpy as np
import pytest

from gan.data.chorales import chorale_files, four_voices
from gan.data.corpora import check_corpora, load_corpora
from gan.data.stretches import save_stretches, stretches_of
from gan.errors import DataError
from gan.music import Metre, Note, Role, Score, Track
from tests.tables import write_table


def ignore(*_):
    pass


def same(one, other) -> bool:
    return len(one) == len(other) and all(
        (a.voices.state == b.voices.state).all() and (a.metre, a.source, a.start) == (b.metre, b.source, b.start)
        for a, b in zip(one, other)
    )


def test_a_corpus_is_read_once_and_then_taken_from_the_cache(tmp_path):
    write_table(tmp_path / "data" / "pop.npz")
    told = []
    first = load_corpora(("pop",), tmp_path / "data", tmp_path / "cache", lambda *p: told.append(p))
    assert told
    told.clear()
    again = load_corpora(("pop",), tmp_path / "data", tmp_path / "cache", lambda *p: told.append(p))
    assert not told and same(first["pop"], again["pop"])


def test_a_changed_table_is_read_anew(tmp_path):
    write_table(tmp_path / "pop.npz", seed=1)
    first = load_corpora(("pop",), tmp_path, tmp_path / "cache", ignore)["pop"]
    write_table(tmp_path / "pop.npz", seed=2)
    second = load_corpora(("pop",), tmp_path, tmp_path / "cache", ignore)["pop"]
    assert not same(first, second)


def test_a_damaged_cache_is_made_again(tmp_path):
    write_table(tmp_path / "pop.npz")
    load_corpora(("pop",), tmp_path, tmp_path / "cache", ignore)
    for path in (tmp_path / "cache").rglob("*.npz"):
        path.write_bytes(b"rubbish")
    assert len(load_corpora(("pop",), tmp_path, tmp_path / "cache", ignore)["pop"]) == 12


def test_missing_music_is_named_with_its_mend(tmp_path):
    with pytest.raises(DataError, match="--data"):
        check_corpora(("rock",), None)
    with pytest.raises(DataError, match="no rock music in"):
        check_corpora(("rock",), tmp_path)
    check_corpora(("chorale",), None)


def chorale_like(bars: int, pickup: int = 0) -> Score:
    parts = (("Soprano", 72, Role.CHORDS), ("Alto", 64, Role.PAD), ("Tenor", 55, Role.PAD), ("Bass", 48, Role.BASS))
    tracks = tuple(
        Track(role, tuple(Note(t, pitch + (t // 24) % 3, 24) for t in range(0, pickup + bars * 96, 24)), name=name)
        for name, pitch, role in parts
    )
    return Score(tracks, metre=Metre(4, 4), pickup=pickup)


def test_the_four_voices_take_their_roles_by_name():
    score = four_voices(chorale_like(4))
    assert [t.role for t in score.tracks] == [Role.MELODY, Role.CHORDS, Role.PAD, Role.BASS]
    assert four_voices(Score(chorale_like(4).tracks[:3])) is None


def test_music_without_a_gap_is_one_stretch():
    score = four_voices(chorale_like(9, pickup=24))
    (stretch,) = stretches_of(score, 7)
    assert (stretch.start, stretch.bars, stretch.source) == (24, 8, 7)


def test_bars_without_a_melody_part_two_stretches():
    score = four_voices(chorale_like(12))
    rest = tuple(n for n in score.tracks[0].notes if not 384 <= n.start < 768)
    gap = Score((Track(Role.MELODY, rest), *score.tracks[1:]))
    assert [(s.start, s.bars) for s in stretches_of(gap, 0)] == [(0, 4), (768, 4)]


@pytest.mark.parametrize(("metre", "bars", "slots"), [((3, 4), 8, 18), ((6, 8), 8, 18), ((2, 4), 16, 12)])
def test_any_metre_of_whole_eighths_gives_stretches_on_its_bar_lines(metre, bars, slots):
    score = four_voices(chorale_like(8))
    (stretch,) = stretches_of(Score(score.tracks, metre=Metre(*metre)), 0)
    assert stretch.bar_slots == slots and stretch.bars >= bars and stretch.voices.slots % slots == 0


def test_thin_music_and_bars_off_the_grid_give_none():
    score = four_voices(chorale_like(6))
    assert not list(stretches_of(Score(score.tracks[:1]), 0))
    assert not list(stretches_of(Score(score.tracks, metre=Metre(7, 16)), 0))


def test_stretches_beside_a_table_are_taken_too(tmp_path):
    write_table(tmp_path / "pop.npz")
    own = tuple(stretches_of(Score(four_voices(chorale_like(8)).tracks, metre=Metre(3, 4)), 99))
    save_stretches(own, tmp_path / "pop.stretches.npz")
    found = load_corpora(("pop",), tmp_path, tmp_path / "cache", ignore)["pop"]
    assert len(found) == 13 and same(found[12:], own)
    (tmp_path / "pop.npz").unlink()
    assert same(load_corpora(("pop",), tmp_path, tmp_path / "cache", ignore)["pop"], own)


def test_the_chorales_of_music21_are_read_in_a_child():
    from gan.data import chorales

    files = chorale_files()
    assert len(files) > 350
    scores = list(chorales._chorales(files[:3], ignore))
    stretches = [s for score in scores for s in stretches_of(score, 0)]
    assert sum(s.bars for s in stretches) > 20
    assert all(np.all(s.voices.state[[0, 1, 5, 7]].any(axis=1)) for s in stretches), "all four voices sing"
