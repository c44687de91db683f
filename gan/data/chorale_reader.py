"""The child process that reads music21's own chorales: paths on stdin, a Score as JSON (or null) a line on stdout."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path


def main() -> None:
    out = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what music21 prints must not be taken for an answer
    from gan.errors import ComposerError
    from gan.music.jsonform import score_to_json
    from gan.music.notation import musicxml_to_score

    for line in sys.stdin:
        try:
            value = score_to_json(musicxml_to_score(Path(line.rstrip("\n")).read_bytes()))
        except (ComposerError, OSError):
            value = None
        out.write(json.dumps(value) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
