"""The lessons of the tour: what is said before and after each deed.

Rule of this file: no lesson says what will be heard; it says what to listen for, and the numbers come from the run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from tui.run_view import RunView

STEPS = 100
"""Steps of each run of the tour."""
SILLY_RATE = 0.3
"""A learning rate some hundred times too high."""


class Deed(Enum):
    """What a lesson does when it is asked to."""

    NONE = "go on"
    MELODY = "hear the melody"
    BEGIN = "begin the run"
    HEAR_FIRST = "hear it untrained"
    HEAR_LAST = "hear it now"
    BREAK = "break it"
    HEAR_BROKEN = "hear it broken"
    MEND = "mend it"


@dataclass(frozen=True)
class Lesson:
    """One page of the tour."""

    title: str
    before: str
    deed: Deed = Deed.NONE
    during: Callable[[RunView], str] | None = None
    """Said while the run of this lesson is at work; None for a deed without one."""
    after: Callable[[RunView], str] | str = ""
    """Said when the deed is done."""

    def words(self, stage: str, view: RunView) -> str:
        """What is said at a stage: `before`, `during` or `after` the deed."""
        if stage == "during":
            return self.during(view) if self.during else "The melody is being accompanied with those weights …"
        if stage == "after" and self.after:
            return self.after if isinstance(self.after, str) else self.after(view)
        return self.before


def _losses(view: RunView) -> str:
    generator, discriminator = view.generator.latest, view.discriminator.latest
    if generator is None or discriminator is None:
        return ""
    return f"orchestra {generator:.2f}, conductor {discriminator:.2f}"


def _missed(view: RunView) -> str:
    first = view.reconstruction.points[0].mean if len(view.reconstruction) else None
    last = view.reconstruction.latest
    if first is None or last is None:
        return ""
    return f"missed notes went from {first:.2f} to {last:.2f} (0: each written note foreseen)"


def _learning(view: RunView) -> str:
    if not len(view.generator):
        return (
            "The networks are being built, and the music is read (the first time that takes a minute). Every point of "
            "the curve will be one step: the conductor learns from eight pieces of real music and eight of the "
            "orchestra's, the orchestra from what the conductor says."
        )
    if view.step >= STEPS and view.working is not None:
        what, done, total = view.working
        count = f" ({done} of {total})" if total > 1 else ""
        return f"All {STEPS} steps are done: {_losses(view)}. Before the run ends it is {what}{count} …"
    return (
        f"Step {view.step} of {STEPS}: {_losses(view)}. Gold is the orchestra's loss, blue the conductor's. When blue "
        "falls the conductor hears the fakes; at 0.69 he is guessing. Neither has to reach nought: it is a contest."
    )


def _learned(view: RunView) -> str:
    return f"{view.step} steps done: {_losses(view)}; {_missed(view)}. Go on and hear what they were good for."


def _breaking(view: RunView) -> str:
    if not len(view.generator):
        return (
            f"A second run begins from the weights of the first, with a learning rate of {SILLY_RATE}: steps too wide."
        )
    return f"Step {view.step}: {_losses(view)}; {_missed(view)}. See the gold line leave the chart."


def _broken(view: RunView) -> str:
    what = f"It gave up: {view.failure[0]}. " if view.failure else ""
    missed = f"{_missed(view).capitalize()}. " if _missed(view) else ""
    return (
        f"{what}{missed}Each step jumped over what it was looking for, so that the networks unlearned. Curves like "
        "these mean: a smaller learning rate."
    )


def _mending(view: RunView) -> str:
    if not len(view.generator):
        return "A third run begins from the weights of the first, which nobody touched, with the usual rates."
    return f"Step {view.step} of {STEPS}: {_losses(view)}. The same music, the same weights, smaller steps."


def _mended(view: RunView) -> str:
    return (
        f"{_losses(view).capitalize()}; {_missed(view)}. Checkpoints are why nothing was lost: runs are kept, and any "
        "of them can be gone on with. Hear it, or compare the runs in the chart (o)."
    )


LESSONS: tuple[Lesson, ...] = (
    Lesson(
        "Two networks",
        "Two networks learn from each other here. The generator is an orchestra: it hears your melody and writes the "
        "other parts. The discriminator is a conductor: he hears written music and the orchestra's, and says which is "
        "which. First hear the melody they will play along with.",
        Deed.MELODY,
        after="That is the question that the orchestra has to answer. Change it in Compose whenever you like.",
    ),
    Lesson(
        "Chance",
        f"Now a real run of {STEPS} steps begins on chorales. Before its first step the weights are chance, and a copy "
        "of them is kept. It takes a minute or two; the chart shows both losses as they come.",
        Deed.BEGIN,
        _learning,
        _learned,
    ),
    Lesson(
        "Before the first lesson",
        "Hear your melody with the weights as they were at step 0. Nobody taught them anything.",
        Deed.HEAR_FIRST,
        after="Every note is as likely as every other: that is an untrained network. r plays it again.",
    ),
    Lesson(
        f"After {STEPS} steps",
        f"The same melody, the same seed, the weights after {STEPS} steps. Listen for two things: do the parts hold "
        "their notes, and do they fit the melody?",
        Deed.HEAR_LAST,
        after="It is no music yet, but it is no longer chance. What it learned first is what is most frequent: long "
        "notes, silence, the notes of the key. 3 leads to the chart: ← → and Enter there hear any step; 5 comes back.",
    ),
    Lesson(
        "Break it",
        f"A learning rate says how wide each step is. Go on from these weights with {SILLY_RATE} instead of 0.001, and "
        "watch the curve.",
        Deed.BREAK,
        _breaking,
        _broken,
    ),
    Lesson(
        "What that sounds like",
        "The same melody with the weights that were broken.",
        Deed.HEAR_BROKEN,
        after="The numbers said so before your ears did. That is what the curve is for.",
    ),
    Lesson(
        "Mend it",
        "The weights of the first run are still there. Go on from them with the usual rate.",
        Deed.MEND,
        _mending,
        _mended,
    ),
    Lesson(
        "From here",
        "The composer's own weights saw some hundred thousand times as much music as these. Press 1 and g to have them "
        "play along, or go on here: longer runs, other genres, music of your own (a folder of MIDI files as data). In "
        "Train the coach says what the numbers mean, every time.",
    ),
)
