"""The SoundFonts on this machine, best first.

Order: the one the user names, well-known General MIDI sets in the usual folders (the fullest first), ours last. A
font of an unknown name may hold a single piano or a joke, so it plays only when it is named.
"""

from __future__ import annotations

import os
from pathlib import Path

from gan.errors import SoundError
from soundfonts.builtin import builtin_soundfont
from soundfonts.checking import check_soundfont
from soundfonts.places import fonts_dir
from soundfonts.soundfont import SoundFont

_KNOWN = (
    ("fluidr3_gm", "FluidR3 GM"),
    ("fluidr3", "FluidR3"),
    ("generaluser", "GeneralUser GS"),
    ("musescore_general", "MuseScore General"),
    ("ms_basic", "MuseScore Basic"),
    ("sgm", "SGM"),
    ("arachno", "Arachno"),
    ("timgm6mb", "TimGM6mb"),
    ("default-gm", "the system's default"),
    ("default", "the system's default"),
)
"""Starts of file names (lower case) of General MIDI sets worth using unasked, in order of preference."""


def soundfont_folders() -> list[Path]:
    """The folders in which SoundFonts are looked for: of those fetched, the user's own, the system's."""
    home = Path(os.path.expanduser("~"))  # as it stands where there is none, and then nothing is found there
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    folders = [fonts_dir(), data / "soundfonts", data / "sounds" / "sf2", data / "sounds" / "sf3"]
    folders += [home / "Library" / "Audio" / "Sounds" / "Banks"]
    for prefix in ("/usr/local/share", "/usr/share", "/opt/homebrew/share", "/opt/local/share"):
        base = Path(prefix)
        folders += [base / "soundfonts", base / "sounds" / "sf2", base / "sounds" / "sf3", base / "fluid-synth" / "sf2"]
    return folders


def chosen_soundfont(path: Path) -> SoundFont:
    """The SoundFont a user names. Raises SoundError where it is none."""
    path = Path(os.path.expanduser(path))
    check_soundfont(path)
    return SoundFont(path, path.stem, "chosen")


def find_soundfonts(chosen: Path | None = None) -> list[SoundFont]:
    """Every usable SoundFont, best first, the built-in one last.

    Args:
        chosen: a file the user names; `COMPOSER_TUI_SOUNDFONT` where None. It comes first.

    Raises:
        SoundError: the named file is not a SoundFont. What is only found and broken is passed over.
    """
    fonts: list[SoundFont] = []
    named = chosen or os.environ.get("COMPOSER_TUI_SOUNDFONT")
    if named == "built-in":
        return [builtin_soundfont()]
    if named:
        fonts.append(chosen_soundfont(Path(named)))
    fonts += _found()
    fonts.append(builtin_soundfont())
    return fonts


def all_soundfonts() -> list[SoundFont]:
    """Every usable SoundFont in the usual folders: the known sets, those of other names, and the built-in one last."""
    fonts = _found()
    seen = {font.path.resolve() for font in fonts}
    for folder in soundfont_folders():
        for path in _listing(folder):
            if path.suffix.lower() not in (".sf2", ".sf3") or path.resolve() in seen:
                continue
            seen.add(path.resolve())
            try:
                fonts.append(chosen_soundfont(path))
            except SoundError:
                continue
    return [*fonts, builtin_soundfont()]


def _found() -> list[SoundFont]:
    """Known General MIDI sets in the usual folders, one per file however many names it has."""
    ranked: list[tuple[int, int, SoundFont]] = []
    seen: set[Path] = set()
    for place, folder in enumerate(soundfont_folders()):
        for path in _listing(folder):
            rank = next((i for i, (start, _) in enumerate(_KNOWN) if path.stem.lower().startswith(start)), None)
            if rank is None or path.suffix.lower() not in (".sf2", ".sf3"):
                continue
            ranked.append((rank, place, SoundFont(path, _KNOWN[rank][1], "found")))
    fonts = []
    for _, _, font in sorted(ranked, key=lambda item: (item[0], item[1], item[2].path.name)):
        real = font.path.resolve()
        if real in seen:
            continue
        seen.add(real)
        try:
            check_soundfont(font.path)
        except SoundError:
            continue
        fonts.append(font)
    return fonts


def _listing(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
