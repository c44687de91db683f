"""The numbers of a step: what each is called, in which form it is written, and what it means.

Rule of this file: whoever learns what a GAN is finds a sentence for every number that a run tells.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """A field of an event StepDone."""

    field: str
    name: str
    form: str
    """As `format` takes it."""
    unit: str
    means: str
    """One sentence or two."""

    def said(self, value: float) -> str:
        """The value with its unit."""
        return f"{value:{self.form}} {self.unit}".rstrip()


NUMBERS = (
    Number(
        "generator_loss",
        "generator",
        ".3f",
        "",
        "How surely the discriminator hears what the generator made up: 0.69 where it guesses, more where it hears it.",
    ),
    Number(
        "discriminator_loss",
        "discriminator",
        ".3f",
        "",
        "How badly the discriminator tells written music from made up: 0.69 where it guesses, 0 where it always knows.",
    ),
    Number(
        "verdict_gap",
        "verdict gap",
        ".3f",
        "",
        "By how much the discriminator judges written music higher than the generator's; 0 is no difference.",
    ),
    Number(
        "reconstruction_loss",
        "missed notes",
        ".3f",
        "nats",
        "How badly the generator foresees the notes that were written: 0 where it is sure of each. The sum of pitches, "
        "half the onsets, and drums.",
    ),
    Number("state_loss", "pitches", ".3f", "nats", "Of the missed notes: which pitch sounds at a time, or none."),
    Number("onset_loss", "onsets", ".3f", "nats", "Of the missed notes: whether a note begins here, or is held on."),
    Number("drum_loss", "drums", ".3f", "nats", "Of the missed notes: which drums are struck."),
    Number(
        "penalty",
        "penalty",
        ".3g",
        "",
        "How steeply the verdict changes with the notes heard. The discriminator is corrected for it, so that its word "
        "stays a help. It is taken every few steps, and told where it was.",
    ),
    Number(
        "generator_gradient",
        "generator's gradient",
        ".3g",
        "",
        "How hard a step pulls at the generator (the norm of its gradient); what is over 1 is cut to 1.",
    ),
    Number(
        "discriminator_gradient",
        "discriminator's gradient",
        ".3g",
        "",
        "How hard a step pulls at the discriminator; what is over 10 is cut to 10.",
    ),
    Number(
        "generator_rate",
        "generator's rate",
        ".2g",
        "",
        "How far a correction goes (the learning rate). It grows at the start, and falls to a twentieth at the end.",
    ),
    Number("discriminator_rate", "discriminator's rate", ".2g", "", "The same of the discriminator."),
    Number("steps_per_second", "steps", ".2f", "a second", "A step corrects each network once."),
    Number(
        "examples_per_second",
        "examples",
        ",.0f",
        "a second",
        "Windows of music learned from: the steps times the batch.",
    ),
    Number("seconds_left", "left", ",.0f", "s", "To the last step, as fast as now."),
    Number("memory_mb", "memory", ",.0f", "MB", "What the run's process holds."),
    Number(
        "gpu_percent",
        "GPU",
        ".0f",
        "%",
        "How much of the time it is at work. A low number: it waits for the machine around it.",
    ),
    Number("gpu_memory_mb", "GPU memory", ",.0f", "MB", "What is taken there, by this run and by others."),
)
_BY_FIELD = {number.field: number for number in NUMBERS}
_PAIRS = {"gradients": "_gradient", "rates": "_rate"}


def numbers_in(event: Mapping[str, object]) -> dict[str, float]:
    """The finite ones of NUMBERS in an event, by their fields and in their order."""
    found = {number.field: event.get(number.field) for number in NUMBERS}
    return {
        name: float(value) for name, value in found.items() if isinstance(value, int | float) and math.isfinite(value)
    }


def told(numbers: Mapping[str, float]) -> Iterator[tuple[Number, str]]:
    """Each number that there is, with its value in words."""
    for number in NUMBERS:
        if number.field in numbers:
            yield number, number.said(numbers[number.field])


def in_short(numbers: Mapping[str, float]) -> list[str]:
    """What is told beside losses, steps and time left, in a few words each; of pairs the generator's comes first."""
    words = [f"penalty {_BY_FIELD['penalty'].said(numbers['penalty'])}"] if "penalty" in numbers else []
    for name, ending in _PAIRS.items():
        pair = [_BY_FIELD[side + ending] for side in ("generator", "discriminator")]
        if all(number.field in numbers for number in pair):
            words.append(f"{name} {' '.join(number.said(numbers[number.field]) for number in pair)}")
    if "examples_per_second" in numbers:
        words.append(f"{numbers['examples_per_second']:,.0f} examples/s")
    for field in ("memory_mb", "gpu_percent", "gpu_memory_mb"):
        if field in numbers:
            words.append(f"{_BY_FIELD[field].name} {_BY_FIELD[field].said(numbers[field])}")
    return words
