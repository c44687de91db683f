"""What plays, and where in it we are: the melody, a take or a sample, never two at a time.

Rule of this file: the playhead is asked for only while something plays, and the stations are told only when it moved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.timer import Timer

from gan.music.genre import GENRES
from gan.music.melody import Melody
from gan.music.mix import Mix
from gan.music.role import Role
from gan.music.score import Score, Track
from tui.crash import report
from tui.links.player_link import PlayerLink
from tui.messages import Trouble

if TYPE_CHECKING:
    from tui.app import ComposerApp

_LOOKS_PER_SECOND = 20


class Transport:
    """Plays one score at a time and moves the playheads."""

    def __init__(self, app: ComposerApp) -> None:
        self._app = app
        self.link = PlayerLink(lambda error: app.post_message(Trouble(error)), report)
        self._timer: Timer | None = None
        self.source = ""
        """What plays or last played: `melody`, `take` or `sample`."""
        self.score: Score | None = None
        self.mix = Mix()
        """What a person changed of the levels, places and instruments of what plays."""

    def start(self, score: Score) -> None:
        """Make the player, in the background, with a score it will likely play first."""
        self.link.start(score)
        self._timer = self._app.set_interval(1 / _LOOKS_PER_SECOND, self._look, pause=True)

    def close(self) -> None:
        self.link.close()

    @property
    def playing(self) -> bool:
        return self.link.playing

    def plays(self, source: str) -> bool:
        """True while that source plays."""
        return self.playing and self.source == source

    def play(self, source: str, score: Score, from_tick: int = 0, mix: Mix = Mix()) -> None:
        """Play a score from a tick in a mix; what played before ends."""
        self._show(None)
        self.source, self.score, self.mix = source, score, mix
        self.link.play(score, from_tick, mix)
        if self._timer is not None:
            self._timer.resume()
        self._app.refresh_status()

    def stop(self) -> None:
        self.link.stop()
        self._look()

    def swap(self, score: Score, mix: Mix = Mix()) -> None:
        """Go on at the same place in another score."""
        position = self.link.position or 0
        self.play(self.source, score, min(position, max(0, score.length - 1)), mix)

    def hear(self, pitch: int, genre: str, velocity: int) -> None:
        """One short note in the melody's instrument of a genre."""
        self.link.audition(pitch, GENRES[genre].programs[Role.MELODY], velocity)

    def balance(self, score: Score, mix: Mix) -> None:
        """Another mix of a score, heard at once where it is the one that plays."""
        if score is self.score:
            self.mix = mix
            self.link.balance(score, mix)

    def _look(self) -> None:
        if self.link.playing:
            self._show(self.link.position)
            return
        if self._timer is not None:
            self._timer.pause()
        self._show(None)
        self._app.refresh_status()

    def _show(self, tick: int | None) -> None:
        stations = self._app.stations
        if self.source == "melody":
            stations.compose_station.roll.playhead = tick
        elif self.source == "take":
            stations.audition_station.playhead = tick


def melody_score(melody: Melody, genre: str) -> Score:
    """A melody alone as a score, in the instrument a genre gives it."""
    track = Track(Role.MELODY, melody.notes, GENRES[genre].programs[Role.MELODY])
    return Score((track,), melody.tempo, melody.metre, melody.pickup, melody.key, melody.title)
