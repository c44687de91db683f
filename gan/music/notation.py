"""MusicXML and ABC to Score, through music21. Only ever imported in a short-lived child process.

The rule this file owns: music21 is handed a tree or a text that was checked before, through its format readers
directly. Its `converter` is never called, so its cache of pickled files is neither read nor written.

Ties are merged. Times go to the nearest tick; a first bar that is short is a pickup.
"""

from __future__ import annotations

import math
import warnings
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

from music21 import chord, note, stream
from music21.converter.subConverters import ConverterABC
from music21.musicxml.xmlToM21 import MusicXMLImporter

from gan.errors import MusicFileError
from gan.music.abc_reader import read_abc
from gan.music.key import Key, find_key
from gan.music.musicxml_reader import MAX_BARS, MAX_NOTES, read_musicxml
from gan.music.note import TICKS_PER_QUARTER, Note
from gan.music.partnames import guess_role
from gan.music.role import Role
from gan.music.score import Score, Track, without_overlaps
from gan.music.sections import Change
from gan.music.timeline import choose_longest, choose_metre, choose_tempo, fit_pickup, moved_changes, shifted

VELOCITY = 80
"""Notation says little of loudness; every note has this one."""

_MINOR_MODES = frozenset({"minor", "dorian", "aeolian", "phrygian", "locrian"})


_Signature = tuple[int, str | None, int | None]
"""Sharps, the mode and the tonic's pitch class, the last two where known."""


@dataclass
class _Part:
    """One part as read: notes in ticks, its bars and its signatures."""

    name: str
    program: int = 0
    is_drums: bool = False
    notes: list[tuple[Note, str]] = field(default_factory=list)
    """Each with its tie: "", "start", "stop" or "continue"."""
    bars: list[int] = field(default_factory=list)
    """The tick of every bar line."""
    metres: list[tuple[int, int, int]] = field(default_factory=list)
    keys: list[tuple[int, _Signature]] = field(default_factory=list)
    """The tick and the sounding signature."""


def musicxml_to_score(data: bytes) -> Score:
    """The score of a MusicXML file, compressed or not. Raises MusicFileError."""
    return musicxml_with_metres(data)[0]


def musicxml_with_metres(data: bytes) -> tuple[Score, list[Change]]:
    """The score of `musicxml_to_score`, and where its metre changes."""
    stripped = read_musicxml(data)
    importer = MusicXMLImporter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            importer.xmlRootToScore(stripped.root, importer.stream)
        except MemoryError:
            raise
        except Exception as error:  # music21 raises whatever it meets in a broken score
            raise _unreadable(error) from error
    parts = []
    for m21_part in importer.stream.parts:
        facts = stripped.facts_of(str(m21_part.id))
        part = _Part(facts.name, facts.program, facts.is_drums)
        parts.append(_read_part(m21_part, part, facts.transpositions))
    bars = max((part.bars for part in parts), key=len, default=[])
    tempi = [(bars[index], tempo) for index, tempo in stripped.tempi if index < len(bars)]
    return _score(parts, tempi, stripped.title)


def abc_with_metres(data: bytes, parted: bool) -> tuple[Score, list[Change]]:
    """The score of the first tune of an ABC file, and where its metre changes. Raises MusicFileError.

    Unless `parted`, a metre that is given after the first notes is passed over, and its bars come in odd lengths.
    """
    tune = read_abc(data)
    parts = []
    for (name, whole), texts in zip(tune.voices, tune.parted):
        part, start = _Part(name), 0
        for text in texts if parted else [whole]:
            for m21_part in _read_tune(text).parts:
                _read_part(m21_part, part, [], start)
                start += _tick(m21_part.highestTime)
        parts.append(part)
    return _score(parts, [(0, tune.tempo)] if tune.tempo else [], tune.title)


def _read_tune(text: str) -> Any:
    """music21's score of an ABC tune."""
    reader = ConverterABC()
    try:
        reader.parseData(text)
    except MemoryError:
        raise
    except Exception as error:
        raise _unreadable(error) from error
    music = reader.stream
    return next(iter(music.scores)) if isinstance(music, stream.Opus) else music


def _unreadable(error: Exception) -> MusicFileError:
    words = " ".join(str(error).split())[:200]
    return MusicFileError("The score cannot be read", words or type(error).__name__, "Export it again as MusicXML")


def _tick(quarters: Any) -> int:
    return math.floor(float(quarters) * TICKS_PER_QUARTER + 0.5)


def _read_part(m21_part: Any, part: _Part, transpositions: list[int], start: int = 0) -> _Part:
    """Add a music21 part to `part`, from tick `start` on; transpositions are the semitones of each bar."""
    for index, bar in enumerate(list(m21_part.getElementsByClass(stream.Measure)) or [m21_part]):
        semitones = transpositions[index] if index < len(transpositions) else 0
        offset = bar.offset + Fraction(start, TICKS_PER_QUARTER)
        part.bars.append(_tick(offset))
        for signature in bar.getElementsByClass("TimeSignature"):
            part.metres.append((_tick(offset + signature.offset), signature.numerator, signature.denominator))
        for signature in bar.getElementsByClass("KeySignature"):
            part.keys.append((_tick(offset + signature.offset), _signature(signature, semitones)))
        for voice in (bar, *bar.voices):
            begin = offset + (0 if voice is bar else voice.offset)
            for element in voice.notes:
                _read_element(element, begin, semitones, part.notes)
    if len(part.notes) > MAX_NOTES or len(part.bars) > MAX_BARS:
        raise MusicFileError("The score is too large", f"the limits are {MAX_NOTES:,} notes and {MAX_BARS:,} bars")
    return part


