"""A canvas of braille dots: two dots to a column, four to a row."""

from __future__ import annotations

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_BLANK = 0x2800


class BrailleCanvas:
    """Dots in layers. The colour of a cell is that of the highest layer with a dot in it."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.width, self.height = columns * 2, rows * 4
        self._bits = [[0] * columns for _ in range(rows)]
        self._layer = [[0] * columns for _ in range(rows)]

    def dot(self, x: int, y: int, layer: int = 1) -> None:
        """Set a dot, x to the right from 0, y downwards from 0; outside the canvas nothing happens."""
        if 0 <= x < self.width and 0 <= y < self.height:
            row, column = y // 4, x // 2
            self._bits[row][column] |= _DOTS[y % 4][x % 2]
            self._layer[row][column] = max(self._layer[row][column], layer)

    def column(self, x: int, y0: int, y1: int, layer: int = 1) -> None:
        """Set the dots of a column from y0 to y1, both included, in either order."""
        for y in range(max(0, min(y0, y1)), min(self.height - 1, max(y0, y1)) + 1):
            self.dot(x, y, layer)

    def cell(self, column: int, row: int) -> tuple[str, int]:
        """The character of a cell and its layer; a cell without dots is a space of layer 0."""
        bits = self._bits[row][column]
        return (chr(_BLANK | bits), self._layer[row][column]) if bits else (" ", 0)

    def text(self, row: int) -> str:
        """A row as text."""
        return "".join(self.cell(column, row)[0] for column in range(self.columns))
