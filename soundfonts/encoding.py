"""Files of sound: WAV of our own making, FLAC, Ogg Vorbis and Opus through libsndfile (the package soundfile).

The rule of this file: sound goes out in blocks, so the memory in use does not grow with the music; and what an
encoder wrote is counted again before anybody is told that it is there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan.errors import MissingDependency, SoundError
from soundfonts.wav import wav_header

if TYPE_CHECKING:
    import numpy as np

_MEND = "Install it: pip install soundfile (on an unusual machine libsndfile too), or write WAV"


@dataclass(frozen=True, slots=True)
class SoundForm:
    """A kind of file that sound is written in."""

    suffix: str
    title: str
    """What a person reads."""
    container: str = ""
    """libsndfile's word for the file; empty for our own WAV."""
    coding: str = ""
    rates: tuple[int, ...] = ()
    """The sample rates it can have; any where empty."""

    @property
    def usual_rate(self) -> int:
        """Frames per second where nobody asks for another."""
        return self.rates[-1] if self.rates else 44100


FORMS: dict[str, SoundForm] = {
    "wav": SoundForm(".wav", "WAV"),
    "flac": SoundForm(".flac", "FLAC", "FLAC", "PCM_16"),
    "ogg": SoundForm(".ogg", "Ogg Vorbis", "OGG", "VORBIS"),
    "opus": SoundForm(".opus", "Opus", "OGG", "OPUS", (8000, 12000, 16000, 24000, 48000)),
}
"""The kinds by their ids. WAV and FLAC hold the same samples; Vorbis and Opus leave out what is hardly heard."""

TAGS = ("title", "genre")
"""What a file can say of its music. A WAV says nothing."""


def form_of(path: Path) -> str:
    """The id of the form that a file's suffix stands for. Raises SoundError for any other."""
    suffix = path.suffix.lower()
    for name, form in FORMS.items():
        if form.suffix == suffix:
            return name
    known = ", ".join(form.suffix for form in FORMS.values())
    raise SoundError(f"cannot write {path.name!r}", "no form of sound ends so", f"End the name in one of: {known}")


def check_rate(form: str, sample_rate: int) -> None:
    """Raise SoundError for a sample rate that a form cannot have."""
    kind = FORMS[form]
    if kind.rates and sample_rate not in kind.rates:
        rates = ", ".join(map(str, kind.rates))
        raise SoundError(f"{kind.title} has no sample rate of {sample_rate}", "", f"Choose one of: {rates}")


def write_sound(
    path: Path, form: str, sample_rate: int, frames: int, tags: Mapping[str, str], blocks: Iterable[np.ndarray]
) -> None:
    """Write `frames` frames of stereo, int16 in blocks [any, 2], as a form.

    Args:
        tags: texts by the words of `TAGS`; others are passed over.

    Raises MissingDependency where the form needs soundfile and it is not there, SoundError where an encoder fails,
    OSError where the place cannot be written.
    """
    if not FORMS[form].container:
        with path.open("wb") as out:
            out.write(wav_header(frames * 4, sample_rate))
            for block in blocks:
                out.write(block.astype("<i2").tobytes())
        return
    _encode(path, FORMS[form], sample_rate, frames, tags, blocks)


def _encode(
    path: Path, form: SoundForm, sample_rate: int, frames: int, tags: Mapping[str, str], blocks: Iterable[np.ndarray]
) -> None:
    soundfile = _library(form)
    try:
        with soundfile.SoundFile(str(path), "w", sample_rate, 2, subtype=form.coding, format=form.container) as file:
            for name in TAGS:
                if tags.get(name):
                    setattr(file, name, tags[name])
            for block in blocks:
                file.write(block)
        written = soundfile.info(str(path)).frames
    except (RuntimeError, AssertionError) as error:
        # soundfile asserts that as much was written as was given; a full disk breaks that.
        raise _failed(form, path, str(error)) from None
    if written != frames:
        raise _failed(form, path, f"{written} of {frames} samples arrived")


def need_form(form: str) -> None:
    """Raise MissingDependency where what writes a form is not there. To be asked before the work begins."""
    if FORMS[form].container:
        _library(FORMS[form])


def _library(form: SoundForm) -> Any:
    """The module soundfile."""
    try:
        import soundfile
    except (ImportError, OSError) as error:  # OSError: the package is there, its library is not
        why = f"soundfile is not usable ({error})"
        raise MissingDependency(f"{form.title} cannot be written", why, _MEND) from None
    return soundfile


def _failed(form: SoundForm, path: Path, why: str) -> SoundError:
    space = os.statvfs(path.parent)
    full = space.f_bavail * space.f_frsize < 1 << 16
    return SoundError(
        f"{form.title} could not be written", "the disk is full" if full else why, "Choose another place, or write WAV"
    )
