"""Watching a run for what goes wrong, in words.

Rule of this file: each trouble is told once, and again only after it was over.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

SPAN = 20
"""Points of the loss curve that a judgement is made of."""
DEAF = 0.03
"""A discriminator's loss below which no fake escapes it: it has nothing more to say than no."""
GUESSING = (0.68, 0.71)
"""Around ln 2: it tells nothing apart."""
JUMP = 20.0
"""Times its median that a gradient's norm is when it has burst."""
LEARNED_BY_HEART = 1.05
"""Times its best that the loss on held-out music is when more training only harms."""
SAME_TAKES = 0.1
"""Share of notes by which takes of two seeds must differ."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What goes wrong, why, and what helps."""

    id: str
    what: str
    why: str
    mend: str


@dataclass
class Watch:
    """The last points of a run's curve, and which troubles were told."""

    _points: deque[Mapping[str, float]] = field(default_factory=lambda: deque(maxlen=4 * SPAN))
    _best: float | None = None
    _told: set[str] = field(default_factory=set)

    def step(self, means: Mapping[str, float]) -> list[Trouble]:
        """New troubles after a point of the curve, by the names of `gan.training.trainer.METRICS`."""
        self._points.append(means)
        if len(self._points) < SPAN:
            return []
        conductor = self._mean("discriminator_loss")
        found = [
            self._if(
                conductor < DEAF,
                "deaf",
                "the discriminator hears every fake",
                f"its loss has been {conductor:.3f}, the generator learns little from it",
                "Let it be: it may come back; or start again with a lower --critic-rate (composer-tui train)",
            ),
            self._if(
                GUESSING[0] < conductor < GUESSING[1],
                "guessing",
                "the discriminator only guesses",
                f"its loss has been {conductor:.3f}, that of a coin's toss",
                "Normal at the start; if it stays, start again with a higher --critic-rate (composer-tui train)",
            ),
            self._if(
                self._burst(),
                "burst",
                "a gradient has burst",
                f"its norm is more than {JUMP:g} times what it was",
                "The last checkpoint is sound; if it goes on, start again with lower --rate, --critic-rate "
                "(composer-tui train)",
            ),
        ]
        return [trouble for trouble in found if trouble]

    def held_out(self, loss: float | None, difference: float | None) -> list[Trouble]:
        """New troubles after a measurement at a checkpoint. What was not measured is judged neither way.

        Args:
            loss: reconstruction loss on held-out music, in nats; None where there is no such music.
            difference: share of notes in which two takes of one melody differ, 0 to 1; None where there are none.
        """
        found = []
        if loss is not None:
            best = self._best = loss if self._best is None else min(loss, self._best)
            found += [
                self._if(
                    loss > LEARNED_BY_HEART * best,
                    "heart",
                    "it learns the music by heart",
                    f"on music it does not learn from it loses {loss:.3f}, and lost {best:.3f} before",
                    "Stop; the best checkpoint is kept",
                )
            ]
        if difference is not None:
            found += [
                self._if(
                    difference < SAME_TAKES,
                    "same",
                    "its takes are all the same",
                    f"those of two seeds differ in {100 * difference:.0f} % of their notes",
                    "Go on, or start again with another --seed or a lower --adversarial (composer-tui train)",
                )
            ]
        return [trouble for trouble in found if trouble]

    def unmeasured(self, why: str) -> list[Trouble]:
        """New troubles after a try to measure on held-out music; `why` it failed is empty where it did not."""
        found = self._if(
            bool(why),
            "unmeasured",
            "there was not memory enough to listen to music it does not learn from",
            why,
            "It is saved and goes on; what it learns by heart is not told",
        )
        return [found] if found else []

    def graph(self, why: str) -> list[Trouble]:
        """New troubles after a try to make the graph that composes; `why` it failed is empty where it did not."""
        found = self._if(
            bool(why),
            "graph",
            "what it learned was saved, and cannot compose yet",
            f"the generator could not be converted to a graph: {why}",
            "It is tried again at the next checkpoint; give this machine more memory or room",
        )
        return [found] if found else []

    def _if(self, wrong: bool, id: str, what: str, why: str, mend: str) -> Trouble | None:
        if not wrong:
            self._told.discard(id)
            return None
        if id in self._told:
            return None
        self._told.add(id)
        return Trouble(id, what, why, mend)

    def _mean(self, name: str) -> float:
        return sum(point[name] for point in list(self._points)[-SPAN:]) / SPAN

    def _burst(self) -> bool:
        for name in ("generator_gradient", "discriminator_gradient"):
            values = [point[name] for point in self._points]
            if values[-1] > JUMP * sorted(values)[len(values) // 2]:
                return True
        return False
