"""The child process that engraves: MusicXML of our own on stdin, an SVG picture on stdout, through verovio.

    python -m gan.music.engraver

What verovio prints goes nowhere. Exit code 3 where it is not installed, 1 where it makes no picture.
"""

from __future__ import annotations

import os
import re
import sys

OPTIONS = {
    "pageWidth": 2100,
    "pageHeight": 60000,
    "adjustPageHeight": True,
    "scale": 40,
    "breaks": "auto",
    "header": "auto",
    "footer": "none",
    "xmlIdSeed": 1,  # the same music gives the same picture
    "svgViewBox": True,
}
"""As wide as A4 and as long as the music is, up to some 28 metres; what is longer goes on below as a second picture."""


def engrave(text: str) -> str:
    """The SVG of a MusicXML text. Raises ImportError without verovio, ValueError where it makes nothing of it."""
    import verovio

    verovio.enableLog(verovio.LOG_OFF)
    toolkit = verovio.toolkit()
    toolkit.setOptions(OPTIONS)
    if not toolkit.loadData(text) or not toolkit.getPageCount():
        raise ValueError("verovio cannot read it")
    return _joined([toolkit.renderToSVG(page) for page in range(1, toolkit.getPageCount() + 1)])


def _joined(pages: list[str]) -> str:
    """One picture of the pages, one below the other, on white."""
    parts, height, width = [], 0, 0
    for page in pages:
        found = re.match(r'<svg viewBox="0 0 (\d+) (\d+)"', page)
        if found is None:
            raise ValueError("verovio draws in another way than it used to")
        across, down = int(found[1]), int(found[2])
        parts.append(f'<svg y="{height}" width="{across}" height="{down}"{page[4:]}')
        width, height = max(width, across), height + down
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            head,
            '<rect width="100%" height="100%" fill="#fff"/>',
            *parts,
            "</svg>\n",
        ]
    )


def main() -> int:
    """Read stdin, write stdout."""
    out = os.dup(1)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        picture = engrave(sys.stdin.buffer.read().decode())
    except ImportError:
        return 3
    except ValueError:
        return 1
    with os.fdopen(out, "wb") as pipe:
        pipe.write(picture.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
