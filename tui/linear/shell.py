"""The shell of the linear studio: reads a line, finds the verb, says what it did, keeps the session."""

from __future__ import annotations

import cmd
import difflib
import sys
from collections.abc import Iterable

from gan import locations
from gan.errors import ComposerError, UsageError
from gan.music.genre import GENRES
from gan.music.plain import plain
from tui.commands.usual import lead_sound
from tui.config import load_config
from tui.crash import report
from tui.linear.melody_verbs import MelodyVerbs
from tui.linear.run_verbs import RunVerbs
from tui.linear.take_verbs import TakeVerbs
from tui.linear.words import melody_words
from tui.session import load_session, save_session, session_for

_VERBS = {
    "The melody": (
        "demo",
        "tunes",
        "tune",
        "load",
        "melody",
        "read",
        "type",
        "rest",
        "back",
        "new",
        "undo",
        "redo",
        "tempo",
        "metre",
        "save",
    ),
    "Takes": ("genre", "compose", "rewrite", "takes", "take", "star", "forget", "export"),
    "Sound": ("play", "stop", "sound"),
    "Training": (
        "train",
        "progress",
        "numbers",
        "follow",
        "ladder",
        "hear",
        "keep",
        "checkpoint",
        "pause",
        "resume",
        "end",
    ),
    "Beside": ("help", "quit"),
}


class Shell(MelodyVerbs, TakeVerbs, RunVerbs, cmd.Cmd):
    """The composer, a line at a time."""

    prompt = "composer> "
    doc_header = ""

    def __init__(self) -> None:
        cmd.Cmd.__init__(self)
        self._folder = locations.data_dir()
        config = load_config()
        lead_sound(config)
        session, notice = load_session(self._folder)
        self.start_session(session_for(config, session))
        self._saved = self.session
        self._greeting = [notice] if notice else []
        self._greeting += [_sentence(f"{problem.what}. {problem.mend}") for problem in config.problems]
        self.failures = 0
        """How many lines could not be done."""

    def say(self, *sentences: str) -> None:
        for sentence in sentences:
            print(sentence, flush=True)

    def run(self) -> int:
        """Answer lines until the last. Returns an exit code: 1 where stdin is no terminal and a line failed."""
        talking = sys.stdin.isatty()
        if not talking:
            self.prompt = ""
        self.say(*self._greeting)
        if talking:
            self.say(
                "Composer in lines. Say help for what it understands, quit to leave.",
                melody_words(self.editor.melody),
                f"Genre: {GENRES[self.session.genre].title}.",
            )
        try:
            while True:
                try:
                    self.cmdloop()
                    break
                except KeyboardInterrupt:  # leaves what was being done, not the shell
                    self.stop_playing()
                    self.say("", "Interrupted.")
        finally:
            self._keep()
            self.close_takes()
        return 1 if self.failures and not talking else 0

    # What cmd asks for

    def onecmd(self, line: str) -> bool:
        try:
            done = bool(super().onecmd(line))
        except BrokenPipeError:  # nobody listens any more
            raise
        except Exception as problem:  # a line that goes wrong ends nothing but itself
            error = problem if isinstance(problem, ComposerError) else report(problem)
            self.failures += 1
            self.say(*(_sentence(part) for part in (error.what, error.why, error.mend) if part))
            done = False
        self._keep()
        return done

    def emptyline(self) -> bool:
        return False

    def default(self, line: str) -> None:
        word = line.split()[0]
        known = [verb for verbs in _VERBS.values() for verb in verbs]
        near = difflib.get_close_matches(word.casefold(), known, n=1)
        raise UsageError(
            f"there is no word {plain(word, 30)!r} here", "", f"Did you mean {near[0]}?" if near else "Say help"
        )

    def completenames(self, text: str, *ignored: object) -> list[str]:
        return [verb for verbs in _VERBS.values() for verb in verbs if verb.startswith(text)]

    def do_help(self, arg: str) -> None:
        """help, or help WORD: what is understood."""
        if arg:
            verb = getattr(self, f"do_{arg.strip()}", None)
            if verb is None or arg.strip() == "EOF":
                self.default(arg)
            self.say(*_sentences(verb.__doc__))
            return
        for group, verbs in _VERBS.items():
            self.say(f"{group}:")
            self.say(*(_sentences(getattr(self, f"do_{verb}").__doc__)[0] for verb in verbs))

    def do_quit(self, _line: str) -> bool:
        """quit: leave. All is kept, and training goes on."""
        return True

    def do_EOF(self, _line: str) -> bool:
        """The end of the input leaves as quit does."""
        return True

    def _keep(self) -> None:
        self.remember_melody()
        if self.session is self._saved or self.session == self._saved:
            return
        try:
            save_session(self._folder, self.session)
            self._saved = self.session
        except OSError as error:
            self.say(f"Your work cannot be kept in {self._folder}: {error.strerror}.")


def _sentence(part: str) -> str:
    text = plain(part, 300)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def _sentences(documented: str | None) -> list[str]:
    lines: Iterable[str] = (line.strip() for line in (documented or "").strip().splitlines())
    return [line for line in lines if line]
