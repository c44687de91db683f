"""The clock of playback: which notes begin and end now, whatever is muted, loaded or sought meanwhile.

Pure logic: it is told the time and speaks to a `Band`, so it runs the same with FluidSynth, with a fake and with none
at all (then the position moves and nothing sounds). A note that has already begun is joined late when its track is
unmuted, sought into or swapped in; a drum stroke never is. Everything that happens at a tick (a note, a click of the
metronome, the end of a loop, another take) happens at that tick's own time, however late `advance` is called: nothing
that is late makes what follows late.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Protocol

from soundfonts.clock import Clock
from soundfonts.mixing import DRUM_BANK
from soundfonts.plan import Plan, PlannedNote

_ROUNDING = 1e-6
"""Ticks by which a time may fall short of a tick and still be it."""


class Band(Protocol):
    """What sounds: FluidSynth's `Orchestra`, or a stand-in."""

    def seat(self, strips: list[dict[str, Any]]) -> None: ...

    def note_on(self, track: int, pitch: int, velocity: int) -> None: ...

    def note_off(self, track: int, pitch: int) -> None: ...

    def click(self, accent: bool) -> None: ...

    def release_all(self) -> None: ...


@dataclass(slots=True)
class _Swap:
    """Another plan, waiting for its beat, with the mutes and solos that come with it."""

    plan: Plan
    tick: int
    muted: set[int]
    solo: set[int]


