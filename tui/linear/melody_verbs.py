"""What can be said about the melody."""

from __future__ import annotations

import os
import shlex
from dataclasses import replace
from typing import NoReturn

from gan.errors import MelodyError, UsageError
from gan.music.demos import DEMOS, demo_named
from gan.music.melody import MAX_BARS, Melody
from gan.music.notetext import read_word, read_words
from gan.music.plain import plain
from tui import melody_edit
from tui.editor import Editor
from tui.folders import typed_path
from tui.library.melodies import save_melody
from tui.library.places import melodies_dir, trash_dir
from tui.library.trash import Trash
from tui.linear.words import bar_words, counted, melody_words
from tui.session import Session

_MOST_BARS_READ = 16
_MOST_TUNES_SAID = 12
_TEMPI = 20, 400


class MelodyVerbs:
    """Needs `say`."""

    session: Session
    editor: Editor

    def say(self, *sentences: str) -> None:
        raise NotImplementedError

    def start_session(self, session: Session) -> None:
        """Work on what a session has."""
        self.session = session
        self.editor = Editor(session.melody)
        self.editor.go_to(session.melody.length)

    def remember_melody(self) -> None:
        """Take the melody as it is now into the session."""
        if self.editor.melody is not self.session.melody:
            self.session = replace(self.session, melody=self.editor.melody)

    def do_demo(self, line: str) -> None:
        """demo, or demo NAME: list the built-in tunes, or take one."""
        if line:
            self._work_on(demo_named(line.strip()))
        else:
            self.say(*(f"{name}: {melody_words(melody)}" for name, melody in DEMOS.items()))

    def do_load(self, line: str) -> None:
        """load FILE, or load FILE NUMBER: take the melody of a MIDI, MusicXML or ABC file, or a track of it."""
        from gan.music.importing import load_melody

        if not line:
            raise UsageError("load needs a file", "", "Say: load song.mid")
        path, track = typed_path(_one_word(line)), None
        file, _, last = line.rpartition(" ")
        if file and last.isascii() and last.isdigit() and not os.path.exists(path):
            path, track = typed_path(_one_word(file)), int(last[:4])
        melody = load_melody(path, track)
        self._work_on(melody)
        if melody.found:
            self.say(f"The melody is {melody.found}.")

    def do_tunes(self, line: str) -> None:
        """tunes WORDS: find old tunes that come with music21, by title, kind, metre or book."""
        from gan.music.tunes import tune_library

        if not line:
            raise UsageError("tunes needs a word to search for", "", "Say: tunes slip jig")
        found = tune_library().find(line)
        self.say(*(f"{tune.id}: {tune.title}, {tune.metre}, {tune.key}" for tune in found[:_MOST_TUNES_SAID]))
        self.say(
            f"{counted(len(found), 'tune')} in all. Say tune and an id to take one." if found else "No tune has that."
        )

    def do_tune(self, line: str) -> None:
        """tune ID: take an old tune."""
        from gan.music.extract import extract_melody
        from gan.music.tunes import load_tune, tune_library

        tune = tune_library().named(line.strip())
        self._work_on(replace(extract_melody(load_tune(tune)), title=tune.title))
        self.say(tune.source)

    def do_melody(self, _line: str) -> None:
        """melody: say what it is."""
        self.say(melody_words(self.editor.melody))

    def do_read(self, line: str) -> None:
        """read, read BAR, or read FIRST-LAST: say the notes."""
        melody = self.editor.melody
        first, last = bars_of(line, melody.bars)
        last = min(last, first + _MOST_BARS_READ - 1)
        self.say(*bar_words(melody.notes, melody.pickup, melody.metre.bar_ticks, first, last))
        if last < melody.bars and not line:
            self.say(f"The melody has {counted(melody.bars, 'bar')}. Say read {last + 1}-{melody.bars} for the rest.")

    def do_type(self, line: str) -> None:
        """type NOTES: add notes at the end, such as: type C4q D4q E4h -q F#4e.
        A note is its name, its octave and a length: w whole, h half, q quarter, e eighth, s sixteenth, t triplet.
        A dot after the length adds a half. -q is a rest of a quarter, ~q holds the note before a quarter longer.
        """
        if not line:
            raise UsageError("type needs notes", "", "Say: type C4q D4q E4h")
        editor = self.editor
        melody = editor.melody
        try:
            notes, end = read_words(line.split(), editor.cursor, editor.step.velocity)
        except ValueError as error:
            raise MelodyError(str(error), "", "Say: help type") from None
        if end > melody_edit.last_tick(melody):
            raise MelodyError(f"a melody has at most {MAX_BARS} bars")
        before = tuple(note for note in melody.notes if note.start < editor.cursor)
        editor.change(replace(melody, notes=before + tuple(notes), key=None))
        editor.go_to(end)
        self.say(f"{counted(len(notes), 'note')} more. {melody_words(editor.melody)}")

    def do_rest(self, line: str) -> None:
        """rest LENGTH: a rest at the end, such as: rest q."""
        try:
            _, ticks = read_word(f"-{line.strip() or 'q'}")
        except ValueError:
            raise UsageError("a rest needs a length", "", "Say: rest q, or w h e s t") from None
        self.editor.go_to(self.editor.cursor + ticks)
        self.say("Rest.")

    def do_back(self, _line: str) -> None:
        """back: take the last note away."""
        melody = self.editor.melody
        if not melody.notes:
            raise MelodyError("there is no note to take away")
        self.editor.change(replace(melody, notes=melody.notes[:-1]))
        self.editor.go_to(melody.notes[-1].start)
        self.say(melody_words(self.editor.melody))

    def do_new(self, _line: str) -> None:
        """new: an empty melody; undo brings the old one back."""
        self._work_on(melody_edit.blank(self.editor.melody))

    def do_undo(self, _line: str) -> None:
        """undo: take the last change back, as often as you like."""
        if not self.editor.can_undo:
            self._nothing("undo")
        self.editor.undo()
        self._to_the_end()

    def do_redo(self, _line: str) -> None:
        """redo: make it again."""
        if not self.editor.can_redo:
            self._nothing("do again")
        self.editor.redo()
        self._to_the_end()

    def do_tempo(self, line: str) -> None:
        """tempo NUMBER: quarters a minute."""
        low, high = _TEMPI
        if not line.strip().isdecimal() or not low <= int(line) <= high:
            raise UsageError(f"a tempo of {plain(line, 20) or 'nothing'}", f"it must be {low} to {high}", "")
        self.editor.change(replace(self.editor.melody, tempo=float(line)))
        self.say(melody_words(self.editor.melody))

    def do_metre(self, _line: str) -> None:
        """metre: the next of the usual metres."""
        self.editor.change(melody_edit.with_next_metre(self.editor.melody))
        self.say(melody_words(self.editor.melody))

    def do_save(self, line: str) -> None:
        """save, or save NAME: keep the melody as a MIDI file in the library; load takes it from there."""
        melody = self.editor.melody
        if not melody.notes:
            raise MelodyError("there are no notes to save yet")
        path = save_melody(melodies_dir(), line.strip() or melody.title or "My melody", melody, Trash(trash_dir()))
        self.say(f"Saved: {path}.")

    def _work_on(self, melody: Melody) -> None:
        self.editor.load(melody)
        self._to_the_end()

    def _to_the_end(self) -> None:
        self.editor.go_to(self.editor.melody.length)
        self.say(melody_words(self.editor.melody))

    def _nothing(self, what: str) -> NoReturn:
        raise MelodyError(f"there is nothing to {what}")


def bars_of(line: str, bars: int) -> tuple[int, int]:
    """First and last bar of `3`, `3-8` or an empty line (all). Raises UsageError."""
    text = line.strip() or f"1-{max(1, bars)}"
    first, _, last = text.partition("-")
    if not (first.isdecimal() and (last or first).isdecimal() and 1 <= int(first) <= int(last or first)):
        raise UsageError(f"{plain(text, 20)} is no bar", f"there are {bars}", "Say: 3, or 3-8")
    if int(first) > max(1, bars):
        raise UsageError(f"there is no bar {first}", f"there are {bars}", "")
    return int(first), min(int(last or first), max(1, bars))


def _one_word(line: str) -> str:
    try:
        words = shlex.split(line)
    except ValueError:
        return line
    return words[0] if len(words) == 1 else line
