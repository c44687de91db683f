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
        style: [b, patches, n]: it may change in time.
        dilation: distance in patches between the columns the convolution reads.
        name: prefix of the layers' names.

    Returns:
        [b, patches, OCTAVES, width].
    """
    width = x.shape[-1]
    film = layers.Dense(2 * width, kernel_initializer="zeros", name=f"{name}_film")(style)
    film = keras.ops.expand_dims(film, 2)
    h = layers.RMSNormalization(name=f"{name}_norm")(x)
    h = h * (1.0 + film[..., :width]) + film[..., width:]
    h = layers.LeakyReLU(0.2, name=f"{name}_act1")(h)
    h = layers.Conv2D(width, 3, padding="same", dilation_rate=(dilation, 1), name=f"{name}_conv")(h)
    h = layers.LeakyReLU(0.2, name=f"{name}_act2")(h)
    # A small last layer keeps the sum of many blocks near its first value at the start of training.
    small = keras.initializers.VarianceScaling(0.1)
    return x + layers.Dense(width, kernel_initializer=small, name=f"{name}_mix")(h)


def harmony_stage(
    x: keras.KerasTensor, column: keras.KerasTensor | None, width: int, dilations: tuple[int, ...], name: str
) -> tuple[keras.KerasTensor, keras.KerasTensor]:
    """Lets all octaves of a moment hear each other, and distant moments too: gather, convolve in time, hand back.

    Args:
        x: [b, patches, OCTAVES, channels].
        column: what the stage before gathered, [b, patches, width], or None.
        width: channels of the column.
        dilations: of one convolution in time each.
        name: prefix of the layers' names.

    Returns:
        x with what was heard added (nothing, at the start of training), and the column.
    """
    octaves, channels = x.shape[2], x.shape[3]
    h = layers.Dense(channels // 3, name=f"{name}_gather")(x)
    h = layers.Reshape((-1, octaves * (channels // 3)), name=f"{name}_stack")(h)
    h = layers.Dense(width, name=f"{name}_in")(h)
    column = h if column is None else column + h
    for i, dilation in enumerate(dilations):
        h = layers.RMSNormalization(name=f"{name}_norm{i}")(column)
        h = layers.LeakyReLU(0.2, name=f"{name}_act{i}")(h)
        column = column + layers.Conv1D(width, 3, padding="same", dilation_rate=dilation, name=f"{name}_conv{i}")(h)
    h = layers.RMSNormalization(name=f"{name}_norm")(column)
    h = layers.LeakyReLU(0.2, name=f"{name}_act")(h)
    h = layers.Dense(channels, kernel_initializer="zeros", name=f"{name}_out")(h)
    return x + keras.ops.expand_dims(h, 2), column


class OctavePosition(layers.Layer):  # type: ignore[misc]  # keras ships no types
    """Adds a learned vector per octave, so that a bass register differs from a high one. [b, t, OCTAVES, width]."""

    def build(self, shape: tuple[int, ...]) -> None:
        self.table = self.add_weight(shape=(1, 1, shape[2], shape[3]), initializer="normal", name="table")

    def call(self, x: keras.KerasTensor) -> keras.KerasTensor:
        return x + self.table
