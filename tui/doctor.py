"""What this machine has of what the composer needs, and the command that mends what is missing.

Libraries are tried in child processes: one that is broken may crash, and TensorFlow shall not load in this one.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from gan.errors import ComposerError

State = Literal["ok", "warn", "fail"]

_DISTRIBUTION = "composer-tui"
_MODULES = {"pyfluidsynth": "fluidsynth", "scikit-learn": "sklearn"}
_MEND_LIBRARIES = "Mend the libraries first"
"""Where a check needs a library that does not load, and that has a line of its own."""
_TRY_SECONDS = 120
_SEES_GPU = {
    "TensorFlow": "import tensorflow as tf; assert tf.config.list_physical_devices('GPU')",
    "JAX": "import jax; assert any(device.platform == 'gpu' for device in jax.devices())",
}
"""Code that fails where a library is absent or sees no GPU."""
_MEND_TENSORFLOW = "pip install 'composer-tui[gpu]'"
_MEND_JAX = "pip install 'composer-tui[jax-gpu]'"
FLUIDSYNTH_MEND = (
    "sudo apt-get install libfluidsynth3 | conda install -c conda-forge fluidsynth | brew install fluid-synth"
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: State
    """`ok`, `warn`: it works, but less than it could, `fail`: something is missing."""
    said: str
    """What was found."""
    mend: str = ""
    """The command or the advice that mends it; empty where it is ok."""

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return asdict(self)


def checks(*, quick: bool = False) -> Iterator[Check]:
    """Every check, as it is done. `quick` leaves out loading the libraries."""
    yield python()
    yield from libraries(quick)
    yield fluidsynth()
    yield soundfont()
    yield sound()
    yield midi()
    yield weights()
    yield from folders()
    yield terminal()
    yield gpu(quick=quick)


def python() -> Check:
    """The Python this runs in."""
    said = f"{platform.python_version()} at {sys.executable}"
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        return Check("python", "warn", said, "Tested with Python 3.11, 3.12 and 3.13")
    return Check("python", "ok", said)


def libraries(quick: bool) -> Iterator[Check]:
    """Every library that setup.cfg asks for."""
    try:
        requirements = importlib.metadata.requires(_DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        yield Check("libraries", "warn", "composer-tui is not installed, so what it needs is not known", "make setup")
        return
    needed = [text for text in requirements if "extra ==" not in text]
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        yield from pool.map(lambda requirement: library(requirement, quick=quick), needed)


def library(requirement: str, *, quick: bool = False) -> Check:
    """One library, by its requirement such as `numpy>=2,<3`: installed, in the range, and (unless `quick`) loading."""
    try:
        from packaging.requirements import Requirement
    except ImportError as error:
        mend = f"{_shown(sys.executable)} -m pip install --force-reinstall packaging"
        return Check(requirement, "fail", f"cannot be looked at: {error}", mend)
    wanted = Requirement(requirement)
    mend = f"{_shown(sys.executable)} -m pip install '{wanted.name}{wanted.specifier}'"
    try:
        version = importlib.metadata.version(wanted.name)
    except importlib.metadata.PackageNotFoundError:
        return Check(wanted.name, "fail", "is not installed", mend)
    if not quick:
        problem = _import_problem(module_of(wanted.name))
        # pyfluidsynth without the library of FluidSynth is a matter of that library, which has a check of its own.
        if problem and not (wanted.name == "pyfluidsynth" and _found_fluidsynth() is None):
            return Check(wanted.name, "fail", f"{version} does not load: {problem}", f"{mend} --force-reinstall")
    if not wanted.specifier.contains(version, prereleases=True):
        return Check(wanted.name, "warn", f"{version} is outside the tested range {wanted.specifier}", mend)
    return Check(wanted.name, "ok", version)


def module_of(distribution: str) -> str:
    """What a distribution is imported as."""
    return _MODULES.get(distribution, distribution)


def _import_problem(module: str) -> str:
    """The last words of a child that imports the module; empty where it imports."""
    quiet = {
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "KERAS_BACKEND": "tensorflow",
        "ORT_DISABLE_TELEMETRY": "1",  # as in gan.exported, which may not load here
    }
    try:
        child = subprocess.run(
            [sys.executable, "-P", "-c", f"import {module}"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_TRY_SECONDS,
            env={**_environment(), **quiet},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no answer in {_TRY_SECONDS} s"
    if child.returncode == 0:
        return ""
    lines = [line for line in child.stderr.splitlines() if line.strip()]
    return lines[-1].strip() if lines else f"its process ended with {child.returncode}"


def _environment() -> dict[str, str]:
    """That of our other children, in which libraries keep what is theirs in our cache; else our own."""
    try:
        from gan.child import module_environment

        return module_environment()
    except (ImportError, ComposerError):
        return dict(os.environ)


def _found_fluidsynth() -> str | None:
    from ctypes.util import find_library

    return find_library("fluidsynth") or find_library("fluidsynth-3")


def fluidsynth() -> Check:
    """The library that plays SoundFonts."""
    name = _found_fluidsynth()
    if name is None:
        return Check("libfluidsynth", "fail", "is not installed: no sound, all else works", FLUIDSYNTH_MEND)
    return Check("libfluidsynth", "ok", name)


def soundfont() -> Check:
    """The SoundFont that plays where none is named."""
    try:
        import soundfonts

        font = soundfonts.find_soundfonts()[0]
        soundfonts.check_soundfont(font.path)
    except ComposerError as error:
        return Check("soundfont", "fail", error.what, error.mend or error.why)
    except ImportError as error:
        return Check("soundfont", "fail", f"cannot be looked for: {error}", _MEND_LIBRARIES)
    return Check("soundfont", "ok", f"{font.name} ({font.kind}) at {font.path}")


def sound() -> Check:
    """Where sound goes by itself."""
    try:
        from soundfonts.drivers import answers, candidate_drivers, silence_words
    except ImportError as error:
        return Check("sound", "fail", f"cannot be looked at: {error}", _MEND_LIBRARIES)
    driver = next((driver for driver in candidate_drivers(os.environ) if answers(driver)), None)
    if driver is None:
        why = silence_words(os.environ).partition(" – ")[0]
        return Check("sound", "ok", f"{why}; composer-tui --sound browser is heard on your own machine")
    return Check("sound", "ok", f"speaker ({driver})")


def midi() -> Check:
    """MIDI keyboards and instruments; nothing needs them."""
    try:
        from soundfonts.midi.listing import midi_installed, midi_ports
    except ImportError as error:
        return Check("midi", "fail", f"cannot be looked at: {error}", _MEND_LIBRARIES)
    if not midi_installed():
        return Check("midi", "ok", "not installed; keyboards play with: pip install 'composer-tui[midi]'")
    try:
        ports = midi_ports()
    except ComposerError as error:
        return Check("midi", "ok", ": ".join(filter(None, (error.what, error.why))))
    ins, outs = (", ".join(names) or "none" for names in (ports.ins, ports.outs))
    return Check("midi", "ok", f"in: {ins}; out: {outs}")


def weights() -> Check:
    """The generator that composes where none is named."""
    try:
        from gan.exported import SHIPPED, ExportedGenerator

        shipped = ExportedGenerator()
    except ComposerError as error:
        return Check("weights", "fail", ": ".join(filter(None, (error.what, error.why))), "Install the composer again")
    except ImportError as error:
        return Check("weights", "fail", f"cannot be read: {error}", _MEND_LIBRARIES)
    return Check("weights", "ok", f"{shipped.hash} for {', '.join(shipped.genres)} in {SHIPPED}")


def folders() -> Iterator[Check]:
    """The places to keep things in; looking makes none of them."""
    try:
        from gan.locations import all_locations
    except ImportError as error:
        yield Check("folders", "fail", f"cannot be told: {error}", _MEND_LIBRARIES)
        return
    try:
        locations = all_locations()
    except ComposerError as error:
        yield Check("folders", "fail", f"{error.what}: {error.why}", error.mend)
        return
    for name, folder in locations.items():
        existing = next(path for path in (folder, *folder.parents) if path.exists())
        if not existing.is_dir():
            yield Check(f"{name} folder", "fail", f"{existing} is a file", f"rm {_shown(existing)}")
        elif not os.access(existing, os.W_OK | os.X_OK):
            mend = "Set COMPOSER_TUI_HOME to a folder of your own"
            yield Check(f"{name} folder", "fail", f"{folder} cannot be written", mend)
        else:
            yield Check(f"{name} folder", "ok", str(folder))


def terminal() -> Check:
    """The terminal, as far as its environment tells."""
    term = os.environ.get("TERM", "")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return Check("terminal", "warn", "none here; the commands work, the composer's window needs one")
    size = shutil.get_terminal_size()
    said = f"{term or 'of no name'}, {size.columns}×{size.lines}, {_colours(term)}, {sys.stdout.encoding}"
    if term in ("", "dumb"):
        return Check("terminal", "warn", said, "Set TERM to what the terminal is, such as xterm-256color")
    if not re.fullmatch(r"utf-?8", sys.stdout.encoding, re.IGNORECASE):
        return Check("terminal", "warn", said, "Set LANG to a UTF-8 locale, such as C.UTF-8")
    if size.columns < 60 or size.lines < 18:
        return Check("terminal", "warn", said, "Make it 60×18 or larger; 80×24 is comfortable")
    return Check("terminal", "ok", said)


def _colours(term: str) -> str:
    if os.environ.get("NO_COLOR"):
        return "no colour (NO_COLOR)"
    if os.environ.get("COLORTERM") in ("truecolor", "24bit"):
        return "16 million colours"
    return "256 colours" if "256" in term else "16 colours"


def gpu(*, quick: bool = False) -> Check:
    """Whether a GPU is there, and (unless `quick`) training can use it; composing does not need it."""
    if shutil.which("nvidia-smi") is None:
        return Check("gpu", "ok", "none; training uses the processor")
    try:
        child = subprocess.run(
            ["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=20,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        return Check("gpu", "warn", f"nvidia-smi does not answer ({type(error).__name__})", "Look at: nvidia-smi")
    if child.returncode or not child.stdout.strip():
        return Check("gpu", "warn", "nvidia-smi finds none", "Look at: nvidia-smi")
    there = "; ".join(line.strip() for line in child.stdout.splitlines() if line.strip())
    return Check("gpu", "ok", f"{there} (whether it can be used is not tried)") if quick else _usable(there)


def _usable(there: str) -> Check:
    """Which of the libraries that train can use the GPU."""
    with ThreadPoolExecutor() as pool:
        answers = dict(zip(_SEES_GPU, pool.map(_answers_yes, _SEES_GPU.values())))
    if unanswered := [name for name, yes in answers.items() if yes is None]:
        why = f"{' and '.join(unanswered)} did not say in {_TRY_SECONDS} s whether it can be used"
        return Check("gpu", "warn", f"{there}; {why}", "Look at: nvidia-smi")
    if answers["TensorFlow"]:
        return Check("gpu", "ok", f"{there}; TensorFlow can use it{', and JAX' if answers['JAX'] else ''}")
    if answers["JAX"]:
        said = f"{there}; JAX can use it (train --backend jax), TensorFlow cannot"
        return Check("gpu", "warn", said, _MEND_TENSORFLOW)
    said = f"{there}; neither TensorFlow nor JAX can use it: training uses the processor"
    return Check("gpu", "warn", said, f"{_MEND_TENSORFLOW} | for train --backend jax: {_MEND_JAX}")


def _answers_yes(code: str) -> bool | None:
    """Whether Python code that ends in a condition finds it true in a child; None where that takes too long.

    They are asked themselves: the right packages may be there, and the driver be too old for them.
    """
    # JAX would take most of the GPU's memory to itself, and a run may be at work on it.
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "XLA_PYTHON_CLIENT_PREALLOCATE": "false"}
    try:
        child = subprocess.run(
            [sys.executable, "-P", "-c", code],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TRY_SECONDS,
            env={**_environment(), **quiet},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return child.returncode == 0


def _shown(path: str | Path) -> str:
    """A path as a shell takes it."""
    import shlex

    return shlex.quote(str(path))
