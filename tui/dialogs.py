"""Opening the dialogs, and what becomes of their answers. Their code is imported when first needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tui.background import in_background
from tui.messages import MelodyLoaded, Told
from tui.span_edit import GRIDS

if TYPE_CHECKING:
    from tui.app import ComposerApp
    from tui.exporting import Export


class Dialogs:
    """Asks for files, tunes and exports, and remembers the last answers."""

    def __init__(self, app: ComposerApp, takes_folder: Path) -> None:
        self._app = app
        self._melody_folder = Path.cwd()
        self._export_folder = takes_folder
        self._export_forms: tuple[str, ...] = ("midi", "wav")

    def ask_for_file(self) -> None:
        from tui.screens.open_file import OpenFile

        self._app.push_screen(OpenFile(self._melody_folder), lambda path: self.load_file(path) if path else None)

    def load_file(self, path: Path) -> None:
        """Read a melody beside the event loop."""
        app = self._app
        self._melody_folder = path.parent
        app.tell(f"Reading {path.name} …", seconds=2)

        def load() -> None:
            from gan.music.importing import load_melody

            app.post_message(MelodyLoaded(load_melody(path)))

        in_background(app, load)

    def ask_for_demo(self) -> None:
        from tui.screens.demos import DemoPicker

        self._app.push_screen(DemoPicker(), lambda name: self._app.take_demo(name) if name else None)

    def ask_for_settings(self) -> None:
        from tui.screens.melody_settings import MelodySettings

        compose = self._app.stations.compose_station
        dialog = MelodySettings(compose.editor.melody)
        self._app.push_screen(dialog, lambda melody: compose.change(melody) if melody else None)

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
            self._app.push_screen(Help(self._app.stations.current))

    def _write(self, export: Export) -> None:
        app = self._app
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
