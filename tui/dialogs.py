"""Opening the dialogs, and what becomes of their answers. Their code is imported when first needed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual.widget import Widget

from gan.music.plain import plain
from tui.background import in_background
from tui.messages import MelodyLoaded, Told
from tui.span_edit import GRIDS
from tui.transport import melody_score

if TYPE_CHECKING:
    from gan.music.melody import Melody
    from tui.app import ComposerApp
    from tui.exporting import Export
    from tui.screens.open_file import Opened


class Preview:
    """Lets a picker's melodies be heard in the instrument of the genre."""

    def __init__(self, app: ComposerApp) -> None:
        self._app = app

    @property
    def sounding(self) -> bool:
        return self._app.transport.plays("preview")

    def hear(self, melody: Melody) -> None:
        self._app.transport.play("preview", melody_score(melody, self._app.session.genre))

    def hush(self) -> None:
        if self.sounding:
            self._app.transport.stop()


class Dialogs:
    """Asks for files, tunes and exports, and remembers the last answers."""

    def __init__(self, app: ComposerApp, takes_folder: Path) -> None:
        self._app = app
        self._stage = Preview(app)
        self._melody_folder = Path.cwd()
        self._export_folder = takes_folder
        self._export_forms: tuple[str, ...] = ("midi", "wav")

    def ask_for_file(self) -> None:
        from tui.screens.open_file import OpenFile

        recent = self._app.librarian.library.recent.folders()
        self._app.push_screen(OpenFile(self._melody_folder, recent, self._stage), self._opened)

    def _opened(self, opened: Opened | None) -> None:
        if opened is None:
            return
        if opened.melody is None:
            self.load_file(opened.path, opened.track)
        else:
            self._remember(opened.path)
            self._app.post_message(MelodyLoaded(_titled(opened.melody, opened.path)))

    def _remember(self, path: Path) -> None:
        self._melody_folder = path.parent
        self._app.melody_keeping.loaded(path)

    def load_file(self, path: Path, track: int | None = None) -> None:
        """Read a melody beside the event loop."""
        app = self._app
        self._remember(path)
        app.tell(f"Reading {path.name} …", seconds=2)

        def load() -> None:
            from gan.music.importing import load_melody

            app.post_message(MelodyLoaded(_titled(load_melody(path, track), path)))

        in_background(app, load)

    def ask_for_demo(self) -> None:
        from tui.screens.demos import DemoPicker

        self._app.push_screen(DemoPicker(self._stage), lambda melody: self._app.take_melody(melody) if melody else None)

    def ask_for_settings(self) -> None:
        from tui.screens.melody_settings import MelodySettings

        app, compose = self._app, self._app.stations.compose_station
        before = compose.editor.melody

        def chosen(melody: Melody | None) -> None:
            if melody is not None and compose.editor.melody is before:
                compose.change(melody)
            elif melody is not None:
                app.tell("Another melody came meanwhile; nothing was set.", severity="warning")

        app.push_screen(MelodySettings(before), chosen)

    def ask_for_grid(self) -> None:
        from tui.screens.grid_picker import GridPicker

        roll = self._app.stations.compose_station.roll
        notes = "the selected notes" if roll.editor.selection else "all notes"
        self._app.push_screen(GridPicker(notes), lambda name: roll.quantise(GRIDS[name]) if name else None)

    def ask_for_export(self) -> None:
        app = self._app
        selected = app.stations.audition_station.selected
        if selected is None:
            app.tell("There is no take yet. Press g to have some composed.", severity="warning")
            return
        from tui.screens.export import ExportDialog

        def chosen(export: Export | None) -> None:
            if export is not None:
                self._export_folder, self._export_forms = export.folder, export.forms
                self._write(export)

        app.push_screen(ExportDialog(selected, self._export_folder, self._export_forms), chosen)

    def help(self) -> None:
        from tui.screens.help import Help

        if not isinstance(self._app.screen, Help):
            stations = self._app.stations
            around = stations.query_one(f"#{stations.current}").walk_children(Widget)
            panes = [type(node) for node in (*stations.panes_of_keys(), *around)]
            self._app.push_screen(Help(stations.current, stations.hint_bar.hints.layer, panes, stations.keymap))

    def jump(self) -> None:
        """Put letters on the parts of the screen, and go where one is chosen."""
        from tui.screens.jump import Jump, places_on

        stations = self._app.stations
        if self._app.screen is stations:
            self._app.push_screen(Jump(places_on(stations)), lambda part: stations.bring(part) if part else None)

    def _write(self, export: Export) -> None:
        app = self._app
        export = replace(export, soundfont=app.chooser.soundfont)
        if export.sounds:
            app.tell("Writing; sound takes a moment …", seconds=3)

        def write() -> None:
            names = []
            try:
                for path in export.write():
                    names.append(path.name)
            finally:
                if names:
                    app.post_message(Told("\n".join([*names, f"in {export.folder}"]), title="Exported"))

        in_background(app, write)


def _titled(melody: Melody, path: Path) -> Melody:
    """A melody of a file; without a title it is called as the file."""
    return melody if melody.title else replace(melody, title=plain(path.stem, 40))
