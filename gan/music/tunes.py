"""The library of old tunes that comes with music21: which there are, where each stands, and one of them as a score.

The rules this file owns: nothing of the collections is copied but titles and places; the catalogue is made once for a
state of the collections and kept in the cache; only the child process that reads files ever reads the notes, and
music21 itself is never imported here.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from gan.errors import MissingDependency, MusicFileError, UsageError
from gan.jsontext import parse_json
from gan.locations import cache_dir, make
from gan.music.importing import read_score
from gan.music.metre import Metre
from gan.music.plain import plain
from gan.music.readers import Reading
from gan.music.score import Score

VERSION = 1
_MOST_TUNES = 30_000
_MOST_BYTES = 2_000_000
"""Of a file of tunes; larger ones are passed over."""
_FIELD = re.compile(rb"^([TMKR]):[ \t]*(.*?)\s*$", re.MULTILINE)
_MODES = frozenset({"maj", "min", "dor", "phr", "lyd", "mix", "aeo", "loc", "ion", "m"})
_MEND = "pip install --force-reinstall music21"


@dataclass(frozen=True, slots=True)
class Collection:
    """A book of tunes."""

    folder: str
    """In music21's corpus."""
    files: str
    """A pattern of the files' names."""
    title: str
    terms: str
    """Who made the file, and what is known of the right to use it."""


COLLECTIONS: dict[str, Collection] = {
    "oneill": Collection(
        "oneills1850",
        "*.abc",
        "O'Neill's Music of Ireland, 1903",
        "old tunes, typed by volunteers; free in the USA as far as music21 knows",
    ),
    "ryan": Collection(
        "ryansMammoth",
        "*.abc",
        "Ryan's Mammoth Collection, 1883",
        "old tunes, typed by Ray Davies and others; free in the USA as far as music21 knows",
    ),
    "aird": Collection(
        "airdsAirs",
        "*.abc",
        "James Aird's Airs, Glasgow 1782-1803",
        "old tunes, typed by Jack Campin; free in the USA as far as music21 knows",
    ),
    "misc": Collection(
        "miscFolk",
        "*.abc",
        "American fife tunes; Northumbrian Minstrelsy, 1882",
        "old tunes, typed by Jack Campin; free in the USA as far as music21 knows",
    ),
    "essen": Collection(
        "essenFolksong",
        "[!t]*.abc",  # those in t are tests
        "Essen Folksong Collection",
        "legal status unclear; music21 has leave to pass it on for non-commercial use",
    ),
}


@dataclass(frozen=True, slots=True)
class Tune:
    """A tune of the library, without its notes."""

    id: str
    """Such as `oneill/0101-0200/17`; stays as long as the collections do."""
    title: str
    metre: str
    key: str
    """As written, such as `Edor`."""
    kind: str
    """Such as reel or jig, in the collection's words; often empty."""
    file: str
    """Relative to the corpus, with slashes."""
    start: int
    """The tune's first byte in the file."""
    size: int

    @property
    def collection(self) -> Collection:
        return COLLECTIONS[self.id.partition("/")[0]]

    @property
    def source(self) -> str:
        """Where it comes from and what is known of its terms, in a line."""
        return f"{self.collection.title} (music21, {self.file}): {self.collection.terms}"


def corpus_folder() -> Path:
    """The folder of music21's collections. Raises MissingDependency where there is none."""
    spec = importlib.util.find_spec("music21")
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place) / "corpus"
        if any((folder / collection.folder).is_dir() for collection in COLLECTIONS.values()):
            return folder
    why = "music21 is installed without its collections" if spec else "music21 is not installed"
    raise MissingDependency("There is no library of tunes", why, _MEND)


class TuneLibrary:
    """All tunes, ready to be searched."""

    def __init__(self, tunes: Sequence[Tune]) -> None:
        self.tunes = tuple(tunes)
        self._texts = [
            folded(f"{tune.title} | {tune.kind} {tune.metre} {tune.key} {tune.collection.title} {tune.id}")
            for tune in self.tunes
        ]

    def find(self, words: str) -> list[Tune]:
        """The tunes that have all the words somewhere in title, kind, metre, key, collection or id.

        Case and accents do not count. Those whose title begins with the words come first.
        """
        wanted = folded(words).split()
        found = [i for i, text in enumerate(self._texts) if all(word in text for word in wanted)]
        start = " ".join(wanted)
        return [self.tunes[i] for i in sorted(found, key=lambda i: not self._texts[i].startswith(start))]

    def named(self, id: str) -> Tune:
        """The tune of that id. Raises UsageError."""
        for tune in self.tunes:
            if tune.id == id:
                return tune
        raise UsageError(f"there is no tune {plain(id, 60)!r}", "", "Find one: composer-tui demos --search WORD")


