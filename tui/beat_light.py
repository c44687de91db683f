"""The metronome that is seen: bar and beat in the status bar, flashing on the beat, whether anything sounds or not.

Rule of this file: a beat flashes when it is heard, on a timer of its own, not at the next look at the playhead.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from gan.music.melody import Melody
from gan.music.score import Score

if TYPE_CHECKING:
    from tui.app import ComposerApp
    from tui.transport import Transport

_FLASH_SECONDS = 0.12
_AHEAD_SECONDS = 0.09
"""How long before a beat its flash is set up: more than lies between two looks."""


class BeatLight:
    """Keeps the status bar's beat in step with what plays."""

    def __init__(self, app: ComposerApp, transport: Transport) -> None:
        self._app = app
        self._transport = transport
        self._last = -math.inf
        """The moment of the last beat whose flash was set up."""

    def look(self) -> None:
        """Say where the music is; called many times a second while it plays, and once when it has ended."""
        transport, status = self._transport, self._app.stations.status
        clock, score = transport.link.clock, transport.score
        lit = transport.click or status.recording
        if clock is None or score is None or not lit:
            status.beat = "" if not (status.recording and transport.playing) else "…"
            return
        now = time.monotonic()
        heard = now - transport.link.latency
        tick = clock.tick(heard)
        status.beat = beat_words(score, tick, transport.link.position if transport.link.counting else None)
        beat = score.metre.pulse_ticks
        coming = score.pickup + math.ceil((tick - score.pickup) / beat) * beat
        delay = clock.moment(coming) - heard
        if delay <= _AHEAD_SECONDS and heard + delay > self._last + _AHEAD_SECONDS:
            self._last = heard + delay
            accent = (coming - score.pickup) % score.metre.bar_ticks == 0
            self._app.set_timer(max(0.001, delay), lambda: self._flash(2 if accent else 1))

    def _flash(self, strength: int) -> None:
        if not self._transport.playing or not self._app.screen_stack:
            return
        self.look()
        self._app.stations.status.flash = strength
        self._app.set_timer(_FLASH_SECONDS, self._fade)

    def _fade(self) -> None:
        if self._app.screen_stack:
            self._app.stations.status.flash = 0


def beat_words(music: Score | Melody, tick: float, counting_to: int | None = None) -> str:
    """Bar and beat of a tick, as `3:2`; while counting in the beats that are left, as `−4`."""
    beat = music.metre.pulse_ticks
    if counting_to is not None:
        return f"−{max(1, math.ceil((counting_to - tick) / beat - 0.01))}"
    bars, rest = divmod(math.floor(tick + 0.01) - music.pickup, music.metre.bar_ticks)
    return f"{bars + 1}:{rest // beat + 1}"
