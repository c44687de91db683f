from __future__ import annotations

import json

import numpy as np
import pytest

from gan.data.holdout import Song
from gan.errors import DataError, UsageError
from gan.evaluation import Evaluation, GenreEvaluation, NetworkComposer, Row, evaluate
from gan.evaluation.bar import COLUMNS, MEASURES, NONE, reached, verdict
from gan.evaluation.measuring import accuracies
from gan.evaluation.picture import picture, place
from gan.evaluation.sets import sets_of
from gan.exported import ExportedGenerator
from gan.measures.features import FEATURES
from gan.music import Key, Note, Role, Score, Track

SCALE = (60, 62, 64, 65, 67, 69, 71, 72, 74, 76)
DUMB = ("random notes", "drone", "pasted")


@pytest.fixture(scope="module")
def composer() -> NetworkComposer:
    return NetworkComposer(ExportedGenerator(), passes=4)


def songs(count: int, seed: int, first: int = 0) -> list[Song]:
    """Pieces of eight bars: a stepwise tune in quarters, thirds below it, roots in halves, fifths in the pad."""
    rng = np.random.default_rng(seed)
    made = []
    for piece in range(count):
        degree, tune, chords, bass, pad = 4, [], [], [], []
        for beat in range(32):
            degree = int(np.clip(degree + rng.integers(-2, 3), 2, 9))
            tune.append(Note(24 * beat, SCALE[degree], 24))
            chords.append(Note(24 * beat, SCALE[degree - 2], 24))
            if beat % 2 == 0:
                bass.append(Note(24 * beat, SCALE[degree] - 24, 48))
            if beat % 4 == 0:
                pad.append(Note(24 * beat, 55, 96))
        roles = (Role.MELODY, Role.CHORDS, Role.BASS, Role.PAD)
        tracks = [Track(role, tuple(notes)) for role, notes in zip(roles, (tune, chords, bass, pad))]
        made.append(Song(Score(tuple(tracks), key=Key()), first + piece))
    return made


@pytest.fixture(scope="module")
def found(composer: NetworkComposer) -> Evaluation:
    return evaluate(
        composer, {"chorale": songs(12, 1)}, {"chorale": songs(6, 2, 100)}, windows=12, seed=3, baselines=DUMB
    )


# Sets.


def test_halves_share_no_piece_and_every_set_has_the_melodies_of_the_real_half(composer: NetworkComposer) -> None:
    sets = sets_of(composer, "chorale", songs(12, 1), songs(6, 2, 100), windows=12, seed=3)
    assert len(sets.reference) == len(sets.real) == len(sets.takes) == len(sets.pieces) == 12
    assert not set(sets.reference_pieces) & set(sets.pieces)
    assert len(sets.training) == 12

    def tunes(windows: tuple[Score, ...]) -> list[tuple[Note, ...]]:
        return [track.notes for window in windows if (track := window.track(Role.MELODY))]

    for windows in (sets.takes, *sets.baselines.values()):
        assert tunes(windows) == tunes(sets.real)
    assert sets.takes != sets.real
    assert all(window.bars == 4 for window in sets.takes)
    assert "mismatched" in sets.baselines and "5 % wrong" in sets.baselines
    assert sets_of(composer, "chorale", songs(12, 1), songs(6, 2, 100), windows=12, seed=3) == sets


def test_many_pieces_come_before_many_windows_of_one(composer: NetworkComposer) -> None:
    # Each piece has two windows; ten windows of a half come from five songs, one of each piece.
    twice = [Song(song.score, song.piece % 10) for song in songs(20, 4)]
    sets = sets_of(composer, "chorale", twice, (), windows=10, seed=0)
    assert len(set(sets.pieces)) == 5 and len(set(sets.reference_pieces)) == 5
    assert "pasted" not in sets.baselines


def test_too_little_music_is_told_with_what_is_needed(composer: NetworkComposer) -> None:
    with pytest.raises(DataError, match="10 windows of four bars from 5 pieces, and one has 6 from 3"):
        evaluate(composer, {"chorale": songs(6, 1)}, {})


def test_a_genre_the_weights_do_not_know_is_refused(composer: NetworkComposer) -> None:
    with pytest.raises(UsageError, match="do not know the genre polka"):
        evaluate(composer, {"polka": songs(12, 1)}, {})
    with pytest.raises(UsageError, match="no genre"):
        evaluate(composer, {}, {})


# The evaluation as a whole.


