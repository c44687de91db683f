"""What makes notation readable beside the notes themselves: accidentals, beams, brackets over triplets.

The rules this file owns: an accidental is written where the pitch differs from what the signature or an earlier note
of the bar left its line at, and never behind a tie; beams join what begins in one felt beat.
"""

from __future__ import annotations

from collections.abc import Sequence

from gan.music.key import Key
from gan.music.metre import Metre
from gan.music.note import TICKS_PER_QUARTER
from gan.music.notelayout import Piece

_FLAGS = {"eighth": 1, "16th": 2, "32nd": 3}
_ALTERS = {"": 0, "#": 1, "b": -1}
_WORDS = {0: "natural", 1: "sharp", -1: "flat"}
_SHARPS = "FCGDAEB"


def altered(name: str) -> int:
    """Semitones that a name such as `Bb` is away from its letter."""
    return _ALTERS[name[1:]]


def accidentals(voices: Sequence[Sequence[Piece]], names: Sequence[str], key: Key | None) -> dict[tuple[int, int], str]:
    """The accidental of each note of a bar that needs one, by start tick and pitch.

    Args:
        voices: the pieces of the bar, voice by voice.
        names: how the 12 pitch classes are spelled.
    """
    sharps = key.sharps if key is not None else 0
    signature = dict.fromkeys(_SHARPS[: max(0, sharps)], 1) | dict.fromkeys(_SHARPS[::-1][: max(0, -sharps)], -1)
    lines: dict[tuple[str, int], int] = {}
    found: dict[tuple[int, int], str] = {}
    for piece in sorted((piece for voice in voices for piece in voice), key=lambda piece: piece.start):
        for pitch in piece.pitches:
            name = names[pitch % 12]
            line = name[0], pitch // 12
            if not piece.tied_before and altered(name) != lines.get(line, signature.get(name[0], 0)):
                found[piece.start, pitch] = _WORDS[altered(name)]
                lines[line] = altered(name)
    return found


def beams(voice: Sequence[Piece], begin: int, metre: Metre) -> dict[int, list[str]]:
    """For the pieces of a voice in a bar that stand under a beam, by start tick, what each beam does there.

    Args:
        begin: the tick that the bar's beats are counted from.
    """
    beat = metre.pulse_ticks
    if beat < TICKS_PER_QUARTER:
        beat = metre.bar_ticks if metre.bar_ticks <= 36 else TICKS_PER_QUARTER
    marks: dict[int, list[str]] = {}
    group: list[Piece] = []
    for piece in [*voice, None]:
        flagged = piece is not None and bool(piece.pitches) and piece.sign in _FLAGS
        joins = piece is not None and group and (piece.start - begin) // beat == (group[0].start - begin) // beat
        if group and not (flagged and joins):
            marks |= _beamed(group)
            group = []
        if piece is not None and flagged:
            group.append(piece)
    return marks


def triplets(voice: Sequence[Piece], pickup: int) -> dict[int, str]:
    """Where a bracket over triplets starts and stops, by start tick; what stands alone has none."""
    quarters: dict[int, list[int]] = {}
    for piece in voice:
        if piece.is_triplet:
            quarters.setdefault((piece.start - pickup) // TICKS_PER_QUARTER, []).append(piece.start)
    marks: dict[int, str] = {}
    for starts in quarters.values():
        if len(starts) > 1:
            marks[starts[0]], marks[starts[-1]] = "start", "stop"
    return marks


def _beamed(group: Sequence[Piece]) -> dict[int, list[str]]:
    if len(group) < 2:
        return {}
    flags = [_FLAGS[piece.sign] for piece in group]
    marks: dict[int, list[str]] = {}
    for index, piece in enumerate(group):
        marks[piece.start] = []
        for level in range(1, flags[index] + 1):
            before = index > 0 and flags[index - 1] >= level
            after = index + 1 < len(group) and flags[index + 1] >= level
            alone = "backward hook" if index else "forward hook"
            marks[piece.start].append(
                "continue" if before and after else "begin" if after else "end" if before else alone
            )
    return marks
