"""A person's own music, made by rule and written by our own writers, added to a data folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gan.data.adding import Addition, Found, add_folder, blocks_by_metre, music_files, music_in
from gan.data.corpora import check_corpora, load_corpora
from gan.data.voices import read_role
from gan.errors import DataError
from gan.music import Metre, Note, Role, Score, Track
from gan.music.midi import midi_bytes
from gan.music.musicxml_writer import musicxml_text
from tests.music.midi_hand import chunk, line, metre, midi
from tests.tables import write_table

SCALE = (60, 62, 64, 65, 67, 69, 71, 72)


def tune(seed: int, bars: int = 8, time: Metre = Metre(), higher: int = 0, name: str = "Lead Vocals") -> Score:
    """Quarter notes by chance over a held third and a bass note in each bar."""
    beats = time.bar_ticks // 24
    pitches = np.random.default_rng(seed).choice(SCALE, bars * beats) + higher
    melody = tuple(Note(24 * n, int(pitch), 24) for n, pitch in enumerate(pitches))
    starts = range(0, bars * time.bar_ticks, time.bar_ticks)
    thirds = tuple(Note(start, pitch + higher, time.bar_ticks) for start in starts for pitch in (52, 55))
    roots = tuple(Note(start, 36 + higher, time.bar_ticks) for start in starts)
    tracks = (Track(Role.MELODY, melody, 0, name), Track(Role.CHORDS, thirds, 0), Track(Role.BASS, roots, 32))
    return Score(tracks, 100.0, time)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "music"
    path.mkdir()
    return path


def put(folder: Path, name: str, score: Score) -> None:
    (folder / name).write_bytes(midi_bytes(score))


def add(folder: Path, genre: str = "pop") -> Addition:
    told: list[Found] = []
    added = add_folder(
        folder, genre, folder.parent / "data", folder.parent / "cache", lambda n, of, one: told.append(one), silent
    )
    assert added.files == tuple(told)
    return added


def silent(what: str, done: int, total: int) -> None:
    pass


def test_what_is_read_can_be_learned_from_and_says_how_its_melody_was_found(folder: Path) -> None:
    put(folder, "long.mid", tune(1, bars=240))
    waltz = tune(2, bars=9, time=Metre(3, 4), name="Organ")
    (folder / "waltz.musicxml").write_text(musicxml_text(waltz))
    added = add(folder)
    long, short = added.files
    assert (long.state, long.melody, long.bars) == ("new", "“Lead Vocals”, by its name", {"4/4": 240})
    assert (short.state, short.melody, short.bars) == ("new", "“Organ”, a guess", {"3/4": 9})
    # Of nine bars two blocks of four are taken.
    assert added.added == added.total == {"4/4": 60, "3/4": 2}
    assert added.path.is_file() and not added.refused
    stretches = load_corpora(("pop",), folder.parent / "data", folder.parent / "cache", silent)["pop"]
    assert [(stretch.metre, stretch.bars) for stretch in stretches] == [(Metre(), 240), (Metre(3, 4), 8)]
    assert all(0 <= stretch.source < 2**31 for stretch in stretches)


def test_adding_twice_is_the_same_as_once(folder: Path) -> None:
    put(folder, "long.mid", tune(1, bars=240))
    first = add(folder)
    before = first.path.read_bytes()
    (folder / "long.mid").rename(folder / "renamed.mid")
    second = add(folder)
    assert [(one.state, one.why) for one in second.files] == [
        ("known", "the same file as a piece that is there already")
    ]
    assert (second.added, second.total) == ({}, first.total)
    assert first.path.read_bytes() == before


def test_new_music_goes_beside_what_is_there(folder: Path) -> None:
    put(folder, "first.mid", tune(1, bars=240))
    add(folder)
    put(folder, "second.mid", tune(2, bars=40))
    added = add(folder)
    assert [one.state for one in added.files] == ["known", "new"]
    assert (added.added, added.total) == ({"4/4": 10}, {"4/4": 70})
    assert blocks_by_metre(music_in(folder.parent / "data", folder.parent / "cache", silent)["pop"]) == {"4/4": 70}


def test_a_tune_in_another_key_or_begun_a_bar_later_is_a_duplicate(folder: Path) -> None:
    original = tune(1, bars=16)
    put(folder, "a.mid", original)
    put(folder, "b.mid", tune(1, bars=16, higher=3))
    later = tuple(
        Track(t.role, tuple(Note(n.start - 96, n.pitch, n.length) for n in t.notes if n.start >= 96), t.program, t.name)
        for t in original.tracks
    )
    put(folder, "c.mid", Score(later))
    put(folder, "d.mid", tune(2, bars=16))
    found = add(folder).files
    assert [one.state for one in found] == ["new", "known", "known", "new"]
    assert found[1].why == found[2].why == "the same tune as a.mid"


def test_a_piece_in_a_segment_table_is_recognised(folder: Path) -> None:
    data, cache = folder.parent / "data", folder.parent / "cache"
    write_table(data / "pop.npz", pieces=30, segments=4)
    stretch = music_in(data, cache, silent)["pop"][0]
    tracks = tuple(Track(role, tuple(read_role(stretch.voices, role))) for role in Role)
    put(folder, "known.mid", Score(tuple(track for track in tracks if track.notes)))
    added = add(folder)
    assert [one.why for one in added.files] == ["the same tune as a piece that is there already"]
    assert added.total == {"4/4": 120} and not added.path.exists()


def test_what_cannot_be_used_says_why_and_the_rest_goes_on(folder: Path) -> None:
    (folder / "broken.mid").write_bytes(b"MThd\x00\x00")
    (folder / "page.xml").write_text("<html></html>")
    put(folder, "alone.mid", Score(tune(1).tracks[:1]))
    put(folder, "duet.mid", Score(tune(1).tracks[:2]))
    put(folder, "narrow.mid", tune(1, bars=32, time=Metre(13, 16)))
    put(folder, "silent.mid", Score(()))
    put(folder, "tune.mid", tune(1))
    found = {one.name: (one.state, one.why) for one in add(folder).files}
    assert found["broken.mid"] == (
        "unreadable",
        "The file is not MIDI: it does not begin with a MIDI header (MThd)",
    )
    assert found["page.xml"] == ("unreadable", "The file is a web page: it is neither MIDI, MusicXML nor ABC")
    assert found["alone.mid"] == ("unusable", "no melody with something beside it")
    assert found["duet.mid"] == ("unusable", "no four bars in which a melody and two other tracks play")
    assert found["narrow.mid"] == ("unusable", "its bars are no whole eighths")
    assert found["silent.mid"] == ("unusable", "no whole bar of notes")
    assert found["tune.mid"] == ("new", "")


def test_a_file_of_several_metres_gives_music_in_each(folder: Path) -> None:
    conductor = chunk((0, metre(4, 2)), (8 * 1920, metre(3, 2)))
    pitches = np.random.default_rng(0).choice(SCALE, 8 * 4 + 4 * 3).tolist()
    low = [pitch - 12 for pitch in pitches]
    lower = [pitch - 24 for pitch in pitches]
    data = midi(conductor, *(chunk(*line(channel, notes)) for channel, notes in enumerate((pitches, low, lower))))
    (folder / "tune.mid").write_bytes(data)
    (one,) = add(folder).files
    assert (one.bars, blocks_by_metre(one.stretches)) == ({"4/4": 8, "3/4": 4}, {"4/4": 2, "3/4": 1})
    assert len({stretch.source for stretch in one.stretches}) == 1


def test_fewer_than_sixty_blocks_are_not_written(folder: Path) -> None:
    put(folder, "tune.mid", tune(1, bars=236))
    added = add(folder)
    assert added.refused and added.total == {"4/4": 59}
    assert not added.path.exists()


def test_music_is_told_by_its_suffix_in_subfolders_too_but_not_where_it_is_hidden(folder: Path) -> None:
    for name in ("b.MID", "sub/a.abc", "sub/c.mxl", "notes.txt", ".hidden.mid", ".git/d.mid", "._b.mid"):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert [str(path.relative_to(folder)) for path in music_files(folder)] == ["b.MID", "sub/a.abc", "sub/c.mxl"]
    (folder / "empty").mkdir()
    with pytest.raises(DataError, match="no music files in"):
        add(folder / "empty")


def test_a_folder_of_files_is_learned_from_as_it_is_and_read_again_only_when_it_changed(folder: Path) -> None:
    put(folder, "a.mid", tune(1, bars=240))
    cache, told = folder.parent / "cache", []

    def learn() -> list[int]:
        music = load_corpora(("pop",), folder, cache, lambda *words: told.append(words))["pop"]
        return [stretch.bars for stretch in music]

    check_corpora(("pop",), folder)
    assert learn() == learn() == [240]
    assert told == [("music", 1, 1)]
    put(folder, "a.mid", tune(1, bars=244))
    assert learn() == [244]
    assert sorted(path.name for path in folder.iterdir()) == ["a.mid"], "nothing is written beside the music"


def test_too_little_in_a_folder_of_files_says_how_little_and_why(folder: Path) -> None:
    put(folder, "a.mid", tune(1))
    put(folder, "again.mid", tune(1))
    with pytest.raises(DataError) as caught:
        load_corpora(("pop",), folder, folder.parent / "cache", silent)
    assert caught.value.what == "music has 2 blocks of four bars for pop, too few to learn from"
    assert caught.value.why.startswith("1 of 2 files are left out, most for this: the same file as a.mid")


def test_a_folder_of_files_serves_one_genre_and_an_empty_one_none(folder: Path) -> None:
    with pytest.raises(DataError, match="there is no pop music in"):
        check_corpora(("pop",), folder)
    put(folder, "a.mid", tune(1))
    with pytest.raises(DataError, match="music of one genre"):
        check_corpora(("pop", "rock"), folder)
    write_table(folder / "rock.npz")
    with pytest.raises(DataError, match="it has rock"):
        check_corpora(("pop",), folder)
