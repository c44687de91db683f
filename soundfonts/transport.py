"""The clock of playback: which notes begin and end now, whatever is muted, loaded or sought meanwhile.

Pure logic: it is told the time and speaks to a `Band`, so it runs the same with FluidSynth, with a fake and with none
at all (then the position moves and nothing sounds). A note that has already begun is joined late when its track is
unmuted, sought into or swapped in; a drum stroke never is.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Any, Protocol

from soundfonts.mixing import DRUM_BANK
from soundfonts.plan import Plan, PlannedNote


class Band(Protocol):
    """What sounds: FluidSynth's `Orchestra`, or a stand-in."""

    def seat(self, strips: list[dict[str, Any]]) -> None: ...

    def note_on(self, track: int, pitch: int, velocity: int) -> None: ...

    def note_off(self, track: int, pitch: int) -> None: ...

    def release_all(self) -> None: ...


class Transport:
    """Plays a plan against a clock. Times are seconds of any steady clock; positions are ticks."""

    def __init__(self, band: Band | None = None) -> None:
        self._band = band
        self._plan: Plan | None = None
        self._events: list[tuple[int, int, int, int, int]] = []
        self._next = 0
        self._since: float | None = None
        """The clock's time at tick 0 of the music; None while stopped."""
        self._sounding: dict[tuple[int, int], int] = {}
        self._muted: set[int] = set()
        self._solo: set[int] = set()

    @property
    def playing(self) -> bool:
        return self._since is not None

    def position(self, now: float) -> int | None:
        """The tick now sounding; None while stopped."""
        if self._since is None or self._plan is None:
            return None
        return max(0, int((now - self._since) * self._plan.ticks_per_second + 1e-6))

    def next_due(self) -> float | None:
        """When `advance` has something to do next; None while stopped."""
        if self._since is None or self._plan is None:
            return None
        tick = self._events[self._next][0] if self._next < len(self._events) else self._plan.length
        return self._since + tick / self._plan.ticks_per_second

    def join(self, band: Band, now: float) -> None:
        """Give the transport its band, in the midst of playing if need be."""
        self._band = band
        if self._plan is not None:
            band.seat(list(self._plan.strips))
            self._chase(now, None)

    def load(self, plan: Plan, now: float) -> None:
        """Take another plan; while playing, go on at the same tick without losing the beat."""
        tick = self.position(now)
        self._release()
        self._plan = plan
        self._events = plan.events()
        if self._band is not None:
            self._band.seat(list(plan.strips))
        if tick is not None:
            self.play(tick, now)

    def play(self, tick: int, now: float) -> None:
        """Play from a tick, also while playing. Beyond the end, or with nothing loaded, it stops."""
        self._release()
        if self._plan is None or not 0 <= tick < self._plan.length:
            self._since = None
            return
        self._since = now - tick / self._plan.ticks_per_second
        self._next = bisect_left(self._events, (tick, -1, 0, 0, 0))
        self._chase(now, None)

    def stop(self) -> None:
        """Stop and let go of every key."""
        self._since = None
        self._release()
        if self._band is not None:
            self._band.release_all()

    def set_mute(self, track: int, on: bool, now: float) -> None:
        self._change(self._muted, track, on, now)

    def set_solo(self, track: int, on: bool, now: float) -> None:
        """Solo a track: while any is, the others are silent, and its own mute does not count."""
        self._change(self._solo, track, on, now)

    def advance(self, now: float) -> None:
        """Begin and end what is due. Ends the playing at the end of the music."""
        if self._since is None or self._plan is None:
            return
        tick = (now - self._since) * self._plan.ticks_per_second + 1e-6
        while self._next < len(self._events) and self._events[self._next][0] <= tick:
            _, velocity, track, pitch, end = self._events[self._next]
            self._next += 1
            if velocity:
                self._begin(track, pitch, velocity, end)
            else:
                self._end(track, pitch, end)
        if tick >= self._plan.length:
            self.stop()

    def _audible(self, track: int) -> bool:
        return track in self._solo if self._solo else track not in self._muted

    def _begin(self, track: int, pitch: int, velocity: int, end: int) -> None:
        if self._band is not None and self._audible(track):
            self._band.note_on(track, pitch, velocity)
            self._sounding[track, pitch] = end

    def _end(self, track: int, pitch: int, end: int) -> None:
        if self._band is not None and self._sounding.get((track, pitch)) == end:
            del self._sounding[track, pitch]
            self._band.note_off(track, pitch)

    def _release(self) -> None:
        for track, pitch in self._sounding:
            if self._band is not None:
                self._band.note_off(track, pitch)
        self._sounding.clear()

    def _change(self, group: set[int], track: int, on: bool, now: float) -> None:
        tracks = range(len(self._plan.strips)) if self._plan is not None else range(0)
        before = {index for index in tracks if self._audible(index)}
        (group.add if on else group.discard)(track)
        after = {index for index in tracks if self._audible(index)}
        for key in [key for key in self._sounding if key[0] in before - after]:
            self._end(*key, self._sounding[key])
        self._chase(now, after - before)

    def _chase(self, now: float, tracks: set[int] | None) -> None:
        """Join the notes that began earlier and still last, of some tracks or of all."""
        tick = self.position(now)
        if tick is None or self._plan is None:
            return
        for note in self._plan.notes:
            if note.start >= tick:
                break
            if tick < note.end and (tracks is None or note.track in tracks) and not self._is_drum(note):
                self._begin(note.track, note.pitch, note.velocity, note.end)

    def _is_drum(self, note: PlannedNote) -> bool:
        return self._plan is not None and self._plan.strips[note.track]["bank"] == DRUM_BANK
