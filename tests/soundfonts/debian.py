"""A server that offers a small SoundFont in a Debian package, and can break off as networks do."""

from __future__ import annotations

import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np

from soundfonts.catalogue import Offer
from soundfonts.sf2 import Instrument, Layer, Preset, Sample, Zone, soundfont_bytes

MEMBER = "./usr/share/sounds/sf2/TimGM6mb.sf2"


def small_font(programs: tuple[int, ...] = (0, 5)) -> bytes:
    """A SoundFont of a few programs and no drums; its noise does not compress, so that a package of it has a size."""
    noise = np.random.default_rng(7).integers(-9000, 9000, 40000).astype(np.int16)
    instrument = Instrument("tone", (Zone(Sample("tone", noise, 22050, 60)),))
    presets = [Preset("tone", 0, program, (Layer(instrument),)) for program in programs]
    return soundfont_bytes(presets, name="Small one", comment="Two\nlines \x1b[31m", copyright="CC0, nobody")


def package_of(font: bytes, member: str = MEMBER) -> bytes:
    """A Debian package with a font in it, and other files around it."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w:xz") as archive:
        for name, data in (("./usr/share/doc/copyright", b"CC0\n"), (member, font), ("./etc/after", b"x")):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    files = {"debian-binary": b"2.0\n", "control.tar.xz": b"odd", "data.tar.xz": tar.getvalue()}
    parts = [b"!<arch>\n"]
    for name, data in files.items():
        head = f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(data):<10}`\n"
        parts.append(head.encode() + data + b"\n" * (len(data) % 2))
    return b"".join(parts)


def offer_of(package: bytes, font: bytes, sha256: str = "") -> Offer:
    digest = sha256 or hashlib.sha256(package).hexdigest()
    return Offer("timgm6mb", "TimGM6mb", "small", "CC0", "pool/t.deb", len(package), digest, MEMBER, len(font))


class Mirror(ThreadingHTTPServer):
    """Serves one package, from any byte on; `cut` is how many bytes an answer has before the connection ends."""

    def __init__(self, package: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.package = package
        self.cut: int | None = None
        self.ranges = True
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/debian/"


class _Handler(BaseHTTPRequestHandler):
    server: Mirror

    def do_GET(self) -> None:
        mirror, data = self.server, self.server.package
        wanted = self.headers.get("Range", "")
        mirror.asked.append(wanted)
        if self.path != "/debian/pool/t.deb":
            self.send_error(404)
            return
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and mirror.ranges else 0
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        self.wfile.write(data[start:] if mirror.cut is None else data[start : start + mirror.cut])

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving(package: bytes) -> Iterator[Mirror]:
    with Mirror(package) as mirror:
        thread = threading.Thread(target=mirror.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield mirror
        finally:
            mirror.shutdown()
            thread.join()
