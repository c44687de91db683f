"""The dialogs about takes, and what becomes of their answers. Their code is imported when first needed.

Rule of this file: an answer is about the take that was asked about, whichever is selected when it comes.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tui.background import in_background
from tui.messages import Told
from tui.provenance import recipe_of

if TYPE_CHECKING:
    from gan.wishes import Revision
    from tui.app import ComposerApp
    from tui.heard import Heard
    from tui.screens.wishes import Asked


class TakeDialogs:
    """Wishes, rewriting with choices, details, instruments."""

    def __init__(self, app: ComposerApp, folder: Path) -> None:
        self._app = app
        self._folder = folder

    def open(self, what: Literal["wishes", "rewrite", "details", "instrument"]) -> None:
        """Open one of them; without a take only the wishes open."""
        if what == "wishes":
            self.ask_for_wishes()
        elif self._app.stations.audition_station.selected is None:
            self._app.tell("There is no take yet. Press g to have some composed.", severity="warning")
        else:
            {"rewrite": self.ask_for_revision, "details": self.details, "instrument": self.ask_for_instrument}[what]()

    def ask_for_wishes(self) -> None:
        from tui.screens.wishes import WishesDialog

        app, session = self._app, self._app.session

        def chosen(asked: Asked | None) -> None:
            if asked is not None:
                app.session = replace(app.session, wishes=asked.wishes, takes=asked.takes, seed=asked.seed)
                app.remember()
                app.refresh_status()
                if asked.compose:
                    app.action_generate()

        app.push_screen(WishesDialog(session.genre, session.wishes, session.takes, session.seed), chosen)

    def ask_for_revision(self) -> None:
        from tui.screens.rewrite import RewriteDialog

        station = self._app.stations.audition_station
        heard = station.selected
        assert heard is not None

        def chosen(revision: Revision | None) -> None:
            if revision is not None:
                self._app.composing.rewrite(revision, heard)

        self._app.push_screen(RewriteDialog(heard, station.roll.bars), chosen)

    def ask_for_instrument(self) -> None:
        from tui.screens.instruments import InstrumentPicker

        app = self._app
        station = app.stations.audition_station
        heard = station.selected
        assert heard is not None
        if station.roll.track >= len(heard.take.score.tracks):
            return
        track = heard.take.score.tracks[station.roll.track]
        if track.is_drums:
            app.tell("Drums have no other instrument: every pitch is one already.", severity="warning")
            return

        def chosen(program: int | None) -> None:
            if program is not None:
                station.choose_instrument(heard.id, track.role, program)

        own = heard.mix.channel(track.role).program
        app.push_screen(InstrumentPicker(track.role.value, track.program if own is None else own), chosen)

    def details(self) -> None:
        from tui.screens.details import Details

        heard = self._app.stations.audition_station.selected
        assert heard is not None
        path = self._folder / f"{recipe_of(heard).source_name}.mid"
        self._app.push_screen(Details(heard, path), lambda copy: self.copy_command(heard) if copy else None)

    def copy_command(self, heard: Heard | None = None) -> None:
        """Write the file that the command of a take, the selected one where None, reads, and copy the command."""
        app = self._app
        heard = heard or app.stations.audition_station.selected
        if heard is None:
            return
        recipe = recipe_of(heard)

        def write() -> None:
            from tui.exporting import write_midi

            path = write_midi(recipe.source, self._folder, recipe.source_name)
            line = recipe.line(str(path))
            app.call_from_thread(app.copy_to_clipboard, line)
            app.post_message(Told(f"{line}\n{path.name} is written.", title="Copied"))

        in_background(app, write)
