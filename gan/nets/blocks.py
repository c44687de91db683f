"""The one building block of both networks."""

from __future__ import annotations

import keras
from keras import layers


def styled_block(x: keras.KerasTensor, style: keras.KerasTensor, dilation: int, name: str) -> keras.KerasTensor:
    """A residual block steered by a style: normalise, scale and shift by the style, convolve, mix.

    The scale and shift are FiLM (Perez et al. 2018); the convolution reads three octaves and three patches
    `dilation` apart.

    Args:
        x: [b, patches, OCTAVES, width].
        style: [b, n].
        dilation: distance in patches between the columns the convolution reads.
        name: prefix of the layers' names.

    Returns:
        [b, patches, OCTAVES, width].
    """
    width = x.shape[-1]
    film = layers.Dense(2 * width, kernel_initializer="zeros", name=f"{name}_film")(style)
    film = layers.Reshape((1, 1, 2 * width), name=f"{name}_spread")(film)
    h = layers.RMSNormalization(name=f"{name}_norm")(x)
    h = h * (1.0 + film[..., :width]) + film[..., width:]
    h = layers.LeakyReLU(0.2, name=f"{name}_act1")(h)
    h = layers.Conv2D(width, 3, padding="same", dilation_rate=(dilation, 1), name=f"{name}_conv")(h)
    h = layers.LeakyReLU(0.2, name=f"{name}_act2")(h)
    # A small last layer keeps the sum of many blocks near its first value at the start of training.
    small = keras.initializers.VarianceScaling(0.1)
    return x + layers.Dense(width, kernel_initializer=small, name=f"{name}_mix")(h)


class OctavePosition(layers.Layer):  # type: ignore[misc]  # keras ships no types
    """Adds a learned vector per octave, so that a bass register differs from a high one. [b, t, OCTAVES, width]."""

    def build(self, shape: tuple[int, ...]) -> None:
        self.table = self.add_weight(shape=(1, 1, shape[2], shape[3]), initializer="normal", name="table")

    def call(self, x: keras.KerasTensor) -> keras.KerasTensor:
        return x + self.table
