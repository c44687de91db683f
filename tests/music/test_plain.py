"""The one door for outside text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gan.music.plain import plain

ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=120)


@pytest.mark.parametrize(
    "text", ["\x1b[2J", "a\nb", "a\rb", "\x9b31m", "a\u202eb", "a\u2028b", "\u200b", "\ue000", "\ud800", "\x00"]
)
def test_what_a_terminal_could_obey_is_replaced(text: str) -> None:
    clean = plain(text)
    assert "\ufffd" in clean
    assert clean.isprintable()


def test_ordinary_text_of_any_script_stays() -> None:
    for text in ("Für Elise – Thème №1", "花が咲く", "песня", "[bold]x[/]", "🎵 tune", ""):
        assert plain(text) == text


def test_long_text_is_cut_and_says_so() -> None:
    assert plain("x" * 81) == "x" * 79 + "…"
    assert plain("x" * 80) == "x" * 80
    assert plain("abcdef", 3) == "ab…"


@given(ANY_TEXT, st.integers(1, 100))
def test_it_never_grows_never_obeys_and_is_stable(text: str, limit: int) -> None:
    clean = plain(text, limit)
    assert len(clean) <= limit
    assert not {unicodedata.category(c) for c in clean} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert plain(clean, limit) == clean
