"""The generator as an ONNX graph, made by TensorFlow whatever a run computes with.

`python -m gan.training.graph WEIGHTS GRAPH GENRES WIDTH BLOCKS` is the child that does it for a run on JAX: Keras
writes ONNX through TensorFlow's graphs.
"""

from __future__ import annotations

import contextlib
import io
import logging
import subprocess
import sys
import warnings
from pathlib import Path

import keras
import numpy as np

from gan.child import module_command, module_environment
from gan.errors import RunError
from gan.nets.generator import build_generator


def write_graph(generator: keras.Model, path: Path) -> None:
    """The generator as an ONNX graph over any number of patches (Keras's own export, through tf2onnx)."""
    for name in ("tf2onnx", "absl", "tensorflow"):
        logging.getLogger(name).setLevel(logging.ERROR)
    patches = 32
    generator(
        [np.zeros((1, patches, *i.shape[2:]), np.float32) for i in generator.inputs]
    )  # the export wants a called model
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        generator.export(path, format="onnx", verbose=False)


def write_graph_of(weights: Path, path: Path, genres: int, width: int, blocks: int) -> None:
    """The same in a child process, of weights in a file. Raises RunError where it fails."""
    words = (str(weights), str(path), str(genres), str(width), str(blocks))
    # The GPU, if there is one, is the run's.
    environment = {**module_environment(), "KERAS_BACKEND": "tensorflow", "CUDA_VISIBLE_DEVICES": "-1"}
    command = module_command("gan.training.graph", *words)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RunError("the generator could not be written as a graph", done.stderr.strip()[-300:])


def main(arguments: list[str]) -> int:
    """The exit code."""
    weights, path, *sizes = arguments
    generator = build_generator(*map(int, sizes))
    generator.load_weights(weights)
    write_graph(generator, Path(path))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
