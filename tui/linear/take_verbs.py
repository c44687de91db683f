"""What can be said about takes, and hearing them."""

from __future__ import annotations

from dataclasses import replace

from gan import locations
from gan.engine import Engine
from gan.errors import MelodyError, UsageError
from gan.music.genre import GENRES, genre_named
from gan.music.plain import plain
from tui.editor import Editor
from tui.exporting import SUFFIXES, Export
from tui.folders import typed_path
from tui.heard import MOST_STARS, Heard
from tui.library.places import shelf_dir, trash_dir
from tui.library.shelf import Kept, Shelf, told_of
from tui.library.trash import Trash
from tui.linear.sound_verbs import SoundVerbs
from tui.linear.words import counted, take_details, take_words
from tui.session import Session
from tui.transport import melody_score

_MOST_TAKES = 16


class TakeVerbs(SoundVerbs):
    """Needs `say`, a session and the editor."""

    session: Session
    editor: Editor
    _engine: Engine | None = None

    @property
    def takes(self) -> list[Kept]:
        """The takes on the shelf and of this session, the oldest first."""
        if not hasattr(self, "_takes"):
            passed_over: list[str] = []
            self._shelf = Shelf(shelf_dir(), Trash(trash_dir()))
            self._takes: list[Kept] = list(self._shelf.takes(passed_over))
            if passed_over:
                self.say(told_of(passed_over))
        return self._takes

    def do_genre(self, line: str) -> None:
        """genre, or genre NAME: list the genres, or choose the one to compose in."""
        if not line:
            now = self.session.genre
            self.say(*(f"{g.id}: {g.title}, {g.blurb}{'. Chosen' if g.id == now else ''}." for g in GENRES.values()))
            return
        genre = genre_named(line.strip())
        self.session = replace(self.session, genre=genre.id)
        self.say(f"Genre: {genre.title}.")

    def do_compose(self, line: str) -> None:
        """compose, or compose NUMBER: have takes written on the melody, four or as many as you say."""
        count = _whole(line or "4", _MOST_TAKES, "takes")
        melody, session = self.editor.melody, self.session
        if not melody.notes:
            raise MelodyError("the melody has no notes yet", "", "Say: type C4q D4q E4h, demo ode, or load song.mid")
        from gan.measures.facts import facts_of

        self._engine = self._engine or Engine()
        self.session = replace(session, seed=session.seed + 1)
        genre = genre_named(session.genre)
        for take in self._engine.compose(melody, genre, seed=session.seed, takes=count):
            self.takes.append(Kept(Heard(take, facts_of(take.score))))
            self._keep_take(self.takes[-1])
            self.say(take_words(len(self.takes), self.takes[-1].heard))
        self.say(f"Say play {len(self.takes) - count + 1} to hear the first of them.")

    def do_takes(self, _line: str) -> None:
        """takes: list them."""
        if not self.takes:
            raise UsageError("there are no takes yet", "", "Say: compose")
        self.say(*(take_words(number, kept.heard) for number, kept in enumerate(self.takes, 1)))

    def do_take(self, line: str) -> None:
        """take NUMBER: all that is known of one."""
        number, kept = self._numbered(line)
        self.say(*take_details(number, kept.heard))

    def do_star(self, line: str) -> None:
        """star NUMBER STARS: rate a take, 0 to 5 stars."""
        number, _, stars = line.strip().partition(" ")
        at, kept = self._numbered(number)
        if not stars.strip().isdecimal() or int(stars) > MOST_STARS:
            raise UsageError("how many stars?", f"0 to {MOST_STARS}", f"Say: star {at} 4")
        rated = self.takes[at - 1] = replace(kept, heard=replace(kept.heard, stars=int(stars)))
        self._keep_take(rated)
        self.say(take_words(at, rated.heard))

    def do_forget(self, line: str) -> None:
        """forget NUMBER: take a take away. It lies in the trash for 30 days: composer-tui library restore."""
        number, kept = self._numbered(line)
        self._shelf.drop(kept)
        del self.takes[number - 1]
        self.say(f"{kept.heard.name} is gone; {counted(len(self.takes), 'take')} left.")

    def do_export(self, line: str) -> None:
        """export NUMBER, or export NUMBER FORM FOLDER: write a take to files.
        Forms are midi, musicxml, wav, flac, ogg and opus; without one midi and wav.
        """
        words = line.split(maxsplit=2)
        _, kept = self._numbered(words[0] if words else "")
        forms = (words[1],) if len(words) > 1 else ("midi", "wav")
        if not set(forms) <= set(SUFFIXES):
            raise UsageError(f"there is no form {plain(forms[0], 20)!r}", "", f"Forms: {', '.join(SUFFIXES)}")
        folder = typed_path(words[2]) if len(words) > 2 else locations.takes_dir()
        for path in Export(kept.heard.take, folder, forms, kept.heard.mix, kept.heard.file_name).write():
            self.say(f"Written: {path}.")

    def do_play(self, line: str) -> None:
        """play, or play NUMBER: hear the melody, or a take. It plays on while you go on."""
        if line.strip():
            number, kept = self._numbered(line)
            self.play_score(kept.heard.take.score, f"take {number}")
        elif self.editor.melody.notes:
            self.play_score(melody_score(self.editor.melody, self.session.genre), "the melody")
        else:
            raise MelodyError("the melody has no notes yet")

    def close_takes(self) -> None:
        """End what works outside."""
        self.close_sound()
        if self._engine is not None:
            self._engine.close()

    def _keep_take(self, kept: Kept) -> None:
        try:
            gone = self._shelf.keep(kept)
        except OSError as error:
            self.say(f"The take cannot be kept ({error.strerror}). Export it.")
            return
        if gone:
            self.say(f"The shelf is full: {counted(len(gone), 'old take')} without a star went to the trash.")

    def _numbered(self, word: str) -> tuple[int, Kept]:
        if not self.takes:
            raise UsageError("there are no takes yet", "", "Say: compose")
        number = _whole(word, len(self.takes), "the number of a take")
        return number, self.takes[number - 1]


def _whole(word: str, most: int, what: str) -> int:
    text = word.strip()
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise UsageError(f"{plain(text, 20) or 'nothing'} for {what}", f"it must be 1 to {most}", "")
    return int(text)
