"""The child process that turns a plan into a file of sound: `python -m soundfonts.renderer`, a JSON job on stdin.

Two passes: floating point into a spool, so that nothing clips, then the whole at one gain into 16 bits. The gain
keeps the peak at or below -1 dBFS and lifts a quiet score towards -12 dBFS; what stays below -40 dBFS though it has
notes is refused as inaudible.
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

import numpy as np

from gan.errors import ComposerError, SoundError
from soundfonts.child import error_to_json, guard_stdout
from soundfonts.encoding import need_form, write_sound
from soundfonts.orchestra import Orchestra
from soundfonts.plan import Plan

TAIL_SECONDS = 0.95
"""What is kept after the last note ends: its release and the room."""
_FADE_SECONDS = 0.3
_CEILING = 10 ** (-1 / 20)
_FLOOR = 10 ** (-12 / 20)
_MOST_LIFT = 10 ** (24 / 20)
_INAUDIBLE = 10 ** (-40 / 20)
_CHUNK = 1 << 16
_SPOOL_BYTES = 96_000_000
"""Floats kept in memory before they go to a temporary file: about four minutes."""


def _sounded(plan: Plan, orchestra: Orchestra, sample_rate: int) -> Iterator[np.ndarray]:
    """The music in blocks of float32 [frames, 2], every event at its own frame."""
    orchestra.seat(list(plan.strips))
    done = 0
    total = round((plan.seconds + TAIL_SECONDS) * sample_rate)

    def until(frame: int) -> Iterator[np.ndarray]:
        nonlocal done
        while done < frame:
            count = min(_CHUNK, frame - done)
            done += count
            yield orchestra.frames(count)

    for tick, velocity, track, pitch, _ in plan.events():
        yield from until(round(tick / plan.ticks_per_second * sample_rate))
        if velocity:
            orchestra.note_on(track, pitch, velocity)
        else:
            orchestra.note_off(track, pitch)
    yield from until(total)


def _fade(block: np.ndarray, first: int, total: int, sample_rate: int) -> np.ndarray:
    """The block, faded where it reaches into the end of the whole, so that the file never ends in a click."""
    length = int(_FADE_SECONDS * sample_rate)
    left = total - first - np.arange(len(block))
    if left[-1] > length:
        return block
    ramp = np.sin(np.clip(left / length, 0, 1) * math.pi / 2) ** 2
    return block * ramp[:, None].astype(np.float32)


def master_gain(peak: float) -> float:
    """What to multiply by, given the peak before: down to -1 dBFS, up to -12 dBFS but never by more than 24 dB."""
    if peak <= 0:
        return 1.0
    if peak > _CEILING:
        return _CEILING / peak
    return max(1.0, min(_FLOOR / peak, _MOST_LIFT))


def _mastered(spool: IO[bytes], master: float, frames: int, sample_rate: int) -> Iterator[np.ndarray]:
    """What is in the spool in blocks of int16 [frames, 2], at one gain, faded at its end."""
    spool.seek(0)
    first = 0
    while data := spool.read(_CHUNK * 8):
        block = np.frombuffer(data, dtype=np.float32).reshape(-1, 2) * np.float32(master)
        block = _fade(block, first, frames, sample_rate)
        yield np.round(block * 32767).astype(np.int16)
        first += len(block)


def render_plan(
    plan: Plan,
    fonts: list[str],
    gain: float,
    sample_rate: int,
    destination: Path,
    form: str = "wav",
    tags: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Any]:
    """Write the sound of a plan. Returns its seconds and peak in dBFS (-120 for silence).

    Raises MissingDependency without FluidSynth or what the form needs, SoundError where a font does not load,
    nothing is heard or an encoder fails, OSError where the place cannot be written.
    """
    need_form(form)
    orchestra = Orchestra(fonts, sample_rate, gain)
    peak, frames = 0.0, 0
    with tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES) as spool:
        for block in _sounded(plan, orchestra, sample_rate):
            spool.write(block.tobytes())
            peak = max(peak, float(np.abs(block).max(initial=0.0)))
            frames += len(block)
        master = master_gain(peak)
        if plan.notes and peak * master < _INAUDIBLE:
            level = f"its peak is {20 * math.log10(max(peak, 1e-6)):.0f} dBFS"
            raise SoundError(
                "the rendering is inaudible", f"{level} with the SoundFont {fonts[0]}", "Try another SoundFont"
            )
        write_sound(destination, form, sample_rate, frames, tags, _mastered(spool, master, frames, sample_rate))
    return {"seconds": frames / sample_rate, "peak_dbfs": max(-120.0, 20 * math.log10(max(peak * master, 1e-6)))}


def main() -> int:
    """Read one job, write one file, answer one line of JSON."""
    answer = guard_stdout()
    job = json.load(sys.stdin.buffer)
    try:
        result = render_plan(
            Plan.from_json(job["plan"]),
            job["fonts"],
            job["gain"],
            job["sample_rate"],
            Path(job["destination"]),
            job["form"],
            job["tags"],
        )
    except ComposerError as problem:
        result = {"error": error_to_json(problem)}
    except OSError as problem:
        error = SoundError("the sound cannot be written", problem.strerror or str(problem), "Choose another place")
        result = {"error": error_to_json(error)}
    answer.write(json.dumps(result).encode() + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
