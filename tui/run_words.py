"""A run in rows of words: how it stands, its numbers, and what they were at a step. Pure functions of a RunView."""

from __future__ import annotations

from gan.music.plain import plain
from tui import theme
from tui.curve import Curve
from tui.device_words import LETTER_ROWS, UNUSED_SIGN, Device
from tui.run_view import RunView
from tui.spans import clock
from tui.step_numbers import in_short
from tui.widgets.line import Part

Row = tuple[Part, ...]

MEASURES = {
    "clash": ("clash", ".0%"),
    "in_key": ("in key", ".0%"),
    "pitch_classes": ("pitch classes/bar", ".1f"),
    "notes_per_bar": ("notes/bar", ".1f"),
}
"""What is shown of `gan.training.samples.MEASURES`, in words and in which form."""


def head_rows(view: RunView, run_id: str, state: str, live: bool, asked: str, *, low: bool = False) -> list[Row]:
    """What the run computes with, in large letters, then the run, its state and what it does right now.

    `asked` is what it was asked for; `low`: all in one row.
    """
    if not run_id and not state:
        return [((" no run yet", theme.DIM),)]
    state = ("paused" if view.paused else state) if live else view.ended or state
    colour = {"running": theme.GOOD, "paused": theme.WARN, "failed": theme.BAD}.get(state, theme.TEXT)
    run: Row = ((f" run {plain(run_id, 30)} ", theme.BRIGHT), (f" {state} ", colour))
    doing: list[Part] = []
    if view.working is not None and live:
        what, done, total = view.working
        doing.append((f" {what} {done}/{total} …" if total > 1 else f" {what} …", theme.ACCENT))
    elif asked:
        doing.append((f" {asked}", theme.ACCENT))
    else:
        sizes = [f"{view.windows:,} windows"] if view.windows else []
        sizes += [f"{name} {size / 1e6:.1f} M" for name, size in view.parameters.items()]
        doing.append((f" {'  '.join(sizes)}", theme.DIM))
    device = view.device
    kind = theme.TEXT if device is None else _device_colour(device)
    if low:
        return [(*(((f" █ {_short_device(view, device, live)} █", kind),) if device is not None else ()), *run, *doing)]
    letters: tuple[str, ...] = device.letters if device is not None else ()
    told: Row = ((f" {_device_row(view, device, live)}", kind),)
    margins: list[Row] = [((f" {row} ", kind),) for row in letters] or [()] * LETTER_ROWS
    return [(*margin, *row) for margin, row in zip(margins, (told, run, tuple(doing)))]


def _device_colour(device: Device) -> str:
    if device.gpu_unused:
        return theme.BAD
    return {"GPU": theme.GOOD, "CPU": theme.WARN}.get(device.kind, theme.TEXT)


def _device_row(view: RunView, device: Device | None, live: bool) -> str:
    """Which device, in capitals, and how hard it works; what matters stands first, where a long name is cut."""
    if device is None:
        return "what it computes with is told soon" if live else ""
    if device.gpu_unused:
        return f"{UNUSED_SIGN} GPU HERE, NOT USED · {device.name.upper()}"
    if device.kind == "CPU":
        return f"{'TRAINS' if live else 'TRAINED'} ON {device.name.upper()}"
    load = _load(view, live)
    return f"{load} AT WORK · {device.name}" if load else device.name


def _short_device(view: RunView, device: Device, live: bool) -> str:
    sign = UNUSED_SIGN if device.gpu_unused else ""
    return " ".join(filter(None, (sign, device.kind or device.name, _load(view, live))))


def _load(view: RunView, live: bool) -> str:
    """How much of the time a GPU is at work."""
    return f"{view.gpu_percent:.0f} %" if live and not view.paused and view.gpu_percent is not None else ""


