"""Bach's chorales from the installed music21 → stretches, read by child processes.

Soprano, alto, tenor and bass become melody, chords, pad and bass.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from gan.child import module_command, module_environment
from gan.data.stretches import FORMAT, Stretch, stretches_of
from gan.errors import DataError, MissingDependency
from gan.music.jsonform import score_from_json
from gan.music.role import Role
from gan.music.score import Score, Track

_VOICES = (("soprano", Role.MELODY), ("alto", Role.CHORDS), ("tenor", Role.PAD), ("bass", Role.BASS))
_READERS = min(4, os.cpu_count() or 1)


def chorale_files() -> list[Path]:
    """The chorales in music21's corpus, sorted by name. Raises MissingDependency or DataError."""
    spec = importlib.util.find_spec("music21")  # finds it without running it
    if spec is None or not spec.submodule_search_locations:
        raise MissingDependency("the Bach chorales come with music21", "it is not installed", "pip install music21")
    files = sorted((Path(spec.submodule_search_locations[0]) / "corpus" / "bach").glob("bwv*.mxl"))
    if not files:
        raise DataError("this music21 has no Bach chorales", "its corpus was left out", "pip install music21")
    return files


def chorales_key() -> str:
    """A word that changes when the chorales, or how they are cut, change."""
    return f"music21-{importlib.metadata.version('music21')}-{FORMAT}"


def chorale_stretches(progress: Callable[[int, int], None]) -> tuple[Stretch, ...]:
    """All music of the chorales; `progress(done, total)` is called for each file. Half a minute's work, shared by the
    processors."""
    files = chorale_files()
    found = [s for number, score in enumerate(_chorales(files, progress)) for s in stretches_of(score, number)]
    if not found:
        mend = "pip install --force-reinstall music21"
        raise DataError("no chorale could be read", f"{len(files)} files were tried", mend)
    return tuple(found)


def four_voices(score: Score) -> Score | None:
    """The score with the roles of its four named voices; None where one is missing."""
    tracks = []
    for word, role in _VOICES:
        named = [t for t in score.tracks if t.name.lower().startswith(word)]
        if not named or not named[0].notes:
            return None
        tracks.append(Track(role, named[0].notes))
    return Score(tuple(tracks), score.tempo, score.metre, score.pickup, score.key, score.title)


def _chorales(files: list[Path], progress: Callable[[int, int], None]) -> Iterator[Score]:
    """The chorales in the order of the files, read by several children at once, each every so manieth of them."""
    with contextlib.ExitStack() as stack:
        readers = [stack.enter_context(_reader(files[first::_READERS])) for first in range(_READERS)]
        for i, path in enumerate(files):
            progress(i, len(files))
            answer = readers[i % _READERS].readline()
            if not answer:
                raise DataError("the chorales cannot be read", f"music21 stopped at {path.name}")
            value = json.loads(answer)
            score = four_voices(score_from_json(value)) if value else None
            if score:
                yield score
        progress(len(files), len(files))


@contextlib.contextmanager
def _reader(files: list[Path]) -> Iterator[IO[str]]:
    """What a child says of some files; it is gone at the end, whether it has said all or not."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as paths:
        paths.writelines(f"{path}\n" for path in files)
        paths.seek(0)
        reader = subprocess.Popen(
            module_command("gan.data.chorale_reader"),
            env=module_environment(),
            stdin=paths,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
    assert reader.stdout
    try:
        yield reader.stdout
    finally:
        reader.kill()
        reader.stdout.close()
        reader.wait()
