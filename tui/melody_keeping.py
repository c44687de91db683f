"""Saving the melody under a name, and remembering the files that melodies were loaded from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tui.background import in_background
from tui.library.melodies import path_for, recent, save_melody
from tui.library.places import melodies_dir, trash_dir
from tui.library.trash import Trash
from tui.messages import Follows, Told

if TYPE_CHECKING:
    from tui.app import ComposerApp


class MelodyKeeping:
    """The melodies that are kept."""

    def __init__(self, app: ComposerApp) -> None:
        self._app = app

    def ask_to_save(self) -> None:
        """Ask for a name, and save the melody under it."""
        app = self._app
        melody = app.stations.compose_station.editor.melody
        if not melody.notes:
            app.tell("There are no notes to save yet.", severity="warning")
            return
        from tui.screens.name import NameDialog

        def comes_to(name: str) -> str:
            path = path_for(melodies_dir(), name)
            return f"→ {path}" + (" · the one there goes to the trash" if path.exists() else "")

        def chosen(name: str | None) -> None:
            if name:
                in_background(app, lambda: save(name))

        def save(name: str) -> None:
            path = save_melody(melodies_dir(), name, melody, Trash(trash_dir()))
            app.post_message(Told(f"Saved as {path.name} among the melodies of the Library (4)."))
            app.post_message(Follows(app.librarian.read_again))

        app.push_screen(NameDialog("Save the melody", melody.title or "My melody", comes_to), chosen)

    def loaded(self, path: Path) -> None:
        """A melody was loaded from a file: that is listed among the melodies, and its folder offered again."""

        def remember() -> None:
            try:
                recent().add(path)
            except OSError:
                return  # that the data folder cannot be written is told elsewhere

        in_background(self._app, remember)
