"""The library of old tunes, on music21's own collections."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gan.errors import MissingDependency, MusicFileError, UsageError
from gan.music import Metre, tunes
from gan.music.extract import extract_melody
from gan.music.tunes import COLLECTIONS, Tune, TuneLibrary, corpus_folder, load_tune, tune_library

ROOT = Path(__file__).parents[2]
RYAN = "ryan/7thRegimentReel"


@pytest.fixture(scope="module")
def library() -> TuneLibrary:
    return tune_library()


def test_tunes_are_searched_and_read_without_music21_in_the_process() -> None:
    code = (
        "import sys; from gan.music.tunes import load_tune, tune_library; "
        f"load_tune(tune_library().named({RYAN!r})); print('music21' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "False"


def test_every_collection_gives_tunes_with_a_title_a_metre_and_an_id_of_their_own(library: TuneLibrary) -> None:
    assert len({tune.id for tune in library.tunes}) == len(library.tunes) > 10_000
    assert {tune.id.partition("/")[0] for tune in library.tunes} == set(COLLECTIONS)
    for tune in library.tunes:
        assert tune.title and "\x1b" not in tune.title and tune.size > 20
        Metre.parse(tune.metre)


def test_words_find_tunes_in_any_order_and_without_accents(library: TuneLibrary) -> None:
    found = library.find("REEL seventh 7th")
    assert found == library.find("7th REEL seventh") == []
    assert RYAN in [tune.id for tune in library.find("reel 7th")]
    assert library.find("7th regiment")[0].id == RYAN
    accented = next(tune for tune in library.tunes if "é" in tune.title and len(tune.title) > 8)
    assert accented in library.find(accented.title.replace("é", "e").replace("É", "E"))
    assert library.find("") == list(library.tunes)


@pytest.mark.parametrize("id", [RYAN, "aird/book1/0001", "essen/irl/1"])
def test_a_tune_is_read_in_the_child_and_is_a_melody(id: str, library: TuneLibrary) -> None:
    tune = library.named(id)
    score = load_tune(tune)
    melody = extract_melody(score)
    assert str(melody.metre) == tune.metre and melody.bars >= 8
    assert score.title == tune.title
    assert tune.file in tune.source and tune.collection.terms in tune.source


def test_the_catalogue_is_kept_and_a_damaged_or_old_one_is_made_anew(home: Path, library: TuneLibrary) -> None:
    told: list[tuple[int, int]] = []

    def made_anew() -> bool:
        told.clear()
        assert tune_library(lambda done, total: told.append((done, total))).tunes == library.tunes
        return bool(told)

    assert made_anew() and told[-1][0] == told[-1][1] == len(told) - 1
    assert not made_anew()
    kept = home / "cache" / "tunes.json"
    whole = kept.read_bytes()
    for damaged in (b"", b"{", b"[]", whole[:-30], whole.replace(b'"state": "', b'"state": "0'), b'{"state": 1}'):
        kept.write_bytes(damaged)
        assert made_anew() and kept.read_bytes() == whole
    assert [path.name for path in kept.parent.iterdir()] == ["tunes.json"]


def test_a_cache_that_cannot_be_written_is_done_without(home: Path, library: TuneLibrary) -> None:
    (home / "cache").write_text("a file in the way")
    assert tune_library().tunes == library.tunes


def test_a_tune_that_moved_or_does_not_exist_is_told(library: TuneLibrary) -> None:
    with pytest.raises(UsageError, match="no tune 'oneill/9'"):
        library.named("oneill/9")
    tune = library.tunes[0]
    moved = Tune(tune.id, tune.title, tune.metre, tune.key, tune.kind, tune.file, tune.start + 1, tune.size)
    with pytest.raises(MusicFileError, match="not where it was"):
        load_tune(moved)
    gone = Tune(tune.id, tune.title, tune.metre, tune.key, tune.kind, "oneills1850/no.abc", 0, tune.size)
    with pytest.raises(MusicFileError, match="cannot be read"):
        load_tune(gone)


def test_without_music21_or_its_collections_the_mend_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert corpus_folder().is_dir()
    monkeypatch.delitem(sys.modules, "music21", raising=False)  # where another test has it, it is found without a path
    (tmp_path / "music21").mkdir()
    (tmp_path / "music21" / "__init__.py").touch()
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with pytest.raises(MissingDependency, match="without its collections"):
        tunes.corpus_folder()
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(MissingDependency, match="music21 is not installed"):
        tunes.corpus_folder()
