"""Writes takes on a melody: for each genre, as many as asked, a MIDI and a WAV file each.

MELODY is a MIDI, MusicXML or ABC file. Of a file with several tracks the melody is found, and it says which.
The same melody, genre, seed and weights give the same MIDI bytes, here and in the composer's window.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan.errors import ComposerError, MissingDependency, UsageError
from tui.commands.options import add_genre, add_json, add_seed, chosen_genres, whole_number

if TYPE_CHECKING:
    from gan.music import Genre, Melody
    from gan.take import Take

EXAMPLES = """\
examples:
  composer-tui compose --demo --genre pop
  composer-tui compose song.mid --genre jazz --genre chorale -n 2 --seed 7 -o takes
  composer-tui compose tune.abc --genre rock --no-audio --json
"""

MAX_TAKES = 99


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("melody", metavar="MELODY", nargs="?", type=Path, help="a MIDI, MusicXML or ABC file")
    parser.add_argument(
        "--demo",
        metavar="NAME",
        nargs="?",
        const="",
        help="a built-in melody instead of a file (composer-tui demos lists them; without NAME the first)",
    )
    add_genre(parser)
    parser.add_argument(
        "-n", "--takes", metavar="N", type=whole_number(1, MAX_TAKES), default=4, help="takes per genre (default 4)"
    )
    add_seed(parser)
    parser.add_argument(
        "-o", "--output", metavar="DIR", type=Path, default=Path("takes"), help="the folder to write in (default takes)"
    )
    parser.add_argument("--no-audio", action="store_true", help="write no WAV files")
    parser.add_argument("--musicxml", action="store_true", help="write a MusicXML file per take too")
    parser.add_argument("--weights", metavar="DIR", type=Path, help="weights of your own instead of the shipped ones")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from gan.locations import made
    from tui.cli import complain, narrate

    genres = chosen_genres(options.genres)
    melody = _melody(options)
    folder = made(options.output)
    narrate(_about(melody))
    writer = _Writer(folder, audio=not options.no_audio, musicxml=options.musicxml)
    rows = []
    for take in _takes(melody, genres, options):
        row = writer.write(take)
        for warning in writer.news():
            complain(warning)
        rows.append(row)
        if not options.json:
            _print_take(row)
    if options.json:
        about = {"title": melody.title, "bars": melody.bars, "notes": len(melody.notes), "found": melody.found}
        shown = [{key: value for key, value in row.items() if key != "lines"} for row in rows]
        print(json.dumps({"melody": about, "takes": shown}, indent=2))
    return writer.exit_code


def _melody(options: argparse.Namespace) -> Melody:
    if (options.melody is None) == (options.demo is None):
        raise UsageError("give one melody", "a file or --demo, not both" if options.melody else "", "Try: --demo")
    if options.demo is None:
        from gan.music.importing import load_melody

        return load_melody(options.melody)
    from gan.music.demos import DEMOS
    from tui.commands.demos import demo

    return demo(options.demo or next(iter(DEMOS)))


def _takes(melody: Melody, genres: list[Genre], options: argparse.Namespace) -> Iterator[Take]:
    from gan.compose import compose

    for genre in genres:
        yield from compose(melody, genre, seed=options.seed, takes=options.takes, weights=options.weights)


def _about(melody: Melody) -> str:
    words = [
        melody.title or "untitled",
        f"{melody.bars} bars of {melody.metre}",
        str(melody.sounding_key),
        f"{melody.tempo:.0f} quarters per minute",
    ]
    if melody.found:
        words.append(melody.found)
    return " · ".join(words)


class _Writer:
    """Writes a take's files. What is written too (sound, notation) may fail without stopping the rest."""

    def __init__(self, folder: Path, *, audio: bool, musicxml: bool) -> None:
        self.exit_code = 0
        """1 as soon as a file that was asked for could not be made for another reason than a missing library."""
        self._folder = folder
        self._audio = audio
        self._musicxml = musicxml
        self._warnings: list[ComposerError] = []

    def news(self) -> list[ComposerError]:
        """The warnings since the last call."""
        warnings, self._warnings = self._warnings, []
        return warnings

    def write(self, take: Take) -> dict[str, Any]:
        """Writes the files and returns all about the take as JSON values."""
        from gan.measures import facts_of
        from gan.music.midi import midi_bytes
        from tui.commands.output import write_file

        midi = self._folder / f"{take.name}.mid"
        write_file(midi, midi_bytes(take.score))
        row: dict[str, Any] = {
            "name": take.name,
            "genre": take.genre,
            "seed": take.seed,
            "number": take.number,
            "weights": take.weights,
            "midi": str(midi),
            "wav": None,
            "musicxml": None,
            "facts": facts_of(take.score),
        }
        if self._audio:
            self._write_audio(take, row)
        if self._musicxml:
            self._write_musicxml(take, row)
        row["lines"] = row["facts"].lines()
        row["facts"] = row["facts"].to_json()
        return row

    def _write_audio(self, take: Take, row: dict[str, Any]) -> None:
        path = self._folder / f"{take.name}.wav"
        try:
            import soundfonts

            rendered = soundfonts.render(take.score, path)
        except MissingDependency as error:
            self._audio = False
            self._warnings.append(
                MissingDependency("the MIDI files are written, but no WAV files", str(error.what), error.mend)
            )
        except ComposerError as error:
            self._fail(error)
        else:
            row.update(wav=str(path), seconds=round(rendered.seconds, 3), peak_dbfs=round(rendered.peak_dbfs, 2))

    def _write_musicxml(self, take: Take, row: dict[str, Any]) -> None:
        from gan.music.importing import save_musicxml

        path = self._folder / f"{take.name}.musicxml"
        try:
            save_musicxml(take.score, path)
        except ComposerError as error:
            self._fail(error)
        else:
            row["musicxml"] = str(path)

    def _fail(self, error: ComposerError) -> None:
        self.exit_code = 1
        self._warnings.append(error)


def _print_take(row: dict[str, Any]) -> None:
    from gan.music.plain import plain

    whole, *table = row["lines"]
    print(f"{row['name']}  {whole}")
    for line in table:
        print(f"  {line}")
    print(f"  {plain(row['midi'], limit=2000)}")
    if row["wav"]:
        print(f"  {plain(row['wav'], limit=2000)}  ({row['seconds']:.1f} s, peak {row['peak_dbfs']:.1f} dBFS)")
    if row["musicxml"]:
        print(f"  {plain(row['musicxml'], limit=2000)}")
    print(flush=True)
