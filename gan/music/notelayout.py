"""Notes to the signs of notation: which voice, which beats, which ties.

Everything is counted in ticks. A *piece* is one sign: a note or chord, or a rest, that a single symbol can write.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gan.music.note import TICKS_PER_QUARTER, Note
from gan.music.score import Score, without_overlaps

_SIGNS: dict[int, tuple[str, int, bool]] = {}
"""Ticks -> (type of MusicXML, dots, triplet)."""
for _ticks, _name in ((96, "whole"), (48, "half"), (24, "quarter"), (12, "eighth"), (6, "16th"), (3, "32nd")):
    _SIGNS[_ticks] = (_name, 0, False)
    if _ticks > 3:
        _SIGNS[_ticks * 3 // 2] = (_name, 1, False)
for _ticks, _name in ((16, "quarter"), (8, "eighth"), (4, "16th")):
    _SIGNS[_ticks] = (_name, 0, True)
_SIGNS[192] = ("breve", 0, False)

_GRIDS = (12, 6, 8, 4, 3)
"""Steps that a quarter may be divided in, in ticks, simplest first."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One sign."""

    start: int
    length: int
    """Ticks; one of the lengths that a single sign can write."""
    pitches: tuple[int, ...]
    """From low to high; none for a rest."""
    tied_before: bool = False
    tied_on: bool = False

    @property
    def sign(self) -> str:
        """The `type` of MusicXML."""
        return _SIGNS[self.length][0]

    @property
    def dots(self) -> int:
        return _SIGNS[self.length][1]

    @property
    def is_triplet(self) -> bool:
        """Three in the time of two."""
        return _SIGNS[self.length][2]


@dataclass(frozen=True, slots=True)
class _Chord:
    start: int
    end: int
    pitches: tuple[int, ...]


def bar_lines(score: Score) -> list[tuple[int, int]]:
    """The first tick and the end of every bar, the pickup one of them; at least one bar."""
    bars = [(0, score.pickup)] if score.pickup else []
    end = max(score.length, score.pickup + 1)
    begin = score.pickup
    while begin < end:
        bars.append((begin, begin + score.metre.bar_ticks))
        begin += score.metre.bar_ticks
    return bars


def lay_out(notes: Iterable[Note], score: Score) -> list[dict[int, list[Piece]]]:
    """The voices of a track; each holds, by the first tick of a bar, the pieces that fill the bar exactly."""
    notes = tuple(notes)
    bars = bar_lines(score)
    grid = _beat_grids(notes, (edge for bar in bars for edge in bar), score.pickup)
    snapped = without_overlaps(_snap(note, grid, score.pickup, bars[-1][1]) for note in notes)
    voices = _voices(_chords(snapped)) or [[]]
    return [_fill(voice, bars, grid, score) for voice in voices]


