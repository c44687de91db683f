from __future__ import annotations

import json
from pathlib import Path

import pytest

from gan.compose import compose
from gan.music import GENRES, Key, Melody, Note, Role, Score, Track
from gan.music.midi import midi_bytes, read_midi
from gan.music.musicxml_writer import musicxml_text
from gan.wishes import Manner, Wishes
from tui.cli import main

TUNE = Melody(tuple(Note(24 * i, 60 + (0, 2, 4, 7)[i % 4], 24) for i in range(16)), key=Key(), title="four bars")


def rewrite(*words: object) -> int:
    return main(["rewrite", *map(str, words)])


@pytest.fixture(scope="module")
def composed() -> Score:
    (take,) = compose(TUNE, GENRES["pop"], seed=7, takes=1, wishes=Wishes(Manner(passes=4)))
    return take.score


@pytest.fixture
def take(composed: Score, tmp_path: Path) -> Path:
    path = tmp_path / "takes" / "pop-s7-1.mid"
    path.parent.mkdir()
    path.write_bytes(midi_bytes(composed))
    return path


def test_bars_and_parts_that_are_kept_come_back_to_the_note(
    take: Path, composed: Score, capsys: pytest.CaptureFixture[str]
) -> None:
    line = (take, "--genre", "pop", "--keep", "bass", "--bars", "2-3", "-n", 2, "--seed", 3, "-o", take.parent)
    assert rewrite(*line, "--no-audio", "--passes", 4) == 0
    out, err = capsys.readouterr()
    assert "bars 2 to 3 · chords, pad, drums written again · melody, bass kept" in err
    names = [f"pop-s7-1-r3-{number}-chords+pad+drums-bars2-3-passes4" for number in (1, 2)]
    # The take is still there, and is as it was.
    assert sorted(path.name for path in take.parent.iterdir()) == [*(f"{name}.mid" for name in names), "pop-s7-1.mid"]
    assert read_midi(take.read_bytes()) == composed
    for name in names:
        assert f"{name}  4 bars" in out
        score = read_midi((take.parent / f"{name}.mid").read_bytes())
        assert [track.role for track in score.tracks] == [track.role for track in composed.tracks]
        for before, after in zip(composed.tracks, score.tracks):
            changed = {note.start // 96 for note in set(before.notes) ^ set(after.notes)}
            assert changed <= (set() if before.role in (Role.MELODY, Role.BASS) else {1, 2})
        assert score != composed


def test_the_same_line_gives_the_same_bytes_and_other_wishes_other_files(take: Path, tmp_path: Path) -> None:
    line = (take, "--genre", "pop", "-n", 1, "--no-audio", "--passes", 2)
    for folder in ("a", "b"):
        assert rewrite(*line, "-o", tmp_path / folder) == 0
    for words in (["--amount", "0.3"], ["--bars", "2"], ["--density", "bass=2"], ["--adventure", "1.5"]):
        assert rewrite(*line, *words, "-o", tmp_path / "a") == 0
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert names == [
        "pop-s7-1-r0-1-adventure1.5-passes2.mid",
        "pop-s7-1-r0-1-amount0.3-passes2.mid",
        "pop-s7-1-r0-1-bars2-2-passes2.mid",
        "pop-s7-1-r0-1-bass2-passes2.mid",
        "pop-s7-1-r0-1-passes2.mid",
    ]
    plain = "pop-s7-1-r0-1-passes2.mid"
    assert (tmp_path / "a" / plain).read_bytes() == (tmp_path / "b" / plain).read_bytes()
    assert len({(tmp_path / "a" / name).read_bytes() for name in names}) == len(names)


def test_a_rewriting_is_a_take_and_another_genre_is_in_its_name(take: Path, tmp_path: Path) -> None:
    line = ("-n", 1, "--no-audio", "-o", tmp_path)
    assert rewrite(take, "--genre", "chorale", *line) == 0
    assert rewrite(tmp_path / "pop-s7-1-chorale-r0-1.mid", "--genre", "chorale", *line) == 0
    assert rewrite(tmp_path / "pop-s7-1-chorale-r0-1.mid", "--genre", "pop", *line) == 0
    assert sorted(path.name for path in tmp_path.glob("*.mid")) == [
        "pop-s7-1-chorale-r0-1-pop-r0-1.mid",
        "pop-s7-1-chorale-r0-1-r0-1.mid",
        "pop-s7-1-chorale-r0-1.mid",
    ]
    # A chorale has no drums: those of the take stay.
    drums = [read_midi(path.read_bytes()).track(Role.DRUMS) for path in (take, tmp_path / "pop-s7-1-chorale-r0-1.mid")]
    assert drums[0] == drums[1]


def test_a_long_name_stays_the_name_of_a_file(take: Path, tmp_path: Path) -> None:
    long = take.with_name("x" * 240 + ".mid")
    take.rename(long)
    assert rewrite(long, "--genre", "pop", "-n", 1, "--no-audio", "-o", tmp_path) == 0
    (name,) = [path.name for path in tmp_path.glob("*.mid")]
    assert name.startswith("xxxx") and name.endswith("-pop-r0-1.mid") and len(name) < 130


def test_json_says_what_was_asked_and_written(take: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = (take, "--genre", "pop", "--keep", "pad", "--bars", "1-2", "--density", "drums=0.5", "-n", 1, "--no-audio")
    assert rewrite(*line, "--musicxml", "--json", "-o", tmp_path) == 0
    value = json.loads(capsys.readouterr().out)
    assert value["take"] == {"file": str(take), "title": "four bars", "bars": 4, "kept": ["melody", "pad"]}
    assert value["revision"] == {"parts": ["chords", "bass", "drums"], "bars": [1, 2], "amount": 1.0}
    assert value["wishes"]["density"] == {"drums": 0.5} and value["wishes"]["blend"] is None
    (one,) = value["takes"]
    assert one["name"] == "pop-s7-1-r0-1-chords+bass+drums-bars1-2-drums0.5"
    assert Path(one["midi"]).is_file() and Path(one["musicxml"]).is_file()


def test_a_take_may_be_musicxml(composed: Score, tmp_path: Path) -> None:
    path = tmp_path / "pop-s7-1.musicxml"
    path.write_text(musicxml_text(composed), encoding="utf-8")
    assert rewrite(path, "--genre", "pop", "--keep", "bass", "-n", 1, "--no-audio", "-o", tmp_path) == 0
    score = read_midi((tmp_path / "pop-s7-1-r0-1-chords+pad+drums.mid").read_bytes())
    assert [note.pitch for note in score.tracks[0].notes] == [note.pitch for note in TUNE.notes]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["take.mid"], 2, "no genre is given"),
        (["take.mid", "--genre", "pop", "--genre", "jazz"], 2, "written again in one genre"),
        (["take.mid", "--genre", "pop", "--keep", "bas"], 2, "there is no part 'bas'. Did you mean 'bass'?"),
        (["take.mid", "--genre", "pop", "--bars", "3-9"], 2, "there is no bar 9: the take has 4 bars"),
        (["take.mid", "--genre", "pop", "--bars", "3-2"], 2, "there are no bars 3 to 2"),
        (["take.mid", "--genre", "pop", "--bars", "0"], 2, "bars are counted from 1"),
        (["take.mid", "--genre", "pop", "--bars", "two"], 2, "Write it like: --bars 5-8"),
        (["take.mid", "--genre", "pop", "--amount", "0"], 2, "'0' is not a number from 0.01 to 1"),
        (["take.mid", "--genre", "pop", "--amount", "nan"], 2, "'nan' is not a number"),
        (["take.mid", "--genre", "song", "--keep", "bass", "--keep", "chords"], 2, "nothing is left to write again"),
        (["take.mid", "--genre", "pop", "--keep", "bass", "--density", "bass=2"], 2, "bass is kept"),
        (["--genre", "pop"], 2, "the following arguments are required: TAKE"),
        (["missing.mid", "--genre", "pop"], 1, "missing.mid"),
        (["tune.mid", "--genre", "pop"], 1, "no track named melody"),
        (["twice.mid", "--genre", "pop"], 1, "more than one track named bass"),
        (["piano.mid", "--genre", "pop"], 1, "'piano' is not named as the part that it is"),
        (["chord.mid", "--genre", "pop"], 1, "two notes sound at tick"),
    ],
)
def test_bad_input_ends_in_one_sentence_and_its_code(
    words: list[str],
    code: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    melody = Track(Role.MELODY, TUNE.notes)
    bass = Track(Role.BASS, (Note(0, 36, 96),))
    files = {
        "take": (melody, bass),
        "tune": (bass,),
        "twice": (melody, bass, bass),
        "piano": (melody, Track(Role.CHORDS, (Note(0, 60, 96),), name="piano")),
        "chord": (Track(Role.MELODY, (Note(0, 60, 96), Note(48, 64, 48))), bass),
    }
    for name, tracks in files.items():
        Path(f"{name}.mid").write_bytes(midi_bytes(Score(tracks)))
    assert rewrite(*words) == code
    out, err = capsys.readouterr()
    last = err.splitlines()[-1]
    assert out == "" and "Traceback" not in err
    assert last.startswith("composer-tui: ") and said in last
    if words[0] in ("tune.mid", "twice.mid", "piano.mid"):
        assert "composer-tui compose FILE --genre pop" in last
    assert not list(tmp_path.glob("takes/*"))
