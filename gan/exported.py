"""The exported generator: an ONNX graph with the JSON beside it, run without TensorFlow."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np

from gan.data.arrangement import SPAN_FEATURES
from gan.data.spec import FRAME_FEATURES, NOISE
from gan.errors import MissingDependency, WeightsError

SHIPPED = Path(__file__).parent / "weights"
"""Folder of the weights that come with the product."""
GRAPH, DESCRIPTION = "composer.onnx", "composer.json"
FORMAT = 3


class ExportedGenerator:
    """A loaded graph.

    Args:
        folder: holds GRAPH and DESCRIPTION; the shipped one where None.

    Attributes:
        genres: ids in the order of the style's one-hot.
        arrangements: by genre id, to borrow from (see `gan.data.arrangement`).
        hash: sha256 of the graph, 12 hexadecimal digits.

    Raises:
        WeightsError: files absent, damaged, or of another make.
        MissingDependency: no onnxruntime.
    """

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or SHIPPED
        try:
            graph = (folder / GRAPH).read_bytes()
            description = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise WeightsError(
                f"there are no composing weights in {folder}",
                f"{Path(error.filename).name} is not there",
                "Name a folder with --weights, or train with: composer-tui train --genre chorale",
            ) from None
        except (OSError, ValueError) as error:
            raise WeightsError(f"the weights in {folder} cannot be read", str(error)) from None
        digest = hashlib.sha256(graph).hexdigest()
        try:
            if description["format"] != FORMAT:
                raise WeightsError(
                    f"the weights in {folder} are of format {description['format']}",
                    f"this version reads format {FORMAT}",
                    "Update composer-tui",
                )
            if description["graph_sha256"] != digest:
                raise WeightsError(
                    f"the weights in {folder} are damaged",
                    f"{GRAPH} is not the file {DESCRIPTION} describes",
                    "Copy both files again",
                )
            self.genres: tuple[str, ...] = tuple(description["genres"])
            self.arrangements = {
                genre: [np.array(rows, np.float32).reshape(-1, SPAN_FEATURES) for rows in own]
                for genre, own in description["arrangements"].items()
            }
            lengths = description["frame_features"], description["noise"]
        except (KeyError, TypeError, ValueError) as error:
            raise WeightsError(f"{DESCRIPTION} in {folder} is not a description of weights", str(error)) from None
        if lengths != (FRAME_FEATURES, NOISE):
            raise WeightsError(f"the weights in {folder} were made for another version of composer-tui")
        self.hash = digest[:12]
        self._session = _session(graph, folder)

    def __call__(self, notes: np.ndarray, frames: np.ndarray, style: np.ndarray) -> list[np.ndarray]:
        """What `gan.nets.generator` gives, for float32 inputs."""
        outputs: list[np.ndarray] = self._session.run(None, {"notes": notes, "frames": frames, "style": style})
        return outputs


def _session(graph: bytes, folder: Path):  # type: ignore[no-untyped-def]
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingDependency("composing needs onnxruntime", str(error), "pip install onnxruntime") from None
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    # A fixed number of threads: the order of sums, and so the last bit of a logit, must not depend on the machine.
    options.intra_op_num_threads = 2
    options.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has no common class for a graph it refuses
        raise WeightsError(f"{GRAPH} in {folder} is no graph that can be run", str(error)[:200]) from None
