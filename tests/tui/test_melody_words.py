"""Tempo, metre, key and grid as a person writes them."""

from __future__ import annotations

import pytest

from gan.errors import UsageError
from gan.music import Key, Metre
from tui.melody_words import grid_of, key_of, metre_of, tempo_of


@pytest.mark.parametrize(
    "text,key",
    [
        ("C", Key(0)),
        ("eb minor", Key(3, "minor")),
        ("F#", Key(6)),
        ("f sharp minor", Key(6, "minor")),
        ("Am", Key(9, "minor")),
        ("A-flat Major", Key(8)),
        ("B♭", Key(10)),
        ("Cb", Key(11)),
        ("bbm", Key(10, "minor")),
    ],
)
def test_keys_are_read_as_people_write_them(text: str, key: Key) -> None:
    assert key_of(text) == key


@pytest.mark.parametrize("tonic", range(12))
@pytest.mark.parametrize("mode", ["major", "minor"])
def test_every_key_is_read_as_it_is_shown(tonic: int, mode: str) -> None:
    assert key_of(str(Key(tonic, mode))) == Key(tonic, mode)


def test_tempo_metre_and_grid_are_read() -> None:
    assert (tempo_of(" 92,5 "), tempo_of("20"), tempo_of("300")) == (92.5, 20, 300)
    assert metre_of(" 7 / 8 ") == Metre(7, 8)
    assert (grid_of("1/16"), grid_of("1/8T")) == (6, 8)


@pytest.mark.parametrize("text", ["", "fast", "19.9", "300.1", "nan", "inf", "-90", "1e9"])
def test_a_tempo_that_is_none_says_the_range(text: str) -> None:
    with pytest.raises(UsageError, match="no number from 20 to 300"):
        tempo_of(text)


@pytest.mark.parametrize("text", ["", "4", "4/3", "0/4", "33/4", "4/4/4", "a/b", "٤/٤"])
def test_a_metre_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not known"):
        metre_of(text)


@pytest.mark.parametrize("text", ["", "H", "C dur", "C##", "minor", "C minor major"])
def test_a_key_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not known"):
        key_of(text)


def test_a_grid_that_is_none_says_which_there_are() -> None:
    with pytest.raises(UsageError) as told:
        grid_of("1/5")
    assert "1/8t" in told.value.mend
