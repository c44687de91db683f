"""The session file."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from gan.music import Melody, Note, Role
from gan.music.demos import DEMOS
from gan.wishes import Manner, Wishes
from tui.session import FILE_NAME, Session, load_session, save_session


@pytest.mark.parametrize("name", DEMOS)
def test_a_session_comes_back_as_it_was(tmp_path: Path, name: str) -> None:
    wishes = Wishes(Manner(passes=16, adventure=0.8), {Role.BASS: 0.5}, ("rock", 0.4))
    session = Session(DEMOS[name], "jazz", 17, 9, wishes)
    save_session(tmp_path / "deep" / "er", session)
    assert load_session(tmp_path / "deep" / "er") == (session, "")


def test_a_session_of_before_there_were_wishes_is_read(tmp_path: Path) -> None:
    old = {key: value for key, value in GOOD.items() if key not in ("takes", "wishes")}
    (tmp_path / FILE_NAME).write_text(json.dumps(old))
    session, notice = load_session(tmp_path)
    assert session is not None and session.takes == 4 and session.wishes == Wishes() and not notice


def test_no_session_is_nothing_to_speak_of(tmp_path: Path) -> None:
    assert load_session(tmp_path) == (None, "")


GOOD = Session(Melody((Note(0, 60, 24),)), "pop", 3).to_json()


@pytest.mark.parametrize(
    "broken",
    [
        b"", b"\x00\xff", b"[]", b"null", b"3", b'{"form": 1', b"[" * 100_000,
        json.dumps({**GOOD, "form": 0}).encode(),
        json.dumps({**GOOD, "form": "1"}).encode(),
        json.dumps({**GOOD, "genre": "polka"}).encode(),
        json.dumps({**GOOD, "genre": ["pop"]}).encode(),
        json.dumps({**GOOD, "seed": -1}).encode(),
        json.dumps({**GOOD, "seed": True}).encode(),
        json.dumps({**GOOD, "takes": 0}).encode(),
        json.dumps({**GOOD, "takes": "four"}).encode(),
        json.dumps({**GOOD, "wishes": []}).encode(),
        json.dumps({**GOOD, "wishes": {"manner": {"adventure": float("nan")}}}).encode(),
        json.dumps({**GOOD, "wishes": {"manner": {"passes": "many"}}}).encode(),
        json.dumps({**GOOD, "wishes": {"density": {"bass": 9}}}).encode(),
        json.dumps({**GOOD, "wishes": {"blend": ["polka", 0.5]}}).encode(),
        json.dumps({**GOOD, "melody": {}}).encode(),
        json.dumps({**GOOD, "melody": {**GOOD["melody"], "notes": [[0, 200, 4, 80]]}}).encode(),
        json.dumps({**GOOD, "melody": {**GOOD["melody"], "notes": [[0, 60, 24, 80], [1, 61, 24, 80]]}}).encode(),
        json.dumps({**GOOD, "melody": {**GOOD["melody"], "notes": [[10**7, 60, 24, 80]]}}).encode(),
    ],
)  # fmt: skip
def test_a_broken_file_is_set_aside_with_a_notice_and_kept(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(broken)
    session, notice = load_session(tmp_path)
    assert session is None
    assert "set aside as session-broken-1.json" in notice
    assert (tmp_path / "session-broken-1.json").read_bytes() == broken
    assert not (tmp_path / FILE_NAME).exists()


def test_a_second_broken_file_does_not_replace_the_first(tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / FILE_NAME).write_bytes(b"broken %d" % number)
        load_session(tmp_path)
    assert (tmp_path / "session-broken-1.json").read_bytes() == b"broken 1"
    assert (tmp_path / "session-broken-2.json").read_bytes() == b"broken 2"


def test_a_save_that_fails_leaves_the_old_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = Session(Melody((Note(0, 60, 24),)), "pop", 3)
    save_session(tmp_path, old)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError):
        save_session(tmp_path, Session(Melody((Note(0, 72, 24),)), "jazz", 4))
    assert load_session(tmp_path) == (old, "")
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]
