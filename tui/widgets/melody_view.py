"""The drawing half of the melody roll: the melody under edit as half blocks, its cursor and the playhead.

Rule of this file: only what changed is drawn again, and only what is in sight is looked at. The playhead costs two
columns, an edit the rows and columns that look different.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from gan.music.melody import Melody
from gan.music.note import Note, pitch_name
from gan.music.role import Role
from tui import melody_edit, theme
from tui.editor import Editor, Layer
from tui.span_edit import Span
from tui.step_entry import BLACK_KEYS
from tui.widgets.roll_paint import Levels, Window, blank_levels, paint, row_segments, style
from tui.widgets.ruler import bar_marks, ruler_segments

GUTTER = 5
ZOOMS = (1, 3, 6, 12, 24, 48, 96)
"""Ticks to a column, from the closest view on."""


class MelodyView(Widget):
    """Draws an editor's melody."""

    ALLOW_SELECT = False  # a drag is about notes, not about characters to copy
    DEFAULT_CSS = "MelodyView { height: 1fr; background: $surface; }"

    def __init__(self, editor: Editor, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.editor = editor
        self._zoom = ZOOMS.index(6)
        self._left = 0
        self._settled = False
        self._held: tuple[int, int] | None = None
        self._reach: tuple[Melody, int, int] | None = None
        self._window = Window(0, 6, 1, 72, 1)
        self._levels: Levels = []
        self._marks: list[str] = []
        self._mark_colours: list[str] = []
        self._playhead: int | None = None
        self._follows = True
        """Whether the view turns the page with what plays."""
        self._last_size = Size(0, 0)
        self._span: Span | None = None
        self._cursor_at = self._span_at = range(0)

    # From outside

    def show(self) -> None:
        """Draw the editor's melody anew, the cursor in view."""
        self._held = None
        self._follow_cursor()
        self.draw()

    def show_another(self) -> None:
        """Draw a melody that has nothing to do with the one before."""
        self._settled = False
        self.show()

    def draw(self) -> None:
        """Draw the editor's melody anew, the view staying where it is."""
        frame, levels = (self._window, self._marks, self._mark_colours), self._levels
        columns = {*self._cursor_at}, {*self._span_at}
        self._rebuild()
        if (self._window, self._marks, self._mark_colours) != frame or len(levels) != len(self._levels):
            self.refresh()
            return
        for row in range(len(levels) // 2):
            if levels[2 * row : 2 * row + 2] != self._levels[2 * row : 2 * row + 2]:
                self.refresh(Region(0, row + 1, self.size.width, 1))
        if changed := (columns[0] ^ {*self._cursor_at}) | (columns[1] ^ {*self._span_at}):
            left = GUTTER + min(changed)
            self.refresh(Region(left, 0, GUTTER + max(changed) + 1 - left, self.size.height))

    # What lies where

    def tick_at(self, x: int) -> int:
        """The tick of a column of the widget, also beside the roll; 0 or more."""
        return max(0, self._window.left + (x - GUTTER) * self._window.ticks_per_column)

    def pitch_of_level(self, level: int) -> int:
        """The pitch (the higher of two) at a level: half a row, counted from below the ruler."""
        step = self._window.semitones
        return min(127, max(0, self._window.top - (level * step if step else level // 2)))

    def note_at_cell(self, x: int, y: int) -> Note | None:
        """The note that is drawn at a cell."""
        window, tick = self._window, self.tick_at(x)
        row = range(2 * (y - 1), 2 * y)
        around = melody_edit.notes_between(self.editor.melody, tick, tick + window.ticks_per_column)
        for note in reversed(around):
            first, stop = window.levels_of(note.pitch)
            if x - GUTTER in window.columns_of(note) and first <= row[1] and row[0] < stop:
                return note
        return None

    def is_last_column(self, note: Note, x: int) -> bool:
        """True on the last column of a note that has others."""
        columns = self._window.columns_of(note)
        return len(columns) > 1 and x - GUTTER == columns[-1]

    # Moving the view

    def stay(self) -> None:
        """Let what plays go on out of sight, until it begins anew: somebody works here."""
        self._follows = False

    def hold_pitches(self) -> None:
        """Keep the pitches that are in sight while notes are dragged."""
        self.stay()
        self._held = self._window.semitones, self._window.top

    def scroll_pitches(self, semitones: int) -> None:
        """Look higher, or lower where negative, until the next edit."""
        window = self._window
        top = min(max(window.top + semitones, window.pitches - 1), 127 | (1 if window.semitones else 0))
        self._held = window.semitones, top
        self.draw()

    def scroll_bars(self, bars: int) -> None:
        """Look later, or earlier where negative."""
        self.stay()
        bar = self.editor.melody.metre.bar_ticks
        self._left = min(max(0, self._left + bars * bar), max(0, melody_edit.last_tick(self.editor.melody) - bar))
        self.draw()

    def scroll_beside(self, x: int) -> None:
        """Scroll by a bar where a column is beside the roll."""
        if x >= self.size.width:
            self.scroll_bars(1)
        elif x < GUTTER and self._left:
            self.scroll_bars(-1)

    def zoom_by(self, by: int, tick: int) -> None:
        """See more (1) or closer (-1), a tick staying near where it is."""
        before = ZOOMS[self._zoom]
        self._zoom = min(max(self._zoom + by, 0), len(ZOOMS) - 1)
        column = (tick - self._left) // before
        if not 0 <= column < self._window.columns:
            column = 0
        left = max(0, tick - column * ZOOMS[self._zoom])
        self._left = self._page_of(left) if left else 0
        self.draw()

    @property
    def playhead(self) -> int | None:
        return self._playhead

    @playhead.setter
    def playhead(self, tick: int | None) -> None:
        before, self._playhead = self._playhead, tick
        if before is None:
            self._follows = True
        if self._follows and tick is not None and not self._window.left <= tick < self._window.right:
            self._left = self._page_of(tick)
            self.draw()
        elif tick is None and before is not None:
            self._follow_cursor()
            self.draw()
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
            chosen = (self._span.start, self._span.end) if self._span is not None else None
            cursor = self.editor.cursor
            return Strip(ruler_segments(window, melody, GUTTER, self._playhead, cursor, chosen), width)
        row = y - 1
        pitch = window.pitch_at(row)
        pitches = range(pitch, pitch - (1 if window.semitones == 0 else 2), -1)
        named = next((p for p in pitches if p % 12 == 0 and p >= 0), None)
        black = window.semitones == 0 and pitch % 12 in BLACK_KEYS
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
        for column in self._span_at:
            backgrounds[column] = theme.SELECTED
        for column in self._cursor_at:
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
        seen = melody_edit.notes_between(melody, window.left, window.right)
        paint(self._levels, window, seen, *theme.ROLE_COLOURS[Role.MELODY])
        self._span = self.editor.selection
        if self._span is not None:
            chosen = [note for note in seen if self._span.start <= note.start < self._span.end]
            paint(self._levels, window, chosen, theme.SELECTED_FIRST, theme.SELECTED_BODY)
        self._cursor_at, self._span_at = self._cursor_columns(), self._span_columns()
        self._paint_cursor()
        self._marks, self._mark_colours = bar_marks(window, melody)

    def _paint_cursor(self) -> None:
        if self.editor.layer is not Layer.EDIT or self.editor.preview is not None:
            return
        window = self._window
        level, stop = window.levels_of(self.editor.pitch)
        for index in range(max(0, level), min(stop, len(self._levels))):
            for column in self._cursor_at:
                covered = self._levels[index][column] is not None
                self._levels[index][column] = theme.BRIGHT if covered else theme.GHOST

    def _pitches(self, rows: int) -> tuple[int, int]:
        """Semitones to a level and the top pitch: all notes where they fit, else what is near the cursor.

        The view stays where it is as long as it shows what it should: nobody likes to aim at what jumps.
        """
        if self._held is not None:
            return self._held
        editor = self.editor
        low, high = self._lowest_and_highest()
        if editor.layer is Layer.EDIT or not editor.melody.notes:
            low, high = min(low, editor.pitch), max(high, editor.pitch)
        low, high = low - 1, high + 1
        needed = max(0, low), min(127, high)
        if high - low + 1 <= rows:
            semitones, room = 0, rows
        else:
            semitones, room = 1, rows * 2
            if high - low + 1 > room:
                near = self._playhead if self._playhead is not None else editor.cursor
                here = melody_edit.note_at(editor.melody, near) or melody_edit.note_before(editor.melody, near)
                middle = editor.pitch if editor.layer is Layer.EDIT or here is None else here.pitch
                low, high = middle - room // 2 + 1, middle + room // 2
                needed = middle - 3, middle + 3
        now = self._window
        same = self._settled and (now.rows, now.semitones) == (rows, semitones)
        if same and now.top - now.pitches < needed[0] and needed[1] <= now.top:
            return semitones, now.top
        self._settled = True
        top = high + (room - (high - low + 1)) // 2
        # An even top keeps C on the upper half of its row in every view of two semitones a row.
        return semitones, min(max(top, room - 1), 127) | (1 if semitones else 0)

    def _lowest_and_highest(self) -> tuple[int, int]:
        """Of all notes; looked for once for each melody."""
        melody = self.editor.melody
        if self._reach is None or self._reach[0] is not melody:
            pitches = [note.pitch for note in melody.notes] or [self.editor.pitch]
            self._reach = melody, min(pitches), max(pitches)
        return self._reach[1:]

    def _span_columns(self) -> range:
        window = self._window
        if self._span is None:
            return range(0)
        start, end = window.column(self._span.start), -(-(self._span.end - window.left) // window.ticks_per_column)
        return range(min(max(0, start), window.columns), min(max(0, end), window.columns))

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
