"""TensorBoard summaries of a run, written by TensorFlow itself; TensorBoard is only needed to look at them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import tensorflow as tf

from gan.errors import RunError


class Summaries:
    """Scalars of a run in a folder. Raises RunError where the folder cannot be made."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RunError(f"no TensorBoard summaries in {folder}", error.strerror or str(error)) from None
        self._writer = tf.summary.create_file_writer(str(folder))
        self._metadata = tf.compat.v1.SummaryMetadata()
        self._metadata.plugin_data.plugin_name = "scalars"

    def write(self, step: int, values: Mapping[str, float]) -> None:
        """One point of each curve."""
        with self._writer.as_default():
            for name, value in values.items():
                tf.summary.write(name, tf.constant(value, tf.float32), step=step, metadata=self._metadata)
        self._writer.flush()
