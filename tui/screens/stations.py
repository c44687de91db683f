"""The one screen of the composer: three stations, one at a time or all together, as the terminal allows.

Rule of this file: the stations stay alive whether seen or not; changing the size changes classes, nothing else.
"""

from __future__ import annotations

from dataclasses import replace

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.dom import DOMNode
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from gan.music.melody import Melody
from tui.hints import HasHints, Hints, HintsChanged
from tui.widgets.audition_station import AuditionStation
from tui.widgets.compose_station import ComposeStation
from tui.widgets.hint_bar import HintBar
from tui.widgets.lesson_panel import LessonPanel
from tui.widgets.library_station import LibraryStation
from tui.widgets.piano_keys import PianoKeys
from tui.widgets.station_tabs import STATIONS, TOUR, StationTabs
from tui.widgets.status_bar import StatusBar
from tui.widgets.too_small import TooSmall
from tui.widgets.train_station import TrainStation

LEAST_WIDTH, LEAST_HEIGHT = 60, 18
WIDE_WIDTH, WIDE_HEIGHT = 140, 40


class StationsScreen(Screen[None]):
    """Status bar, stations, hints."""

    AUTO_FOCUS = "#genres"

    def __init__(self, melody: Melody, genre: str, keymap: dict[str, str]) -> None:
        """The stations.

        Args:
            melody: what is worked on.
            genre: the id of its genre.
            keymap: keys that the person changed, by the binding's id.
        """
        super().__init__()
        self.keymap = keymap
        self.current = STATIONS[0]
        self.status = StatusBar()
        self.tabs = StationTabs()
        self.hint_bar = HintBar()
        self.compose_station = ComposeStation(melody, genre, id="compose")
        self.audition_station = AuditionStation(id="audition")
        self.train_station = TrainStation(id="train")
        self.library_station = LibraryStation(id="library")
        self.lesson_panel = LessonPanel(id="lesson-panel")
        self._last_focused: Widget | None = None
        """What had the focus last: a terminal that is too small for a moment takes it away."""

    def compose(self) -> ComposeResult:
        self._size_classes(self.app.size)
        self._station_classes()
        yield self.status
        yield self.tabs
        with Horizontal(id="stations"):
            with Vertical(id="stations-left"):
                yield self.compose_station
                yield self.train_station
            yield self.audition_station
            yield self.library_station
        yield self.lesson_panel
        yield TooSmall(LEAST_WIDTH, LEAST_HEIGHT)
        yield self.hint_bar

    def on_mount(self) -> None:
        self.watch(self, "focused", self._focus_moved, init=True)

    def on_resize(self, event: events.Resize) -> None:
        was_tiny = self.has_class("-tiny")
        self._size_classes(event.size)
        if was_tiny and not self.has_class("-tiny"):
            self.call_after_refresh(self._focus_again)

    def _focus_again(self) -> None:
        if self.focused is None and self._last_focused is not None:
            self.set_focus(self._last_focused)

    # Going somewhere

    def go(self, station: str) -> None:
        """Show a station and put the focus into it."""
        self._show(station)
        target = self.query_one(f"#{station}")
        if self.focused is None or target not in self.focused.ancestors_with_self:
            first = next((widget for widget in target.walk_children(Widget) if widget.focusable), None)
            if target is self.train_station and self.train_station.run_id:
                first = self.train_station.chart
            if first is not None:
                # At once: keys that follow belong to the station already.
                self.set_focus(first)
        self.refresh_hints()

    def refresh_hints(self) -> None:
        """Say again which keys are understood."""
        focused = self.focused
        hints = focused.hints() if isinstance(focused, HasHints) else None
        hints = hints or Hints("", [("1 2 3 4", "stations"), ("^q", "quit")])
        if self.keymap:
            hints = self._in_my_keys(hints)
        self.hint_bar.hints = hints

    def _in_my_keys(self, hints: Hints) -> Hints:
        """Hints with the keys that the person changed."""
        from tui.keymap import shown

        panes = [type(widget) for widget in self.panes_of_keys()]
        self.hint_bar.help_key = shown("?", panes, self.keymap)
        return replace(hints, keys=[(shown(key, panes, self.keymap), does) for key, does in hints.keys])

    def panes_of_keys(self) -> list[DOMNode]:
        """Who is asked for a key, one after the other: what has the focus, all around it, the composer."""
        focused: DOMNode = self.focused or self
        return [node for node in focused.ancestors_with_self if not isinstance(node, Screen)]

    def bring(self, part: Widget) -> None:
        """Show a part of the screen, and give it the focus or, where it takes none, the first in it that does."""
        station = next((node.id for node in part.ancestors_with_self if node.id in STATIONS), None)
        if station is not None:
            self._show(station)
        if isinstance(part, PianoKeys):
            self.compose_station.roll.to_piano()
            self.set_focus(self.compose_station.roll)
        elif target := next((each for each in part.walk_children(Widget, with_self=True) if each.focusable), None):
            self.set_focus(target)
        self.refresh_hints()

    def mark_news(self, station: str) -> None:
        """Mark a station where something happened, unless it is the one in sight."""
        tabs = self.tabs
        if station != self.current:
            tabs.news = tabs.news | {station}

    def on_station_tabs_asked(self, event: StationTabs.Asked) -> None:
        event.stop()
        if event.station == TOUR:
            self.app.call_later(self.app.run_action, "learn")
        else:
            self.go(event.station)

    def on_status_bar_sound_asked(self) -> None:
        self.app.call_later(self.app.run_action, "sound")

    def on_hints_changed(self, event: HintsChanged) -> None:
        event.stop()
        self.refresh_hints()

    def _show(self, station: str) -> None:
        self.current = station
        tabs = self.tabs
        tabs.current = station
        tabs.news = tabs.news - {station}
        self._station_classes()
        if station == "library":
            self.library_station.go(self.library_station.section)

    def _station_classes(self) -> None:
        for name in STATIONS:
            self.set_class(name == self.current, f"-at-{name}")

    def _focus_moved(self, focused: Widget | None) -> None:
        self._last_focused = focused or self._last_focused
        for name in STATIONS:
            if focused is not None and any(node.id == name for node in focused.ancestors_with_self):
                self._show(name)
        self.refresh_hints()

    def _size_classes(self, size: Size) -> None:
        width, height = size
        tiny = width < LEAST_WIDTH or height < LEAST_HEIGHT
        wide = width >= WIDE_WIDTH and height >= WIDE_HEIGHT
        self.set_class(tiny, "-tiny")
        self.set_class(wide, "-wide")
        self.set_class(not wide, "-narrow")
        self.set_class(height >= 30 and not wide, "-tall")
