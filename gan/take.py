"""A take: what the generator wrote for one melody, with all that is needed to have it written again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gan.music.jsonform import score_from_json, score_to_json
from gan.music.score import Score


@dataclass(frozen=True, slots=True)
class Take:
    """A score and where it comes from. The same melody, genre, seed, number and weights give the same notes."""

    score: Score
    genre: str
    """Genre id."""
    seed: int
    number: int
    """Which of the seed's takes, from 1; it does not depend on how many were asked for."""
    weights: str
    """The exported generator's hash."""

    @property
    def name(self) -> str:
        """A file name without suffix, such as `chorale-s7-1`."""
        return f"{self.genre}-s{self.seed}-{self.number}"

    def to_json(self) -> dict[str, Any]:
        """As JSON values; `from_json` is the inverse."""
        return {
            "score": score_to_json(self.score),
            "genre": self.genre,
            "seed": self.seed,
            "number": self.number,
            "weights": self.weights,
        }

    @staticmethod
    def from_json(value: dict[str, Any]) -> Take:
        """Raises ValueError, KeyError or TypeError for anything that is not a take."""
        score, genre, weights = score_from_json(value["score"]), value["genre"], value["weights"]
        seed, number = value["seed"], value["number"]
        if not (isinstance(genre, str) and isinstance(weights, str) and type(seed) is type(number) is int):
            raise TypeError("not of a take's kinds")
        return Take(score, genre, seed, number, weights)
