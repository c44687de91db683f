import numpy as np
import pytest

from gan.data.chorales import chorale_files, four_voices
from gan.data.corpora import check_corpora, load_corpora
from gan.data.windows import segments_of, windows_of
from gan.errors import DataError
from gan.music import Metre, Note, Role, Score, Track
from tests.tables import write_table


def ignore(*_):
    pass


def test_a_corpus_is_read_once_and_then_taken_from_the_cache(tmp_path):
    write_table(tmp_path / "data" / "pop.npz")
    told = []
    first = load_corpora(("pop",), tmp_path / "data", tmp_path / "cache", lambda *p: told.append(p))
    assert told
    told.clear()
    again = load_corpora(("pop",), tmp_path / "data", tmp_path / "cache", lambda *p: told.append(p))
    assert not told and (first["pop"].state == again["pop"].state).all()


def test_a_changed_table_is_read_anew(tmp_path):
    write_table(tmp_path / "pop.npz", seed=1)
    first = load_corpora(("pop",), tmp_path, tmp_path / "cache", ignore)["pop"]
    write_table(tmp_path / "pop.npz", seed=2)
    second = load_corpora(("pop",), tmp_path, tmp_path / "cache", ignore)["pop"]
    assert (first.state != second.state).any()


def test_a_damaged_cache_is_made_again(tmp_path):
    write_table(tmp_path / "pop.npz")
    load_corpora(("pop",), tmp_path, tmp_path / "cache", ignore)
    for path in (tmp_path / "cache").rglob("*.npz"):
        path.write_bytes(b"rubbish")
    assert len(load_corpora(("pop",), tmp_path, tmp_path / "cache", ignore)["pop"]) == 48


def test_missing_music_is_named_with_its_mend(tmp_path):
    with pytest.raises(DataError, match="--data"):
        check_corpora(("rock",), None)
    with pytest.raises(DataError, match=r"no rock\.npz"):
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


def test_windows_begin_at_every_bar_line():
    score = four_voices(chorale_like(6, pickup=24))
    assert [start for start, _ in windows_of(score)] == [24, 120, 216]
    assert len(segments_of([score, score])) == 6
    assert set(segments_of([score, score]).source.tolist()) == {0, 1}


def test_other_metres_and_thin_music_give_no_window():
    score = four_voices(chorale_like(6))
    waltz = Score(score.tracks, metre=Metre(3, 4))
    assert not list(windows_of(waltz)) and not list(windows_of(Score(score.tracks[:1])))
    assert len(segments_of([waltz])) == 0


def test_the_chorales_of_music21_are_read_in_a_child():
    from gan.data import chorales

    files = chorale_files()
    assert len(files) > 350
    scores = list(chorales._chorales(files[:3], ignore))
    segments = segments_of(scores)
    assert len(segments) > 5
    assert np.all(segments.state[:, [0, 1, 5, 7]].any(axis=2)), "all four voices sing"
