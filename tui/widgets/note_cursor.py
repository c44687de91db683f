"""The keys that change the notes of one track: a note is chosen, and moved, lengthened, removed or followed by another.

Rule of this file: a key gives another score or another chosen note; who draws and who keeps it is not known here.
"""

from __future__ import annotations

from gan.music.note import Note, pitch_name
from gan.music.score import Score
from tui.hints import Hints
from tui.note_edit import STEP, added, at_tick, beside, moved, removed, resized

_MOVES = {
    "up": (1, 0),
    "down": (-1, 0),
    "shift+up": (12, 0),
    "shift+down": (-12, 0),
    "shift+right": (0, STEP),
    "shift+left": (0, -STEP),
}
_LENGTHS = {"minus": -STEP, "plus": STEP, "equals_sign": STEP}
_STEPS = {"left": -1, "right": 1, "home": -1_000_000, "end": 1_000_000}


class NoteCursor:
    """The chosen note of a track while its notes are changed."""

    def __init__(self) -> None:
        self.on = False
        self.note: Note | None = None
        self._tick = 0

    def begin(self, score: Score, track: int, tick: int) -> None:
        """Choose the first note from a tick on."""
        self.on, self._tick = True, tick
        self.note = at_tick(score, track, tick)

    def end(self) -> None:
        self.on, self.note = False, None

    def settle(self, score: Score, track: int) -> None:
        """After the notes changed from outside: the same note, else the one that is now there."""
        if self.on and (self.note is None or self.note not in score.tracks[track].notes):
            self.note = at_tick(score, track, self.note.start if self.note else self._tick)

    def press(self, key: str, score: Score, track: int) -> Score | None:
        """What a key makes of the score: the same one where it only chose, None where it is not one of these keys."""
        note = self.note
        if key in _STEPS:
            self.note = beside(score, track, note, _STEPS[key])
            return score
        if key == "enter":
            score, self.note = added(score, track, note, self._tick)
            return score
        if key not in _MOVES and key not in _LENGTHS and key not in ("delete", "backspace"):
            return None
        if note is None:
            return score
        if key in _MOVES:
            score, self.note = moved(score, track, note, *_MOVES[key])
        elif key in _LENGTHS:
            score, self.note = resized(score, track, note, _LENGTHS[key])
        else:
            score, self.note = removed(score, track, note)
        return score

    def hints(self) -> Hints:
        keys = [
            ("←→", "note"),
            ("↑↓", "pitch"),
            ("⇧←→", "move"),
            ("space", "play"),
            ("esc", "done"),
            ("- +", "length"),
            ("enter", "add"),
            ("del", "remove"),
            ("^z", "undo"),
            ("⇧↑↓", "octave"),
        ]
        return Hints(f"NOTE {pitch_name(self.note.pitch)}" if self.note else "NO NOTES", keys)
