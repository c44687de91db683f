"""Adam as both networks are corrected by it, and how its rate falls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops


class Adam(keras.optimizers.Adam):  # type: ignore[misc]  # Keras has no types
    """Keras's Adam (Kingma and Ba, 2015, with the two corrections in the rate), without AMSGrad.

    Keras writes an update as some twenty operations for each variable. With a few hundred variables these are a sixth
    of what a step's graph is traced from, and a run's first loss waits for that.
    """

    def apply(self, grads: Sequence[Any], trainable_variables: Sequence[Any] | None = None) -> None:
        if keras.backend.backend() == "tensorflow":
            steps = ops.cast(self.iterations + 1, "float32")
            rates = [ops.convert_to_tensor(x, "float32") for x in (self.beta_1, self.beta_2, self.epsilon)]
            # Once for all variables.
            self._scalars = dict(zip(("beta1", "beta2", "epsilon"), rates))
            self._scalars |= {"beta1_power": ops.power(rates[0], steps), "beta2_power": ops.power(rates[1], steps)}
        super().apply(grads, trainable_variables)

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        if keras.backend.backend() != "tensorflow":
            super().update_step(gradient, variable, learning_rate)
            return
        import tensorflow as tf

        number = self._get_variable_index(variable)
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=self._momentums[number].value.handle,
            v=self._velocities[number].value.handle,
            lr=learning_rate,
            grad=gradient,
            **self._scalars,
        )


def falling(rate: float, steps: int) -> keras.optimizers.schedules.LearningRateSchedule:
    """A rate that warms up for a tenth of the steps, 300 at most, and falls on a cosine to a twentieth."""
    warm = max(1, min(300, steps // 10))
    return keras.optimizers.schedules.CosineDecay(
        0.0, max(1, steps - warm), alpha=0.05, warmup_target=rate, warmup_steps=warm
    )
