"""Sending only what changed: updates cut on both sides.

Textual's update of a region begins at the left edge of the widget that lies there. For a playhead in the middle of a
roll that is half the roll, many times a second, over a connection that may be slow. This one begins where the region
begins.

Rule of this file: it relies on two private names of Textual, `App._display` (see `tui.app`) and `ChopsUpdate`; a test
counts the bytes.
"""

from __future__ import annotations

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate


class TightUpdate(ChopsUpdate):
    """An update of spans, each from its own first column to its last."""

    @classmethod
    def of(cls, update: ChopsUpdate) -> TightUpdate:
        return cls(update.chops, update.spans, update.chop_ends)

    def render_segments(self, console: Console) -> str:
        """The update as text with escape sequences."""
        out: list[str] = []
        for y, first, last in self.spans:
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items()):
                if strip is None or x >= last or end <= first:
                    continue
                begin = max(x, first)
                out.append(Control.move_to(begin, y).segment.text)
                out.append(strip.crop(begin - x, min(end, last) - x).render(console))
        return "".join(out)