def test_every_measure_of_a_chorale_has_a_value_for_every_set(found: Evaluation) -> None:
    (chorale,) = found.genres
    assert [row.measure.id for row in chorale.rows] == [id for id in MEASURES if id != "genre_accuracy"]
    for row in chorale.rows:
        assert row.ceiling is not None and row.takes is not None, row.measure.id
        # A drone has no run of eight notes that could be a copy.
        silent = {name for name, value in row.baselines.items() if value is None}
        assert tuple(row.baselines) == DUMB and silent == ({"drone"} if row.measure.id == "ngram_copies" else set())
    assert (chorale.windows, chorale.pieces, chorale.reference_windows, chorale.training_windows) == (12, 6, 12, 12)


def test_known_sets_have_the_values_they_must_have(found: Evaluation) -> None:
    rows = {row.measure.id: row for row in found.genres[0].rows}
    assert rows["pitch_classes"].baselines["drone"] < 1 < rows["pitch_classes"].baselines["random notes"]
    # The drone never changes its bars; random notes fit nowhere and clash.
    assert rows["unique_bars"].baselines["drone"] < 0.5
    assert rows["clash"].baselines["random notes"] > rows["clash"].ceiling
    assert rows["relational_overlap"].baselines["random notes"] < rows["relational_overlap"].ceiling
    assert rows["ngram_copies"].baselines["pasted"] > rows["ngram_copies"].baselines["random notes"]


def test_the_json_form_says_all(composer: NetworkComposer, found: Evaluation) -> None:
    value = json.loads(json.dumps(found.to_json()))
    assert value["weights"] == composer.hash and value["raw"] is False
    chorale = value["genres"]["chorale"]
    assert chorale["verdict"] in (NONE, *COLUMNS)
    assert set(chorale["measures"]["c2st"]) == {"ceiling", "takes", "baselines", "verdict", "not_beaten"}
    assert set(chorale["profile"]["in key"]) == {"reference", "real", "takes", *DUMB}
    assert list(chorale["beaten"]) == list(DUMB)


def test_the_markdown_has_a_row_for_every_measure_with_all_sets(found: Evaluation) -> None:
    lines = found.markdown().splitlines()
    rows = [line for line in lines if line.startswith("| ")]
    own = 2 + len(found.genres[0].rows)
    assert len(rows) == own + 2 + len(found.genres[0].profile)
    assert len({row.count("|") for row in rows[:own]}) == len({row.count("|") for row in rows[own:]}) == 1
    assert "## chorale" in lines and "| random notes |" in rows[0] and "| reference |" in rows[own]


def test_the_profile_says_what_each_set_is_like_part_by_part(found: Evaluation) -> None:
    profile = found.genres[0].profile
    assert list(profile["in key"]) == ["reference", "real", "takes", *DUMB]
    assert profile["in key"]["real"] == 1 > profile["in key"]["random notes"]
    assert profile["clash on beat"]["real"] < profile["clash on beat"]["random notes"]
    assert profile["bass: note length"]["real"] == 2 and profile["pad: pitch classes"]["real"] == 1
    assert not any(title.startswith("drums") for title in profile)
    assert 0 < found.genres[0].difference < 1
    assert f"differ in {100 * found.genres[0].difference:.0f} %" in found.genres[0].summary()[-1]


def test_the_picture_is_a_png(found: Evaluation) -> None:
    assert picture(found).startswith(b"\x89PNG")
    assert picture(Evaluation("0" * 12, 0, False, ())).startswith(b"\x89PNG")


def test_the_classifier_of_genres_is_asked_about_every_set() -> None:
    rng = np.random.default_rng(0)
    low, high = (rng.normal(size=(20, FEATURES)).astype(np.float32) + shift for shift in (0, 3))
    found = accuracies(
        {"pop": {"reference": low, "real": low, "takes": high}, "jazz": {"reference": high, "real": high}}, seed=0
    )
    assert found == {"pop": {"real": 1.0, "takes": 0.0}, "jazz": {"real": 1.0}}
    assert accuracies({"pop": {"reference": low, "real": low}}, seed=0) == {"pop": {}}


# The bar.


def row(id: str, ceiling: float, takes: float, p: float = 1.0, **baselines: float) -> Row:
    return Row(MEASURES[id], ceiling, takes, {name.replace("_", " "): value for name, value in baselines.items()}, p)


