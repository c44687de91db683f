"""Recording live: a bar is counted in, then what is played on the typed piano becomes notes in their time.

Rules this file owns:

- A key's time is when it arrived, not when its turn came: `Key.time` is set on the thread that reads the terminal.
- While recording the roll understands the piano and the keys that end it, nothing else; whatever takes the keys away
  (a dialog, another station) ends it too, and what was played stays.
- A recording is one step of undo. Without a note it is none.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.timer import Timer

from gan.errors import MelodyError
from gan.music.melody import MAX_BARS
from gan.music.score import Score
from tui import melody_edit
from tui.editor import Layer
from tui.hints import Hints
from tui.key_release import KeyReleased, ReleaseDriver, tells_releases
from tui.live_take import ASSISTS, LiveTake, count_in_ticks
from tui.step_entry import VELOCITY_CHANGE
from tui.transport import Transport, melody_score

if TYPE_CHECKING:
    from soundfonts.clock import Clock
    from tui.app import ComposerApp

_LOOKS_PER_SECOND = 20
_ENDING = ("enter", "space", "escape")


class Recording:
    """Records into the melody at the cursor. While it is `active`, it is the roll's `live`."""

    def __init__(self, app: ComposerApp) -> None:
        self._app = app
        self._take: LiveTake | None = None
        self._down: dict[str, int] = {}
        """The pitch of each key that is held, where the terminal tells when it is let go."""
        self._clock: Clock | None = None
        """The music's clock, once it is known: it stays what it is while it is recorded."""
        self._score: Score | None = None
        self._tick = 0.0
        self._shown = 0
        self._timer: Timer | None = None

    @property
    def active(self) -> bool:
        return self._take is not None

    def start(self) -> None:
        """Count in and record from the cursor on."""
        if self.active:
            return
        app, station = self._app, self._app.stations.compose_station
        editor = station.editor
        melody, start = editor.melody, editor.cursor
        end = melody_edit.last_tick(melody)
        if start >= end - 1:
            app.complain(MelodyError(f"a melody has at most {MAX_BARS} bars", "", "Move the cursor back"))
            return
        app.stations.go("compose")
        app.stations.set_focus(station.roll)
        station.roll.cancel_drag()
        editor.layer = Layer.PIANO
        self._take = LiveTake(start, melody.pickup, editor.step.length, tells_releases(app))
        self._clock = None
        self._tick = float(start)
        self._shown = start
        app.stations.status.recording = True
        station.roll.live = self
        self._score = melody_score(melody, app.session.genre)
        app.transport.record("melody", self._score, start, count_in_ticks(melody, start), end)
        self._timer = app.set_interval(1 / _LOOKS_PER_SECOND, self._look)
        station.describe()

    def finish(self, moment: float | None = None) -> None:
        """End at a moment of `time.monotonic`, now by default, and keep what was played."""
        take, self._take = self._take, None
        if take is None:
            return
        app, station = self._app, self._app.stations.compose_station
        tick = self._tick_at(time.monotonic() if moment is None else moment)
        tick = self._tick if tick is None else tick
        if self._timer is not None:
            self._timer.stop()
        for pitch in self._down.values():
            app.transport.let_go(pitch)
        self._down.clear()
        station.roll.live = None
        app.stations.status.recording = False
        if self._plays:
            app.transport.stop()
        editor = station.editor
        editor.preview = None
        grid = ASSISTS[editor.assist]
        notes = take.notes(grid, tick, melody_edit.last_tick(editor.melody))
        if notes:
            station.recorded(take.melody(editor.melody, grid, tick), notes[-1].end)
            many = f"{len(notes)} notes" if len(notes) > 1 else "one note"
            app.tell(f"Recorded {many}; ctrl+z takes the recording back.")
        else:
            station.roll.show()
            station.describe()
            app.tell("Nothing was played; the melody is as it was.")

    # What the roll asks of it

    def hints(self) -> Hints:
        assist = self._app.stations.compose_station.editor.assist
        keys = [("a–'", "play"), ("enter", "keep"), ("q", f"assist {assist}"), ("z x", "octave")]
        return Hints("REC", keys, modal=True)

    def key(self, event: events.Key) -> None:
        """A key was pressed, or is repeated."""
        editor = self._app.stations.compose_station.editor
        character = event.character or ""
        pitch = editor.step.pitch_of(character) if len(character) == 1 else None
        if event.key in _ENDING:
            self.finish(event.time)
        elif pitch is not None:
            self.strike(pitch, event.time, event.key)
        elif character in ("z", "x"):
            editor.step = editor.step.octave_by(-1 if character == "z" else 1)
            self._app.stations.compose_station.describe()
        elif character in ("c", "v"):
            editor.step = editor.step.velocity_by(-VELOCITY_CHANGE if character == "c" else VELOCITY_CHANGE)
            self._app.stations.compose_station.describe()
        elif character == "q":
            self.next_assist()

    def strike(self, pitch: int, moment: float, key: str = "") -> None:
        """A note is played at a moment; a key of the piano on the screen has no name."""
        if self._take is None or key in self._down:
            return
        app, station = self._app, self._app.stations.compose_station
        tick = self._tick_at(moment)
        velocity = station.editor.step.velocity
        if tick is not None and not self._take.press(pitch, velocity, tick, moment):
            return
        if key and tells_releases(app):
            self._down[key] = pitch
            app.transport.press(pitch, app.session.genre, velocity)
        else:
            app.transport.hear(pitch, app.session.genre, velocity)
        if not key and tick is not None:  # nobody tells how long a click is meant to be
            self._take.release(pitch, tick + station.editor.step.length)
        station.light(pitch)
        self._show(redraw=True)

    def release(self, key: str, moment: float) -> None:
        """A key was let go at a moment."""
        pitch = self._down.pop(key, None)
        tick = self._tick_at(moment)
        if pitch is None or self._take is None:
            return
        self._app.transport.let_go(pitch)
        if tick is not None:
            self._take.release(pitch, tick)
            self._show(redraw=True)

    def page_key(self, pitch: int, velocity: int, moment: float) -> None:
        """A key of the page in a browser, which sounds already, came at a moment; velocity 0 lets it go."""
        if velocity:
            self._app.stations.compose_station.light(pitch)
        tick = self._tick_at(moment)
        if self._take is None or tick is None:
            return
        if velocity:
            self._take.press(pitch, velocity, tick, moment)
        else:
            self._take.release(pitch, tick)
        self._show(redraw=True)

    def release_all(self) -> None:
        """The terminal is out of sight: it will not tell of keys that are let go now."""
        for key in list(self._down):
            self.release(key, time.monotonic())

    def next_assist(self) -> None:
        """Another grid for what is recorded; what was just played is shown on it."""
        station = self._app.stations.compose_station
        names = list(ASSISTS)
        station.editor.assist = names[(names.index(station.editor.assist) + 1) % len(names)]
        station.describe()
        if self.active:
            self._show(redraw=True)

    # Within

    def _tick_at(self, moment: float) -> float | None:
        """The tick that was heard at a moment; None before the music's clock is known."""
        link = self._app.transport.link
        if self._clock is None and self._plays:
            self._clock = link.clock
        return self._clock.tick(moment - link.latency) if self._clock is not None else None

    @property
    def _plays(self) -> bool:
        """True while what plays is what is recorded along with."""
        return self._app.transport.playing and self._app.transport.score is self._score

    def _look(self) -> None:
        if self._take is None:
            return
        app = self._app
        at_work = app.screen is app.stations and app.stations.focused is app.stations.compose_station.roll
        if not at_work or not self._plays:
            self.finish()
            return
        tick = self._tick_at(time.monotonic())
        if tick is not None:
            self._tick = tick
            self._show(redraw=False)

    def _show(self, redraw: bool) -> None:
        """The roll with what was played so far, drawn again where a step of the grid has passed."""
        take, station = self._take, self._app.stations.compose_station
        if take is None:
            return
        editor = station.editor
        grid = max(6, ASSISTS[editor.assist])
        step = int(self._tick) // grid
        if redraw or step != self._shown:
            before, self._shown = editor.melody, step
            editor.preview = None
            editor.preview = take.melody(editor.melody, ASSISTS[editor.assist], max(self._tick, take.start)), None
            if editor.melody != before:
                station.roll.draw()
                station.describe()


