"""The optimizer of both networks."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan.training.adam import Adam


@pytest.mark.parametrize("beta_1", [0.0, 0.5])
@pytest.mark.parametrize("compiled", [False, True])
def test_it_corrects_as_keras_does(beta_1: float, compiled: bool) -> None:
    rng = np.random.default_rng(0)
    shapes = (3, 4), (4,)
    given = [rng.normal(size=shape).astype("float32") for shape in shapes]
    gradients = [[10.0 ** rng.uniform(-4, 1) * rng.normal(size=shape) for shape in shapes] for _ in range(9)]

    def corrected_by(kind: type[keras.optimizers.Adam]) -> list[np.ndarray]:
        variables = [keras.Variable(x) for x in given]
        schedule = keras.optimizers.schedules.CosineDecay(0.0, 9, warmup_target=0.1, warmup_steps=3)
        optimizer = kind(schedule, beta_1=beta_1, beta_2=0.99, global_clipnorm=1.0)
        optimizer.build(variables)
        apply = tf.function(lambda *g: optimizer.apply(g, variables), jit_compile=compiled, autograph=False)
        for gradient in gradients:
            apply(*(tf.constant(g, tf.float32) for g in gradient))
        return [np.asarray(v) for v in (*variables, *optimizer.variables)]

    keras_s, ours = corrected_by(keras.optimizers.Adam), corrected_by(Adam)
    assert len(keras_s) == len(ours)
    for one, other in zip(keras_s, ours):
        np.testing.assert_allclose(one, other, rtol=2e-5, atol=1e-7)
    assert not np.allclose(ours[0], given[0], atol=0.05), "they moved"
