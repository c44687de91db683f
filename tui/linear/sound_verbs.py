"""What can be said about sound: playing, and where it goes."""

from __future__ import annotations

import os
import queue
import time
from typing import TYPE_CHECKING

from gan.errors import ComposerError, SoundError, TimeLimit
from gan.music.mix import Mix
from gan.music.plain import plain
from gan.music.score import Score
from tui.library.choices import usual_font
from tui.links.player_link import apply_mix

if TYPE_CHECKING:
    from soundfonts import Player, SoundFont
    from soundfonts.routes import Route

_OPEN_SECONDS = 40.0


class SoundVerbs:
    """Needs `say`."""

    _player: Player | None = None
    _token = ""

    def say(self, *sentences: str) -> None:
        raise NotImplementedError

    def do_sound(self, line: str) -> None:
        """sound, or sound ROUTE: say where sound goes, or send it to auto, speaker, browser, pulse, file or silent."""
        from soundfonts.routes import checked_route

        name = line.strip()
        if name:
            route = self._route(checked_route(name))
            if self._player is None:
                self._sounding(route)
            else:
                self._player.choose(route)
            self._opened(name)
        player = self._sounding()
        self.say(f"Sound: {player.output}.")
        self._tell_ways(player)

    def do_stop(self, _line: str) -> None:
        """stop: stop playing."""
        self.stop_playing()
        self.say("Stopped.")

    def play_score(self, score: Score, what: str, mix: Mix = Mix()) -> None:
        """Play a score in a mix and say so; `what` names it."""
        fresh = self._player is None
        player = self._sounding()
        player.load(score, mix)
        apply_mix(player, score, mix)
        player.play()
        self.say(f"Playing {what}, {score.seconds:.0f} seconds. Sound: {player.output}.")
        if fresh:
            self._tell_ways(player)

    def stop_playing(self) -> None:
        if self._player is not None:
            self._player.stop()

    def close_sound(self) -> None:
        if self._player is not None:
            self._player.close()

    def _sounding(self, route: Route | None = None) -> Player:
        """The player, its first way out open; `route` is that way for one that is only made now."""
        if self._player is None:
            from soundfonts import Player
            from soundfonts.routes import route_from_environment

            route = route or self._route(route_from_environment(os.environ))
            self._troubles: queue.SimpleQueue[ComposerError] = queue.SimpleQueue()
            self._player = Player(self._font(), route, on_trouble=self._troubles.put)
            self._player.start()
            self._opened("")
        return self._player

    def _font(self) -> SoundFont | None:
        """The SoundFont that was chosen in the library; None for the best, and where that one is gone."""
        from tui.library.fonts import font_of

        choice = usual_font()
        try:
            return font_of(choice) if choice else None
        except SoundError as error:
            self.say(f"{plain(choice, 200)} cannot be used: {error.why or error.what}.")
            return None

    def _opened(self, name: str) -> None:
        """Wait until a way is open, any for an empty name. Raises what went wrong."""
        player = self._player
        assert player is not None
        patience = time.monotonic() + _OPEN_SECONDS
        while player.route.name != name if name not in ("", "auto") else not player.route.name:
            if not self._troubles.empty():
                raise self._troubles.get()
            if time.monotonic() > patience:
                raise TimeLimit("the sound did not open", f"not within {_OPEN_SECONDS:.0f} s", "Say: sound silent")
            time.sleep(0.05)

    def _route(self, name: str) -> Route:
        from soundfonts.page.guard import new_token
        from soundfonts.routes import Route
        from tui.sounding import next_file, port_from_environment

        if name == "browser":
            self._token = self._token or new_token()
            return Route(name, token=self._token, port=port_from_environment(os.environ))
        return Route(name, path=str(next_file())) if name == "file" else Route(name)

    def _tell_ways(self, player: Player) -> None:
        from soundfonts.drivers import over_ssh
        from tui.sounding import tunnel_line

        report = player.route
        if report.url:
            if over_ssh(os.environ):
                self.say(f"On your own machine run: {tunnel_line(report.port, os.environ)}")
            self.say(f"Open {report.url} there and press Listen.")
        elif report.name == "silent":
            self.say("To hear it in a browser, say: sound browser.")
        elif report.path:
            self.say(f"The file is {report.path}.")
