"""Every failure a person can meet, as one tree; the command line prints them, never a traceback.

    ComposerError              1   anything below, and what fits nowhere else
    ├── UsageError             2   a wrong option, genre, value or place (no terminal)
    ├── MusicFileError         1   a file that is not the music it claims to be
    ├── MelodyError            1   music that cannot serve as a melody
    ├── MissingDependency      3   a library or program that is not installed
    ├── TimeLimit              4   something took longer than its limit
    ├── WeightsError           1   weights that are absent, damaged or of another make
    ├── SoundError             1   a SoundFont or an output that does not sound
    ├── DataError              1   training music that is absent or not enough
    └── RunError               1   a training run that cannot start, go on or be read
        └── Diverged           5   losses that left the numbers

The figure is the exit code of the command line.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class ComposerError(Exception):
    """A failure told in three parts: what happened, why, and what mends it.

    Args:
        what: one short sentence, without a final full stop.
        why: the cause, or empty where `what` says it all.
        mend: what to do or the exact command to type, or empty.
    """

    exit_code = 1

    def __init__(self, what: str, why: str = "", mend: str = "") -> None:
        super().__init__(what, why, mend)
        self.what = what
        self.why = why
        self.mend = mend

    def __str__(self) -> str:
        text = self.what
        if self.why:
            text += f": {self.why.rstrip('.')}"
        if self.mend:
            text += f". {self.mend}"
        return text


class UsageError(ComposerError):
    exit_code = 2


class MusicFileError(ComposerError):
    pass


class MelodyError(ComposerError):
    pass


class MissingDependency(ComposerError):
    exit_code = 3


class TimeLimit(ComposerError):
    exit_code = 4


class WeightsError(ComposerError):
    pass


class SoundError(ComposerError):
    pass


class DataError(ComposerError):
    pass


class RunError(ComposerError):
    pass


class Diverged(RunError):
    exit_code = 5


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`Did you mean 'jazz'? ` where a known word is near, else nothing."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"Did you mean {near[0]!r}? " if near else ""
