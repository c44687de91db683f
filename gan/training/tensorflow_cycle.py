"""A cycle of both networks in TensorFlow: one graph, the penalty a branch of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import tensorflow as tf

from gan.data.grid import SLOTS_PER_PATCH
from gan.data.voices import ACCOMPANYING, STATES
from gan.training.inputs import Inputs, unpacked
from gan.training.losses import gradient_penalty
from gan.training.memory import memory_errors
from gan.training.trainer import Heard, metrics_of

if TYPE_CHECKING:
    from gan.training.trainer import Trainer


class TensorFlowCycle:
    """See `gan.training.trainer.Cycle`."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self.far = bool(tf.config.list_physical_devices("GPU"))
        if not self.far:
            # On a processor the rewritten graph is no faster, and the rewriting takes longer than the first step.
            tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
        # Nothing here is for AutoGraph to rewrite, and looking for it takes seconds.
        self._run = tf.function(self._cycle, jit_compile=trainer.config.compiled, autograph=False)
        # Not compiled: it runs once a checkpoint, and is not worth half a minute.
        self._judge = tf.function(
            lambda inputs: trainer.forward(trainer.averaged, inputs)[0].reconstruction, autograph=False
        )

    def run(self, inputs: Inputs, penalised: bool) -> tf.Tensor:
        with memory_errors():
            return self._run(_tensors(inputs), tf.constant(penalised))

    def read(self, metrics: tf.Tensor) -> np.ndarray:
        with memory_errors():
            return np.asarray(metrics)

    def settle(self) -> None:
        pass  # a step assigns to the variables themselves

    def judge(self, inputs: Inputs) -> float:
        with memory_errors():
            return float(self._judge(_tensors(inputs)))

    def _cycle(self, inputs: Inputs, penalised: tf.Tensor) -> tf.Tensor:
        trainer = self._trainer
        if inputs.pitch_lots.shape.rank == 1:
            inputs = _with_lots(inputs)
        of_generator = trainer.generator.trainable_variables
        of_discriminator = trainer.discriminator.trainable_variables
        with tf.GradientTape(persistent=True) as tape:
            losses, heard = trainer.forward(trainer.generator, inputs)
            wanted = trainer.wanted(losses)
        g_gradients = tape.gradient(wanted, of_generator)
        d_gradients = tape.gradient(losses.discriminator, of_discriminator)
        # In one graph: that of cycles with the penalty and that of the others would be traced one after the other.
        penalty, *slopes = tf.cond(
            penalised,
            lambda: self._penalty(heard),
            lambda: [tf.constant(0.0), *(tf.zeros(v.shape) for v in of_discriminator)],
        )
        d_gradients = [g + trainer.penalty_weight * slope for g, slope in zip(d_gradients, slopes)]
        trainer.generator_optimizer.apply(g_gradients, of_generator)
        trainer.discriminator_optimizer.apply(d_gradients, of_discriminator)
        fresh = 1.0 - trainer.decay(trainer.generator_optimizer.iterations)
        for mean, now in zip(trainer.averaged.variables, trainer.generator.variables):
            mean.value.assign_sub((mean.value - now.value) * fresh)
        return metrics_of(losses, penalty, tf.linalg.global_norm(g_gradients), tf.linalg.global_norm(d_gradients))

    def _penalty(self, heard: Heard) -> list[Any]:
        """R1 + R2, how steeply the verdicts change with the notes heard, and its gradients."""
        with tf.GradientTape() as tape:
            penalty = tf.constant(0.0)
            for notes in (heard.real, heard.fake):
                fixed = [tf.stop_gradient(x) for x in notes]
                with tf.GradientTape() as inner:
                    inner.watch(fixed)
                    verdict = self._trainer.verdict(fixed, heard)
                penalty += gradient_penalty(inner.gradient(verdict, fixed))
        variables = self._trainer.discriminator.trainable_variables
        gradients = tape.gradient(penalty, variables)
        # What is added to a verdict does not change its slope.
        return [penalty, *(tf.zeros(v.shape) if g is None else g for v, g in zip(variables, gradients))]


class _Bits:
    """Of numpy's functions those that `unpacked` asks for."""

    reshape = tf.reshape

    @staticmethod
    def unpackbits(packed: tf.Tensor, axis: int) -> tf.Tensor:
        places = tf.constant(np.arange(7, -1, -1, dtype=np.uint8))  # the highest bit is the first
        bits = tf.bitwise.bitwise_and(tf.bitwise.right_shift(tf.expand_dims(packed, axis + 1), places), np.uint8(1))
        return tf.reshape(bits, (packed.shape[0], -1))


def _with_lots(inputs: Inputs) -> Inputs:
    """What was made for far away, unpacked here, with lots of this device's own."""
    count, patches = inputs.mask.shape[:2]
    shape = count, patches * SLOTS_PER_PATCH, STATES, ACCOMPANYING
    seed = tf.cast(inputs.pitch_lots, tf.int32)
    lots = tf.random.stateless_uniform(shape, seed, None, None, tf.uint32, alg="philox")
    return unpacked(inputs, _Bits)._replace(pitch_lots=tf.cast(tf.bitwise.right_shift(lots, 16), tf.uint16))


def _tensors(inputs: Inputs) -> Inputs:
    return Inputs(*map(tf.constant, inputs))
