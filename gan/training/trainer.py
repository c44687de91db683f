"""The training loop: two networks taught in alternating cycles.

One step is one cycle: the generator finishes a batch, the discriminator compares it with what was really written,
then each is corrected by its own loss. Both corrections share the passes through the networks, which is what makes a
cycle cheap; each still sees only its own weights change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from gan.data.dataset import Batch, Dataset
from gan.data.echoes import echoes_of, with_echoes
from gan.data.grid import SLOTS_PER_PATCH
from gan.data.masks import draw_masks
from gan.data.motion import parallels_of, with_parallels
from gan.data.noise import draw_noise
from gan.data.planes import chroma, fold, fold_drums, heard_chroma, rhythm
from gan.data.voices import ACCOMPANYING
from gan.nets.discriminator import build_discriminator
from gan.nets.generator import build_generator
from gan.nets.sampling import (
    choose_binary,
    choose_onsets,
    choose_states,
    heard_planes,
    held,
    one_hot_states,
    same_pitch,
    state_logits,
)
from gan.training.config import PRESETS, TrainingConfig
from gan.training.losses import (
    binary_loss,
    discriminator_loss,
    generator_loss,
    gradient_penalty,
    state_loss,
)

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


@dataclass(frozen=True, slots=True)
class Losses:
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


class Trainer:
    """Both networks, both optimizers, the averaged generator and the step: the whole state of a run.

    Attributes:
        done: steps taken so far.
        generator, discriminator: the networks in training.
        averaged: the generator whose weights are the running mean; it composes.
    """

    def __init__(self, config: TrainingConfig, dataset: Dataset) -> None:
        self.config = config
        self.dataset = dataset
        self.done = 0
        keras.utils.set_random_seed(config.seed)
        preset = PRESETS[config.preset]
        self.genres = len(config.genres)
        self.generator = build_generator(self.genres, preset.width, preset.blocks)
        self.averaged = build_generator(self.genres, preset.width, preset.blocks)
        self.averaged.set_weights(self.generator.get_weights())
        self.slots = dataset.slots
        self.patches = self.slots // SLOTS_PER_PATCH
        self.discriminator = build_discriminator(self.genres, preset.critic_width, self.patches)
        self.generator_optimizer = keras.optimizers.Adam(
            _schedule(config.generator_rate, config.steps), beta_1=0.5, beta_2=0.99, global_clipnorm=1.0
        )
        self.discriminator_optimizer = keras.optimizers.Adam(
            _schedule(config.discriminator_rate, config.steps), beta_1=0.0, beta_2=0.99, global_clipnorm=10.0
        )
        self.generator_optimizer.build(self.generator.trainable_variables)
        self.discriminator_optimizer.build(self.discriminator.trainable_variables)
        self._plain = tf.function(lambda *inputs: self._cycle(False, *inputs), jit_compile=config.compiled)
        self._penalised = tf.function(lambda *inputs: self._cycle(True, *inputs), jit_compile=config.compiled)
        # Not compiled: it runs once a checkpoint, and is not worth half a minute.
        self._judged = tf.function(lambda *inputs: self._forward(self.averaged, *inputs)[0].reconstruction)

    def step(self) -> np.ndarray:
        """One cycle. Returns float32 [len(METRICS)]."""
        config, step = self.config, self.done
        batch = self.dataset.batch(step, config.batch)
        cycle = self._penalised if step % config.penalty_every == 0 else self._plain
        result = cycle(*self._inputs(batch, step))
        self.done = step + 1
        return np.asarray(result)

    def held_out_loss(self, music: Dataset, batches: int) -> float:
        """Reconstruction loss of the averaged generator, in nats, over some batches of music it does not learn from.

        The same windows and masks each time, so that two steps of a run can be compared.
        """
        losses = []
        for number in range(batches):
            inputs = self._inputs(music.batch(number, self.config.batch), number)
            losses.append(float(self._judged(*inputs)))
        return float(np.mean(losses))

    def rates(self) -> tuple[float, float]:
        """The learning rates of generator and discriminator at this step."""
        return float(self.generator_optimizer.learning_rate), float(self.discriminator_optimizer.learning_rate)

    def variables(self) -> dict[str, list[keras.Variable]]:
        """Everything that a checkpoint must hold, by name."""
        return {
            "generator": self.generator.variables,
            "averaged": self.averaged.variables,
            "discriminator": self.discriminator.variables,
            "generator_optimizer": self.generator_optimizer.variables,
            "discriminator_optimizer": self.discriminator_optimizer.variables,
        }

    def _inputs(self, batch: Batch, step: int) -> tuple[np.ndarray, ...]:
        bar, place = np.divmod(np.arange(self.slots), batch.bar_slots[:, None])
        rng = np.random.default_rng([self.config.seed, 4, step])
        noise = draw_noise(rng, bar, place)
        bar_patches = batch.bar_slots // SLOTS_PER_PATCH
        mask = draw_masks(self.config.seed, step, self.patches, bar_patches).astype(np.float32)
        settled = np.repeat(mask == 0, SLOTS_PER_PATCH, axis=1)
        echoes = echoes_of(batch.state, batch.onset, batch.drums, settled, batch.bar_slots)
        genre = np.repeat(np.eye(self.genres, dtype=np.float32)[batch.genre][:, None], self.patches, axis=1)
        parallels = parallels_of(batch.state, settled).astype(np.float32)
        return (
            batch.state,
            batch.onset,
            batch.drums,
            mask,
            genre,
            batch.texture,
            batch.metre,
            noise.take,
            noise.bar,
            noise.pitch,
            noise.onset,
            noise.drums,
            echoes.state,
            echoes.onset,
            echoes.drums,
            echoes.agreement,
            parallels,
        )

    def _cycle(self, penalised: bool, *inputs: tf.Tensor) -> tf.Tensor:
        config = self.config
        with tf.GradientTape(persistent=True) as tape:
            losses, heard = self._forward(self.generator, *inputs)
            wanted = losses.reconstruction + config.adversarial_weight * losses.generator
            coached = losses.discriminator
            penalty = tf.constant(0.0)
            if penalised:
                penalty = self._penalty(*heard)
                coached = coached + 0.5 * config.penalty * config.penalty_every * penalty
        g_gradients = tape.gradient(wanted, self.generator.trainable_variables)
        d_gradients = tape.gradient(coached, self.discriminator.trainable_variables)
        self.generator_optimizer.apply(g_gradients, self.generator.trainable_variables)
        self.discriminator_optimizer.apply(d_gradients, self.discriminator.trainable_variables)
        for mean, now in zip(self.averaged.variables, self.generator.variables):
            mean.assign(mean * config.ema + now * (1 - config.ema))
        return tf.stack(
            [
                losses.generator,
                losses.discriminator,
                losses.reconstruction,
                losses.state,
                losses.onset,
                losses.drums,
                penalty,
                losses.gap,
                tf.linalg.global_norm(g_gradients),
                tf.linalg.global_norm(d_gradients),
            ]
        )

    def _forward(
        self,
        generator: keras.Model,
        state: Any,
        onset: Any,
        drums: Any,
        mask: Any,
        genre: Any,
        texture: Any,
        metre: Any,
        take_noise: Any,
        bar_noise: Any,
        pitch_noise: Any,
        onset_noise: Any,
        drum_noise: Any,
        state_echo: Any,
        onset_echo: Any,
        drum_echo: Any,
        agreement: Any,
        parallels: Any,
    ) -> tuple[Losses, tuple[Any, ...]]:
        """The losses, and the discriminator's inputs for real and finished windows."""
        real_state = one_hot_states(state)  # [b, slots, STATES, VOICES]
        onset = ops.cast(ops.transpose(onset, (0, 2, 1)), "float32")  # [b, slots, VOICES]
        drums = ops.cast(drums, "float32")
        written = ops.repeat(mask, SLOTS_PER_PATCH, axis=1)  # [b, slots, COLUMNS]
        notes_written, drums_written = written[..., :ACCOMPANYING], written[..., ACCOMPANYING:]
        given = ops.concatenate([ops.ones_like(written[..., :1]), 1.0 - notes_written], axis=-1)

        real_sound = real_state[:, :, 1:]
        given_sound = real_sound * ops.expand_dims(given, 2)
        notes = ops.concatenate([given_sound, given_sound * ops.expand_dims(onset, 2)], axis=3)
        hits_given = fold_drums(drums * (1.0 - drums_written), ops)
        frames = ops.concatenate(
            [
                hits_given,
                mask,
                metre,
                bar_noise,
                chroma(given_sound, ops),
                agreement,
                rhythm(given_sound, onset, ops),
            ],
            axis=-1,
        )
        take = ops.repeat(ops.expand_dims(take_noise, 1), self.patches, axis=1)
        style = ops.concatenate([genre, texture, take], axis=-1)
        pitches, silences, holds, onset_logits, repeat_logits, drum_logits, motion, gates = generator(
            [fold(notes, ops), frames, style]
        )

        logits = state_logits(pitches, silences, ACCOMPANYING)
        onset_logits = ops.reshape(onset_logits, (-1, self.slots, ACCOMPANYING))
        holds = ops.reshape(holds, (-1, self.slots, ACCOMPANYING))
        repeat_logits = ops.reshape(repeat_logits, (-1, self.slots, ACCOMPANYING))
        drum_logits = ops.reshape(drum_logits, drums.shape)
        logits, onset_logits, repeat_logits, drum_logits = with_echoes(
            (logits, onset_logits, repeat_logits, drum_logits), gates, state_echo, onset_echo, drum_echo, ops
        )
        target = real_state[..., 1:]

        logits = with_parallels(logits, motion, parallels, ops)
        chosen = choose_states(logits, holds, pitch_noise)
        cell = ops.expand_dims(notes_written, 2)
        fake_state = chosen * cell + target * (1.0 - cell)
        fake_sound = ops.concatenate([real_sound[..., :1], fake_state[:, :, 1:]], axis=3)
        begins = choose_onsets(fake_state, repeat_logits, onset_noise)
        fake_onset = ops.concatenate(
            [onset[..., :1], begins * notes_written + onset[..., 1:] * (1.0 - notes_written)], axis=2
        )
        hits = choose_binary(drum_logits, drum_noise)
        fake_drums = hits * drums_written + drums * (1.0 - drums_written)

        heard_style = ops.concatenate([genre, texture], axis=-1)
        real_heard, fake_heard = heard_planes(real_sound, onset), heard_planes(fake_sound, fake_onset)
        real_inputs = (fold(real_heard, ops), heard_chroma(real_heard, ops), fold_drums(drums, ops))
        fake_inputs = (fold(fake_heard, ops), heard_chroma(fake_heard, ops), fold_drums(fake_drums, ops))
        real = self.discriminator([*real_inputs, metre, heard_style])
        fake = self.discriminator([*fake_inputs, metre, heard_style])
        # Of a voice that sounds: does it strike again, and where the slot before is open too, does a note begin at all.
        repeated = notes_written * same_pitch(target)
        opened = (
            notes_written
            * (1.0 - target[:, :, 0])
            * ops.concatenate([notes_written[:, :1], notes_written[:, :-1]], axis=1)
        )
        settled = 1.0 - ops.mean(mask, axis=(1, 2))
        losses = Losses(
            generator_loss(real, fake, settled),
            discriminator_loss(real, fake),
            state_loss(held(logits, holds, target), target, notes_written),
            binary_loss(onset_logits, onset[..., 1:], opened) + binary_loss(repeat_logits, onset[..., 1:], repeated),
            binary_loss(drum_logits, drums, ops.broadcast_to(drums_written, drums.shape)),
            ops.mean(real - fake),
        )
        return losses, (real_inputs, fake_inputs, metre, heard_style)

    def _penalty(self, real: tuple[Any, ...], fake: tuple[Any, ...], metre: Any, style: Any) -> tf.Tensor:
        """R1 + R2: how steeply the verdicts change with the notes heard."""
        total = tf.constant(0.0)
        for heard in (real, fake):
            fixed = [tf.stop_gradient(x) for x in heard]
            with tf.GradientTape() as tape:
                tape.watch(fixed)
                verdict = tf.reduce_sum(tf.reduce_mean(self.discriminator([*fixed, metre, style]), axis=1))
            total += gradient_penalty(tape.gradient(verdict, fixed))
        return total


def _schedule(rate: float, steps: int) -> keras.optimizers.schedules.LearningRateSchedule:
    warm = max(1, min(300, steps // 10))
    return keras.optimizers.schedules.CosineDecay(
        0.0, max(1, steps - warm), alpha=0.05, warmup_target=rate, warmup_steps=warm
    )
