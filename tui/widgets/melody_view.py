"""The drawing half of the melody roll: the melody under edit as half blocks, its cursor and the playhead.

Rule of this file: only what changed is drawn again. The playhead costs two columns.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from gan.music.note import pitch_name
from gan.music.role import Role
from tui import melody_edit, theme
from tui.editor import Editor, Layer
from tui.widgets.roll_paint import Levels, Window, blank_levels, paint, row_segments, style
from tui.widgets.ruler import bar_marks, ruler_segments

GUTTER = 5
ZOOMS = (3, 6, 12, 24)
"""Ticks to a column, from the closest view on."""
_BLACK = frozenset({1, 3, 6, 8, 10})


class MelodyView(Widget):
    """Draws an editor's melody."""

    DEFAULT_CSS = "MelodyView { height: 1fr; background: $surface; }"

    def __init__(self, editor: Editor, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.editor = editor
        self._zoom = 1
        self._left = 0
        self._window = Window(0, 6, 1, 72, 1)
        self._levels: Levels = []
        self._marks: list[str] = []
        self._mark_colours: list[str] = []
        self._playhead: int | None = None
        self._last_size = Size(0, 0)

    # From outside

    def show(self) -> None:
        """Draw the editor's melody anew, the cursor in view."""
        self._follow_cursor()
        self._rebuild()
        self.refresh()

    @property
    def playhead(self) -> int | None:
        return self._playhead

    @playhead.setter
    def playhead(self, tick: int | None) -> None:
        before, self._playhead = self._playhead, tick
        if tick is not None and not self._window.left <= tick < self._window.right:
            self._left = self._page_of(tick)
            self._rebuild()
            self.refresh()
            return
        if tick is None and before is not None:
            self._follow_cursor()
            self._rebuild()
            self.refresh()
            return
        self._refresh_columns(before, tick)

    # Drawing

    def on_resize(self) -> None:
        if self.size != self._last_size:
            self._last_size = self.size
            self.show()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        window, melody = self._window, self.editor.melody
        if len(self._levels) < 2 * (self.size.height - 1):
            return Strip.blank(width, style(theme.DIM, theme.PANEL))
        if y == 0:
            return Strip(ruler_segments(window, melody, GUTTER, self._playhead, self.editor.cursor), width)
        row = y - 1
        pitch = window.pitch_at(row)
        pitches = range(pitch, pitch - (1 if window.semitones == 0 else 2), -1)
        named = next((p for p in pitches if p % 12 == 0 and p >= 0), None)
        black = window.semitones == 0 and pitch % 12 in _BLACK
        base = theme.ROW_BLACK if black else theme.PANEL
        label = f"{pitch_name(named):>3} " if named is not None and named <= 127 else "    "
        gutter = Segment(label, style(theme.DIM, theme.PANEL)), Segment("│", style(theme.GRID_BRIGHT, base))
        backgrounds = [base] * window.columns
        empty, colours = list(self._marks), list(self._mark_colours)
        if named is None:
            for column, mark in enumerate(empty):
                if mark == "·":
                    empty[column] = " "
        cursor_colour = theme.CURSOR if self.has_focus else theme.RAISED
        for column in self._cursor_columns():
            backgrounds[column] = cursor_colour
        if self._playhead is not None and 0 <= (at := window.column(self._playhead)) < window.columns:
            backgrounds[at], empty[at], colours[at] = theme.PLAYHEAD, "┃", theme.BAD
        upper, lower = self._levels[2 * row], self._levels[2 * row + 1]
        return Strip([*gutter, *row_segments(upper, lower, "".join(empty), colours, backgrounds)], width)

    def _rebuild(self) -> None:
        columns, rows = max(1, self.size.width - GUTTER), max(1, self.size.height - 1)
        melody = self.editor.melody
        semitones, top = self._pitches(rows)
        window = Window(self._left, ZOOMS[self._zoom], columns, top, rows, semitones)
        self._window = window
        self._levels = blank_levels(window)
        paint(self._levels, window, melody.notes, *theme.ROLE_COLOURS[Role.MELODY])
        self._paint_cursor()
        self._marks, self._mark_colours = bar_marks(window, melody)

    def _paint_cursor(self) -> None:
        if self.editor.layer is not Layer.EDIT:
            return
        window = self._window
        level, stop = window.levels_of(self.editor.pitch)
        for index in range(max(0, level), min(stop, len(self._levels))):
            for column in self._cursor_columns():
                covered = self._levels[index][column] is not None
                self._levels[index][column] = theme.BRIGHT if covered else theme.GHOST

    def _pitches(self, rows: int) -> tuple[int, int]:
        """Semitones to a level and the top pitch: all notes where they fit, else what is near the cursor."""
        editor = self.editor
        notes = editor.melody.notes
        wanted = [note.pitch for note in notes]
        if editor.layer is Layer.EDIT or not wanted:
            wanted.append(editor.pitch)
        low, high = min(wanted) - 1, max(wanted) + 1
        if high - low + 1 <= rows:
            semitones, room = 0, rows
        else:
            semitones, room = 1, rows * 2
            if high - low + 1 > room:
                near = self._playhead if self._playhead is not None else editor.cursor
                here = melody_edit.note_at(editor.melody, near) or melody_edit.note_before(editor.melody, near)
                middle = editor.pitch if editor.layer is Layer.EDIT or here is None else here.pitch
                low, high = middle - room // 2 + 1, middle + room // 2
        top = high + (room - (high - low + 1)) // 2
        # An even top keeps C on the upper half of its row in every view of two semitones a row.
        return semitones, min(max(top, room - 1), 127) | (1 if semitones else 0)

    def _cursor_columns(self) -> range:
        window = self._window
        start = window.column(self.editor.cursor)
        end = max(start + 1, window.column(self.editor.cursor + self.editor.step.length))
        if self.editor.layer is Layer.PIANO:
            end = start + 1
        return range(min(max(0, start), window.columns), min(max(0, end), window.columns))

    def _page_of(self, tick: int) -> int:
        """The tick at the left edge that shows a tick near the left, on a bar line."""
        melody = self.editor.melody
        bar = melody.metre.bar_ticks
        if tick < melody.pickup:
            return 0
        left = melody.pickup + (tick - melody.pickup) // bar * bar
        return 0 if left <= melody.pickup and self._columns_ticks() > melody.pickup + bar else left

    def _columns_ticks(self) -> int:
        return max(1, self.size.width - GUTTER) * ZOOMS[self._zoom]

    def _follow_cursor(self) -> None:
        room = self._columns_ticks()
        cursor = self.editor.cursor
        if cursor < self._left:
            self._left = self._page_of(cursor)
        elif cursor + self.editor.step.length > self._left + room:
            bar = self.editor.melody.metre.bar_ticks
            over = cursor + self.editor.step.length - (self._left + room)
            self._left = self._page_of(self._left + -(-over // bar) * bar)
            if cursor + self.editor.step.length > self._left + room:
                self._left = self._page_of(cursor)

    def _refresh_columns(self, *ticks: int | None) -> None:
        for tick in ticks:
            if tick is not None:
                column = self._window.column(tick)
                if 0 <= column < self._window.columns:
                    self.refresh(Region(GUTTER + column, 0, 1, self.size.height))
