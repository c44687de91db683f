"""Fetching a free SoundFont from a server that breaks off, lies, or is not there."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gan.errors import SoundError
from soundfonts import fetching
from soundfonts.catalogue import OFFERS, Offer
from soundfonts.fetching import fetch
from tests.soundfonts.debian import Mirror, offer_of, package_of, serving, small_font

FONT = small_font()
PACKAGE = package_of(FONT)


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    with serving(PACKAGE) as mirror:
        yield mirror


@pytest.fixture
def offer() -> Offer:
    return offer_of(PACKAGE, FONT)


def test_a_font_is_fetched_checked_and_unpacked_and_nothing_else_lies_there(
    tmp_path: Path, mirror: Mirror, offer: Offer
) -> None:
    told: list[tuple[int, int]] = []
    path = fetch(offer, tmp_path / "fonts", lambda *far: told.append(far), [mirror.url])
    assert path == tmp_path / "fonts" / "TimGM6mb.sf2" and path.read_bytes() == FONT
    assert list(path.parent.iterdir()) == [path]
    assert told[0] == (0, len(PACKAGE)) and told[-1] == (len(PACKAGE), len(PACKAGE))
    assert fetch(offer, path.parent, places=[mirror.url]) == path and len(mirror.asked) == 1, "it is there already"


@pytest.mark.parametrize("ranges", [True, False], ids=["from there on", "a server that begins anew"])
def test_what_broke_off_is_taken_up_again(tmp_path: Path, mirror: Mirror, offer: Offer, ranges: bool) -> None:
    mirror.cut, mirror.ranges = 20000, ranges
    with pytest.raises(SoundError, match=r"ended after 20000 of .* bytes\. 0\.0 MB are kept") as caught:
        fetch(offer, tmp_path, places=[mirror.url])
    assert "127.0.0.1" in caught.value.why and not (tmp_path / "TimGM6mb.sf2").exists()
    mirror.cut = None
    assert fetch(offer, tmp_path, places=[mirror.url]).read_bytes() == FONT
    assert mirror.asked == ["", "bytes=20000-"]


def test_the_next_place_is_tried(tmp_path: Path, mirror: Mirror, offer: Offer) -> None:
    assert fetch(offer, tmp_path, places=[mirror.url + "elsewhere/", mirror.url]).read_bytes() == FONT
    with pytest.raises(SoundError, match="answers 404"):
        fetch(dataclasses.replace(offer, path="pool/old.deb"), tmp_path / "other", places=[mirror.url])


def test_what_does_not_hash_to_the_catalogue_is_deleted(tmp_path: Path, mirror: Mirror) -> None:
    with pytest.raises(SoundError, match="not what it should be"):
        fetch(offer_of(PACKAGE, FONT, sha256="0" * 64), tmp_path, places=[mirror.url])
    assert list(tmp_path.iterdir()) == []


def test_a_package_without_the_font_is_refused(tmp_path: Path) -> None:
    for package in (package_of(FONT, "./usr/share/other.sf2"), package_of(b"RIFF" + FONT[4:900]), b"no archive" * 99):
        with serving(package) as mirror, pytest.raises(SoundError):
            fetch(offer_of(package, FONT), tmp_path, places=[mirror.url])
        assert not (tmp_path / "TimGM6mb.sf2").exists() and not list(tmp_path.glob("*.sf2*"))
        shutil.rmtree(tmp_path)
        tmp_path.mkdir()


def test_without_a_network_it_is_one_sentence(tmp_path: Path, offer: Offer) -> None:
    with serving(PACKAGE) as mirror:
        url = mirror.url
    with pytest.raises(SoundError) as caught:
        fetch(offer, tmp_path, places=[url])
    assert "cannot be fetched" in caught.value.what and "online" in caught.value.mend


def test_a_disk_that_is_too_small_is_told_before(tmp_path: Path, offer: Offer) -> None:
    huge = dataclasses.replace(offer, font_size=1 << 62)
    with pytest.raises(SoundError, match="there is no room"):
        fetch(huge, tmp_path, places=[])


def test_two_do_not_fetch_into_one_folder(tmp_path: Path, mirror: Mirror, offer: Offer) -> None:
    with fetching._alone(tmp_path), pytest.raises(SoundError, match="another process"):
        fetch(offer, tmp_path, places=[mirror.url])


def test_the_catalogue_is_whole() -> None:
    for id, offer in OFFERS.items():
        assert offer.id == id and len(bytes.fromhex(offer.sha256)) == 32 and offer.licence
        assert offer.url().startswith("https://") and offer.path.endswith(".deb")
        assert 0 < offer.size and 0 < offer.font_size and offer.file_name.endswith((".sf2", ".sf3"))
