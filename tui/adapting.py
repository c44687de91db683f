"""The composer as its person wants it: theme, keys, what a fresh session and the Train station begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui import theme
from tui.config import Config, user_file
from tui.looks import Looks
from tui.palettes import PALETTES
from tui.session import Session, session_for

if TYPE_CHECKING:
    from tui.app import ComposerApp


class Adapting:
    """Brings the settings to where they count. Settings that are wrong are told, and the usual ones count."""

    def __init__(self, app: ComposerApp, config: Config) -> None:
        self._app = app
        self.config = config
        if config.keys:
            from tui.keymap import check_keys

            check_keys(config)
        self.keymap = {id: value.value for id, value in config.keys.items()}
        """The changed keys by the binding's id."""
        self.looks = Looks(app, config["studio.theme"])
        self.filters = self.looks.filters

    def session(self, kept: Session | None) -> Session:
        """What is worked on: what was kept, else a fresh session; with as many takes and such wishes as were set."""
        return session_for(self.config, kept)

    def start(self) -> None:
        """Set the keys, fill the form of the Train station, and say what is wrong with the settings."""
        app, config = self._app, self.config
        if self.keymap:
            from tui.keymap import textual_keymap

            app.set_keymap(textual_keymap(self.keymap))
        names = ("genre", "preset", "steps", "batch", "data")
        given = {name: str(config[f"train.{name}"]) for name in names if config.given(f"train.{name}")}
        app.stations.train_station.form.offer(given)
        app.stations.compose_station.editor.assist = config["studio.assist"]
        app.stations.compose_station.describe()
        for problem in config.problems[:3]:
            app.complain(problem)

    def wear(self, name: str) -> None:
        """Change the theme, and say how to keep it."""
        self.looks.wear(name)
        where = f'To keep it: theme = "{theme.NAME}" under [studio] in {user_file()}'
        self._app.tell(where, title=f"Theme: {PALETTES[name].title}")
