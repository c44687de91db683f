"""The dialog that writes a take to files."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from gan.music.plain import plain
from soundfonts.encoding import FORMS as SOUND_FORMS
from tui.exporting import SUFFIXES, Export, folder_trouble, forms_in_order
from tui.folders import typed_path
from tui.heard import Heard
from tui.screens.dialog import Dialog
from tui.widgets.tick import Tick

_WRITTEN = {"midi": "MIDI", "musicxml": "MusicXML", "svg": "Score as SVG"}
_SOUNDS = {id: form.title for id, form in SOUND_FORMS.items()}


class ExportDialog(Dialog[Export]):
    """Gives what is to be written, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "write", "Write", id="export.write", priority=True)]

    def __init__(self, heard: Heard, folder: Path, forms: tuple[str, ...]) -> None:
        super().__init__()
        self._heard, self._folder, self._forms = heard, folder, forms

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = f"Export {plain(self._heard.file_name, 40)}"
            box.border_subtitle = "space ticks · enter writes · esc closes"
            for forms in (_WRITTEN, _SOUNDS):
                with Horizontal(classes="forms"):
                    for form, name in forms.items():
                        yield Tick(name, form in self._forms, id=f"form-{form}")
            yield Input(str(self._folder), placeholder="folder", compact=True, select_on_focus=False, id="folder")
            yield Static("", id="paths", markup=False)

    def on_mount(self) -> None:
        self.set_focus(self.query_one(Input))
        self._show()

    def on_tick_changed(self, event: Tick.Changed) -> None:
        event.stop()
        self._show()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._show()

    def action_write(self) -> None:
        export = self._export()
        if export.forms and not folder_trouble(export.folder):
            self.dismiss(export)
        else:
            self.app.bell()

    def _export(self) -> Export:
        forms = forms_in_order(form for form in SUFFIXES if self.query_one(f"#form-{form}", Tick).on)
        text = self.query_one("#folder", Input).value.strip() or "."
        heard = self._heard
        return Export(heard.take, typed_path(text).absolute(), forms, mix=heard.mix, name=heard.file_name)

    def _show(self) -> None:
        export = self._export()
        shown = self.query_one("#paths", Static)
        trouble = folder_trouble(export.folder)
        if not export.forms:
            shown.update("Tick at least one form.")
        elif trouble:
            shown.update(f"Cannot write here: {plain(trouble, 200)}. Name another folder.")
        else:
            lines = [f"→ {plain(str(path), 300)}" for path in export.paths().values()]
            if export.sounds and export.mix.silent_in(export.take.score):
                lines.append("The sound leaves out the muted tracks.")
            shown.update("\n".join(lines))
