"""What can be said about takes, and hearing them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from gan import locations
from gan.engine import Engine
from gan.errors import ComposerError, MelodyError, UsageError
from gan.measures.facts import facts_of
from gan.music.genre import GENRES, Genre, genre_named
from gan.music.plain import plain
from gan.music.role import Role
from gan.wishes import Revision
from tui.composing import VARIATION
from tui.editor import Editor
from tui.exporting import SUFFIXES, Export
from tui.folders import typed_path
from tui.heard import MOST_STARS, Heard, Origin
from tui.library.choices import load_choices, usual_font
from tui.library.places import shelf_dir, trash_dir
from tui.library.shelf import Kept, Shelf, told_of
from tui.library.trash import Trash
from tui.library.weights import check_weights
from tui.linear.melody_verbs import bars_of
from tui.linear.sound_verbs import SoundVerbs
from tui.linear.words import counted, take_details, take_words
from tui.provenance import fitting, revision_in_words
from tui.session import MOST_TAKES, Session
from tui.transport import melody_score


class TakeVerbs(SoundVerbs):
    """Needs `say`, a session and the editor."""

    session: Session
    editor: Editor
    _engine: Engine | None = None
    _engine_weights = ""

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
        """compose, or compose NUMBER: have takes written on the melody, as many as usual or as you say."""
        count = _whole(line or str(self.session.takes), MOST_TAKES, "takes")
        melody, session = self.editor.melody, self.session
        if not melody.notes:
            raise MelodyError("the melody has no notes yet", "", "Say: type C4q D4q E4h, demo ode, or load song.mid")
        genre = genre_named(session.genre)
        wishes = fitting(session.wishes, genre.id)
        origin = Origin(wishes, folder=self._weights())
        made = self._warm().compose(melody, genre, seed=session.seed, takes=count, wishes=wishes)
        self._take_in(Heard(take, facts_of(take.score), origin) for take in made)

    def do_rewrite(self, line: str) -> None:
        """rewrite NUMBER, or rewrite NUMBER PARTS BARS: have takes written from one, such as: rewrite 2 bass drums 5-8.
        What is not named stays note for note, and so do parts that were locked. With a number alone: a variation.
        """
        words = line.split()
        number, kept = self._numbered(words[0] if words else "")
        parent, session = kept.heard, self.session
        genre = genre_named(parent.take.genre)
        revision = _revision(words[1:], parent, genre)
        wishes, source = fitting(session.wishes, genre.id, revision.roles), parent.take.score
        origin = Origin(wishes, revision, parent.id, parent.file_name, source, self._weights())
        self.say(f"From take {number}: {revision_in_words(revision, genre.id)}.")
        made = self._warm().rewrite(source, genre, revision, seed=session.seed, takes=session.takes, wishes=wishes)
        self._take_in(Heard(take, facts_of(take.score), origin, mix=parent.mix, locks=parent.locks) for take in made)

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
        if self._shelf.path_of(kept).exists():  # else another composer was quicker
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
        heard = kept.heard
        export = Export(heard.take, folder, forms, mix=heard.mix, soundfont=usual_font(), name=heard.file_name)
        for path in export.write():
            self.say(f"Written: {path}.")

    def do_play(self, line: str) -> None:
        """play, or play NUMBER: hear the melody, or a take. It plays on while you go on."""
        if line.strip():
            number, kept = self._numbered(line)
            self.play_score(kept.heard.take.score, f"take {number}", kept.heard.mix)
        elif self.editor.melody.notes:
            self.play_score(melody_score(self.editor.melody, self.session.genre), "the melody")
        else:
            raise MelodyError("the melody has no notes yet")

    def close_takes(self) -> None:
        """End what works outside."""
        self.close_sound()
        if self._engine is not None:
            self._engine.close()

    def add_take(self, heard: Heard) -> None:
        """Keep a take, and say which number it has."""
        self.takes.append(Kept(heard))
        self._keep_take(self.takes[-1])
        self.say(take_words(len(self.takes), heard))

    def _take_in(self, made: Iterable[Heard]) -> None:
        """Takes of one seed as they come; the next ones have the next."""
        self.session = replace(self.session, seed=self.session.seed + 1)
        first = len(self.takes) + 1
        for heard in made:
            self.add_take(heard)
        self.say(f"Say play {first} to hear the first of them.")

    def _weights(self) -> str:
        """The folder of the weights chosen in the library; empty for the shipped ones, or where it is gone."""
        folder = load_choices().weights_folder
        if folder is None:
            return ""
        try:
            check_weights(folder)
        except ComposerError as error:
            self.say(f"{plain(error.what, 300)}. The shipped ones compose.")
            return ""
        return str(folder.absolute())

    def _warm(self) -> Engine:
        """The engine, made anew where other weights were chosen since."""
        weights = self._weights()
        if self._engine is None or weights != self._engine_weights:
            if self._engine is not None:
                self._engine.close()
            self._engine, self._engine_weights = Engine(Path(weights) if weights else None), weights
        return self._engine

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


def _revision(words: list[str], parent: Heard, genre: Genre) -> Revision:
    """What is to be written again of a take, from the words for it. Raises UsageError."""
    bars = bars_of(words[-1], parent.facts.bars) if words and words[-1][0].isdecimal() else None
    names = [word.rstrip(",") for word in (words[:-1] if bars else words)]
    parts = {role.value: role for role in genre.roles if role is not Role.MELODY}
    for name in names:
        if name not in parts:
            raise UsageError(f"there is no part {plain(name, 20)!r} in it", "", f"Parts: {', '.join(parts)}")
    roles = frozenset(parts[name] for name in names) or frozenset(parts.values()) - parent.locks
    if not roles:
        raise UsageError("all parts are locked", "", f"Name those that are to change: {', '.join(parts)}")
    return Revision(roles, bars, 1.0 if names or bars or parent.locks else VARIATION)


def _whole(word: str, most: int, what: str) -> int:
    text = word.strip()
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise UsageError(f"{plain(text, 20) or 'nothing'} for {what}", f"it must be 1 to {most}", "")
    return int(text)