def _read_element(element: Any, begin: Any, semitones: int, notes: list[tuple[Note, str]]) -> None:
    quarters = element.duration.quarterLength
    if element.duration.isGrace or quarters <= 0:
        return
    start = _tick(begin + element.offset)
    length = max(1, _tick(begin + element.offset + quarters) - start)
    # A chord symbol is a chord too in music21, but nobody plays it.
    sounding = element.notes if type(element) is chord.Chord else [element] if type(element) is note.Note else []
    for single in sounding:
        pitch = single.pitch.midi + semitones
        if 0 <= pitch <= 127 and start >= 0:
            tie = single.tie or element.tie
            notes.append((Note(start, pitch, length, VELOCITY), tie.type if tie else ""))


def _signature(signature: Any, semitones: int) -> _Signature:
    sharps = int(signature.sharps or 0)
    mode = getattr(signature, "mode", None)
    tonic = getattr(signature, "tonic", None)
    sounding = (sharps + 7 * semitones + 5) % 12 - 5  # a semitone up is seven fifths up
    return sounding, mode, (tonic.pitchClass + semitones) % 12 if tonic is not None else None


def _merge_ties(notes: list[tuple[Note, str]]) -> list[Note]:
    """One note for every chain of tied ones that touch."""
    merged: list[Note] = []
    held: dict[tuple[int, int], int] = {}  # (pitch, end) of a note that is tied on -> its place in merged
    for single, tie in sorted(notes, key=lambda pair: pair[0]):
        place = held.pop((single.pitch, single.start), None) if tie in ("stop", "continue") else None
        if place is None:
            place = len(merged)
            merged.append(single)
        else:
            first = merged[place]
            merged[place] = Note(first.start, first.pitch, single.end - first.start, first.velocity)
        if tie in ("start", "continue"):
            held[single.pitch, single.end] = place
    return merged


def _score(parts: list[_Part], tempi: list[tuple[int, float]], title: str) -> tuple[Score, list[Change]]:
    tracks = []
    for part in parts:
        notes = without_overlaps(_merge_ties(part.notes))
        if notes:
            role = guess_role(part.name, part.program, part.is_drums, notes)
            tracks.append(Track(role, notes, part.program, part.name))
    tracks.sort(key=lambda track: track.role is not Role.MELODY)
    end = max((note.end for track in tracks for note in track.notes), default=0)
    start = min((track.notes[0].start for track in tracks), default=0)
    metre, bar_line = choose_metre(_metres(parts), end)
    if end > MAX_BARS * metre.bar_ticks:
        raise MusicFileError("The score is too long", f"it has notes beyond bar {MAX_BARS:,}")
    pickup, shift = fit_pickup(bar_line, metre)
    score = Score(
        tuple(Track(t.role, shifted(t.notes, shift), t.program, t.name) for t in tracks),
        choose_tempo(tempi, start, end),
        metre,
        pickup,
        _key(parts, end, (note for track in tracks if not track.is_drums for note in track.notes)),
        title,
    )
    return score, moved_changes(_changes(parts), shift)


def _metres(parts: list[_Part]) -> list[tuple[int, int, int]]:
    """The time signatures of the first part that has some; a short first bar moves the first one to its end."""
    part = next((part for part in parts if part.metres), None)
    if part is None:
        return []
    changes = part.metres
    if len(part.bars) > 1 and changes[0][0] == 0:
        first = part.bars[1]
        _, beats, unit = changes[0]
        if 0 < first < beats * 4 * TICKS_PER_QUARTER // unit:
            # A signature that no Metre can hold stands for the pickup; it only marks where the first bar ends.
            return [(0, 0, 0), (first, beats, unit), *changes[1:]]
    return changes


def _changes(parts: list[_Part]) -> list[Change]:
    """What each bar is in: its time signature, or 0 beats where it is not as long as that says.

    A bar that a repeat sign or an ending parts in two is one bar. The last bar may be short.
    """
    signatures = next((part.metres for part in parts if part.metres), [])
    if not signatures:
        return []

    def signature(tick: int) -> tuple[int, int, int]:
        """Beats, unit and length in ticks."""
        place = bisect_right(signatures, tick, key=lambda change: change[0])
        _, beats, unit = signatures[place - 1] if place else (0, 4, 4)
        return beats, unit, beats * 4 * TICKS_PER_QUARTER // unit

    lines: list[int] = []
    for tick in max((part.bars for part in parts), key=len):
        if len(lines) > 1 and signature(lines[-2]) == signature(lines[-1]):
            if tick - lines[-2] == signature(lines[-1])[2]:
                lines.pop()
        lines.append(tick)
    changes = []
    for begin, end in pairwise([*lines, lines[-1]]):
        beats, unit, length = signature(begin)
        whole = end - begin == length or begin == lines[-1]
        changes.append((begin, beats, unit) if whole else (begin, 0, 0))
    return changes


def _key(parts: list[_Part], end: int, notes: Iterable[Note]) -> Key | None:
    """The written key that governs most of the music; where it has no mode, the notes choose major or minor."""
    changes = next((part.keys for part in parts if part.keys and not part.is_drums), [])
    written = choose_longest(changes, end)
    if written is None:
        return None
    sharps, mode, tonic = written
    if mode is not None and tonic is not None:
        return Key(tonic, "minor" if mode in _MINOR_MODES else "major")
    major = Key(sharps * 7 % 12, "major")
    minor = Key((major.tonic + 9) % 12, "minor")
    return minor if find_key(notes) == minor else major
