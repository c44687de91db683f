"""Files from outside to Score and Melody, and scores to MusicXML files.

The rule this file owns: nothing from outside is parsed in this process. The file is read up to a size, its kind is
told by its first bytes, and a short-lived child (`reader`) with limits of memory, processor time and wall clock
turns the bytes into a Score, or into one for every section in a metre of its own.
"""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from gan import errors
from gan.errors import ComposerError, MusicFileError, TimeLimit
from gan.music.extract import extract_melody
from gan.music.jsonform import score_from_json
from gan.music.melody import Melody
from gan.music.musicxml_writer import musicxml_text
from gan.music.plain import plain
from gan.music.readers import Reading
from gan.music.score import Score
from gan.music.sniffing import Format, sniff

MAX_FILE_BYTES = 20_000_000
"""The largest file that is looked at; MIDI has a smaller limit of its own."""

WALL_SECONDS = {Format.MIDI: 20.0, Format.MUSICXML: 90.0, Format.ABC: 90.0}


def load_score(path: Path, reading: Reading | None = None) -> Score:
    """The score in a MIDI, MusicXML (plain or compressed) or ABC file, whatever its suffix.

    Names and title are plain text (see `plain`). With a `reading` another thread can stop it; it then raises some
    ComposerError that nobody needs.
    Raises MusicFileError, TimeLimit for a file that takes too long, MissingDependency.
    """
    return _load(path, "whole", reading)[0]


def load_sections(path: Path) -> tuple[Score, ...]:
    """The music of a file as `load_score` reads it, cut where its metre changes; see `gan.music.sections`.

    There may be none: in no section is a whole bar. Raises as `load_score` does.
    """
    return _load(path, "sections")


def load_melody(path: Path, track: int | None = None) -> Melody:
    """The melody in a file: `load_score`, then `extract_melody`. Raises what they raise."""
    score = load_score(path)
    try:
        return extract_melody(score, track)
    except ComposerError as error:
        raise type(error)(f"{plain(Path(path).name, 60)}: {error.what}", error.why, error.mend) from None


def save_musicxml(score: Score, path: Path) -> None:
    """Write the score as MusicXML; the file is whole or not there. Raises MusicFileError where it cannot be written."""
    path = Path(path)
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(musicxml_text(score))
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)  # mkstemp makes files that only the owner reads
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise MusicFileError(
            f"{plain(str(path), 200)} cannot be written", error.strerror or "", "Choose another place"
        ) from error


def read_score(data: bytes, reading: Reading | None = None) -> Score:
    """The score in a file's bytes, parsed in a child process. Raises as `load_score` does."""
    return _parse(data, "whole", reading)[0]


def _load(path: Path, extent: str, reading: Reading | None = None) -> tuple[Score, ...]:
    path = Path(path)
    try:
        return _parse(_read(path), extent, reading)
    except ComposerError as error:
        name = plain(path.name, 60)
        raise type(error)(f"{name}: {error.what}", error.why, error.mend) from None


def _parse(data: bytes, extent: str, reading: Reading | None = None) -> tuple[Score, ...]:
    """The scores that the child process answers with."""
    format = sniff(data)
    reading = reading or Reading()
    child = reading.child(format, extent)
    with child:
        try:
            reading.holds(child)
            answer, _ = child.communicate(data, timeout=WALL_SECONDS[format])
        except BaseException as error:
            child.kill()
            child.communicate()
            if isinstance(error, subprocess.TimeoutExpired):
                raise _too_slow() from None
            raise
        finally:
            reading.holds(None)  # its number may be another process's from now on
    return _scores(answer, child.returncode)


def _read(path: Path) -> bytes:
    try:
        # A pipe or a device could make the opening wait for ever, so the kind is asked first.
        if not stat.S_ISREG(path.stat().st_mode):
            kind = "it is a folder" if path.is_dir() else "it is a device or a pipe"
            raise MusicFileError("This is not a file", kind, "Give a MIDI, MusicXML or ABC file")
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise MusicFileError("There is no such file", "", "Check the path") from None
    except (OSError, ValueError) as error:
        raise MusicFileError("The file cannot be opened", getattr(error, "strerror", None) or str(error)) from error
    if len(data) > MAX_FILE_BYTES:
        raise MusicFileError("The file is too large", f"the limit is {MAX_FILE_BYTES // 1_000_000} MB")
    return data


def _scores(answer: bytes, code: int) -> tuple[Score, ...]:
    try:
        value: dict[str, Any] = json.loads(answer)
        if "scores" in value:
            return tuple(score_from_json(score) for score in value["scores"])
        told = value["error"]
        kind = getattr(errors, told["type"])
        error = kind(told["what"], told["why"], told["mend"])
    except (ValueError, KeyError, TypeError, AttributeError):
        error = _death(code)
    raise error


def _death(code: int) -> ComposerError:
    if code in (-getattr(signal, "SIGXCPU", 0), -signal.SIGKILL):
        return _too_slow()
    return MusicFileError(
        "The file cannot be read",
        f"the reader of files ended unexpectedly (code {code})",
        "Export it again from another program",
    )


def _too_slow() -> TimeLimit:
    return TimeLimit(
        "Reading the file takes too long", "it is very large, or made to be", "Export only the part you need"
    )
