"""Our own SoundFont: generated once into the cache folder, named by what made it.

The name carries a hash of the generator's sources, so a new version of the generator makes a new file and never
meets an old one. Generation runs in a child process: it keeps a processor busy for seconds and nobody waits on it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
import time
from functools import lru_cache
from pathlib import Path

from gan.errors import SoundError
from gan.locations import cache_dir, make
from soundfonts.checking import check_soundfont
from soundfonts.child import broke_off, spawn
from soundfonts.soundfont import SoundFont

NAME = "composer-tui"
_LIMIT_SECONDS = 120
_KEEP_SECONDS = 14 * 86400
"""How long the font of another version stays in the cache after it was made."""
_FALLBACK: list[tempfile.TemporaryDirectory[str]] = []
"""The private folder used where the cache cannot be written; it goes when the process ends."""


@lru_cache(maxsize=1)
def generator_version() -> str:
    """Twelve hexadecimal digits that stand for the generator's sources."""
    here = Path(__file__).parent
    sources = [here / "generate.py", here / "sf2.py", *sorted((here / "synthesis").glob("*.py"))]
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def builtin_soundfont() -> SoundFont:
    """The built-in SoundFont, made on first need (a few seconds) and kept in the cache folder.

    Raises SoundError where it cannot be made.
    """
    name = f"{NAME}-{generator_version()}.sf2"
    for folder in (cache_dir(), None):
        path = (folder or _private_folder()) / name
        try:
            if not _is_whole(path):
                _generate(path)
            return SoundFont(path, NAME, "built-in")
        except OSError:
            continue
    raise SoundError("the built-in SoundFont cannot be written", "neither the cache nor the temporary folder takes it")


def _private_folder() -> Path:
    if not _FALLBACK:
        _FALLBACK.append(tempfile.TemporaryDirectory(prefix="composer-tui-"))
    return Path(_FALLBACK[0].name)


def _is_whole(path: Path) -> bool:
    try:
        check_soundfont(path)
    except SoundError:
        return False
    return True


def _generate(path: Path) -> None:
    """Make the file in a child, beside its place, and move it there whole. Raises OSError or SoundError."""
    make(path.parent)
    handle, temporary = tempfile.mkstemp(prefix=".making-", suffix=".sf2", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            process = spawn("soundfonts.generate", stdin=subprocess.DEVNULL, stdout=out)
            try:
                code = process.wait(timeout=_LIMIT_SECONDS)
            except BaseException:
                process.kill()
                process.wait()
                raise
        if code:
            raise broke_off(code)
        os.replace(temporary, path)
        _tidy(path)
    except subprocess.TimeoutExpired:
        raise SoundError("making the built-in SoundFont took too long", f"more than {_LIMIT_SECONDS} s") from None
    finally:
        Path(temporary).unlink(missing_ok=True)


def _tidy(path: Path) -> None:
    """Remove the fonts of other versions, and what was left half made, once they are old."""
    old = time.time() - _KEEP_SECONDS
    for other in [*path.parent.glob(f"{NAME}-*.sf2"), *path.parent.glob(".making-*.sf2")]:
        try:
            if other != path and other.stat().st_mtime < old:
                other.unlink()
        except OSError:  # another process was quicker
            continue
