from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from gan.exported import SHIPPED
from gan.locations import all_locations
from tui.cli import main
from tui.doctor import fluidsynth, folders, gpu, libraries, library, module_of, soundfont, weights

ROOT = Path(__file__).parents[2]
NEEDED = [text for text in importlib.metadata.requires("composer-tui") or [] if "extra ==" not in text]


def test_this_machine_is_told_of_for_people_and_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["doctor", "--quick", "--json"])
    value = json.loads(capsys.readouterr().out)
    states = {check["name"]: check["state"] for check in value["checks"]}
    assert code == (0 if value["ok"] else 3)
    assert {"python", "tensorflow", "libfluidsynth", "soundfont", "sound", "runs folder", "terminal", "gpu"} <= set(
        states
    )
    assert states["python"] == states["textual"] == states["weights"] == "ok"

    assert main(["doctor", "--quick"]) == code
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == list(states.values())


def test_the_libraries_looked_at_are_those_of_setup_cfg() -> None:
    assert len(NEEDED) > 8
    assert [check.name for check in libraries(quick=True)] == [Requirement(text).name for text in NEEDED]


@pytest.mark.parametrize("requirement", NEEDED, ids=lambda text: Requirement(text).name)
def test_a_library_that_does_not_load_is_named_with_the_command_that_mends_it(
    requirement: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = Requirement(requirement).name
    (tmp_path / f"{module_of(name)}.py").write_text("raise ImportError('broken on purpose')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    check = library(requirement)
    assert check.state == "fail"
    assert "does not load: ImportError: broken on purpose" in check.said
    assert f"{sys.executable} -m pip install '{name}" in check.mend


def test_libraries_whose_module_has_another_name_are_known() -> None:
    assert (module_of("pyfluidsynth"), module_of("scikit-learn"), module_of("numpy")) == (
        "fluidsynth",
        "sklearn",
        "numpy",
    )
    assert all(importlib.util.find_spec(module_of(Requirement(text).name)) for text in NEEDED)


def test_a_library_that_kills_its_process_is_survived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "numpy.py").write_text("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert library("numpy>=2,<3").state == "fail"


def test_a_library_that_loads_is_ok_with_its_version() -> None:
    check = library("platformdirs>=4,<5")
    assert (check.state, check.said, check.mend) == ("ok", importlib.metadata.version("platformdirs"), "")


def test_a_module_in_the_current_folder_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "platformdirs.py").write_text("raise ImportError('somebody else')\n")
    monkeypatch.chdir(tmp_path)
    assert library("platformdirs>=4,<5").state == "ok"


def test_a_library_that_is_absent_is_named() -> None:
    check = library("no-such-library-at-all>=1")
    assert (check.state, check.said) == ("fail", "is not installed")
    assert check.mend.endswith("-m pip install 'no-such-library-at-all>=1'")


def test_a_version_outside_the_tested_range_is_a_warning() -> None:
    check = library("numpy<1", quick=True)
    assert check.state == "warn"
    assert "outside the tested range <1" in check.said


def test_a_missing_libfluidsynth_is_named_with_three_ways_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.util.find_library", lambda name: None)
    found = fluidsynth()
    assert found.state == "fail"
    assert all(word in found.mend for word in ("apt-get install libfluidsynth3", "conda", "brew"))


def test_a_place_that_is_no_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("COMPOSER_TUI_HOME", str(tmp_path / "file"))
    found = list(folders())
    assert len(found) == len(all_locations())
    assert all(check.state == "fail" and str(tmp_path / "file") in check.said for check in found)


def test_looking_makes_nothing(home: Path) -> None:
    assert [check.state for check in folders()] == ["ok"] * len(all_locations())
    assert list(home.iterdir()) == []


def test_a_missing_gpu_is_no_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (gpu().state, gpu().said) == ("ok", "none; training uses the processor")
    (tmp_path / "nvidia-smi").write_text("#!/bin/sh\nexit 9\n")
    (tmp_path / "nvidia-smi").chmod(0o755)
    assert gpu().state == "warn"


@pytest.mark.parametrize(
    ("tensorflow", "jax", "state", "said", "mend"),
    [
        (True, False, "ok", "NVIDIA H200, 143771 MiB; TensorFlow can use it", ""),
        (False, True, "warn", "JAX can use it (train --backend jax), TensorFlow cannot", "composer-tui[gpu]"),
        (False, False, "warn", "neither TensorFlow nor JAX can use it: training uses the processor", "jax-gpu"),
    ],
)
def test_a_gpu_that_training_cannot_use_is_told_with_what_mends_it(
    tensorflow: bool, jax: bool, state: str, said: str, mend: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "nvidia-smi").write_text("#!/bin/sh\necho NVIDIA H200, 143771 MiB\n")
    (tmp_path / "nvidia-smi").chmod(0o755)
    gpus = "['gpu']" if tensorflow else "[]"
    (tmp_path / "tensorflow.py").write_text(f"class config:\n    list_physical_devices = lambda kind: {gpus}\n")
    platform = "gpu" if jax else "cpu"
    (tmp_path / "jax.py").write_text(f"class D:\n    platform = '{platform}'\ndef devices():\n    return [D]\n")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = gpu()
    assert found.state == state and found.said.endswith(said) and mend in found.mend
    assert gpu(quick=True).said == "NVIDIA H200, 143771 MiB (whether it can be used is not tried)"


def test_libraries_that_see_no_gpu_are_believed_and_not_the_list_of_cards(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "nvidia-smi").write_text("#!/bin/sh\necho A card of long ago\n")
    (tmp_path / "nvidia-smi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")  # the real libraries, on any machine
    assert gpu().said == "A card of long ago; neither TensorFlow nor JAX can use it: training uses the processor"


@pytest.mark.parametrize("damage", ["absent", "cut off"])
def test_weights_that_do_not_compose_are_named(damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(SHIPPED, folder)
    graph = folder / "composer.onnx"
    graph.unlink() if damage == "absent" else graph.write_bytes(graph.read_bytes()[:1000])
    monkeypatch.setattr("gan.exported.SHIPPED", folder)
    found = weights()
    assert (found.state, found.mend) == ("fail", "Install the composer again")
    assert str(folder) in found.said


def test_a_soundfont_that_is_named_and_does_not_play_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.sf2").write_bytes(b"no SoundFont")
    monkeypatch.setenv("COMPOSER_TUI_SOUNDFONT", str(tmp_path / "mine.sf2"))
    found = soundfont()
    assert found.state == "fail" and "mine.sf2" in found.said and found.mend


def test_every_failure_of_a_library_names_a_command_and_the_exit_code_says_so(tmp_path: Path) -> None:
    for text in NEEDED:
        (tmp_path / f"{module_of(Requirement(text).name)}.py").write_text("raise ImportError('broken on purpose')\n")
    done = subprocess.run(
        [sys.executable, "-m", "tui.cli", "doctor", "--json"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])},
    )
    assert (done.returncode, done.stderr) == (3, "")
    failed = {check["name"]: check for check in json.loads(done.stdout)["checks"] if check["state"] == "fail"}
    # Where packaging is broken a requirement cannot be taken apart, and stands there whole.
    named = {name.partition("<")[0].partition(">")[0] for name in failed}
    assert named >= {Requirement(text).name for text in NEEDED} and all(check["mend"] for check in failed.values())


@pytest.mark.parametrize("name", ["numpy", "packaging", "platformdirs"])
def test_the_doctor_does_not_need_what_it_looks_at(name: str, tmp_path: Path) -> None:
    (tmp_path / f"{name}.py").write_text("raise ImportError('broken on purpose')\n")
    done = subprocess.run(
        [sys.executable, "-m", "tui.cli", "doctor", "--quick", "--json"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])},
    )
    assert (done.returncode, done.stderr) == (3, "")
    said = [check["said"] for check in json.loads(done.stdout)["checks"] if check["state"] == "fail"]
    assert any("broken on purpose" in text for text in said)


def test_a_command_that_meets_a_broken_library_names_the_doctor(tmp_path: Path) -> None:
    (tmp_path / "numpy.py").write_text("raise ImportError('broken on purpose')\n")
    done = subprocess.run(
        [sys.executable, "-m", "tui.cli", "genres"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])},
    )
    assert done.returncode == 3
    assert done.stderr == "composer-tui: a library does not load: broken on purpose. See: composer-tui doctor\n"
