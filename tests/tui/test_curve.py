"""Curves, the chart's scale, what a run told, and the coach."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import pytest

from tui.coach import coach
from tui.curve import MOST_POINTS, Curve, smoothed
from tui.device_words import Device
from tui.run_view import RunView
from tui.widgets.braille import BrailleCanvas
from tui.widgets.chart_paint import axis_label, draw_band, draw_line, scale_for


def curve_of(*values: float | None) -> Curve:
    curve = Curve()
    for step, value in enumerate(values):
        curve.add(step, value)
    return curve


def test_a_long_curve_stays_small_and_keeps_its_spike_and_its_mean() -> None:
    curve = Curve()
    for step in range(100_000):
        curve.add(step, 50.0 if step == 77_777 else 1.0)
    assert len(curve) <= MOST_POINTS
    assert max(point.high for point in curve.points) == 50.0
    assert sum(point.count for point in curve.points) == 100_000
    assert curve.mean_between(0, 100_000) == pytest.approx(1.00049)
    assert curve.points[0].first == 0 and curve.points[-1].last == 99_999


def test_a_drawing_takes_few_points_of_a_long_curve_and_misses_nothing() -> None:
    curve = Curve()
    for step in range(1, 60_001):
        curve.add(step, 50.0 if step == 41_000 else 1.0)
        if step in (1, 2, 3, 17, 5000, 32_769, 60_000):
            points = curve.window(0, step, 100)
            assert len(points) <= 2 * 100 + 32
            assert sum(point.count for point in points) == step
            assert all(before.last < after.first for before, after in pairwise(points))
    assert max(point.high for point in curve.window(0, 60_000, 100)) == 50.0
    part = curve.window(40_900, 41_100, 400)
    assert 40 <= len(part) <= 800 and part[0].first <= 40_900 and part[-1].last >= 41_100
    assert max(point.high for point in part) == 50.0


def test_a_long_curve_that_goes_on_from_an_older_step_is_the_one_of_what_was_kept_and_what_came_anew() -> None:
    curve, straight = Curve(), Curve()
    for step in range(1, 50_001):
        curve.add(step, 1.0)
    for step in range(20_000, 40_001):
        curve.add(step, 2.0)
    for step in range(1, 40_001):
        straight.add(step, 1.0 if step < 20_000 else 2.0)
    assert curve.last_step == 40_000 and curve.at(15_000) == 1.0 and curve.at(30_000) == 2.0
    for wanted in (10, 200, 3000):
        points = curve.window(0, 40_000, wanted)
        assert all(before.last < after.first for before, after in pairwise(points))
        assert max(point.high for point in points if point.last < 19_900) == 1.0
    assert curve.mean_between(1, 40_000) == pytest.approx(straight.mean_between(1, 40_000), abs=0.001)


def test_the_value_at_a_step_is_the_last_one_told_before() -> None:
    curve = Curve()
    for step in range(5, 101, 5):
        curve.add(step, step / 10)
    assert [curve.at(step) for step in (4, 5, 9, 1000)] == [None, 0.5, 0.5, 10.0]
    assert [curve.next_step(*place) for place in ((50, 1), (50, -1), (0, -1), (99, 9))] == [55, 45, 5, 100]


def test_what_is_no_number_is_left_out() -> None:
    assert len(curve_of(None, math.nan, math.inf, 1.0)) == 1


def test_a_run_that_goes_on_from_an_older_step_takes_the_place_of_what_was_after_it() -> None:
    curve = curve_of(*[1.0] * 10)
    curve.add(5, 9.0)
    assert [point.mean for point in curve.points] == [1.0] * 5 + [9.0]


def test_smoothing_a_constant_gives_the_constant() -> None:
    assert smoothed(curve_of(*[2.5] * 100).points, 10) == pytest.approx([2.5] * 100)


def test_the_scale_holds_all_values_and_a_logarithmic_one_ignores_what_is_not_above_nothing() -> None:
    scale = scale_for([[0.2, 3.0], [1.0]], log=False)
    assert all(0 <= scale.share(value) <= 1 for value in (0.2, 1.0, 3.0))
    log = scale_for([[0.0, -1.0, 0.01, 100.0]], log=True)
    assert log.share(1.0) == pytest.approx(0.5, abs=0.01)
    assert log.share(0.0) < 0
    assert scale_for([[]], log=True).value(0.0) == pytest.approx(0.1)
    assert scale_for([[1.0, 1.0]], log=True).share(1.0) == pytest.approx(0.5, abs=0.01)
    assert scale_for([[1.0, 1.0]], log=False).share(1.0) == pytest.approx(0.5, abs=0.5)


def test_a_falling_line_goes_from_the_upper_left_to_the_lower_right_without_holes() -> None:
    curve = curve_of(*[10 - step for step in range(11)])
    canvas = BrailleCanvas(20, 6)
    values = [point.mean for point in curve.points]
    draw_line(canvas, curve.points, values, scale_for([values], False), (0, 10), 4)
    draw_band(canvas, curve.points, scale_for([values], False), (0, 10), 2)
    assert canvas.cell(0, 0)[1] == 4 and canvas.cell(19, 5)[1] == 4
    assert all(any(canvas.cell(column, row)[1] for row in range(6)) for column in range(20))


def test_axis_labels_are_short() -> None:
    shown = {0: "0.00", 0.693: "0.69", 12.5: "12.50", 1234.5: "1234"}
    assert {value: axis_label(value) for value in shown} == shown
    assert axis_label(0.0123, fine=True) == "0.012"


def event(kind: str, step: int = 0, **more: object) -> dict[str, object]:
    return {"kind": kind, "time": 0.0, "step": step, **more}


def steps(count: int, generator: float, discriminator: float, reconstruction: float = 1.0) -> list[dict[str, object]]:
    return [
        event(
            "StepDone", step, generator_loss=generator, discriminator_loss=discriminator,
            reconstruction_loss=reconstruction, steps_per_second=4.0,
        )
        for step in range(1, count + 1)
    ]  # fmt: skip


def test_a_run_is_known_by_its_events() -> None:
    view = RunView(steps=1000)
    view.take(
        [
            event("Preparing", what="chorales", done=3, total=10),
            event("RunStarted", device="CPU: 2 cores", steps=1000, windows=900, parameters={"generator": 1_500_000}),
            *steps(10, 0.7, 0.6),
            event("CheckpointSaved", 10, path="checkpoints/step-10"),
            event("SampleReady", 10, path="samples/10.mid", genre="chorale"),
            event("SampleReady", 10, path="samples/10.mid", genre="chorale"),
        ],
        Path("/runs/0001"),
    )
    assert (view.step, view.device, view.windows, view.saved_step) == (10, Device("CPU", "2 cores"), 900, 10)
    assert view.heard_steps == [10]
    assert view.preparing is None and view.seconds_left == pytest.approx(247.5)
    assert [sample.path for sample in view.samples] == [Path("/runs/0001/samples/10.mid")]
    assert len(view.generator) == 10 and view.generator.latest == 0.7


def test_events_of_another_form_change_nothing_and_raise_nothing() -> None:
    view = RunView()
    view.take(
        [
            {}, {"kind": 3}, event("StepDone", "x"), event("Preparing"), event("SampleReady", path=None),
            event("RunStarted", steps="many"), event("Brand new"), event("RunFailed", what=None),
        ],  # type: ignore[arg-type]
        Path(),
    )  # fmt: skip
    assert view.step == 0


def test_a_loss_that_is_no_number_is_told() -> None:
    view = RunView()
    view.take([event("StepDone", 5, generator_loss=None, discriminator_loss=0.5)], Path())
    assert "blew up" in coach(view, "running")[0]


def told(generator: float, discriminator: float, count: int = 300, reconstruction: float = 1.0) -> str:
    view = RunView(steps=1000)
    view.take(steps(count, generator, discriminator, reconstruction), Path())
    return " ".join(coach(view, "running"))


def test_the_coach_names_the_numbers_on_the_screen() -> None:
    assert "orchestra 0.91, conductor 0.55" in told(0.91, 0.55)


@pytest.mark.parametrize(
    "generator,discriminator,words",
    [
        (5.0, 0.02, "every fake"),
        (1.3, 0.3, "ahead"),
        (0.8, 0.6, "close contest"),
        (0.69, 0.69, "guessing"),
        (0.5, 0.9, "fools"),
    ],
)
def test_the_coach_tells_who_is_ahead(generator: float, discriminator: float, words: str) -> None:
    assert words in told(generator, discriminator)


def test_the_coach_never_praises_a_run_that_is_only_guessing_or_beginning() -> None:
    for text in (told(0.69, 0.69), told(0.4, 1.2), told(0.69, 0.69, count=10)):
        assert not any(word in text.lower() for word in ("great", "well done", "excellent", "perfect"))
    assert "say little" in told(0.2, 0.9, count=10)


def test_the_coach_says_whether_more_steps_pay() -> None:
    view = RunView(steps=1000)
    falling = [dict(e, reconstruction_loss=2.0 - index / 500) for index, e in enumerate(steps(500, 0.8, 0.6))]
    view.take(falling, Path())
    assert any("more steps pay" in line for line in coach(view, "running"))
    assert "bring little" in told(0.8, 0.6, count=500)


@pytest.mark.parametrize(
    "takes,words",
    [
        ({"in_key": 0.80, "clash": 0.20, "notes_per_bar": 9.0}, "looks for the key (in key 80% now, real music 95%)"),
        (
            {"in_key": 0.94, "clash": 0.20, "notes_per_bar": 9.0},
            "rub against the melody (clash 20% now, real",
        ),
        ({"in_key": 0.94, "clash": 0.03, "notes_per_bar": 9.0}, "too many notes (a bar 9.0 now, real music 4.0)"),
        ({"in_key": 0.94, "clash": 0.03, "notes_per_bar": 1.0}, "too few notes"),
        ({"in_key": 0.94, "clash": 0.03, "notes_per_bar": 4.2}, "In key, clash and density its takes"),
        ({"in_key": 0.94, "clash": 0.03}, "In key and clash its takes"),
        ({"in_key": 0.94}, "In key its takes"),
        ({"pitch_classes": 4.0}, ""),
        ({}, ""),
    ],
)
def test_the_coach_says_how_near_its_takes_are_to_real_music(takes: dict[str, float], words: str) -> None:
    view = RunView(steps=1000)
    real = {"in_key": 0.95, "clash": 0.02, "notes_per_bar": 4.0}
    view.take([*steps(300, 0.8, 0.6), event("HeldOut", 300, takes=takes, real=real)], Path())
    said = " ".join(coach(view, "running"))
    assert words in said
    assert ("real music" in said) == bool(words)
    if "key (" in said:
        view.take([event("HeldOut", 400, takes={**takes, "in_key": 0.85}, real=real)], Path())
        assert "80% before, 85% now" in " ".join(coach(view, "running"))


def test_the_coach_tells_a_failure_in_its_own_words() -> None:
    view = RunView()
    view.take([event("RunFailed", 3, what="the disk is full", why="no space left", mend="Free some")], Path())
    assert coach(view, "failed") == ["the disk is full: no space left.", "Free some"]


def test_a_run_that_reads_music_says_how_far_it_is() -> None:
    view = RunView()
    view.take([event("Preparing", what="chorales", done=30, total=371)], Path())
    assert "30 of 371" in coach(view, "starting")[0]