def tune_library(progress: Callable[[int, int], None] = lambda done, total: None) -> TuneLibrary:
    """The library, by collection and place: from the cache, else read anew, which takes a second or two.

    Args:
        progress: told the files read and those in all, only where they are read anew.

    Raises MissingDependency.
    """
    folder = corpus_folder()
    files = list(_files(folder))
    state = _state(files)
    kept = _kept(state)
    if kept is not None:
        return TuneLibrary(kept)
    tunes: list[Tune] = []
    for number, (collection, path, size) in enumerate(files):
        progress(number, len(files))
        if size <= _MOST_BYTES and len(tunes) < _MOST_TUNES:
            tunes.extend(_tunes_in(collection, path, path.relative_to(folder).as_posix()))
    progress(len(files), len(files))
    _keep(state, tunes)
    return TuneLibrary(tunes)


def load_tune(tune: Tune, reading: Reading | None = None) -> Score:
    """The score of a tune, read in a child process.

    Raises MissingDependency, MusicFileError where its file changed or cannot be read, TimeLimit.
    """
    path = corpus_folder() / tune.file
    try:
        with path.open("rb") as file:
            file.seek(tune.start)
            data = file.read(tune.size)
    except OSError as error:
        raise MusicFileError(f"{tune.title} cannot be read", error.strerror or str(error), _MEND) from None
    if len(data) != tune.size or not data.startswith(b"X:"):
        raise MusicFileError(f"{tune.title} is not where it was", "the library of tunes changed", "Search again")
    return read_score(data, reading)


def folded(text: str) -> str:
    """The text in small letters without accents, for comparing."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def _files(folder: Path) -> Iterator[tuple[str, Path, int]]:
    """Collection, path and size of every file of tunes."""
    for name, collection in COLLECTIONS.items():
        for path in sorted((folder / collection.folder).glob(collection.files)):
            try:
                yield name, path, path.stat().st_size
            except OSError:
                continue


def _state(files: list[tuple[str, Path, int]]) -> str:
    """What the collections are now: another text as soon as a file comes, goes or changes its size."""
    told = "\n".join(f"{name} {path.name} {size}" for name, path, size in files)
    return hashlib.sha256(f"{VERSION}\n{told}".encode()).hexdigest()


def _tunes_in(collection: str, path: Path, file: str) -> Iterator[Tune]:
    try:
        data = path.read_bytes()
    except OSError:
        return
    starts = [match.start() for match in re.finditer(rb"^X:", data, re.MULTILINE)]
    seen: set[str] = set()
    for start, end in zip(starts, [*starts[1:], len(data)]):
        tune = data[start:end]
        fields: dict[str, str] = {}
        for letter, value in _FIELD.findall(tune):
            fields.setdefault(letter.decode(), plain(_text(value).partition("%")[0].strip(' "]'), 80))
        metre = {"C": "4/4", "C|": "2/2"}.get(fields.get("M", ""), fields.get("M", ""))
        if "K" not in fields or not _is_metre(metre):
            continue  # what has no metre has no bars to accompany
        number = plain(_text(tune[2:].split(b"\n", 1)[0]).partition("%")[0], 12) or "0"
        id = f"{collection}/{path.stem}/{number}" if len(starts) > 1 else f"{collection}/{path.stem}"
        while id in seen:
            id += "b"
        seen.add(id)
        kind = fields.get("R", "").strip("? ").lower()
        title = fields.get("T") or "without a title"
        yield Tune(id, title, metre, _key(fields["K"]), kind, file, start, end - start)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8").strip()
    except UnicodeDecodeError:
        return data.decode("latin-1").strip()


def _key(field: str) -> str:
    """The key without clefs and the like: `A Dorian clef=treble` is `Ador`, as many write it."""
    tonic, *rest = field.split() or ["C"]
    mode = next((word for word in rest if word[:3].lower() in _MODES), "")
    return plain(tonic + mode[:3].lower(), 8)


def _is_metre(text: str) -> bool:
    try:
        Metre.parse(text)
    except ValueError:
        return False
    return True


def _cache_file() -> Path:
    return cache_dir() / "tunes.json"


def _kept(state: str) -> tuple[Tune, ...] | None:
    """The catalogue of that state in the cache, or None for none, a damaged or another one."""
    try:
        value = parse_json(_cache_file().read_bytes())
        if value["state"] != state:
            return None
        tunes = tuple(Tune(*row) for row in value["tunes"])
        usable = all(isinstance(tune.start, int) and tune.collection and isinstance(tune.title, str) for tune in tunes)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return tunes if usable else None


def _keep(state: str, tunes: list[Tune]) -> None:
    """Write the cache; where that fails the next start reads again."""
    path = _cache_file()
    try:
        make(path.parent)
        handle, name = tempfile.mkstemp(prefix=".tunes-", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({"state": state, "tunes": [astuple(tune) for tune in tunes]}, file)
            os.replace(name, path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError:
        pass
