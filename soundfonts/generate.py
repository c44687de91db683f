"""The generator of the built-in SoundFont: `python -m soundfonts.generate > composer-tui.sf2`.

The same sources give the same bytes each time they run with one version of numpy on one kind of processor.
"""

from __future__ import annotations

import sys

from soundfonts.sf2 import soundfont_bytes
from soundfonts.synthesis.programs import general_midi


def generate() -> bytes:
    """The whole SoundFont file."""
    return soundfont_bytes(
        general_midi(),
        name="composer-tui General MIDI",
        comment="Synthesized from sines and noise by composer-tui; contains no recordings.",
        copyright="MIT License, the composer-tui authors",
    )


def main() -> int:
    """Write the file to stdout."""
    sys.stdout.buffer.write(generate())
    return 0


if __name__ == "__main__":
    sys.exit(main())
