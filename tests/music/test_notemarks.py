"""Accidentals, beams and brackets, and the picture that comes of them."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gan.errors import MissingDependency
from gan.music import Key, Metre, Note, Role, Score, Track
from gan.music.engraving import score_svg
from gan.music.importing import read_score
from gan.music.musicxml_writer import musicxml_text
from gan.music.notelayout import Piece
from gan.music.notemarks import accidentals, beams, triplets

NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")


def pieces(*signs: tuple[int, int, int | None]) -> list[Piece]:
    """Pieces of start, length and pitch."""
    return [Piece(start, length, () if pitch is None else (pitch,)) for start, length, pitch in signs]


def test_an_accidental_is_written_once_in_a_bar_and_taken_back() -> None:
    voice = pieces((0, 24, 66), (24, 24, 66), (48, 24, 65), (72, 24, 78))
    assert accidentals([voice], NAMES, None) == {(0, 66): "sharp", (48, 65): "natural", (72, 78): "sharp"}


def test_the_signature_is_known_and_what_differs_from_it_marked() -> None:
    voice = pieces((0, 24, 66), (24, 24, 65), (48, 24, 66))
    assert accidentals([voice], NAMES, Key(7, "major")) == {(24, 65): "natural", (48, 66): "sharp"}
    flat = pieces((0, 24, 70), (24, 24, 71))
    assert accidentals([flat], NAMES, Key(5, "major")) == {(24, 71): "natural"}


def test_voices_share_accidentals_and_ties_carry_them() -> None:
    first, second = pieces((0, 48, 66)), pieces((24, 24, 66))
    assert accidentals([first, second], NAMES, None) == {(0, 66): "sharp"}
    tied = [Piece(0, 24, (66,), tied_before=True), Piece(24, 24, (66,))]
    assert accidentals([tied], NAMES, None) == {(24, 66): "sharp"}


@pytest.mark.parametrize(
    ("metre", "signs", "marks"),
    [
        (Metre(4, 4), [(0, 12, 60), (12, 12, 62), (24, 12, 64)], {0: ["begin"], 12: ["end"]}),
        (Metre(6, 8), [(0, 12, 60), (12, 12, 62), (24, 12, 64)], {0: ["begin"], 12: ["continue"], 24: ["end"]}),
        (Metre(3, 8), [(0, 12, 60), (12, 12, 62), (24, 12, 64)], {0: ["begin"], 12: ["continue"], 24: ["end"]}),
        (Metre(4, 4), [(0, 18, 60), (18, 6, 62)], {0: ["begin"], 18: ["end", "backward hook"]}),
        (Metre(4, 4), [(0, 6, 60), (6, 18, 62)], {0: ["begin", "forward hook"], 6: ["end"]}),
        (Metre(4, 4), [(0, 12, 60), (12, 12, None)], {}),
        (Metre(4, 4), [(0, 24, 60), (24, 24, 62)], {}),
        (
            Metre(2, 4),
            [(0, 12, 60), (12, 6, 62), (18, 6, 64)],
            {0: ["begin"], 12: ["continue", "begin"], 18: ["end", "end"]},
        ),
    ],
)
def test_beams_join_what_begins_in_a_beat(
    metre: Metre, signs: list[tuple[int, int, int | None]], marks: dict[int, list[str]]
) -> None:
    assert beams(pieces(*signs), 0, metre) == marks


def test_brackets_stand_over_the_triplets_of_a_quarter() -> None:
    voice = pieces((0, 8, 60), (8, 8, None), (16, 8, 62), (24, 16, 60), (40, 8, 62), (48, 24, 60))
    assert triplets(voice, 0) == {0: "start", 16: "stop", 24: "start", 40: "stop"}


def odd_score() -> Score:
    """A minor with its leading note, a pickup, triplets, drums, an empty part."""
    tune = [Note(0, 76, 24), *(Note(24 + 8 * n, 68 + n, 8) for n in range(6)), Note(72, 69, 48)]
    tracks = (
        Track(Role.MELODY, tuple(tune), 73, "<tune> & more"),
        Track(Role.BASS, tuple(Note(24 + 12 * n, 40 + n, 12) for n in range(8)), 33),
        Track(Role.PAD, ()),
        Track(Role.DRUMS, tuple(Note(24 + 6 * n, 38, 6) for n in range(8))),
    )
    return Score(tracks, 90, Metre(4, 4), 24, Key(9, "minor"), "Odd “things” <b>")


def test_the_note_below_the_tonic_of_a_minor_key_is_a_raised_letter() -> None:
    root = ElementTree.fromstring(musicxml_text(odd_score()).split(">", 2)[2])
    steps = [(p.findtext("step"), p.findtext("alter")) for p in root.iter("pitch")]
    assert ("G", "1") in steps and ("A", "-1") not in steps


def test_marks_are_read_again_as_the_same_music() -> None:
    def notes(score: Score) -> list[list[tuple[int, int, int]]]:
        return sorted([(n.start, n.pitch, n.length) for n in track.notes] for track in score.tracks if track.notes)

    assert notes(read_score(musicxml_text(odd_score()).encode())) == notes(odd_score())


def test_a_score_becomes_one_picture_with_its_title_and_the_same_each_time() -> None:
    pytest.importorskip("verovio")
    picture = score_svg(odd_score())
    assert picture == score_svg(odd_score())
    root = ElementTree.fromstring(picture)
    assert root.tag.endswith("svg")
    text = " ".join("".join(element.itertext()) for element in root.iter() if element.tag.endswith("text"))
    assert "Odd “things” <b>" in text and "<tune> & more" in text
    kinds = re.findall(rb'class="([a-zA-Z]+)"', picture)
    assert {b"beam", b"accid", b"tuplet", b"staff", b"keySig"} - set(kinds) <= {b"keySig"}


def test_the_longest_melody_becomes_a_picture() -> None:
    pytest.importorskip("verovio")
    notes = tuple(Note(12 * n, 60 + n % 12, 12) for n in range(8 * 128))
    tracks = [Track(Role.MELODY, notes)] + [Track(Role.CHORDS, notes) for _ in range(4)]
    picture = score_svg(Score(tuple(tracks), title="Long"))
    assert picture.count(b'class="measure"') == 128
    ElementTree.fromstring(picture)


def test_without_verovio_the_mend_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "verovio.py").write_text("raise ImportError('none here')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(MissingDependency) as caught:
        score_svg(odd_score())
    assert "composer-tui[print]" in caught.value.mend
