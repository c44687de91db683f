"""What is shipped: the wheel, installed where the sources are not, composes and renders from another folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTS = ("gan", "soundfonts", "tui", "setup.cfg", "pyproject.toml", "README.md", "LICENSE")
DEMO = "brother"


def run(*words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: a build leaves its files beside the sources."""
    source = tmp_path_factory.mktemp("source")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, source / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, source / part)
    target = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    run(*pip, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", target, ".", cwd=source)
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment in which the wheel is installed.

    The libraries are those of the environment the tests run in, through a .pth file; that file names only a folder,
    so an editable installation there is not seen.
    """
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    python = folder / "bin" / "python"
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    libraries = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (folder / "lib" / version / "site-packages" / "libraries.pth").write_text("\n".join(sorted(libraries)) + "\n")
    run(
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--python",
        python,
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--force-reinstall",
        wheel,
        cwd=folder,
    )
    return folder / "bin"


def test_the_wheel_holds_the_packages_the_weights_and_the_styles(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"gan", "soundfonts", "tui"}
    for path in (path for package in ("gan", "soundfonts", "tui") for path in ROOT.joinpath(package).rglob("*")):
        if path.is_file() and path.suffix in (".py", ".tcss", ".onnx", ".json", ".h5", ".md"):
            assert str(path.relative_to(ROOT)) in names


def test_what_is_installed_is_the_wheel(programs: Path, tmp_path: Path) -> None:
    code = "import gan, soundfonts, tui; print(gan.__file__, soundfonts.__file__, tui.__file__)"
    where = run(programs / "python", "-c", code, cwd=tmp_path)
    assert all(Path(path).is_relative_to(programs.parent) for path in where.stdout.split())
    assert run(programs / "composer-tui", "--version", cwd=tmp_path).stdout.startswith("composer-tui ")


def test_the_installed_wheel_composes_and_renders_in_another_folder(programs: Path, tmp_path: Path) -> None:
    composer = programs / "composer-tui"
    line = ("compose", f"--demo={DEMO}", "--genre", "chorale", "--genre", "pop", "-n", "1", "--seed", "7", "--no-audio")
    run(composer, *line, "-o", "installed", cwd=tmp_path)
    run(composer, "render", "installed/pop-s7-1.mid", "-o", "pop.wav", cwd=tmp_path)
    assert (tmp_path / "pop.wav").stat().st_size > 100_000

    # The same notes as from the sources.
    run(sys.executable, "-m", "tui.cli", *line, "-o", tmp_path / "sources", cwd=ROOT)
    for name in ("chorale-s7-1.mid", "pop-s7-1.mid"):
        assert (tmp_path / "installed" / name).read_bytes() == (tmp_path / "sources" / name).read_bytes()