def _beat_grids(notes: Sequence[Note], cuts: Iterable[int], pickup: int) -> dict[int, int]:
    """For every quarter with edges in it, the simplest step that fits starts and ends of notes best.

    Where a bar line (a cut) falls into a quarter at a place no triplet has, the quarter is not divided in triplets.
    """
    edges: dict[int, list[int]] = {}
    for note in notes:
        for edge in (note.start, note.end):
            quarter, place = divmod(edge - pickup, TICKS_PER_QUARTER)
            if place:
                edges.setdefault(quarter, []).append(place)
    binary = {(cut - pickup) // TICKS_PER_QUARTER for cut in cuts if (cut - pickup) % 4}
    return {
        quarter: min(
            (step for step in _GRIDS if step % 4 or step == 12 or quarter not in binary),
            key=lambda step: sum(abs(place - _nearest(place, step)) for place in places),
        )
        for quarter, places in edges.items()
    }


def _nearest(place: int, step: int) -> int:
    return (2 * place + step) // (2 * step) * step


def _snap(note: Note, grid: dict[int, int], pickup: int, last: int) -> Note:
    """The note on the grid of its beats, within 0 and `last`, one step long at least."""

    def step(tick: int) -> int:
        return grid.get((tick - pickup) // TICKS_PER_QUARTER, 3)

    def snapped(tick: int) -> int:
        place = (tick - pickup) % TICKS_PER_QUARTER
        return min(max(0, tick - place + _nearest(place, step(tick))), last) if place else tick

    start, end = snapped(note.start), snapped(note.end)
    if start == last:
        start = max(0, last - step(last - 1))
    if end <= start:
        end = min(start + step(start), last)
    return Note(start, note.pitch, end - start, note.velocity)


def _chords(notes: Sequence[Note]) -> list[_Chord]:
    together: dict[tuple[int, int], list[int]] = {}
    for note in notes:
        together.setdefault((note.start, note.end), []).append(note.pitch)
    return [_Chord(start, end, tuple(sorted(pitches))) for (start, end), pitches in sorted(together.items())]


def _voices(chords: Sequence[_Chord]) -> list[list[_Chord]]:
    """Each chord in the first voice that is free; of those that start together the highest first."""
    voices: list[list[_Chord]] = []
    for chord in sorted(chords, key=lambda c: (c.start, -c.pitches[-1])):
        free = next((voice for voice in voices if voice[-1].end <= chord.start), None)
        if free is None:
            voices.append([chord])
        else:
            free.append(chord)
    return voices


def _fill(
    voice: Sequence[_Chord], bars: Sequence[tuple[int, int]], grid: dict[int, int], score: Score
) -> dict[int, list[Piece]]:
    """The pieces of a voice by bar, rests between them, cut at bar lines."""
    filled: dict[int, list[Piece]] = {begin: [] for begin, _ in bars}
    spans: list[_Chord] = []
    now = 0
    for chord in voice:
        if chord.start > now:
            spans.append(_Chord(now, chord.start, ()))
        spans.append(chord)
        now = chord.end
    if now < bars[-1][1]:
        spans.append(_Chord(now, bars[-1][1], ()))
    index = 0
    for span in spans:
        at = span.start
        while at < span.end:
            while at >= bars[index][1]:
                index += 1
            begin, bar_end = bars[index]
            stop = min(span.end, bar_end)
            for start, length in _signs(at, stop, grid, score.pickup):
                tied = bool(span.pitches)
                filled[begin].append(
                    Piece(start, length, span.pitches, tied and start > span.start, tied and start + length < span.end)
                )
            at = stop
    return filled


def _signs(at: int, stop: int, grid: dict[int, int], pickup: int) -> list[tuple[int, int]]:
    """(start, length) of the signs that together last from `at` to `stop`, both inside one bar.

    In a quarter of triplets the signs stay inside it. Elsewhere the longest sign is taken that begins on the beat,
    or on its half (a syncopation), or else ends with the beat.
    """
    signs: list[tuple[int, int]] = []
    while at < stop:
        quarter, place = divmod(at - pickup, TICKS_PER_QUARTER)
        beat_end = pickup + (quarter + 1) * TICKS_PER_QUARTER
        if _in_triplets(quarter, grid) and (place or stop < beat_end):
            longest = min(stop, beat_end) - at
            length = next(ticks for ticks in (16, 8, 4) if ticks <= longest)
        else:
            last_quarter, last_place = divmod(stop - pickup, TICKS_PER_QUARTER)
            end = stop - last_place if last_quarter > quarter and _in_triplets(last_quarter, grid) else stop
            longest = end - at
            if place % 12:
                longest = min(longest, beat_end - at)
            elif place:
                longest = min(longest, 36)
            length = max(ticks for ticks, sign in _SIGNS.items() if ticks <= longest and not sign[2])
        signs.append((at, length))
        at += length
    return signs


def _in_triplets(quarter: int, grid: dict[int, int]) -> bool:
    return grid.get(quarter) in (8, 4)
