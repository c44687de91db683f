"""The command line: finds the command, runs it, and turns every failure into one sentence and an exit code.

Each command is a module of `tui.commands` and is imported only when it is the one asked for. stdout is data,
stderr is narration. Exit codes: 0 done · 1 failed · 2 usage or no terminal · 3 missing dependency · 4 time limit ·
5 training diverged · 130 interrupted · 141 the reader of stdout went away · 143 terminated.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from gan import __version__
from gan.errors import ComposerError, MissingDependency, UsageError

PROGRAM = "composer-tui"

COMMANDS = {
    "compose": "write takes on a melody: a MIDI and a WAV file each",
    "melody": "edit a melody: transpose, quantise, another tempo, metre or key",
    "render": "turn a music file into sound",
    "play": "play a music file: loudspeaker, browser, PulseAudio or a file",
    "listen": "serve a page in a browser that plays takes",
    "print": "draw a music file as a printed score",
    "rewrite": "write a part of a take again: some tracks, some bars, or a little of all",
    "train": "teach the GAN and watch its losses",
    "watch": "follow a training run",
    "runs": "list the training runs",
    "resume": "go on with a training run",
    "attach": "open the composer on a training run",
    "ladder": "hear a training run learn: one melody at a row of its steps",
    "checkpoint": "have a training run save now",
    "pause": "let a training run wait",
    "join": "help a training run of another machine",
    "stop": "stop a training run at its next step",
    "dataset": "add music of your own to train on, and list what there is",
    "evaluate": "judge the weights against real music, with numbers and a picture",
    "rehearse": "let weights write takes, and set right what they have too often",
    "library": "list, rename, delete and bring back takes, melodies, runs and more",
    "soundfonts": "list the SoundFonts, look into one, choose one, fetch a free one",
    "midi": "list the MIDI ports",
    "genres": "list the genres",
    "demos": "list the built-in melodies",
    "tracks": "say what is in a music file, and which track is its melody",
    "doctor": "check what this machine has and what is missing",
    "paths": "show where things are kept",
    "config": "show your settings, check them, write a file for them",
    "keys": "list every key of the composer",
}
"""Every command, in the order of the help, with what it does in a line."""
_OPENS = ("attach",)
"""The commands that open the composer in the terminal."""
ROUTES = ("auto", "speaker", "pulse", "browser", "file", "silent")
"""The ways sound can take; `soundfonts.routes` says what they are."""

_EPILOG = """\
Without a command it opens the composer in the terminal.

examples:
  composer-tui
  composer-tui --plain
  composer-tui --theme light
  composer-tui compose --demo --genre pop
  composer-tui compose song.mid --genre jazz --genre chorale -n 2 --seed 7 -o takes
  composer-tui rewrite takes/jazz-s7-1.mid --genre jazz --keep drums --bars 5-8
  composer-tui render song.mid -o song.wav
  composer-tui play song.mid --sound browser
  composer-tui COMMAND --help
"""


class Terminated(BaseException):
    """SIGTERM or SIGHUP arrived; the argument is its number."""


class _Parser(argparse.ArgumentParser):
    """Reports a wrong option as a UsageError, not with a page of usage."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, "", f"Try: {self.prog} --help")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command line `argv` (default: the process's own) and returns its exit code."""
    _open_closed_descriptors()
    _never_fail_at_printing()
    before = _catch_signals()
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return code
    except ComposerError as error:
        complain(error)
        return error.exit_code
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except Terminated as signalled:
        return 128 + int(signalled.args[0])
    except BrokenPipeError:
        # What is left in the buffer has nowhere to go, and must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 128 + signal.SIGPIPE
    except Exception as error:
        told = _explained(error)
        complain(told)
        return told.exit_code
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def complain(error: ComposerError) -> None:
    """One line on stderr: what, why, and what mends it."""
    narrate(f"{PROGRAM}: {error}")


def narrate(text: object) -> None:
    """One line of narration on stderr."""
    print(one_line(text), file=sys.stderr, flush=True)


def one_line(text: object) -> str:
    """The text as a terminal may have it; see `gan.music.plain`, which cannot be had where numpy is broken."""
    try:
        from gan.music.plain import plain
    except ImportError:
        return ascii(str(text))[1:-1]
    return plain(str(text), limit=2000)


def _explained(error: Exception) -> ComposerError:
    """What to say of an exception that nobody expected."""
    ours = ("gan", "soundfonts", "tui")
    if isinstance(error, ImportError) and (error.name or "").partition(".")[0] not in ours:
        return MissingDependency("a library does not load", str(error), f"See: {PROGRAM} doctor")
    from tui.crash import report

    return report(error)


