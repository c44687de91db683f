"""What plays, and where in it we are: the melody, a take or a sample, never two at a time.

Rule of this file: the playhead is asked for only while something plays, and the stations are told only when it moved.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.timer import Timer

from gan.music.genre import GENRES
from gan.music.melody import Melody
from gan.music.mix import Mix
from gan.music.role import Role
from gan.music.score import Score
from tui.beat_light import BeatLight
from tui.crash import report
from tui.links.player_link import PlayerLink
from tui.messages import Trouble
from tui.sounding import PageAsked

if TYPE_CHECKING:
    from tui.app import ComposerApp

_LOOKS_PER_SECOND = 20


class Transport:
    """Plays one score at a time and moves the playheads."""

    def __init__(self, app: ComposerApp) -> None:
        self._app = app
        self.link = PlayerLink(
            lambda error: app.post_message(Trouble(error)),
            report,
            app.sounding.first_route,
            lambda event: app.post_message(PageAsked(event)),
        )
        self._timer: Timer | None = None
        self.source = ""
        """What plays or last played: `melody`, `take` or `sample`."""
        self.score: Score | None = None
        self.mix = Mix()
        """What a person changed of the levels, places and instruments of what plays."""
        self.click = False
        """Whether the metronome clicks while something plays."""
        self.looping = False
        """Whether what plays begins again at its end."""
        self._round: tuple[int, int] | None = None
        """What the player was told to go round in, in ticks."""
        self.light = BeatLight(app, self)

    def start(self, score: Score) -> None:
        """Make the player, in the background, with a score it will likely play first."""
        self.link.start(score)
        self._timer = self._app.set_interval(1 / _LOOKS_PER_SECOND, self._look, pause=True)

    def close(self) -> None:
        self.link.close()

    def use(self, choice: str) -> None:
        """Play with another SoundFont from now on; what plays is stopped."""
        if self.playing:
            self.stop()
        self.link.use(choice)

    @property
    def playing(self) -> bool:
        return self.link.playing

    def plays(self, source: str) -> bool:
        """True while that source plays."""
        return self.playing and self.source == source

    def play(self, source: str, score: Score, from_tick: int = 0, mix: Mix = Mix()) -> None:
        """Play a score from a tick in a mix; what played before ends."""
        self._begin(source, score, mix)
        self.link.set_click(self.click)
        self._go_round(self._region(score))
        self.link.play(score, from_tick, mix)

    def record(self, source: str, score: Score, from_tick: int, count_in: int, until: int) -> None:
        """Play a score, clicking, to record along with it: after some ticks of count-in, to a tick behind its end."""
        self._begin(source, score, Mix())
        self.link.set_click(True)
        self._go_round(None)
        self.link.play(score, from_tick, Mix(), count_in=count_in, until=until)

    def _begin(self, source: str, score: Score, mix: Mix) -> None:
        self._show(None)
        self.source, self.score, self.mix = source, score, mix
        if self._timer is not None:
            self._timer.resume()
        self._app.refresh_status()

    def stop(self) -> None:
        self.link.stop()
        self._look()

    def swap(self, score: Score, mix: Mix = Mix()) -> None:
        """Go on in another score and its mix from the next beat on."""
        self.score, self.mix = score, mix
        self._go_round(self._region(score))
        self.link.swap(score, mix)

    def follow(self, before: Melody, after: Melody, genre: str) -> None:
        """The melody that plays is edited: another tempo is taken at once, other notes from the next beat on.

        Another tune, or none, ends it; another title does not.
        """
        score = melody_score(after, genre)
        if replace(before, tempo=after.tempo) == after:
            self.score = score
            self.link.retime(score)
        elif after.notes and (after.title == before.title or after.notes == before.notes):
            self.swap(score)
        else:
            self.stop()

    def toggle_click(self) -> bool:
        """Switch the metronome, also while something plays; True where it is on now."""
        self.click = not self.click
        self.link.set_click(self.click)
        return self.click

    def toggle_loop(self) -> bool:
        """Let what plays begin again at its end, or end there; True where it goes round now."""
        self.looping = not self.looping
        if self.score is not None:
            self._go_round(self._region(self.score))
        return self.looping

    def _go_round(self, region: tuple[int, int] | None) -> None:
        self._round = region
        self.link.set_loop(region)

    def _region(self, score: Score) -> tuple[int, int] | None:
        """What goes round, in ticks: what is selected of what plays, else all, to the bar line that closes it."""
        if not self.looping:
            return None
        stations = self._app.stations
        if self.source == "melody" and (span := stations.compose_station.editor.selection) is not None:
            return span.start, span.end
        if self.source == "take" and (bars := stations.audition_station.roll.chosen_ticks) is not None:
            return bars
        end = score.pickup + -(-max(0, score.length - score.pickup) // score.metre.bar_ticks) * score.metre.bar_ticks
        return (0, end) if end else None

    def _follow_selection(self) -> None:
        """Something else was selected while what is selected goes round."""
        held = self._app.recording.active or self._app.stations.compose_station.editor.preview is not None
        if self.looping and self.score is not None and not held and (region := self._region(self.score)) != self._round:
            self._go_round(region)

    def hear(self, pitch: int, genre: str, velocity: int) -> None:
        """One short note in the melody's instrument of a genre."""
        self.link.audition(pitch, GENRES[genre].programs[Role.MELODY], velocity)

    def press(self, pitch: int, genre: str, velocity: int) -> None:
        """A note in that instrument until `let_go`."""
        self.link.press(pitch, GENRES[genre].programs[Role.MELODY], velocity)

    def let_go(self, pitch: int) -> None:
        self.link.let_go(pitch)

    def balance(self, score: Score, mix: Mix) -> None:
        """Another mix of a score, heard at once where it is the one that plays."""
        if score is self.score:
            self.mix = mix
            self.link.balance(score, mix)

    def _look(self) -> None:
        if not self._app.screen_stack:  # the last tick of the clock can come while the composer closes
            return
        if self.link.playing:
            self._show(self.link.position)
            self._follow_selection()
            self.light.look()
            return
        if self._timer is not None:
            self._timer.pause()
        self._show(None)
        self.light.look()
        self._app.refresh_status()

    def _show(self, tick: int | None) -> None:
        stations = self._app.stations
        if self.source == "melody":
            stations.compose_station.roll.playhead = tick
        elif self.source == "take":
            stations.audition_station.playhead = tick


def melody_score(melody: Melody, genre: str) -> Score:
    """A melody alone as a score, in the instrument a genre gives it."""
    return melody.to_score(GENRES[genre].programs[Role.MELODY])
