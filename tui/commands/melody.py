"""Edits the melody of a music file and writes it as MIDI or MusicXML.

What is asked for is done in this order: the metre, the grid, the stretching, the pitches, the key, the velocities, the
tempo. --bars limits what is done to notes to some bars; a note belongs to the bar it begins in.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gan.errors import MelodyError, UsageError
from tui.commands.options import bars_of, whole_number

if TYPE_CHECKING:
    from gan.music import Melody
    from tui.span_edit import Span

EXAMPLES = """\
examples:
  composer-tui melody song.mid --transpose -2 --tempo 96 -o lower.mid
  composer-tui melody played.mid --quantise 1/16 --key 'Eb minor' --snap -o tidy.musicxml
  composer-tui melody song.abc --metre 3/4 --bars 5-8 --velocity 12 -o - > louder.mid

Grids: 1/4, 1/8, 1/16, 1/32; with a t (1/8t) for triplets.
"""

_SUFFIXES = {".mid": "midi", ".midi": "midi", ".musicxml": "musicxml", ".xml": "musicxml"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("score", metavar="FILE", type=Path, help="a MIDI, MusicXML or ABC file")
    parser.add_argument(
        "-o", "--output", metavar="FILE", required=True, help="a .mid or .musicxml file, or - for MIDI on stdout"
    )
    parser.add_argument(
        "--track", metavar="N", type=whole_number(1, 10_000), help="the track that is the melody (see: tracks)"
    )
    parser.add_argument("--bars", metavar="A-B", help="edit only these bars, counted from 1; a pickup is bar 1")
    parser.add_argument("--transpose", metavar="N", type=whole_number(-127, 127), default=0, help="semitones up")
    parser.add_argument("--quantise", metavar="GRID", help="bring beginnings and ends of notes to a grid, such as 1/16")
    parser.add_argument("--stretch", choices=("double", "half"), help="make notes and rests twice or half as long")
    parser.add_argument("--snap", action="store_true", help="bring pitches into the key")
    parser.add_argument(
        "--velocity", metavar="N", type=whole_number(-126, 126), default=0, help="louder by N, or softer where negative"
    )
    parser.add_argument("--tempo", metavar="T", help="quarters a minute, from 20 to 300")
    parser.add_argument("--metre", metavar="M", help="such as 3/4; notes stay where they are")
    parser.add_argument("--key", metavar="K", help="such as 'Eb minor'; 'found' for the key that fits the notes")
    parser.add_argument("--title", metavar="TEXT", help="another title")


def run(options: argparse.Namespace) -> int:
    form = "midi" if options.output == "-" else _SUFFIXES.get(Path(options.output).suffix.lower())
    if form is None:
        name = Path(options.output).name
        raise UsageError(f"cannot write {name!r}", "its ending says no form", "End the name in .mid or .musicxml")
    if options.output == "-" and sys.stdout.isatty():
        raise UsageError("MIDI is no text for a terminal", "", "Name a file, or pipe stdout into a program")

    from gan.music.importing import load_melody, save_musicxml
    from gan.music.midi import midi_bytes
    from tui.cli import narrate
    from tui.commands.output import write_file

    wanted = _Wanted(options)
    melody = wanted.of(load_melody(options.score, options.track))
    score = melody.to_score()
    if options.output == "-":
        sys.stdout.buffer.write(midi_bytes(score))
        sys.stdout.buffer.flush()
        return 0
    path = Path(options.output)
    if form == "midi":
        write_file(path, midi_bytes(score))
    else:
        save_musicxml(score, path)
    words = [melody.title or "untitled", f"{melody.bars} bars of {melody.metre}", str(melody.sounding_key)]
    narrate(" · ".join([*words, f"{melody.tempo:.4g} quarters per minute", f"{len(melody.notes)} notes"]))
    print(path)
    return 0


class _Wanted:
    """The edits that were asked for. Making one raises UsageError for what cannot be read, before any file is."""

    def __init__(self, options: argparse.Namespace) -> None:
        from gan.music.plain import plain
        from tui.melody_words import grid_of, key_of, metre_of, tempo_of

        self._options = options
        self._bars = bars_of(options.bars)
        self._tempo = None if options.tempo is None else tempo_of(options.tempo)
        self._metre = None if options.metre is None else metre_of(options.metre)
        self._grid = None if options.quantise is None else grid_of(options.quantise)
        self._found = options.key == "found"
        self._key = None if options.key is None or self._found else key_of(options.key)
        self._title = None if options.title is None else plain(options.title.strip(), 100)

    def of(self, melody: Melody) -> Melody:
        """The melody, edited. Raises MelodyError for what cannot be done to this one."""
        from dataclasses import replace

        from tui import melody_edit, span_edit

        options = self._options
        if self._metre is not None:
            melody = melody_edit.with_metre(melody, self._metre)
        span = self._span(melody)
        if self._grid is not None:
            melody, span = span_edit.quantised(melody, span, self._grid)
        if options.stretch:
            melody, span = span_edit.stretched(melody, span, longer=options.stretch == "double")
        if options.transpose:
            whole = not options.bars
            semitones = options.transpose
            moved = melody_edit.transpose(melody, semitones) if whole else span_edit.transposed(melody, span, semitones)
            if moved is melody:
                raise MelodyError(f"transposed by {semitones} semitones a note leaves MIDI's range", "", "Give fewer")
            melody = moved
        if self._key is not None or self._found:
            melody = replace(melody, key=self._key)
        if options.snap:
            melody = span_edit.snapped(melody, span, melody.sounding_key)
        melody = span_edit.with_velocity(melody, span, options.velocity)
        if self._tempo is not None:
            melody = replace(melody, tempo=self._tempo)
        return melody if self._title is None else replace(melody, title=self._title)

    def _span(self, melody: Melody) -> Span:
        """The bars that are edited, all where none are named. Raises UsageError where no note begins in them."""
        from tui.span_edit import Span, notes_in

        if self._bars is None:
            return Span(0, max(1, melody.length))
        first, last = (bar - 1 if melody.pickup else bar for bar in self._bars)
        bar = melody.metre.bar_ticks
        start, end = (max(0, melody.pickup + (number) * bar) for number in (first - 1, last))
        if start >= melody.length or not notes_in(melody, Span(start, end)):
            raise UsageError(f"no note begins in bars {self._options.bars}", f"the melody has {melody.bars} bars")
        return Span(start, end)