def _run(argv: list[str]) -> int:
    asked = _command_in(argv)
    if asked is not None and asked not in COMMANDS:
        near = difflib.get_close_matches(asked, COMMANDS, n=1)
        mend = f"Did you mean {near[0]!r}?" if near else f"Commands: {', '.join(COMMANDS)}"
        if os.path.isfile(asked):
            mend = f"For a file: ctrl+o in the composer, or {PROGRAM} compose FILE --genre pop"
        raise UsageError(f"there is no command {asked!r}", "", mend)
    try:
        parser, repeated = _parser(asked, help_only=bool({"-h", "--help"} & {*argv}))
        options = parser.parse_args(argv)
    except SystemExit as leaving:  # --help and --version have said all
        return int(leaving.code or 0)
    _check_own_options(asked, argv)
    if asked in (None, *_OPENS) and options.sound:
        os.environ["COMPOSER_TUI_SOUND"] = options.sound
    if asked is None:
        if options.plain and options.theme:
            raise UsageError("--theme is for the screen", "--plain draws nothing", "Leave one of the two out")
        return _open_lines() if options.plain else _open_composer(options.theme)
    if repeated:
        from tui.commands.usual import fill

        fill(options, repeated)
    return int(importlib.import_module(f"tui.commands.{asked}").run(options))


def _check_own_options(asked: str | None, argv: list[str]) -> None:
    """Raise UsageError where an option of the composer itself stands before a command, which would not see it."""
    before = argv[: argv.index(asked)] if asked is not None else []
    for name in (word.partition("=")[0] for word in before):
        if name == "--plain" or (name in ("--theme", "--sound") and asked not in _OPENS):
            raise UsageError(f"{name} before a command means nothing", f"{asked} does not open the composer with it")


def _command_in(argv: list[str]) -> str | None:
    """The first word that is no option and no value of one."""
    words = iter(argv)
    for word in words:
        if word in ("--theme", "--sound"):
            next(words, None)
        elif not word.startswith("-"):
            return word
    return None


def _parser(asked: str | None, help_only: bool) -> tuple[argparse.ArgumentParser, dict[str, Any]]:
    """The parser of the whole line, in which only the command asked for knows its options.

    Beside it what settings say of options that can be repeated; with `help_only` no settings are read.
    """
    repeated: dict[str, Any] = {}
    parser = _Parser(
        prog=PROGRAM,
        description="Give a melody, pick a genre, and a GAN writes the other tracks.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--plain", action="store_true", help="the composer in lines instead of a screen: for screen readers and pipes"
    )
    parser.add_argument("--theme", metavar="NAME", help="the colours of the screen (composer-tui config show)")
    parser.add_argument(
        "--sound",
        choices=ROUTES,
        metavar="ROUTE",
        help=f"where the composer's sound goes: {', '.join(ROUTES)} (ctrl+u changes it)",
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, allow_abbrev=False)
        if name == asked:
            module = importlib.import_module(f"tui.commands.{name}")
            command.formatter_class = argparse.RawDescriptionHelpFormatter
            command.description = module.__doc__
            command.epilog = module.EXAMPLES
            module.add_arguments(command)
            if hasattr(module, "SETTINGS") and not help_only:
                from tui.commands.usual import take_settings

                repeated = take_settings(module.SETTINGS, command)
    return parser, repeated


def need_terminal(instead: str) -> None:
    """Raise UsageError, naming the command that does the same without one, where stdin or stdout is no terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "the composer needs a terminal", "stdin or stdout is none", f"Without one: {PROGRAM} {instead}"
        )


def check_theme(theme: str | None) -> None:
    """Raise UsageError for a theme that there is not."""
    if theme is not None:
        from tui.settings import checked

        checked("studio.theme", theme, "--theme")


def _open_composer(theme: str | None) -> int:
    check_theme(theme)
    need_terminal("compose --demo --genre pop")
    from tui.app import run_app

    return int(run_app(theme=theme))


def _open_lines() -> int:
    from tui.linear.shell import Shell

    return Shell().run()


def _catch_signals() -> dict[int, Any]:
    """Makes SIGTERM and SIGHUP raise Terminated, but leaves SIGHUP ignored for nohup. Returns the old handlers."""
    numbers = [n for n in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(n) is not signal.SIG_IGN]
    return {number: signal.signal(number, _terminate) for number in numbers}


def _terminate(number: int, _frame: object) -> NoReturn:
    raise Terminated(number)


def _open_closed_descriptors() -> None:
    """Gives stdin, stdout and stderr the null device where they are closed, so that no other file takes their place."""
    for descriptor, mode in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(descriptor)
        except OSError:
            opened = os.open(os.devnull, mode)
            if opened != descriptor:
                os.dup2(opened, descriptor)
                os.close(opened)
    sys.stdin = sys.stdin or open(0, closefd=False)
    sys.stdout = sys.stdout or open(1, "w", closefd=False)
    sys.stderr = sys.stderr or open(2, "w", closefd=False)


def _never_fail_at_printing() -> None:
    """A terminal that has no sign for a character gets a question mark, not an exception."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


if __name__ == "__main__":
    sys.exit(main())
