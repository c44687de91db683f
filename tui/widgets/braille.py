"""A canvas of braille dots: two dots to a column, four to a row."""

from __future__ import annotations

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_BLANK = 0x2800
_RUNS = tuple(
    tuple(tuple(sum(_DOTS[dot][side] for dot in range(first, last + 1)) for last in range(4)) for first in range(4))
    for side in (0, 1)
)
"""The dots of one side of a cell from one to another, both included."""

_DASH, _GAP = 8, 4
"""Dot columns of a dash with the gap behind it, and of the gap."""


class BrailleCanvas:
    """Dots in layers. The colour of a cell is that of the highest layer with a dot in it."""

    def __init__(self, columns: int, rows: int, dashed: frozenset[int] = frozenset()) -> None:
        """A blank canvas; what is drawn in the layers `dashed` has gaps."""
        self._dashed = dashed
        self.columns, self.rows = columns, rows
        self.width, self.height = columns * 2, rows * 4
        self._bits = [[0] * columns for _ in range(rows)]
        self._layer = [[0] * columns for _ in range(rows)]

    def dot(self, x: int, y: int, layer: int = 1) -> None:
        """Set a dot, x to the right from 0, y downwards from 0; outside the canvas nothing happens."""
        if 0 <= x < self.width and 0 <= y < self.height and not self._gap(x, layer):
            row, column = y // 4, x // 2
            self._bits[row][column] |= _DOTS[y % 4][x % 2]
            self._layer[row][column] = max(self._layer[row][column], layer)

    def column(self, x: int, y0: int, y1: int, layer: int = 1) -> None:
        """Set the dots of a column from y0 to y1, both included, in either order."""
        top, bottom = max(0, min(y0, y1)), min(self.height - 1, max(y0, y1))
        if not 0 <= x < self.width or self._gap(x, layer):
            return
        column, side = divmod(x, 2)
        for row in range(top // 4, bottom // 4 + 1):
            self._bits[row][column] |= _RUNS[side][max(top - 4 * row, 0)][min(bottom - 4 * row, 3)]
            if self._layer[row][column] < layer:
                self._layer[row][column] = layer

    def _gap(self, x: int, layer: int) -> bool:
        return layer in self._dashed and x % _DASH >= _DASH - _GAP

    def runs(self, row: int) -> list[tuple[str, int]]:
        """A row as texts of one layer each, from the left."""
        found: list[tuple[str, int]] = []
        text, before = "", -1
        for bits, layer in zip(self._bits[row], self._layer[row]):
            if layer != before:
                if text:
                    found.append((text, before))
                text, before = "", layer
            text += chr(_BLANK | bits) if bits else " "
        return [*found, (text, before)] if text else found

    def cell(self, column: int, row: int) -> tuple[str, int]:
        """The character of a cell and its layer; a cell without dots is a space of layer 0."""
        bits = self._bits[row][column]
        return (chr(_BLANK | bits), self._layer[row][column]) if bits else (" ", 0)

    def text(self, row: int) -> str:
        """A row as text."""
        return "".join(self.cell(column, row)[0] for column in range(self.columns))
