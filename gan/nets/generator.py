"""The generator, the orchestra: reads the melody and what is already written, and writes the rest.

Fully convolutional in time: trained on four bars, it runs over a song of any length in one call.
"""

from __future__ import annotations

import keras
from keras import layers

from gan.data.grid import SLOTS_PER_PATCH
from gan.data.planes import CELL, CONTEXT_PLANES
from gan.data.spec import FRAME_FEATURES, style_length
from gan.data.voices import ACCOMPANYING, DRUMS, OCTAVES
from gan.nets.blocks import OctavePosition, styled_block

DILATIONS = (1, 2, 4, 8)


def build_generator(genres: int, width: int, blocks: int) -> keras.Model:
    """The network, freshly initialised.

    Inputs:
        notes: float32 [b, patches, OCTAVES, CELL * CONTEXT_PLANES], folded planes of what is given.
        frames: float32 [b, patches, FRAME_FEATURES] (see `gan.data.spec`).
        style: float32 [b, style_length(genres)].

    Outputs, all logits:
        pitches: [b, patches, OCTAVES, CELL * ACCOMPANYING], folded.
        silences: [b, patches, SLOTS_PER_PATCH * ACCOMPANYING], against the pitches in one softmax.
        onsets: [b, patches, SLOTS_PER_PATCH * ACCOMPANYING].
        drums: [b, patches, SLOTS_PER_PATCH * DRUMS].

    Args:
        genres: how many the style tells apart.
        width: channels, 8 or more.
        blocks: residual blocks; their dilations repeat 1, 2, 4, 8.
    """
    notes = keras.Input((None, OCTAVES, CELL * CONTEXT_PLANES), name="notes")
    frames = keras.Input((None, FRAME_FEATURES), name="frames")
    style = keras.Input((style_length(genres),), name="style")

    s = layers.Dense(width, activation="silu", name="style_in")(style)
    x = layers.Dense(width, name="notes_in")(notes)
    f = layers.Dense(width, name="frames_in")(frames)
    x = OctavePosition(name="octave")(x + keras.ops.expand_dims(f, 2))
    for i in range(blocks):
        x = styled_block(x, s, DILATIONS[i % len(DILATIONS)], f"block{i}")
    x = layers.RMSNormalization(name="out_norm")(x)
    x = layers.LeakyReLU(0.2, name="out_act")(x)

    pitches = layers.Dense(CELL * ACCOMPANYING, name="pitches")(x)
    column = layers.Dense(2 * width, activation="silu", name="column")(
        keras.ops.concatenate([keras.ops.mean(x, axis=2), keras.ops.max(x, axis=2)], axis=-1)
    )
    silences = layers.Dense(SLOTS_PER_PATCH * ACCOMPANYING, name="silences")(column)
    onsets = layers.Dense(SLOTS_PER_PATCH * ACCOMPANYING, name="onsets")(column)
    drums = layers.Dense(SLOTS_PER_PATCH * DRUMS, name="drums")(column)
    return keras.Model([notes, frames, style], [pitches, silences, onsets, drums], name="generator")
