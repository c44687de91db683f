"""Keys let go, as terminals with the kitty keyboard protocol tell them; and nothing else changed."""

from __future__ import annotations

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from tui.key_release import KeyReleased, ReleaseParser


def said(parser: XTermParser, text: str) -> list[tuple[str, str, str | None]]:
    """What a parser makes of what a terminal sends: (kind, key, character)."""
    told = []
    for message in [*parser.feed(text), *parser.tick()]:
        assert isinstance(message, Message)
        if isinstance(message, (events.Key, KeyReleased)):
            told.append((type(message).__name__, message.key, message.character))
        else:
            told.append((type(message).__name__, "", None))
    return told


@pytest.mark.parametrize(
    ("with_types", "without"),
    [
        ("\x1b[97;;97u", "\x1b[97;;97u"),  # a
        ("\x1b[97;1:1;97u", "\x1b[97;;97u"),
        ("\x1b[97;1:2;97u", "\x1b[97;;97u"),  # a, repeated
        ("\x1b[97;2:2;65u", "\x1b[97;2;65u"),  # A
        ("\x1b[97;5:1u", "\x1b[97;5u"),  # ctrl+a
        ("\x1b[39;1:2;39u", "\x1b[39;;39u"),  # '
        ("\x1b[13;1:1u", "\x1b[13u"),  # enter
        ("\x1b[13;1:2u", "\x1b[13u"),
        ("\x1b[27;1:1u", "\x1b[27u"),  # escape
        ("\x1b[32;1:2;32u", "\x1b[32;;32u"),  # space
        ("\x1b[1;1:2A", "\x1b[A"),  # up
        ("\x1b[1;5:2C", "\x1b[1;5C"),  # ctrl+right
        ("\x1b[3;1:2~", "\x1b[3~"),  # delete
        ("\x1b[1;2:1P", "\x1b[1;2P"),  # shift+f1
        ("\x1b[57441;2:1u", "\x1b[57441;2u"),  # shift itself
    ],
)
def test_a_press_or_repeat_is_what_it_is_without_event_types(with_types: str, without: str) -> None:
    assert said(ReleaseParser(), with_types) == said(XTermParser(), without) != []


PLAIN = (
    "abZ'é\x1b[A\x1b[1;5C\x1bOP\t\r\x7f\x1b[I\x1b[O\x1b[<0;5;6M\x1b[<0;5;6m"
    "\x1b[200~x\x1b[97;1:3uy\x1b[201~\x1b[12;3R\x1b[?2026;2$y"
)


def test_a_terminal_without_the_protocol_is_understood_as_before() -> None:
    assert said(ReleaseParser(), PLAIN) == said(XTermParser(), PLAIN)


def test_a_release_has_the_key_and_the_character_of_its_press() -> None:
    parser = ReleaseParser()
    assert said(parser, "\x1b[97;;97u\x1b[97;1:3u") == [("Key", "a", "a"), ("KeyReleased", "a", "a")]
    assert said(parser, "\x1b[97;2;65u\x1b[97;1:3u") == [("Key", "A", "A"), ("KeyReleased", "A", "A")]
    assert said(parser, "\x1b[39;;39u\x1b[39;1:3u")[1] == ("KeyReleased", "apostrophe", "'")
    assert said(parser, "\x1b[35;2;39u\x1b[35;2:3u")[1] == ("KeyReleased", "apostrophe", "'"), "another keyboard"
    assert said(parser, "\x1b[A\x1b[1;1:3A") == [("Key", "up", None), ("KeyReleased", "up", None)]
    assert said(parser, "\x1b[13u\x1b[13;1:3u")[1][:2] == ("KeyReleased", "enter")


def test_two_keys_are_let_go_in_any_order() -> None:
    told = said(ReleaseParser(), "\x1b[97;;97u\x1b[115;;115u\x1b[97;1:3u\x1b[115;1:3u")
    assert [(kind, key) for kind, key, _ in told] == [
        ("Key", "a"), ("Key", "s"), ("KeyReleased", "a"), ("KeyReleased", "s"),
    ]  # fmt: skip


@pytest.mark.parametrize("release", ["\x1b[97;1:3u", "\x1b[1;1:3A", "\x1b[13;1:3u", "\x1b[57441;1:3u", "\x1b[3;5:3~"])
def test_a_release_without_a_press_is_nothing(release: str) -> None:
    assert said(ReleaseParser(), release) == []


@pytest.mark.parametrize(
    ("answer", "tells"), [("\x1b[?27u", True), ("\x1b[?2u", True), ("\x1b[?25u", False), ("\x1b[?0u", False)]
)
def test_the_terminals_answer_says_whether_it_tells_and_is_no_key(answer: str, tells: bool) -> None:
    parser = ReleaseParser()
    assert not parser.tells_releases
    assert said(parser, f"a{answer}b") == [("Key", "a", "a"), ("Key", "b", "b")]
    assert parser.tells_releases is tells


@pytest.mark.parametrize("cut", range(1, 9))
def test_what_arrives_in_pieces_is_understood(cut: int) -> None:
    parser = ReleaseParser()
    said(parser, "\x1b[97;;97u")
    release = "\x1b[97;1:3u"
    assert said(parser, release[:cut]) + said(parser, release[cut:]) == [("KeyReleased", "a", "a")]


@pytest.mark.parametrize(
    "noise", ["\x1b[97;1:9u", "\x1b[;:3u", "\x1b[;1:3u", "\x1b[::::;1:2u", "\x1b[99999999999;1:2u"]
)
def test_no_noise_ends_the_reading(noise: str) -> None:
    parser = ReleaseParser()
    said(parser, noise)
    assert ("Key", "x", "x") in said(parser, "x")