def numbers_rows(view: RunView, live: bool, *, all: bool = False) -> list[Row]:
    """The numbers as they are now; `all`: with a row of those that the curve and the coach do not speak of."""
    if view.preparing is not None and live:
        what, done, total = view.preparing
        if total <= 1:
            return [((f" building {what} …", theme.TEXT),)]
        filled = round(24 * done / max(1, total))
        return [
            (
                (" reading music  ", theme.TEXT),
                ("█" * filled, theme.ACCENT),
                ("░" * (24 - filled), theme.GRID_BRIGHT),
                (f"  {done:,} of {total:,}  {what}", theme.DIM),
            )
        ]
    if not view.step:
        return [()]
    parts: list[Part] = [(f" step {view.step:,}", theme.BRIGHT)]
    if view.steps:
        parts.append((f" of {view.steps:,}", theme.DIM))
    if live and view.steps and view.step >= view.steps:
        parts.append(("   measuring what came of it …", theme.ACCENT))
    elif live and not view.paused and view.rate:
        rate = f"{view.rate:.1f} steps/s" if view.rate >= 1 else f"{1 / view.rate:.1f} s a step"
        parts.append((f"   {rate}", theme.TEXT))
        if view.seconds_left is not None:
            parts.append((f"   left {clock(view.seconds_left)}", theme.TEXT))
    if view.reconstruction.latest is not None:
        parts.append((f"   missed notes {view.reconstruction.latest:.2f}", theme.DIM))
    if view.held_out.latest is not None:
        best = f" (best at {view.best_step:,})" if view.best_step is not None else ""
        parts.append((f", unheard music {view.held_out.latest:.2f}{best}", theme.DIM))
    if view.saved_step is not None:
        parts.append((f"   saved at {view.saved_step:,}", theme.DIM))
    rows: list[Row] = [tuple(parts)]
    if all and (short := in_short(view.numbers)):
        rows.append(((f" {'   '.join(short)}", theme.DIM),))
    measures = _measures(view.takes, view.real)
    return [*rows, ((" takes (real)", theme.TEXT), *measures)] if measures else rows


def step_rows(view: RunView, step: int) -> list[Row]:
    """The numbers as they were at a step, each beside what it is now, and what can be heard of it."""
    parts: list[Part] = [(f" at step {step:,}", theme.ACCENT), (" (now)", theme.DIM)]
    for words, curve in (
        ("gen", view.generator),
        ("disc", view.discriminator),
        ("missed", view.reconstruction),
        ("gradients", view.generator_gradient),
        ("", view.discriminator_gradient),
    ):
        parts += _then_and_now(words, curve, step)
    if view.generator.at(step) is None:
        parts.append(("  before its first step: what it began with", theme.TEXT))
    found = view.measured_at(step)
    second: list[Part] = []
    if found is not None:
        second += [(f" measured at {found.step:,}", theme.TEXT)]
        if found.loss is not None and view.held_out.latest is not None:
            second += [("  unheard music ", theme.DIM), (f"{found.loss:.2f}", theme.BRIGHT)]
            second += [(f" ({view.held_out.latest:.2f})", theme.DIM)]
        second += _measures(found.takes, view.takes)
    heard = [kept for kept in view.heard_steps if kept <= step][-1:] or view.heard_steps[:1]
    words = f" ♪ enter: hear it as it was at step {heard[0]:,}" if heard else " no weights were kept here to be heard"
    first_heard: Row = ((words, theme.ACCENT if heard else theme.DIM),)
    return [tuple(parts), (*first_heard, *second)]


def _then_and_now(words: str, curve: Curve, step: int) -> list[Part]:
    then, now = curve.at(step), curve.latest
    if then is None or now is None:
        return []
    label = f"  {words} " if words else "  "
    return [(label, theme.DIM), (f"{then:.2f}", theme.BRIGHT), (f" ({now:.2f})", theme.DIM)]


def _measures(values: dict[str, float], beside: dict[str, float]) -> list[Part]:
    """Values of MEASURES, each with another one in brackets."""
    parts: list[Part] = []
    for name, (words, form) in MEASURES.items():
        if name in values and name in beside:
            parts.append((f"  {words} ", theme.DIM))
            parts.append((f"{format(values[name], form)}", theme.BRIGHT))
            parts.append((f" ({format(beside[name], form)})", theme.DIM))
    return parts
