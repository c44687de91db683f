"""Plays a music file (MIDI, MusicXML, ABC; a take too) to its end: on a loudspeaker, in a browser, into a file.

Over SSH, `--sound browser` prints an address to open on your own machine; the music begins when somebody listens
there. `-o FILE.wav` takes down what plays as it plays, `-o -` pipes it; `render` does the same without the waiting.

It sounds with --soundfont, or the one of your settings, or else the best found, whatever was chosen in the Library for
the composer's window.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gan.errors import UsageError
from tui.commands.options import whole_number

if TYPE_CHECKING:
    from soundfonts.routes import Route

EXAMPLES = """\
examples:
  composer-tui play takes/pop-s7-1.mid
  composer-tui play song.musicxml --sound browser
  PULSE_SERVER=tcp:127.0.0.1:24713 composer-tui play song.mid --sound pulse
  ssh host composer-tui play song.mid -o - | ffplay -nodisp -autoexit -
"""
SETTINGS: dict[str, str] = {}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from tui.cli import ROUTES

    parser.add_argument("score", metavar="SCORE", type=Path, help="a MIDI, MusicXML or ABC file")
    parser.add_argument("--sound", choices=ROUTES, metavar="ROUTE", help=f"where it goes: {', '.join(ROUTES)}")
    parser.add_argument("-o", "--output", metavar="FILE", help="for --sound file: the WAV file, or - for stdout")
    parser.add_argument("--port", metavar="N", type=whole_number(1, 65535), help="the page's port (--sound browser)")
    parser.add_argument("--soundfont", metavar="FILE", type=Path, help="a SoundFont instead of the best found")
    parser.add_argument(
        "--midi-out", metavar="PORT", help="play to a MIDI port (composer-tui midi); it alone unless --sound is given"
    )


def run(options: argparse.Namespace) -> int:
    from gan.music.importing import load_score
    from tui.cli import narrate
    from tui.commands.hearing import heard_on, tell_address
    from tui.commands.render import chosen_font

    with _route(options) as route:
        score = load_score(options.score)
        with heard_on(route, chosen_font(options.soundfont)) as hearing:
            if hearing.route.url:
                tell_address(hearing.route)
                hearing.wait_for_listener()
            if options.midi_out:
                where = hearing.open_midi(options.midi_out)
                narrate(f"{score.seconds:.0f} s on the MIDI port {where}")
            else:
                narrate(f"{score.seconds:.0f} s on {hearing.player.output}")
            hearing.play(score)
            hearing.wait_for_tail()
    if route.name == "file" and options.output != "-":
        print(route.path)
    return 0


@contextmanager
def _route(options: argparse.Namespace) -> Iterator[Route]:
    """The way out that was asked for. Raises UsageError for one that cannot be."""
    from soundfonts.routes import Route, route_from_environment
    from tui.commands.hearing import page_route

    usual = "silent" if options.midi_out else route_from_environment(os.environ)
    name = options.sound or ("file" if options.output else usual)
    if options.output and name != "file":
        raise UsageError("-o is for a file", f"--sound {name} is none", "Leave one of the two out")
    if name == "file":
        if not options.output:
            raise UsageError("--sound file needs a file", "", "Name it with -o FILE.wav, or - for stdout")
        if options.output == "-":
            with _pipe() as path:
                yield Route("file", path=str(path))
            return
        path = Path(options.output).absolute()
        if path.suffix.lower() != ".wav":
            raise UsageError(f"cannot write {path.name!r}", "only WAV can be written", "End the name in .wav")
        yield Route("file", path=str(path))
    else:
        yield page_route(options.port) if name == "browser" else Route(name)


@contextmanager
def _pipe() -> Iterator[Path]:
    """A FIFO whose bytes go on to stdout as they come. Raises UsageError where stdout is a terminal."""
    if sys.stdout.isatty():
        raise UsageError("sound is no text for a terminal", "", "Name a file, or pipe stdout into a player")
    with tempfile.TemporaryDirectory(prefix="composer-tui-") as folder:
        path = Path(folder) / "sound"
        os.mkfifo(path, 0o600)
        end = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        os.set_blocking(end, True)
        keeper = os.open(path, os.O_WRONLY)  # the end of the player is not the end of the pipe
        gone: list[OSError] = []

        def copy() -> None:
            try:
                while data := os.read(end, 1 << 16):
                    view = memoryview(data)
                    while view:
                        view = view[os.write(1, view) :]
            except OSError as problem:  # nobody reads stdout any more
                gone.append(problem)
                os.close(end)

        thread = threading.Thread(target=copy, daemon=True)
        thread.start()
        try:
            yield path
        finally:
            os.close(keeper)
            thread.join(5)
        if gone:
            raise BrokenPipeError
