"""What a cycle of both networks reads, made with numpy alone: any process may make it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gan.data import motion, sonority
from gan.data.dataset import Dataset
from gan.data.echoes import echoes_of
from gan.data.grid import SLOTS_PER_PATCH
from gan.data.masks import draw_masks
from gan.data.motion import parallels_of
from gan.data.noise import draw_noise
from gan.data.owed import owed_in_windows
from gan.data.sonority import sonorities_of
from gan.data.voices import ACCOMPANYING, STATES
from gan.training.config import TrainingConfig


class Inputs(NamedTuple):
    """What a cycle reads, a function of (seed, step): numpy arrays or the backend's tensors."""

    state: Any
    """uint8 [b, VOICES, slots]."""
    onset: Any
    """uint8 [b, VOICES, slots]."""
    drums: Any
    """uint8 [b, slots, DRUMS]."""
    mask: Any
    """float32 [b, patches, COLUMNS], 1 where the generator writes."""
    genre: Any
    """float32 [b, patches, genres]."""
    texture: Any
    """float32 [b, patches, TEXTURE]."""
    metre: Any
    """float32 [b, patches, METRE_FEATURES]."""
    take_noise: Any
    """float32 [b, NOISE]."""
    bar_noise: Any
    """float32 [b, patches, BAR_NOISE]."""
    pitch_lots: Any
    """uint16 [b, slots, STATES, ACCOMPANYING], evenly distributed (see `gumbel`); or uint32 [2], of which a device
    makes them itself."""
    onset_noise: Any
    """float32 [b, slots, ACCOMPANYING]."""
    drum_noise: Any
    """float32 [b, slots, DRUMS]."""
    state_echo: Any
    """int8 [b, slots, ECHOES, ACCOMPANYING]; this and the next three from `gan.data.echoes`."""
    onset_echo: Any
    """int8 [b, slots, ECHOES, ACCOMPANYING]."""
    drum_echo: Any
    """int8 [b, slots, ECHOES, DRUMS]."""
    agreement: Any
    """float32 [b, patches, AGREEMENTS]."""
    parallels: Any
    """bool [b, patches, KINDS, STATES, ACCOMPANYING], from `gan.data.motion`."""
    sonorities: Any
    """bool [b, patches, KINDS, CLASSES, ACCOMPANYING], from `gan.data.sonority`."""
    owed: Any
    """float32 [b, patches, OWED], from `gan.data.owed`."""


_TRUTHS = {"parallels": (motion.KINDS, STATES), "sonorities": (sonority.KINDS, sonority.CLASSES)}
"""The inputs of truth values, and their axes between patches and voices."""


def inputs_of(config: TrainingConfig, music: Dataset, step: int, far: bool = False) -> Inputs:
    """What the cycle of a step reads, as numpy arrays; a function of (seed, step).

    Args:
        config: of the run.
        music: what it learns from, or what it is judged by.
        step: counted from 0.
        far: it goes to another process and a GPU: truth values in bits, eight to a byte (uint8 [b, n / 8]), and the
            lots of pitches left to the device. Four fifths of all bytes are theirs.
    """
    batch = music.batch(step, config.batch)
    patches = music.slots // SLOTS_PER_PATCH
    bar, place = np.divmod(np.arange(music.slots), batch.bar_slots[:, None])
    rng = np.random.default_rng([config.seed, 4, step])
    noise = draw_noise(rng, bar, place, pitches=False)
    mask = draw_masks(config.seed, step, patches, batch.bar_slots // SLOTS_PER_PATCH).astype(np.float32)
    settled = np.repeat(mask == 0, SLOTS_PER_PATCH, axis=1)
    echoes = echoes_of(batch.state, batch.onset, batch.drums, settled, batch.bar_slots)
    genre = np.eye(len(config.genres), dtype=np.float32)[batch.genre]
    if far:
        lots = np.array([config.seed, step], np.uint32)
    else:
        lots = rng.integers(1 << 16, size=(len(mask), music.slots, STATES, ACCOMPANYING), dtype=np.uint16)
    inputs = Inputs(
        state=batch.state,
        onset=batch.onset,
        drums=batch.drums,
        mask=mask,
        genre=np.repeat(genre[:, None], patches, axis=1),
        texture=batch.texture,
        metre=batch.metre,
        take_noise=noise.take,
        bar_noise=noise.bar,
        pitch_lots=lots,
        onset_noise=noise.onset,
        drum_noise=noise.drums,
        state_echo=echoes.state,
        onset_echo=echoes.onset,
        drum_echo=echoes.drums,
        agreement=echoes.agreement,
        parallels=parallels_of(batch.state, settled),
        sonorities=sonorities_of(batch.state, settled),
        owed=owed_in_windows(batch.state, batch.onset, batch.drums, mask == 0, batch.texture, batch.bar_slots),
    )
    if not far:
        return inputs
    packed = {name: np.packbits(getattr(inputs, name).reshape(len(mask), -1), axis=1) for name in _TRUTHS}
    return inputs._replace(**packed)


def unpacked(inputs: Inputs, xp: Any = np) -> Inputs:
    """The truth values of what was made for far away, 0 and 1, in the shapes of what is made for near by.

    Args:
        inputs: as `inputs_of` gives them for `far`.
        xp: `numpy`, or what has its `unpackbits` and `reshape` for tensors of a device.
    """
    count, patches = inputs.mask.shape[:2]
    truths = {
        name: xp.reshape(xp.unpackbits(getattr(inputs, name), axis=1), (count, patches, *shape, ACCOMPANYING))
        for name, shape in _TRUTHS.items()
    }
    return inputs._replace(**truths)
