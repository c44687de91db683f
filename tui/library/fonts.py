"""SoundFonts as entries, and what a remembered choice of one stands for.

A choice is a text; see `tui.library.choices`.
"""

from __future__ import annotations

import os
from pathlib import Path

from gan.errors import SoundError
from soundfonts import SoundFont
from soundfonts.builtin import builtin_soundfont
from soundfonts.discovery import all_soundfonts, chosen_soundfont, find_soundfonts
from soundfonts.inspecting import inspect_soundfont
from tui.folders import typed_path
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
            details=(
                "The fullest General MIDI set in the usual folders, else the built-in one.",
                str(best.path),
                "Free ones: composer-tui soundfonts fetch",
            ),
            fixed="it stands for another",
            facts={"choice": "", "in_use": not choice},
        )
    ]
    fonts = all_soundfonts()
    if choice and choice != BUILT_IN and Path(choice) not in [font.path for font in fonts]:
        fonts.insert(0, SoundFont(Path(choice), Path(choice).stem, "chosen"))
    return found + [_entry(font, choice) for font in fonts]


def font_file(word: str) -> Entry | None:
    """The SoundFont in a file that a person names; None for what is no file's name. Raises SoundError for no font."""
    path = Path(word)
    if "/" not in word and path.suffix.lower() not in (".sf2", ".sf3"):
        return None
    if path.name == word and not path.exists():  # the id of a font in the usual folders
        return None
    return _entry(chosen_soundfont(typed_path(word).absolute()), "")


def playing(choice: str) -> tuple[SoundFont, str]:
    """What plays in the composer's window with a choice, and why. Raises SoundError where what was named is none."""
    named = os.environ.get("COMPOSER_TUI_SOUNDFONT")
    if named:
        return find_soundfonts()[0], "it is named by COMPOSER_TUI_SOUNDFONT or your settings"
    if choice:
        return font_of(choice), "it was chosen in the Library"
    best = find_soundfonts()[0]
    if best.kind == "built-in":
        return best, "no known General MIDI set was found in the usual folders"
    return best, "of the known General MIDI sets that were found it is the fullest"


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
        (f"{name}, {size}", *_inside(font.path), str(font.path)),
        "it is built in" if own else _OUTSIDE,
        facts={"choice": value, "in_use": in_use},
    )


def _inside(path: Path) -> tuple[str, ...]:
    """What is in a font, in a line; nothing where it cannot be read."""
    try:
        facts = inspect_soundfont(path)
    except SoundError:
        return ()
    lacks = f", lacks {len(facts.missing)} of General MIDI" if facts.missing else ""
    told = f"{facts.presets} presets{lacks}{'' if facts.drums else ', no drums'}"
    return (f"{told} · {facts.licence}" if facts.licence else told,)
