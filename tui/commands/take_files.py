"""A take's files, and what is printed of them: the same for takes composed and takes written again."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan.errors import ComposerError, MissingDependency

if TYPE_CHECKING:
    from gan.take import Take


def add_outputs(parser: argparse.ArgumentParser) -> None:
    """`-o DIR`, `--audio F`, `--no-audio` and `--musicxml`."""
    parser.add_argument(
        "-o", "--output", metavar="DIR", type=Path, default=Path("takes"), help="the folder to write in (default takes)"
    )
    parser.add_argument(
        "--audio",
        metavar="F",
        choices=("wav", "flac", "ogg", "opus"),
        default="wav",
        help="what the sound is written as: wav, flac, ogg or opus (default wav)",
    )
    parser.add_argument("--no-audio", action="store_true", help="write no sound")
    parser.add_argument("--musicxml", action="store_true", help="write a MusicXML file per take too")


def write_takes(takes: Iterable[tuple[str, Take]], options: argparse.Namespace, about: dict[str, Any]) -> int:
    """Writes each take under its name as soon as it is there, and prints it. Returns the exit code.

    With --json all is printed at the end, beside what `about` says.
    """
    from gan.locations import made
    from tui.cli import complain

    writer = _Writer(made(options.output), sound="" if options.no_audio else options.audio, musicxml=options.musicxml)
    rows = []
    for name, take in takes:
        row = writer.write(take, name)
        for warning in writer.news():
            complain(warning)
        rows.append(row)
        if not options.json:
            _print_take(row)
    if options.json:
        shown = [{key: value for key, value in row.items() if key != "lines"} for row in rows]
        print(json.dumps({**about, "takes": shown}, indent=2))
    return writer.exit_code


class _Writer:
    """Writes a take's files. What is written too (sound, notation) may fail without stopping the rest."""

    def __init__(self, folder: Path, *, sound: str, musicxml: bool) -> None:
        self.exit_code = 0
        """1 as soon as a file that was asked for could not be made for another reason than a missing library."""
        self._folder = folder
        self._sound = sound
        """The form of the sound files, by its id; empty where none are wanted or can be made."""
        self._musicxml = musicxml
        self._warnings: list[ComposerError] = []

    def news(self) -> list[ComposerError]:
        """The warnings since the last call."""
        warnings, self._warnings = self._warnings, []
        return warnings

    def write(self, take: Take, name: str) -> dict[str, Any]:
        """Writes the files and returns all about the take as JSON values."""
        from gan.measures import facts_of
        from gan.music.midi import midi_bytes
        from tui.commands.output import write_file

        midi = self._folder / f"{name}.mid"
        write_file(midi, midi_bytes(take.score))
        row: dict[str, Any] = {
            "name": name,
            "genre": take.genre,
            "seed": take.seed,
            "number": take.number,
            "weights": take.weights,
            "midi": str(midi),
            "sound": None,
            "wav": None,
            "musicxml": None,
            "facts": facts_of(take.score),
        }
        if self._sound:
            self._write_sound(take, row)
        if self._musicxml:
            self._write_musicxml(take, row)
        row["lines"] = row["facts"].lines()
        row["facts"] = row["facts"].to_json()
        return row

    def _write_sound(self, take: Take, row: dict[str, Any]) -> None:
        path = self._folder / f"{row['name']}.{self._sound}"
        try:
            import soundfonts
            from tui.exporting import sound_tags

            rendered = soundfonts.render(take.score, path, tags=sound_tags(take))
        except MissingDependency as error:
            self._sound = ""
            self._warnings.append(
                MissingDependency("the MIDI files are written, but no sound", str(error.what), error.mend)
            )
        except ComposerError as error:
            self._fail(error)
        else:
            row["wav"] = str(path) if self._sound == "wav" else None
            row.update(sound=str(path), seconds=round(rendered.seconds, 3), peak_dbfs=round(rendered.peak_dbfs, 2))

    def _write_musicxml(self, take: Take, row: dict[str, Any]) -> None:
        from gan.music.importing import save_musicxml

        path = self._folder / f"{row['name']}.musicxml"
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
    if row["sound"]:
        print(f"  {plain(row['sound'], limit=2000)}  ({row['seconds']:.1f} s, peak {row['peak_dbfs']:.1f} dBFS)")
    if row["musicxml"]:
        print(f"  {plain(row['musicxml'], limit=2000)}")
    print(flush=True)
