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

from gan.music.mix import Mix
from gan.music.role import Role
from gan.music.score import Score
from tui import theme
from tui.hints import Hints, HintsChanged
from tui.widgets.bands import Band, lanes_of, paint_band, together_of
from tui.widgets.bar_choice import BarChoice
from tui.widgets.note_cursor import NoteCursor
from tui.widgets.roll_paint import Levels, Window, row_segments, style
from tui.widgets.ruler import bar_marks, ruler_segments
from tui.widgets.take_label import GUTTER, Label, button_at, edge

_ZOOMS = (3, 6, 12, 24)


class TakeRoll(Widget, can_focus=True):
    """Tracks in their colours with the playhead."""

    class Asked(Message):
        """Something is wanted of a track: `mute`, `solo`, `lock`, `volume`, `pan`, `instrument`, `usual`, `edit`."""

        def __init__(self, what: str, track: int, by: int = 0) -> None:
            super().__init__()
            self.what, self.track, self.by = what, track, by

    class Edited(Message):
        """The notes of a track were changed by hand."""

        def __init__(self, score: Score) -> None:
            super().__init__()
            self.score = score

    class Sounded(Message):
        """A note was chosen or moved, and may be heard."""

        def __init__(self, pitch: int, track: int) -> None:
            super().__init__()
            self.pitch, self.track = pitch, track

    class Sought(Message):
        """The ruler was clicked at a tick."""

        def __init__(self, tick: int) -> None:
            super().__init__()
            self.tick = tick

    DEFAULT_CSS = "TakeRoll { height: 1fr; background: $surface; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "track(-1)", "Track above", id="take.track_up"),
        Binding("down", "track(1)", "Track below", id="take.track_down"),
        Binding("left", "bars(-1)", "Bar before", id="take.earlier"),
        Binding("right", "bars(1)", "Next bar", id="take.later"),
        Binding("home", "bars(-999)", "First bar", id="take.beginning"),
        Binding("end", "bars(999)", "Last bar", id="take.end"),
        Binding("shift+left", "bars(-1, True)", "Select backwards", id="take.select_back"),
        Binding("shift+right", "bars(1, True)", "Select forwards", id="take.select_on"),
        Binding("v", "select", "Select bars", id="take.select"),
        Binding("escape", "unselect", "Select nothing", id="take.unselect"),
        Binding("m", "ask('mute')", "Mute the track", id="take.mute"),
        Binding("s", "ask('solo')", "Solo the track", id="take.solo"),
        Binding("k", "ask('lock')", "Lock the track", id="take.lock"),
        Binding("plus,equals_sign", "ask('volume', 1)", "Louder", id="take.louder"),
        Binding("minus", "ask('volume', -1)", "Softer", id="take.softer"),
        Binding("greater_than_sign,full_stop", "ask('pan', 1)", "Further right", id="take.right"),
        Binding("less_than_sign,comma", "ask('pan', -1)", "Further left", id="take.left"),
        Binding("enter", "ask('edit')", "Change the notes", id="take.edit"),
        Binding("p", "ask('instrument')", "Another instrument", id="take.instrument"),
        Binding("u", "ask('usual')", "Volume, place and instrument as usual", id="take.usual"),
        Binding("left_square_bracket", "zoom(1)", "See more", id="take.zoom_out"),
        Binding("right_square_bracket", "zoom(-1)", "See closer", id="take.zoom_in"),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.score: Score | None = None
        self.mix = Mix()
        self.locks: frozenset[Role] = frozenset()
        self.together = False
        self._track = 0
        self._choice = BarChoice()
        self._cursor = NoteCursor()
        self._left = 0
        self._zoom = 1
        self._playhead: int | None = None
        self._follows = True
        """Whether the view turns the page with what plays: until somebody looks elsewhere, and when it plays anew."""
        self._bands: list[tuple[Band, Window, Levels]] = []
        self._rows: list[tuple[int, int]] = []

    def hints(self) -> Hints:
        if self.score is None:
            return Hints("TRACKS", [("g", "compose takes"), ("space", "play"), ("tab", "takes")])
        if self._cursor.on:
            return self._cursor.hints()
        if self.bars is not None:
            first, last = self.bars
            keys = [("←→", f"bars {first}–{last}"), ("r", "rewrite"), ("k", "lock"), ("esc", "none"), ("space", "play")]
            return Hints("BARS", keys)
        keys = [
            ("↑↓", "track"),
            ("space", "play"),
            ("m s", "mute solo"),
            ("k", "lock"),
            ("v", "bars"),
            ("r", "rewrite" if self.locks else "vary"),
            ("+-", "volume"),
            ("<>", "pan"),
            ("p", "instrument"),
            ("enter", "change notes"),
            ("tab", "takes"),
            ("u", "as usual"),
            ("o", "lanes" if self.together else "together"),
        ]
        return Hints("TRACKS", keys)

    # From outside

    def show(self, score: Score | None, *, keep_place: bool) -> None:
        """Show a score, at its beginning or at the place that was seen."""
        self.score = score
        if not keep_place:
            self._left = 0
            self._choice = BarChoice()
        self._choice.fit(score)
        if score is None or self._track >= len(score.tracks):
            self._cursor.end()
        else:
            self._cursor.settle(score, self._track)
        self.redraw()

    def show_desk(self, mix: Mix, locks: frozenset[Role]) -> None:
        """Show another mix and other locks."""
        if (mix, locks) != (self.mix, self.locks):
            self.mix, self.locks = mix, locks
            self.redraw()

    def edit(self) -> None:
        """Begin to change the notes of the track."""
        if self.score is not None and self.score.tracks:
            self._choice.come_into_sight(self.score, self._left, self._left + self._seen)
            self._cursor.begin(self.score, self._track, self._choice.ticks(self.score)[0])
            self._note_chosen()

    def end_edit(self) -> None:
        """Change notes no more."""
        if self._cursor.on:
            self._cursor.end()
            self.redraw()
            self.post_message(HintsChanged())

    @property
    def track(self) -> int:
        """The index of the track that the keys are about."""
        return self._track

    @property
    def bars(self) -> tuple[int, int] | None:
        """The first and the last selected bar, counted from 1 (a pickup is bar 1); None where none is."""
        return self._choice.bars

    @property
    def chosen_ticks(self) -> tuple[int, int] | None:
        """Where the selected bars begin and end, in ticks; None where none is."""
        return self._choice.chosen_ticks(self.score) if self.score is not None else None

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
        right = self._left + self._seen
        if before is None:
            self._follows = True
        follow = self._follows and self.bars is None and not self._cursor.on  # what is being worked on stays in sight
        if follow and tick is not None and self.score is not None and not self._left <= tick < right:
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

    def on_key(self, event: events.Key) -> None:
        if not self._cursor.on or self.score is None:
            return
        if event.key == "escape":
            self.end_edit()
        else:
            score = self._cursor.press(event.key, self.score, self._track)
            if score is None:
                return
            if score is not self.score:
                self.post_message(self.Edited(score))
                self.score = score
            self._note_chosen()
        event.stop()
        event.prevent_default()

    def _note_chosen(self) -> None:
        note = self._cursor.note
        if note is not None:
            self.post_message(self.Sounded(note.pitch, self._track))
            if not self._left <= note.start < self._left + self._seen:
                self._left = max(0, note.start - self._seen // 4)
        self.redraw()
        self.post_message(HintsChanged())

    def action_track(self, by: int) -> None:
        if self.score is not None and self.score.tracks:
            self._track = min(max(self._track + by, 0), len(self.score.tracks) - 1)
            self.refresh()

    def action_bars(self, by: int, select: bool = False) -> None:
        """Go to another bar; with `select` the bars on the way are selected."""
        if self.score is None:
            return
        self._choice.come_into_sight(self.score, self._left, self._left + self._seen)
        self._choice.move(self.score, by, select)
        self._follows = False
        self._left = self._choice.left_to_see(self.score, self._left, self._seen)
        self.redraw()
        self.post_message(HintsChanged())

    def action_select(self) -> None:
        """Begin a selection at this bar, or let it be."""
        if self.score is not None:
            self._choice.come_into_sight(self.score, self._left, self._left + self._seen)
            self._choice.toggle()
            self.redraw()
            self.post_message(HintsChanged())

    def action_unselect(self) -> None:
        self._choice.clear()
        self.redraw()
        self.post_message(HintsChanged())

    def action_ask(self, what: str, by: int = 0) -> None:
        self.post_message(self.Asked(what, self._track, by))

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
        named = row < len(tracks) if self.together else row == 0
        if named and (what := button_at(event.x)):
            self.post_message(self.Asked(what, track))
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._scroll(1)
        event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._scroll(-1)
        event.stop()

    def on_resize(self) -> None:
        self.redraw()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.end_edit()
        self.refresh()

    # Drawing

    @property
    def _columns(self) -> int:
        return max(1, self.size.width - GUTTER)

    @property
    def _seen(self) -> int:
        """The ticks that are seen."""
        return self._columns * _ZOOMS[self._zoom]

    def _scroll(self, bars: int) -> None:
        if self.score is not None:
            self._follows = False
            last = max(0, self.score.length - self.score.metre.bar_ticks)
            self._left = min(max(0, self._left + bars * self.score.metre.bar_ticks), last)
            self.redraw()

    def _rebuild(self) -> None:
        score, rows = self.score, max(1, self.size.height - 1)
        self._bands, self._rows = [], []
        if score is None:
            return
        self._track = min(self._track, max(0, len(score.tracks) - 1))
        if self._cursor.on:
            bands = [Band(rows, (self._track,), score.tracks[self._track].is_drums)]
        else:
            bands = together_of(score, rows) if self.together else lanes_of(score, rows)
        silent = self.mix.silent_in(score)
        for number, band in enumerate(bands):
            painted = paint_band(band, score, self._left, _ZOOMS[self._zoom], self._columns, silent, self._cursor.note)
            self._bands.append((band, *painted))
            self._rows += [(number, row) for row in range(band.rows)]
        if self._bands:
            self._marks, self._mark_colours = bar_marks(self._bands[0][1], score)

    def render_line(self, y: int) -> Strip:
        width, score = self.size.width, self.score
        if score is None or not self._bands:
            return Strip.blank(width, style(theme.DIM, theme.PANEL))
        if y == 0:
            cursor = self._choice.ticks(score)[0] if self.has_focus else None
            chosen = self.chosen_ticks
            segments = ruler_segments(self._bands[0][1], score, GUTTER, self._playhead, cursor, chosen)
            return Strip(segments).adjust_cell_length(width)
        if y > len(self._rows):
            return Strip.blank(width, style(theme.DIM, theme.PANEL))
        number, row = self._rows[y - 1]
        band, window, levels = self._bands[number]
        base = theme.PANEL if number % 2 == 0 else theme.ROW_BLACK
        backgrounds = [base] * window.columns
        chosen = self.chosen_ticks
        if chosen is not None and any(self._is_open(score.tracks[index].role) for index in band.tracks):
            for column in range(max(0, window.column(chosen[0])), min(window.columns, window.column(chosen[1]))):
                backgrounds[column] = theme.CURSOR
        empty, colours = list(self._marks), list(self._mark_colours)
        if row != band.rows - 1:
            empty = [" " if mark == "·" else mark for mark in empty]
        if self._playhead is not None and 0 <= (at := window.column(self._playhead)) < window.columns:
            backgrounds[at], empty[at], colours[at] = theme.PLAYHEAD, "┃", theme.BAD
        signs = None
        if self.together and theme.SIGNS:  # the parts lie over each other: their numbers tell them apart
            signs = {theme.meaning(theme.ROLE_COLOURS[t.role][0]): str(n) for n, t in enumerate(score.tracks, 1)}
        roll = row_segments(levels[2 * row], levels[2 * row + 1], "".join(empty), colours, backgrounds, signs)
        return Strip([*self._label(band, row, base), *roll]).adjust_cell_length(width)

    def _is_open(self, role: Role) -> bool:
        """Whether a rewriting would change the role."""
        return role is not Role.MELODY and role not in self.locks

    def _label(self, band: Band, row: int, base: str) -> list[Segment]:
        score = self.score
        assert score is not None
        tracks = sorted(band.tracks)
        index = tracks[row] if self.together and row < len(tracks) else tracks[0] if tracks else 0
        track = score.tracks[index]
        label = Label(index + 1, track, self.mix, track.role in self.locks, self.has_focus and index == self._track)
        if row == 0 or (self.together and not self._cursor.on and row < len(tracks)):
            return label.first(base)
        if self._cursor.on or not self.together:
            if row in (1, 2) and band.rows > 2:
                return label.spread(row, base)
            if row == 1:
                return label.second(base)
        return [Segment(" " * (GUTTER - 1), style(theme.DIM, base)), edge(base)]
