"""What the Library station and the shelf say, handed on to those who do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.messages import Follows, TakesRestored
from tui.widgets.library_station import LibraryStation

if TYPE_CHECKING:
    from tui.librarian import Librarian
    from tui.melody_keeping import MelodyKeeping
    from tui.shelving import Shelving


class LibraryHandlers:
    """A part of the app: Textual finds message handlers and actions in what the app inherits from."""

    librarian: Librarian
    melody_keeping: MelodyKeeping
    shelving: Shelving

    def action_save_melody(self) -> None:
        self.melody_keeping.ask_to_save()

    def action_library_undo(self) -> None:
        self.librarian.undo()

    def on_library_station_wanted(self, event: LibraryStation.Wanted) -> None:
        self.librarian.read(event.section)

    def on_library_station_asked(self, event: LibraryStation.Asked) -> None:
        self.librarian.do(event.deed, event.entry)

    def refresh_status(self) -> None:
        raise NotImplementedError

    def on_takes_restored(self, message: TakesRestored) -> None:
        self.shelving.bring_back(message.takes)
        self.refresh_status()

    def on_follows(self, message: Follows) -> None:
        message.what()
