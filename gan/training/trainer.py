"""The training loop: two networks taught in alternating cycles.

One step is one cycle: the generator finishes a batch, the discriminator compares it with what was really written,
then each is corrected by its own loss. Both corrections share the passes through the networks, which is what makes a
cycle cheap; each still sees only its own weights change.

What a cycle computes is written here with `keras.ops`; how its gradients are taken, in `tensorflow_cycle` and
`jax_cycle`, of which Keras's backend decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import keras
import numpy as np
from keras import ops

from gan.data.dataset import Dataset
from gan.data.echoes import with_echoes, with_rhythm
from gan.data.grid import SLOTS_PER_PATCH
from gan.data.motion import with_parallels
from gan.data.planes import chroma, fold, fold_drums, rhythm, sounding
from gan.data.sonority import with_sonorities
from gan.data.voices import ACCOMPANYING
from gan.nets.discriminator import build_discriminator
from gan.nets.generator import build_generator
from gan.nets.sampling import (
    choose_binary,
    choose_onsets,
    choose_states,
    gumbel,
    heard_notes,
    held,
    one_hot_states,
    same_pitch,
    state_logits,
)
from gan.training.adam import Adam, falling
from gan.training.config import PRESETS, TrainingConfig
from gan.training.feed import Feed, ProcessFeed, ThreadFeed
from gan.training.inputs import Inputs, inputs_of
from gan.training.losses import (
    binary_loss,
    discriminator_loss,
    generator_loss,
    state_loss,
)
from gan.training.machine import has_bfloat16

METRICS = (
    "generator_loss",
    "discriminator_loss",
    "reconstruction_loss",
    "state_loss",
    "onset_loss",
    "drum_loss",
    "penalty",
    "verdict_gap",
    "generator_gradient",
    "discriminator_gradient",
)
"""Names of what a step returns, in its order. `generator_loss` and `discriminator_loss` are the adversarial ones."""
_ONSET_WEIGHT, _DRUM_WEIGHT = 0.5, 1.0


class Losses(NamedTuple):
    """Tensors of one forward pass."""

    generator: Any
    discriminator: Any
    state: Any
    onset: Any
    drums: Any
    gap: Any

    @property
    def reconstruction(self) -> Any:
        return self.state + _ONSET_WEIGHT * self.onset + _DRUM_WEIGHT * self.drums


class Heard(NamedTuple):
    """What the discriminator hears of the real windows and of the finished ones: three tensors of notes each, then
    metre and style."""

    real: tuple[Any, ...]
    fake: tuple[Any, ...]
    metre: Any
    style: Any


class Cycle(Protocol):
    """How a backend takes the gradients.

    Attributes:
        far: whether it is fast enough to be fed by several processes, as `gan.training.feed` does.
    """

    far: bool

    def run(self, inputs: Inputs, penalised: bool) -> Any:
        """Update networks, optimizers and the mean. Returns METRICS for `read`.

        Raises MemoryError where the device has too little, as `read` may; the variables may be updated in part then.
        """

    def read(self, metrics: Any) -> np.ndarray:
        """What `run` gave, float32 [len(METRICS)]; waits for it."""

    def settle(self) -> None:
        """Bring the variables of networks and optimizers to where the last `run` left them."""

    def judge(self, inputs: Inputs) -> float:
        """The reconstruction loss of the averaged generator. Raises MemoryError as `run` does."""


class Trainer:
    """Both networks, both optimizers, the averaged generator and the step: the whole state of a run.

    Attributes:
        done: steps taken so far.
        generator, discriminator: the networks in training.
        averaged: the generator whose weights are the running mean; it composes, and is always of float32.
    """

    def __init__(self, config: TrainingConfig, dataset: Dataset) -> None:
        self.config = config
        self.dataset = dataset
        self.done = 0
        keras.utils.set_random_seed(config.seed)
        preset = PRESETS[config.preset]
        self.genres = len(config.genres)
        self.slots = dataset.slots
        self.patches = self.slots // SLOTS_PER_PATCH
        keras.config.set_dtype_policy(precision_of(config))
        self.generator = build_generator(self.genres, preset.width, preset.blocks)
        self.discriminator = build_discriminator(self.genres, preset.critic_width, self.patches)
        keras.config.set_dtype_policy("float32")
        self.averaged = build_generator(self.genres, preset.width, preset.blocks)
        self.averaged.set_weights(self.generator.get_weights())
        self._rates = [falling(rate, config.steps) for rate in (config.generator_rate, config.discriminator_rate)]
        self.generator_optimizer = Adam(self._rates[0], beta_1=0.5, beta_2=0.99, global_clipnorm=1.0)
        self.discriminator_optimizer = Adam(self._rates[1], beta_1=0.0, beta_2=0.99, global_clipnorm=10.0)
        self.generator_optimizer.build(self.generator.trainable_variables)
        self.discriminator_optimizer.build(self.discriminator.trainable_variables)
        self._cycle = _cycle_of(self)
        self._feed: Feed = ProcessFeed(config) if self._cycle.far else ThreadFeed(config, dataset)

    def step(self) -> Any:
        """One cycle. Returns METRICS for `read`; a GPU may still be at work on them."""
        metrics = self._cycle.run(self._feed.take(self.done), self.penalised(self.done + 1))
        self.done += 1
        return metrics

    def penalised(self, step: int) -> bool:
        """Whether a step, counted from 1, has the gradient penalty; the others tell 0 for it."""
        return (step - 1) % self.config.penalty_every == 0

    def read(self, metrics: Any) -> np.ndarray:
        """What a step gave, float32 [len(METRICS)]. Raises MemoryError as `Cycle` says."""
        return self._cycle.read(metrics)

    def held_out_loss(self, music: Dataset, batches: int) -> float:
        """Reconstruction loss of the averaged generator, in nats, over some batches of music it does not learn from.

        The same windows and masks each time, so that two steps of a run can be compared. Raises MemoryError as `Cycle`
        says.
        """
        found = [self._cycle.judge(inputs_of(self.config, music, number)) for number in range(batches)]
        return float(np.mean(found))

    def rates(self) -> tuple[float, float]:
        """The learning rates of generator and discriminator at this step."""
        return float(self._rates[0](self.done)), float(self._rates[1](self.done))

    def variables(self) -> dict[str, list[keras.Variable]]:
        """Everything that a checkpoint must hold, by name, as it is now; it may be assigned to."""
        self._cycle.settle()
        return self.networks_and_optimizers()

    def mean(self) -> list[np.ndarray]:
        """The weights of `averaged` as they are now."""
        self._cycle.settle()
        return list(self.averaged.get_weights())

    def networks_and_optimizers(self) -> dict[str, list[keras.Variable]]:
        """The variables by name, which may be as they were some steps ago."""
        return {
            "generator": self.generator.variables,
            "averaged": self.averaged.variables,
            "discriminator": self.discriminator.variables,
            "generator_optimizer": self.generator_optimizer.variables,
            "discriminator_optimizer": self.discriminator_optimizer.variables,
        }

    def wanted(self, losses: Losses) -> Any:
        """What the generator is corrected by."""
        return losses.reconstruction + self.config.adversarial_weight * losses.generator

    @property
    def penalty_weight(self) -> float:
        """Of the penalty in what the discriminator is corrected by, in those cycles that have one."""
        return 0.5 * self.config.penalty * self.config.penalty_every

    def decay(self, steps: Any) -> Any:
        """Of the averaged generator, after so many steps: low at first, or a short run's mean would be its beginning.

        The ramp is that of TensorFlow's ExponentialMovingAverage with num_updates.
        """
        steps = ops.cast(steps, "float32")
        return ops.minimum(self.config.ema, (1.0 + steps) / (10.0 + steps))

    def verdict(self, notes: Sequence[Any], heard: Heard) -> Any:
        """The sum of the discriminator's mean verdicts on some notes: what the penalty looks at the slope of."""
        return ops.sum(ops.mean(_exact(self.discriminator([*notes, heard.metre, heard.style])), axis=1))

    def forward(self, generator: keras.Model, inputs: Inputs) -> tuple[Losses, Heard]:
        """One pass of both networks."""
        outputs = [_exact(output) for output in generator(self._given(inputs))]
        (state, onset, drums), real_inputs, fake_inputs = self._finished(outputs, inputs)
        style = ops.concatenate([inputs.genre, inputs.texture], axis=-1)
        real = _exact(self.discriminator([*real_inputs, inputs.metre, style]))
        fake = _exact(self.discriminator([*fake_inputs, inputs.metre, style]))
        settled = 1.0 - ops.mean(inputs.mask, axis=(1, 2))
        losses = Losses(
            generator_loss(real, fake, settled),
            discriminator_loss(real, fake),
            state,
            onset,
            drums,
            ops.mean(real - fake),
        )
        return losses, Heard(real_inputs, fake_inputs, inputs.metre, style)

    def _given(self, inputs: Inputs) -> list[Any]:
        """The generator's inputs: what stands, and where it is to write."""
        onset, drums, notes_written, drums_written = self._music(inputs)
        parts = sounding(inputs.state[:, 1:], ops) * (1.0 - ops.expand_dims(notes_written, 2))
        sound = ops.concatenate([sounding(inputs.state[:, :1], ops), parts], axis=3)
        notes = ops.concatenate([sound, sound * ops.expand_dims(onset, 2)], axis=3)
        hits = fold_drums(drums * (1.0 - drums_written), ops)
        heard = chroma(sound, ops), inputs.agreement, rhythm(sound, onset, ops)
        frames = ops.concatenate([hits, inputs.mask, inputs.metre, inputs.bar_noise, *heard], axis=-1)
        take = ops.repeat(ops.expand_dims(inputs.take_noise, 1), self.patches, axis=1)
        return [fold(notes, ops), frames, ops.concatenate([inputs.genre, inputs.texture, take, inputs.owed], axis=-1)]

    def _music(self, inputs: Inputs) -> tuple[Any, Any, Any, Any]:
        """Onsets [b, slots, VOICES] and drums; where voices [b, slots, ACCOMPANYING], and drums, are open."""
        onset = ops.cast(ops.transpose(inputs.onset, (0, 2, 1)), "float32")
        written = ops.repeat(inputs.mask, SLOTS_PER_PATCH, axis=1)
        notes_written, drums_written = ops.split(written, [ACCOMPANYING], axis=2)
        return onset, ops.cast(inputs.drums, "float32"), notes_written, drums_written

    def _finished(self, outputs: list[Any], inputs: Inputs) -> tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]:
        """What the generator's outputs come to.

        Returns:
            The losses of states, onsets and drums; what the discriminator hears of the real windows, and of the same
            with what the generator wrote in them.
        """
        onset, drums, notes_written, drums_written = self._music(inputs)
        target = one_hot_states(inputs.state[:, 1:])  # [b, slots, STATES, ACCOMPANYING]
        _, parts = ops.split(target, [1], axis=2)
        tune = sounding(inputs.state[:, :1], ops)

        pitches, silences, holds, onset_logits, repeat_logits, drum_logits, motion, gates, stays, sonority = outputs
        logits = state_logits(pitches, silences, ACCOMPANYING)
        by_voice = (-1, self.slots, ACCOMPANYING)
        holds, onset_logits, repeat_logits = (ops.reshape(x, by_voice) for x in (holds, onset_logits, repeat_logits))
        gates, holds = with_rhythm(gates, holds, stays, inputs.onset_echo, ops)
        logits, onset_logits, repeat_logits, drum_logits = with_echoes(
            (logits, onset_logits, repeat_logits, ops.reshape(drum_logits, drums.shape)),
            gates,
            inputs.state_echo,
            inputs.onset_echo,
            inputs.drum_echo,
            ops,
        )
        logits = with_parallels(logits, motion, ops.cast(inputs.parallels, "float32"), ops)
        logits = with_sonorities(logits, sonority, ops.cast(inputs.sonorities, "float32"), ops)
        _, chosen = ops.split(choose_states(logits, holds, gumbel(inputs.pitch_lots)), [1], axis=2)
        cell = ops.expand_dims(notes_written, 2)
        sound = chosen * cell + parts * (1.0 - cell)
        begins = choose_onsets(sound, repeat_logits, inputs.onset_noise)
        _, played = ops.split(onset, [1], axis=2)
        own = begins * notes_written + played * (1.0 - notes_written)
        hits = choose_binary(drum_logits, inputs.drum_noise) * drums_written + drums * (1.0 - drums_written)
        real, fake = (
            (*heard_notes(ops.concatenate([tune, notes], axis=3), attacks), fold_drums(struck, ops))
            for notes, attacks, struck in (
                (parts, onset, drums),
                (sound, ops.concatenate([onset[..., :1], own], axis=2), hits),
            )
        )
        # Of a voice that sounds: does it strike again, and where the slot before is open too, does a note begin at all.
        repeated = notes_written * same_pitch(parts)
        open_before = ops.concatenate([notes_written[:, :1], notes_written[:, :-1]], axis=1)
        opened = notes_written * (1.0 - target[:, :, 0]) * open_before
        losses = (
            state_loss(held(logits, holds, target), target, notes_written),
            binary_loss(onset_logits, played, opened) + binary_loss(repeat_logits, played, repeated),
            binary_loss(drum_logits, drums, ops.broadcast_to(drums_written, drums.shape)),
        )
        return losses, real, fake


def metrics_of(losses: Losses, penalty: Any, generator_gradient: Any, discriminator_gradient: Any) -> Any:
    """METRICS, float32 [len(METRICS)]; the last two are the norms of all gradients of a network together."""
    return ops.stack(
        [
            losses.generator,
            losses.discriminator,
            losses.reconstruction,
            losses.state,
            losses.onset,
            losses.drums,
            penalty,
            losses.gap,
            generator_gradient,
            discriminator_gradient,
        ]
    )


def precision_of(config: TrainingConfig) -> str:
    """Keras's name of the precision a run computes in: as asked, or bfloat16 where a GPU has it."""
    return config.precision or ("mixed_bfloat16" if has_bfloat16() else "float32")


def _cycle_of(trainer: Trainer) -> Cycle:
    if keras.backend.backend() == "jax":
        from gan.training.jax_cycle import JaxCycle

        return JaxCycle(trainer)
    from gan.training.tensorflow_cycle import TensorFlowCycle

    return TensorFlowCycle(trainer)


def _exact(x: Any) -> Any:
    return ops.cast(x, "float32")
