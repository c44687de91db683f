"""A look at music before it is taken up: what it is, which tracks could be the melody, and the melody itself."""

from __future__ import annotations

from dataclasses import dataclass

from gan.errors import MelodyError
from gan.music.extract import Choice, choices_of, extract_melody
from gan.music.key import Key, find_key
from gan.music.melody import Melody
from gan.music.score import Score


@dataclass(frozen=True, slots=True)
class Look:
    """What there is to know of a score."""

    score: Score
    choices: tuple[Choice, ...]
    """The tracks that could be the melody; `taken` marks the one found. Empty where there is none."""
    melody: Melody | None
    """The melody of the track that was asked for, else of the one found; None where `trouble` says why not."""
    trouble: MelodyError | None
    track: int
    """The number of the melody's track, from 1; 0 where there is none."""

    @property
    def key(self) -> Key:
        """The melody's key, else the one written, else the one that fits the notes best."""
        if self.melody is not None:
            return self.melody.sounding_key
        pitched = (track for track in self.score.tracks if not track.is_drums)
        return self.score.key or find_key(note for track in pitched for note in track.notes)


def look_at(score: Score, track: int | None = None) -> Look:
    """A look at a score with the melody of a track, from 1, or of the one that is found where None."""
    try:
        choices = choices_of(score)
    except MelodyError as error:
        return Look(score, (), None, error, 0)
    number = track if track is not None else next(choice.number for choice in choices if choice.taken)
    try:
        return Look(score, choices, extract_melody(score, track), None, number)
    except MelodyError as error:
        return Look(score, choices, None, error, number)
