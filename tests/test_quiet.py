"""What libraries would do unasked: tell their makers, and write into the home of the person."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Where these are set some libraries are quiet by themselves, and a test on a build machine would see nothing.
BUILD_MACHINES = ("CI", "TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI", "BUILD_ID", "JENKINS_URL", "TRAVIS", "CIRCLECI")


@pytest.mark.parametrize(
    "line",
    [
        ("tui", "compose", "--demo", "--genre", "pop", "-n", "1", "--passes", "2", "--no-audio", "-o", "takes"),
        ("tui", "doctor", "--quick"),
    ],
)
def test_composing_leaves_nothing_in_the_home_nor_in_the_folder_for_temporary_files(
    line: tuple[str, ...], tmp_path: Path
) -> None:
    places = {name: tmp_path / name.lower() for name in ("HOME", "TMPDIR", "COMPOSER_TUI_HOME", "XDG_CACHE_HOME")}
    for folder in places.values():
        folder.mkdir()
    environment = {name: value for name, value in os.environ.items() if name not in BUILD_MACHINES}
    environment |= {name: str(folder) for name, folder in places.items()} | {"PYTHONPATH": str(ROOT)}
    # An identifier of the machine and what is to be sent lie in the cache, where ONNX Runtime is let.
    done = subprocess.run(
        [sys.executable, "-m", *line], cwd=places["COMPOSER_TUI_HOME"], env=environment, capture_output=True, text=True
    )
    assert done.returncode in (0, 3), done.stderr
    for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME"):
        assert list(places[name].rglob("*")) == [], name


@pytest.mark.stress  # it loads every library
def test_the_doctor_that_loads_every_library_leaves_nothing_in_the_home(tmp_path: Path) -> None:
    (tmp_path / "person").mkdir()
    environment = {**os.environ, "HOME": str(tmp_path / "person"), "COMPOSER_TUI_HOME": str(tmp_path / "home")}
    environment = {name: value for name, value in environment.items() if name not in (*BUILD_MACHINES, "MPLCONFIGDIR")}
    environment.pop("XDG_CACHE_HOME", None)
    done = subprocess.run([sys.executable, "-m", "tui", "doctor"], cwd=ROOT, env=environment, capture_output=True)
    assert done.returncode in (0, 3), done.stderr
    assert list((tmp_path / "person").rglob("*")) == []


def test_what_libraries_of_children_keep_lies_in_our_cache(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gan.child import module_environment

    monkeypatch.delenv("MPLCONFIGDIR", raising=False)
    said = module_environment()
    assert said["KERAS_HOME"] == str(home / "cache" / "keras")
    assert said["MPLCONFIGDIR"] == str(home / "cache" / "matplotlib")
