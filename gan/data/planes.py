"""Voices → the dense arrays the networks read, and back; one code for numpy and for Keras tensors.

`fold` packs a patch (3 slots) and an octave (12 pitches) into channels: an interval is the same feature in every
octave, and each convolution becomes a dense product on a small grid of patches by octaves.

`ops` is a module with numpy's names: `numpy` when composing, `keras.ops` when training.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gan.data.grid import SLOTS_PER_PATCH
from gan.data.voices import DRUMS, OCTAVES, PITCHES, VOICES, VOICES_OF
from gan.music.role import Role

Tensor = Any
CELL = SLOTS_PER_PATCH * 12
"""Cells of one plane in a patch and octave."""
CONTEXT_PLANES = 2 * VOICES
"""Sounding and attack planes of each voice: what the generator reads."""
_CHROMA_OF = ((0, 1), (VOICES_OF[Role.BASS][0], VOICES_OF[Role.BASS][-1] + 1), (0, VOICES))
CHROMA = SLOTS_PER_PATCH * 12 * len(_CHROMA_OF)
"""Numbers per patch in the chroma of melody, bass and all voices: which pitch classes sound, whatever the octave."""
RHYTHM = 2 * SLOTS_PER_PATCH * VOICES
"""Numbers per patch in the rhythm of the voices: where each sounds, and where it attacks."""
HEARD_PLANES = 2 * 4
"""Sounding and attack planes of melody, chords, bass, pad: what the discriminator hears."""
HEARD_CHROMA = SLOTS_PER_PATCH * 12 * HEARD_PLANES // 2
"""Numbers per patch in the chroma of those four roles."""


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


def chroma(sound: Tensor, ops: Any = np) -> Tensor:
    """float32 [b, slots, PITCHES, VOICES] of 0 and 1 → float32 [b, patches, CHROMA]."""
    slots = sound.shape[1]
    by_class = ops.max(ops.reshape(sound, (-1, slots, OCTAVES, 12, VOICES)), axis=2)
    groups = [ops.max(by_class[..., first:last], axis=-1) for first, last in _CHROMA_OF]
    return ops.reshape(ops.stack(groups, axis=-1), (-1, slots // SLOTS_PER_PATCH, CHROMA))


def rhythm(sound: Tensor, onset: Tensor, ops: Any = np) -> Tensor:
    """When the voices sound and attack, whatever the pitch, float32 [b, patches, RHYTHM].

    Args:
        sound: float32 [b, slots, PITCHES, VOICES] of 0 and 1.
        onset: float32 [b, slots, VOICES].
    """
    sounds = ops.sum(sound, axis=2)
    return ops.reshape(ops.stack([sounds, sounds * onset], axis=2), (-1, sound.shape[1] // SLOTS_PER_PATCH, RHYTHM))


def heard_chroma(sound: Tensor, ops: Any = np) -> Tensor:
    """Where the four roles sound, [b, slots, PITCHES, HEARD_PLANES / 2] → [b, patches, HEARD_CHROMA]."""
    slots = sound.shape[1]
    by_octave = ops.reshape(sound, (-1, slots, OCTAVES, 12, HEARD_PLANES // 2))
    return ops.reshape(ops.sum(by_octave, axis=2), (-1, slots // SLOTS_PER_PATCH, HEARD_CHROMA))
