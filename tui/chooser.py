"""Which weights compose and which SoundFont plays: chosen in the library, remembered, and used again at the next start.

Rule of this file: what was chosen and is not there any more is told of, and what the composer always has is used.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gan.errors import ComposerError
from tui.background import in_background
from tui.library.choices import Choices, after_move, load_choices, save_choices, usual_font
from tui.library.entry import Entry
from tui.library.library import chosen_with
from tui.messages import Follows

if TYPE_CHECKING:
    from tui.app import ComposerApp


_PATIENCE_SECONDS = 0.3
"""How long until it is asked again whether the takes are there that other weights wait for."""


class Chooser:
    """The choices of this composer."""

    def __init__(self, app: ComposerApp) -> None:
        self._app = app
        self.choices = load_choices()
        self._trouble: ComposerError | None = None
        self._waits = ""
        """The folder of the weights that were asked for last."""
        self._by_hand = False
        self._saving = threading.Lock()

    def start(self) -> None:
        """Say what is missing, and play with the SoundFont that was chosen, unless the environment names another."""
        if self._trouble is not None:
            self._app.complain(self._trouble)
        if self.soundfont:
            self._app.transport.use(self.soundfont)

    @property
    def soundfont(self) -> str:
        """The SoundFont that was chosen; empty where the best one plays, or one that the environment names.

        What is chosen by hand counts before the environment, until the composer is left.
        """
        return self.choices.soundfont if self._by_hand else usual_font(self.choices)

    def remembered_weights(self) -> Path | None:
        """The weights that were chosen, where they are still there; None for the shipped ones."""
        folder = self.choices.weights_folder
        if folder is None:
            return None
        from tui.library.weights import check_weights

        try:
            check_weights(folder)
            return folder
        except ComposerError as error:
            self.choices = replace(self.choices, weights="")
            self._trouble = error
            return None

    def use(self, entry: Entry) -> None:
        """Use weights or a SoundFont of the library."""
        wanted = chosen_with(self.choices, entry)
        if entry.section == "weights":
            self.use_weights(wanted.weights)
        else:
            self._use_font(wanted.soundfont)

    def use_weights(self, weights: str) -> None:
        """Have the weights in a folder compose, the shipped ones where it is empty: the engine starts anew.

        Takes that are being written are waited for.
        """
        app = self._app
        self._waits = weights
        if app.composing.busy:
            app.tell("They compose as soon as the takes are there that are being written.")
        folder = Path(weights) if weights else None

        def use() -> None:
            from tui.library.weights import check_weights

            if folder is not None:
                check_weights(folder)
            self._then(changed)

        def changed() -> None:
            if self._waits != weights:
                return  # others were chosen since
            if app.composing.busy:
                app.set_timer(_PATIENCE_SECONDS, changed)
                return
            app.composing.use(folder)
            self._choose(replace(self.choices, weights=weights))
            app.tell(f"{'The shipped weights' if folder is None else folder.name} compose from now on.")

        in_background(app, use)

    def _use_font(self, choice: str) -> None:
        app = self._app

        def use() -> None:
            from tui.library.fonts import font_of

            font = font_of(choice)
            self._then(lambda: changed(font.name))

        def changed(found: str) -> None:
            app.transport.use(choice)
            self._by_hand = True
            self._choose(replace(self.choices, soundfont=choice))
            words = f"{found} plays from now on." if choice else f"The best one found plays from now on: {found}."
            again = " At the next start the one that your settings name plays again."
            app.tell(words + (again if os.environ.get("COMPOSER_TUI_SOUNDFONT") else ""))

        in_background(app, use)

    def _choose(self, choices: Choices) -> None:
        self.choices = choices

        in_background(self._app, self._save)
        self._app.librarian.read_again()
        self._app.refresh_status()

    def moved(self, before: Path, now: Path | None) -> None:
        """A run, or weights of one, lie elsewhere now, or in the trash where None: use them from there."""
        self._app.schooling.moved(before, now)
        wanted = after_move(self.choices, before, now)
        if wanted != self.choices:
            self._choose(wanted)
            self.use_weights(wanted.weights)

    def _save(self) -> None:
        with self._saving:  # so that the newest choice is the one that stays
            save_choices(self.choices)

    def _then(self, what: Callable[[], object]) -> None:
        self._app.post_message(Follows(what))
