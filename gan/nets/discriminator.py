"""The discriminator, the conductor: hears melody and parts together and says how real each stretch is."""

from __future__ import annotations

import keras
from keras import layers

from gan.data.grid import METRE_FEATURES, SLOTS_PER_PATCH
from gan.data.planes import CELL, HEARD_CHROMA, HEARD_PLANES
from gan.data.texture import TEXTURE
from gan.data.voices import DRUMS, OCTAVES
from gan.nets.blocks import OctavePosition, styled_block


def build_discriminator(genres: int, width: int, patches: int) -> keras.Model:
    """The network, freshly initialised.

    Inputs:
        heard: float32 [b, patches, OCTAVES, CELL * HEARD_PLANES], folded planes of the roles.
        chroma: float32 [b, patches, HEARD_CHROMA], of the same.
        drums: float32 [b, patches, SLOTS_PER_PATCH * DRUMS].
        metre: float32 [b, patches, METRE_FEATURES].
        style: float32 [b, patches, genres + TEXTURE].

    Output:
        verdicts: [b, patches // 4 + 1], higher is more real: one per half bar, then one for the whole, to which
        the genre adds its own view (a projection, after Miyato & Koyama 2018).
    """
    heard = keras.Input((patches, OCTAVES, CELL * HEARD_PLANES), name="heard")
    chroma = keras.Input((patches, HEARD_CHROMA), name="chroma")
    drums = keras.Input((patches, SLOTS_PER_PATCH * DRUMS), name="drums")
    metre = keras.Input((patches, METRE_FEATURES), name="metre")
    style = keras.Input((patches, genres + TEXTURE), name="style")

    s = layers.Dense(width, activation="silu", name="style_in")(style)
    x = layers.Dense(width, name="heard_in")(heard)
    f = layers.Dense(width, name="frames_in")(keras.ops.concatenate([chroma, drums, metre], axis=-1))
    x = OctavePosition(name="octave")(x + keras.ops.expand_dims(f, 2))
    x = styled_block(x, s, 1, "block0")
    x = styled_block(x, s, 2, "block1")
    x = layers.AveragePooling2D((2, 1), name="halve0")(x)
    s = layers.AveragePooling1D(2, name="halve_style")(s)
    x = styled_block(x, s, 2, "block2")
    x = styled_block(x, s, 4, "block3")
    x = layers.AveragePooling2D((2, 1), name="halve1")(x)
    x = layers.LeakyReLU(0.2, name="out_act")(x)

    column = keras.ops.concatenate([keras.ops.mean(x, axis=2), keras.ops.max(x, axis=2)], axis=-1)
    column = layers.Dense(2 * width, name="column")(column)
    column = layers.LeakyReLU(0.2, name="column_act")(column)
    local = layers.Dense(1, name="local")(column)[..., 0]
    whole = keras.ops.concatenate([keras.ops.mean(column, axis=1), keras.ops.max(column, axis=1)], axis=-1)
    whole = layers.Dense(2 * width, name="whole")(whole)
    whole = layers.LeakyReLU(0.2, name="whole_act")(whole)
    view = layers.Dense(2 * width, name="view")(keras.ops.mean(style, axis=1))
    overall = layers.Dense(1, name="overall")(whole) + keras.ops.mean(whole * view, axis=-1, keepdims=True)
    return keras.Model(
        [heard, chroma, drums, metre, style], keras.ops.concatenate([local, overall], axis=-1), name="discriminator"
    )
