"""The generator, the orchestra: reads the melody and what is already written, and writes the rest.

Fully convolutional in time: trained on windows, it runs over a song of any length in one call.
"""

from __future__ import annotations

import keras
from keras import layers

from gan.data.echoes import GATES, STAYS
from gan.data.grid import SLOTS_PER_PATCH
from gan.data.motion import MOTION_GATES
from gan.data.planes import CELL, CONTEXT_PLANES, RHYTHM
from gan.data.sonority import SONORITY_GATES
from gan.data.spec import FRAME_FEATURES, style_length
from gan.data.voices import ACCOMPANYING, DRUMS, OCTAVES
from gan.nets.blocks import OctavePosition, harmony_stage, styled_block

DILATIONS = (1, 2, 4, 8)
"""Patches between what a block reads: 8 is a bar of 4/4."""
HARMONY_DILATIONS = ((1, 8), (2, 16), (4, 32))
"""Of the harmony stages, which stand after every second block: near and, in whole bars of 4/4, far."""


def build_generator(genres: int, width: int, blocks: int) -> keras.Model:
    """The network, freshly initialised.

    Inputs:
        notes: float32 [b, patches, OCTAVES, CELL * CONTEXT_PLANES], folded planes of what is given.
        frames: float32 [b, patches, FRAME_FEATURES] (see `gan.data.spec`).
        style: float32 [b, patches, style_length(genres)].

    Outputs, logits but for the last:
        pitches: [b, patches, OCTAVES, CELL * ACCOMPANYING], folded.
        silences: [b, patches, SLOTS_PER_PATCH * ACCOMPANYING], against the pitches in one softmax.
        holds: [b, patches, SLOTS_PER_PATCH * ACCOMPANYING], how much a voice wants to stay what it was a slot ago (of
            the first slot of a patch it is not used: the patch before is an echo).
        onsets: [b, patches, SLOTS_PER_PATCH * ACCOMPANYING], whether a voice that sounds begins a note, the slot
            before not known.
        repeats: the same shape, whether it strikes again the pitch that it had the slot before.
        drums: [b, patches, SLOTS_PER_PATCH * DRUMS].
        motion: [b, patches, MOTION_GATES], how much parallel fifths and octaves are wanted (see `gan.data.motion`).
        gates: [b, patches, GATES], how much each echo is wanted (see `gan.data.echoes`).
        stays: [b, patches, STAYS], how much the rhythm of each echo is wanted (see `gan.data.echoes`).
        sonority: [b, patches, SONORITY_GATES], what is wanted of the chord that sounds (see `gan.data.sonority`).

    Args:
        genres: how many the style tells apart.
        width: channels, 8 or more.
        blocks: residual blocks; their dilations repeat DILATIONS.
    """
    notes = keras.Input((None, OCTAVES, CELL * CONTEXT_PLANES), name="notes")
    frames = keras.Input((None, FRAME_FEATURES), name="frames")
    style = keras.Input((None, style_length(genres)), name="style")

    s = layers.Dense(width, activation="silu", name="style_in")(style)
    x = layers.Dense(width, name="notes_in")(notes)
    f = layers.Dense(width, name="frames_in")(frames)
    x = OctavePosition(name="octave")(x + keras.ops.expand_dims(f, 2))
    harmony = None
    for i in range(blocks):
        x = styled_block(x, s, DILATIONS[i % len(DILATIONS)], f"block{i}")
        if i % 2 == 1 and i // 2 < len(HARMONY_DILATIONS):
            x, harmony = harmony_stage(x, harmony, width * 4 // 3, HARMONY_DILATIONS[i // 2], f"harmony{i // 2}")
    x = layers.RMSNormalization(name="out_norm")(x)
    x = layers.LeakyReLU(0.2, name="out_act")(x)

    pitches = layers.Dense(CELL * ACCOMPANYING, name="pitches")(x)
    column = layers.Dense(2 * width, name="column")(
        keras.ops.concatenate([keras.ops.mean(x, axis=2), keras.ops.max(x, axis=2)], axis=-1)
    )
    # When the others attack decides when a voice does: that is heard as it stands, not through the blocks alone.
    attacks = layers.Conv1D(2 * width, 3, padding="same", kernel_initializer="zeros", name="rhythm")(
        frames[..., -RHYTHM:]
    )
    # What a genre is like where each voice goes is said directly too, so that a small genre need not turn the blocks.
    column = keras.ops.silu(column + attacks + layers.Dense(2 * width, kernel_initializer="zeros", name="genre")(s))
    # Which pitch class a voice takes is one question, in which octave another.
    classes = layers.Dense(CELL * ACCOMPANYING, kernel_initializer="zeros", name="pitch_classes")(column)
    pitches = pitches + keras.ops.expand_dims(classes, 2)
    silences = layers.Dense(SLOTS_PER_PATCH * ACCOMPANYING, name="silences")(column)
    holds = layers.Dense(SLOTS_PER_PATCH * ACCOMPANYING, kernel_initializer="zeros", name="holds")(column)
    onsets = layers.Dense(SLOTS_PER_PATCH * ACCOMPANYING, name="onsets")(column)
    repeats = layers.Dense(SLOTS_PER_PATCH * ACCOMPANYING, name="repeats")(column)
    drums = layers.Dense(SLOTS_PER_PATCH * DRUMS, name="drums")(column)
    motion = layers.Dense(MOTION_GATES, kernel_initializer="zeros", name="motion")(column)
    motion = motion + layers.Dense(MOTION_GATES, kernel_initializer="zeros", name="motion_genre")(s)
    gates = layers.Dense(GATES, kernel_initializer="zeros", name="gates")(column)
    gates = gates + layers.Dense(GATES, kernel_initializer="zeros", name="gates_genre")(s)
    stays = layers.Dense(STAYS, kernel_initializer="zeros", name="stays")(column)
    stays = stays + layers.Dense(STAYS, kernel_initializer="zeros", name="stays_genre")(s)
    sonority = layers.Dense(SONORITY_GATES, kernel_initializer="zeros", name="sonority")(column)
    sonority = sonority + layers.Dense(SONORITY_GATES, kernel_initializer="zeros", name="sonority_genre")(s)
    outputs = [pitches, silences, holds, onsets, repeats, drums, motion, gates, stays, sonority]
    return keras.Model([notes, frames, style], outputs, name="generator")