@pytest.mark.parametrize(
    ("id", "ceiling", "takes", "p", "said"),
    [
        ("c2st", 0.56, 0.96, 1, NONE),
        ("c2st", 0.56, 0.95, 1, COLUMNS[0]),
        ("c2st", 0.56, 0.77, 1, COLUMNS[1]),
        ("c2st", 0.56, 0.66, 1, COLUMNS[2]),
        ("c2st", 0.30, 0.60, 1, COLUMNS[2]),
        ("pairing", 1.0, 0.89, 1, NONE),
        ("pairing", 1.0, 0.91, 1, COLUMNS[0]),
        ("pairing", 1.0, 0.96, 1, COLUMNS[1]),
        ("pairing", 1.0, 0.98, 1, COLUMNS[2]),
        ("relational_overlap", 0.9, 0.70, 1, COLUMNS[0]),
        ("direct_overlap", 0.9, 0.87, 1, COLUMNS[1]),
        ("direct_overlap_worst", 0.8, 0.1, 1, NONE),
        ("direct_overlap_worst", 0.8, 0.61, 1, COLUMNS[1]),
        ("yang_lerch", 1.0, 0.96, 1, COLUMNS[0]),
        ("pitch_classes", 1.0, 1.16, 1, NONE),
        ("pitch_classes", 1.0, 0.94, 1, COLUMNS[1]),
        ("qualified_notes", 1.0, 0.96, 1, COLUMNS[0]),
        ("qualified_notes", 1.0, 1.0, 1, COLUMNS[2]),
        ("clash", 0.1, 0.9, 1, ""),
        ("chorale_grade", 3.6, 6.0, 1, COLUMNS[1]),
        ("parallels", 1.0, 9.0, 1, NONE),
        ("copied_windows", 0.01, 0.02, 1, COLUMNS[2]),
        ("ngram_copies", 0.05, 0.25, 1, NONE),
        ("spread", 1.0, 0.82, 1, COLUMNS[0]),
        ("unique_bars", 1.0, 0.95, 1, COLUMNS[2]),
        ("mmd_p", 0.5, 0.04, 0.04, NONE),
        ("mmd_p", 0.5, 0.2, 0.2, COLUMNS[2]),
        ("genre_accuracy", 0.8, 0.73, 1, COLUMNS[1]),
    ],
)
def test_a_value_reaches_its_column(id: str, ceiling: float, takes: float, p: float, said: str) -> None:
    assert row(id, ceiling, takes, p).verdict == said


def test_all_measures_must_reach_a_column_and_one_that_asks_nothing_holds_none_back() -> None:
    assert reached((True, True, True), (None, None, False)) == 2
    assert reached((True, True, False), (True, False, False)) == 1
    assert reached((True, False, True)) == 1
    assert reached((None, None, None)) == 3
    assert verdict((None, None, None)) == ""


def test_a_genre_says_what_falls_short_and_whom_the_takes_beat() -> None:
    rows = (
        row("c2st", 0.55, 0.80, drone=0.99, late=0.70),
        row("relational_overlap", 0.9, 0.72, drone=0.3, late=0.4),
        row("parallels", 1.0, 0.5, drone=0.0, late=1.0),
    )
    genre = GenreEvaluation("jazz", 300, 100, 300, 0, rows)
    assert genre.verdict == COLUMNS[0]
    assert genre.short == ("C2ST AUC", "relational OA")
    assert genre.beaten == {"drone": (2, 2), "late": (1, 2)}
    assert rows[0].nearest == "late" and rows[2].nearest == ""
    assert "short of the next: C2ST AUC, relational OA" in genre.summary()
    assert genre.to_json()["measures"]["c2st"]["not_beaten"] == ["late"]


def test_real_music_with_wrong_notes_is_no_baseline_to_beat() -> None:
    one = Row(MEASURES["c2st"], 0.5, 0.9, {"drone": 1.0, "5 % wrong": 0.6}, None)
    assert one.ranks == {"drone": True}


def test_real_parts_are_no_rival_where_the_melody_is_not_heard() -> None:
    assert row("direct_overlap", 0.9, 0.8, drone=0.3, mismatched=0.9).ranks == {"drone": True}
    assert row("relational_overlap", 0.9, 0.8, drone=0.3, mismatched=0.9).ranks == {"drone": True, "mismatched": False}


def test_what_could_not_be_measured_has_a_dash_and_no_verdict() -> None:
    one = Row(MEASURES["clash"], None, None, {"drone": None}, None)
    assert one.verdict == "" and one.ranks == {} and place(one, one.takes) is None
    assert GenreEvaluation("pop", 1, 1, 1, 0, (one,)).table()[1] == ("clash", "–", "–", "", "", "")


def test_a_dot_stands_between_the_farthest_baseline_and_the_ceiling() -> None:
    one = row("relational_overlap", 0.9, 0.6, drone=0.5, late=0.7)
    assert place(one, 0.5) == 0
    assert place(one, 0.9) == pytest.approx(1)
    assert place(one, 0.6) == pytest.approx(0.25)
    assert place(one, 0.0) == -0.05
