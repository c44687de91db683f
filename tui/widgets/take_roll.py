"""The selected take in full: a lane to each track, or all parts in one space with the melody on top."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from gan.music.role import Role
from gan.music.score import Score
from tui import theme
from tui.hints import Hints
from tui.instruments import instrument_of
from tui.widgets.bands import Band, lanes_of, paint_band, together_of
from tui.widgets.roll_paint import Levels, Window, row_segments, style
from tui.widgets.ruler import bar_marks, ruler_segments

GUTTER = 20
_ZOOMS = (3, 6, 12, 24)


class TakeRoll(Widget, can_focus=True):
    """Tracks in their colours with the playhead."""

    class Toggled(Message):
        """A track was muted or soloed; `what` is `mute` or `solo`."""

        def __init__(self, what: str, track: int) -> None:
            super().__init__()
            self.what, self.track = what, track

    class Sought(Message):
        """The ruler was clicked at a tick."""

        def __init__(self, tick: int) -> None:
            super().__init__()
            self.tick = tick

    DEFAULT_CSS = "TakeRoll { height: 1fr; background: $surface; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "track(-1)", "Track above", id="take.track_up"),
        Binding("down", "track(1)", "Track below", id="take.track_down"),
        Binding("left", "bars(-1)", "Earlier", id="take.earlier"),
        Binding("right", "bars(1)", "Later", id="take.later"),
        Binding("home", "bars(-999)", "Beginning", id="take.beginning"),
        Binding("m", "balance('mute')", "Mute the track", id="take.mute"),
        Binding("s", "balance('solo')", "Solo the track", id="take.solo"),
        Binding("left_square_bracket", "zoom(1)", "See more", id="take.zoom_out"),
        Binding("right_square_bracket", "zoom(-1)", "See closer", id="take.zoom_in"),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.score: Score | None = None
        self.muted: frozenset[Role] = frozenset()
        self.soloed: frozenset[Role] = frozenset()
        self.together = False
        self._track = 0
        self._left = 0
        self._zoom = 1
        self._playhead: int | None = None
        self._bands: list[tuple[Band, Window, Levels]] = []
        self._rows: list[tuple[int, int]] = []

    def hints(self) -> Hints:
        keys = [
            ("↑↓", "track"),
            ("m", "mute"),
            ("s", "solo"),
            ("space", "play"),
            ("←→", "scroll"),
            ("o", "lanes" if self.together else "together"),
            ("e", "export"),
            ("tab", "takes"),
        ]
        return Hints("TRACKS", keys)

    # From outside

    def show(self, score: Score | None, *, keep_place: bool) -> None:
        """Show a score, at its beginning or at the place that was seen."""
        self.score = score
        if not keep_place:
            self._left = 0
        self.redraw()

    def redraw(self) -> None:
        """Draw all anew."""
        self._rebuild()
        self.refresh()

    @property
    def playhead(self) -> int | None:
        return self._playhead

    @playhead.setter
    def playhead(self, tick: int | None) -> None:
        before, self._playhead = self._playhead, tick
        right = self._left + self._columns * _ZOOMS[self._zoom]
        if tick is not None and self.score is not None and not self._left <= tick < right:
            bar, pickup = self.score.metre.bar_ticks, self.score.pickup
            page = pickup + (tick - pickup) // bar * bar if tick >= pickup else 0
            self._left = 0 if page <= pickup else page
            self.redraw()
            return
        for place in (before, tick):
            if place is not None:
                column = (place - self._left) // _ZOOMS[self._zoom]
                if 0 <= column < self._columns:
                    self.refresh(Region(GUTTER + column, 0, 1, self.size.height))

    # Keys and mouse

    def action_track(self, by: int) -> None:
        if self.score is not None and self.score.tracks:
            self._track = min(max(self._track + by, 0), len(self.score.tracks) - 1)
            self.refresh()

    def action_bars(self, bars: int) -> None:
        if self.score is not None:
            last = max(0, self.score.length - self.score.metre.bar_ticks)
            self._left = min(max(0, self._left + bars * self.score.metre.bar_ticks), last)
            self.redraw()

    def action_balance(self, what: str) -> None:
        self.post_message(self.Toggled(what, self._track))

    def action_zoom(self, by: int) -> None:
        self._zoom = min(max(self._zoom + by, 0), len(_ZOOMS) - 1)
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        if self.score is None:
            return
        if event.y == 0 and event.x >= GUTTER:
            self.post_message(self.Sought(self._left + (event.x - GUTTER) * _ZOOMS[self._zoom]))
            return
        if not 0 < event.y <= len(self._rows):
            return
        band, row = self._rows[event.y - 1]
        tracks = self._bands[band][0].tracks
        track = sorted(tracks)[row] if self.together and row < len(tracks) else tracks[0]
        self._track = track
        if event.x < GUTTER and row == 0 and event.x >= GUTTER - 5:
            self.post_message(self.Toggled("mute" if event.x < GUTTER - 3 else "solo", track))
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self.action_bars(1)
        event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self.action_bars(-1)
        event.stop()

    def on_resize(self) -> None:
        self.redraw()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    # Drawing

    @property
    def _columns(self) -> int:
        return max(1, self.size.width - GUTTER)

    def _rebuild(self) -> None:
        score, rows = self.score, max(1, self.size.height - 1)
        self._bands, self._rows = [], []
        if score is None:
            return
        self._track = min(self._track, max(0, len(score.tracks) - 1))
        bands = together_of(score, rows) if self.together else lanes_of(score, rows)
        silent = self._silent(score)
        for number, band in enumerate(bands):
            painted = paint_band(band, score, self._left, _ZOOMS[self._zoom], self._columns, silent)
            self._bands.append((band, *painted))
            self._rows += [(number, row) for row in range(band.rows)]
        if self._bands:
            self._marks, self._mark_colours = bar_marks(self._bands[0][1], score)

    def _silent(self, score: Score) -> frozenset[int]:
        return frozenset(
            index
            for index, track in enumerate(score.tracks)
            if track.role in self.muted or (self.soloed and track.role not in self.soloed)
        )

    def render_line(self, y: int) -> Strip:
        width, score = self.size.width, self.score
        if score is None or not self._bands:
            return Strip.blank(width, style(theme.DIM, theme.PANEL))
        if y == 0:
            segments = ruler_segments(self._bands[0][1], score, GUTTER, self._playhead, None)
            return Strip(segments).adjust_cell_length(width)
        if y > len(self._rows):
            return Strip.blank(width, style(theme.DIM, theme.PANEL))
        number, row = self._rows[y - 1]
        band, window, levels = self._bands[number]
        base = theme.PANEL if number % 2 == 0 else theme.ROW_BLACK
        backgrounds = [base] * window.columns
        empty, colours = list(self._marks), list(self._mark_colours)
        if row != band.rows - 1:
            empty = [" " if mark == "·" else mark for mark in empty]
        if self._playhead is not None and 0 <= (at := window.column(self._playhead)) < window.columns:
            backgrounds[at], empty[at], colours[at] = theme.PLAYHEAD, "┃", theme.BAD
        roll = row_segments(levels[2 * row], levels[2 * row + 1], "".join(empty), colours, backgrounds)
        return Strip([*self._label(band, row, base), *roll]).adjust_cell_length(width)

    def _label(self, band: Band, row: int, base: str) -> list[Segment]:
        score = self.score
        assert score is not None
        tracks = sorted(band.tracks)
        edge = Segment("│", style(theme.GRID_BRIGHT, base))
        index = tracks[row] if self.together and row < len(tracks) else tracks[0] if tracks else 0
        named = row == 0 or (self.together and row < len(tracks))
        if not named:
            words = instrument_of(score.tracks[index]) if row == 1 and not self.together else ""
            return [Segment(f"   {words}"[: GUTTER - 1].ljust(GUTTER - 1), style(theme.DIM, base)), edge]
        track = score.tracks[index]
        chosen = self.has_focus and index == self._track
        muted, soloed = track.role in self.muted, track.role in self.soloed
        back = theme.CURSOR if chosen else base
        colour = theme.DIM if index in self._silent(score) else theme.ROLE_COLOURS[track.role][0]
        name = f" {index + 1} {track.role.value}"
        return [
            Segment(f"{name:<{GUTTER - 6}}"[: GUTTER - 6], style(colour, back, True)),
            Segment(" M" if muted else " m", style(theme.BAD if muted else theme.DIM, back, muted)),
            Segment(" S" if soloed else " s", style(theme.ACCENT if soloed else theme.DIM, back, soloed)),
            Segment(" ", style(theme.DIM, back)),
            edge,
        ]
