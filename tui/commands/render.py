"""Turns a music file (MIDI, MusicXML, ABC; a take too) into sound: a WAV file, 16 bits, stereo.

With `-o -` the WAV goes to stdout, for a player at the other end of a pipe or of an SSH connection.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gan.errors import UsageError
from tui.commands.options import whole_number

if TYPE_CHECKING:
    from soundfonts import SoundFont

EXAMPLES = """\
examples:
  composer-tui render takes/pop-s7-1.mid -o pop.wav
  composer-tui render song.musicxml -o song.wav --soundfont ~/sounds/piano.sf2
  ssh host composer-tui render song.mid -o - | ffplay -nodisp -autoexit -
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("score", metavar="SCORE", type=Path, help="a MIDI, MusicXML or ABC file")
    parser.add_argument("-o", "--output", metavar="FILE", required=True, help="the WAV file to write, or - for stdout")
    parser.add_argument(
        "--soundfont", metavar="FILE", type=Path, help="a SoundFont (.sf2, .sf3) instead of the best found"
    )
    parser.add_argument(
        "--sample-rate",
        metavar="HZ",
        type=whole_number(8000, 96000),
        default=44100,
        help="samples per second (default 44100)",
    )


def run(options: argparse.Namespace) -> int:
    to_stdout = options.output == "-"
    if to_stdout and sys.stdout.isatty():
        raise UsageError("sound is no text for a terminal", "", "Name a file, or pipe stdout into a player")
    destination = Path(options.output)
    if not to_stdout and destination.suffix.lower() != ".wav":
        raise UsageError(f"cannot write {destination.name!r}", "only WAV can be written", "End the name in .wav")

    import soundfonts
    from gan.music.importing import load_score
    from tui.cli import narrate

    score = load_score(options.score)
    font = _chosen(options.soundfont)
    if to_stdout:
        sys.stdout.buffer.write(soundfonts.wav_bytes(score, soundfont=font, sample_rate=options.sample_rate))
        sys.stdout.buffer.flush()
        return 0
    rendered = soundfonts.render(score, destination, soundfont=font, sample_rate=options.sample_rate)
    narrate(f"{rendered.seconds:.1f} s, peak {rendered.peak_dbfs:.1f} dBFS")
    print(rendered.path)
    return 0


def _chosen(path: Path | None) -> SoundFont | None:
    """The SoundFont a person named, None for the best found. Raises SoundError for what is none."""
    if path is None:
        return None
    from soundfonts.discovery import chosen_soundfont

    return chosen_soundfont(path)
