"""The link to the player: everything that may wait happens on one thread, in the order it was asked.

Rule of this file: no exception of the player reaches the caller. What went wrong is handed to `on_trouble` in words,
on the link's thread.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from gan.errors import ComposerError, SoundError
from gan.music.mix import Mix
from gan.music.score import Score

if TYPE_CHECKING:
    from soundfonts import Player
    from soundfonts.clock import Clock
    from soundfonts.routes import Route, RouteReport

Job = Callable[["Player"], None]


class PlayerLink:
    """A player on a thread of its own, loaded with at most one score.

    Args:
        on_trouble, on_unforeseen: told what went wrong, on threads of the link's.
        first_route: says on the link's thread where the sound goes first.
        on_page: told on such a thread what somebody at the page does (`Player`).
    """

    def __init__(
        self,
        on_trouble: Callable[[ComposerError], object],
        on_unforeseen: Callable[[Exception], object],
        first_route: Callable[[], Route],
        on_page: Callable[[dict[str, Any]], object],
    ) -> None:
        self._first_route = first_route
        self._on_page = on_page
        self._on_trouble = on_trouble
        self._on_unforeseen = on_unforeseen
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._player: Player | None = None
        self._failed = ""
        self._loaded: Score | None = None
        self._pending = 0
        self._wanted = False
        self._thread = threading.Thread(target=self._run, name="player", daemon=True)

    def start(self, score: Score) -> None:
        """Make the player, in the background, with a score it will likely play first."""
        self._jobs.put(lambda player: self._load(player, score))
        self._thread.start()

    @property
    def output(self) -> str:
        """Where the sound goes, in words for the status bar."""
        if self._failed:
            return self._failed
        if self._player is None:
            return "sound starting"
        instrument = self._player.midi[1]
        if not instrument:
            return self._player.output
        alone = self._player.route.name in ("", "silent")
        return f"MIDI {instrument}" if alone else f"{self._player.output} + MIDI"

    @property
    def route(self) -> RouteReport:
        """Where the sound goes, for programs."""
        from soundfonts.routes import RouteReport

        return self._player.route if self._player is not None else RouteReport()

    def choose(self, route: Route) -> None:
        """Send the sound another way; what plays goes on there."""
        self._jobs.put(lambda player: player.choose(route))

    def connect_midi(self, source: str, target: str) -> None:
        """Open a MIDI input and output; see `Player.connect_midi`."""
        self._jobs.put(lambda player: player.connect_midi(source, target))

    @property
    def midi(self) -> tuple[str, str]:
        """The MIDI input and output that are open, each empty where none is."""
        return self._player.midi if self._player is not None else ("", "")

    @property
    def playing(self) -> bool:
        """True from the moment play was asked until the music ends or is stopped."""
        if self._pending:
            return self._wanted
        return self._player is not None and self._player.playing

    @property
    def position(self) -> int | None:
        """The tick that sounds now, or None."""
        if self._player is None or not self.playing:
            return None
        return self._player.position

    @property
    def clock(self) -> Clock | None:
        """Which tick a moment of `time.monotonic` is; None while nothing plays, and until it is known."""
        return self._player.clock if self._player is not None and not self._pending else None

    @property
    def latency(self) -> float:
        """Seconds from a note's moment to when it is heard, as far as known."""
        return self._player.latency if self._player is not None else 0.0

    @property
    def counting(self) -> bool:
        """True while a bar is counted in."""
        return self._player is not None and not self._pending and self._player.counting

    def play(
        self,
        score: Score,
        from_tick: int,
        mix: Mix,
        *,
        count_in: int = 0,
        until: int | None = None,
    ) -> None:
        """Play a score from a tick in a mix; see `Player.play` for the rest."""

        def job(player: Player) -> None:
            self._load(player, score, mix)
            apply_mix(player, score, mix)
            player.play(from_tick, count_in=count_in, until=until)

        self._transport(job, wanted=True)

    def swap(self, score: Score, mix: Mix) -> None:
        """Take another score and its mix at the next beat of what plays."""

        def job(player: Player) -> None:
            player.swap(score, *_silence(score, mix), mix)
            self._loaded = score

        self._jobs.put(job)

    def retime(self, score: Score) -> None:
        """Go on at the tempo of a score that is otherwise the one loaded."""

        def job(player: Player) -> None:
            player.set_tempo(score.tempo)
            self._loaded = score

        self._jobs.put(job)

    def set_click(self, on: bool) -> None:
        """Let the metronome click, or not."""
        self._jobs.put(lambda player: player.set_click(on))

    def set_loop(self, region: tuple[int, int] | None) -> None:
        """Go round in a region of ticks, or no more."""
        self._jobs.put(lambda player: player.set_loop(region))

    def press(self, pitch: int, program: int, velocity: int) -> None:
        """Press a key, now; it sounds until `let_go`."""
        self._jobs.put(lambda player: player.note_on(pitch, program, velocity))

    def let_go(self, pitch: int) -> None:
        """Let a key go, now."""
        self._jobs.put(lambda player: player.note_off(pitch))

    def stop(self) -> None:
        self._transport(lambda player: player.stop(), wanted=False)

    def balance(self, score: Score, mix: Mix) -> None:
        """Another mix of the score that is loaded; nothing for another one."""
        self._jobs.put(lambda player: self._balance(player, score, mix))

    def audition(self, pitch: int, program: int, velocity: int) -> None:
        """One short note, now."""
        self._jobs.put(lambda player: player.audition(pitch, program, velocity))

    def use(self, choice: str) -> None:
        """Play with another SoundFont from now on; see `tui.library.choices` for what a choice is."""

        def job(player: Player) -> None:
            from tui.library.fonts import font_of

            player.use(font_of(choice))

        self._jobs.put(job)

    def close(self) -> None:
        """End the player; waits at most three seconds."""
        if self._thread.is_alive():
            self._jobs.put(None)
            self._thread.join(3)

    def _transport(self, job: Job, wanted: bool) -> None:
        def counted(player: Player) -> None:
            try:
                job(player)
            finally:
                self._pending -= 1

        self._pending += 1
        self._wanted = wanted
        self._jobs.put(counted)

    def _load(self, player: Player, score: Score, mix: Mix = Mix()) -> None:
        if score is not self._loaded:
            player.load(score, mix)
            self._loaded = score
        else:
            player.set_mix(mix)

    def _balance(self, player: Player, score: Score, mix: Mix) -> None:
        if score is self._loaded:
            player.set_mix(mix)
            apply_mix(player, score, mix)

    def _run(self) -> None:
        try:
            from soundfonts import Player

            self._player = Player(route=self._first_route(), on_page=self._on_page, on_trouble=self._on_trouble)
        except ComposerError as error:
            self._failed = f"no sound: {error.what}"
            self._on_trouble(error)
        except Exception as error:
            self._failed = "no sound"
            self._on_unforeseen(error)
        while (job := self._jobs.get()) is not None:
            if self._player is None:
                self._pending = 0
                continue
            try:
                job(self._player)
            except ComposerError as error:
                self._on_trouble(error)
            except Exception as error:
                self._on_unforeseen(error)
                self._on_trouble(SoundError("the player stumbled", str(error)))
        if self._player is not None:
            try:
                self._player.close()
            except Exception as error:
                self._on_unforeseen(error)


def apply_mix(player: Player, score: Score, mix: Mix) -> None:
    """Silence what a mix silences of the score that is loaded."""
    muted, soloed = _silence(score, mix)
    for number in range(len(score.tracks)):
        player.set_mute(number, number in muted)
        player.set_solo(number, number in soloed)


def _silence(score: Score, mix: Mix) -> tuple[list[int], list[int]]:
    """The muted and the soloed tracks of a score, by index."""
    numbered = list(enumerate(score.tracks))
    return (
        [number for number, track in numbered if track.role in mix.muted],
        [number for number, track in numbered if track.role in mix.soloed],
    )
