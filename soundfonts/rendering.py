"""A score to a file of sound or to raw samples, in a child process with a time limit of the score's own length."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO

from gan.errors import SoundError, TimeLimit
from gan.music.mix import Mix
from gan.music.score import Score
from soundfonts.builtin import builtin_soundfont
from soundfonts.checking import check_soundfont
from soundfonts.child import broke_off, error_from_json, spawn
from soundfonts.discovery import find_soundfonts
from soundfonts.encoding import FORMS, check_rate, form_of
from soundfonts.plan import plan_of
from soundfonts.soundfont import SoundFont

MAX_SECONDS = 4 * 3600
"""The longest music that is rendered; a WAV file cannot count much further."""
SAMPLE_RATES = range(8000, 96001)
_WAV_HEADER_BYTES = 44


@dataclass(frozen=True, slots=True)
class Rendered:
    """A file of sound that was written."""

    path: Path
    seconds: float
    """Length of the file: the music and just under a second of dying away."""
    peak_dbfs: float
    """The loudest sample before any encoder against full scale, -1 at most; -120 stands for silence."""
    soundfont: SoundFont
    """What played it."""


def render(
    score: Score,
    destination: Path,
    *,
    soundfont: SoundFont | None = None,
    sample_rate: int | None = None,
    muted: Collection[int] = frozenset(),
    tags: Mapping[str, str] = MappingProxyType({}),
    mix: Mix = Mix(),
) -> Rendered:
    """Write a score as sound, stereo: WAV or FLAC of 16 bits, Ogg Vorbis or Opus, as the file's suffix says.

    Args:
        destination: the file to write; it appears whole or not at all.
        soundfont: what to play it with; the best one on the machine by default.
        sample_rate: frames per second, 8000 to 96000; 44100 where None, 48000 for Opus.
        muted: indices of tracks that stay silent.
        tags: what the file says of itself, by the words of `encoding.TAGS`. A WAV says nothing.
        mix: volumes, places and instruments that are not the usual; its mutes do not count.

    Raises:
        SoundError: a suffix or sample rate that is none, a SoundFont that is none, music that is too long, a place
            that cannot be written, or silence where there are notes.
        MissingDependency: libfluidsynth or pyfluidsynth is not installed, or soundfile where the form needs it.
        TimeLimit: the synthesizer took far longer than the music lasts.
    """
    destination = Path(destination)
    form = form_of(destination)
    sample_rate = FORMS[form].usual_rate if sample_rate is None else sample_rate
    if sample_rate not in SAMPLE_RATES:
        raise SoundError(
            f"a sample rate of {sample_rate} cannot be rendered", "", "Choose 8000 to 96000, such as 44100"
        )
    check_rate(form, sample_rate)
    if score.seconds > MAX_SECONDS:
        raise SoundError("the music is too long to render", f"{score.seconds / 3600:.1f} hours; the limit is 4")
    if soundfont is None:
        soundfont = find_soundfonts()[0]
    check_soundfont(soundfont.path)
    fonts = [str(soundfont.path)]
    if soundfont.kind != "built-in":
        fonts.append(str(builtin_soundfont().path))
    try:
        handle, name = tempfile.mkstemp(prefix=".sound-", suffix=destination.suffix, dir=destination.parent)
        os.close(handle)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise SoundError(f"{destination} cannot be written", reason, "Choose another folder with -o") from problem
    temporary = Path(name)
    job = {
        "plan": plan_of(score, muted, mix).to_json(),
        "fonts": fonts,
        "gain": soundfont.gain,
        "sample_rate": sample_rate,
        "destination": name,
        "form": form,
        "tags": dict(tags),
    }
    try:
        answer = _ask_renderer(json.dumps(job).encode(), limit=20 + score.seconds)
        temporary.chmod(0o666 & ~_umask())
        os.replace(temporary, destination)
    except OSError as problem:
        raise SoundError(f"{destination} cannot be written", problem.strerror or str(problem)) from problem
    finally:
        temporary.unlink(missing_ok=True)
    return Rendered(destination, answer["seconds"], answer["peak_dbfs"], soundfont)


def render_to(
    out: IO[bytes],
    score: Score,
    form: str = "wav",
    *,
    soundfont: SoundFont | None = None,
    sample_rate: int | None = None,
    muted: Collection[int] = frozenset(),
    mix: Mix = Mix(),
    tags: Mapping[str, str] = MappingProxyType({}),
) -> Rendered:
    """Write a whole file of sound, in a form of `encoding.FORMS`, into a stream, a block at a time.

    The path in the answer is of no use. Raises what `render` raises, and what the stream raises.
    """
    with tempfile.TemporaryDirectory(prefix="composer-tui-") as folder:
        path = Path(folder) / f"sound{FORMS[form].suffix}"
        rendered = render(score, path, soundfont=soundfont, sample_rate=sample_rate, muted=muted, mix=mix, tags=tags)
        with path.open("rb") as file:
            shutil.copyfileobj(file, out)
        return rendered


def wav_bytes(
    score: Score, *, soundfont: SoundFont | None = None, sample_rate: int = 44100, muted: Collection[int] = frozenset()
) -> bytes:
    """A whole WAV file in memory. Raises what `render` raises."""
    out = io.BytesIO()
    render_to(out, score, soundfont=soundfont, sample_rate=sample_rate, muted=muted)
    return out.getvalue()


def render_pcm(
    score: Score, *, soundfont: SoundFont | None = None, sample_rate: int = 44100, muted: Collection[int] = frozenset()
) -> bytes:
    """Samples without a header: signed 16-bit little-endian, left and right in turn. Raises what `render` raises."""
    return wav_bytes(score, soundfont=soundfont, sample_rate=sample_rate, muted=muted)[_WAV_HEADER_BYTES:]


def _ask_renderer(job: bytes, limit: float) -> dict[str, float]:
    """Run the child on a job for at most `limit` seconds. Raises the failure it reports."""
    process = spawn("soundfonts.renderer")
    try:
        out, _ = process.communicate(job, timeout=limit)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise TimeLimit("rendering took too long", f"more than {limit:.0f} s") from None
    except BaseException:  # Ctrl-C must not leave a process behind
        process.kill()
        process.wait()
        raise
    try:
        answer: dict[str, float] = json.loads(out)
    except ValueError:
        raise broke_off(process.returncode) from None
    if "error" in answer:
        raise error_from_json(answer["error"])  # type: ignore[arg-type]
    return answer


def _umask() -> int:
    """The process's mask for new files; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
