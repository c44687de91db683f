"""ABC text, before music21 sees it."""

from __future__ import annotations

import pytest

from gan.errors import MusicFileError
from gan.music.abc_reader import read_abc

HEAD = b"X:1\nT:Tune\nM:4/4\nL:1/8\n"


def body(data: bytes) -> str:
    ((_, text),) = read_abc(data).voices
    return text.split("K:C\n", 1)[1]


def test_voices_are_parted_whether_marked_by_lines_or_in_brackets() -> None:
    tune = read_abc(
        HEAD + b'V:1 name="Soprano" clef=treble\nV:2 nm="Bass"\nK:C\n[V:1] CDEF|\n[V:2] C,4|\nV:1\nGABc|\nV:2\nG,4|\n'
    )
    assert [name for name, _ in tune.voices] == ["Soprano", "Bass"]
    assert [text.split("K:C\n")[1].split() for _, text in tune.voices] == [
        ["CDEF|", "GABc|", "|", "|"],
        ["C,4|", "G,4|", "|", "|"],
    ]


def test_only_what_sounds_is_kept() -> None:
    text = body(HEAD + b'K:C\n"Am"A "^slowly"!trill!B {cd}c .d ~e|(f2 g2) [CEG]4 % remark\nw: la la\n|')
    assert "".join(text.split()) == "ABcde|f2g2[CEG]4|||"


def test_repeats_and_endings_become_plain_bar_lines() -> None:
    text = body(HEAD + b"K:C\n|:CDEF GABc|1 c8:|2 c4 z4|]\n[|cBAG FEDC::C8|[3 D8||\n")
    assert not set(text) & set(":[]")
    assert "".join(text.split()) == "|CDEFGABc|c8|c4z4||cBAGFEDC|C8|D8|||"


def test_triplets_keep_their_bracket_and_slurs_go() -> None:
    assert "".join(body(HEAD + b"K:C\n(3ABc ((3def) (AB)|\n").split()) == "(3ABc(3defAB|||"


def test_the_first_of_several_tunes_is_read() -> None:
    tune = read_abc(HEAD + b"K:C\nCDEF|\n\nX:2\nT:Other\nK:G\nGGGG|\n")
    assert tune.title == "Tune"
    assert "GGGG" not in tune.voices[0][1]


@pytest.mark.parametrize(
    ("field", "tempo"),
    [
        (b"Q:1/4=90", 90.0),
        (b"Q:3/8=60", 90.0),
        (b'Q:"Allegro" 1/2=60', 120.0),
        (b"Q:100", 100.0),
        (b"Q:Lento", None),
        (b"Q:1/4=9999", None),
    ],
)
def test_tempi_are_in_quarters_per_minute(field: bytes, tempo: float | None) -> None:
    assert read_abc(HEAD + field + b"\nK:C\nCDEF|\n").tempo == tempo


def test_a_tempo_inside_the_music_is_found() -> None:
    assert read_abc(HEAD + b"K:C\n[Q:1/4=72] CDEF|\n").tempo == 72.0


@pytest.mark.parametrize("data", [b"X:1\nT:a\n", HEAD + b"K:C\n", HEAD + b"K:C\nC99999|\n"])
def test_what_is_no_tune_is_refused(data: bytes) -> None:
    with pytest.raises(MusicFileError):
        read_abc(data)
