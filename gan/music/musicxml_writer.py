"""Score to MusicXML text, in our own hand: readable notation needs no library.

The rules this file owns:

- Every beat is written in sixteenths, thirty-seconds, or triplets (sixteenth triplets at the finest), whichever fits
  its notes best; notes that start together and end together are a chord, overlapping ones get voices of their own.
- Notes that cross a bar line, and notes that no single sign can write, are tied.
- The same score gives the same text.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from gan.music.note import PITCH_NAMES, TICKS_PER_QUARTER
from gan.music.notelayout import Piece, bar_lines, lay_out
from gan.music.notemarks import accidentals, altered, beams, triplets
from gan.music.plain import plain
from gan.music.score import Score, Track

_DOCTYPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN"'
    ' "http://www.musicxml.org/dtds/partwise.dtd">\n'
)
_FLAT_NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
_SHARP_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")


def musicxml_text(score: Score) -> str:
    """The score as MusicXML 4.0, one part per track."""
    root = Element("score-partwise", version="4.0")
    if score.title:
        SubElement(SubElement(root, "work"), "work-title").text = plain(score.title, 200)
    _parts_listed(root, score)
    bars = bar_lines(score)
    for number, track in enumerate(score.tracks, 1):
        _part(SubElement(root, "part", id=f"P{number}"), track, score, bars, first=number == 1)
    ElementTree.indent(root)
    return _DOCTYPE + ElementTree.tostring(root, encoding="unicode") + "\n"


def _parts_listed(root: Element, score: Score) -> None:
    listed = SubElement(root, "part-list")
    channels = [channel for channel in range(1, 17) if channel != 10]
    pitched = 0
    for number, track in enumerate(score.tracks, 1):
        part = SubElement(listed, "score-part", id=f"P{number}")
        SubElement(part, "part-name").text = plain(track.name)
        if track.is_drums:
            drums = sorted({note.pitch for note in track.notes}) or [38]
            for drum in drums:
                instrument = SubElement(part, "score-instrument", id=f"P{number}-I{drum + 1}")
                SubElement(instrument, "instrument-name").text = f"Drum {drum}"
            for drum in drums:
                midi = SubElement(part, "midi-instrument", id=f"P{number}-I{drum + 1}")
                SubElement(midi, "midi-channel").text = "10"
                SubElement(midi, "midi-unpitched").text = str(drum + 1)
        else:
            instrument = SubElement(part, "score-instrument", id=f"P{number}-I1")
            SubElement(instrument, "instrument-name").text = plain(track.name)
            midi = SubElement(part, "midi-instrument", id=f"P{number}-I1")
            SubElement(midi, "midi-channel").text = str(channels[pitched % len(channels)])
            SubElement(midi, "midi-program").text = str(track.program + 1)
            pitched += 1


def _part(part: Element, track: Track, score: Score, bars: list[tuple[int, int]], first: bool) -> None:
    voices = lay_out(track.notes, score)
    number_of_first = 0 if score.pickup else 1
    for index, (begin, end) in enumerate(bars):
        measure = SubElement(part, "measure", number=str(index + number_of_first))
        if index == 0:
            if score.pickup:
                measure.set("implicit", "yes")
            _attributes(measure, track, score)
            if first:
                _tempo(measure, score)
        signs = {} if track.is_drums else accidentals([voice[begin] for voice in voices], _spelling(score), score.key)
        beats_from = begin if end - begin == score.metre.bar_ticks else end - score.metre.bar_ticks
        for voice_number, voice in enumerate(voices, 1):
            pieces = voice[begin]
            marks = _Marks(signs, beams(pieces, beats_from, score.metre), triplets(pieces, score.pickup))
            if voice_number > 1:
                if all(not piece.pitches for piece in pieces):
                    continue
                backup = SubElement(measure, "backup")
                SubElement(backup, "duration").text = str(end - begin)
            for piece in pieces:
                _piece(measure, piece, voice_number, track, score, part.get("id", ""), marks)
        if index == len(bars) - 1:
            SubElement(SubElement(measure, "barline", location="right"), "bar-style").text = "light-heavy"


def _attributes(measure: Element, track: Track, score: Score) -> None:
    attributes = SubElement(measure, "attributes")
    SubElement(attributes, "divisions").text = str(TICKS_PER_QUARTER)
    if score.key is not None:
        key = SubElement(attributes, "key")
        SubElement(key, "fifths").text = str(score.key.sharps)
        SubElement(key, "mode").text = score.key.mode
    time = SubElement(attributes, "time")
    SubElement(time, "beats").text = str(score.metre.beats)
    SubElement(time, "beat-type").text = str(score.metre.unit)
    clef = SubElement(attributes, "clef")
    if track.is_drums:
        SubElement(clef, "sign").text = "percussion"
        return
    mean = sum(note.pitch for note in track.notes) / len(track.notes) if track.notes else 72
    SubElement(clef, "sign").text = "F" if mean < 57 else "G"
    SubElement(clef, "line").text = "4" if mean < 57 else "2"


def _tempo(measure: Element, score: Score) -> None:
    direction = SubElement(measure, "direction", placement="above")
    metronome = SubElement(SubElement(direction, "direction-type"), "metronome")
    SubElement(metronome, "beat-unit").text = "quarter"
    SubElement(metronome, "per-minute").text = f"{score.tempo:g}"
    SubElement(direction, "sound", tempo=repr(score.tempo))


@dataclass(frozen=True, slots=True)
class _Marks:
    """What goes with the notes of a voice in a bar; see `notemarks`."""

    accidentals: dict[tuple[int, int], str]
    beams: dict[int, list[str]]
    triplets: dict[int, str]


def _piece(measure: Element, piece: Piece, voice: int, track: Track, score: Score, part_id: str, marks: _Marks) -> None:
    """One sign: a rest, a note, or the notes of a chord."""
    for index, pitch in enumerate(piece.pitches or (None,)):
        note = SubElement(measure, "note")
        if pitch is None:
            SubElement(note, "rest")
        else:
            if index:
                SubElement(note, "chord")
            _pitch(note, pitch, track, score)
        SubElement(note, "duration").text = str(piece.length)
        ties = [kind for kind, tied in (("stop", piece.tied_before), ("start", piece.tied_on)) if tied]
        for kind in ties:
            SubElement(note, "tie", type=kind)
        if track.is_drums and pitch is not None:
            SubElement(note, "instrument", id=f"{part_id}-I{pitch + 1}")
        SubElement(note, "voice").text = str(voice)
        SubElement(note, "type").text = piece.sign
        for _ in range(piece.dots):
            SubElement(note, "dot")
        if pitch is not None and (piece.start, pitch) in marks.accidentals:
            SubElement(note, "accidental").text = marks.accidentals[piece.start, pitch]
        if piece.is_triplet:
            ratio = SubElement(note, "time-modification")
            SubElement(ratio, "actual-notes").text = "3"
            SubElement(ratio, "normal-notes").text = "2"
        bracket = marks.triplets.get(piece.start, "") if not index else ""
        for number, beam in enumerate(marks.beams.get(piece.start, ()) if not index else (), 1):
            SubElement(note, "beam", number=str(number)).text = beam
        if ties or bracket:
            notations = SubElement(note, "notations")
            for kind in ties:
                SubElement(notations, "tied", type=kind)
            if bracket:
                SubElement(notations, "tuplet", type=bracket)


def _pitch(note: Element, pitch: int, track: Track, score: Score) -> None:
    octave = str(pitch // 12 - 1)
    if track.is_drums:
        place = SubElement(note, "unpitched")
        SubElement(place, "display-step").text = PITCH_NAMES[pitch % 12][0]
        SubElement(place, "display-octave").text = octave if 0 <= pitch // 12 - 1 <= 9 else "4"
        return
    name = _spelling(score)[pitch % 12]
    place = SubElement(note, "pitch")
    SubElement(place, "step").text = name[0]
    if len(name) > 1:
        SubElement(place, "alter").text = str(altered(name))
    SubElement(place, "octave").text = octave


def _spelling(score: Score) -> tuple[str, ...]:
    """Sharps in sharp keys, flats in flat keys, the usual mixture without a key or in C and A minor.

    In minor the note that leads to the tonic is the letter below it, raised.
    """
    key = score.key
    if key is None or key.sharps == 0:
        names = PITCH_NAMES
    else:
        names = _SHARP_NAMES if key.sharps > 0 else _FLAT_NAMES
    if key is None or key.mode == "major":
        return names
    leading = (key.tonic + 11) % 12
    return (*names[:leading], _SHARP_NAMES[leading], *names[leading + 1 :])
