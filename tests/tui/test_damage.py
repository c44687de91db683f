"""Updates that send only what changed."""

from __future__ import annotations

import io

from rich.console import Console
from rich.segment import Segment
from textual.strip import Strip

from tui.damage import TightUpdate


def sent(spans: list[tuple[int, int, int]]) -> str:
    line = {0: Strip([Segment("abcdefghij")]), 10: Strip([Segment("0123456789")])}
    update = TightUpdate([line, line], spans, [[10, 20], [10, 20]])
    return update.render_segments(Console(file=io.StringIO(), color_system=None, width=20))


def test_a_span_begins_and_ends_where_it_should() -> None:
    assert sent([(0, 4, 6)]) == "\x1b[1;5Hef"


def test_a_span_over_two_widgets_takes_a_part_of_each() -> None:
    assert sent([(1, 8, 12)]) == "\x1b[2;9Hij\x1b[2;11H01"


def test_a_whole_line_is_sent_whole() -> None:
    assert sent([(0, 0, 20)]) == "\x1b[1;1Habcdefghij\x1b[1;11H0123456789"


def test_what_does_not_touch_a_span_is_not_sent() -> None:
    assert sent([(0, 10, 11)]) == "\x1b[1;11H0"
