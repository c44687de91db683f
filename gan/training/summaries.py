"""TensorBoard summaries of a run, written by TensorFlow itself; TensorBoard is only needed to look at them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import tensorflow as tf

from gan.errors import RunError

_GROUPS = {
    "loss": ("losses", "_loss"),
    "penalty": ("losses", ""),
    "gap": ("losses", ""),
    "gradient": ("gradients", "_gradient"),
    "rate": ("learning_rates", "_rate"),
}


class Summaries:
    """Scalars of a run in a folder. Raises RunError where the folder cannot be made.

    What belongs together stands together; the values of real music lie in a folder within, so that TensorBoard draws
    them as a curve of their own in the chart of the takes.
    """

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RunError(f"no TensorBoard summaries in {folder}", error.strerror or str(error)) from None
        self._takes = tf.summary.create_file_writer(str(folder))
        self._real = tf.summary.create_file_writer(str(folder / "real"))
        self._metadata = tf.compat.v1.SummaryMetadata()
        self._metadata.plugin_data.plugin_name = "scalars"

    def write(self, step: int, values: Mapping[str, float], real: Mapping[str, float] | None = None) -> None:
        """One point of each curve, and of those of real music."""
        for writer, points in ((self._takes, values), (self._real, real or {})):
            with writer.as_default():
                for name, value in points.items():
                    tf.summary.write(tag_of(name), tf.constant(value, tf.float32), step=step, metadata=self._metadata)
            writer.flush()


def tag_of(name: str) -> str:
    """The tag of a number: its group, a stroke, and its name within."""
    if "/" in name:
        return name
    group, ending = _GROUPS.get(name.rpartition("_")[2], ("machine", ""))
    return f"{group}/{name.removesuffix(ending)}"
