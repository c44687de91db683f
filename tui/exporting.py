"""Writing a take to files: MIDI, MusicXML, a printed score, and sound in several forms.

Rule of this file: nothing that is there is lost. A name that is taken gets a number, unless the file holds the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import KW_ONLY, dataclass
from pathlib import Path

from gan.errors import ComposerError
from gan.locations import make
from gan.music.genre import GENRES
from gan.music.mix import Mix
from gan.music.plain import plain
from gan.music.score import Score
from gan.take import Take
from soundfonts.encoding import FORMS as SOUND_FORMS
from tui.files import write_whole

SUFFIXES = {
    "midi": ".mid",
    "musicxml": ".musicxml",
    "svg": ".svg",
    **{id: form.suffix for id, form in SOUND_FORMS.items()},
}


@dataclass(frozen=True)
class Export:
    """What is to be written of a take, and where."""

    take: Take
    folder: Path
    forms: tuple[str, ...]
    """Keys of `SUFFIXES`."""
    _: KW_ONLY
    mix: Mix = Mix()
    """Of MIDI and sound; what it silences is left out of the sound."""
    soundfont: str = ""
    """What plays it; see `tui.library.choices`."""
    name: str = ""
    """What the files are called, without suffix; as the take where empty."""

    @property
    def sounds(self) -> bool:
        """True where a form of sound is among the forms, which takes some seconds."""
        return any(form in SOUND_FORMS for form in self.forms)

    def paths(self) -> dict[str, Path]:
        """Where each form will be written: the same free number for all."""
        for number in range(1, 10_000):
            name = self.name or self.take.name
            stem = name if number == 1 else f"{name}-{number}"
            paths = {form: self.folder / f"{stem}{SUFFIXES[form]}" for form in self.forms}
            if not any(map(os.path.lexists, paths.values())):
                return paths
        raise ComposerError("there are too many files of that name", str(self.folder), "Choose another folder")

    def write(self) -> Iterator[Path]:
        """Write the files, giving each one's path once it is there. Blocks, for sound some seconds.

        Raises ComposerError; what was given before stays.
        """
        try:
            make(self.folder)
        except OSError as error:
            raise _refused(self.folder, error) from error
        for form, path in self.paths().items():
            try:
                self._write(form, path)
            except OSError as error:
                raise _refused(path, error) from error
            yield path

    def _write(self, form: str, path: Path) -> None:
        score = self.take.score
        if form == "midi":
            from gan.music.midi import midi_bytes

            write_whole(path, midi_bytes(score, self.mix))
        elif form == "musicxml":
            from gan.music.importing import save_musicxml

            save_musicxml(self.mix.played(score), path)
        elif form == "svg":
            from gan.music.engraving import score_svg

            write_whole(path, score_svg(score))
        else:
            from soundfonts import render
            from tui.library.fonts import font_of

            muted, tags = self.mix.silent_in(score), sound_tags(self.take)
            font = font_of(self.soundfont) if self.soundfont else None
            render(score, path, soundfont=font, muted=muted, mix=self.mix, tags=tags)


def sound_tags(take: Take) -> dict[str, str]:
    """What a file of sound says of a take."""
    genre = GENRES[take.genre].title if take.genre in GENRES else plain(take.genre, 100)
    return {"title": plain(take.score.title, 200) or take.name, "genre": genre}


def write_midi(score: Score, folder: Path, name: str) -> Path:
    """Write a score as MIDI under a name, or a numbered one where another file has it; the same file is left alone.

    Raises ComposerError where it cannot be written.
    """
    from gan.music.midi import midi_bytes

    data = midi_bytes(score)
    for number in range(1, 10_000):
        path = folder / (f"{name}.mid" if number == 1 else f"{name}-{number}.mid")
        try:
            if path.exists():
                if path.read_bytes() == data:
                    return path
                continue
            make(folder)
            write_whole(path, data)
            return path
        except OSError as error:
            raise _refused(path, error) from error
    raise ComposerError("there are too many files of that name", str(folder), "Choose another folder")


def folder_trouble(folder: Path) -> str:
    """Why nothing can be written into a folder (that may not be there yet), or an empty text."""
    here = folder
    while not os.path.lexists(here) and here != here.parent:
        here = here.parent
    if not os.path.isdir(here):
        return f"{here} is a file"
    return "" if os.access(here, os.W_OK | os.X_OK) else f"{here} cannot be written to"


def forms_in_order(forms: Iterable[str]) -> tuple[str, ...]:
    """Forms in the order they are written: the quick ones first."""
    chosen = set(forms)
    return tuple(form for form in SUFFIXES if form in chosen)


def _refused(path: Path, error: OSError) -> ComposerError:
    return ComposerError(f"cannot write {path}", error.strerror or str(error), "Choose another folder")