class RecordingHandlers(App[int]):
    """What the app does about recording, the metronome and going round: a part of `ComposerApp`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+e", "click", "Metronome", id="click"),
        Binding("ctrl+l", "loop", "Play round and round", id="loop"),
    ]

    recording: Recording
    transport: Transport

    def get_driver_class(self) -> type[Driver]:
        driver = super().get_driver_class()
        return ReleaseDriver if driver is LinuxDriver else driver

    def action_record(self) -> None:
        """Begin a recording, or end it."""
        if self.recording.active:
            self.recording.finish()
        else:
            self.recording.start()

    def action_click(self) -> None:
        """Switch the metronome."""
        on = self.transport.toggle_click()
        self.notify(f"The metronome is {'on' if on else 'off'}.", timeout=2)

    def action_loop(self) -> None:
        """Let what plays begin again at its end, or end there."""
        on = self.transport.toggle_loop()
        self.notify("What plays begins again at its end." if on else "What plays ends at its end.", timeout=2)

    def on_melody_roll_record_wanted(self) -> None:
        self.recording.start()

    def on_melody_roll_assist_wanted(self) -> None:
        self.recording.next_assist()

    def on_key_released(self, event: KeyReleased) -> None:
        self.recording.release(event.key, event.time)

    def on_app_blur(self) -> None:
        self.recording.release_all()
