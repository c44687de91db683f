"""Fetching a SoundFont of the catalogue: taken up where it broke off, checked, unpacked, and only then in its place.

Rules this file owns: what is half there has another name; what does not hash to what the catalogue says is deleted;
of the package nothing is unpacked but the font, and never more of it than the catalogue says.
"""

from __future__ import annotations

import fcntl
import hashlib
import http.client
import os
import shutil
import tarfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from gan.errors import SoundError
from gan.locations import made
from soundfonts.catalogue import PLACES, Offer
from soundfonts.checking import check_soundfont

Told = Callable[[int, int], object]
"""(bytes that are there, bytes in all)."""
_SECONDS = 30
"""How long a server may be silent."""
_BLOCK = 1 << 18


def fetch(offer: Offer, folder: Path, told: Told = lambda done, total: None, places: Sequence[str] = PLACES) -> Path:
    """The font of an offer in a folder, which is made; fetched unless it is there. Blocks; ctrl+c may interrupt it.

    Args:
        places: mirrors of Debian, http or https, that are tried one after the other.
        told: hears how far it is, once and after each quarter of a megabyte.

    Raises:
        SoundError: no server answers, the disk is full, or what came is not what the catalogue says. What came before
            the connection broke is kept, and the next call goes on from there.
    """
    target = made(folder) / offer.file_name
    if target.exists() and target.stat().st_size == offer.font_size:
        check_soundfont(target)
        return target
    part = folder / f".{offer.id}.deb.part"
    try:
        with _alone(folder):
            _need_room(offer, folder, part)
            _download(offer, part, told, places)
            if _sha256(part) != offer.sha256:
                part.unlink()
                raise SoundError(
                    f"what came as {offer.title} is not what it should be",
                    "its SHA-256 is another than the catalogue's, so it was deleted",
                    "Try again; if it stays so, your network changes what passes it",
                )
            _unpack(offer, part, target)
            part.unlink()
    except OSError as problem:
        raise SoundError(f"{offer.title} cannot be kept in {folder}", problem.strerror or str(problem)) from problem
    return target


def _download(offer: Offer, part: Path, told: Told, places: Sequence[str]) -> None:
    """Bring the package to its full size. Raises SoundError where no place has it."""
    why = ""
    for url in map(offer.url, places):
        try:
            _take(url, offer, part, told)
            return
        except urllib.error.HTTPError as error:
            why = why or f"{_host(url)} answers {error.code} {error.reason}"
        except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
            reason = error.reason if isinstance(error, urllib.error.URLError) else error
            why = why or f"{_host(url)}: {getattr(reason, 'strerror', None) or reason or type(error).__name__}"
    there = part.stat().st_size if part.exists() else 0
    kept = f"{there / 1e6:.1f} MB are kept, and the next fetch goes on from there" if there else ""
    raise SoundError(f"{offer.title} cannot be fetched", why, kept or "Is this machine online? Try again when it is")


def _take(url: str, offer: Offer, part: Path, told: Told) -> None:
    """Go on with the package from what is there. Raises what urllib does, and ConnectionError where it ends early."""
    there = part.stat().st_size if part.exists() else 0
    if there > offer.size:
        part.unlink()
        there = 0
    told(there, offer.size)
    if there == offer.size:
        return
    request = urllib.request.Request(url, headers={"User-Agent": "composer-tui"})
    if there:
        request.add_header("Range", f"bytes={there}-")
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
        if answer.status != 206 or not str(answer.headers.get("Content-Range", "")).startswith(f"bytes {there}-"):
            there = 0  # the server begins at the beginning
        with part.open("r+b" if there else "wb") as file:
            file.seek(there)
            while there < offer.size:
                block = _read(answer, min(_BLOCK, offer.size - there))
                if not block:
                    raise ConnectionError(f"the connection ended after {there} of {offer.size} bytes")
                file.write(block)
                there += len(block)
                told(there, offer.size)


def _read(answer: http.client.HTTPResponse, most: int) -> bytes:
    """The next bytes of an answer. Raises ConnectionError, so that nobody takes it for an error of the disk."""
    try:
        return answer.read(most)
    except OSError as problem:
        raise ConnectionError(problem.strerror or str(problem) or "the connection broke") from problem


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unpack(offer: Offer, package: Path, target: Path) -> None:
    """Put the font of a package into its place, whole or not at all. Raises SoundError or OSError."""
    beside = target.with_name(f".{target.name}.part")
    try:
        with (
            package.open("rb") as file,
            tarfile.open(fileobj=_data_of(file), mode="r|xz") as tar,
            beside.open("wb") as out,
        ):
            member = next((one for one in tar if one.name == offer.member and one.isfile()), None)
            source = tar.extractfile(member) if member is not None else None
            if source is None or member is None or member.size != offer.font_size:
                raise SoundError(f"the package of {offer.title} does not have the font in it")
            shutil.copyfileobj(source, out, _BLOCK)
            out.flush()
            os.fsync(out.fileno())
        check_soundfont(beside)
        os.replace(beside, target)
    except tarfile.TarError as problem:
        raise SoundError(f"the package of {offer.title} cannot be unpacked", str(problem)) from problem
    finally:
        beside.unlink(missing_ok=True)


def _data_of(package: BinaryIO) -> BinaryIO:
    """A Debian package, which is an `ar` archive, at the beginning of its files. Raises SoundError."""
    if package.read(8) == b"!<arch>\n":
        while len(head := package.read(60)) == 60 and head[48:58].strip().isdigit():
            if head.startswith(b"data.tar.xz"):
                return package
            size = int(head[48:58])
            package.seek(size + size % 2, 1)
    raise SoundError("what was fetched is no Debian package")


def _need_room(offer: Offer, folder: Path, part: Path) -> None:
    """Raise SoundError where the disk has no room for the rest of the package and the font."""
    there = part.stat().st_size if part.exists() else 0
    need, free = offer.size - there + offer.font_size, shutil.disk_usage(folder).free
    if need > free:
        raise SoundError(
            f"there is no room for {offer.title}", f"it needs {need / 1e6:.0f} MB, {free / 1e6:.0f} MB are free"
        )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a lock on the folder: two processes must not write one file. Raises SoundError where another has it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise SoundError("another process is fetching a SoundFont", "", "Wait until it is done") from None
    finally:
        os.close(descriptor)


def _host(url: str) -> str:
    return url.split("/")[2]