class Transport:
    """Plays a plan against a clock. Times are seconds of any steady clock; positions are ticks."""

    def __init__(self, band: Band | None = None) -> None:
        self._band = band
        self._plan: Plan | None = None
        self._events: list[tuple[int, int, int, int, int]] = []
        self._next = 0
        self._clock: Clock | None = None
        """None while stopped."""
        self._start: int | None = None
        """The tick at which the count-in ends; None once the music plays."""
        self._until: int | None = None
        """Where playing ends, if not with the plan."""
        self._click = False
        self._next_click = 0
        self._loop: tuple[int, int] | None = None
        self._caught = False
        """True while the position is before the end of the loop, and so will turn round there."""
        self._swap: _Swap | None = None
        self._sounding: dict[tuple[int, int], int] = {}
        self._muted: set[int] = set()
        self._solo: set[int] = set()

    @property
    def playing(self) -> bool:
        return self._clock is not None

    @property
    def clock(self) -> Clock | None:
        """None while stopped."""
        return self._clock

    @property
    def counting_to(self) -> int | None:
        """The tick that is counted in; None while the music plays or nothing does."""
        return self._start

    def position(self, now: float) -> int | None:
        """The tick now sounding, while counting in the one that is counted to; None while stopped."""
        if self._clock is None:
            return None
        if self._start is not None:
            return self._start
        return max(0, int(self._clock.tick(now) + _ROUNDING))

    def next_due(self) -> float | None:
        """When `advance` has something to do next; None while stopped."""
        if self._clock is None:
            return None
        return self._clock.moment(self._next_tick())

    def join(self, band: Band, now: float) -> None:
        """Give the transport its band, in the midst of playing if need be."""
        self._band = band
        if self._plan is not None:
            band.seat(list(self._plan.strips))
            self._chase(self._sounding_tick(now), None)

    def leave(self) -> None:
        """Take the band away: what plays goes on silently."""
        self._release()
        self._band = None

    def load(self, plan: Plan, now: float) -> None:
        """Take another plan; while playing, go on at the same tick without losing the beat."""
        self._exchange_now(seat=False)
        tick = self._clock.tick(now) if self._clock is not None else 0.0
        self._take(plan, tick, now)

    def seat(self, strips: list[dict[str, Any]]) -> None:
        """Give the tracks of what was loaded last other volumes, places and instruments; what sounds goes on."""
        if self._swap is not None:
            self._swap.plan = replace(self._swap.plan, strips=tuple(strips))
        elif self._plan is not None and len(strips) == len(self._plan.strips):
            self._plan = replace(self._plan, strips=tuple(strips))
            if self._band is not None:
                self._band.seat(strips)

    def swap(self, plan: Plan, muted: Collection[int], solo: Collection[int], now: float) -> None:
        """Take another plan with its mutes and solos: at the next beat while playing, else at once."""
        if self._clock is None or self._plan is None or self._start is not None:
            self._muted, self._solo = set(muted), set(solo)
            self.load(plan, now)
            return
        beat = self._plan.beat_from(self._clock.tick(now))
        self._swap = _Swap(plan, beat, set(muted), set(solo))

    def play(self, tick: int, now: float, lead: int = 0, until: int | None = None) -> None:
        """Play from a tick, also while playing. Beyond the end, or with nothing loaded, it stops.

        Args:
            lead: ticks of clicks before it: the count-in.
            until: the tick where playing ends, beyond the end of the plan too; the plan's end where None.
        """
        self._release()
        self._exchange_now()
        self._until = until
        self._start = None
        self._catch(tick)
        if self._plan is None or not 0 <= tick < self._end():
            self._clock = None
            return
        self._clock = Clock.at(tick - lead, now, self._plan.ticks_per_second)
        self._aim(tick, tick - lead)
        if lead > 0:
            self._start = tick
        else:
            self._chase(tick, None)

    def stop(self) -> None:
        """Stop and let go of every key."""
        self._clock = None
        self._start = None
        self._exchange_now()
        self._release()
        if self._band is not None:
            self._band.release_all()

    def set_mute(self, track: int, on: bool, now: float) -> None:
        if self._swap is not None:
            (self._swap.muted.add if on else self._swap.muted.discard)(track)
        self._change(self._muted, track, on, now)

    def set_solo(self, track: int, on: bool, now: float) -> None:
        """Solo a track: while any is, the others are silent, and its own mute does not count."""
        if self._swap is not None:
            (self._swap.solo.add if on else self._swap.solo.discard)(track)
        self._change(self._solo, track, on, now)

    def set_click(self, on: bool) -> None:
        """Let the metronome click on every beat, or only while it counts in."""
        self._click = on

    def set_loop(self, region: tuple[int, int] | None, now: float) -> None:
        """Go round from the second tick to the first, or no more. From behind the region it plays on to the end."""
        self._loop = region
        tick = self.position(now)
        self._catch(tick if tick is not None else 0)

    def set_tempo(self, ticks_per_second: float, now: float) -> None:
        """Play faster or slower from here on, at the same place."""
        if self._plan is None:
            return
        self._plan = replace(self._plan, ticks_per_second=ticks_per_second)
        if self._clock is not None:
            self._clock = Clock.at(self._clock.tick(now), now, ticks_per_second)

    def advance(self, now: float) -> None:
        """Do what is due, in the order of ticks. Ends the playing at the end of the music."""
        while self._clock is not None and (tick := self._next_tick()) <= self._clock.tick(now) + _ROUNDING:
            self._do(tick)

    # What happens at a tick

    def _next_tick(self) -> int:
        """The next tick at which something is to be done. Only while playing."""
        assert self._plan is not None
        ticks = [self._end(), self._next_click]
        if self._next < len(self._events):
            ticks.append(self._events[self._next][0])
        if self._start is not None:
            ticks.append(self._start)
        if self._swap is not None:
            ticks.append(self._swap.tick)
        return min(ticks)

    def _do(self, tick: int) -> None:
        """All that is due at a tick: what ends there first, then what begins."""
        assert self._plan is not None and self._clock is not None
        if self._caught and self._loop is not None and tick >= self._loop[1]:
            first, last = self._loop
            self._release()
            self._clock = Clock.at(first, self._clock.moment(last), self._clock.rate)
            if self._swap is not None:  # its beat may lie behind the region: the turn is one
                self._swap.tick = first
            self._aim(first, first)
            self._chase(first, None)
            return
        if self._swap is not None and tick >= self._swap.tick:
            swap, self._swap = self._swap, None
            self._release()
            self._muted, self._solo = swap.muted, swap.solo
            self._take(swap.plan, tick, self._clock.moment(tick))
            return
        if tick >= self._end():
            self.stop()
            return
        if self._start is not None and tick >= self._start:
            self._start = None
            self._chase(tick, None)
        if tick >= self._next_click:
            if self._band is not None and (self._click or self._start is not None):
                self._band.click(self._plan.begins_bar(self._next_click))
            self._next_click += self._plan.beat
        while self._next < len(self._events) and self._events[self._next][0] <= tick:
            _, velocity, track, pitch, end = self._events[self._next]
            self._next += 1
            if velocity:
                self._begin(track, pitch, velocity, end)
            else:
                self._end_note(track, pitch, end)

    def _end(self) -> int:
        """The tick at which the playing ends or turns round."""
        if self._caught and self._loop is not None:
            return self._loop[1]
        if self._until is not None:
            return self._until
        return self._plan.length if self._plan is not None else 0

    def _catch(self, tick: int) -> None:
        self._caught = self._loop is not None and tick < self._loop[1]

    def _aim(self, tick: float, from_tick: float) -> None:
        """Take the notes up at a tick, and the clicks at another."""
        assert self._plan is not None
        self._next = bisect_left(self._events, (tick, -1, 0, 0, 0))
        self._next_click = self._plan.beat_from(from_tick - _ROUNDING)

    # Another plan

    def _take(self, plan: Plan, tick: float, moment: float) -> None:
        """Play on with another plan, which stands at a tick at a moment."""
        self._release()
        self._plan = plan
        self._events = plan.events()
        if self._band is not None:
            self._band.seat(list(plan.strips))
        if self._clock is None:
            return
        if tick >= self._end():
            self._clock = self._start = None
            return
        self._clock = Clock.at(tick, moment, plan.ticks_per_second)
        self._aim(tick if self._start is None else self._start, tick)
        if self._start is None:
            self._chase(tick, None)

    def _exchange_now(self, seat: bool = True) -> None:
        """Take a plan that waits for its beat, because there will be no beat."""
        if self._swap is not None:
            swap, self._swap = self._swap, None
            self._muted, self._solo = swap.muted, swap.solo
            self._plan, self._events = swap.plan, swap.plan.events()
            if self._band is not None and seat:
                self._band.seat(list(swap.plan.strips))

    # Notes

    def _audible(self, track: int) -> bool:
        return track in self._solo if self._solo else track not in self._muted

    def _begin(self, track: int, pitch: int, velocity: int, end: int) -> None:
        if self._band is not None and self._audible(track):
            self._band.note_on(track, pitch, velocity)
            self._sounding[track, pitch] = end

    def _end_note(self, track: int, pitch: int, end: int) -> None:
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
            self._end_note(*key, self._sounding[key])
        self._chase(self._sounding_tick(now), after - before)

    def _sounding_tick(self, now: float) -> float | None:
        """The tick whose notes should sound; None while stopped or counting in."""
        return self._clock.tick(now) if self._clock is not None and self._start is None else None

    def _chase(self, tick: float | None, tracks: set[int] | None) -> None:
        """Join the notes that began before a tick and still last, of some tracks or of all."""
        if tick is None or self._plan is None:
            return
        for note in self._plan.notes:
            if note.start >= tick:
                break
            if tick < note.end and (tracks is None or note.track in tracks) and not self._is_drum(note):
                self._begin(note.track, note.pitch, note.velocity, note.end)

    def _is_drum(self, note: PlannedNote) -> bool:
        return self._plan is not None and self._plan.strips[note.track]["bank"] == DRUM_BANK
