"""SoundFonts as entries, and what a remembered choice of one stands for.

A choice is a text; see `tui.library.choices`.
"""

from __future__ import annotations

from pathlib import Path

from soundfonts import SoundFont
from soundfonts.builtin import builtin_soundfont
from soundfonts.discovery import all_soundfonts, chosen_soundfont, find_soundfonts
from tui.library.entry import Entry

BUILT_IN = "built-in"
_OUTSIDE = "SoundFonts are not the composer's own; its file can be taken away by hand"


def font_of(choice: str) -> SoundFont:
    """The SoundFont that a choice stands for. Blocks, the built-in one for seconds where it must be made.

    Raises SoundError where the file is none.
    """
    if choice == BUILT_IN:
        return builtin_soundfont()
    return chosen_soundfont(Path(choice)) if choice else find_soundfonts()[0]


def font_entries(choice: str) -> list[Entry]:
    """The best one found, as a choice of its own, then every usable font, the built-in one last."""
    best = find_soundfonts()[0]
    found = [
        Entry(
            "soundfonts",
            "best",
            "the best one found",
            f"now {best.name}",
            "in use" if not choice else "",
            details=("The fullest General MIDI set in the usual folders, else the built-in one.", str(best.path)),
            fixed="it stands for another",
            facts={"choice": "", "in_use": not choice},
        )
    ]
    fonts = all_soundfonts()
    if choice and choice != BUILT_IN and Path(choice) not in [font.path for font in fonts]:
        fonts.insert(0, SoundFont(Path(choice), Path(choice).stem, "chosen"))
    return found + [_entry(font, choice) for font in fonts]


def _entry(font: SoundFont, choice: str) -> Entry:
    own = font.kind == "built-in"
    value = BUILT_IN if own else str(font.path)
    try:
        stat = font.path.stat()
        size, at = f"{stat.st_size / 1e6:.1f} MB", stat.st_mtime
    except OSError:
        size, at = "not there", None
    in_use = choice == value
    name = "composer-tui (built in)" if own else font.name
    return Entry(
        "soundfonts",
        BUILT_IN if own else font.path.name,
        name,
        f"{size} · {font.path.name}",
        "in use" if in_use else "",
        None if own else at,
        font.path,
        (f"{name}, {size}", str(font.path)),
        "it is built in" if own else _OUTSIDE,
        facts={"choice": value, "in_use": in_use},
    )
