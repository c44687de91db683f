"""The rules of the house that a test can hold: what imports what, and that modules stay small and say their job."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(path for package in ("gan", "soundfonts", "tui") for path in ROOT.joinpath(package).rglob("*.py"))
MOST_LINES = 400

HEAVY = (
    "tensorflow",
    "keras",
    "music21",
    "onnxruntime",
    "onnx",
    "symusic",
    "fluidsynth",
    "soundfile",
    "textual",
    "rich",
    "rtmidi2",
    "websockets",
)


@pytest.mark.parametrize(
    ("module", "allowed"),
    [
        ("tui.cli", ()),
        ("tui.doctor", ()),
        ("gan.music", ()),
        ("gan.measures", ()),
        ("gan.compose", ()),
        ("gan.engine", ()),
        ("gan.training.run", ()),
        ("gan.training.events", ()),
        ("gan.music.importing", ()),
        ("gan.music.midi", ("symusic",)),
        ("soundfonts", ()),
        ("tui.app", ("textual", "rich", "symusic")),
    ],
)
def test_a_fresh_process_that_imports_a_module_loads_nothing_heavy(module: str, allowed: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print(*sorted({{m.partition('.')[0] for m in sys.modules}} & set({HEAVY!r})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert set(done.stdout.split()) <= set(allowed)


def test_the_packages_keep_to_their_rooms() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [program, "--no-cache"], capture_output=True, text=True, check=False, cwd=ROOT, env=environment
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_its_job_and_stays_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "a module begins with a docstring"
    assert text.count("\n") <= MOST_LINES
