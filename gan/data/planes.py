"""Voices → the dense arrays the networks read, and back; one code for numpy and for Keras tensors.

`fold` packs a patch (3 slots) and an octave (12 pitches) into channels: an interval is the same feature in every
octave, and each convolution becomes a dense product on a small grid of patches by octaves.

`ops` is a module with numpy's names: `numpy` when composing, `keras.ops` when training.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gan.data.grid import SLOTS_PER_PATCH
from gan.data.voices import DRUMS, OCTAVES, PITCHES, VOICES

Tensor = Any
CELL = SLOTS_PER_PATCH * 12
"""Cells of one plane in a patch and octave."""
CONTEXT_PLANES = 2 * VOICES
"""Sounding and attack planes of each voice: what the generator reads."""
HEARD_PLANES = 2 * 4
"""Sounding and attack planes of melody, chords, bass, pad: what the discriminator hears."""


def sounding(state: Tensor, ops: Any = np) -> Tensor:
    """uint8 [b, voices, slots] → float32 [b, slots, PITCHES, voices]: 1 where a voice sounds a pitch."""
    pitches = np.arange(1, PITCHES + 1, dtype="uint8").reshape(1, 1, PITCHES, 1)
    spread = ops.expand_dims(ops.transpose(state, (0, 2, 1)), 2)
    return ops.cast(ops.equal(spread, pitches), "float32") if ops is not np else (spread == pitches).astype("float32")


def fold(planes: Tensor, ops: Any = np) -> Tensor:
    """[b, slots, PITCHES, c] → [b, patches, OCTAVES, CELL * c]; slots a multiple of SLOTS_PER_PATCH."""
    slots, c = planes.shape[1], planes.shape[3]
    patches = slots // SLOTS_PER_PATCH
    x = ops.reshape(planes, (-1, patches, SLOTS_PER_PATCH, OCTAVES, 12, c))
    return ops.reshape(ops.transpose(x, (0, 1, 3, 2, 4, 5)), (-1, patches, OCTAVES, CELL * c))


def unfold(folded: Tensor, ops: Any = np) -> Tensor:
    """[b, patches, OCTAVES, CELL * c] → [b, slots, PITCHES, c]: the inverse of `fold`."""
    patches, c = folded.shape[1], folded.shape[3] // CELL
    x = ops.reshape(folded, (-1, patches, OCTAVES, SLOTS_PER_PATCH, 12, c))
    return ops.reshape(ops.transpose(x, (0, 1, 3, 2, 4, 5)), (-1, patches * SLOTS_PER_PATCH, PITCHES, c))


def fold_drums(drums: Tensor, ops: Any = np) -> Tensor:
    """[b, slots, DRUMS] → [b, patches, SLOTS_PER_PATCH * DRUMS]."""
    return ops.reshape(drums, (-1, drums.shape[1] // SLOTS_PER_PATCH, SLOTS_PER_PATCH * DRUMS))
