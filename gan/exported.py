"""The exported generator: an ONNX graph with the JSON beside it, run without TensorFlow.

Rule of this file: ONNX Runtime tells nobody what is composed here. From 1.29 on it would send to its maker what it
runs, and keep an identifier of the machine, unless that is forbidden before it is loaded.
"""

from __future__ import annotations

import copy
import hashlib
import os
from pathlib import Path

import numpy as np

from gan.data.arrangement import SPAN_FEATURES
from gan.data.habits import HABITS, gates_of
from gan.data.motion import PITCHED
from gan.data.spec import FRAME_FEATURES, NOISE
from gan.errors import MissingDependency, WeightsError
from gan.jsontext import parse_json

SHIPPED = Path(__file__).parent / "weights"
"""Folder of the weights that come with the product."""
GRAPH, DESCRIPTION = "composer.onnx", "composer.json"
FORMAT = 5
QUIET = {"ORT_DISABLE_TELEMETRY": "1"}
"""What the environment must say before onnxruntime is imported."""
_MOTION, _SONORITY = -4, -1
"""Places of gates among the outputs."""


class ExportedGenerator:
    """A loaded graph.

    Args:
        folder: holds GRAPH and DESCRIPTION; the shipped one where None.

    Attributes:
        genres: ids in the order of the style's one-hot.
        arrangements: by genre id, to borrow from (see `gan.data.arrangement`).
        hash: of all that decides a take, 12 hexadecimal digits.

    Raises:
        WeightsError: files absent, damaged, or of another make.
        MissingDependency: no onnxruntime.
    """

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or SHIPPED
        try:
            graph = (folder / GRAPH).read_bytes()
            text = (folder / DESCRIPTION).read_bytes()
            description = parse_json(text)
        except FileNotFoundError as error:
            mend = "Name a folder with --weights, or train with: composer-tui train --genre chorale"
            if (folder / DESCRIPTION).is_file():
                mend = "A run that ends in a hurry saves without it, and makes it when it goes on: composer-tui resume"
            raise WeightsError(
                f"there are no composing weights in {folder}", f"{Path(error.filename).name} is not there", mend
            ) from None
        except (OSError, ValueError) as error:
            raise WeightsError(f"the weights in {folder} cannot be read", str(error)) from None
        digest = hashlib.sha256(graph).hexdigest()
        try:
            form = description["format"]
            if form != FORMAT:
                newer = isinstance(form, int) and form > FORMAT
                raise WeightsError(
                    f"the weights in {folder} are of format {form}",
                    f"this version reads format {FORMAT}",
                    "Update composer-tui" if newer else "Train them anew, or use the shipped ones",
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
            silent = np.zeros((HABITS, len(PITCHED))).tolist()
            priors = description.get("priors", {})
            own = np.array([priors.get(genre, silent) for genre in self.genres], np.float32)
            if own.shape != (len(self.genres), HABITS, len(PITCHED)) or not np.isfinite(own).all():
                raise ValueError("its priors are not a number for each habit and part")
            self.priors = own
            lengths = description["frame_features"], description["noise"]
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise WeightsError(f"{DESCRIPTION} in {folder} is not a description of weights", str(error)) from None
        if lengths != (FRAME_FEATURES, NOISE):
            raise WeightsError(f"the weights in {folder} were made for another version of composer-tui")
        self.hash = hashlib.sha256(text).hexdigest()[:12]
        self._session = _session(graph, folder)

    def __call__(self, notes: np.ndarray, frames: np.ndarray, style: np.ndarray) -> list[np.ndarray]:
        """What `gan.nets.generator` gives, for float32 inputs, with the priors."""
        outputs: list[np.ndarray] = self._session.run(None, {"notes": notes, "frames": frames, "style": style})
        genres = style[..., : len(self.genres)]
        for place, gates in self._gates.items():
            outputs[place] = outputs[place] + genres @ gates
        return outputs

    def alone(self) -> ExportedGenerator:
        """The same network without its priors."""
        other = copy.copy(self)
        other.priors = np.zeros_like(self._priors)
        return other

    @property
    def priors(self) -> np.ndarray:
        """How much more of each habit a genre wants than the graph says, float32 [genres, HABITS, parts].

        See `gan.data.habits` and `gan.rehearsal`. A copy: what it is to be is assigned whole.
        """
        return self._priors.copy()

    @priors.setter
    def priors(self, priors: np.ndarray) -> None:
        self._priors = priors
        motion, sonority = zip(*map(gates_of, priors))
        self._gates = {_MOTION: np.stack(motion), _SONORITY: np.stack(sonority)}


def priors_in(folder: Path) -> dict[str, list[list[float]]]:
    """The priors of a folder of weights by genre; none where they cannot be read, or are of another version."""
    try:
        priors: dict[str, list[list[float]]] = parse_json((folder / DESCRIPTION).read_bytes())["priors"]
        if any(np.shape(rows) != (HABITS, len(PITCHED)) for rows in priors.values()):
            return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return priors


def _session(graph: bytes, folder: Path):  # type: ignore[no-untyped-def]
    os.environ.update(QUIET)
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingDependency("composing needs onnxruntime", str(error), "pip install onnxruntime") from None
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    # A fixed number of threads: the order of sums, and so the last bit of a logit, must not depend on the machine.
    options.intra_op_num_threads = 2
    options.inter_op_num_threads = 1
    # Threads that spin while they wait take the processor from the other threads of the same sum as soon as anything
    # else runs: beside a training run a take then came 2.5 times as late.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has no common class for a graph it refuses
        raise WeightsError(f"{GRAPH} in {folder} is no graph that can be run", str(error)[:200]) from None
