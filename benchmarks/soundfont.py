"""Measures every program of the built-in SoundFont as it is heard, and writes the table to docs/soundfont.md.

    python benchmarks/soundfont.py [--output docs/soundfont.md] [--wav DIR] [--font FILE]

Seven keys over two octaves of each program are rendered by FluidSynth. With --wav each program's notes are written to
DIR as well, to listen to. The exit code is 1 where a program is outside the bounds.
"""

from __future__ import annotations

import argparse
import sys
import textwrap
from pathlib import Path

import numpy as np

from soundfonts import builtin_soundfont
from soundfonts.balance import RATE, TARGET, dry_strip, heard_loudness
from soundfonts.inspecting import inspect_soundfont
from soundfonts.measuring import Bench, Measured, seams
from soundfonts.mixing import DRUM_BANK
from soundfonts.synthesis.programs import NAMES
from soundfonts.wav import wav_header

DECIBELS, CENTS, CLICK, SEAM, BYTES = 3.0, 2.0, 4.0, 1.0, 1_000_000
"""What is allowed: from the common loudness, from equal temperament, of a jolt, of a seam, of the file."""
PITCHED = 115
"""The programs before this one have a pitch and a loudness that is the same over the keys; the rest are noises."""
BEATING = {55}
"""Two ensembles on one harmonic, too short for their beating to average out: each is in tune, their sum is chance."""
DRUMS = range(35, 82)


def faults(measured: Measured) -> list[str]:
    """What of a program is outside the bounds, in a word each."""
    found = []
    if abs(measured.level - TARGET) > DECIBELS / 2:
        found.append("level")
    if measured.program < PITCHED:
        if any(abs(value - TARGET) > DECIBELS for value in measured.loudness):
            found.append("evenness")
        if abs(measured.off) > CENTS and measured.program not in BEATING:
            found.append("tuning")
        if measured.click > CLICK:
            found.append("click")
    return found


def row(measured: Measured) -> str:
    pitched = measured.program < PITCHED
    low, high = min(measured.loudness), max(measured.loudness)
    cells = [
        str(measured.program),
        NAMES[measured.program],
        f"{measured.keys[0]}–{measured.keys[-1]}",
        f"{measured.level:.1f}",
        f"{low:.1f} to {high:.1f}",
        f"{measured.off:+.1f}" if pitched else "",
        f"{measured.click:.1f}" if pitched else "",
        ", ".join(faults(measured)),
    ]
    return "| " + " | ".join(cells) + " |"


def kit(bench: Bench) -> list[tuple[int, float]]:
    """Each drum with its loudness in LUFS."""
    bench.room.seat([dry_strip(DRUM_BANK, 0)])
    return [(key, heard_loudness(bench.room, key)) for key in DRUMS]


def write_wav(path: Path, sound: np.ndarray) -> None:
    data = np.round(np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes()
    path.write_bytes(wav_header(len(data), RATE) + data)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=Path("docs/soundfont.md"), help="where the table goes")
    parser.add_argument("--wav", type=Path, help="a folder for a WAV file of each program")
    parser.add_argument("--font", type=Path, help="another SoundFont than the built-in one")
    options = parser.parse_args()
    font = options.font or builtin_soundfont().path
    if options.wav:
        options.wav.mkdir(parents=True, exist_ok=True)
    bench = Bench(font)
    programs = []
    for program in range(128):
        measured, sound = bench.measure(program)
        programs.append(measured)
        print(row(measured), flush=True)
        if options.wav:
            write_wav(options.wav / f"{program:03}-{NAMES[program].lower().replace(' ', '-')}.wav", sound)
    drums = kit(bench)
    bench.close()
    worst = max(seams(font), key=lambda seam: seam[1])
    size = inspect_soundfont(font).size
    wrong = sum(bool(faults(measured)) for measured in programs)
    options.output.write_text(report(programs, drums, worst, size), encoding="utf-8")
    print(f"{options.output} is written; outside the bounds: {wrong}", file=sys.stderr)
    return 1 if wrong or worst[1] > SEAM or size > BYTES else 0


def report(programs: list[Measured], drums: list[tuple[int, float]], worst: tuple[str, float], size: int) -> str:
    """The whole document."""
    pitched = programs[:PITCHED]
    off = max((measured.off for measured in pitched if measured.program not in BEATING), key=abs)
    levels = [measured.level for measured in programs]
    click = max(measured.click for measured in pitched)
    wrong = ", ".join(NAMES[measured.program] for measured in programs if faults(measured))
    facts = (
        f"File: {size:,} bytes; less than {BYTES:,} are allowed.",
        f"Loudness of the programs: {min(levels):.1f} to {max(levels):.1f} LUFS (momentary, a held note in its room)."
        f" The aim is {TARGET:.0f}; a program may be {DECIBELS / 2:.1f} dB off, a key of a pitched one {DECIBELS:.0f}.",
        f"Tuning of the pitched programs (0 to {PITCHED - 1}): at worst {off:+.1f} cents; {CENTS:.0f} are allowed. "
        "It is the mean frequency of the strongest harmonic: ensembles and vibrato are in tune in the mean. "
        "The orchestra hit is left out: two ensembles, each in tune, beat and are gone before it averages out.",
        f"Loops: at the seam of the worst of all samples ({worst[0]}) the jolt is {worst[1]:.2f} of the largest within "
        f"the loop; {SEAM:.0f} is allowed. While a note is held no jolt exceeds {click:.1f} times those around it; "
        f"{CLICK:.0f} is allowed.",
        f"Outside the bounds: {wrong or 'none'}.",
    )
    lines = [
        "# The built-in SoundFont, measured",
        "",
        "Written by `python benchmarks/soundfont.py`; the font is made by `soundfonts/synthesis`. Every program is",
        "played by FluidSynth at seven keys over two octaves around the middle of its register, velocity 90.",
        "",
        *(textwrap.fill(f"- {fact}", 118, subsequent_indent="  ", break_on_hyphens=False) for fact in facts),
        "",
        "| program | name | keys | LUFS | of its keys | cents | jolt | outside |",
        "|--:|---|---|--:|---|--:|--:|---|",
        *map(row, programs),
        "",
        f"Programs from {PITCHED} on are noises: their loudness counts, their pitch does not. The kit, a stroke each:",
        "",
        "| key | LUFS | key | LUFS | key | LUFS | key | LUFS |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for first in range(0, len(drums), 4):
        cells = [cell for key, level in drums[first : first + 4] for cell in (str(key), f"{level:.1f}")]
        lines.append("| " + " | ".join(cells + [""] * (8 - len(cells))) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
