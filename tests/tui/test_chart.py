"""The loss chart: zooming, moving, the cursor along the steps, what stands around the curves."""

from __future__ import annotations

import pytest

from tui.run_view import RunView
from tui.widgets.braille import BrailleCanvas
from tui.widgets.chart_frame import GUTTER, legend, marks, other_legend
from tui.widgets.chart_paint import step_labels
from tui.widgets.chart_window import LEAST_SPAN, ChartWindow


def test_all_steps_are_seen_at_first_and_the_newest_stays_in_sight() -> None:
    window = ChartWindow(end=1000)
    assert window.bounds == (0, 1000)
    window.zoom(0.5, None)
    assert window.bounds == (500, 1000)
    window.end = 1200
    assert window.bounds == (700, 1200)


def test_zooming_keeps_the_cursor_where_it_is_and_ends_at_both_ends() -> None:
    window = ChartWindow(end=1000)
    window.zoom(0.5, 250)
    first, last = window.bounds
    assert last - first == 500 and (250 - first) / 500 == pytest.approx(0.25, abs=0.01)
    for _ in range(20):
        window.zoom(0.5, 250)
    first, last = window.bounds
    assert last - first == LEAST_SPAN and first <= 250 <= last
    for _ in range(20):
        window.zoom(2, 250)
    assert window.bounds == (0, 1000) and window.span is None


def test_moving_stays_within_the_steps() -> None:
    window = ChartWindow(end=1000)
    window.pan(-0.5)
    assert window.bounds == (0, 1000)
    window.zoom(0.2, None)
    window.pan(-0.5)
    assert window.bounds == (700, 900)
    for _ in range(30):
        window.pan(-0.5)
    assert window.bounds == (0, 200)
    window.show(350)
    assert window.bounds == (150, 350)
    for _ in range(30):
        window.pan(0.5)
    assert window.bounds == (800, 1000) and window.right is None
    window.show(100)
    assert window.bounds == (100, 300)
    window.whole()
    assert window.bounds == (0, 1000)


def test_a_run_of_a_few_steps_has_a_window_too() -> None:
    window = ChartWindow(end=1)
    window.zoom(0.5, 1)
    window.pan(1)
    assert window.bounds == (0, 1)


@pytest.mark.parametrize("bounds", [(0, 1), (0, 600), (480, 520), (0, 100_000), (99_000, 100_000), (0, 10**8)])
@pytest.mark.parametrize("room", [6, 30, 52, 230])
def test_the_steps_along_the_axis_are_apart_and_the_last_is_at_its_end(bounds: tuple[int, int], room: int) -> None:
    line = step_labels(bounds, room)
    assert len(line) == room
    numbers = [int(word.replace(",", "")) for word in line.split()]
    assert numbers == sorted(set(numbers)) and all(bounds[0] <= number <= bounds[1] for number in numbers)
    assert not numbers or numbers[-1] == bounds[1]
    assert room < 30 or numbers[0] == bounds[0]


def test_a_column_and_the_runs_of_a_row_are_what_dots_one_by_one_give() -> None:
    by_dots, by_columns = BrailleCanvas(6, 5), BrailleCanvas(6, 5)
    for x, y0, y1, layer in ((0, 0, 19, 1), (3, 7, 2, 2), (5, 4, 4, 3), (11, -5, 90, 1), (12, 0, 5, 1), (-1, 0, 5, 1)):
        by_columns.column(x, y0, y1, layer)
        for y in range(min(y0, y1), max(y0, y1) + 1):
            by_dots.dot(x, y, layer)
    for row in range(5):
        cells = [by_dots.cell(column, row) for column in range(6)]
        assert [by_columns.cell(column, row) for column in range(6)] == cells
        runs = by_columns.runs(row)
        assert "".join(text for text, _ in runs) == by_dots.text(row)
        assert [layer for text, layer in runs for _ in text] == [layer for _, layer in cells]
    assert BrailleCanvas(1, 1).runs(0) == [(" ", 0)]


def test_what_can_be_heard_is_marked_and_at_the_cursor_what_enter_plays() -> None:
    kept = [(0, 0), (100, 10), (500, 50), (900, None)]
    assert marks(80, kept, None, None).text[GUTTER:].rstrip() == "♪         ♪" + " " * 39 + "♪"
    strip = marks(80, kept, 300, 30)
    assert strip.text[GUTTER + 30] == "▲" and strip.text[GUTTER + 10] == "♪"
    colours = {segment.text: segment.style.color.name for segment in strip if segment.style and segment.style.color}
    assert colours["▲"] != colours["♪"] or len(colours) > 2
    assert marks(80, kept, 100, 10).text[GUTTER + 10] == "♪", "the cursor hides nothing"
    assert marks(80, [], None, None).text.strip() == ""


@pytest.mark.parametrize("width", [10, 52, 72, 120])
def test_every_legend_is_as_wide_as_its_row(width: int) -> None:
    view = RunView()
    assert legend(width, view, "linear · raw", True).cell_length == width
    assert other_legend(width, view, "0001-chorale").cell_length == width
