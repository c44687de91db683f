import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import math

import pytest
import tensorflow as tf

from gan.errors import RunError
from gan.training.summaries import Summaries


def test_every_number_is_a_point_of_a_scalar_curve(tmp_path):
    summaries = Summaries(tmp_path / "run")
    summaries.write(5, {"generator_loss": 1.5, "held_out/clash": 0.25})
    summaries.write(10, {"generator_loss": 1.25})
    (file,) = (tmp_path / "run").glob("events*")
    points = [
        (event.step, value.tag, float(tf.make_ndarray(value.tensor)))
        for event in tf.compat.v1.train.summary_iterator(str(file))
        for value in event.summary.value
    ]
    assert points == [(5, "losses/generator", 1.5), (5, "held_out/clash", 0.25), (10, "losses/generator", 1.25)]
    kinds = [
        value.metadata.plugin_data.plugin_name
        for event in tf.compat.v1.train.summary_iterator(str(file))
        for value in event.summary.value
    ]
    assert set(kinds) <= {"scalars", ""} and kinds[0] == "scalars" and math.isfinite(points[0][2])


def test_numbers_stand_in_groups_and_real_music_has_a_curve_of_its_own(tmp_path):
    summaries = Summaries(tmp_path / "run")
    summaries.write(1, {"generator_loss": 1.0, "generator_gradient": 2.0, "generator_rate": 3.0, "memory_mb": 4.0})
    summaries.write(1, {"held_out/clash": 0.2}, {"held_out/clash": 0.1})
    assert _tags(tmp_path / "run") == [
        "losses/generator",
        "gradients/generator",
        "learning_rates/generator",
        "machine/memory_mb",
        "held_out/clash",
    ]
    assert _tags(tmp_path / "run" / "real") == ["held_out/clash"]


def _tags(folder):
    (file,) = folder.glob("events*")
    return [value.tag for event in tf.compat.v1.train.summary_iterator(str(file)) for value in event.summary.value]


def test_a_place_that_is_no_folder_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(RunError, match="TensorBoard"):
        Summaries(tmp_path / "file" / "run")
