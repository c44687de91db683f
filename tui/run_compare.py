"""Two runs side by side: what they were asked to do, and what they came to. For the screen and for `runs --compare`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tui.run_view import RunView

if TYPE_CHECKING:
    from gan.training.run import Run

_SHOWN = ("genres", "preset", "batch", "quarters", "seed", "steps")
"""Settings that are shown even where they are equal."""


def view_of(run: Run) -> RunView:
    """All that a run told so far; reads its whole file of events."""
    from gan.training.events import read_events

    view = RunView(steps=run.config.steps)
    view.take(read_events(run.events_path)[0], run.path)
    return view


def facts_of_run(run: Run, view: RunView) -> dict[str, Any]:
    """Settings and last measures by their names, as JSON values; a measure that is not known is None."""
    measured = view.measured[-1] if view.measured else None
    return {
        **run.config.to_json(),
        "step": view.step,
        "device": view.device.words if view.device else None,
        "steps_per_second": view.rate,
        "generator_loss": view.generator.latest,
        "discriminator_loss": view.discriminator.latest,
        "reconstruction_loss": view.reconstruction.latest,
        "held_out_loss": measured.loss if measured else None,
        "best_step": view.best_step,
        **{f"takes_{name}": value for name, value in (measured.takes if measured else {}).items()},
        **{f"real_{name}": value for name, value in (measured.real if measured else {}).items()},
    }


def rows_of(facts: dict[str, Any], others: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Name and both values in words: the usual settings, those that differ, and all measures that either has."""
    rows = []
    settings = list(facts)[: list(facts).index("step")]
    for name in [*facts, *(name for name in others if name not in facts)]:
        one, other = facts.get(name), others.get(name)
        unknown = one is None and other is None
        if unknown or (name in settings and name not in _SHOWN and one == other):
            continue
        rows.append((name.replace("_", " "), _words(one), _words(other)))
    return rows


def _words(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:,}" if isinstance(value, int) else str(value)
