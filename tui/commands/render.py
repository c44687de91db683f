"""Turns a music file (MIDI, MusicXML, ABC; a take too) into sound: WAV, FLAC, Ogg Vorbis or Opus, stereo.

The end of FILE says which: .wav, .flac, .ogg or .opus. With `-o -` the sound goes to stdout, for a player at the
other end of a pipe or of an SSH connection.

It sounds with --soundfont, or the one of your settings, or else the best found, whatever was chosen in the Library for
the composer's window.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gan.errors import SoundError, UsageError, did_you_mean
from gan.music.plain import plain
from tui.commands.mixing import add_mix, mix_of
from tui.commands.options import whole_number

if TYPE_CHECKING:
    from soundfonts import SoundFont

EXAMPLES = """\
examples:
  composer-tui render takes/pop-s7-1.mid -o pop.wav
  composer-tui render takes/pop-s7-1.mid -o pop.ogg --title "By the sea" --genre pop
  composer-tui render takes/pop-s7-1.mid -o pop.wav --mute drums --volume bass=90 --instrument chords=harp
  composer-tui render song.musicxml -o song.flac --soundfont ~/sounds/piano.sf2
  ssh host composer-tui render song.mid -o - | ffplay -nodisp -autoexit -
"""


SETTINGS: dict[str, str] = {}
"""Only what the settings say of the sound."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("score", metavar="SCORE", type=Path, help="a MIDI, MusicXML or ABC file")
    parser.add_argument("-o", "--output", metavar="FILE", required=True, help="the file to write, or - for stdout")
    parser.add_argument(
        "--form", metavar="F", help="wav, flac, ogg or opus: for stdout, where no name says it (default wav)"
    )
    parser.add_argument("--title", metavar="TEXT", help="the title to write into the file; the score's own otherwise")
    parser.add_argument("--genre", metavar="TEXT", default="", help="the genre to write into the file")
    parser.add_argument(
        "--soundfont", metavar="FILE", type=Path, help="a SoundFont (.sf2, .sf3) instead of the best found"
    )
    parser.add_argument(
        "--sample-rate",
        metavar="HZ",
        type=whole_number(8000, 96000),
        help="samples per second (default 44100, for Opus 48000)",
    )
    add_mix(parser)


def run(options: argparse.Namespace) -> int:
    to_stdout = options.output == "-"
    if to_stdout and sys.stdout.isatty():
        raise UsageError("sound is no text for a terminal", "", "Name a file, or pipe stdout into a player")
    destination = Path(options.output)
    form = _form(options.form, None if to_stdout else destination)
    mix = mix_of(options)

    import soundfonts
    from gan.music.importing import load_score
    from tui.cli import narrate

    score = load_score(options.score)
    font = chosen_font(options.soundfont)
    tags = {"title": plain(options.title or score.title, 200), "genre": plain(options.genre, 100)}
    silent = mix.silent_in(score)
    if to_stdout:
        soundfonts.render_to(
            sys.stdout.buffer,
            score,
            form,
            soundfont=font,
            sample_rate=options.sample_rate,
            muted=silent,
            mix=mix,
            tags=tags,
        )
        sys.stdout.buffer.flush()
        return 0
    rendered = soundfonts.render(
        score, destination, soundfont=font, sample_rate=options.sample_rate, muted=silent, mix=mix, tags=tags
    )
    narrate(f"{rendered.seconds:.1f} s, peak {rendered.peak_dbfs:.1f} dBFS")
    print(rendered.path)
    return 0


def _form(name: str | None, destination: Path | None) -> str:
    """The form that is meant, by its name or by the file's. Raises UsageError where they differ or say nothing."""
    from soundfonts.encoding import FORMS, form_of

    known = ", ".join(FORMS)
    if name is not None and name.strip().lower() not in FORMS:
        raise UsageError(f"there is no form {name!r}", "", f"{did_you_mean(name, FORMS)}Forms: {known}")
    named = name.strip().lower() if name is not None else None
    if destination is None:
        return named or "wav"
    try:
        form = form_of(destination)
    except SoundError as error:
        raise UsageError(error.what, error.why, error.mend) from None
    if named not in (None, form):
        raise UsageError(f"{destination.name!r} is not named as {named}", "", f"End it in {FORMS[named].suffix}")
    return form


def chosen_font(path: Path | None) -> SoundFont | None:
    """The SoundFont a person named, None for the best found. Raises SoundError for what is none."""
    if path is None:
        return None
    from soundfonts.discovery import chosen_soundfont

    return chosen_soundfont(path)
