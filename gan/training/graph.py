"""The generator as an ONNX graph: converted once for each size, then only filled with weights.

Keras writes ONNX through TensorFlow and tf2onnx, which takes ten seconds and more, whatever the weights are. So a
generator of a size is converted once on a machine, in a child process, whatever a run computes with, and kept as a
*template* in the cache; a checkpoint fills a copy with its weights.

`python -m gan.training.graph TEMPLATE GENRES WIDTH BLOCKS` is that child.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import keras
import numpy as np
import onnx

from gan import data, nets
from gan.child import module_command, module_environment
from gan.errors import ComposerError, RunError
from gan.locations import cache_dir, made
from gan.nets.generator import build_generator

_FALLBACK: list[tempfile.TemporaryDirectory[str]] = []
"""Where templates lie without a cache: made for this process, and gone with it."""
_TRIES = 2
"""How often the template is tried before it is given up: what was killed for want of memory may do the next time."""
_LOOK_SECONDS = 0.2
"""Between looks at whether there is still time to wait for it."""
_LAYOUTS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "weights/": lambda weights: weights,
    "kernel/": lambda weights: weights.transpose(-1 % weights.ndim, -2 % weights.ndim, *range(weights.ndim - 2)),
}
"""A template's weights are named by how they lie there and the number of the generator's variable: as they are, or, as
kernels of convolutions do in ONNX, with the channels first."""


class Graphs:
    """Writes generators of one size as graphs.

    Args:
        genres, width, blocks: as of `build_generator`.
    """

    def __init__(self, genres: int, width: int, blocks: int) -> None:
        self._sizes = str(genres), str(width), str(blocks)
        self._path = _folder() / f"{_key(*self._sizes)}.onnx"
        self._child: subprocess.Popen[str] | None = None
        self._said = ""
        """Why the last try failed."""

    def prepare(self) -> None:
        """Begin to make the template where there is none, and do not wait for it."""
        if self._child is None and not self._path.is_file():
            # The GPU, if there is one, is the run's.
            environment = {"KERAS_BACKEND": "tensorflow", "CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"}
            try:
                self._child = subprocess.Popen(
                    module_command(__name__, str(self._path), *self._sizes),
                    env={**module_environment(), **environment},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    text=True,
                    # A signal to the run's group is the run's. A run that is killed leaves it half a minute of work at
                    # most, and the next run finds the template.
                    start_new_session=True,
                )
            except OSError as error:  # no memory for a process; the run goes on
                self._said = error.strerror or str(error)

    @property
    def ready(self) -> bool:
        """Whether `write` would not wait for the template now."""
        return self._path.is_file()

    def wait(self, given_up: Callable[[], bool] = lambda: False) -> bool:
        """Make the template where there is none. False where `given_up` said so while it was not there yet.

        Raises RunError where none can be made.
        """
        for _ in range(_TRIES):
            if self._child is None and not self.ready and given_up():
                return False
            self.prepare()
            while self._child is not None:
                try:
                    _, said = self._child.communicate(timeout=_LOOK_SECONDS)
                except subprocess.TimeoutExpired:
                    if given_up():
                        return self.ready
                    continue
                killed = f"its process was ended by signal {-self._child.returncode}, for want of memory perhaps"
                self._said = killed if self._child.returncode < 0 else said.strip()[-300:]
                self._child = None
            if self.ready:
                return True
        raise RunError("the generator could not be converted to a graph", self._said)

    def write(self, arrays: Sequence[np.ndarray], path: Path) -> None:
        """Write the graph of a generator with these weights, in Keras's order, over any number of patches.

        Raises RunError where none can be made.
        """
        self.wait()
        model = onnx.load(self._path)
        slots = {tensor.name: tensor for tensor in model.graph.initializer}
        for number, weights in enumerate(arrays):
            for name, laid_out in _LAYOUTS.items():
                if tensor := slots.get(f"{name}{number}"):
                    tensor.raw_data = laid_out(weights).astype(np.float32).tobytes()
        onnx.save(model, path)


def _folder() -> Path:
    try:
        folder = made(cache_dir() / "graphs")
        if os.access(folder, os.W_OK):
            return folder
    except ComposerError:
        pass
    if not _FALLBACK:
        _FALLBACK.append(tempfile.TemporaryDirectory(prefix="composer-tui-"))
    return Path(_FALLBACK[0].name)


def _key(*sizes: str) -> str:
    """A word that changes with all that decides a template."""
    digest = hashlib.sha256(" ".join((*sizes, *map(version, ("keras", "tensorflow", "tf2onnx")))).encode())
    # Its layers, and how long what they read and answer is.
    for module in (nets, data):
        for path in sorted(Path(module.__path__[0]).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _convert(generator: keras.Model, path: Path) -> None:
    for name in ("tf2onnx", "absl", "tensorflow"):
        logging.getLogger(name).setLevel(logging.ERROR)
    patches = 32
    generator(
        [np.zeros((1, patches, *i.shape[2:]), np.float32) for i in generator.inputs]
    )  # the export wants a called model
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        generator.export(path, format="onnx", verbose=False)


def make_template(path: Path, genres: int, width: int, blocks: int) -> None:
    """Convert a generator of this size, and find out which of the graph's constants stands for which variable."""
    generator = build_generator(genres, width, blocks)
    rng = np.random.default_rng(0)
    marks = [rng.normal(size=weights.shape).astype(np.float32) for weights in generator.get_weights()]
    generator.set_weights(marks)
    fresh = path.with_name(f"{path.stem}-{os.getpid()}.onnx")
    _convert(generator, fresh)
    model = onnx.load(fresh)
    fresh.unlink()
    places = {onnx.numpy_helper.to_array(tensor).tobytes(): tensor for tensor in model.graph.initializer}
    new_names = {}
    for number, mark in enumerate(marks):
        layouts = _LAYOUTS if mark.ndim > 2 else ["weights/"]
        layout, tensor = next((name, places[b]) for name in layouts if (b := _LAYOUTS[name](mark).tobytes()) in places)
        new_names[tensor.name] = f"{layout}{number}"
        tensor.name = f"{layout}{number}"
    for node in model.graph.node:
        for place, name in enumerate(node.input):
            node.input[place] = new_names.get(name, name)
    onnx.save(model, fresh)
    fresh.replace(path)


def main(arguments: list[str]) -> int:
    """The exit code."""
    path, *sizes = arguments
    make_template(Path(path), *map(int, sizes))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
