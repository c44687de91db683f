"""Damaged files by the thousand: a result or a refusal in words, within bounds, and the process lives on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gan.errors import ComposerError, SoundError
from soundfonts import SoundFont, check_soundfont, render
from tests.hostile.fuzzing import CPU_SECONDS, KINDS, MEMORY_MIB, mutant
from tests.hostile.hostile_files import small_score

ROOT = Path(__file__).parents[2]
FEW = 40
"""Mutants of a kind in the ordinary tests, the same ones each time."""
MANY = int(os.environ.get("COMPOSER_TUI_FUZZ", "2000"))
"""Mutants of a kind in `make stress`; ten times as many of MIDI."""


def fuzzed(count: int, seed: int, *kinds: str) -> None:
    """Try mutants in a child; fail with what went wrong and how the mutant is made again."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.hostile.fuzzing", ",".join(kinds), str(count), str(seed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"the process did not live on: {done.returncode}\n{done.stderr[-2000:]}"
    for line in done.stdout.splitlines():
        told = json.loads(line)
        print({name: value for name, value in told.items() if name != "faults"})
        assert not told["faults"], "\n".join(told["faults"])
        assert told["tried"] == count and told["read"] + told["refused"] == count
        assert told["most_seconds"] <= CPU_SECONDS and told["most_mib"] <= MEMORY_MIB


def test_some_mutants_of_every_kind_are_read_or_refused_in_words() -> None:
    fuzzed(FEW, 1, *KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_mutants_are_the_same_each_time_and_differ_from_each_other(kind: str) -> None:
    some = [mutant(kind, number, 1) for number in range(8)]
    assert some == [mutant(kind, number, 1) for number in range(8)] and len(set(some)) > 4


@pytest.mark.stress
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("kind", KINDS)
def test_many_mutants_of_a_kind_are_read_or_refused_in_words(kind: str) -> None:
    fuzzed(MANY * 10 if kind == "midi" else MANY, 2, kind)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("count", [2, pytest.param(100, marks=pytest.mark.stress)])
def test_a_damaged_soundfont_that_passes_the_check_sounds_or_is_refused_in_words(count: int, tmp_path: Path) -> None:
    path, tried, sounded = tmp_path / "font.sf2", 0, 0
    for number in range(10 * count):
        path.write_bytes(mutant("soundfont", number, 3))
        try:
            check_soundfont(path)
        except SoundError:
            continue
        try:
            render(small_score(), tmp_path / "out.wav", soundfont=SoundFont(path, "damaged", "chosen"))
            sounded += 1
        except ComposerError as error:
            assert error.what and error.mend
        tried += 1
        if tried == count:
            break
    assert tried == count and sounded
    print(f"{tried} damaged fonts: {sounded} sounded")
