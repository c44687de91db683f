"""Well-known free SoundFonts that can be fetched: where they lie, how large they are, what they are to hash to.

Rule of this file: a size or a checksum stands here only where a signed index says it. All are packages of Debian 12,
whose sizes and SHA-256 are in its signed list of packages; the licence is what the package's copyright file says.
"""

from __future__ import annotations

from dataclasses import dataclass

PLACES = (
    "https://deb.debian.org/debian/",
    "https://snapshot.debian.org/archive/debian/20250520T000000Z/",
)
"""Where Debian's packages lie: now, and for good."""


@dataclass(frozen=True)
class Offer:
    """A SoundFont that can be fetched, in a Debian package."""

    id: str
    title: str
    about: str
    licence: str
    path: str
    """Of the package below Debian's root."""
    size: int
    """Bytes of the package."""
    sha256: str
    """Of the package, in hexadecimal."""
    member: str
    """The font's file within it."""
    font_size: int
    """Bytes of the font."""

    @property
    def file_name(self) -> str:
        """What the font is called when it is there."""
        return self.member.rpartition("/")[2]

    def url(self, place: str = PLACES[0]) -> str:
        """Its address on a mirror of Debian."""
        return f"{place.rstrip('/')}/{self.path}"


OFFERS = {
    offer.id: offer
    for offer in (
        Offer(
            "fluidr3",
            "FluidR3 GM",
            "the fullest: 128 programs and drum kits, rich samples",
            "MIT",
            "pool/main/f/fluid-soundfont/fluid-soundfont-gm_3.1-5.3_all.deb",
            119610208,
            "6f531493ac4e4d9772fd96b2488ea1790af81c196135fbdd25997da0781fc60e",
            "./usr/share/sounds/sf2/FluidR3_GM.sf2",
            148398306,
        ),
        Offer(
            "musescore",
            "MuseScore General Lite",
            "nearly as full, compressed (sf3)",
            "MIT, parts public domain or CC0",
            "pool/main/m/musescore-general-soundfont-small/musescore-general-soundfont-small_0.2.1-1_all.deb",
            34150714,
            "65f9c1cb658c49e8713d2c95238d5d26868f520341f74a4fe26248a8f763c739",
            "./usr/share/sounds/sf3/MuseScore_General_Lite.sf3",
            39978561,
        ),
        Offer(
            "timgm6mb",
            "TimGM6mb",
            "small, all of General MIDI",
            "GPL-2",
            "pool/main/t/timgm6mb-soundfont/timgm6mb-soundfont_1.3-5_all.deb",
            5426644,
            "034abdfb296d9353433513dad5dbdcab46425ee6008fc02fe7039b46e75edc54",
            "./usr/share/sounds/sf2/TimGM6mb.sf2",
            5969788,
        ),
    )
}
"""Every offer by its id, the fullest first."""
