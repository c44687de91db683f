"""Writing files so that a half-written one never has the final name, and printing tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gan.errors import ComposerError
from gan.music.plain import plain
from tui.files import write_whole


def write_file(path: Path, data: bytes) -> None:
    """Writes the bytes at once or not at all. Raises ComposerError where the place does not allow it."""
    try:
        write_whole(path, data)
    except OSError as error:
        raise ComposerError(f"cannot write {path}", error.strerror or str(error), "Choose another place") from error


def print_table(rows: Sequence[Sequence[object]], *, numbers: Sequence[int] = ()) -> None:
    """Prints rows in aligned columns, the first row being the head; the columns in `numbers` are set to the right."""
    cells = [[plain(str(cell), limit=300) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells)]
    for row in cells:
        line = [cell.rjust(w) if i in numbers else cell.ljust(w) for i, (cell, w) in enumerate(zip(row, widths))]
        print("  ".join(line).rstrip())
