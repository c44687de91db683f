"""Starting our own modules as child processes, in one way.

The child finds the packages this process runs from, wherever they lie, and nothing in the current directory (`-P`):
a folder with a file named like a library must not be able to run it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from gan.locations import cache_dir


def module_command(module: str, *arguments: str) -> list[str]:
    """The command that runs a module of ours with this Python; to be given `module_environment()`."""
    return [sys.executable, "-P", "-m", module, *arguments]


def module_environment() -> dict[str, str]:
    """This process's environment, with the folder of our packages first on PYTHONPATH.

    What libraries keep for themselves goes into our cache: Keras and matplotlib would write into the person's home,
    and Keras would take from there how it computes.
    """
    root = str(Path(__file__).parents[1])
    inherited = os.environ.get("PYTHONPATH")
    return {
        "MPLCONFIGDIR": str(cache_dir() / "matplotlib"),
        **os.environ,
        "KERAS_HOME": str(cache_dir() / "keras"),
        "PYTHONPATH": f"{root}{os.pathsep}{inherited}" if inherited else root,
    }
